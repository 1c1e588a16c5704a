from odoo.tests import HttpCase, tagged

from .common import PASSWORD, B2bCommon

PAGES = (
    "/my",
    "/shop",
    "/shop/cart",
    "/my/orders",
    "/my/documents",
    "/my/company",
    "/my/quick-order",
)


class PortalCase(B2bCommon, HttpCase):
    """Pages as each kind of visitor gets them."""

    def login(self, user):
        self.authenticate(user.login if user else None, PASSWORD if user else None)

    def get(self, url, **kwargs):
        return self.url_open(url, allow_redirects=False, **kwargs)

    def call(self, url, **params):
        return self.make_jsonrpc_request(url, params)

    def post(self, url, **data):
        data["csrf_token"] = self.csrf_token()
        return self.url_open(url, data=data, allow_redirects=False)

    def csrf_token(self):
        page = self.url_open("/my/account").text
        return page.split('name="csrf_token" value="')[1].split('"')[0]

    def make_stranger(self):
        group = self.env.ref("base.group_portal")
        return self.env["res.users"].create(
            {
                "name": "Stranger",
                "login": "stranger",
                "password": PASSWORD,
                "group_ids": [(6, 0, group.ids)],
            }
        )


@tagged("post_install", "-at_install")
class TestPages(PortalCase):
    def test_guest_is_sent_to_the_login(self):
        self.login(None)
        for url in PAGES:
            if url == "/shop":
                continue
            with self.subTest(url=url):
                answer = self.get(url)
                self.assertIn(answer.status_code, (302, 303))
                self.assertIn("/web/login", answer.headers["Location"])

    def test_stranger_finds_no_section(self):
        self.login(self.make_stranger())
        for url in PAGES:
            if url in ("/my", "/shop", "/my/orders"):
                continue
            with self.subTest(url=url):
                self.assertEqual(self.get(url).status_code, 404)
        self.assertNotIn("b2b-side", self.get("/my").text)

    def test_pages_by_role(self):
        closed = {"accountant": {"/shop/cart", "/my/quick-order"}}
        for role in ("director", "buyer", "accountant"):
            self.login(getattr(self, role))
            for url in PAGES:
                with self.subTest(role=role, url=url):
                    expected = 404 if url in closed.get(role, ()) else 200
                    self.assertEqual(self.get(url).status_code, expected)

    def test_blocked_employee_sees_the_showcase(self):
        self.buyer.partner_id.b2b_blocked = True
        self.login(self.buyer)
        self.assertEqual(self.get("/shop/cart").status_code, 404)
        self.assertNotIn("100,00", self.get("/shop").text)

    def test_home_does_not_count_orders(self):
        self.login(self.director)
        self.get("/my")  # warms caches that live as long as the process

        def queries():
            self.env.flush_all()
            with self.assertQueryCount(10_000):
                before = self.cr.sql_log_count
                self.get("/my")
                return self.cr.sql_log_count - before

        self._make_order(self.buyer)._place()
        few = queries()
        for _i in range(12):
            self._make_order(self.buyer)._place()
        self.assertLessEqual(queries() - few, 6 * 3)  # six rows are shown

    def test_core_checkout_leads_to_the_one_page(self):
        self.login(self.buyer)
        for url in ("/shop/checkout", "/shop/payment", "/shop/address"):
            with self.subTest(url=url):
                answer = self.get(url)
                self.assertEqual(answer.status_code, 303)
                self.assertTrue(answer.headers["Location"].endswith("/my/checkout"))

    def test_price_list_is_an_order_form(self):
        self.login(self.buyer)
        answer = self.get("/my/price-list.xlsx")
        self.assertEqual(answer.content[:2], b"PK")
        from ..tools.order_list import parse_file

        self.assertEqual(parse_file("price.xlsx", answer.content), [])
