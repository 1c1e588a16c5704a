"""What an exchange had to leave aside, and what a person can do about it."""

from odoo import api, fields, models


class OnecSkip(models.Model):
    """An item that was left aside, with its cause and the way out.

    One open record per item and cause: a repeat raises its counter instead of
    filling the list. It solves itself when the item comes through later.
    """

    _name = "onec.skip"
    _description = "Item left aside by the exchange"
    _order = "date DESC, id DESC"

    connection_id = fields.Many2one(
        "onec.connection", required=True, index=True, ondelete="cascade"
    )
    session_id = fields.Many2one("onec.session", index=True, ondelete="set null")
    kind = fields.Char(required=True, help="What it is: good, price, order…")
    guid = fields.Char("Key in 1С", index=True)
    name = fields.Char()
    code = fields.Char(required=True, help="Cause, for machines.")
    cause = fields.Char(required=True)
    fix = fields.Char("What to do")
    date = fields.Datetime("Last met", default=fields.Datetime.now, required=True)
    count = fields.Integer("Times met", default=1)
    solved = fields.Boolean()
