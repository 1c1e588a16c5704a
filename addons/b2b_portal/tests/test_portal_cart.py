from odoo.tests import tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from ..tools import order_list
from .test_portal_pages import PortalCase


@tagged("post_install", "-at_install")
class TestCart(PortalCase):
    def _cart(self, user=None):
        return (user or self.buyer).partner_id.b2b_cart_id

    def add(self, *rows):
        return self.call(
            "/shop/cart/add_lines", lines=[[product.id, qty] for product, qty in rows]
        )

    def test_fractions_and_commas_are_kept(self):
        self.vase.uom_id.b2b_whole = False  # measured, not counted
        self.login(self.buyer)
        self.add((self.vase, "2,5"), (self.candle, 1))
        self.assertEqual(self._cart().order_line.mapped("product_uom_qty"), [2.5, 1.0])
        values = {"product_template_id": self.vase.product_tmpl_id.id}
        self.call("/shop/cart/add", product_id=self.vase.id, quantity=0.5, **values)
        self.assertEqual(self._cart().order_line[0].product_uom_qty, 3.0)

    def test_good_rows_go_in_and_bad_ones_come_back(self):
        self.vase.b2b_multiple_qty = 6
        self.login(self.buyer)
        rows = self.add(
            (self.vase, 5), (self.candle, 2), (self.unpriced, 1), (self.candle, "x")
        )["rows"]
        self.assertEqual(self._cart().order_line.product_id, self.candle)
        self.assertEqual(
            [bool(row["problem"]) for row in rows], [True, False] + [True] * 2
        )

    def test_more_than_in_stock_is_a_warning(self):
        self.login(self.buyer)
        row = self.add((self.vase, 1000))["rows"][0]
        self.assertFalse(row["problem"])
        self.assertIn("100", row["warning"])

    def test_goods_outside_the_collections_are_refused(self):
        self.tier.collection_ids = self.env["b2b.collection"].create({"name": "Лён"})
        self.login(self.buyer)
        self.assertTrue(self.add((self.vase, 1))["rows"][0]["problem"])

    @mute_logger("odoo.http")  # the refusal
    def test_line_of_another_cart_cannot_be_changed(self):
        other = self._make_order(self.colleague)
        self.colleague.partner_id.b2b_cart_id = other
        line = other.order_line[0]
        self.login(self.buyer)
        self.add((self.vase, 1))
        for url, params in (
            ("/shop/cart/update", {"quantity": 9}),
            ("/shop/cart/comment", {"comment": "x"}),
        ):
            with self.subTest(url=url), self.assertRaises(JsonRpcException):
                self.call(url, line_id=line.id, **params)
        self.assertEqual(line.product_uom_qty, 2)

    def test_changed_price_is_shown_with_the_old_one(self):
        self.login(self.buyer)
        self.add((self.vase, 1))
        self._set_price(self.vase, self.price_type, 120)
        text = self.url_open("/shop/cart").text.replace("\xa0", "")
        self.assertIn("<del", text)
        self.assertIn("120", text)

    def test_price_break_of_own_quantity_is_no_news(self):
        self.env["product.pricelist.item"].create(
            {
                "pricelist_id": self.price_type.id,
                "applied_on": "0_product_variant",
                "product_id": self.vase.id,
                "compute_price": "fixed",
                "fixed_price": 80,
                "min_quantity": 10,
            }
        )
        self.login(self.buyer)
        self.add((self.vase, 1))
        self.add((self.vase, 9))
        self.assertEqual(self._cart().order_line.price_unit, 80)
        self.assertFalse(self._cart()._b2b_price_changes())

    def test_quick_order_takes_pasted_rows(self):
        self.login(self.buyer)
        page = self.post(
            "/my/quick-order", lines="VAZ-1;2\nsve-1\t3\nNONE-1 4\nVAZ-1;1"
        )
        lines = self._cart().order_line
        self.assertEqual(
            {line.product_id: line.product_uom_qty for line in lines},
            {self.vase: 3.0, self.candle: 3.0},
        )
        self.assertIn("NONE-1", page.text)

    def test_lists_as_people_write_them(self):
        for text, expected in {
            "A-1;2": [("A-1", 2.0)],
            "A-1\t2,5": [("A-1", 2.5)],
            "A-1 3": [("A-1", 3.0)],
            "A-1, 4": [("A-1", 4.0)],
            "A-1": [("A-1", 1.0)],
            "Артикул;Количество\nA-1;1 200": [("A-1", 1200.0)],
            "A-1;Ваза;7": [("A-1", 7.0)],
            "A-1;много": [("A-1", None)],
        }.items():
            with self.subTest(text=text):
                rows = order_list.parse_text(text)
                self.assertEqual([(r.article, r.quantity) for r in rows], expected)

    def test_broken_file_is_refused_in_words(self):
        with self.assertRaises(order_list.UnreadableList):
            order_list.parse_file("x.xlsx", b"PK broken")


@tagged("post_install", "-at_install")
class TestCheckout(PortalCase):
    def setUp(self):
        super().setUp()
        self.order = self._make_order(self.buyer)
        self.buyer.partner_id.b2b_cart_id = self.order
        self.login(self.buyer)

    def place(self, **values):
        return self.post(
            "/my/checkout",
            **{
                "b2b_entity_id": self.romashka.b2b_entity_ids.id,
                "warehouse_id": self.warehouse.id,
                "b2b_payment_mode": "invoice",
                "shown": self.order._b2b_shown(),
                **values,
            },
        )

    def test_order_is_placed(self):
        answer = self.place(client_order_ref="PO-1", b2b_comment="Позвоните")
        self.assertIn(f"/my/orders/{self.order.id}", answer.headers["Location"])
        self.assertEqual(self.order.b2b_status, "awaiting_payment")
        self.assertEqual(self.order.client_order_ref, "PO-1")
        self.assertFalse(self.buyer.partner_id.b2b_cart_id)

    def test_entity_of_another_contractor_is_refused(self):
        answer = self.place(b2b_entity_id=self.vasilek.b2b_entity_ids.id)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("error_b2b_entity_id", answer.text)
        self.assertEqual(self.order.state, "draft")

    def test_only_allowed_fields_are_taken(self):
        self.place(
            amount_total=1, b2b_override_reason="x", pricelist_id=1, state="sale"
        )
        self.assertFalse(self.order.b2b_override_reason)
        self.assertEqual(self.order.pricelist_id, self.price_type)

    def test_new_price_has_to_be_accepted(self):
        shown = self.order._b2b_shown()
        self._set_price(self.vase, self.price_type, 111)
        answer = self.place(shown=shown)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.order.state, "draft")
        answer = self.place()
        self.assertEqual(self.order.state, "sale")

    def test_refusal_keeps_what_was_typed(self):
        self.order.order_line[0].product_uom_qty = 1000
        answer = self.place(b2b_comment="Срочно", b2b_payment_mode="credit", shown="x")
        answer = self.place(b2b_comment="Срочно")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Срочно", answer.text)
        self.assertEqual(self.order.state, "draft")

    def test_accountant_places_nothing(self):
        self.login(self.accountant)
        self.assertEqual(self.get("/my/checkout").status_code, 404)
