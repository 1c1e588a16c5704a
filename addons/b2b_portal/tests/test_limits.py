from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import B2bCommon


@tagged("post_install", "-at_install")
class TestLimits(B2bCommon):
    def test_reserve_limit_is_never_exceeded(self):
        self._make_order(lines=[(self.vase, 60)], b2b_payment_mode="reserve")._place()
        self.assertEqual(self.romashka._b2b_limits()["reserve_free"], 4_000)
        order = self._make_order(lines=[(self.vase, 40)], b2b_payment_mode="reserve")
        self.assertEqual(order._place()["result"], "placed")
        self._set_stock(self.vase, self.warehouse, 10)
        order = self._make_order(lines=[(self.vase, 1)], b2b_payment_mode="reserve")
        with self.assertRaises(UserError):
            order._place()

    def test_payment_gives_the_reserve_back(self):
        order = self._make_order(lines=[(self.vase, 60)], b2b_payment_mode="reserve")
        order._place()
        self.assertEqual(order.b2b_status, "reserved")
        order._b2b_register_payment("p1", 6_000, "2026-11-01", "1", "staff")
        self.assertEqual(self.romashka._b2b_limits()["reserve_free"], 10_000)

    def test_no_backend_path_around_the_credit_limit(self):
        order = self._make_order(lines=[(self.vase, 51)], b2b_payment_mode="credit")
        with self.assertRaises(UserError):
            order.action_confirm()
        order.b2b_override_reason = "Director of sales agreed"
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_contract_limit_is_stricter(self):
        contract = self.env["b2b.contract"].create(
            {
                "name": "7",
                "entity_id": self.romashka.b2b_entity_ids.id,
                "organisation_id": self.organisation.id,
                "credit_limit": 1_000,
            }
        )
        order = self._make_order(lines=[(self.vase, 11)], b2b_payment_mode="credit")
        self.assertEqual(order.b2b_contract_id, contract)
        with self.assertRaises(UserError):
            order._place()

    def test_overdue_debt_stops_credit(self):
        order = self._make_order(lines=[(self.vase, 1)], b2b_payment_mode="credit")
        order._place()
        order._b2b_register_shipment("s1", None, "2020-01-01", "1", "staff")
        with self.assertRaises(UserError):
            self._make_order(lines=[(self.vase, 1)], b2b_payment_mode="credit")._place()

    def make_contract(self, *stages, **values):
        contract = self.env["b2b.contract"].create(
            {
                "name": "7",
                "entity_id": self.romashka.b2b_entity_ids.id,
                "organisation_id": self.organisation.id,
                **values,
            }
        )
        contract._b2b_set_stages(
            [
                {
                    "kind": "credit",
                    "percent": percent,
                    "days": days,
                    "banking_days": False,
                }
                for percent, days in stages
            ]
        )
        return contract

    def test_order_on_credit_falls_due_stage_by_stage(self):
        self.make_contract((60, 10), (40, 30))
        order = self._make_order(lines=[(self.vase, 10)], b2b_payment_mode="credit")
        order._place()
        today = self.env["b2b.deadline"]._today()
        self.assertEqual(order.b2b_due_date, today + timedelta(days=10))
        self.assertFalse(self.romashka._b2b_limits()["overdue"])
        shipped = str(today - timedelta(days=15))
        order._b2b_register_shipment("s1", None, shipped, "1", "staff")
        self.assertEqual(self.romashka._b2b_limits()["overdue"], 600)
        order._b2b_register_payment("p1", 250, "2026-11-01", "1", "staff")
        self.assertEqual(self.romashka._b2b_limits()["overdue"], 350)
        order._b2b_register_payment("p2", 350, "2026-11-02", "2", "staff")
        self.assertEqual(order.b2b_due_date, today + timedelta(days=15))
        self.assertFalse(self.romashka._b2b_limits()["overdue"])

    def test_overdue_that_the_contract_allows_stops_nothing(self):
        contract = self.make_contract((100, 10), overdue_days_allowed=5)
        order = self._make_order(lines=[(self.vase, 10)], b2b_payment_mode="credit")
        order._place()
        shipped = str(self.env["b2b.deadline"]._today() - timedelta(days=14))
        order._b2b_register_shipment("s1", None, shipped, "1", "staff")
        self.assertEqual(self.romashka._b2b_limits()["overdue"], 1_000)
        self._make_order(lines=[(self.vase, 1)], b2b_payment_mode="credit")._place()
        contract.overdue_days_allowed = 3
        with self.assertRaises(UserError):
            self._make_order(lines=[(self.vase, 1)], b2b_payment_mode="credit")._place()

    def test_order_above_the_buyers_limit_waits_for_the_director(self):
        self.buyer.partner_id.b2b_limit_order = 300
        order = self._make_order()
        result = order._place()
        self.assertEqual(result["result"], "approval")
        self.assertEqual((order.state, order.b2b_status), ("sent", "approval"))
        order._b2b_approve("ok")
        self.assertEqual(order.b2b_status, "awaiting_payment")

    def test_refused_order_keeps_the_reason(self):
        self.buyer.partner_id.b2b_limit_order = 300
        order = self._make_order()
        order._place()
        order._b2b_refuse("Слишком дорого")
        self.assertEqual(order.b2b_status, "refused")
        self.assertEqual(order.b2b_approval_note, "Слишком дорого")

    def test_month_limit_counts_every_order(self):
        self.buyer.partner_id.b2b_limit_month = 500
        self.assertEqual(self._make_order()._place()["result"], "placed")
        self.assertEqual(self._make_order()._place()["result"], "approval")
