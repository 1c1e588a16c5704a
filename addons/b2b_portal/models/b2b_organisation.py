from odoo import api, fields, models


class B2bOrganisation(models.Model):
    """The wholesaler's own legal entity that sells and issues documents."""

    _name = "b2b.organisation"
    _description = "Organisation"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Requisites",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.company.partner_id,
        help="Card that holds ИНН, КПП, addresses and bank accounts.",
    )
    vat_payer = fields.Boolean(
        "Pays VAT", default=True, help="Off: every document is «Без НДС»."
    )
    warehouse_ids = fields.Many2many(
        "stock.warehouse",
        string="Warehouses",
        help="Warehouses that the organisation ships from; empty: all.",
    )
    contract_ids = fields.One2many("b2b.contract", "organisation_id")

    @api.model
    def _b2b_default(self):
        """The organisation that sells where no contract says otherwise."""
        return self.search([("company_id", "=", self.env.company.id)], limit=1)
