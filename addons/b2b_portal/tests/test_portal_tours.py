import logging
import time

from odoo.tests import tagged

from .test_portal_pages import PortalCase

_logger = logging.getLogger(__name__)


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

    def test_ten_lines_by_the_keyboard(self):
        for number in range(10, 20):
            self._make_product(
                f"Товар {number}", f"TEN-{number}", {self.price_type: 10.0}
            )
        start = time.monotonic()
        self.start_tour(
            "/shop?search=TEN", "b2b_portal_ten_lines", login=self.buyer.login
        )
        seconds = time.monotonic() - start
        _logger.info("Ten lines were placed in %.1f s, log-in included", seconds)
        order = self.romashka.b2b_order_ids
        self.assertEqual(order.state, "sale")
        self.assertEqual(
            sorted(order.order_line.mapped("product_uom_qty")), list(range(1, 11))
        )

    def test_quick_order(self):
        self.vase.b2b_multiple_qty = 6
        self.start_tour(
            "/my/quick-order", "b2b_portal_quick_order", login=self.buyer.login
        )
        lines = self.buyer.partner_id.b2b_cart_id.order_line
        self.assertEqual(
            {line.product_id: line.product_uom_qty for line in lines},
            {self.candle: 2.0, self.vase: 12.0},
        )

    def test_director_approves(self):
        self.buyer.partner_id.b2b_limit_order = 100
        order = self._make_order(self.buyer)
        order._place()
        self.start_tour("/my", "b2b_portal_approve", login=self.director.login)
        self.assertEqual(order.b2b_status, "awaiting_payment")

    def test_retail_request_from_the_showcase_to_the_answer(self):
        self.website.b2b_closed_prices = True
        (self.romashka | self.vasilek).b2b_retail = True
        self.romashka.b2b_retail_city = "Тула"
        self.vasilek.b2b_retail_city = "Москва"
        self.start_tour("/shop", "b2b_portal_retail_visitor")
        request = self.env["b2b.retail.request"].search([], limit=1)
        self.assertEqual(request.line_ids.product_id, self.vase)
        self.assertEqual(request.line_ids.quantity, 3)
        self.start_tour("/my", "b2b_portal_retail_shop", login=self.buyer.login)
        answer = request.answer_ids
        self.assertEqual((answer.state, answer.amount), ("sold", 4500))

    def test_list_of_partners_is_taken_over(self):
        self.start_tour(
            "/odoo/action-b2b_portal.action_cutover",
            "b2b_portal_cutover",
            login="admin",
        )
        cutover = self.env["b2b.cutover"].search([], limit=1)
        self.assertEqual(cutover.state, "done")
        self.assertEqual(
            cutover.line_ids.sorted("number").contractor_id.mapped("name"),
            ["Лавка", "Ромашка"],
        )
        self.assertEqual(len(self.romashka.b2b_entity_ids), 2)
        self.assertEqual(cutover.line_ids.filtered("email").invite, "wait")
