import json

from odoo import api, fields, models
from odoo.exceptions import UserError


class OnecMessageEdit(models.TransientModel):
    """Correct what a message says, then send it again («Исправить и повторить»)."""

    _name = "onec.message.edit"
    _description = "Correct a message and repeat it"

    message_id = fields.Many2one("onec.message", required=True, readonly=True)
    payload = fields.Text(
        compute="_compute_payload", store=True, readonly=False, precompute=True
    )

    @api.depends("message_id")
    def _compute_payload(self):
        for wizard in self:
            wizard.payload = wizard.message_id.payload or "{}"

    def action_repeat(self):
        """Send the corrected message; it is another one to 1С."""
        self.ensure_one()
        try:
            json.loads(self.payload)
        except ValueError as error:
            raise UserError(self.env._("This is not valid JSON: %s", error)) from error
        message = self.message_id
        message._check_repeatable()
        message.sudo()._reword(self.payload)
        message._repeat()
