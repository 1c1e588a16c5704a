"""Waiting for one's turn before a decision that others may be making too.

Correctness never rests on this module: it rests on the written version row
(``b2b.contractor.lock``) and the locked quants that ``sale.order.action_confirm``
takes. But a hundred people who press «Оформить» at once would make each other fail
and repeat. An advisory lock lets them queue instead: it has to be held *before* the
transaction's snapshot is taken, so it lives on a connection of its own and the
request's transaction starts anew once the turn has come.
"""

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError
from odoo.modules import module

WAIT_SECONDS = 10
# Advisory locks take two integers: the first says what is being locked.
CONTRACTOR_SPACE = 0xB2B1
PRODUCT_SPACE = 0xB2B2


class B2bTurn(models.AbstractModel):
    _name = "b2b.turn"
    _description = "Queue for decisions about limits and stock"

    @api.model
    def _take(self, orders):
        """Wait until nobody else decides about these orders' contractors and goods.

        Commits the current transaction, so call it first thing in a request. The turn
        ends with the transaction that follows, whether it commits or fails.

        :raise UserError: nothing was decided within ``WAIT_SECONDS``
        """
        if module.current_test:
            # A test runs in one connection: there is nobody to wait for.
            return
        keys = [(CONTRACTOR_SPACE, id_) for id_ in orders.b2b_contractor_id.ids]
        keys += [(PRODUCT_SPACE, id_) for id_ in orders.order_line.product_id.ids]
        cr = self.env.registry.cursor()
        try:
            cr.execute(
                "SELECT set_config('lock_timeout', %s, true)", [f"{WAIT_SECONDS}s"]
            )
            # One order for everyone, or two queues would wait for each other.
            for space, key in sorted(keys):
                cr.execute("SELECT pg_advisory_xact_lock(%s, %s)", [space, key])
        except psycopg2.errors.LockNotAvailable:
            cr.close()
            raise UserError(
                self.env._(
                    "Many people are ordering these goods right now. "
                    "Nothing was placed; please try again in a minute."
                )
            ) from None
        except BaseException:
            cr.close()
            raise
        # The snapshot must begin after the turn has come.
        self.env.cr.commit()  # pylint: disable=invalid-commit
        self.env.cr.postcommit.add(cr.close)
        self.env.cr.postrollback.add(cr.close)
        self.env.invalidate_all()
