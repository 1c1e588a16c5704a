from odoo import models

MAX_ANALOGUES = 5


class SaleOrder(models.Model):
    """Past orders as a new draft: what of them is sold now, and what instead.

    It makes no difference where an order was born: on the site, or in 1С.
    """

    _inherit = "sale.order"

    def _b2b_repeat_draft(self, partner):
        """A cart that is not kept: today's terms for what these orders were about.

        :param partner: the employee who orders
        """
        entity = self.sorted("date_order").b2b_entity_id.filtered("active")[-1:]
        values = {"partner_id": partner.id}
        if entity.b2b_contractor_id == partner.b2b_contractor_id:
            values["b2b_entity_id"] = entity.id
            contract = self.sorted("date_order").b2b_contract_id[-1:]
            if contract in contract._find_for(entity):
                values["b2b_contract_id"] = contract.id
        return self.sudo().new(values)

    def _b2b_repeat_rows(self, draft):
        """What these past orders hold, a row for each product, as it would be today.

        Call it on orders by sudo, with the person's own user, whose catalogue decides.

        :param draft: what ``_b2b_repeat_draft`` returned
        :return: list of dicts: ``product``; ``ordered`` and ``quantity`` (what was
            ordered in all, and what can be put into a cart of it: raised to the minimum
            and the multiple), in the base unit; ``old`` (price of the latest order)
            and ``price``, for a base unit, None where there is none; ``free`` in stock;
            ``gone``: why it cannot be ordered at all, or None; ``analogues``, where
            there is too little of it: list of the same with ``product``, ``price``,
            ``free``
        """
        lines = self.order_line.filtered(
            lambda ln: (
                ln.product_id
                and not ln.is_delivery
                and not ln.display_type
                and ln.product_uom_qty > 0
                # Points and discounts are given anew, by today's rules.
                and ("is_reward_line" not in ln._fields or not ln.is_reward_line)
            )
        )
        ordered, old = {}, {}
        for line in lines.sorted(lambda ln: (ln.order_id.date_order, ln.id)):
            product = line.product_id
            quantity = line.product_uom_id._compute_quantity(
                line.product_uom_qty, product.uom_id, round=False
            )
            ordered[product] = ordered.get(product, 0.0) + quantity
            price = line.price_unit * (1 - (line.discount or 0.0) / 100)
            old[product] = price * line.product_uom_qty / quantity
        products = self.env["product.product"].union(*ordered)
        offers = draft._b2b_offers(products)
        rows = []
        for product, quantity in ordered.items():
            offer = offers[product]
            rows.append(
                {
                    **offer,
                    "ordered": quantity,
                    "quantity": product._b2b_nearest_quantity(quantity),
                    "old": old[product],
                    "analogues": [],
                }
            )
        self._b2b_find_analogues(draft, rows)
        return rows

    def _b2b_offers(self, products):
        """Whether and how goods can be put into this cart now.

        :return: ``{product: dict}``: ``product``, ``price``, ``free``, ``gone``
        """
        visible = self._b2b_orderable(products.ids)
        prices = self._b2b_seller_prices(visible)
        stock = visible._b2b_stock()
        offers = {}
        for product in products:
            gone = None
            if product not in visible:
                gone = self.env._("not in your catalogue any more")
            elif not prices.get(product.id):
                gone = self.env._("has no price: ask your manager")
            offers[product] = {
                "product": product,
                "price": None if gone else prices[product.id],
                "free": sum(stock.get(product.id, {}).values()),
                "gone": gone,
            }
        return offers

    def _b2b_find_analogues(self, draft, rows):
        """Offer others for goods that are gone or short, in this order: the catalogue's
        own analogues before the alternatives of the shop, what is there in the quantity
        before what is not, then by article."""
        short = [
            row
            for row in rows
            if row["gone"]
            or (row["product"].is_storable and row["free"] < row["quantity"])
        ]
        templates = self.env["product.template"].union(
            *(self._b2b_analogue_templates(row["product"]) for row in short)
        )
        offers = draft._b2b_offers(templates.product_variant_ids)
        own = {row["product"] for row in rows}
        for row in short:
            found = []
            links = row["product"].b2b_analogue_ids
            for template in self._b2b_analogue_templates(row["product"]):
                variants = [
                    offers[variant]
                    for variant in template.product_variant_ids
                    if not offers[variant]["gone"] and variant not in own
                ]
                if variants:
                    best = max(variants, key=lambda offer: offer["free"])
                    found.append((template not in links, best))
            found.sort(
                key=lambda item: (
                    item[0],
                    item[1]["free"] < row["quantity"],
                    item[1]["product"].default_code or "",
                )
            )
            row["analogues"] = [offer for _link, offer in found[:MAX_ANALOGUES]]

    def _b2b_analogue_templates(self, product):
        template = product.product_tmpl_id
        return (
            template.b2b_analogue_ids | template.alternative_product_ids
        ).sudo() - template
