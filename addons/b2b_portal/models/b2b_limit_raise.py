from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

KINDS = [("reserve", "Reserve"), ("credit", "Credit")]


class B2bLimitRaise(models.Model):
    """A limit that is higher until a date. Raises are never deleted: they are the
    history of who allowed what, when and why; ending one early leaves it readable.
    """

    _name = "b2b.limit.raise"
    _description = "Temporary raise of a limit"
    _order = "date_to desc, id desc"

    contractor_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("b2b_type", "=", "contractor")],
    )
    contract_id = fields.Many2one(
        "b2b.contract",
        domain="[('contractor_id', '=', contractor_id)]",
        ondelete="restrict",
        help="Raises the limit of this contract; empty: the contractor's own.",
    )
    kind = fields.Selection(KINDS, required=True, default="reserve")
    amount = fields.Monetary("Higher by", required=True)
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    date_from = fields.Date(
        "From", required=True, default=lambda self: self.env["b2b.deadline"]._today()
    )
    date_to = fields.Date("Until", required=True, help="The last day on which it acts.")
    reason = fields.Char(required=True)
    user_id = fields.Many2one(
        "res.users", "Allowed by", default=lambda self: self.env.uid, readonly=True
    )
    ended_by_id = fields.Many2one("res.users", "Ended by", readonly=True, copy=False)
    is_current = fields.Boolean(compute="_compute_is_current")

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A raise must be above zero."
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_to >= date_from OR ended_by_id IS NOT NULL)",
        "A raise cannot end before it begins.",
    )

    @api.depends("date_from", "date_to")
    def _compute_is_current(self):
        today = self.env["b2b.deadline"]._today()
        for limit_raise in self:
            limit_raise.is_current = (
                limit_raise.date_from and limit_raise.date_to
            ) and limit_raise.date_from <= today <= limit_raise.date_to

    @api.constrains("contractor_id", "contract_id")
    def _check_contract(self):
        for limit_raise in self:
            contract = limit_raise.contract_id
            if contract and contract.contractor_id != limit_raise.contractor_id:
                raise UserError(
                    self.env._("Contract %s is another contractor's.", contract.name)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A raise is history: end it instead."))

    def write(self, vals):
        if set(vals) - {"date_to", "ended_by_id"}:
            raise UserError(
                self.env._("A raise is history: end it and make another one.")
            )
        return super().write(vals)

    def action_end(self):
        """End these raises: from now on the limit is the ordinary one."""
        yesterday = fields.Date.subtract(self.env["b2b.deadline"]._today(), days=1)
        self.filtered("is_current").write(
            {"date_to": yesterday, "ended_by_id": self.env.uid}
        )

    @api.model
    def _b2b_current(self, contractor):
        """Raises of a contractor that act today."""
        today = self.env["b2b.deadline"]._today()
        return self.search_fetch(
            Domain("contractor_id", "=", contractor.id)
            & Domain("date_from", "<=", today)
            & Domain("date_to", ">=", today),
            ["contract_id", "kind", "amount", "date_to"],
        )

    def _b2b_sum(self, kind, contract=None):
        """By how much these raises lift a limit of the contractor or of a contract."""
        wanted = self.filtered(
            lambda r: (
                r.kind == kind
                and (r.contract_id == contract if contract else not r.contract_id)
            )
        )
        return sum(wanted.mapped("amount"))
