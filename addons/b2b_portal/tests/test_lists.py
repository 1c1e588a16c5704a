from odoo.tests import tagged

from .common import B2bCommon
from .test_portal_pages import PortalCase


@tagged("post_install", "-at_install")
class TestLists(B2bCommon):
    def setUp(self):
        super().setUp()
        self.record = self.env["b2b.list"]._make(
            self.buyer.partner_id, "Каждый понедельник", [(self.vase.id, 2)]
        )

    def _sees(self, user):
        Line = self.env["b2b.list.line"].with_user(user)
        lines = Line.search([("list_id", "=", self.record.id)])
        lists = self.record.with_user(user).search([("id", "=", self.record.id)])
        self.assertEqual(bool(lines), bool(lists))
        return bool(lists)

    def test_quantities_are_summed(self):
        self.record._put([(self.vase.id, 3), (self.candle.id, 1), (self.candle.id, 4)])
        self.assertEqual(
            {line.product_id: line.quantity for line in self.record.line_ids},
            {self.vase: 5.0, self.candle: 5.0},
        )

    def test_a_private_list_is_seen_by_its_owner_and_the_director(self):
        people = (self.buyer, self.director, self.colleague, self.accountant)
        self.assertEqual([self._sees(u) for u in people], [True, True, False, False])
        self.record.shared = True
        self.assertEqual([self._sees(u) for u in people], [True, True, True, False])
        self.assertFalse(self._sees(self.stranger_director))

    def test_the_owner_and_the_director_change_it(self):
        self.record.shared = True
        for user, may in (
            (self.buyer, True),
            (self.director, True),
            (self.colleague, False),
        ):
            self.assertEqual(self.record._may_change(user), may)

    def test_favourites_are_one_list_that_toggles(self):
        List = self.env["b2b.list"]
        self.vase.b2b_multiple_qty = 6
        favourites = List._favourites(self.buyer.partner_id, create=True)
        self.assertEqual(
            List._favourites(self.buyer.partner_id, create=True), favourites
        )
        self.assertTrue(favourites._toggle(self.vase))
        self.assertEqual(favourites.line_ids.quantity, 6)
        self.assertFalse(favourites._toggle(self.vase))
        self.assertFalse(favourites.line_ids)


@tagged("post_install", "-at_install")
class TestListPages(PortalCase):
    def setUp(self):
        super().setUp()
        self.record = self.env["b2b.list"]._make(
            self.buyer.partner_id, "Отложено", [(self.vase.id, 2), (self.candle.id, 1)]
        )
        self.url = f"/my/lists/{self.record.id}"

    def test_to_the_cart_in_one_click(self):
        self.candle.b2b_min_qty = 5  # cannot go in: said on the cart page
        self.login(self.buyer)
        self.post(f"{self.url}/cart")
        cart = self.buyer.partner_id.b2b_cart_id
        self.assertEqual(cart.order_line.product_id, self.vase)
        self.assertEqual(cart.order_line.product_uom_qty, 2)
        self.assertIn("SVE-1", self.get("/shop/cart").text)

    def test_save_quantities_name_and_sharing(self):
        vase, candle = self.record.line_ids
        self.login(self.buyer)
        self.post(
            f"{self.url}/save",
            name="Понедельник",
            shared="1",
            **{f"qty_{vase.id}": "2,5", f"qty_{candle.id}": "0"},
        )
        self.assertEqual(self.record.name, "Понедельник")
        self.assertTrue(self.record.shared)
        self.assertEqual(self.record.line_ids.mapped("quantity"), [2.5])
        self.assertIn("250,00", self.get(self.url).text)

    def test_lines_of_another_list_are_not_touched(self):
        other = self.env["b2b.list"]._make(
            self.colleague.partner_id, "Чужой", [(self.vase.id, 7)]
        )
        self.login(self.buyer)
        self.post(f"{self.url}/save", **{f"qty_{other.line_ids.id}": "1"})
        self.assertEqual(other.line_ids.quantity, 7)

    def test_cart_becomes_a_list_and_rows_are_pasted(self):
        self.buyer.partner_id.b2b_cart_id = self._make_order(self.buyer)
        self.login(self.buyer)
        answer = self.post("/my/lists/new", name="Из корзины", from_cart="1")
        made = self.env["b2b.list"].search([("name", "=", "Из корзины")])
        self.assertIn(f"/my/lists/{made.id}", answer.headers["Location"])
        self.assertEqual(made.line_ids.mapped("quantity"), [2.0, 3.0])
        self.post(f"/my/lists/{made.id}/add", lines="VAZ-1;4\nNONE;1")
        self.assertEqual(made.line_ids[0].quantity, 6)
        self.assertIn("NONE;1", self.get(f"/my/lists/{made.id}").text)

    def test_hearts_and_bells_of_the_catalogue(self):
        self.login(self.buyer)
        for url, params in (
            ("/my/lists/put", {}),
            ("/my/lists/watch", {"kind": "price"}),
        ):
            for expected in (True, False):
                answer = self.call(url, product_id=self.vase.id, **params)
                self.assertEqual(answer["on"], expected)
        self.call("/my/lists/put", product_id=self.candle.id)
        page = self.get("/shop").text
        self.assertEqual(page.count('fa fa-heart"'), 1)

    def test_access(self):
        changes = {"save": {"name": "x"}, "add": {"lines": "VAZ-1;1"}, "delete": {}}
        uses = {"cart": {}, "copy": {}}
        strangers = (self.stranger_director, self.accountant)
        for shared, user, allowed in (
            (False, self.colleague, {}),
            (True, self.colleague, uses),
            *((True, user, {}) for user in strangers),
        ):
            self.record.shared = shared
            self.login(user)
            self.assertEqual(self.get(self.url).status_code, 200 if allowed else 404)
            for action, data in {**changes, **uses}.items():
                with self.subTest(user=user.login, shared=shared, action=action):
                    status = self.post(f"{self.url}/{action}", **data).status_code
                    self.assertEqual(status, 303 if action in allowed else 404)
        self.assertEqual(self.record.name, "Отложено")
        self.assertEqual(self.record.line_ids.mapped("quantity"), [2.0, 1.0])
        self.login(self.accountant)
        for url in ("/my/lists", "/my/lists/preorders", "/my/lists/watches"):
            self.assertEqual(self.get(url).status_code, 404)
