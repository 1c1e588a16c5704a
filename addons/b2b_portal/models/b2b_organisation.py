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
    director = fields.Char(
        help="Full name; it stands under the invoices and acts that the portal prints."
    )
    accountant = fields.Char("Chief accountant", help="Full name, as the director's.")
    vat_regime = fields.Selection(
        [
            ("general", "General: rates of the goods"),
            ("5", "Simplified, VAT 5 %"),
            ("7", "Simplified, VAT 7 %"),
            ("none", "Without VAT"),
        ],
        "VAT regime",
        required=True,
        default="general",
        help="On the simplified system one special rate (5 or 7 %) holds for all "
        "goods, or every document is «Без НДС».",
    )
    vat_payer = fields.Boolean(
        "Pays VAT",
        compute="_compute_vat_payer",
        inverse="_inverse_vat_payer",
        store=True,
    )
    warehouse_ids = fields.Many2many(
        "stock.warehouse",
        string="Warehouses",
        help="Warehouses that the organisation ships from; empty: all.",
    )
    group_ids = fields.Many2many(
        "product.public.category",
        "b2b_organisation_group_rel",
        "organisation_id",
        "group_id",
        string="Groups of goods",
        help="What the organisation sells, groups below included. Empty here and in "
        "the collections: everything.",
    )
    collection_ids = fields.Many2many(
        "b2b.collection",
        "b2b_organisation_collection_rel",
        "organisation_id",
        "collection_id",
        string="Collections",
        help="Goods of these collections are sold besides the groups.",
    )
    contract_ids = fields.One2many("b2b.contract", "organisation_id")

    @api.depends("vat_regime")
    def _compute_vat_payer(self):
        for organisation in self:
            organisation.vat_payer = organisation.vat_regime != "none"

    def _inverse_vat_payer(self):
        # 1С tells only whether VAT is paid: a special rate that staff chose stays.
        for organisation in self:
            if not organisation.vat_payer:
                organisation.vat_regime = "none"
            elif organisation.vat_regime == "none":
                organisation.vat_regime = "general"

    def _b2b_vat_code(self):
        """The one code of ``VAT_RATES`` that holds for all goods, or False."""
        return self.vat_regime != "general" and self.vat_regime

    @api.model
    def _b2b_default(self):
        """The organisation that sells where no contract says otherwise."""
        return self.search([("company_id", "=", self.env.company.id)], limit=1)

    def _b2b_signers(self):
        """Who signs what this organisation issues: pairs of role and full name."""
        if self.partner_id.b2b_legal_form == "sole":
            return [("Предприниматель", self.director or "")]
        return [
            ("Руководитель", self.director or ""),
            ("Бухгалтер", self.accountant or ""),
        ]

    def _b2b_sells(self, products):
        """Those of ``products`` that this organisation sells."""
        self.ensure_one()
        organisation = self.sudo()
        if not organisation.group_ids and not organisation.collection_ids:
            return products
        groups = self.env["product.public.category"].sudo()
        if organisation.group_ids:
            groups = groups.search([("id", "child_of", organisation.group_ids.ids)])
        groups, collections = set(groups._ids), set(organisation.collection_ids._ids)
        # On the templates: through the variants each field would be computed once more.
        sold = {
            template.id
            for template in products.sudo().product_tmpl_id
            if not groups.isdisjoint(template.public_categ_ids._ids)
            or not collections.isdisjoint(template.b2b_collection_ids._ids)
        }
        return products.filtered(lambda product: product.product_tmpl_id.id in sold)
