import json

from lxml.html import fromstring

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from odoo.addons.b2b_portal.tests.common import PASSWORD

from .common import QuotesCommon


@tagged("post_install", "-at_install")
class TestRoutes(QuotesCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.quote = self._make_quote()
        self.url = f"/my/offers/{self.quote.id}"
        self.env.flush_all()

    def _as(self, user):
        self.authenticate(user.login if user else None, user and PASSWORD)

    def _post(self, url, **data):
        data["csrf_token"] = Request.csrf_token(self)
        return self.url_open(url, data=data, allow_redirects=False)

    def _update(self, **params):
        response = self.url_open(
            f"{self.url}/update",
            data=json.dumps({"params": params}),
            headers={"Content-Type": "application/json"},
        )
        kind = response.headers["Content-Type"]
        return response.json() if kind.startswith("application/json") else None

    # === Isolation: every route === #

    def _status_of_routes(self):
        """Answer of each route that opens or changes the quote or the customer."""
        customer = f"/my/customers/{self.customer.id}"
        answers = {
            url: self.url_open(url, allow_redirects=False).status_code
            for url in (self.url, f"{self.url}/xlsx", f"{self.url}/pdf", customer)
        }
        for url, data in (
            (f"{self.url}/remove", {"line_id": self.quote.line_ids[0].id}),
            (f"{self.url}/add", {"name": "Чужое", "price": "1"}),
            (f"{self.url}/send", {"email": "thief@example.com"}),
            (f"{self.url}/state", {"action": "delete"}),
            (f"{self.url}/to-cart", {}),
            (customer, {"name": "Чужое"}),
            (f"{customer}/archive", {}),
        ):
            answers[f"POST {url}"] = self._post(url, **data).status_code
        self._update(change="terms", value="Чужое")
        return answers

    def _check_untouched(self):
        self.env.invalidate_all()
        self.assertTrue(self.quote.exists())
        self.assertEqual(len(self.quote.line_ids), 2)
        self.assertEqual(self.quote.state, "draft")
        self.assertFalse(self.quote.terms)
        self.assertEqual(self.customer.name, "Салон «Уют»")
        self.assertTrue(self.customer.active)

    def test_strangers_reach_no_route(self):
        for user in (self.colleague, self.stranger_director, self.accountant):
            self._as(user)
            for route, status in self._status_of_routes().items():
                self.assertEqual(status, 404, f"{user.login} {route}")
        self._check_untouched()

    def test_guest_is_sent_to_the_login(self):
        self._as(None)
        for route, status in self._status_of_routes().items():
            self.assertIn(status, (303, 400, 404), route)
        self._check_untouched()

    def test_former_employee_reaches_no_route(self):
        self._as(self.buyer)
        self.buyer.partner_id.b2b_blocked = True
        self.env.flush_all()
        for route, status in self._status_of_routes().items():
            self.assertEqual(status, 404, route)
        self._check_untouched()

    def test_settings_are_the_directors(self):
        self._as(self.buyer)
        self.assertEqual(self.url_open("/my/offers/settings").status_code, 404)
        self._as(self.director)
        response = self._post("/my/offers/settings", days="30", markup="25", terms="Да")
        self.assertEqual(response.status_code, 303)
        self.assertEqual(self.romashka.b2b_quote_markup, 25)
        self.assertEqual(self.vasilek.b2b_quote_markup, 0)

    # === The cabinet === #

    def test_cart_becomes_a_quote_in_one_click(self):
        cart = self._make_order()
        self.buyer.partner_id.b2b_cart_id = cart
        self.env.flush_all()
        self._as(self.buyer)
        response = self._post("/my/offers/from-cart")
        quote = self.env["b2b.quote"].search([("order_id", "=", cart.id)])
        self.assertEqual(len(quote), 1)
        self.assertTrue(response.headers["Location"].endswith(f"/{quote.id}"))
        page = self.url_open(f"/my/offers/{quote.id}")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Ваза", page.text)

    def test_quick_order_becomes_a_quote(self):
        cart = self._make_order(lines=[(self.vase, 1)])
        self.buyer.partner_id.b2b_cart_id = cart
        before = self.env["sale.order"].search([])
        self.env.flush_all()
        self._as(self.buyer)
        answer = self.make_jsonrpc_request(
            "/my/quick-order/put",
            {
                "rows": [["VAZ-1", "2"], ["NONE-1", "1"], ["SVE-1", "3"]],
                "target": "quote",
            },
        )
        quote = self.env["b2b.quote"].search([], order="id desc", limit=1)
        self.assertEqual(answer["url"], f"/my/offers/{quote.id}")
        self.assertEqual(answer["sent"], 2)
        self.assertEqual([row["article"] for row in answer["rows"]], ["NONE-1"])
        self.assertEqual(
            {line.product_id: (line.quantity, line.cost) for line in quote.line_ids},
            {self.vase: (2.0, 100.0), self.candle: (3.0, 50.5)},
        )
        self.assertEqual(quote.author_id, self.buyer.partner_id)
        # The cart is left alone, and nothing else is left behind.
        self.assertEqual(self.buyer.partner_id.b2b_cart_id, cart)
        self.assertEqual(cart.order_line.product_uom_qty, 1.0)
        self.assertEqual(self.env["sale.order"].search([]), before)
        self.assertEqual(self.url_open(answer["url"]).status_code, 200)

    def test_a_row_of_ones_own_needs_a_name_and_a_price(self):
        self._as(self.buyer)
        for name, price, at in (
            ("Сборка", "дорого", "price"),
            ("Сборка", "-5", "price"),
            (" ", "5", "name"),
        ):
            answer = self._post(f"{self.url}/add", name=name, price=price)
            self.assertEqual(answer.status_code, 200)
            page = fromstring(answer.text)
            self.assertTrue(page.xpath("//*[@id='offer_add_problem']")[0].text)
            # What was typed is not lost.
            [form] = page.xpath("//form[@class='b2b-offer-add']")
            self.assertEqual(form.fields["name"].strip(), name.strip())
            self.assertEqual(form.fields["price"], price)
            [wrong] = form.xpath(".//input[@aria-invalid='true']")
            self.assertEqual(wrong.name, at)
        self.assertEqual(len(self.quote.line_ids), 2)
        for price, written in (("1 500,50", 1500.5), ("", 0)):
            answer = self._post(f"{self.url}/add", name="Сборка", price=price)
            self.assertEqual(answer.status_code, 303)
            self.assertEqual(self.quote.line_ids[-1:].price_unit, written)
        self.assertEqual(len(self.quote.line_ids), 4)

    def test_lists_open(self):
        for user in (self.buyer, self.director):
            self._as(user)
            for url in ("/my/offers", "/my/customers", "/my/customers/new", "/my"):
                self.assertEqual(self.url_open(url).status_code, 200, url)
            self.assertIn(self.url, self.url_open("/my/offers").text)
        self._as(self.colleague)
        self.assertNotIn(self.url, self.url_open("/my/offers").text)

    def test_figures_are_saved_one_by_one(self):
        self._as(self.buyer)
        line = self.quote.line_ids[0]
        answer = self._update(change="price_unit", value="1 234,50", line_id=line.id)
        self.assertNotIn("error", answer)
        self.assertEqual(line.price_unit, 1234.5)
        answer = self._update(change="price_unit", value="много", line_id=line.id)
        self.assertTrue(answer["result"]["error"])
        self.assertEqual(line.price_unit, 1234.5)
        self._update(change="total", value="1000")
        self.assertEqual(self.quote.amount, 1000)

    def test_line_of_another_quote_is_not_reached(self):
        other = self._make_quote(self.stranger_director).line_ids[0]
        price = other.price_unit
        self.env.flush_all()
        self._as(self.buyer)
        answer = self._update(change="price_unit", value="1", line_id=other.id)
        self.assertTrue(answer["result"]["error"])
        self.assertEqual(other.price_unit, price)

    def test_foreign_customer_and_entity_are_not_taken(self):
        theirs = self.customer.copy(
            {"contractor_id": self.vasilek.id, "owner_id": False}
        )
        self.env.flush_all()
        self._as(self.buyer)
        self._update(change="customer_id", value=theirs.id)
        self._update(change="entity_id", value=self.vasilek.b2b_entity_ids.id)
        self._update(change="contractor_id", value=self.vasilek.id)
        self.env.invalidate_all()
        self.assertFalse(self.quote.customer_id)
        self.assertNotEqual(self.quote.entity_id, self.vasilek.b2b_entity_ids)
        self.assertEqual(self.quote.contractor_id, self.romashka)

    def test_quote_goes_back_into_the_cart(self):
        self._as(self.buyer)
        self._set_price(self.vase, self.price_type, 111)
        self.env.flush_all()
        response = self._post(f"{self.url}/to-cart")
        self.assertTrue(response.headers["Location"].endswith("/shop/cart"))
        self.env.invalidate_all()
        cart = self.buyer.partner_id.b2b_cart_id
        self.assertEqual(len(cart.order_line), 2)
        self.assertIn("111", self.url_open("/shop/cart").text)

    def test_customer_is_kept_with_its_owner(self):
        self._as(self.buyer)
        self._post(
            "/my/customers/new",
            name="Новый",
            discount="7,5",
            contractor_id=self.vasilek.id,
            owner_id=self.colleague.partner_id.id,
        )
        customer = self.env["b2b.customer"].search([("name", "=", "Новый")])
        self.assertEqual(customer.contractor_id, self.romashka)
        self.assertEqual(customer.discount, 7.5)
        self.assertFalse(customer.owner_id)

    # === The customer's link === #

    def test_customer_sees_the_offer_without_the_purchase_price(self):
        self.quote.line_ids[0].cost = 77.77
        self.quote._transition("sent")
        url = self.quote._public_path()
        self.env.flush_all()
        self._as(None)
        page = self.url_open(url)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Ваза", page.text)
        for secret in ("77,77", "77.77", "Purchase", "Закупка"):
            self.assertNotIn(secret, page.text)
        self.assertIn("noindex", page.headers["X-Robots-Tag"])
        self.assertEqual(self.url_open(f"{url}/xlsx").status_code, 200)
        self.assertEqual(self.quote.opened_count, 1)

    def test_wrong_token_opens_nothing(self):
        self.quote._transition("sent")
        path = self.quote._public_path()
        other = self._make_quote()
        other._transition("sent")
        other._give_token()
        self.env.flush_all()
        self._as(None)
        for url in (
            path[:-1],
            path + "%D0%96",
            f"/offer/{other.id}/{self.quote.access_token}",
            f"/offer/{self.quote.id}/False",
            f"{path[:-1]}/xlsx",
        ):
            self.assertEqual(self.url_open(url).status_code, 404, url)
        answer = self._post(f"{path[:-1]}/answer", verdict="accepted")
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(self.quote.state, "sent")

    def test_quote_taken_back_shows_no_figures(self):
        path = self.quote._public_path()
        self.env.flush_all()
        self._as(None)
        self.assertNotIn("Ваза", self.url_open(path).text)
        self.assertEqual(self.url_open(f"{path}/xlsx").status_code, 404)

    def test_customer_accepts(self):
        self.quote._transition("sent")
        path = self.quote._public_path()
        self.env.flush_all()
        self._as(None)
        self._post(f"{path}/answer", verdict="accepted", comment="Берём")
        self.env.invalidate_all()
        self.assertEqual(self.quote.state, "accepted")
        self.assertEqual(self.quote.answer, "Берём")
        self.assertEqual(self.url_open(path).status_code, 200)
