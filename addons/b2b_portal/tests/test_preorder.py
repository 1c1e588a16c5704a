from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import B2bCommon
from .test_portal_pages import PortalCase


class PreorderCase(B2bCommon):
    """A lamp that is out of stock, and two contractors who want it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        prices = {cls.price_type: 200.0, cls.price_type_2: 150.0}
        cls.lamp = cls._make_product("Лампа", "LAM-1", prices, stock=1)
        cls._set_stock(cls.lamp, cls.warehouse, -1)

    def ask(self, quantity, user=None, product=None, **values):
        partner = (user or self.buyer).partner_id
        preorder = self.env["b2b.preorder"]._make(
            partner, product or self.lamp, quantity, self.warehouse
        )
        preorder.write(values)
        return preorder

    def arrive(self, quantity):
        self._set_stock(self.lamp, self.warehouse, quantity)

    def serve(self):
        Preorder = self.env["b2b.preorder"]
        Preorder._expire()
        Preorder._serve(self.lamp, self.warehouse)

    def free(self, user=None):
        lamp = self.lamp.with_user(user or self.stranger_director)
        return lamp.sudo()._b2b_stock(self.warehouse)[self.lamp.id][self.warehouse.id]


@tagged("post_install", "-at_install")
class TestPreorder(PreorderCase):
    def test_goods_in_stock_are_ordered_not_pre_ordered(self):
        with self.assertRaisesRegex(UserError, "100"):
            self.ask(5, product=self.vase)

    def test_minimum_multiple_and_price_hold_here_too(self):
        self.lamp.b2b_multiple_qty = 6
        with self.assertRaises(UserError):
            self.ask(5)
        self._set_stock(self.unpriced, self.warehouse, -100)
        with self.assertRaises(UserError):
            self.ask(1, product=self.unpriced)

    def test_arrived_goods_go_to_the_queue_before_new_orders(self):
        self.ask(6)
        self.arrive(10)
        # From the first moment, before anything was served.
        self.assertEqual(self.free(), 4)
        order = self._make_order(self.stranger_director, [(self.lamp, 5)])
        with self.assertRaisesRegex(UserError, "4"):
            order._place()
        order.order_line.product_uom_qty = 4
        self.assertEqual(order._place()["result"], "placed")

    def test_served_in_the_order_of_the_queue(self):
        first = self.ask(6)
        second = self.ask(4, self.stranger_director)
        raised = self.ask(3, self.colleague, priority="1")
        queue = first | second | raised
        self.assertEqual(queue._places(), {raised.id: 1, first.id: 2, second.id: 3})
        self.arrive(8)
        self.serve()
        self.assertEqual(queue.mapped("state"), ["waiting", "waiting", "ready"])
        # The first got the 5 that were left and goes on waiting for one.
        self.assertEqual(first.quantity, 1)
        given = self.env["b2b.preorder"].search(
            [("state", "=", "ready"), ("buyer_id", "=", self.buyer.partner_id.id)]
        )
        self.assertEqual(given.quantity, 5)
        self.assertEqual(first._places(), {first.id: 1})

    def test_a_part_keeps_the_multiple(self):
        self.lamp.b2b_multiple_qty = 4
        preorder = self.ask(12)
        self.arrive(7)
        self.serve()
        self.assertEqual(preorder.quantity, 8)
        # 4 were given; the 3 that are left belong to the rest of the queue.
        self.assertEqual(self.free(self.buyer), 0)

    def test_what_arrived_is_the_contractors_own(self):
        preorder = self.ask(6)
        self.arrive(6)
        self.serve()
        self.assertEqual(preorder.state, "ready")
        self.assertEqual(self.free(), 0)
        self.assertEqual(self.free(self.buyer), 6)
        with self.assertRaises(UserError):
            self._make_order(self.stranger_director, [(self.lamp, 1)])._place()
        order = self._make_order(self.colleague, [(self.lamp, 4)])
        # Whoever confirms: here the superuser, as a job would.
        self.assertEqual(order._place()["result"], "placed")
        self.assertEqual(preorder.quantity, 2)
        done = self.env["b2b.preorder"].search([("order_id", "=", order.id)])
        self.assertEqual((done.quantity, done.state), (4, "done"))
        self.assertEqual(self.free(self.buyer), 2)
        self.assertEqual(self.free(), 0)

    def test_goods_not_ordered_in_time_go_to_the_next(self):
        first = self.ask(6)
        second = self.ask(6, self.stranger_director)
        self.arrive(6)
        self.serve()
        self.assertEqual((first | second).mapped("state"), ["ready", "waiting"])
        first.hold_until = self.today - timedelta(days=1)
        self.serve()
        self.assertEqual((first | second).mapped("state"), ["expired", "ready"])

    def test_a_cancelled_place_frees_the_goods(self):
        preorder = self.ask(6)
        self.arrive(6)
        self.serve()
        preorder._cancel()
        self.assertEqual(self.free(), 6)
        preorder._cancel()
        self.assertEqual(preorder.state, "cancelled")

    def test_people_are_told_once(self):
        preorder = self.ask(6)
        self.arrive(6)
        self.serve()
        self.serve()
        mails = self.env["mail.mail"].search(
            [("recipient_ids", "in", preorder.buyer_id.ids)]
        )
        self.assertEqual(len(mails), 1)
        self.assertIn("Лампа", mails.body_html)

    def test_a_date_comes_from_a_source_or_not_at_all(self):
        self.assertEqual((self.lamp | self.vase)._b2b_expected(), {})
        Supply = self.env["b2b.supply"]
        day = self.today + timedelta(days=9)
        for _repeat in range(2):
            Supply._book("PO-1/1", self.lamp, day, 40)
        self.assertEqual(
            (self.lamp | self.vase)._b2b_expected(),
            {self.lamp.id: {"date": day, "quantity": 40, "source": "onec_soap"}},
        )
        earlier = day - timedelta(days=3)
        Supply.create({"product_id": self.lamp.id, "date": earlier})
        self.assertEqual(self.lamp._b2b_expected()[self.lamp.id]["source"], "staff")
        Supply._book("PO-1/1", self.lamp, None, 0)
        self.assertEqual(len(self.lamp.b2b_supply_ids), 1)


@tagged("post_install", "-at_install")
class TestWatch(PreorderCase):
    def _mails(self):
        return self.env["mail.mail"].search(
            [("recipient_ids", "in", self.buyer.partner_id.ids)]
        )

    def _watch(self, product, kind):
        return self.env["b2b.watch"]._toggle(self.buyer.partner_id, product, kind)

    def notify(self):
        self.env["b2b.watch"].search([])._notify()
        return len(self._mails())

    def test_arrival_is_told_once(self):
        self._watch(self.lamp, "stock")
        self.assertEqual(self.notify(), 0)
        self.arrive(3)
        self.assertEqual(self.notify(), 1)
        self.assertEqual(self.notify(), 1)

    def test_goods_that_others_pre_ordered_have_not_arrived_for_me(self):
        self._watch(self.lamp, "stock")
        self.ask(3, self.stranger_director)
        self.arrive(3)
        self.assertEqual(self.notify(), 0)

    def test_price_change_of_the_own_price_list(self):
        self._watch(self.vase, "price")
        self._set_price(self.vase, self.price_type_2, 9)  # of another tier
        self.assertEqual(self.notify(), 0)
        self._set_price(self.vase, self.price_type, 120)
        self.assertEqual(self.notify(), 1)
        self.assertIn("120", self._mails().body_html)
        self.assertEqual(self.notify(), 1)

    def test_people_who_left_are_told_nothing(self):
        self._watch(self.lamp, "stock")
        self.romashka.b2b_state = "blocked"
        self.arrive(3)
        self.assertEqual(self.notify(), 0)

    def test_channels_follow_the_choice(self):
        self._watch(self.lamp, "stock")
        self.env["b2b.notification.preference"].create(
            {"user_id": self.buyer.id, "event": "arrival", "email": False}
        )
        self.arrive(3)
        self.assertEqual(self.notify(), 0)


@tagged("post_install", "-at_install")
class TestPreorderPages(PortalCase, PreorderCase):
    def test_from_the_catalogue_to_the_cart(self):
        self.login(self.buyer)
        self.assertIn(
            f"/my/lists/preorders?product={self.lamp.id}", self.get("/shop").text
        )
        self.post(
            "/my/lists/preorders/new",
            product_id=self.lamp.id,
            quantity="4",
            warehouse_id=self.warehouse.id,
        )
        preorder = self.env["b2b.preorder"].search(
            [("buyer_id", "=", self.buyer.partner_id.id)]
        )
        self.assertEqual(preorder.quantity, 4)
        self.arrive(4)
        self.serve()
        for _twice in range(2):
            self.post("/my/lists/preorders/cart")
        cart = self.buyer.partner_id.b2b_cart_id
        self.assertEqual(cart.order_line.product_uom_qty, 4)

    def test_a_refusal_keeps_what_was_typed(self):
        self.lamp.b2b_min_qty = 10
        self.login(self.buyer)
        self.post("/my/lists/preorders/new", product_id=self.lamp.id, quantity="7")
        page = self.get(f"/my/lists/preorders?product={self.lamp.id}").text
        self.assertIn('value="7"', page)
        self.assertIn("alert", page)

    def test_access(self):
        preorder = self.ask(4)
        self.env["b2b.watch"]._toggle(self.buyer.partner_id, self.lamp, "stock")
        watch = self.env["b2b.watch"].search([])
        for user in (self.colleague, self.stranger_director, self.accountant):
            self.login(user)
            for url in (
                f"/my/lists/preorders/{preorder.id}/cancel",
                f"/my/lists/watches/{watch.id}/delete",
            ):
                with self.subTest(user=user.login, url=url):
                    self.assertEqual(self.post(url).status_code, 404)
        self.assertEqual(preorder.state, "waiting")
        self.assertTrue(watch.exists())
        self.login(self.director)
        self.post(f"/my/lists/preorders/{preorder.id}/cancel")
        self.assertEqual(preorder.state, "cancelled")
