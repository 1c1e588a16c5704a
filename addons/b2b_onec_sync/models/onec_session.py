"""One visit of 1С."""

from odoo import fields, models


class OnecSession(models.Model):
    """One visit of 1С, from its login to its last file."""

    _name = "onec.session"
    _description = "Visit of 1С"
    _order = "id DESC"

    connection_id = fields.Many2one("onec.connection", required=True, ondelete="cascade")
    node_id = fields.Many2one("onec.node", ondelete="set null")
