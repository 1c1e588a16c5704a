from odoo import models
from odoo.exceptions import UserError


class PartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        # EXTENDS base: it rewrites references in SQL, past every rule of the portal.
        partners = self.env["res.partner"].browse(partner_ids).exists().sudo()
        if partners.filtered("b2b_type") or len(partners.b2b_contractor_id) > 1:
            raise UserError(
                self.env._(
                    "Contractors and legal entities are joined with «Move to another "
                    "contractor»: orders, documents and rights follow then."
                )
            )
        return super()._merge(
            partner_ids, dst_partner=dst_partner, extra_checks=extra_checks
        )
