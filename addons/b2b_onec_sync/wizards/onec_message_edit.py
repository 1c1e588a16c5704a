import json
import uuid

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
        """A corrected message is another message: it gets a key of its own, or 1С would
        answer with what it did for the old one."""
        self.ensure_one()
        try:
            json.loads(self.payload)
        except ValueError as error:
            raise UserError(self.env._("This is not valid JSON: %s", error)) from error
        message = self.message_id
        message.check_access("write")
        message.sudo().write(
            {"payload": self.payload, "idempotency_key": str(uuid.uuid4())}
        )
        message.action_repeat()
