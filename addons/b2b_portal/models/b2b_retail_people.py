"""Retail requests around the answers: who takes them, who is told, what waits."""

from odoo import api, fields, models

from .b2b_retail_answer import PEOPLE


class B2bNotificationPreference(models.Model):
    _inherit = "b2b.notification.preference"

    event = fields.Selection(
        selection_add=[("retail_request", "A retail request came")],
        ondelete={"retail_request": "cascade"},
    )


class ResPartner(models.Model):
    """What a contractor says to retail customers."""

    _inherit = "res.partner"

    b2b_retail = fields.Boolean(
        "Takes retail requests",
        help="Individuals find this contractor in the list of who sells at retail.",
    )
    b2b_retail_city = fields.Char(
        "Cities", help="Separated by commas. Empty: any city."
    )
    b2b_retail_about = fields.Char(
        "About the shop", help="Shown to customers beside the name."
    )
    b2b_retail_answer_ids = fields.One2many(
        "b2b.retail.answer", "contractor_id", "Retail requests"
    )

    def _b2b_retail_cities(self):
        """Cities in which the contractor sells at retail; empty: in any."""
        self.ensure_one()
        return [
            name
            for part in (self.b2b_retail_city or "").split(",")
            if (name := part.strip())
        ]


class B2bCabinet(models.AbstractModel):
    _inherit = "b2b.cabinet"

    @api.model
    def _retail_new(self):
        """How many retail requests wait for the current person's contractor."""
        user = self.env.user
        contractor = user._b2b_contractor()
        if user._b2b_role() not in PEOPLE or not contractor.b2b_retail:
            return 0
        return (
            self.env["b2b.retail.answer"]
            .sudo()
            .search_count(
                [("contractor_id", "=", contractor.id), ("state", "=", "new")]
            )
        )

    @api.model
    def _badges(self):
        # EXTENDS b2b_portal
        badges = super()._badges()
        if self.env.user._b2b_contractor().b2b_retail:
            badges["requests"] = self._retail_new()
        return badges

    @api.model
    def _attention(self):
        # EXTENDS b2b_portal
        matters = super()._attention()
        if count := self._retail_new():
            matters.append(
                {
                    "tone": "need",
                    "icon": "fa-bell-o",
                    "title": self.env._("Retail requests wait: %s", count),
                    "text": self.env._("Customers expect an answer the same day"),
                    "url": "/my/requests",
                    "action": self.env._("Open"),
                }
            )
        return matters
