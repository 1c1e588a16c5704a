from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .common import B2bCommon


@tagged("post_install", "-at_install")
class TestDates(B2bCommon):
    """Which day and which hour a price, a rate and a deadline hold."""

    def _raise_price(self, product, price, since):
        """A price that begins at a moment, and the one before it that ends there."""
        item = self.price_type.item_ids.filtered(lambda i: i.product_id == product)
        item.date_end = since - timedelta(seconds=1)
        item.copy({"fixed_price": price, "date_start": since, "date_end": False})

    def test_an_old_cart_has_the_prices_of_today(self):
        order = self._make_order()
        now = fields.Datetime.now()
        order.date_order = now - timedelta(days=10)
        self._raise_price(self.vase, 120.0, now - timedelta(days=5))
        self._raise_price(self.candle, 60.0, now - timedelta(days=5))
        self.assertEqual(
            [(change["old"], change["new"]) for change in order._b2b_reprice()],
            [(100.0, 120.0), (50.5, 60.0)],
        )
        order._place(accept_changes=True)
        self.assertEqual(order.amount_total, 2 * 120 + 3 * 60)

    def test_what_waits_for_the_director_has_the_prices_of_the_approval(self):
        self.buyer.partner_id.b2b_limit_order = 300
        order = self._make_order()
        order._place()
        self.assertEqual(order.b2b_status, "approval")
        now = fields.Datetime.now()
        order.date_order = now - timedelta(days=10)
        self._raise_price(self.vase, 120.0, now - timedelta(days=5))
        order._b2b_approve()
        self.assertEqual(order.amount_total, 2 * 120 + 3 * 50.5)

    def test_vat_changes_at_midnight_of_the_wholesaler(self):
        self.vase.taxes_id = self.env["account.tax"]._b2b_vat("22")
        for moment, code in (
            ("2025-12-31 20:59:00", "20"),
            ("2025-12-31 21:01:00", "22"),  # the new year in Moscow
        ):
            with freeze_time(moment):
                order = self._make_order(lines=[(self.vase, 1)])
            self.assertEqual(order.order_line.tax_ids.b2b_vat_code, code, moment)

    def test_a_cart_of_last_year_is_taxed_by_this_one(self):
        self.vase.taxes_id = self.env["account.tax"]._b2b_vat("22")
        with freeze_time("2025-12-30 09:00:00"):
            order = self._make_order(lines=[(self.vase, 1)])
        self.assertEqual(order.order_line.tax_ids.b2b_vat_code, "20")
        with freeze_time("2026-01-09 09:00:00"):
            order._place(accept_changes=True)
        self.assertEqual(order.order_line.tax_ids.b2b_vat_code, "22")

    def test_an_individual_price_holds_on_days_of_the_wholesaler(self):
        self.env["b2b.individual.price"].create(
            {
                "contractor_id": self.romashka.id,
                "product_id": self.vase.id,
                "price": 80.0,
                "date_from": "2026-12-01",
                "date_to": "2026-12-31",
            }
        )
        for moment, price in (
            ("2026-11-30 20:59:59", 100.0),
            ("2026-11-30 21:00:00", 80.0),  # December in Moscow
            ("2026-12-31 20:59:59", 80.0),
            ("2026-12-31 21:00:00", 100.0),  # January in Moscow
        ):
            with freeze_time(moment):
                order = self._make_order(lines=[(self.vase, 1)])
            self.assertEqual(order.order_line.price_unit, price, moment)

    @freeze_time("2026-11-26 08:00:00")
    def test_a_persons_time_zone_puts_nothing_off(self):
        contract = self.env["b2b.contract"].create(
            {
                "name": "7",
                "entity_id": self.romashka.b2b_entity_ids.id,
                "organisation_id": self.organisation.id,
                "date_to": "2026-11-25",
            }
        )
        order = self._make_order(lines=[(self.vase, 1)], b2b_payment_mode="credit")
        order._place()
        order._b2b_register_shipment("s", None, "2026-11-25", "1", "onec_http")
        self.assertEqual(str(order.b2b_due_date), "2026-11-25")
        self.buyer.tz = "Pacific/Honolulu"  # the evening before
        env = self.env(user=self.buyer, context={"tz": self.buyer.tz})
        limits = self.romashka.with_env(env)._b2b_limits()
        self.assertEqual(limits["overdue"], 100)
        entity = self.romashka.b2b_entity_ids
        self.assertNotIn(contract, contract.with_env(env).sudo()._find_for(entity))

    def _credit_order(self, deferral=14):
        self.env["b2b.contract"].create(
            {
                "name": "7",
                "entity_id": self.romashka.b2b_entity_ids.id,
                "organisation_id": self.organisation.id,
                "deferral_days": deferral,
            }
        )
        order = self._make_order(lines=[(self.vase, 10)], b2b_payment_mode="credit")
        with freeze_time("2026-10-01 09:00:00"):
            order._place()
        return order

    @freeze_time("2026-11-26 08:00:00")
    def test_what_was_not_shipped_is_not_overdue(self):
        order = self._credit_order()
        self.assertEqual(self.romashka._b2b_limits()["overdue"], 0)
        order._b2b_register_shipment("s", None, "2026-11-11", "1", "onec_http")
        self.assertEqual(self.romashka._b2b_limits()["overdue"], 1_000)

    @freeze_time("2026-11-26 08:00:00")
    def test_deferral_counts_from_the_day_of_the_oldest_unpaid_shipment(self):
        order = self._credit_order()
        order._b2b_register_shipment(
            "s", [(self.vase.id, 4)], "2026-11-10", "1", "onec_http"
        )
        self.assertEqual(str(order.b2b_due_date), "2026-11-24")
        order._b2b_register_shipment(
            "t", [(self.vase.id, 4)], "2026-11-20", "2", "onec_http"
        )
        self.assertEqual(str(order.b2b_due_date), "2026-11-24")
        order._b2b_register_payment("p", 400, "2026-11-26", "1", "onec_http")
        self.assertEqual(str(order.b2b_due_date), "2026-12-04")
        self.assertEqual(self.romashka._b2b_limits()["overdue"], 0)

    @freeze_time("2026-11-26 08:00:00")
    def test_goods_that_come_back_put_no_payment_off(self):
        order = self._credit_order()
        picking = order._b2b_register_shipment(
            "s", None, "2026-11-10", "1", "onec_http"
        )
        back = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({})
        )
        back.product_return_moves.quantity = 3
        self.env["stock.picking"].browse(
            back.action_create_returns()["res_id"]
        ).button_validate()
        self.assertEqual(order.order_line.qty_delivered, 7)
        self.assertEqual(str(order.b2b_due_date), "2026-11-24")
