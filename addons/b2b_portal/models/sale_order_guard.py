"""No way around the limits: what a confirmed order takes never grows undecided.

``action_confirm`` is the ordinary way to a decision. The others (a form in the
backend, an import, the API, a changed line, a changed payment mode) end in ``create``
and ``write`` of orders and lines, so those compare what an order took of the limits
before with what it takes after, and decide about every growth under the same locks.
"""

from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

ORDER_FIELDS = {
    "state",
    "partner_id",
    "b2b_payment_mode",
    "b2b_contract_id",
    "b2b_release_reason",
    "currency_id",
    "order_line",
}
LINE_FIELDS = {
    "order_id",
    "product_id",
    "product_uom_id",
    "product_uom_qty",
    "price_unit",
    "discount",
    "tax_ids",
}


# Why nothing has to be decided, under the context key ``b2b_decided``. Objects, and
# not words: a caller over RPC sends a context of its own, but never these.
DECIDED = object()  # it was decided already, in this transaction
FACT = object()  # it is so: others (1С) have decided, we book it


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _b2b_as_fact(self):
        """These orders, to be written as facts: nothing is refused for a limit.

        What then exceeds a limit stops new decisions by itself.
        """
        return self.with_context(b2b_decided=FACT)

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        if not self._b2b_is_decided():
            orders._b2b_decide_growth({})
        return orders

    def write(self, vals):
        if not ORDER_FIELDS & vals.keys() or self._b2b_is_decided():
            return super().write(vals)
        if vals.get("state") == "sale" and any(
            order.b2b_contractor_id and order.state != "sale" for order in self
        ):
            raise UserError(
                self.env._("An order is placed with «Confirm», not by its state.")
            )
        with self._b2b_guard():
            return super().write(vals)

    def _b2b_is_decided(self):
        return self.env.context.get("b2b_decided") in (DECIDED, FACT)

    @contextmanager
    def _b2b_guard(self):
        """Decide about what these orders take more at the end of the block."""
        orders = self.filtered(lambda o: o.b2b_contractor_id and o.state == "sale")
        before = {order.id: order._b2b_claim() for order in orders}
        if orders:
            # Before anything is assigned: everyone takes the locks in this order.
            orders._b2b_bump()
        yield
        orders._b2b_decide_growth(before)

    def _b2b_claim(self):
        """What this order takes: ``(of which limit, how much, goods held)``."""
        self.ensure_one()
        if self.state != "sale" or not self.b2b_contractor_id:
            return (None, 0.0, 0.0)
        limit = (
            self.b2b_contractor_id.id,
            self.b2b_contract_id.id,
            self._b2b_limit_kind(),
        )
        quantity = sum(
            line.product_uom_qty
            for line in self.order_line
            if line.product_id.is_storable
        )
        return (limit, self.amount_total, quantity)

    def _b2b_decide_growth(self, before):
        """Refuse what grew and does not fit.

        :param before: claims by order id; an order that is not there took nothing
        """
        for order in self:
            limit, amount, quantity = order._b2b_claim()
            if limit is None:
                continue
            old_limit, old_amount, old_quantity = before.get(order.id, (None, 0.0, 0.0))
            if order.id not in before:
                order._b2b_bump()
            grown = order.currency_id.compare_amounts(amount, old_amount) > 0
            if limit != old_limit or grown:
                order._b2b_check_limits()
            if float_compare(quantity, old_quantity, 3) > 0:
                order._b2b_check_held()


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        orders = self.env["sale.order"].browse(
            {vals["order_id"] for vals in vals_list if vals.get("order_id")}
        )
        if orders._b2b_is_decided():
            return super().create(vals_list)
        with orders._b2b_guard():
            return super().create(vals_list)

    def write(self, vals):
        if not LINE_FIELDS & vals.keys() or self.order_id._b2b_is_decided():
            return super().write(vals)
        orders = self.order_id | self.order_id.browse(vals.get("order_id") or ())
        with orders._b2b_guard():
            return super().write(vals)

    @api.depends(
        "product_id",
        "product_uom_id",
        "product_uom_qty",
        "b2b_organisation_id",
        "b2b_contract_id",
    )
    def _compute_price_unit(self):
        # EXTENDS sale: the price of a confirmed order is frozen; a changed quantity or
        # a new price list does not touch it.
        return super(SaleOrderLine, self - self._b2b_frozen())._compute_price_unit()

    @api.depends("b2b_organisation_id", "b2b_contract_id")
    def _compute_discount(self):
        # EXTENDS sale
        return super(SaleOrderLine, self - self._b2b_frozen())._compute_discount()

    def _b2b_frozen(self):
        return self.filtered(
            lambda line: (
                line._origin.id
                and line.order_id.b2b_contractor_id
                and line.order_id.state == "sale"
            )
        )
