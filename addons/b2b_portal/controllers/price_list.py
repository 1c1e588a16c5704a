import base64
from collections import Counter

from odoo.http import request, route

from ..tools import goods_search, order_xlsx
from ..tools.format import Formatter
from .common import ORDERING_ROLES
from .quick_order import ARTICLE, QUANTITY, CabinetQuickOrder

# More pictures than this make a file that nobody can send.
MAX_PICTURES = 1000


class CabinetPriceList(CabinetQuickOrder):
    @route("/my/price-list.xlsx", type="http", auth="user", website=True, readonly=True)
    def b2b_price_list(self, pictures=None, **kw):
        """Own prices and stock as an order form: fill a column in, upload the file."""
        self._check_role(*ORDERING_ROLES)
        _ = request.env._
        products = request.env["product.product"].search(
            request.website.sale_product_domain(), order="default_code, id"
        )
        prices = products._b2b_own_prices()
        products = products.filtered(lambda product: prices[product.id])
        warehouses = request.env["stock.warehouse"]._b2b_published_for().sudo()
        stock = products._b2b_stock(warehouses)
        fmt = Formatter(request.env)
        keys = Counter(goods_search.article_key(p.default_code) for p in products)
        heads = [
            ARTICLE,
            _("Product"),
            _("Unit"),
            _("Minimum"),
            _("Multiple"),
            _("Pack"),
            _("Price"),
            *(
                _(
                    "%(place)s, at %(moment)s",
                    place=w.name,
                    moment=fmt.time(w.b2b_stock_date),
                )
                if w.b2b_stock_date
                else w.name
                for w in warehouses
            ),
            QUANTITY,
            _("Amount"),
        ]
        rows = [
            [
                self._price_list_article(product, keys),
                product.with_context(display_default_code=False).display_name,
                product.uom_id.name,
                product._b2b_minimum() or None,
                product._b2b_step() or None,
                ", ".join(product.uom_ids.mapped("name")) or None,
                prices[product.id],
                *(stock[product.id][warehouse.id] for warehouse in warehouses),
                None,
            ]
            for product in products
        ]
        widths = [18, 56, 8, 10, 10, 18, 12, *([14] * len(warehouses)), 14, 14]
        content = order_xlsx.order_form(
            _("Price list"),
            heads,
            rows,
            widths,
            price_at=6,
            quantity_at=7 + len(warehouses),
            pictures=self._price_list_pictures(products) if pictures else None,
        )
        return self._quick_file(content, _("Price list"))

    def _price_list_article(self, product, keys):
        """What an uploaded row is known by: variants may share one article."""
        if product.default_code and (
            keys[goods_search.article_key(product.default_code)] == 1
        ):
            return product.default_code
        return product.barcode or f"#{product.id}"

    def _price_list_pictures(self, products):
        if len(products) > MAX_PICTURES:
            return None
        return [
            base64.b64decode(product.image_128) if product.image_128 else None
            for product in products.sudo()
        ]
