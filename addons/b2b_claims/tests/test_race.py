import threading

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClaimsCommon


@tagged("post_install", "-at_install")
class TestRace(ClaimsCommon):
    def test_lock_writes_the_orders_row(self):
        """What makes two clerks of one order collide is a written row, see below."""
        order = self._make_shipped()
        version = order.b2b_claim_version
        self._make_claim(order)
        self.assertGreater(order.b2b_claim_version, version)

    def test_second_of_two_transactions_is_sent_back(self):
        """On an order of the database as it is, with nothing left behind."""
        self.env.cr.execute("SELECT MIN(id) FROM sale_order")
        with self.registry.cursor() as probe:
            probe.execute("SELECT MIN(id) FROM sale_order")
            order_id = probe.fetchone()[0]
        if not order_id:
            self.skipTest("no committed order to lock in this database")
        barrier = threading.Barrier(2, timeout=20)
        outcomes = []

        def lock():
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                cr.execute("SELECT b2b_claim_version FROM sale_order LIMIT 1")
                barrier.wait()
                try:
                    env["sale.order"].browse(order_id)._b2b_lock_claims()
                    outcomes.append("passed")
                    cr.commit()  # pylint: disable=invalid-commit
                except SerializationFailure:
                    outcomes.append("sent back")
                    cr.rollback()

        threads = [threading.Thread(target=lock) for _i in range(2)]
        with mute_logger("odoo.sql_db"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(30)
        self.assertEqual(sorted(outcomes), ["passed", "sent back"])
