"""Run inside ``odoo shell``: a contractor, its buyers and their filled carts.

``STAGE`` is a JSON dictionary: ``buyers`` (how many), ``lines`` (quantity by article),
``stock`` (units by article), ``limits`` (own limits by mode), ``mode`` (of payment).
The last line printed is JSON: ids, and a session id for each buyer, signed in.
"""

import json
import os

from odoo.http import root
from odoo.service.security import compute_session_token

from odoo.addons.b2b_portal.tests.common import INN_COMPANY, B2bCommon
from odoo.addons.base.models import res_users

# They come with their sessions: hashing the passwords well would take a minute.
res_users.MIN_ROUNDS = 1

env = env(context=dict(env.context, tracking_disable=True))  # noqa: F821
wanted = json.loads(os.environ["STAGE"])


class Stage(B2bCommon):
    """The makers of the add-on's fixture, without its test transaction."""


Stage.env = env
Stage.warehouse = env["stock.warehouse"].search([], limit=1)
Stage.website = env["website"].search([], limit=1)
env["b2b.organisation"].search([], limit=1) or env["b2b.organisation"].create(
    {"name": "ООО Гнездо"}
)
prices = env["product.pricelist"].create({"name": "Опт", "b2b_price_type": True})
tier = env["b2b.tier"].create({"name": "Опт", "pricelist_id": prices.id})
goods = {
    article: Stage._make_product(article, article, {prices: 100.0}, stock)
    for article, stock in wanted["stock"].items()
}
contractor = Stage._make_contractor("Ромашка", tier, INN_COMPANY)
contractor.write(
    {
        "b2b_own_limits": True,
        "b2b_own_reserve_limit": wanted["limits"].get("reserve", 0),
        "b2b_own_credit_limit": wanted["limits"].get("credit", 0),
    }
)


def signed_in(user):
    """A session of this user in the server's store, as after the login page."""
    session = root.session_store.new()
    session.db = env.cr.dbname
    session.login, session.uid = user.login, user.id
    session.context = dict(env["res.users"].with_user(user).context_get())
    session.session_token = compute_session_token(session, env)
    root.session_store.save(session)
    return session.sid


people = []
for number in range(wanted["buyers"]):
    user = Stage._make_employee(contractor, "buyer", login=f"buyer{number}")
    order = Stage._make_order(
        Stage, user, [(goods[a], q) for a, q in wanted["lines"].items()]
    )
    order.b2b_payment_mode = wanted["mode"]
    user.partner_id.b2b_cart_id = order
    people.append({"session": signed_in(user), "order": order.id})
# The contractor's page must not be the slow one because of e-mail.
env["ir.mail_server"].search([]).active = False
env.cr.commit()
print(
    json.dumps(
        {
            "contractor": contractor.id,
            "products": {article: product.id for article, product in goods.items()},
            "people": people,
        }
    )
)
