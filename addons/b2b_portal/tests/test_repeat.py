"""Past orders into an editable draft, with what has changed since."""

from odoo.fields import Command
from odoo.tests import tagged

from .test_portal_pages import PortalCase


@tagged("post_install", "-at_install")
class TestRepeat(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        prices = {cls.price_type: 70.0}
        cls.jug = cls._make_product("Кувшин", "KUV-1", prices, stock=3)
        cls.bowl = cls._make_product("Чаша", "CHA-9", prices, stock=50)
        cls.lamp = cls._make_product("Лампа", "LAM-1", prices, stock=50)
        cls.hidden = cls._make_product("Тайна", "TAY-1", prices, stock=50)
        cls.hidden.is_published = False
        template = cls.vase.product_tmpl_id
        template.alternative_product_ids = cls.lamp.product_tmpl_id
        template.b2b_analogue_ids = (cls.jug | cls.bowl | cls.hidden).product_tmpl_id

    def setUp(self):
        super().setUp()
        self.order = self._make_order(self.buyer)
        self.order._place()
        self.url = f"/my/orders/repeat?order={self.order.id}"

    def _rows(self, orders=None):
        orders = (orders or self.order).with_user(self.buyer).sudo()
        rows = orders._b2b_repeat_rows(orders._b2b_repeat_draft(self.buyer.partner_id))
        return {row["product"]: row for row in rows}

    def _fill(self, orders, **values):
        return self.post(
            "/my/orders/repeat", **{"order": orders.ids, "into": "new", **values}
        )

    def test_who_repeats_what(self):
        for user, status in {
            self.buyer: 200,
            self.director: 200,
            self.accountant: 404,
            self.colleague: 303,
            self.stranger_director: 303,
            self.make_stranger(): 404,
        }.items():
            self.login(user)
            with self.subTest(user=user.login):
                self.assertEqual(self.get(self.url).status_code, status)
        self.login(self.colleague)
        self._fill(self.order, **{f"qty_{self.vase.id}": "1"})
        self.assertFalse(self.colleague.partner_id.b2b_cart_id)
        self.login(None)
        self.assertEqual(self.get(self.url).status_code, 303)

    def test_changed_price_and_quantity_that_can_be_ordered(self):
        self._set_price(self.candle, self.price_type, 60)
        self.candle.b2b_multiple_qty = 5
        row = self._rows()[self.candle]
        self.assertEqual((row["old"], row["price"]), (50.5, 60.0))
        self.assertEqual((row["ordered"], row["quantity"]), (3, 5))

    def test_analogues_in_the_stated_order(self):
        self.vase.sale_ok = False
        row = self._rows()[self.vase]
        self.assertTrue(row["gone"])
        self.assertEqual(
            [offer["product"] for offer in row["analogues"]],
            # Links first, of them the article that comes first; hidden goods never.
            [self.bowl, self.jug, self.lamp],
        )
        self.order.order_line.filtered(
            lambda ln: ln.product_id == self.vase
        ).product_uom_qty = 10
        self.assertEqual(
            [offer["product"] for offer in self._rows()[self.vase]["analogues"]],
            [self.bowl, self.jug, self.lamp],
        )

    def test_analogues_for_what_is_short(self):
        self.assertFalse(self._rows()[self.vase]["analogues"])
        self._set_stock(self.vase, self.warehouse, -98)
        row = self._rows()[self.vase]
        self.assertIsNone(row["gone"])
        self.assertTrue(row["analogues"])

    def test_several_orders_are_summed_and_edited(self):
        other = self._make_order(self.buyer, [(self.vase, 5)])
        other._place()
        self.assertEqual(self._rows(self.order | other)[self.vase]["ordered"], 7)
        current = self._make_order(self.buyer, [(self.lamp, 1)])
        self.buyer.partner_id.b2b_cart_id = current
        self.login(self.buyer)
        answer = self._fill(
            self.order | other,
            **{
                f"qty_{self.vase.id}": "6,0",
                f"qty_{self.candle.id}": "",
                f"qty_{self.lamp.id}": "9",
            },
        )
        self.assertTrue(answer.headers["Location"].endswith("/shop/cart"))
        cart = self.buyer.partner_id.b2b_cart_id
        self.assertNotEqual(cart, current)
        self.assertIn(self.order.name, cart.b2b_cart_name)
        # The lamp is neither in these orders nor offered instead of anything.
        self.assertEqual(cart.order_line.product_id, self.vase)
        self.assertEqual(cart.order_line.product_uom_qty, 6)
        self.assertEqual(current.order_line.product_id, self.lamp, "left as it was")

    def test_into_the_current_cart(self):
        current = self._make_order(self.buyer, [(self.vase, 1)])
        self.buyer.partner_id.b2b_cart_id = current
        self.login(self.buyer)
        self._fill(self.order, into="current", **{f"qty_{self.vase.id}": "2"})
        self.assertEqual(current.order_line.product_uom_qty, 3)

    def test_wrong_quantity_keeps_what_was_typed(self):
        self.login(self.buyer)
        answer = self._fill(
            self.order, **{f"qty_{self.vase.id}": "много", f"qty_{self.candle.id}": "4"}
        )
        self.assertEqual(answer.status_code, 200)
        self.assertIn("много", answer.text)
        self.assertFalse(self.buyer.partner_id.b2b_cart_id)

    def test_minimum_is_checked_again(self):
        self.vase.b2b_min_qty = 4
        self.login(self.buyer)
        self._fill(
            self.order, **{f"qty_{self.vase.id}": "2", f"qty_{self.candle.id}": "3"}
        )
        cart = self.buyer.partner_id.b2b_cart_id
        self.assertEqual(cart.order_line.product_id, self.candle)
        self.assertIn("VAZ-1", self.url_open("/shop/cart").text)

    def test_order_born_in_1c_with_goods_that_are_gone_and_services(self):
        service = self.env["product.product"].create(
            {"name": "Упаковка", "type": "service"}
        )
        born = self.env["sale.order"].create(
            {
                "partner_id": self.buyer.partner_id.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": 1,
                            "price_unit": 9,
                        }
                    )
                    for product in (self.vase, service)
                ],
            }
        )
        rows = self._rows(born)
        self.assertEqual(rows[self.vase]["old"], 9)
        self.assertTrue(rows[service]["gone"])

    def test_cost_does_not_follow_the_lines(self):
        def queries(count):
            goods = self.env["product.product"].create(
                [
                    {
                        "name": f"Товар {count} {number}",
                        "type": "consu",
                        "is_storable": True,
                        "is_published": True,
                        "b2b_analogue_ids": self.lamp.product_tmpl_id.ids,
                    }
                    for number in range(count)
                ]
            )
            order = self._make_order(self.buyer, [(product, 1) for product in goods])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._rows(order)
            return self.cr.sql_log_count - before

        queries(2)
        # A query more is a cache that was cold; one for each line would be 27 more.
        self.assertLessEqual(queries(30), queries(3) + 3)
