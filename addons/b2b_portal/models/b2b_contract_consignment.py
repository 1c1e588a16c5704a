from odoo import api, fields, models
from odoo.fields import Domain


class B2bContract(models.Model):
    _inherit = "b2b.contract"

    consignment_ids = fields.One2many("b2b.consignment", "contract_id")
    consignment_at = fields.Datetime(
        "Unsold goods as of", readonly=True, help="The moment of 1С's figures."
    )

    @api.depends("name", "date", "organisation_id", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # EXTENDS b2b_portal: whoever orders has to see that this is no sale.
        super()._compute_display_name()
        for contract in self.filtered(lambda c: c.kind == "consignment"):
            contract.display_name = self.env._(
                "%s (on consignment)", contract.display_name
            )

    def _b2b_terms(self):
        # EXTENDS b2b_portal
        if self.kind == "consignment":
            return self.env._("paid for what was sold")
        return super()._b2b_terms()

    def _b2b_told_at(self):
        # EXTENDS b2b_portal: what was shipped on commission is among the unsold goods.
        return (
            self.kind == "consignment" and self.consignment_at or super()._b2b_told_at()
        )

    def _b2b_told_debt(self):
        # EXTENDS b2b_portal: no debt before they are sold, but they are out.
        debt = super()._b2b_told_debt()
        if self.kind == "consignment":
            debt += sum(self.consignment_ids.mapped("amount"))
        return debt

    def _b2b_refresh_consignment(self, urgent=True):
        """Hook: ask 1С what is unsold.

        :param bool urgent: a person waits for it
        """

    @api.model
    def _b2b_kind_domain(self, entity, kind):
        """Contracts of a legal entity of one kind."""
        return Domain("entity_id", "=", entity.id) & Domain("kind", "=", kind)
