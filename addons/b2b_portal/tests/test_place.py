from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import B2bCommon


@tagged("post_install", "-at_install")
class TestPlace(B2bCommon):
    def test_parties_and_terms_are_derived(self):
        order = self._make_order()
        self.assertEqual(order.b2b_contractor_id, self.romashka)
        self.assertEqual(order.b2b_buyer_id, self.buyer.partner_id)
        self.assertEqual(order.b2b_entity_id, self.romashka.b2b_entity_ids)
        self.assertEqual(order.b2b_organisation_id, self.organisation)
        self.assertEqual(order.pricelist_id, self.price_type)
        self.assertEqual(order.amount_total, 351.5)

    def test_placed_order_has_number_status_and_held_goods(self):
        order = self._make_order()
        result = order._place()
        self.assertEqual(result["result"], "placed")
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.b2b_status, "awaiting_payment")
        self.assertLessEqual(len(order.name), 11)
        self.assertEqual(
            order.b2b_reserve_until,
            self.today + timedelta(days=3),
        )
        self.assertEqual(set(order.picking_ids.move_ids.mapped("state")), {"assigned"})
        self.assertEqual(order.b2b_event_ids.mapped("status"), ["awaiting_payment"])

    def test_vat_is_inside_and_rounded_per_line(self):
        self.vase.taxes_id = self.env["account.tax"]._b2b_vat("22")
        product_lines = [(self.vase, 1)] * 13
        self._set_price(self.vase, self.price_type, 10.10)
        order = self._make_order(lines=product_lines)
        self.assertEqual(order.amount_total, 131.30)
        self.assertEqual(round(order.amount_tax, 2), 23.66)

    def test_organisation_without_vat_sells_without_vat(self):
        self.organisation.vat_payer = False
        self.vase.taxes_id = self.env["account.tax"]._b2b_vat("22")
        order = self._make_order(lines=[(self.vase, 1)])
        self.assertEqual(order.order_line.tax_ids.b2b_vat_code, "none")
        self.assertEqual(order.amount_total, 100.0)

    def test_rate_follows_the_date(self):
        tax = self.env["account.tax"]._b2b_vat("22")
        old = tax._b2b_effective(fields.Date.to_date("2025-12-31"), included=True)
        self.assertEqual(old.b2b_vat_code, "20")
        new = old._b2b_effective(fields.Date.to_date("2026-01-01"), included=True)
        self.assertEqual(new, tax)

    def test_marked_goods_are_sold_to_registered_entities_only(self):
        self.vase.b2b_marking_group = "Обувь"
        order = self._make_order(lines=[(self.vase, 1)])
        with self.assertRaisesRegex(UserError, "Обувь"):
            order._place()
        order.b2b_entity_id.b2b_marking_registered = True
        self.assertEqual(order._place()["result"], "placed")

    def test_goods_without_price_cannot_be_ordered(self):
        order = self._make_order(lines=[(self.unpriced, 1)])
        with self.assertRaisesRegex(UserError, "Часы"):
            order._place()

    def test_more_than_in_stock_is_refused_with_how_many_there_are(self):
        order = self._make_order(lines=[(self.vase, 101)])
        with self.assertRaisesRegex(UserError, "100"):
            order._place()
        self.assertEqual(order.state, "draft")

    def test_stock_of_another_warehouse_does_not_help(self):
        self._set_stock(self.vase, self.warehouse_2, 500)
        order = self._make_order(lines=[(self.vase, 101)])
        with self.assertRaises(UserError):
            order._place()
        order.warehouse_id = self.warehouse_2
        order._place()
        self.assertEqual(order.picking_ids.location_id, self.warehouse_2.lot_stock_id)

    def test_changed_price_has_to_be_accepted(self):
        order = self._make_order(lines=[(self.vase, 1)])
        self._set_price(self.vase, self.price_type, 120.0)
        result = order._place()
        self.assertEqual(result["result"], "changed")
        self.assertEqual(
            [(c["old"], c["new"]) for c in result["changes"]], [(100.0, 120.0)]
        )
        self.assertEqual(order.state, "draft")
        self.assertEqual(order._place(accept_changes=True)["result"], "placed")
        self.assertEqual(order.amount_total, 120.0)

    def test_minimum_and_multiple(self):
        self.vase.write({"b2b_min_qty": 6, "b2b_multiple_qty": 2.5})
        for quantity in (5, 7):
            order = self._make_order(lines=[(self.vase, quantity)])
            with self.assertRaises(UserError):
                order._place()
        self.assertEqual(
            self._make_order(lines=[(self.vase, 7.5)])._place()["result"], "placed"
        )

    def test_minimum_order_of_the_tier(self):
        self.tier.min_order_amount = 1000
        with self.assertRaisesRegex(UserError, "1"):
            self._make_order()._place()

    def test_blocked_contractor_cannot_order(self):
        order = self._make_order()
        self.romashka.b2b_state = "blocked"
        with self.assertRaises(UserError):
            order._place()

    def test_goods_outside_the_collections_cannot_be_ordered(self):
        collection = self.env["b2b.collection"].create({"name": "Ботаника"})
        self.tier.collection_ids = collection
        order = self._make_order(lines=[(self.vase, 1)])
        with self.assertRaises(UserError):
            order._place()
        self.vase.b2b_collection_ids = collection
        self.assertEqual(order._place()["result"], "placed")

    def test_expired_order_frees_its_goods(self):
        order = self._make_order(lines=[(self.vase, 100)])
        order._place()
        order.b2b_reserve_until = self.today - timedelta(days=1)
        with self.enter_registry_test_mode():
            self.env.ref("b2b_portal.cron_release_expired").method_direct_trigger()
        self.assertEqual(order.b2b_status, "cancelled")
        self.assertEqual(
            self.vase._b2b_stock(self.warehouse)[self.vase.id][self.warehouse.id], 100
        )
