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
