"""Partners and counterparties of 1С of which nobody can tell by rule whose they are."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class OnecDoubt(models.Model):
    """A question to a person: is this object of 1С that record here?

    Linked is by GUID, else by ИНН and КПП. Where that fits several, or one that is
    linked with something else already, nothing is chosen: the wrong choice would show
    one company's debts and documents to another.
    """

    _name = "onec.doubt"
    _description = "Doubtful match with 1С"
    _order = "state, id desc"
    _rec_name = "name"

    connection_id = fields.Many2one(
        "onec.connection",
        "1С base",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    kind = fields.Selection(
        [("partner", "Partner"), ("entity", "Counterparty")],
        required=True,
        readonly=True,
    )
    guid = fields.Char("Key in 1С", required=True, readonly=True, index=True)
    name = fields.Char("In 1С", readonly=True)
    requisites = fields.Char("ИНН, КПП", readonly=True)
    cause = fields.Char("Why it is doubtful", readonly=True)
    candidate_ids = fields.Many2many("res.partner", string="May be", readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Is here",
        help="The contractor (for a partner) or the legal entity (for a counterparty) "
        "that it is.",
    )
    state = fields.Selection(
        [("new", "To be decided"), ("linked", "Linked"), ("refused", "Not ours")],
        default="new",
        required=True,
        readonly=True,
        index=True,
    )
    message_id = fields.Many2one(
        "onec.message", "Waiting message", readonly=True, ondelete="set null"
    )

    @api.model
    def _ask(self, connection, kind, guid, candidates, cause, **values):
        """Put the question, once: a repeat refreshes one that is open.

        :return: the question; one that a person answered with «not ours» stays so
        """
        match = self.search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", kind),
                ("guid", "=", guid),
                ("state", "in", ("new", "refused")),
            ],
            limit=1,
        )
        values |= {
            "candidate_ids": [fields.Command.set(candidates.ids)],
            "cause": cause,
        }
        if match:
            match.write(values)
            return match
        if len(candidates) == 1:
            values["partner_id"] = candidates.id
        return self.create(
            {"connection_id": connection.id, "kind": kind, "guid": guid, **values}
        )

    @api.model
    def _settle(self, connection, kind, guid):
        """The link is there: nothing is left to ask."""
        self.search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", kind),
                ("guid", "=", guid),
                ("state", "=", "new"),
            ]
        ).state = "linked"

    def action_link(self):
        """It is the chosen record; what waited for the answer goes on."""
        for match in self.filtered(lambda match: match.state != "linked"):
            partner = match.partner_id
            wanted = {"partner": "contractor", "entity": "entity"}[match.kind]
            if partner.b2b_type != wanted:
                raise UserError(
                    self.env._("%s: choose who it is here first.", match.name)
                )
            # One record is one object of 1С: an older link was the mistake.
            self.env["onec.link"].search(
                [
                    ("connection_id", "=", match.connection_id.id),
                    ("kind", "=", match.kind),
                    ("res_id", "=", partner.id),
                    ("guid", "!=", match.guid),
                ]
            ).res_id = False
            match.connection_id._soap_link(
                match.kind, match.guid, partner, name=match.name
            )
            match.state = "linked"
            match._go_on(partner)

    def _go_on(self, partner):
        """Repeat what waited, and tell 1С which of its objects it is."""
        message = self.message_id
        if message.state in ("retry", "dead", "skipped"):
            message.action_repeat()
        elif not message:  # the doubt was 1С's: it learns which of its objects it is
            partner.b2b_contractor_id._b2b_after_change()

    def action_refuse(self):
        """It is nobody of ours."""
        for match in self.filtered(lambda match: match.state == "new"):
            match.state = "refused"
            if match.message_id.state in ("pending", "retry", "dead"):
                match.message_id.action_skip()
