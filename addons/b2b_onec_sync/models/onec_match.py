"""Is this object of 1С that record here? Questions that no rule may answer."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class OnecMatch(models.Model):
    """A match for a person to look at.

    1С identifies by GUID, and GUIDs get lost: a base is restored or unloaded into a
    new one, a card is deleted and made again. Then something comes under a new key
    that has the article (or ИНН and КПП) of a record that is here already, or of
    several. It is neither linked silently, which would mix two goods up or show one
    company's debts to another, nor made a second time: it waits here, and so does
    what came with it.
    """

    _name = "onec.match"
    _description = "Match to be reviewed"
    _order = "state DESC, id DESC"
    _rec_name = "name"

    connection_id = fields.Many2one(
        "onec.connection",
        required=True,
        index=True,
        ondelete="cascade",
        string="1С base",
        readonly=True,
    )
    kind = fields.Selection(
        [("good", "Good"), ("partner", "Partner"), ("entity", "Counterparty")],
        required=True,
        readonly=True,
    )
    guid = fields.Char("Key in 1С", required=True, readonly=True)
    name = fields.Char("In 1С", readonly=True)
    sign = fields.Char("Alike in", readonly=True, help="The article, or ИНН and КПП.")
    cause = fields.Text("Why it is doubtful", readonly=True)
    old_guid = fields.Char("Key so far", readonly=True)
    template_id = fields.Many2one(
        "product.template", "Good here", ondelete="cascade", readonly=True
    )
    candidate_ids = fields.Many2many("res.partner", string="Companies", readonly=True)
    may_be = fields.Text("May be", compute="_compute_may_be")
    partner_id = fields.Many2one(
        "res.partner",
        "Company here",
        ondelete="cascade",
        help="The contractor (for a partner) or the legal entity (for a counterparty) "
        "that it is.",
    )
    state = fields.Selection(
        [("waiting", "To be reviewed"), ("same", "The same"), ("other", "Another one")],
        default="waiting",
        required=True,
        readonly=True,
        index=True,
    )
    session_id = fields.Many2one(
        "onec.session", "Waits in the files of", ondelete="set null", readonly=True
    )
    message_id = fields.Many2one(
        "onec.message", "Waiting message", ondelete="set null", readonly=True
    )
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(readonly=True)

    _guid_unique = models.Constraint(
        "UNIQUE(connection_id, kind, guid)", "This key is being reviewed already."
    )

    @api.depends("template_id", "candidate_ids")
    def _compute_may_be(self):
        for match in self:
            found = match.template_id or match.candidate_ids
            match.may_be = "\n".join(found.mapped("display_name"))

    def _record(self):
        return self.template_id if self.kind == "good" else self.partner_id

    # === asking === #

    @api.model
    def _decided(self, connection, kind, guids):
        """{guid: state} of the matches that there are."""
        found = self.search_fetch(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", kind),
                ("guid", "in", list(guids)),
            ],
            ["guid", "state"],
        )
        return {match.guid: match.state for match in found}

    @api.model
    def _ask(self, connection, kind, guid, records, **values):
        """Put the question, once: a repeat refreshes it.

        :param records: what it may be here
        :return: the match; one of which a person has said that it is another thing
            stays so
        """
        match = self.search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", kind),
                ("guid", "=", guid),
            ]
        )
        if match.state == "other":
            return match
        values["state"] = "waiting"
        if kind == "good":
            values["template_id"] = records.id
        else:
            values["candidate_ids"] = [fields.Command.set(records.ids)]
        if len(records) == 1:
            links = self.env["onec.link"]
            values["old_guid"] = links._guid_of(connection, kind, records)
        if match:
            match.write(values)
        else:
            match = self.create(
                {"connection_id": connection.id, "kind": kind, "guid": guid, **values}
            )
        if kind != "good" and len(records) == 1 and not match.partner_id:
            match.partner_id = records
        return match

    @api.model
    def _propose(self, file, kind, guid, name, record, sign):
        """Ask whether an item of a file is ``record``; it is left aside until then."""
        match = self._ask(file.connection_id, kind, guid, record, name=name, sign=sign)
        if match.state == "waiting":
            match.session_id = file.session_id
            file._skip([match._left_aside()])

    def _left_aside(self):
        return {
            "kind": "good" if self.kind == "good" else "other",
            "guid": self.guid,
            "name": self.name,
            "code": "match",
            "cause": self.env._(
                "It has another key, but looks like «%(record)s» (%(sign)s).",
                record=self._record().display_name,
                sign=self.sign,
            ),
            "fix": self.env._("Say under «Matches to review» whether it is the same."),
        }

    @api.model
    def _settle(self, connection, kind, guid):
        """The link is there: nothing is left to ask, and what waited goes on."""
        matches = self.search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", kind),
                ("guid", "=", guid),
                ("state", "=", "waiting"),
            ]
        )
        matches.state = "same"
        waiting = matches.message_id.filtered(lambda m: m.state in ("retry", "dead"))
        waiting.action_repeat()

    # === deciding === #

    def action_same(self):
        """It is the record that is here: the key leads to it from now on."""
        self._decide("same")
        for match in self.sudo():
            record = match._record()
            match._check_record(record)
            links = self.env["onec.link"].sudo()
            # One record is one object of 1С: the other key is dead, or was a mistake.
            links.search(
                [
                    ("connection_id", "=", match.connection_id.id),
                    ("kind", "=", match.kind),
                    ("res_id", "=", record.id),
                    ("guid", "!=", match.guid),
                ]
            ).write({"deleted": True, "res_id": False})
            links._link(
                match.connection_id, match.kind, match.guid, record, name=match.name
            )
            if match.kind == "good":
                match._take_variants(record)
        self._go_on()

    def _check_record(self, record):
        wanted = {"partner": "contractor", "entity": "entity"}.get(self.kind)
        if not record.exists() or wanted and record.b2b_type != wanted:
            raise UserError(self.env._("%s: choose who it is here first.", self.name))

    def _take_variants(self, template):
        """The only variant of a good goes by the key of the good."""
        variant = template.with_context(active_test=False).product_variant_ids
        if len(variant) == 1:
            self.env["onec.link"].sudo()._link(
                self.connection_id, "variant", self.guid, variant, name=self.name
            )

    def action_other(self):
        """It is another thing: a good with the same article, or nobody of ours."""
        self._decide("other")
        for match in self.sudo():
            if match.kind == "entity" and match.session_id:
                # Both counterparties are one company here; orders go to the old one.
                self.env["onec.link"].sudo()._link(
                    match.connection_id,
                    "entity",
                    match.guid,
                    match.partner_id,
                    name=match.name,
                    deleted=True,
                )
            if match.message_id.state in ("pending", "retry", "dead"):
                match.message_id.action_skip()
        self._repeat_files()

    def _decide(self, state):
        self.check_access("write")
        for match in self:
            # Who was taken for a stranger may turn out to be somebody.
            open_states = ("waiting", "other") if match.kind != "good" else ("waiting",)
            if match.state == state or match.state not in open_states:
                raise UserError(
                    self.env._("%s: this has been decided already.", match.name)
                )
        self.sudo().write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )

    # === what waited for it === #

    def _go_on(self):
        """Repeat what waited, and tell 1С which of its objects it is."""
        for match in self.sudo():
            if match.message_id.state in ("retry", "dead", "skipped"):
                match.message_id.action_repeat()
            elif not match.message_id and not match.session_id:
                # The doubt was 1С's: it learns which of its objects it is.
                match.partner_id.b2b_contractor_id._b2b_after_change()
        self._repeat_files()

    def _repeat_files(self):
        """Apply what waited, from the raw files, and close its entries."""
        for session, matches in self.sudo().grouped("session_id").items():
            if not session:
                continue
            self.env["onec.skip"].sudo().search(
                [
                    ("connection_id", "=", session.connection_id.id),
                    ("guid", "in", matches.mapped("guid")),
                    ("code", "=", "match"),
                    ("solved", "=", False),
                ]
            ).solved = True
            session._repeat(matches.mapped("guid"))
