"""What has to be paid before the goods go out: the prepayment of the contract.

A share of the order (advance included) is paid ahead; until it is, an order on credit
waits for its payment like any other, its goods are held until a date, and staff cannot
ship it without a reason. What others (1С) report as picked or shipped is a fact.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError


class B2bContract(models.Model):
    _inherit = "b2b.contract"

    def _b2b_prepayment_share(self):
        """The share, in percent, that is paid before shipment; without a contract, or
        for goods on commission: none."""
        return self.prepayment_percent if self.kind == "sale" else 0.0


class SaleOrder(models.Model):
    _inherit = "sale.order"

    b2b_prepayment_percent = fields.Float(
        "Paid before shipment, %",
        readonly=True,
        copy=False,
        help="By the contract, as it was when the order was placed.",
    )
    b2b_prepayment_left = fields.Monetary(
        "To be paid before shipment",
        compute="_compute_b2b_prepayment_left",
        store=True,
    )
    b2b_release_reason = fields.Char(
        "Reason to ship before the payment",
        copy=False,
        tracking=True,
        groups="b2b_portal.group_manager",
        help="Filled in by staff: the prepayment of the contract is not waited for. "
        "The credit limit is still checked.",
    )

    @api.depends(
        "state",
        "amount_total",
        "b2b_paid_amount",
        "b2b_prepayment_percent",
        "b2b_release_reason",
        "b2b_picking_started",
        "b2b_shipment_state",
    )
    def _compute_b2b_prepayment_left(self):
        for order in self:
            gone = order.b2b_picking_started or order.b2b_shipment_state != "none"
            order.b2b_prepayment_left = (
                order._b2b_prepayment_waits()
                if order.state == "sale" and not gone
                else 0.0
            )

    def _b2b_prepayment_terms(self):
        """The share of this order that is paid before shipment: of a cart by its
        contract, of a placed order as it was then."""
        self.ensure_one()
        if self.state == "sale":
            return self.b2b_prepayment_percent
        return self.sudo().b2b_contract_id._b2b_prepayment_share()

    def _b2b_prepayment(self):
        """The sum that is paid before shipment."""
        return self.currency_id.round(
            self.amount_total * self._b2b_prepayment_terms() / 100
        )

    def _b2b_prepayment_waits(self):
        """How much of the prepayment is not here yet and not waived."""
        if self.sudo().b2b_release_reason:
            return 0.0
        return max(
            self.currency_id.round(self._b2b_prepayment() - self.b2b_paid_amount), 0
        )

    def _b2b_pay_ahead(self):
        """The part of an order on credit that is to be paid now; 0: there is none, an
        invoice is for all of it."""
        self.ensure_one()
        return self.b2b_prepayment_left if self.b2b_payment_mode == "credit" else 0.0

    # === Limits: what waits for its prepayment is not released yet === #

    def _b2b_takes(self):
        # EXTENDS
        takes = super()._b2b_takes()
        if self.b2b_payment_mode != "credit":
            return takes
        waits = (
            self.b2b_prepayment_left
            if self.state == "sale"
            else self._b2b_prepayment_waits()
        )
        return max(takes - waits, 0.0)

    def _b2b_claim(self):
        # EXTENDS
        limit, amount, quantity = super()._b2b_claim()
        if limit and self.b2b_payment_mode == "credit":
            amount -= self.b2b_prepayment_left
        return limit, amount, quantity

    # === Shipping === #

    def _b2b_check_prepayment(self):
        """Refuse to let goods go before what the contract wants paid ahead is here.

        :raise UserError: how much is missing, and what staff can do
        """
        for order in self:
            if order.currency_id.is_zero(order.b2b_prepayment_left):
                continue
            raise UserError(
                self.env._(
                    "Order %(number)s: %(amount)s has to be paid before shipment "
                    "(%(percent)g %% by the contract). Book the payment, or write in "
                    "the order the reason to ship before it.",
                    number=order.name,
                    amount=order.currency_id.format(order.b2b_prepayment_left),
                    percent=order.b2b_prepayment_percent,
                )
            )

    def write(self, vals):
        # EXTENDS: what staff let go early moves on, and its people are told.
        result = super().write(vals)
        if vals.get("b2b_release_reason"):
            self.filtered(lambda o: o.state == "sale")._b2b_log_status(
                "staff", self.env._("The goods may go before the payment.")
            )
        return result
