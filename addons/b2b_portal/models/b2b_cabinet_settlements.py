from odoo import api, models
from odoo.fields import Domain

from .b2b_access import ACCOUNT_ROLES


class B2bCabinet(models.AbstractModel):
    """What of the settlements waits for the current person."""

    _inherit = "b2b.cabinet"

    @api.model
    def _attention(self):
        # EXTENDS b2b_portal
        matters = super()._attention()
        if self.env.user._b2b_role() in ACCOUNT_ROLES and self._has_source(
            "reconciliation"
        ):
            matters = self._attention_reconciliation() + matters
        return matters

    @api.model
    def _attention_reconciliation(self):
        """Acts that wait for an answer."""
        acts = (
            self.env["b2b.reconciliation"]
            .sudo()
            .search(
                Domain("contractor_id", "=", self.env.user._b2b_contractor().id)
                & Domain("state", "=", "review"),
                limit=20,
            )
        )
        if not acts:
            return []
        return [
            {
                "tone": "need",
                "icon": "fa-balance-scale",
                "title": self.env._(
                    "Reconciliations wait for your answer: %s", len(acts)
                ),
                "text": acts[0].display_name,
                "url": f"/my/settlements/reconciliation/{acts[0].id}",
                "action": self.env._("Give an answer"),
            }
        ]

    @api.model
    def _consignment_contracts(self):
        """Contracts of the contractor under which goods are held on commission."""
        contracts = (
            self.env["b2b.contract"]
            .sudo()
            .search(
                [
                    ("contractor_id", "=", self.env.user._b2b_contractor().id),
                    ("kind", "=", "consignment"),
                ]
            )
        )
        return (
            contracts
            if contracts and self._has_source("consignment")
            else contracts[:0]
        )
