"""Run inside ``odoo shell``: what :class:`tests.rig.Rig` wants done in the database.

The environment variable ``RIG`` is a JSON object: ``do`` names a function of this
file, the rest are its arguments. The last line printed is its result as JSON.
"""

import json
import os
import time

from psycopg2 import OperationalError

from tests.onec import fixture
from tests.rig.names import DIRECTOR, PASSWORD, SITE_LOGIN


def fill(env, service_url, login, password, base_url, active=True):
    """A wholesaler, a contractor of 1С's books with its director, the connection."""
    env["ir.config_parameter"].set_param("web.base.url", base_url)
    env["sale.order"]._b2b_set_number_prefix("R1")
    russia = env.ref("base.ru").id
    seller = fixture.catalogue().organisations[0]
    organisation = env["b2b.organisation"].create(
        {
            "name": seller.name,
            "partner_id": env["res.partner"]
            .create(
                {
                    "name": seller.name,
                    "is_company": True,
                    "b2b_type": "organisation",
                    "country_id": russia,
                    "vat": seller.inn,
                    "b2b_kpp": seller.kpp,
                }
            )
            .id,
        }
    )
    connection = env["onec.connection"].create(
        {
            "name": "УТ 11",
            "organisation_ids": [(6, 0, organisation.ids)],
            "soap_active": active,
            "soap_url": service_url,
            "soap_login": login,
            "soap_password": password,
            "vat_proven": "22,10,0,none",
        }
    )
    node = env["onec.node"].create(
        {"connection_id": connection.id, "login": SITE_LOGIN}
    )
    tier = env["b2b.tier"].create(
        {"name": "Опт", "reserve_limit": 10**9, "credit_limit": 10**9}
    )
    for partner in fixture.catalogue().counterparties:
        _contractor(env, partner, tier, russia)
    return {"site_key": node._new_key()}


def _contractor(env, partner, tier, russia):
    contractor = env["res.partner"].create(
        {
            "name": partner.name,
            "is_company": True,
            "lang": "ru_RU",
            "b2b_type": "contractor",
            "b2b_state": "approved",
            "b2b_tier_id": tier.id,
        }
    )
    for item in partner.legal_entities:
        env["res.partner"].create(
            {
                "name": item.name,
                "is_company": True,
                "type": "other",
                "parent_id": contractor.id,
                "b2b_type": "entity",
                "b2b_is_default": True,
                "country_id": russia,
                "vat": item.inn,
                "b2b_kpp": item.kpp,
            }
        )
    if partner.name == "Ромашка":
        env["res.users"].with_context(no_reset_password=True).create(
            {
                "name": "Ирина Белова",
                "login": DIRECTOR,
                "email": DIRECTOR,
                "password": PASSWORD,
                "lang": "ru_RU",
                "parent_id": contractor.id,
                "group_ids": [(6, 0, [env.ref("b2b_portal.group_director").id])],
            }
        )


def after_exchange(env):
    """The goods are here: the tier gets its price type, the warehouses are shown."""
    tier = env["b2b.tier"].search([("name", "=", "Опт")])
    tier.pricelist_id = env["product.pricelist"].search(
        [("b2b_price_type", "=", True), ("name", "=", "Оптовая")], limit=1
    )
    return {"goods": env["product.template"].search_count([("is_storable", "=", 1)])}


def place(env, count, lines=2, quantity=1, pause=0, first=0):
    """Place `count` orders of `lines` lines each; a commit after every one.

    :param pause: seconds between two orders
    :param first: place of the first good of an order, by article
    """
    user = env["res.users"].search([("login", "=", DIRECTOR)])
    warehouse = env["onec.link"].search(
        [("kind", "=", "warehouse"), ("guid", "=", fixture.MAIN)]
    )
    products = _goods(env, user)[first:][:lines]
    orders = []
    while len(orders) < count:
        order = env["sale.order"].create(
            {
                "partner_id": user.partner_id.id,
                "website_id": env["website"].search([], limit=1).id,
                "warehouse_id": warehouse.res_id,
                "order_line": [
                    (0, 0, {"product_id": product.id, "product_uom_qty": quantity})
                    for product in products
                ],
            }
        )
        try:
            order._place(accept_changes=True)
            env.cr.commit()
        except OperationalError:  # somebody was faster: as the web server does
            env.cr.rollback()
            env.invalidate_all()
            continue
        time.sleep(pause)
        orders.append({"id": order.id, "name": order.name})
    return orders


def _goods(env, user):
    """What the director can buy, by article."""
    products = env["product.product"].search(
        [("is_storable", "=", True), ("sale_ok", "=", True)], order="default_code"
    )
    prices = products._b2b_prices(user.partner_id._b2b_get_pricelist())
    return products.filtered(lambda product: prices[product.id])


def plant(env, count):
    """Place orders of a good that 1С has lost: they have to wait for a person.

    It is the last one by article: other orders are without it.
    """
    goods = _goods(env, env["res.users"].search([("login", "=", DIRECTOR)]))
    product = goods[-1:]
    env["onec.link"].search(
        [
            ("kind", "in", ("good", "variant")),
            ("res_id", "in", (product.id, product.product_tmpl_id.id)),
            ("res_model", "in", (product._name, product.product_tmpl_id._name)),
        ]
    ).unlink()
    return place(env, count, lines=1, first=len(goods) - 1)


def learn(env):
    """Ask 1С anew what it supports."""
    for connection in env["onec.connection"].search([("soap_active", "=", True)]):
        connection._soap_learn()
    return True


def pull(env):
    """Ask 1С for all changes now."""
    env["onec.connection"].search([("soap_active", "=", True)]).action_soap_pull()
    return True


def payloads(env, orders):
    """Orders as the contract's ``Order``, for calls past the portal."""
    connection = env["onec.connection"].search([("soap_active", "=", True)], limit=1)
    return [
        env["sale.order"].browse(order_id)._onec_soap_order(connection)
        for order_id in orders
    ]


if "env" in globals():
    arguments = json.loads(os.environ["RIG"])
    run = globals()[arguments.pop("do")]
    result = run(globals()["env"], **arguments)
    globals()["env"].cr.commit()
    print("\n" + json.dumps(result))
