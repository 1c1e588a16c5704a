"""The set-up assistant of the site exchange, and its self-check page."""

from odoo import fields, models
from odoo.exceptions import UserError


class OnecSetup(models.TransientModel):
    """Three steps: what the base is, what to enter in 1С, whether it works."""

    _name = "onec.setup"
    _description = "Set-up of the site exchange"

    step = fields.Selection(
        [("base", "1С base"), ("enter", "Settings of 1С"), ("check", "Check")],
        default="base",
        required=True,
    )
    connection_id = fields.Many2one("onec.connection", "1С base")
    name = fields.Char(default="1С")
    profile = fields.Selection(
        [("ut", "УТ 11, КА 2, ERP 2"), ("unf", "УНФ")], default="ut"
    )
    tz = fields.Selection(
        lambda self: self.env["onec.connection"]._fields["tz"].selection(self),
        "Time zone of the base",
        default="Europe/Moscow",
    )
    organisation_id = fields.Many2one(
        "b2b.organisation", "Organisation of the node", help="Empty: any."
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse", "Warehouse of the node", help="Empty: any."
    )
    login = fields.Char("Login", default="1c")
    address = fields.Char(readonly=True)
    key = fields.Char(
        "Key", readonly=True, help="It is shown this once: enter it in 1С now."
    )
    line_ids = fields.One2many("onec.setup.line", "setup_id", readonly=True)
    wrong_count = fields.Integer(compute="_compute_wrong_count")

    def _compute_wrong_count(self):
        for setup in self:
            lines = setup.line_ids.filtered(lambda line: line.state == "wrong")
            setup.wrong_count = len(lines)

    def _open(self, connection=None):
        """The page of a base that is there, at its last step; or a new one."""
        setup = self.create({})
        if connection:
            setup.write(
                {
                    "step": "check",
                    "connection_id": connection.id,
                    "name": connection.name,
                    "address": connection._exchange_address(),
                }
            )
            setup._look()
        return setup._show()

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Site exchange: set-up and check"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
        }

    def action_create(self):
        """Make the base with its first login and key."""
        self.ensure_one()
        if not (self.name or "").strip() or not (self.login or "").strip():
            raise UserError(self.env._("Give the base a name and a login."))
        nodes = self.env["onec.node"].with_context(active_test=False)
        if nodes.search_count([("login", "=", self.login.strip())], limit=1):
            raise UserError(
                self.env._("The login %s is taken: choose another one.", self.login)
            )
        connection = self.env["onec.connection"].create(
            {
                "name": self.name.strip(),
                "profile": self.profile,
                "tz": self.tz,
                "organisation_ids": self.organisation_id.ids,
                "node_ids": [
                    fields.Command.create(
                        {
                            "login": self.login.strip(),
                            "organisation_id": self.organisation_id.id,
                            "warehouse_id": self.warehouse_id.id,
                        }
                    )
                ],
            }
        )
        self.write(
            {
                "connection_id": connection.id,
                "address": connection._exchange_address(),
                "key": connection.node_ids._new_key(),
                "step": "enter",
            }
        )
        return self._show()

    def action_check(self):
        """Look again. The key is not kept any longer than it has to be."""
        self.ensure_one()
        if not self.connection_id:
            raise UserError(self.env._("Choose or make a 1С base first."))
        self.write({"step": "check", "key": False})
        self._look()
        return self._show()

    def action_settings(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "onec.connection",
            "res_id": self.connection_id.id,
            "view_mode": "form",
        }

    def _look(self):
        self.line_ids.unlink()
        self.env["onec.setup.line"].create(
            [
                {"setup_id": self.id, "sequence": number, **row}
                for number, row in enumerate(self.connection_id._checks())
            ]
        )


class OnecSetupLine(models.TransientModel):
    _name = "onec.setup.line"
    _description = "A thing that was checked"
    _order = "sequence, id"

    setup_id = fields.Many2one("onec.setup", required=True, ondelete="cascade")
    sequence = fields.Integer()
    name = fields.Char("What")
    state = fields.Selection(
        [("ok", "In order"), ("wait", "Not known yet"), ("wrong", "Wrong")], "Verdict"
    )
    text = fields.Text("What to know")
