"""Waiting for one's turn before a decision that others may be making too.

Correctness never rests on this module: it rests on the written version row
(``b2b.contractor.lock``) and the locked quants that ``sale.order.action_confirm``
takes. But a hundred people who press «Оформить» at once would make each other fail
and repeat. An advisory lock lets them queue instead: it has to be held *before* the
transaction's snapshot is taken, so it lives on a connection of its own and the
request's transaction starts anew once the turn has come.

The exchange takes no turn. It could change a quant between the snapshot and the lock,
again and again, and each time the whole request would be run anew; so the locks of the
decision are the first thing that the new transaction takes, and only they are repeated.
"""

import time

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
        end = time.monotonic() + WAIT_SECONDS
        keys = [(CONTRACTOR_SPACE, id_) for id_ in orders.b2b_contractor_id.ids]
        keys += [(PRODUCT_SPACE, id_) for id_ in orders.order_line.product_id.ids]
        cr = self.env.registry.cursor()
        try:
            cr.execute(
                "SELECT set_config('statement_timeout', %s, true)",
                [f"{WAIT_SECONDS}s"],
            )
            # One order for everyone, or two queues would wait for each other.
            cr.execute(
                """
                SELECT pg_advisory_xact_lock(turn.space, turn.key)
                  FROM (SELECT * FROM unnest(%s::int[], %s::int[]) AS keys (space, key)
                      ORDER BY space, key) turn
                """,
                [[space for space, _key in keys], [key for _space, key in keys]],
                log_exceptions=False,
            )
            self._take_locks(orders, end)
        except (psycopg2.errors.QueryCanceled, psycopg2.errors.LockNotAvailable):
            cr.close()
            self.env.cr.rollback()
            raise UserError(
                self.env._(
                    "Many people are ordering these goods right now. "
                    "Nothing was placed; please try again in a minute."
                )
            ) from None
        except BaseException:
            cr.close()
            raise
        self.env.cr.postcommit.add(cr.close)
        self.env.cr.postrollback.add(cr.close)
        self.env.invalidate_all()

    @api.model
    def _end(self):
        """Let the next ones decide; what was written so far is kept.

        For a refusal: a page takes longer to make than the decision that it tells of,
        and a hundred people would wait for each other's pages.
        """
        if module.current_test:
            return
        # Closes the turn's connection, see ``_take``.
        self.env.cr.commit()  # pylint: disable=invalid-commit

    def _take_locks(self, orders, end):
        """Begin a transaction with the locks of the decision.

        :param end: value of ``time.monotonic`` after which nobody waits any longer
        """
        warehouses = orders.sudo()._b2b_warehouses()
        contractors, products = orders.b2b_contractor_id, orders.order_line.product_id
        # The snapshot must begin after the turn has come.
        self.env.cr.commit()  # pylint: disable=invalid-commit
        while True:
            left = max(int(1000 * (end - time.monotonic())), 100)
            try:
                self.env.cr.execute(
                    "SELECT set_config('lock_timeout', %s, true)", [f"{left}ms"]
                )
                self.env["b2b.contractor.lock"].sudo()._bump(contractors)
                products.sudo()._b2b_lock_stock(warehouses)
                self.env.cr.execute("SELECT set_config('lock_timeout', '0', true)")
                return
            except psycopg2.errors.SerializationFailure:
                # Somebody wrote a row while we waited for it: a new snapshot sees it.
                self.env.cr.rollback()
                if time.monotonic() > end:
                    raise psycopg2.errors.LockNotAvailable from None
