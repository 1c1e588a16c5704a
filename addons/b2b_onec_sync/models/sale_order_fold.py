"""Lines of an order as 1С gets them: goods, and nothing it would make new goods of."""

from decimal import Decimal

from odoo import models

from ..tools.money import money, spread


class SaleOrder(models.Model):
    """Delivery, discounts and points spent are lines here and unknown in 1С, which
    would make new goods of them. Their sums go into the goods' sums instead."""

    _inherit = "sale.order"

    def _onec_soap_lines(self):
        """The lines that 1С gets, in their order: its line numbers are these."""
        lines = self.order_line.filtered(
            lambda line: line.product_id and not line.display_type
        )
        return lines - self._onec_extra_lines()

    def _onec_extra_lines(self):
        """Lines of services that no base knows."""
        lines = self.order_line.filtered(lambda ln: ln.product_id.type == "service")
        if not lines:
            return lines
        known = self.env["onec.link"].sudo()._known_ids("variant", lines.product_id.ids)
        return lines.filtered(lambda line: line.product_id.id not in known)

    def _onec_sums(self):
        """``{line: sum with VAT}`` of the lines that 1С gets, extras spread over them.

        The sums are Decimals in kopecks; together they are the order's total, unless
        there are no goods to bear an extra.
        """
        self.ensure_one()
        goods = self._onec_soap_lines()
        extra = sum(
            (money(line.price_total) for line in self._onec_extra_lines()), Decimal(0)
        )
        sums = spread(extra, [money(line.price_total) for line in goods])
        return dict(zip(goods, sums, strict=True))
