from werkzeug.exceptions import NotFound

from odoo.http import request, route

from .cart import ContractorCart
from .common import ORDERING_ROLES, CabinetController
from .shop import Shop


class RecommendedShop(Shop):
    def _prepare_product_values(self, product, category, **kwargs):
        # EXTENDS: what goes with the product, in rows like those of the catalogue.
        values = super()._prepare_product_values(product, category, **kwargs)
        if request.env.user._b2b_role():
            recommended = product._b2b_recommended()
            # One set of figures for the product and what goes with it.
            variants = product.product_variant_ids | recommended
            values.update(self._catalogue_values(variants))
            values["b2b_recommended"] = recommended
        return values


class RecommendedCart(ContractorCart):
    def _b2b_cart_values(self):
        # EXTENDS
        values = super()._b2b_cart_values()
        order_sudo = values["order"]
        goods = values["lines"].product_id.product_tmpl_id
        recommended = goods.sudo(False)._b2b_recommended(limit=4)
        values.update(
            missing_of_collections=order_sudo
            and order_sudo._b2b_missing_of_collections(),
            recommended=recommended,
            recommended_prices=recommended._b2b_own_prices(),
        )
        return values


class CabinetCollections(CabinetController):
    @route(
        "/my/carts/collection/<int:collection_id>",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_cart_collection(self, collection_id, **post):
        """Put what the cart lacks of a collection into it."""
        self._check_role(*ORDERING_ROLES)
        order_sudo = request.cart
        collection = order_sudo and next(
            (
                c
                for c in order_sudo._b2b_missing_of_collections()
                if c.id == collection_id
            ),
            None,
        )
        if not collection:
            raise NotFound()
        request.session["b2b_cart_report"] = order_sudo._b2b_cart_report(
            order_sudo._b2b_add_collection(collection)
        )
        return request.redirect("/shop/cart")
