from odoo.tests import tagged
from odoo.tests.common import JsonRpcException

from .test_portal_pages import PortalCase

# Figures that occur nowhere else by chance.
PRICE, STOCK = 7431.19, 5387.0


@tagged("post_install", "-at_install")
class TestClosedPrices(PortalCase):
    """No answer to a guest or a stranger holds a price or a stock figure."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clock = cls._make_product("Часы", "CHS-1", {cls.price_type: PRICE}, STOCK)

    def assertClosed(self, text):
        text = text.replace("\xa0", "").replace("&nbsp;", "").replace(" ", "")
        for figure in ("7431", "5387"):
            self.assertNotIn(figure, text)

    def _visit(self):
        slug = self.clock.website_url
        for url in (
            "/shop",
            "/shop?search=Часы",
            "/shop?order=list_price%20asc",
            "/shop?min_price=1&max_price=9999",
            slug,
            "/shop/wishlist",
            "/sitemap.xml",
        ):
            with self.subTest(url=url):
                answer = self.url_open(url)
                self.assertClosed(answer.text)
                self.assertNotIn('"price"', answer.text)
        info = self.call(
            "/website_sale/get_combination_info",
            product_template_id=self.clock.product_tmpl_id.id,
            product_id=self.clock.id,
            combination=[],
            add_qty=1,
        )
        self.assertFalse(info["price"])
        self.assertFalse(info.get("free_qty"))
        self.assertClosed(str(info))
        found = self.call(
            "/website/snippet/autocomplete",
            search_type="products",
            term="Часы",
            options={
                f"display{part}": True
                for part in (
                    "Description",
                    "Detail",
                    "ExtraDetail",
                    "ExtraLink",
                    "Image",
                )
            },
        )
        self.assertClosed(str(found))

    def test_guest(self):
        self.login(None)
        self._visit()

    def test_stranger(self):
        self.login(self.make_stranger())
        self._visit()

    def test_other_tier_sees_no_price_of_this_one(self):
        self.login(self.stranger_director)
        text = self.url_open("/shop").text
        self.assertIn("CHS-1", text)
        self.assertNotIn("7431", text.replace("\xa0", ""))

    def test_own_tier_sees_price_and_stock(self):
        self.login(self.buyer)
        text = self.url_open("/shop").text.replace("\xa0", "")
        self.assertIn("7431", text)
        self.assertIn("5387", text.replace(",", ""))

    def test_feed_and_price_list_choice_are_closed(self):
        self.login(None)
        for url in ("/gmc.xml", "/shop/pricelist?promo=x"):
            with self.subTest(url=url):
                self.assertEqual(self.get(url).status_code, 404)

    def test_cart_refuses_strangers(self):
        values = {"product_template_id": self.clock.product_tmpl_id.id}
        for user in (None, self.make_stranger(), self.accountant):
            self.login(user)
            with self.subTest(user=user), self.assertRaises(JsonRpcException):
                self.call("/shop/cart/add", product_id=self.clock.id, **values)
        self.assertFalse(
            self.env["sale.order.line"].search([("product_id", "=", self.clock.id)])
        )
