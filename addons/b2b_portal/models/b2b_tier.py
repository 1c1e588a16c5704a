from odoo import api, fields, models


class B2bTier(models.Model):
    _name = "b2b.tier"
    _description = "Contractor tier"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    pricelist_id = fields.Many2one(
        "product.pricelist",
        help="Prices of the contractors of this tier: a 1С price type, or a price list "
        "with discounts and volume breaks that stands on one.",
    )
    collection_ids = fields.Many2many(
        "b2b.collection",
        string="Collections allowed",
        help="Empty: the whole catalogue. Otherwise goods outside these collections do "
        "not exist for the tier's contractors.",
    )
    whole_collection_only = fields.Boolean(
        help="Goods of a collection are sold only as the whole collection.",
    )
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    min_order_amount = fields.Monetary("Minimum order")
    reserve_limit = fields.Monetary(
        help="Sum of goods that a contractor may hold unpaid until a date."
    )
    reserve_days = fields.Integer(default=5, help="How long goods are held.")
    credit_limit = fields.Monetary(
        help="Sum of goods that may be released before they are paid."
    )
    contractor_ids = fields.One2many("res.partner", "b2b_tier_id")
    contractor_count = fields.Integer(compute="_compute_contractor_count")

    @api.depends("contractor_ids")
    def _compute_contractor_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [("b2b_tier_id", "in", self.ids)], ["b2b_tier_id"], ["__count"]
            )
        )
        for tier in self:
            tier.contractor_count = counts.get(tier, 0)

    def write(self, vals):
        result = super().write(vals)
        if "collection_ids" in vals:
            # Rule domains are cached per user; a changed catalogue acts at once.
            self.env.registry.clear_cache()
        return result

    def action_open_contractors(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "b2b_portal.action_contractor"
        )
        action["domain"] = [("b2b_tier_id", "=", self.id)]
        return action
