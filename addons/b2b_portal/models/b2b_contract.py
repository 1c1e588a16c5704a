from odoo import api, fields, models
from odoo.fields import Domain


class B2bContract(models.Model):
    """Договор: a contractor's legal entity × the wholesaler's organisation."""

    _name = "b2b.contract"
    _description = "Contract"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"

    name = fields.Char("Number", required=True, tracking=True)
    active = fields.Boolean(default=True)
    date = fields.Date(
        required=True, default=lambda self: self.env["b2b.deadline"]._today()
    )
    kind = fields.Selection(
        [("sale", "Sale"), ("consignment", "Consignment")],
        default="sale",
        required=True,
    )
    entity_id = fields.Many2one(
        "res.partner",
        string="Legal entity",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("b2b_type", "=", "entity")],
    )
    contractor_id = fields.Many2one(
        related="entity_id.b2b_contractor_id", store=True, index=True
    )
    organisation_id = fields.Many2one(
        "b2b.organisation", required=True, ondelete="restrict"
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        "Price type",
        help="Empty: the contractor's or its tier's prices.",
        tracking=True,
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    advance_percent = fields.Float(
        "Advance, %",
        tracking=True,
        help="Share of the order that is paid before goods are put aside.",
    )
    prepayment_percent = fields.Float(
        "Prepayment, %",
        tracking=True,
        help="Share that is paid before shipment, the advance included. 100: nothing "
        "is sold on credit. 0: the credit limit alone decides.",
    )
    deferral_days = fields.Integer("Payment deferral, days", tracking=True)
    deferral_kind = fields.Selection(
        [("calendar", "Calendar days"), ("banking", "Banking days")],
        default="calendar",
        required=True,
    )
    credit_limit = fields.Monetary(
        tracking=True, help="0: only the contractor's own limit holds."
    )
    date_from = fields.Date("Valid from")
    date_to = fields.Date("Valid to")

    _credit_limit_positive = models.Constraint(
        "CHECK(credit_limit >= 0)", "A credit limit cannot be negative."
    )
    _shares_possible = models.Constraint(
        "CHECK(COALESCE(advance_percent, 0) >= 0 AND prepayment_percent <= 100 "
        "AND COALESCE(advance_percent, 0) <= prepayment_percent)",
        "Advance and prepayment are shares of the order: 0…100 %, the advance is a "
        "part of the prepayment.",
    )
    _deferral_positive = models.Constraint(
        "CHECK(COALESCE(deferral_days, 0) >= 0)", "A deferral cannot be negative."
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "A contract cannot end before it begins.",
    )

    @api.depends("name", "date", "organisation_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for contract in self:
            date = contract.date and contract.date.strftime("%d.%m.%Y") or ""
            contract.display_name = self.env._(
                "No. %(number)s of %(date)s, %(organisation)s",
                number=contract.name,
                date=date,
                organisation=contract.organisation_id.name or "",
            )

    @api.model
    def _valid_domain(self, date=None):
        date = date or self.env["b2b.deadline"]._today()
        return (
            Domain("active", "=", True)
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", date))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", date))
        )

    @api.model
    def _find_for(self, entity, organisation=None, kind="sale"):
        """Valid contracts of a legal entity, the best candidate first."""
        domain = self._valid_domain() & Domain("entity_id", "=", entity.id)
        domain &= Domain("kind", "=", kind)
        if organisation:
            domain &= Domain("organisation_id", "=", organisation.id)
        return self.search(domain)

    def _b2b_terms(self):
        """The payment terms in words: «30 % before shipment, deferral 14 days»."""
        self.ensure_one()
        _ = self.env._
        words = []
        if self.advance_percent:
            words.append(_("advance %g %%", self.advance_percent))
        if rest := self.prepayment_percent - self.advance_percent:
            words.append(
                _("prepayment") if rest == 100 else _("%g %% before shipment", rest)
            )
        if self.deferral_days:
            words.append(
                _("deferral %s banking days", self.deferral_days)
                if self.deferral_kind == "banking"
                else _("deferral %s days", self.deferral_days)
            )
        return ", ".join(words)
