"""What an exchange had to leave aside, and what a person can do about it."""

from odoo import api, fields, models


class OnecSkip(models.Model):
    """An item that was left aside, with its cause and the way out.

    One open record per item and cause: a repeat raises its counter instead of
    filling the list. It is solved by itself when the item comes through later,
    or by a person.
    """

    _name = "onec.skip"
    _description = "Item left aside by the exchange"
    _order = "date DESC, id DESC"

    connection_id = fields.Many2one(
        "onec.connection",
        required=True,
        index=True,
        ondelete="cascade",
        string="1С base",
    )
    session_id = fields.Many2one("onec.session", index=True, ondelete="set null")
    kind = fields.Selection(
        [
            ("good", "Good"),
            ("variant", "Characteristic"),
            ("group", "Group"),
            ("property", "Property"),
            ("price", "Price"),
            ("stock", "Stock"),
            ("picture", "Picture"),
            ("order", "Order"),
            ("element", "Element of a file"),
            ("other", "Other"),
        ],
        required=True,
    )
    guid = fields.Char("Key in 1С", index=True)
    name = fields.Char()
    code = fields.Char(required=True, help="Cause, for machines.")
    cause = fields.Text(required=True)
    fix = fields.Text("What to do")
    date = fields.Datetime("Last met", default=fields.Datetime.now, required=True)
    count = fields.Integer("Times met", default=1)
    solved = fields.Boolean(index=True)

    @api.model
    def _add(self, session, items):
        """Note items that were left aside.

        :param items: dicts of kind, guid, name, code, cause, fix
        """
        if not items:
            return self
        known = {
            (skip.kind, skip.guid or "", skip.code): skip
            for skip in self.search(
                [
                    ("connection_id", "=", session.connection_id.id),
                    ("solved", "=", False),
                    ("guid", "in", [item.get("guid") or False for item in items]),
                ]
            )
        }
        result = self
        for item in items:
            key = (item["kind"], item.get("guid") or "", item["code"])
            values = {**item, "session_id": session.id, "date": fields.Datetime.now()}
            if skip := known.get(key):
                skip.write({**values, "count": skip.count + 1})
            else:
                skip = known[key] = self.create(
                    {**values, "connection_id": session.connection_id.id}
                )
            result |= skip
        return result

    @api.model
    def _solve(self, connection, kind, guids):
        """These items have come through now."""
        self.search(
            [
                ("connection_id", "=", connection.id),
                ("solved", "=", False),
                ("kind", "=", kind),
                ("guid", "in", list(guids)),
            ]
        ).solved = True

    def action_solve(self):
        self.solved = True
