"""A new GUID for something that is known: the same thing, or another one?"""

from odoo import api, fields, models
from odoo.exceptions import UserError


class OnecMatch(models.Model):
    """A match for a person to look at.

    1С identifies by GUID, and GUIDs get lost: a base is restored or unloaded into a
    new one, a card is deleted and made again. Then something comes under a new key
    that has the article (or ИНН and КПП) of a record that is here already. It is
    neither linked silently, which would mix two goods up, nor made a second time:
    it waits here, and so do its prices and stock.
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
    session_id = fields.Many2one("onec.session", ondelete="set null", readonly=True)
    kind = fields.Selection(
        [("good", "Good"), ("entity", "Counterparty")], required=True, readonly=True
    )
    guid = fields.Char("New key in 1С", required=True, readonly=True)
    name = fields.Char("In 1С", readonly=True)
    sign = fields.Char("Alike in", readonly=True, help="The article, or ИНН and КПП.")
    template_id = fields.Many2one(
        "product.template", "Good here", ondelete="cascade", readonly=True
    )
    entity_id = fields.Many2one(
        "res.partner", "Legal entity here", ondelete="cascade", readonly=True
    )
    old_guid = fields.Char("Its key so far", readonly=True)
    state = fields.Selection(
        [("waiting", "To be reviewed"), ("same", "The same"), ("other", "Another one")],
        default="waiting",
        required=True,
        readonly=True,
        index=True,
    )
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_at = fields.Datetime(readonly=True)

    _guid_unique = models.Constraint(
        "UNIQUE(connection_id, kind, guid)", "This key is being reviewed already."
    )

    def _record(self):
        return self.template_id if self.kind == "good" else self.entity_id

    # === proposing === #

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
    def _propose(self, file, kind, guid, name, record, sign):
        """Ask whether `guid` is `record`; a match that is there already stays.

        The item itself is left aside with this as its cause, unless a person has
        said that it is another thing.
        """
        connection = file.connection_id
        match = self.search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", kind),
                ("guid", "=", guid),
            ]
        )
        if not match:
            match = self.create(
                {
                    "connection_id": connection.id,
                    "kind": kind,
                    "guid": guid,
                    "old_guid": self.env["onec.link"]._guid_of(
                        connection, kind, record
                    ),
                    "name": name,
                    "sign": sign,
                    "template_id": kind == "good" and record.id,
                    "entity_id": kind == "entity" and record.id,
                }
            )
        if match.state == "waiting":
            match.session_id = file.session_id
            file._skip([match._left_aside()])
        return match

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

    # === deciding === #

    def action_same(self):
        """It is the same thing: the new key leads to the record that is here."""
        self._decide("same")
        for match in self:
            links, record = self.env["onec.link"].sudo(), match._record()
            if not record.exists():
                raise UserError(self.env._("The record is not there any more."))
            links.search(
                [
                    ("connection_id", "=", match.connection_id.id),
                    ("kind", "=", match.kind),
                    ("res_id", "=", record.id),
                    ("guid", "!=", match.guid),
                ]
            ).deleted = True
            links._link(
                match.connection_id, match.kind, match.guid, record, name=match.name
            )
            if match.kind == "good":
                match._take_variants(record)
        self._repeat()

    def _take_variants(self, template):
        """The only variant of a good goes by the key of the good."""
        variant = template.with_context(active_test=False).product_variant_ids
        if len(variant) == 1:
            self.env["onec.link"].sudo()._link(
                self.connection_id, "variant", self.guid, variant, name=self.name
            )

    def action_other(self):
        """It is another thing, which 1С has with the same article."""
        self._decide("other")
        for match in self.filtered(lambda match: match.kind == "entity"):
            # Both counterparties are one company here; orders go to the old one.
            self.env["onec.link"].sudo()._link(
                match.connection_id,
                "entity",
                match.guid,
                match.entity_id,
                name=match.name,
                deleted=True,
            )
        self._repeat()

    def _decide(self, state):
        self.check_access("write")
        if any(match.state != "waiting" for match in self):
            raise UserError(self.env._("This has been decided already."))
        self.sudo().write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )

    def _repeat(self):
        """Apply what waited, from the raw files, and close its entries."""
        for match in self.sudo():
            self.env["onec.skip"].sudo().search(
                [
                    ("connection_id", "=", match.connection_id.id),
                    ("guid", "=", match.guid),
                    ("code", "=", "match"),
                    ("solved", "=", False),
                ]
            ).solved = True
        for session, matches in self.sudo().grouped("session_id").items():
            if session:
                session._repeat(matches.mapped("guid"))
