from werkzeug.exceptions import NotFound

from odoo.http import request, route

from odoo.addons.website_sale.controllers.main import WebsiteSale
from odoo.addons.website_sale.controllers.product_feed import ProductFeed

from ..tools.format import Formatter
from .common import ORDERING_ROLES

VIEW_SESSION_KEY = "b2b_catalogue_view"
VIEWS = ("table", "tiles")
FILTERS = ("stock", "bought", "collection")


class Shop(WebsiteSale):
    """The catalogue: a showcase for guests, an order form for contractors' people."""

    def _get_search_order(self, post):
        # EXTENDS website_sale: only the offered orders, so that nobody sorts (and so
        # learns) by a field of their own choice; a price is not among them.
        offered = {
            order for order, _label in request.website._get_product_sort_mapping()
        }
        if post.get("order") not in offered:
            post = {**post, "order": request.website.shop_default_sort}
        if post["order"] not in offered:
            post["order"] = "website_sequence asc"
        return super()._get_search_order(post)

    def _get_search_options(self, *args, min_price=0.0, max_price=0.0, **post):
        # EXTENDS website_sale: there is no price to filter by, each has its own. What
        # was searched for comes by relevance, unless an order was chosen.
        options = super()._get_search_options(
            *args, min_price=0.0, max_price=0.0, **post
        )
        options["b2b_order"] = bool(post.get("order"))
        if request.env.user._b2b_role():
            options["b2b_domain"] = request.env["product.template"]._b2b_filter_domain(
                **self._catalogue_filters(post)
            )
        return options

    def _shop_get_query_url_kwargs(self, *args, **kwargs):
        # EXTENDS website_sale: links of the page keep its filters.
        result = super()._shop_get_query_url_kwargs(*args, **kwargs)
        result.update({name: kwargs[name] for name in FILTERS if kwargs.get(name)})
        return result

    def _catalogue_filters(self, post):
        """Filters in the address, as ``_b2b_filter_domain`` takes them."""
        chosen = str(post.get("collection") or "")
        collections = request.env["b2b.collection"]._b2b_offered()
        return {
            "in_stock": bool(post.get("stock")),
            "bought": bool(post.get("bought")),
            "collection": collections.filtered(lambda c: str(c.id) == chosen),
        }

    def _get_additional_shop_values(self, values, **kwargs):
        # EXTENDS website_sale
        result = super()._get_additional_shop_values(values, **kwargs)
        result["attributes"] = values["attributes"]._b2b_filters()
        role = request.env.user._b2b_role()
        if not role:
            return result
        view = kwargs.get("view")
        if view in VIEWS:
            request.session[VIEW_SESSION_KEY] = view
        else:
            view = request.session.get(VIEW_SESSION_KEY, "table")
        variants = request.env["product.product"].search(
            [("product_tmpl_id", "in", values["products"].ids), ("sale_ok", "=", True)]
        )
        result.update(
            self._catalogue_values(variants),
            b2b_view=view,
            b2b_filters=self._catalogue_filters(kwargs),
            b2b_collections=request.env["b2b.collection"]._b2b_offered(),
        )
        return result

    def _prepare_product_values(self, product, category, **kwargs):
        # EXTENDS website_sale
        values = super()._prepare_product_values(product, category, **kwargs)
        if request.env.user._b2b_role():
            variants = product.product_variant_ids
            values.update(self._catalogue_values(variants))
            values["b2b_price_breaks"] = variants._b2b_price_breaks(values["b2b_lists"])
            values["b2b_matrix"] = variants._b2b_matrix()
        return values

    def _catalogue_values(self, variants):
        """What the rows of the catalogue need, each figure read in one set."""
        role = request.env.user._b2b_role()
        warehouses = request.env["stock.warehouse"]._b2b_published_for()
        lists = variants._b2b_own_lists()
        cart_sudo = request.cart if role in ORDERING_ROLES else None
        in_cart = {}
        if cart_sudo:
            for line in cart_sudo.order_line:
                in_cart[line.product_id.id] = (
                    in_cart.get(line.product_id.id, 0.0) + line.product_uom_qty
                )
        return {
            "b2b_role": role,
            "b2b_can_order": role in ORDERING_ROLES,
            "b2b_variants": variants.grouped("product_tmpl_id"),
            "b2b_lists": lists,
            "b2b_prices": variants._b2b_prices_by_list(lists),
            "b2b_pack_prices": variants._b2b_pack_prices(lists),
            "b2b_stock": variants._b2b_stock(warehouses),
            "b2b_warehouses": warehouses.sudo(),
            "b2b_in_cart": in_cart,
            "b2b_currency": request.pricelist.currency_id,
            "fmt": Formatter(request.env, request.pricelist.currency_id),
        }

    @route()
    def pricelist_change(self, pricelist, **post):
        # EXTENDS website_sale: price lists are terms of a contractor, not a choice.
        raise NotFound()

    @route()
    def pricelist(self, promo, **post):
        raise NotFound()


class ClosedProductFeed(ProductFeed):
    @route()
    def gmc_feed(self, feed_id="", access_token=""):
        # EXTENDS website_sale: a feed of prices has no place where prices are closed.
        if request.website.b2b_closed_prices:
            raise NotFound()
        return super().gmc_feed(feed_id=feed_id, access_token=access_token)
