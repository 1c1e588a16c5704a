import json
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..controllers import api
from .test_portal_pages import PortalCase

API = "/b2b/api/v1"


@tagged("post_install", "-at_install")
class TestApi(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("portal.allow_api_keys", "1")
        cls.keys = {
            user: cls.env["res.users.apikeys"]
            .with_user(user)
            ._generate("rpc", "test", fields.Datetime.now() + timedelta(days=1))
            for user in (
                cls.buyer,
                cls.colleague,
                cls.accountant,
                cls.director,
                cls.stranger_director,
            )
        }

    def ask(self, user, path, body=None, key=None):
        """Answer of the API: ``(status, content)``."""
        headers = {"Authorization": f"Bearer {self.keys[user]}"} if user else {}
        data = None
        if body is not None:
            headers |= {
                "Content-Type": "application/json",
                "Idempotency-Key": key or "",
            }
            data = json.dumps(body)
        answer = self.url_open(API + path, data=data, headers=headers)
        return answer.status_code, answer.json() if answer.content else None

    def place(self, user, *lines, key="key-00001", **values):
        rows = [{"article": article, "quantity": qty} for article, qty in lines]
        return self.ask(user, "/orders", {"lines": rows, **values}, key)

    def test_goods_come_with_own_prices_and_stock(self):
        status, content = self.ask(self.buyer, "/products?article=VAZ-1")
        self.assertEqual(status, 200)
        (vase,) = content["products"]
        self.assertEqual((vase["price"], vase["currency"]), (100.0, "RUB"))
        self.assertEqual(vase["stock"][0]["quantity"], 100)
        _status, content = self.ask(self.stranger_director, "/products?article=VAZ-1")
        self.assertIsNone(content["products"][0]["price"], "another tier's price")

    def test_pages_of_goods_do_not_overlap(self):
        first = self.ask(self.buyer, "/products?limit=1")[1]["products"]
        second = self.ask(self.buyer, "/products?limit=1&offset=1")[1]["products"]
        self.assertEqual(len(first), 1)
        self.assertNotEqual(first, second)
        self.assertEqual(self.ask(self.buyer, "/products?limit=x")[0], 400)

    def test_pages_have_a_greatest_size(self):
        with patch.object(api, "PAGE", 1):
            for query in ("limit=0", "limit=9"):
                for path in ("products", "orders"):
                    self.place(self.buyer, ("VAZ-1", 1), key=f"{query} {path}")
                    rows = self.ask(self.buyer, f"/{path}?{query}")[1][path]
                    self.assertEqual(len(rows), 1, path)
        for query in ("limit=-1", f"offset={10**30}"):
            self.assertEqual(self.ask(self.buyer, f"/products?{query}")[0], 400)

    def test_order_is_placed_once(self):
        status, order = self.place(
            self.buyer, ("VAZ-1", 3), ("SVE-1", 2), po_number="PO 7", comment="Скорее"
        )
        self.assertEqual(status, 201, order)
        self.assertEqual((order["total"], order["po_number"]), (401.0, "PO 7"))
        placed = self.env["sale.order"].search([("name", "=", order["number"])])
        self.assertEqual(placed.state, "sale")
        self.assertEqual(placed.b2b_buyer_id, self.buyer.partner_id)
        status, again = self.place(self.buyer, ("VAZ-1", 3))
        self.assertEqual((status, again["number"]), (200, order["number"]))
        self.assertEqual(
            self.env["sale.order"].search_count([("b2b_api_key", "=", "key-00001")]), 1
        )

    def test_what_is_wrong_is_said_and_nothing_is_left(self):
        for lines, values, words in (
            ([("NO-1", 1)], {}, "NO-1"),
            ([("CHA-1", 1)], {}, "CHA-1"),
            ([("VAZ-1", 0)], {}, "VAZ-1"),
            ([("VAZ-1", 101)], {}, "101"),
            ([("VAZ-1", 1)], {"inn": "7728168971"}, "ИНН"),
            ([("VAZ-1", 1)], {"payment": "gift"}, "reserve"),
        ):
            with self.subTest(words=words):
                status, content = self.place(self.buyer, *lines, **values)
                self.assertEqual(status, 422, content)
                self.assertIn(words, content["error"])
        self.assertEqual(self.place(self.buyer, ("VAZ-1", 1), key="short")[0], 400)
        self.assertEqual(self.ask(self.buyer, "/orders", {"a": 1}, "key-00001")[0], 400)
        self.assertFalse(
            self.env["sale.order"].search(
                [("b2b_buyer_id", "=", self.buyer.partner_id.id)]
            )
        )

    def test_quantities_that_are_no_numbers_are_refused(self):
        cloth = self._make_product("Лён", "LEN-1", {self.price_type: 100.0})
        cloth.uom_id = self.env.ref("uom.product_uom_meter")
        for article in ("VAZ-1", "LEN-1"):
            for quantity in (float("nan"), float("inf"), "nan", 1e308, -1e308):
                with self.subTest(article=article, quantity=quantity):
                    status, content = self.place(self.buyer, (article, quantity))
                    self.assertEqual(status, 422, content)
                    self.assertIn(article, content["error"])

    def test_key_of_a_colleague_opens_nothing(self):
        number = self.place(self.buyer, ("VAZ-1", 1))[1]["number"]
        status, content = self.place(self.colleague, ("SVE-1", 1))
        self.assertEqual(status, 422)
        self.assertNotIn(number, str(content))
        for user in (self.buyer, self.director):
            self.assertEqual(self.place(user, ("VAZ-1", 1))[1]["number"], number)

    def test_cart_of_a_colleagues_key_is_left_alone(self):
        cart = self._make_order(self.buyer)
        cart.b2b_api_key = "key-00001"
        self.assertEqual(self.place(self.director, ("VAZ-1", 1))[0], 422)
        self.assertEqual(cart.state, "draft")

    def test_limit_of_a_buyer_holds_here_too(self):
        self.buyer.partner_id.b2b_limit_order = 200
        status, order = self.place(self.buyer, ("VAZ-1", 3))
        self.assertEqual((status, order["status"]), (202, "approval"))

    def test_everyone_sees_their_own(self):
        number = self.place(self.buyer, ("VAZ-1", 1))[1]["number"]
        self.assertEqual(
            [o["number"] for o in self.ask(self.buyer, "/orders")[1]["orders"]],
            [number],
        )
        status, order = self.ask(self.buyer, f"/orders/{number}")
        self.assertEqual((status, order["lines"][0]["article"]), (200, "VAZ-1"))
        for user in (self.colleague, self.stranger_director):
            self.assertEqual(self.ask(user, f"/orders/{number}")[0], 404)
            self.assertFalse(self.ask(user, "/orders")[1]["orders"])

    def test_nobody_else_gets_in(self):
        self.assertEqual(self.url_open(f"{API}/products").status_code, 401)
        self.assertEqual(self.place(self.accountant, ("VAZ-1", 1))[0], 404)
        self.assertEqual(self.ask(self.accountant, "/products")[0], 404)
        self.buyer.partner_id.b2b_blocked = True
        self.assertEqual(self.ask(self.buyer, "/products")[0], 404)
