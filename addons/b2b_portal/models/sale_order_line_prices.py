"""Prices and taxes of a contractor's lines, in sets.

Imported after ``sale_order_line``, hence before it in the order of calls.
"""

from collections import defaultdict

from odoo import api, fields, models

from ..tools.format import Formatter


class _Prices:
    """Prices of lines that were computed together; hashed by identity, so that a
    context can carry them."""

    def __init__(self, by_line):
        self.by_line = by_line


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_update_prices_lines(self):
        # EXTENDS sale: repricing a cart writes the lines that differ, and no others.
        lines = super()._get_update_prices_lines()
        stale = self.env.context.get("b2b_stale_lines")
        return lines if stale is None else lines.filtered(lambda ln: ln.id in stale)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.depends("b2b_organisation_id", "b2b_contract_id")
    def _compute_pricelist_item_id(self):
        # EXTENDS sale
        own = self._b2b_priced()
        for line, (_price, rule) in own._b2b_price_rows(compute_price=False).items():
            line.pricelist_item_id = rule
        return super(SaleOrderLine, self - own)._compute_pricelist_item_id()

    def _compute_price_unit(self):
        # EXTENDS sale
        own = self._b2b_priced()
        if len(own) > 1:
            prices = {
                line.id: price for line, (price, _rule) in own._b2b_price_rows().items()
            }
            self = self.with_context(b2b_line_prices=_Prices(prices))  # noqa: PLW0642
        return super()._compute_price_unit()

    def _get_pricelist_price(self):
        # EXTENDS sale
        prices = self.env.context.get("b2b_line_prices")
        if isinstance(prices, _Prices) and self.id in prices.by_line:
            return prices.by_line[self.id]
        return super()._get_pricelist_price()

    def _b2b_priced(self):
        """Contractors' lines whose price is that of a price list of theirs."""
        return self.filtered(
            lambda line: (
                line.order_id.b2b_contractor_id
                and line.order_id.pricelist_id
                and line.product_id
                and line.product_uom_id
                and not line.display_type
                and not line.is_delivery
                and not line.combo_item_id
                and line.product_type != "combo"
            )
        )

    def _b2b_price_rows(self, compute_price=True):
        """``{line: (price, rule)}`` of these lines, a few queries for all of them."""
        groups = defaultdict(list)
        pricelists = self._b2b_pricelists()
        dates = {line.order_id: line._get_order_date() for line in self}
        for line in self:
            key = (pricelists[line], dates[line.order_id], line.currency_id)
            groups[key].append(line)
        result = {}
        for (pricelist, date, currency), lines in groups.items():
            rows = [
                (line.product_id, line.product_uom_qty or 1.0, line.product_uom_id)
                for line in lines
            ]
            # By sudo: the rules of price lists are closed to contractors' people.
            answers = pricelist.sudo()._b2b_price_rows(
                rows, date, currency, compute_price
            )
            result.update(zip(lines, answers, strict=True))
        return result

    def _get_order_date(self):
        # EXTENDS website_sale, where a cart has the prices of now: what waits for the
        # director has those of its approval.
        if self.order_id.b2b_approval_state == "waiting":
            return fields.Datetime.now()
        return super()._get_order_date()

    def _b2b_stale_prices(self):
        """Those of these lines whose price is not what it would be now."""
        own = self._b2b_priced()
        prices = own._b2b_price_rows()
        stale = self - own
        for line, (price, rule) in prices.items():
            now = line.product_id._get_tax_included_unit_price_from_price(
                price,
                product_taxes=line.product_id.taxes_id._filter_taxes_by_company(
                    line.company_id
                ),
                fiscal_position=line.order_id.fiscal_position_id,
            )
            if (
                line.price_unit != now
                or line.technical_price_unit != now
                or line.discount
                or rule._show_discount()
            ):
                stale |= line
        return stale.filtered(lambda ln: not ln.display_type)

    def _compute_analytic_distribution(self):
        # EXTENDS sale: two queries for each line, where nobody keeps such models.
        models_sudo = self.env["account.analytic.distribution.model"].sudo()
        if models_sudo.search_count([], limit=1):
            return super()._compute_analytic_distribution()
        for line in self:
            line.analytic_distribution = line.analytic_distribution

    @api.depends(
        "order_id.b2b_organisation_id",
        "order_id.pricelist_id",
        "b2b_organisation_id",
        "b2b_contract_id",
    )
    def _compute_tax_ids(self):
        # EXTENDS sale: rate by date, VAT inside or on top by price type, none for an
        # organisation without VAT.
        own = self.filtered("order_id.b2b_contractor_id")
        # A reward of core's loyalty keeps the taxes of what it is a reward for.
        plain = self._b2b_priced().filtered(
            lambda line: "reward_id" not in line._fields or not line.reward_id
        )
        super(SaleOrderLine, self - plain)._compute_tax_ids()
        for line in own - plain:
            line.tax_ids = line._b2b_effective_taxes(line.tax_ids)
        by_taxes, known = defaultdict(self.browse), {}
        pricelists = plain._b2b_pricelists()
        for line in plain:
            taxes = line.product_id.taxes_id._filter_taxes_by_company(line.company_id)
            order = line.order_id
            key = (order, line._b2b_seller(), pricelists[line], taxes)
            key = (*key, line.company_id)
            if key not in known:
                known[key] = line._b2b_effective_taxes(
                    order.fiscal_position_id.map_tax(taxes)
                )
            # A line that has them is not written: each write is several queries.
            if not line._origin.id or line.tax_ids != known[key]:
                by_taxes[known[key]] |= line
        for taxes, lines in by_taxes.items():
            lines.tax_ids = taxes

    def _b2b_effective_taxes(self, taxes):
        pricelist, seller = self._b2b_pricelists()[self], self._b2b_seller()
        moment = self._get_order_date() or fields.Datetime.now()
        return taxes._b2b_effective(
            Formatter(self.env).local_day(moment),
            included=not pricelist or pricelist.b2b_vat_included,
            special=seller._b2b_vat_code() if seller else False,
        )
