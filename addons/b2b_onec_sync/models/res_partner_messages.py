from odoo import models
from odoo.fields import Domain

# Messages about so many last orders and documents are shown with the contractor's.
LAST = 200


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_onec_open_messages(self):
        """What was exchanged with 1С about this contractor, its orders and papers."""
        self.ensure_one()
        about = {"res.partner": [self.id, *self.b2b_entity_ids.ids]}
        for model, path in (
            ("sale.order", "b2b_contractor_id"),
            ("b2b.document", "contractor_id"),
        ):
            about[model] = (
                self.env[model].search([(path, "=", self.id)], limit=LAST).ids
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "b2b_onec_sync.action_onec_message"
        )
        action["domain"] = list(
            Domain.OR(
                Domain("res_model", "=", model) & Domain("res_id", "in", ids)
                for model, ids in about.items()
            )
        )
        action["context"] = {}
        return action
