from odoo.tests import tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from .test_portal_pages import PortalCase


@tagged("post_install", "-at_install")
class TestCarts(PortalCase):
    """Several carts of one person, and two windows on one cart."""

    def setUp(self):
        super().setUp()
        self.me = self.buyer.partner_id
        self.login(self.buyer)

    def add(self, product, quantity):
        return self.call("/shop/cart/add_lines", lines=[[product.id, quantity]])

    def carts(self):
        Order = self.env["sale.order"]
        return Order.search(Order._b2b_carts_domain(self.me))

    def test_a_new_cart_leaves_the_other_one_waiting(self):
        self.add(self.vase, 2)
        first = self.me.b2b_cart_id
        self.post("/my/carts/new", name="Магазин на Ленина")
        self.add(self.candle, 5)
        second = self.me.b2b_cart_id
        self.assertNotEqual(first, second)
        self.assertEqual(second.b2b_cart_name, "Магазин на Ленина")
        self.assertEqual(first.order_line.product_id, self.vase)
        self.assertEqual(second.order_line.product_id, self.candle)
        self.post(f"/my/carts/{first.id}/open")
        self.add(self.candle, 1)
        self.assertEqual(len(first.order_line), 2)
        self.assertEqual(len(second.order_line), 1)
        self.assertIn("Магазин на Ленина", self.get("/my/carts").text)

    def test_waiting_carts_are_never_reopened(self):
        self.add(self.vase, 2)
        saved = self.me.b2b_cart_id
        self.me.b2b_cart_id = False
        self.add(self.candle, 1)
        self.assertNotEqual(self.me.b2b_cart_id, saved)
        self.assertEqual(len(self.carts()), 2)

    def test_the_cart_survives_log_out(self):
        self.add(self.vase, 2)
        cart = self.me.b2b_cart_id
        self.login(None)
        self.login(self.buyer)
        self.add(self.vase, 1)
        self.assertEqual(self.me.b2b_cart_id, cart)
        self.assertEqual(cart.order_line.product_uom_qty, 3)

    def test_copy_takes_todays_prices(self):
        self.add(self.vase, 2)
        cart = self.me.b2b_cart_id
        self._set_price(self.vase, self.price_type, 130)
        self.post(f"/my/carts/{cart.id}/copy")
        copy = self.carts() - cart
        self.assertEqual(copy.order_line.price_unit, 130)
        self.assertFalse(copy._b2b_price_changes())
        self.assertEqual(self.me.b2b_cart_id, cart)

    def test_merge_keeps_what_cannot_go(self):
        self.add(self.vase, 2)
        self.add(self.candle, 1)
        source = self.me.b2b_cart_id
        self.post("/my/carts/new")
        target = self.me.b2b_cart_id
        self.add(self.vase, 1)
        self.candle.sale_ok = False
        self.post(f"/my/carts/{source.id}/merge")
        self.assertEqual(target.order_line.product_uom_qty, 3)
        self.assertEqual(source.order_line.product_id, self.candle)
        self.candle.sale_ok = True
        self.post(f"/my/carts/{source.id}/merge")
        self.assertFalse(source.exists())
        self.assertEqual(len(target.order_line), 2)

    def test_strangers_find_no_cart(self):
        cart = self._make_order(self.buyer)
        placed = self._make_order(self.buyer)
        placed._place()
        for user in (self.colleague, self.director, self.stranger_director):
            self.login(user)
            for action in ("open", "rename", "copy", "merge", "delete"):
                with self.subTest(user=user.login, action=action):
                    answer = self.post(f"/my/carts/{cart.id}/{action}", name="x")
                    self.assertEqual(answer.status_code, 404)
        self.assertFalse(cart.b2b_cart_name)
        self.login(self.buyer)
        # An order that was placed is no cart any more.
        self.assertEqual(self.post(f"/my/carts/{placed.id}/open").status_code, 404)
        self.login(self.accountant)
        self.assertEqual(self.get("/my/carts").status_code, 404)
        self.assertEqual(self.post("/my/carts/new").status_code, 404)

    def test_the_page_does_not_count_carts(self):
        def queries():
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.get("/my/carts")
            return self.cr.sql_log_count - before

        self._make_order(self.buyer)
        self.get("/my/carts")  # warms caches that live as long as the process
        few = queries()
        for _i in range(10):
            self._make_order(self.buyer)
        self.assertLessEqual(queries(), few)

    # === Two windows === #

    def test_a_stale_change_is_refused_with_what_changed(self):
        self.add(self.vase, 2)
        line = self.me.b2b_cart_id.order_line
        line.product_uom_qty = 5  # the other window
        answer = self.call(
            "/shop/cart/update", line_id=line.id, quantity=3, seen={str(line.id): 2}
        )
        self.assertTrue(answer["stale"])
        self.assertIn("5", answer["problem"])
        self.assertEqual(line.product_uom_qty, 5)
        answer = self.call(
            "/shop/cart/update", line_id=line.id, quantity=3, seen={str(line.id): 5}
        )
        self.assertFalse(answer.get("problem"))
        self.assertEqual(line.product_uom_qty, 3)

    def test_a_stale_removal_is_refused(self):
        self.add(self.vase, 2)
        line = self.me.b2b_cart_id.order_line
        line.product_uom_qty = 5
        self.call("/shop/cart/update", line_id=line.id, quantity=0, seen={line.id: 2})
        self.assertTrue(line.exists())

    def test_changes_of_other_lines_are_told(self):
        self.add(self.vase, 2)
        self.add(self.candle, 4)
        vase, candle = self.me.b2b_cart_id.order_line
        seen = {str(vase.id): 2, str(candle.id): 4}
        candle.unlink()
        self.add(self.candle, 9)
        answer = self.call("/shop/cart/update", line_id=vase.id, quantity=3, seen=seen)
        self.assertEqual(vase.product_uom_qty, 3)
        self.assertEqual(len(answer["elsewhere"]), 2)  # one removed, one added

    @mute_logger("odoo.http")
    def test_a_stale_comment_is_refused(self):
        self.add(self.vase, 2)
        line = self.me.b2b_cart_id.order_line
        line.b2b_comment = "без ленты"
        with self.assertRaises(JsonRpcException):
            self.call("/shop/cart/comment", line_id=line.id, comment="x", seen="")
        self.assertEqual(line.b2b_comment, "без ленты")
        self.call("/shop/cart/comment", line_id=line.id, comment="x", seen="без ленты")
        self.assertEqual(line.b2b_comment, "x")
