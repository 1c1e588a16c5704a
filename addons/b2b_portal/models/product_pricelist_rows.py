"""Prices of many rows in a few queries, and in time that follows their number.

Core tries every rule for every product, and asks the list below for the price of one
product at a time. Here the rules are read once, each row looks at those that can be
its own only, and the list below is asked once for all rows. Which rule wins and what it
makes of a price stays core's (``_is_applicable_for``, ``_compute_price``).
"""

from collections import defaultdict

from odoo import fields, models


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    def _compute_price_rule(
        self,
        products,
        quantity,
        *,
        currency=None,
        uom=None,
        date=False,
        compute_price=True,
        **kwargs,
    ):
        # EXTENDS product
        if products._name != "product.product" or len(products) < 2 or not self:
            return super()._compute_price_rule(
                products,
                quantity,
                currency=currency,
                uom=uom,
                date=date,
                compute_price=compute_price,
                **kwargs,
            )
        rows = [(product, quantity, uom or product.uom_id) for product in products]
        answers = self._b2b_price_rows(rows, date, currency, compute_price, **kwargs)
        return {
            product.id: (price, rule.id)
            for (product, _quantity, _uom), (price, rule) in zip(
                rows, answers, strict=True
            )
        }

    def _b2b_price_rows(
        self, rows, date=None, currency=None, compute_price=True, **kwargs
    ):
        """Prices of rows with a quantity of their own.

        :param rows: list of ``(product.product, quantity, uom.uom)``
        :param date: moment of the prices, default: now
        :param currency: of the prices, default: that of this list
        :return: list of ``(price per uom, product.pricelist.item)`` in the order of the
            rows; without ``compute_price`` the price is 0
        """
        self.ensure_one()
        currency = currency or self.currency_id or self.env.company.currency_id
        date = date or fields.Datetime.now()
        products = self.env["product.product"].union(*(row[0] for row in rows))
        rules = self._get_applicable_rules(products, date, **kwargs)
        index = _RuleIndex(rules)
        chosen = []
        for product, quantity, uom in rows:
            in_base = quantity
            if uom != product.uom_id:
                in_base = uom._compute_quantity(
                    quantity, product.uom_id, raise_if_failure=False
                )
            chosen.append(
                next(
                    (
                        rule
                        for rule in index.candidates(product)
                        if rule._is_applicable_for(product, in_base)
                    ),
                    rules.browse(),
                )
            )
        if not compute_price:
            return [(0.0, rule) for rule in chosen]
        base_prices = self._b2b_base_prices(rows, chosen, date, **kwargs)
        return [
            (
                rule._compute_price(
                    product,
                    quantity,
                    uom,
                    date=date,
                    currency=currency,
                    b2b_base_prices=base_prices,
                    **kwargs,
                ),
                rule,
            )
            for (product, quantity, uom), rule in zip(rows, chosen, strict=True)
        ]

    def _b2b_base_prices(self, rows, rules, date, **kwargs):
        """Prices of the lists on which the rules stand, in their own currency.

        :return: ``{(list id, product id, quantity, unit id): price}``
        """
        below = defaultdict(list)
        for row, rule in zip(rows, rules, strict=True):
            if rule.base == "pricelist" and rule.compute_price != "fixed":
                below[rule.base_pricelist_id].append(row)
        prices = {}
        for pricelist, own in below.items():
            if not pricelist:
                continue
            for (product, quantity, uom), (price, _rule) in zip(
                own, pricelist._b2b_price_rows(own, date, **kwargs), strict=True
            ):
                prices[pricelist.id, product.id, quantity, uom.id] = price
        return prices


class ProductPricelistItem(models.Model):
    _inherit = "product.pricelist.item"

    def _compute_base_price(
        self, product, quantity, uom, date, currency, b2b_base_prices=None, **kwargs
    ):
        # EXTENDS product
        if b2b_base_prices and self.base == "pricelist":
            key = (self.base_pricelist_id.id, product.id, quantity, uom.id)
            if key in b2b_base_prices:
                price, source = b2b_base_prices[key], self.base_pricelist_id.currency_id
                if source != currency:
                    price = source._convert(
                        price, currency, self.env.company, date, round=False
                    )
                return price
        return super()._compute_base_price(
            product, quantity, uom, date, currency, **kwargs
        )


class _RuleIndex:
    """Rules by what they are for; each product gets its own in the list's order."""

    def __init__(self, rules):
        self.common = []  # of all goods, of a category: few
        self.by_template = defaultdict(list)
        self.by_product = defaultdict(list)
        for place, rule in enumerate(rules):
            if rule.applied_on == "0_product_variant":
                self.by_product[rule.product_id.id].append((place, rule))
            elif rule.applied_on == "1_product":
                self.by_template[rule.product_tmpl_id.id].append((place, rule))
            else:
                self.common.append((place, rule))

    def candidates(self, product):
        own = (
            self.by_product.get(product.id, [])
            + self.by_template.get(product.product_tmpl_id.id, [])
            + self.common
        )
        return [rule for _place, rule in sorted(own, key=lambda pair: pair[0])]
