from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .common import B2bCommon


@tagged("post_install", "-at_install")
class TestFacts(B2bCommon):
    def setUp(self):
        super().setUp()
        self.order = self._make_order()
        self.order._place()

    def test_payment_is_booked_once(self):
        for _i in range(2):
            self.order._b2b_register_payment(
                "guid-1", 351.5, "2026-11-01", "ПП-1", "onec_soap"
            )
        self.assertEqual(self.order.b2b_paid_amount, 351.5)
        self.assertEqual(self.order.b2b_status, "paid")
        self.assertEqual(
            self.order.b2b_event_ids.sorted("id").mapped("status"),
            ["awaiting_payment", "paid"],
        )

    def test_partial_payment_is_not_paid(self):
        self.order._b2b_register_payment("1", 100, "2026-11-01", "1", "onec_soap")
        self.assertEqual(self.order.b2b_payment_state, "partly")
        self.assertEqual(self.order.b2b_status, "awaiting_payment")

    def test_partial_shipment_leaves_the_rest_held(self):
        self.order._b2b_register_shipment(
            "ship-1", [(self.vase.id, 1)], "2026-11-02 10:00:00", "РТ-1", "onec_soap"
        )
        self.assertEqual(self.order.b2b_status, "partly_shipped")
        line = self.order.order_line.filtered(lambda ln: ln.product_id == self.vase)
        self.assertEqual(line.qty_delivered, 1)
        rest = self.order.picking_ids.filtered(lambda p: p.state == "assigned")
        self.assertEqual(sum(rest.move_ids.mapped("product_uom_qty")), 4)

    def test_shipment_is_booked_once(self):
        for _i in range(2):
            self.order._b2b_register_shipment("s", None, False, "РТ-1", "onec_http")
        self.assertEqual(self.order.b2b_status, "shipped")
        done = self.order.picking_ids.filtered(lambda p: p.state == "done")
        self.assertEqual(len(done), 1)

    def test_stock_of_a_shipment_is_locked_before_it_is_booked(self):
        # What two shipments share they take in one order: never each other's half.
        models, steps = self.env.registry, []

        def lock(goods, warehouses):
            steps.append(("lock", goods, warehouses))

        def ship(picking, *_arguments):
            steps.append(("ship", picking.move_ids.product_id, None))

        with (
            patch.object(models["product.product"], "_b2b_lock_stock", lock),
            patch.object(models["stock.picking"], "_b2b_ship", ship),
        ):
            self.order._b2b_register_shipment("s", None, False, "РТ-1", "onec_http")
        (first, goods, warehouses), (second, shipped, _none) = steps
        self.assertEqual((first, second), ("lock", "ship"))
        self.assertEqual(goods, shipped)
        self.assertEqual(warehouses, self.order.warehouse_id)

    def test_shipment_of_nothing_keeps_the_goods_held(self):
        for lines in ([], [(self.vase.id, 0)], [(self.unpriced.id, 1)]):
            picking = self.order._b2b_register_shipment(
                "s", lines, False, "РТ-1", "onec_soap"
            )
            self.assertFalse(picking)
        moves = self.order.picking_ids.move_ids
        self.assertEqual(set(moves.mapped("state")), {"assigned"})

    def test_whoever_may_not_read_the_order_ships_it_and_people_are_told(self):
        groups = ("stock.group_stock_user", "sales_team.group_sale_salesman")
        worker = self.env["res.users"].create(
            {
                "name": "Кладовщик",
                "login": "worker",
                "email": "worker@example.com",
                "group_ids": [Command.set([self.env.ref(g).id for g in groups])],
            }
        )
        # A salesman sees orders of their own only.
        self.order.user_id = self.env.ref("base.user_admin")
        self.assertFalse(self.order.with_user(worker).has_access("read"))
        pickings = self.order.picking_ids
        pickings.move_ids.picked = True
        before = self.env["mail.mail"].search([])
        self.env.flush_all()
        self.env.invalidate_all()
        pickings.with_user(worker).button_validate()
        self.assertEqual(self.order.b2b_status, "shipped")
        told = (self.env["mail.mail"].search([]) - before).mapped("subject")
        self.assertTrue([text for text in told if self.order.name in text], told)

    def test_delivery_validated_by_staff_moves_the_status(self):
        self.order.picking_ids.button_validate()
        self.assertEqual(self.order.b2b_status, "shipped")

    def test_cancelled_order_frees_its_goods(self):
        self.order._b2b_cancel("onec_soap", "Отменён в 1С")
        self.assertEqual(self.order.b2b_status, "cancelled")
        free = self.vase._b2b_stock(self.warehouse)
        self.assertEqual(free[self.vase.id][self.warehouse.id], 100)

    def test_invoice_is_requested_once(self):
        first = self.order._b2b_request_invoice()
        self.assertEqual(first, self.order._b2b_request_invoice())
        first._b2b_set_ready({"name": "СЧ-1"}, pdf_bytes=b"%PDF-1.4")
        first._b2b_set_ready({"name": "СЧ-1"}, pdf_bytes=b"%PDF-1.4 again")
        self.assertEqual(first.state, "ready")
        self.assertEqual(first.attachment_id.raw, b"%PDF-1.4 again")

    def test_every_status_change_is_mailed_to_the_buyer(self):
        Mail = self.env["mail.mail"]
        before = Mail.search([])
        self.order._b2b_register_payment("1", 351.5, "2026-11-01", "1", "onec_soap")
        mail = Mail.search([]) - before
        self.assertEqual(mail.recipient_ids, self.buyer.partner_id)
        self.assertIn(self.order.name, mail.subject)
