from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class B2bPromotion(models.Model):
    """What the wholesaler tells the contractors of some tiers: an offer, a material.

    A banner stands on the home page of the cabinet; advertising materials (layouts,
    price tags, catalogues) are downloaded. People outside the staff have no access to
    the model: the cabinet's pages read it by sudo, for the person's own tier.
    """

    _name = "b2b.promotion"
    _description = "Promotion or advertising material"
    _order = "sequence, id desc"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [("banner", "Promotion"), ("material", "Advertising material")],
        default="banner",
        required=True,
    )
    text = fields.Text(translate=True, help="A few words under the name.")
    image = fields.Image("Picture", max_width=1200, max_height=1200)
    file = fields.Binary("File", attachment=True, help="Contractors download it.")
    file_name = fields.Char()
    url = fields.Char(
        "Leads to",
        help="A page of this website: a category, a product, e.g. /shop.",
    )
    date_from = fields.Date("From")
    date_to = fields.Date("Until", help="The last day, inclusive.")
    tier_ids = fields.Many2many(
        "b2b.tier", string="Tiers", help="Who sees it. Empty: every contractor."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    @api.constrains("url")
    def _check_url(self):
        # The cabinet leads nobody away to a foreign address.
        for record in self.filtered("url"):
            if not record.url.startswith("/") or record.url.startswith("//"):
                raise ValidationError(
                    self.env._("Leads to: a page of this website, beginning with «/».")
                )

    @api.model
    def _b2b_visible(self, contractor, kind=None):
        """Promotions (sudo) that a contractor's people see today."""
        today = self.env["b2b.deadline"]._today()
        domain = (
            (
                Domain("tier_ids", "=", False)
                | Domain("tier_ids", "in", contractor.b2b_tier_id.ids)
            )
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", today))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
        )
        if kind:
            domain &= Domain("kind", "=", kind)
        return self.sudo().search(domain)
