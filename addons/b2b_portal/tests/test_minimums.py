from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from . import test_api
from .test_portal_pages import PortalCase


@tagged("post_install", "-at_install")
class TestMinimums(PortalCase):
    """Minimum, multiple and the least sum of an order hold whatever way it goes."""

    place = test_api.TestApi.place
    ask = test_api.TestApi.ask

    def setUp(self):
        super().setUp()
        # Ordered when one was enough; since then six at least, by threes.
        self.old = self._make_order(lines=[(self.vase, 2), (self.candle, 1)])
        self.old._place()
        self.vase.write({"b2b_min_qty": 6, "b2b_multiple_qty": 3})
        self.login(self.buyer)

    def cart(self):
        return self.buyer.partner_id.b2b_cart_id

    def test_the_cart(self):
        row = [self.vase.id, 4]
        answer = self.call("/shop/cart/add_lines", lines=[row])
        self.assertIn("6", answer["rows"][0]["problem"])
        self.assertFalse(self.cart().order_line)
        self.call("/shop/cart/add_lines", lines=[[self.vase.id, 6]])
        line = self.cart().order_line
        answer = self.call("/shop/cart/update", line_id=line.id, quantity=7)
        self.assertTrue(answer["problem"])
        self.assertEqual(line.product_uom_qty, 6)
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self.call(
                "/shop/cart/add",
                product_template_id=self.vase.product_tmpl_id.id,
                product_id=self.vase.id,
                quantity=1,
            )

    def test_a_repeated_order_and_a_list(self):
        typed = {f"qty_{self.vase.id}": "2", f"qty_{self.candle.id}": "1"}
        answer = self.post(f"/my/orders/repeat?order={self.old.id}", **typed)
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(self.cart().order_line.product_id, self.candle)
        record = self.env["b2b.list"]._make(
            self.buyer.partner_id, "x", [(self.vase.id, 2)]
        )
        self.post(f"/my/lists/{record.id}/cart")
        self.assertNotIn(self.vase, self.cart().order_line.product_id)

    def test_a_minimum_and_a_multiple_in_packs(self):
        pack, box = self.env["uom.uom"].create(
            [
                {
                    "name": name,
                    "relative_uom_id": self.vase.uom_id.id,
                    "relative_factor": factor,
                }
                for name, factor in (("упак (4 шт)", 4), ("короб (12 шт)", 12))
            ]
        )
        self.vase.write(
            {
                "uom_ids": [fields.Command.set((pack | box).ids)],
                "b2b_min_qty": 2,
                "b2b_min_uom_id": box.id,
                "b2b_multiple_qty": 2,
                "b2b_multiple_uom_id": pack.id,
            }
        )
        self.assertEqual(self.vase._b2b_least_quantity(), 24)
        self.assertEqual(self.vase._b2b_nearest_quantity(25), 32)
        answer = self.call("/shop/cart/add_lines", lines=[[self.vase.id, 20]])
        problem = answer["rows"][0]["problem"]
        for words in ("2 короб (24 ", "2 упак (8 "):
            self.assertIn(words, problem)
        self.call("/shop/cart/add_lines", lines=[[self.vase.id, 24]])
        self.assertEqual(self.cart().order_line.product_uom_qty, 24)
        page = self.url_open(self.vase.website_url).text
        self.assertIn("2 короб (24 ", page)

    def test_an_old_cart_is_checked_when_it_is_placed(self):
        for quantity in (3, 7):
            with self.assertRaises(UserError):
                self._make_order(lines=[(self.vase, quantity)])._place()
        copy = self._make_order(lines=[(self.vase, 2)])._b2b_copy_cart()
        with self.assertRaises(UserError):
            copy._place()

    def test_the_api_and_the_least_sum(self):
        self.env["ir.config_parameter"].set_param("portal.allow_api_keys", "1")
        key = self.env["res.users.apikeys"].with_user(self.buyer)
        self.keys = {
            self.buyer: key._generate(
                "rpc", "test", fields.Datetime.now() + timedelta(days=1)
            )
        }
        self.assertEqual(self.place(self.buyer, ("VAZ-1", 4))[0], 422)
        self.tier.min_order_amount = 601
        self.assertEqual(self.place(self.buyer, ("VAZ-1", 6))[0], 422)
        with self.assertRaises(UserError):
            self._make_order(lines=[(self.vase, 6)])._place()
        self.tier.min_order_amount = 600
        self.assertEqual(self.place(self.buyer, ("VAZ-1", 6))[0], 201)
