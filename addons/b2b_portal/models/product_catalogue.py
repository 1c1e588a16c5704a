"""How goods are shown on the website: price breaks, no figure for guests."""

from odoo import api, models
from odoo.fields import Domain


class ProductTemplate(models.Model):
    _inherit = "product.template"

    @api.model
    def _search_get_detail(self, website, order, options):
        # EXTENDS website_sale: prices stay out of suggestions (a product with variants
        # has no single one); people also search by barcode.
        detail = super()._search_get_detail(
            website, order, {**options, "displayDetail": False}
        )
        detail["search_fields"] += ["barcode"]
        detail["b2b_order"] = options.get("b2b_order")
        return detail

    def _to_markup_data(self, website):
        # EXTENDS website_sale: structured data goes to search engines.
        return _without_offers(super()._to_markup_data(website))


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _to_markup_data(self, website):
        # EXTENDS website_sale, website_sale_stock
        return _without_offers(super()._to_markup_data(website))

    def _b2b_price_breaks(self, lists):
        """Prices of these variants by quantity, where quantity changes them.

        :param lists: as ``_b2b_own_lists`` returns them
        :return: ``[(quantity, {product_id: price or None})]`` from the least quantity
            up; empty where the price is the same for any quantity
        """
        items_sudo = self.env["product.pricelist.item"].sudo()
        domain = Domain.OR(
            products._b2b_break_domain(pricelist.sudo())
            for pricelist, products in lists.items()
        )
        quantities = items_sudo.search(domain & Domain("min_quantity", ">", 1)).mapped(
            "min_quantity"
        )
        if not quantities:
            return []
        breaks = [
            (quantity, self._b2b_prices_by_list(lists, quantity))
            for quantity in [1.0, *sorted(set(quantities))]
        ]
        # A rule of another list may not win: keep the quantities that change a price.
        result = breaks[:1]
        for quantity, prices in breaks[1:]:
            if prices != result[-1][1]:
                result.append((quantity, prices))
        return result if len(result) > 1 else []

    def _b2b_break_domain(self, pricelist_sudo):
        """Rules of a price list, and of the lists it stands on, for these variants."""
        lists = pricelist_sudo
        base = pricelist_sudo
        while (
            base := base.item_ids.filtered(
                lambda item: item.base == "pricelist"
            ).base_pricelist_id
            - lists
        ):
            lists |= base
        return Domain("pricelist_id", "in", lists.ids) & Domain.OR(
            [
                Domain("applied_on", "=", "3_global"),
                Domain("product_id", "in", self.ids),
                Domain("product_tmpl_id", "in", self.product_tmpl_id.ids)
                & Domain("applied_on", "=", "1_product"),
                Domain("categ_id", "parent_of", self.categ_id.ids)
                & Domain("applied_on", "=", "2_product_category"),
            ]
        )


def _without_offers(markup_data):
    """Product markup without prices and availability, for whoever asks."""
    markup_data.pop("offers", None)
    for variant in markup_data.get("hasVariant", ()):
        variant.pop("offers", None)
    return markup_data
