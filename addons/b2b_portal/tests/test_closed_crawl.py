"""Closed prices on a database where every price and every stock figure is unique.

Every page that a guest or a stranger reaches by links, the sitemap, search, feeds and
every JSON endpoint of the shop is read; none of the figures may stand in an answer.
The same holds for a contractor and the prices of another tier, over RPC too.
"""

import itertools
import re
from urllib.parse import urlsplit

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .route_case import LOGGERS, RouteCase, _text

LINK = re.compile(r'(?:href|src|action|data-src|content)="([^"#]+)')
NOT_FOLLOWED = re.compile(
    r"^/(web/(assets|static|login|image|session|content|signup|reset|become)|b2b_|"
    r"website/(image|lang|force|social)|mail/|odoo|theme|logo|favicon|my/account)"
)


@tagged("post_install", "-at_install", "b2b_sweep")
class TestClosedCrawl(RouteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        numbers = itertools.count(713_117, 1_061)
        cls.stock, cls.small, cls.large = set(), set(), set()

        def figure(kind):
            number = next(numbers)
            getattr(cls, kind).add(number)
            return number + 0.37 if kind != "stock" else float(number)

        cls.category = cls.env["product.public.category"].create({"name": "Вазы"})
        attribute = cls.env["product.attribute"].create(
            {
                "name": "Цвет",
                "value_ids": [
                    Command.create({"name": "синий"}),
                    Command.create({"name": "белый"}),
                ],
            }
        )
        cls.goods = cls.env["product.product"]
        for number in range(6):
            values = {
                "name": f"Подсвечник {number}",
                "default_code": f"POD-{number}",
                "is_storable": True,
                "is_published": True,
                "public_categ_ids": [Command.link(cls.category.id)],
                "compare_list_price": figure("small"),
                "standard_price": figure("small"),
                "show_availability": True,
            }
            if number == 0:
                values["attribute_line_ids"] = [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [Command.set(attribute.value_ids.ids)],
                        }
                    )
                ]
            template = cls.env["product.template"].create(values)
            for value in template.attribute_line_ids.product_template_value_ids:
                value.price_extra = figure("small")
            cls.goods |= template.product_variant_ids
        templates = cls.goods.product_tmpl_id
        templates[0].write(
            {
                "optional_product_ids": [Command.set(templates[1:3].ids)],
                "alternative_product_ids": [Command.set(templates[3:5].ids)],
                "accessory_product_ids": [Command.set(cls.goods[-2:].ids)],
            }
        )
        items = [
            {
                "pricelist_id": pricelist.id,
                "applied_on": "0_product_variant",
                "product_id": product.id,
                "compute_price": "fixed",
                "fixed_price": figure(kind),
                "min_quantity": quantity,
            }
            for pricelist, kind in (
                (cls.price_type, "small"),
                (cls.price_type_2, "large"),
            )
            for product in cls.goods
            for quantity in (0, 10)
        ]
        cls.env["product.pricelist.item"].create(items)
        for product in cls.goods:
            for warehouse in (cls.warehouse, cls.warehouse_2):
                cls._set_stock(product, warehouse, figure("stock"))
        cls.env["b2b.supply"].create(
            {
                "product_id": cls.goods[0].id,
                "warehouse_id": cls.warehouse.id,
                "date": cls.today,
                "quantity": figure("stock"),
            }
        )
        cls.filters = cls.env["website.snippet.filter"].search([])
        order = cls._make_order(cls, cls.buyer, [(cls.goods[0], 3)])
        order._place()

    # === What must not stand anywhere === #

    def assertClosed(self, where, text, secret):
        for space in ("\xa0", "&nbsp;", "\\u00a0", "\u202f", "&#160;", "&#8239;", " "):
            text = text.replace(space, "")
        # An English page groups thousands with commas.
        text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
        numbers = {int(n) for n in re.findall(r"(?<!\d)\d{6}(?!\d)", text)}
        if found := numbers & secret:
            self.problems.append(f"{where}: {sorted(found)[:5]}")

    def crawl(self, secret, limit=120):
        """Follow the links of the site; return how many addresses were read."""
        template = self.goods[0].product_tmpl_id
        ids = ",".join(str(p.id) for p in self.goods[:3])
        queue = [
            "/",
            "/shop",
            template.website_url,
            "/sitemap.xml",
            "/robots.txt",
            "/gmc.xml",
            "/website/info",
            "/shop?search=Подсвечник",
            "/shop?order=list_price%20asc",
            "/shop?order=list_price%20desc&view=table",
            "/shop?min_price=713000&max_price=800000",
            "/shop?tags=1&attribute_values=1-1",
            f"/shop/category/{self.category.id}",
            f"/shop/compare?products={ids}",
            "/shop/wishlist",
            "/shop/cart",
            "/shop/checkout",
            "/shop/print",
            "/shop/confirmation",
            "/website/search?search=Подсвечник",
            "/website/search/products?search=POD-1",
            "/my/price-list.xlsx",
            "/my/quick-order",
            "/my/lists",
            "/my",
        ]
        read = set()
        while queue and len(read) < limit:
            url = queue.pop(0)
            if url in read:
                continue
            read.add(url)
            answer = self.url_open(url, timeout=30)
            if answer.status_code >= 500:
                self.problems.append(f"{url}: breaks")
            text = _text(answer)
            self.assertClosed(url, text, secret)
            links = LINK.findall(text) + re.findall(r"<loc>([^<]+)</loc>", text)
            for link in links:
                parts = urlsplit(link.replace("&amp;", "&"))
                if parts.netloc and parts.netloc != urlsplit(self.base_url()).netloc:
                    continue
                path = parts.path + (f"?{parts.query}" if parts.query else "")
                if path.startswith("/") and not NOT_FOLLOWED.match(path):
                    queue.append(path)
        return len(read)

    def ask(self, secret):
        """Every JSON endpoint of the shop that is open to the public."""
        product = self.goods[0]
        template = product.product_tmpl_id
        values = template.attribute_line_ids.product_template_value_ids
        one = {
            "product_template_id": template.id,
            "product_id": product.id,
            "combination": values[:1].ids,
            "ptav_ids": values[:1].ids,
            "add_qty": 12,
            "quantity": 12,
            "currency_id": self.price_type.currency_id.id,
            "so_date": "2026-01-01 00:00:00",
            "pricelist_id": self.price_type.id,
            "company_id": self.company.id,
            "parent_combination": [],
        }
        options = {
            f"display{part}": True
            for part in ("Description", "Detail", "ExtraDetail", "ExtraLink", "Image")
        }
        calls = [("/website_sale/get_combination_info", one)]
        calls += [
            (f"/{module}/{path}", one)
            for module in ("sale", "website_sale")
            for path in (
                "product_configurator/get_values",
                "product_configurator/get_optional_products",
                "product_configurator/update_combination",
                "combo_configurator/get_data",
                "combo_configurator/get_price",
                "should_show_product_configurator",
            )
        ]
        calls += [
            ("/shop/compare/get_product_data", {"product_ids": self.goods.ids}),
            ("/shop/products/recently_viewed_update", {"product_id": product.id}),
            ("/shop/product/is_add_to_cart_allowed", {"product_id": product.id}),
            ("/shop/cart/quantity", {}),
            ("/shop/cart/add", {**one, "quantity": 1}),
            ("/shop/wishlist/add", {"product_id": product.id}),
            ("/shop/wishlist/get_product_ids", {}),
            ("/shop/delivery_methods", {}),
            ("/website/snippet/options_filters", {}),
            ("/website/snippet/filter_templates", {}),
        ]
        calls += [
            (
                "/website/snippet/autocomplete",
                {"search_type": kind, "term": "Подсвечник", "options": options},
            )
            for kind in ("products", "products_only", "all", "product_categories_only")
        ]
        templates = self.env["ir.ui.view"].search(
            [("key", "like", "website_sale.dynamic_filter_template_%")]
        )
        self.assertTrue(templates and self.filters)
        calls += [
            (
                "/website/snippet/filters",
                {
                    "filter_id": record.id,
                    "template_key": view.key,
                    "limit": 16,
                    "product_template_id": str(template.id),
                    "with_sample": False,
                    "search_domain": [],
                },
            )
            for record in self.filters
            for view in templates[:4]
        ]
        for url, params in calls:
            payload = {"jsonrpc": "2.0", "id": 0, "method": "call", "params": params}
            answer = self.url_open(url, json=payload, timeout=30)
            self.assertClosed(
                f"{url} {params.get('template_key')}", answer.text, secret
            )
        return len(calls)

    def read_all(self, secret, user):
        """Every field of every readable model over JSON-RPC, and prices in context."""
        context = {
            "pricelist": self.price_type.id,
            "quantity": 12,
            "warehouse_id": self.warehouse.id,
            "location": self.warehouse.lot_stock_id.id,
            "website_id": self.website.id,
        }
        asked = 0
        for model, names in self._readable(user).items():
            # Goods field by field: one that nobody outside may compute hides none.
            goods = model in ("product.product", "product.template")
            for name in names if goods else ():
                asked += 1
                answer = self._call(
                    model, "search_read", [], [name], limit=200, context=context
                )
                self.assertClosed(f"call_kw {model}.{name}", answer.text, secret)
            answer = self._json2(model, "search_read", domain=[], context=context)
            self.assertClosed(f"/json/2 {model}", answer.text, secret)
            asked += 1
        for method in ("get_contextual_price", "price_compute", "read_group"):
            answer = self._json2(
                "product.product", method, ids=self.goods.ids, context=context
            )
            self.assertClosed(f"/json/2 {method}", answer.text, secret)
        return asked

    def check(self, user, secret):
        self.problems, self.keys = [], {}
        with mute_logger(*LOGGERS):
            self.login(user)
            self.key = user and self._api_key(user)
            read = self.crawl(secret), self.ask(secret)
            rpc = self.read_all(secret, user) if user else 0
        self.assertFalse(self.problems, "\n".join(["", *self.problems]))
        self._logger.info("closed: %s pages, %s calls, %s RPC", *read, rpc)

    def test_guest(self):
        self.check(None, self.stock | self.small | self.large)

    def test_stranger(self):
        self.check(self.stranger, self.stock | self.small | self.large)

    def test_contractor_of_another_tier(self):
        self.check(self.other, self.small)

    def test_the_figures_are_there_for_those_who_may_see_them(self):
        self.problems = []
        self.login(self.buyer)
        text = (
            self.url_open("/shop").text + self.url_open(self.goods[0].website_url).text
        )
        self.assertClosed("own", text, self.small)
        self.assertClosed("own", text, self.stock)
        self.assertEqual(len(self.problems), 2)
