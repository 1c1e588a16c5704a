from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClaimsCommon


@tagged("post_install", "-at_install")
class TestRace(ClaimsCommon):
    """Two people claim the same pieces at the same moment."""

    def test_lock_writes_the_orders_row(self):
        order = self._make_shipped()
        version = order.b2b_claim_version
        self._make_claim(order)
        self.assertGreater(order.b2b_claim_version, version)

    def test_whoever_comes_second_is_sent_back(self):
        """Real connections: a lock that only one of them wrote protects nothing."""
        database = db_connect(self.env.cr.dbname)
        with database.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            partner = env["res.partner"].create({"name": "Race of claims"})
            order = env["sale.order"].create({"partner_id": partner.id})
            cr.commit()  # pylint: disable=invalid-commit
        try:
            with database.cursor() as first, database.cursor() as second:
                # Both have looked before either of them writes.
                for cr in (first, second):
                    cr.execute(
                        "SELECT b2b_claim_version FROM sale_order WHERE id = %s",
                        [order.id],
                    )
                self._lock(first, order.id)
                first.commit()  # pylint: disable=invalid-commit
                with (
                    mute_logger("odoo.sql_db"),
                    self.assertRaises(SerializationFailure),
                ):
                    self._lock(second, order.id)
        finally:
            with database.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["sale.order"].browse(order.id).unlink()
                env["res.partner"].browse(partner.id).unlink()
                cr.commit()  # pylint: disable=invalid-commit

    def _lock(self, cr, order_id):
        env = api.Environment(cr, SUPERUSER_ID, {})
        env["sale.order"].browse(order_id)._b2b_lock_claims()
