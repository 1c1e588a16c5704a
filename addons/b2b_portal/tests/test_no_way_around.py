"""Limits and stock hold on every path, not only on the pages of the portal."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import B2bCommon


@tagged("post_install", "-at_install")
class TestNoWayAround(B2bCommon):
    def setUp(self):
        super().setUp()
        self.manager = new_test_user(
            self.env, "manager", groups="b2b_portal.group_manager"
        )

    def _reserve(self, quantity):
        order = self._make_order(
            lines=[(self.vase, quantity)], b2b_payment_mode="reserve"
        )
        order._place()
        return order.with_user(self.manager)

    def _refused(self):
        """Refused, and nothing of it stays."""
        return self.assertRaisesRegex(UserError, "Reserve limit|in stock|be held")

    def test_more_of_a_line_by_staff(self):
        order = self._reserve(90)
        with self._refused(), self.env.cr.savepoint():
            order.order_line.product_uom_qty = 101
        with self._refused(), self.env.cr.savepoint():
            order.order_line.price_unit = 200
        order.invalidate_recordset()
        order.order_line.price_unit = 111
        self.assertEqual(order.amount_total, 9_990)

    def test_more_than_in_stock_by_staff(self):
        order = self._make_order(lines=[(self.vase, 90)])
        order._place()
        with self._refused(), self.env.cr.savepoint():
            order.with_user(self.manager).order_line.product_uom_qty = 101

    def test_another_line_by_staff(self):
        order = self._reserve(90)
        with self._refused(), self.env.cr.savepoint():
            order.order_line = [
                Command.create({"product_id": self.candle.id, "product_uom_qty": 20})
            ]
        with self._refused(), self.env.cr.savepoint():
            self.env["sale.order.line"].with_user(self.manager).create(
                {
                    "order_id": order.id,
                    "product_id": self.candle.id,
                    "product_uom_qty": 20,
                }
            )
        self.assertEqual(self.romashka._b2b_limits()["reserve_used"], 9_000)

    def test_another_mode_by_staff(self):
        self._reserve(90)
        order = self._make_order(lines=[(self.candle, 50)])
        order._place()
        with self._refused(), self.env.cr.savepoint():
            order.with_user(self.manager).b2b_payment_mode = "reserve"

    def test_form_of_the_backend(self):
        order = self._make_order(lines=[(self.vase, 101)], b2b_payment_mode="reserve")
        self._set_stock(self.vase, self.warehouse, 100)
        with Form(order.with_user(self.manager)) as form:
            form.client_order_ref = "PO-1"
        with self._refused():
            order.with_user(self.manager).action_confirm()

    def test_import_of_a_confirmed_order(self):
        self._set_stock(self.vase, self.warehouse, 100)
        result = self._import("reserve", 101)
        self.assertFalse(result["ids"])
        self.assertIn("Reserve limit", result["messages"][0]["message"])
        result = self._import("invoice", 201)
        self.assertFalse(result["ids"])
        self.assertIn("be held", result["messages"][0]["message"])

    def _import(self, mode, quantity):
        return (
            self.env["sale.order"]
            .with_user(self.manager)
            .load(
                [
                    "partner_id/.id",
                    "warehouse_id/.id",
                    "state",
                    "b2b_payment_mode",
                    "order_line/product_id/.id",
                    "order_line/product_uom_qty",
                ],
                [
                    [
                        str(self.buyer.partner_id.id),
                        str(self.warehouse.id),
                        "sale",
                        mode,
                        str(self.vase.id),
                        str(quantity),
                    ]
                ],
            )
        )

    def test_state_written_through_the_api(self):
        self._set_stock(self.vase, self.warehouse, 100)
        order = self._make_order(lines=[(self.vase, 101)], b2b_payment_mode="reserve")
        order = order.with_user(self.manager)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.write({"state": "sale"})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order.with_context(b2b_decided=True).write({"state": "sale"})

    def test_context_of_a_caller_opens_nothing(self):
        order = self._reserve(90).with_context(
            skip_procurement=True, b2b_shipping=True, b2b_guard=False
        )
        with self._refused(), self.env.cr.savepoint():
            order.order_line.product_uom_qty = 101

    def test_copy_is_a_cart_without_anything_of_the_order(self):
        order = self._reserve(90)
        order.sudo().b2b_override_reason = "The director of sales agreed"
        copy = order.copy()
        self.assertEqual(copy.state, "draft")
        self.assertFalse(copy.sudo().b2b_override_reason)
        self.assertFalse(copy.b2b_reserve_until)
        with self._refused():
            copy.action_confirm()

    def test_signature_and_payment_lead_through_the_same_decision(self):
        self._reserve(90)
        order = self._make_order(lines=[(self.candle, 50)], b2b_payment_mode="reserve")
        with self._refused():
            order._validate_order()

    def test_override_needs_a_reason_and_is_logged(self):
        order = self._reserve(90).with_context(tracking_disable=False)
        self._set_stock(self.vase, self.warehouse, 100)
        self.env.cr.flush()
        order.b2b_override_reason = "Anniversary, agreed by phone"
        self.env.cr.flush()
        order.order_line.product_uom_qty = 120
        self.assertEqual(order.amount_total, 12_000)
        tracked = self.env["mail.tracking.value"].search(
            [("new_value_char", "=", "Anniversary, agreed by phone")]
        )
        self.assertEqual(tracked.mail_message_id.res_id, order.id)

    def test_portal_cannot_write_an_override(self):
        order = self._reserve(10).with_user(self.director)
        with self.assertRaises(AccessError):
            order.write({"b2b_override_reason": "please"})

    def test_price_of_a_confirmed_order_is_frozen(self):
        order = self._reserve(10)
        self._set_price(self.vase, self.price_type, 500.0)
        order.order_line.product_uom_qty = 12
        self.assertEqual(order.amount_total, 1_200)

    def test_staff_cannot_take_what_is_held_with_another_delivery(self):
        self._set_stock(self.vase, self.warehouse, -90)
        self._reserve(10)
        move = self.env["stock.move"].create(
            {
                "product_id": self.vase.id,
                "product_uom_qty": 1,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            }
        )
        move._action_confirm()
        move._action_assign()
        self.assertEqual(move.state, "confirmed")
