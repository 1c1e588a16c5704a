from odoo import api, models
from odoo.fields import Domain


class B2bCabinet(models.AbstractModel):
    _inherit = "b2b.cabinet"

    @api.model
    def _claims_to_answer(self):
        """Claims on which staff wait for the current person (record rules narrow)."""
        if self.env.user._b2b_role() not in ("director", "buyer"):
            return self.env["b2b.claim"].sudo()
        return (
            self.env["b2b.claim"]
            .search(Domain("state", "=", "need_info"), limit=20)
            .sudo()
        )

    @api.model
    def _badges(self):
        # EXTENDS b2b_portal
        return {**super()._badges(), "claims": len(self._claims_to_answer())}

    @api.model
    def _attention(self):
        # EXTENDS b2b_portal
        claims = self._claims_to_answer()
        matters = super()._attention()
        if claims:
            matters.append(
                {
                    "tone": "need",
                    "icon": "fa-question-circle-o",
                    "title": self.env._("Claims wait for your answer: %s", len(claims)),
                    "text": self.env._("Claim %s: more is needed", claims[0].name),
                    "url": f"/my/claims/{claims[0].id}"
                    if len(claims) == 1
                    else "/my/claims?state=need_info",
                    "action": self.env._("Answer"),
                }
            )
        return matters
