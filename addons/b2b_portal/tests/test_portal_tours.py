from odoo.tests import tagged

from .test_portal_pages import PortalCase


@tagged("post_install", "-at_install", "b2b_browser")
class TestTours(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.buyer, cls.director):
            user.password = user.login  # what a tour signs in with

    def test_buyer_orders_and_asks_for_the_invoice(self):
        self.start_tour("/shop", "b2b_portal_order", login=self.buyer.login)
        order = self.romashka.b2b_order_ids
        self.assertEqual(order.b2b_status, "awaiting_payment")
        self.assertEqual(order.client_order_ref, "PO-77")
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [4.0, 1.0])
        self.assertEqual(order.b2b_document_ids.kind, "invoice")

    def test_director_approves(self):
        self.buyer.partner_id.b2b_limit_order = 100
        order = self._make_order(self.buyer)
        order._place()
        self.start_tour("/my", "b2b_portal_approve", login=self.director.login)
        self.assertEqual(order.b2b_status, "awaiting_payment")
