from odoo import models


class SaleOrder(models.Model):
    """Tiers that buy collections whole, and goods that go with those of an order."""

    _inherit = "sale.order"

    def _b2b_missing_of_collections(self):
        """What a cart (or the parts of one) lacks where the tier sells collections only
        as a whole.

        A collection is whole with one variant of each of its goods that have a price
        for this contractor. Goods of several collections need one of them whole.

        :return: ``{collection: product.template missing}`` of those that are begun
        """
        tier = self.b2b_contractor_id.b2b_tier_id
        if not tier.whole_collection_only:
            return {}
        taken = self._b2b_goods().product_id.product_tmpl_id
        begun = taken.b2b_collection_ids
        if tier.collection_ids:
            begun &= tier.collection_ids
        missing = {}
        for collection in begun:
            goods = collection.product_tmpl_ids.filtered("is_published")
            variants = self._b2b_visible_products(goods.product_variant_ids)
            prices = self[:1]._b2b_seller_prices(variants)
            priced = variants.filtered(lambda p: prices[p.id]).product_tmpl_id  # noqa: B023
            missing[collection] = priced - taken
        whole = [c for c, lacks in missing.items() if not lacks]
        # A product that a whole collection has needs no other of its collections.
        covered = taken.filtered(
            lambda t: any(c in t.b2b_collection_ids for c in whole)
        )
        needed = (taken - covered).b2b_collection_ids
        return {c: lacks for c, lacks in missing.items() if lacks and c in needed}

    def _place_whole_problems(self):
        # EXTENDS
        return super()._place_whole_problems() or [
            self.env._(
                "Collection «%(collection)s» is sold as a whole, add: %(goods)s.",
                collection=collection.name,
                goods=", ".join(goods.mapped("name")),
            )
            for collection, goods in self._b2b_whole()
            ._b2b_missing_of_collections()
            .items()
        ]

    def _b2b_add_collection(self, collection):
        """Put what a begun collection lacks into this cart, least quantities of each.

        :return: the rows, as ``_b2b_cart_add`` answers
        """
        self.ensure_one()
        goods = self._b2b_missing_of_collections().get(collection)
        if not goods:
            return []
        variants = self._b2b_visible_products(goods.product_variant_ids)
        prices = self._b2b_seller_prices(variants)
        rows = []
        for template in goods:
            variant = variants.filtered(
                lambda p: p.product_tmpl_id == template and prices[p.id]  # noqa: B023
            )[:1]
            rows.append((variant.id, variant._b2b_least_quantity()))
        return self._b2b_cart_add(rows)


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _b2b_recommended(self, limit=8):
        """Variants that go with these goods: accessories, alternatives, analogues.

        Call it as the person: goods outside the tier's collections stay away.
        """
        goods_sudo = self.sudo()
        accessories = goods_sudo.accessory_product_ids
        others = goods_sudo.alternative_product_ids | goods_sudo.b2b_analogue_ids
        website = self.env["website"].get_current_website()
        return (
            self.env["product.product"]
            .sudo(False)
            .search(
                [
                    *website.sale_product_domain(),
                    ("product_tmpl_id", "not in", self.ids),
                    "|",
                    ("id", "in", accessories.ids),
                    ("product_tmpl_id", "in", others.ids),
                ],
                limit=limit,
            )
        )
