from odoo import api, fields, models
from odoo.fields import Domain


class B2bContract(models.Model):
    _inherit = "b2b.contract"

    consignment_ids = fields.One2many("b2b.consignment", "contract_id")
    consignment_at = fields.Datetime("Unsold goods as of", readonly=True)

    @api.depends("name", "date", "organisation_id", "kind")
    def _compute_display_name(self):
        # EXTENDS b2b_portal: whoever orders has to see that this is no sale.
        super()._compute_display_name()
        for contract in self.filtered(lambda c: c.kind == "consignment"):
            contract.display_name = self.env._(
                "%s (on consignment)", contract.display_name
            )

    def _b2b_refresh_consignment(self):
        """Hook: ask 1С what is unsold."""

    @api.model
    def _b2b_kind_domain(self, entity, kind):
        """Contracts of a legal entity of one kind."""
        return Domain("entity_id", "=", entity.id) & Domain("kind", "=", kind)
