"""The year as a whole: who acts after whom."""

import time
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from psycopg2 import OperationalError

from odoo.addons.b2b_onec_sync.models.onec_message import OnecMessage
from odoo.addons.b2b_portal.models.sale_order_notify import SaleOrder

from ..company import PASSWORD
from . import brand, onec, plan
from .accounts import Accounts
from .claims import Claims
from .dates import Dates
from .orders import Placing
from .papers import Papers
from .people import People
from .today import Today

#: No mail about the past, no history of fields that nobody watched.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
}


class Year:
    """Makes the past of a new demo.

    :param env: of the shell
    :param books: path of the stand-in's books
    :param login: of its web service, with ``password``
    """

    def __init__(self, env, books, login, password):
        self.env = env(context={**env.context, **QUIET, "lang": "ru_RU"})
        self.service = (books, login, password)
        self.connection = self.env["onec.connection"].search([], limit=1)

    def make(self):
        """Everything; a line per stage says how long it took."""
        start = time.monotonic()

        def said(what):
            print(f"past: {what}, {time.monotonic() - start:.1f} s", flush=True)

        with ExitStack() as stack:
            # Nothing of the past wakes a job or writes a letter, and nobody else acts
            # upon it meanwhile: the portal is running already.
            stack.enter_context(_no_crons(self.env.registry))
            self.env.cr.commit()  # what they did last is seen from here on
            stack.enter_context(patch.object(OnecMessage, "_wake", _nothing))
            stack.enter_context(patch.object(SaleOrder, "_b2b_notify", _nothing))
            stack.enter_context(onec.service(*self.service))
            People(self.env, PASSWORD).make()
            brand.make(self.env)
            self.env.cr.commit()
            said("people")
            clerk = onec.Clerk(self.service[0])
            placing = Placing(self.env)
            deals = self._orders(placing, clerk)
            said(f"{len(deals)} orders")
            Today(placing, deals).make()
            said("what is going on")
            Claims(self.env, deals, self.service[0]).make()
            self._exchange()
            said("claims")
            self._pull()
            Accounts(placing, self._exchange).make()
            Papers(placing, clerk, self._exchange, self._pull).make()
            said("papers")
            clerk.forget_sent()
            Dates(self.env, deals).put()
            clerk.close()
            self.env.cr.commit()
            said("dates")
        # Printed forms come by themselves while people look around.
        self.env["onec.message"].search([("state", "=", "pending")])._wake()
        self.env.cr.commit()

    def _orders(self, placing, clerk):
        changes = self.connection._soap_feeds().filtered(
            lambda feed: feed.operation == "GetOrderChanges"
        )
        done = []
        for deal in plan.deals():
            order = placing.place(deal)
            if not order:
                continue
            done.append(deal)
            if order.b2b_approval_state == "waiting":
                self._decide(deal, placing)
            self._exchange()
            if order.state != "sale":
                continue
            if deal.end in ("expired", "cancelled"):
                note = self.env._("The goods were held until the date only.")
                order._b2b_cancel("system", note)
                self._exchange()
            else:
                clerk.register(deal)
                changes._pull_alone()
            if len(done) % 15 == 0:
                self._derive()
            placing.shelf.count(order.order_line.product_id)
        self._derive()
        return done

    def _derive(self):
        """What was shipped in the past is not taken off today's stock."""
        stock = self.env["onec.stock"].search([])
        self.env["onec.stock"]._derive_for(stock.product_id, stock.warehouse_id)

    def _decide(self, deal, placing):
        """What the director said to an order above a buyer's limit."""
        if deal.end == "approval":
            return
        directors = deal.order.b2b_contractor_id._b2b_directors()
        order = deal.order.with_user(directors[:1]).sudo()
        if deal.end == "refused":
            order._b2b_refuse(deal.extra["note"])
        else:
            order._b2b_approve()
            order.date_order = deal.placed

    def _exchange(self):
        """Send what waits, but for printed forms."""
        self.env["onec.message"].search(
            [
                ("state", "=", "pending"),
                ("direction", "=", "out"),
                ("operation", "!=", "GetPrintedForm"),
            ],
            order="id",
        )._process()

    def _pull(self):
        for feed in self.connection._soap_feeds():
            feed._pull_alone()
        self._exchange()


@contextmanager
def _no_crons(registry):
    """The scheduled jobs of the portal rest."""
    query = "SELECT id FROM ir_cron WHERE active"
    with registry.cursor() as cr:
        cr.execute(query)
        ids = [row[0] for row in cr.fetchall()]
    _set_crons(registry, ids, False)
    try:
        yield
    finally:
        _set_crons(registry, ids, True)


def _set_crons(registry, ids, active):
    for cron_id in ids:
        for _attempt in range(60):  # one that runs is waited for
            try:
                with registry.cursor() as cr:
                    cr.execute(
                        "UPDATE ir_cron SET active = %s WHERE id = %s",
                        [active, cron_id],
                        log_exceptions=False,
                    )
                break
            except OperationalError:
                time.sleep(1)


def _nothing(*_args, **_kwargs):
    return None
