from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    b2b_claim_ids = fields.One2many("b2b.claim", "contractor_id", "Claims")
    b2b_claim_count = fields.Integer(compute="_compute_b2b_claim_count")

    def _compute_b2b_claim_count(self):
        counts = dict(
            self.env["b2b.claim"]._read_group(
                [("contractor_id", "in", self.ids)], ["contractor_id"], ["__count"]
            )
        )
        for partner in self:
            partner.b2b_claim_count = counts.get(partner, 0)

    def action_view_b2b_claims(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "b2b_claims.action_b2b_claim"
        )
        return {**action, "domain": [("contractor_id", "=", self.id)], "context": {}}
