from odoo import fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Reserve and credit limits of contractors, and what is used of them."""

    _inherit = "res.partner"

    b2b_own_limits = fields.Boolean(
        "Own limits", tracking=True, help="Off: the tier's limits hold."
    )
    b2b_own_reserve_limit = fields.Monetary(
        "Own reserve limit", currency_field="currency_id", tracking=True
    )
    b2b_own_credit_limit = fields.Monetary(
        "Own credit limit", currency_field="currency_id", tracking=True
    )
    b2b_reserve_limit = fields.Monetary(
        compute="_compute_b2b_limits", currency_field="currency_id"
    )
    b2b_reserve_used = fields.Monetary(
        compute="_compute_b2b_limits", currency_field="currency_id"
    )
    b2b_credit_limit = fields.Monetary(
        "Credit limit (B2B)",
        compute="_compute_b2b_limits",
        currency_field="currency_id",
    )
    b2b_credit_used = fields.Monetary(
        compute="_compute_b2b_limits", currency_field="currency_id"
    )

    _own_limits_positive = models.Constraint(
        "CHECK(COALESCE(b2b_own_reserve_limit, 0) >= 0 "
        "AND COALESCE(b2b_own_credit_limit, 0) >= 0)",
        "A limit cannot be negative.",
    )

    def _compute_b2b_limits(self):
        for partner in self:
            limits = partner._b2b_limits()
            partner.b2b_reserve_limit = limits["reserve"]
            partner.b2b_reserve_used = limits["reserve_used"]
            partner.b2b_credit_limit = limits["credit"]
            partner.b2b_credit_used = limits["credit_used"]

    def _b2b_limits(self, exclude=None):
        """Limits of a contractor in its currency.

        reserve used — Σ unpaid part of confirmed orders that hold goods until a date
        credit used — Σ unpaid part of orders released on credit

        :param exclude: ``sale.order`` that is being decided about, not counted
        :return: dict: ``reserve``, ``reserve_used``, ``reserve_free``, ``credit``,
            ``credit_used``, ``credit_free``, ``overdue``
        """
        self.ensure_one()
        contractor = self.sudo().b2b_contractor_id
        terms = contractor if contractor.b2b_own_limits else None
        reserve = (
            terms.b2b_own_reserve_limit
            if terms
            else contractor.b2b_tier_id.reserve_limit
        )
        credit = (
            terms.b2b_own_credit_limit if terms else contractor.b2b_tier_id.credit_limit
        )
        domain = Domain("b2b_contractor_id", "=", contractor.id)
        domain &= Domain("state", "=", "sale")
        domain &= Domain("b2b_payment_mode", "in", ("reserve", "credit"))
        domain &= Domain("b2b_payment_state", "!=", "paid")
        if exclude:
            domain &= Domain("id", "not in", exclude.ids)
        used = {
            mode: total - paid
            for mode, total, paid in self.env["sale.order"]
            .sudo()
            ._read_group(
                domain,
                ["b2b_payment_mode"],
                ["amount_total:sum", "b2b_paid_amount:sum"],
            )
        }
        overdue = (
            self.env["sale.order"]
            .sudo()
            ._read_group(
                domain
                & Domain("b2b_payment_mode", "=", "credit")
                & Domain("b2b_due_date", "<", fields.Date.context_today(self)),
                [],
                ["amount_total:sum", "b2b_paid_amount:sum"],
            )[0]
        )
        reserve_used = used.get("reserve", 0.0)
        credit_used = used.get("credit", 0.0)
        return {
            "reserve": reserve or 0.0,
            "reserve_used": reserve_used,
            "reserve_free": max((reserve or 0.0) - reserve_used, 0.0),
            "credit": credit or 0.0,
            "credit_used": credit_used,
            "credit_free": max((credit or 0.0) - credit_used, 0.0),
            "overdue": (overdue[0] or 0.0) - (overdue[1] or 0.0),
        }

    def _b2b_month_used(self, exclude=None):
        """Sum of the orders that an employee placed in the current month."""
        self.ensure_one()
        start = fields.Date.context_today(self).replace(day=1)
        domain = Domain("b2b_buyer_id", "=", self.id)
        domain &= Domain("b2b_placed_at", ">=", start)
        domain &= Domain("state", "!=", "cancel")
        if exclude:
            domain &= Domain("id", "not in", exclude.ids)
        return (
            self.env["sale.order"]
            .sudo()
            ._read_group(domain, [], ["amount_total:sum"])[0][0]
            or 0.0
        )
