"""Cut-over: contractors that are known already come from a list of 1С or a spreadsheet.

check   every row is compared with what is here, by ИНН + КПП (a dry run: nothing but
        the rows of this document is written)
review  staff decide about what is doubtful; what is certain is proposed already
apply   each contractor of the list in its own savepoint, in batches that may stop and
        go on; done rows are never done twice
invite  people of the rows get a login and a letter, in batches too
"""

import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import plaintext2html

from ..tools import order_xlsx, partner_list
from ..tools.locking import write_lock
from ..tools.order_list import UnreadableList

# Rows that are worked at once while somebody waits; more are left to the cron.
AT_ONCE = 200


class B2bCutover(models.Model):
    _name = "b2b.cutover"
    _description = "Cut-over of known contractors"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(
        required=True, default=lambda self: self.env._("List of contractors")
    )
    file = fields.Binary("List (XLSX, CSV)", attachment=True)
    filename = fields.Char()
    state = fields.Selection(
        [
            ("draft", "New"),
            ("review", "Being reviewed"),
            ("work", "In work"),
            ("done", "Done"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
    )
    tier_id = fields.Many2one(
        "b2b.tier",
        "Tier by default",
        required=True,
        help="Of new contractors whose row names no tier that is known here.",
    )
    user_id = fields.Many2one(
        "res.users", "Manager by default", domain=[("share", "=", False)]
    )
    line_ids = fields.One2many("b2b.cutover.line", "cutover_id", "Rows")
    line_count = fields.Integer("All rows", compute="_compute_counts")
    doubtful_count = fields.Integer("To decide", compute="_compute_counts")
    bad_count = fields.Integer("Cannot be used", compute="_compute_counts")
    done_count = fields.Integer("Done rows", compute="_compute_counts")
    failed_count = fields.Integer("Failed", compute="_compute_counts")
    invite_count = fields.Integer("To invite", compute="_compute_counts")
    summary = fields.Text(compute="_compute_counts")

    @api.depends("line_ids.verdict", "line_ids.decision", "line_ids.state")
    def _compute_counts(self):
        counts = self.env["b2b.cutover.line"]._read_group(
            [("cutover_id", "in", self.ids)],
            ["cutover_id", "verdict", "decision", "state"],
            ["__count"],
        )
        verdicts = dict(
            self.env["b2b.cutover.line"]
            ._fields["verdict"]
            ._description_selection(self.env)
        )
        for cutover in self:
            mine = [row[1:] for row in counts if row[0] == cutover]

            def total(test, mine=mine):
                return sum(count for *key, count in mine if test(*key))

            cutover.line_count = total(lambda v, d, s: True)
            cutover.doubtful_count = total(lambda v, d, s: not d and s == "new")
            cutover.bad_count = total(lambda v, d, s: v in ("bad", "double"))
            cutover.done_count = total(lambda v, d, s: s == "done")
            cutover.failed_count = total(lambda v, d, s: s == "failed")
            cutover.summary = "\n".join(
                f"{label}: {found}"
                for verdict, label in verdicts.items()
                if (found := total(lambda v, d, s, w=verdict: v == w))
            )
            cutover.invite_count = self.env["b2b.cutover.line"].search_count(
                cutover._invite_domain()
            )

    def _invite_domain(self):
        return (
            Domain("cutover_id", "in", self.ids)
            & Domain("state", "=", "done")
            & Domain("email", "!=", False)
            & Domain("invite", "in", (False, "failed"))
        )

    # === The list === #

    def action_check(self):
        """Read the list and compare it with what is here; decided rows stay decided."""
        self.ensure_one()
        if self.state not in ("draft", "review"):
            raise UserError(self.env._("The list is being worked already."))
        if not self.line_ids:
            self._take(self._read_file())
        self.line_ids.filtered(lambda line: line.state == "new")._compare()
        self.state = "review"
        self.message_post(body=plaintext2html(self.env._("Checked.\n%s", self.summary)))

    def _read_file(self):
        if not self.file:
            raise UserError(self.env._("List: choose a file with ИНН and names."))
        content = base64.b64decode(self.file)
        try:
            return partner_list.parse(self.filename or "", content)
        except UnreadableList as error:
            raise UserError(
                self.env._(
                    "The file cannot be read (%s). Save the list of partners as XLSX; "
                    "its first sheet needs a heading with «ИНН» and «Наименование».",
                    error,
                )
            ) from None

    def _take(self, rows):
        """Keep rows as they came.

        :param rows: list of dicts of :mod:`..tools.partner_list`; other sources (1С)
            give the same
        """
        self.ensure_one()
        Line = self.env["b2b.cutover.line"]
        tiers = self._by_name(self.env["b2b.tier"].search([]))  # pylint: disable=no-search-all
        users = self._by_name(self.env["res.users"].search([("share", "=", False)]))
        Line.create(
            [
                {
                    "cutover_id": self.id,
                    **{key: row[key] for key in Line._row_fields() if row.get(key)},
                    "source_note": self._source_note(row, tiers, users),
                    "tier_id": tiers.get(self._key(row.get("tier"))),
                    "user_id": users.get(self._key(row.get("manager"))),
                    "role": Line._role_of(row.get("role")),
                }
                for row in rows
            ]
        )

    def _source_note(self, row, tiers, users):
        _ = self.env._
        notes = []
        if row.get("padded"):
            notes.append(_("Zeros that the spreadsheet dropped were put back."))
        if row.get("tier") and self._key(row["tier"]) not in tiers:
            notes.append(_("Tier «%s» is not known here.", row["tier"]))
        if row.get("manager") and self._key(row["manager"]) not in users:
            notes.append(_("Manager «%s» is not known here.", row["manager"]))
        return " ".join(notes)

    @api.model
    def _key(self, name):
        return (name or "").strip().lower()

    def _by_name(self, records):
        return {self._key(record.name): record.id for record in records}

    # === Work === #

    def action_apply(self):
        """Make contractors of the rows that are decided; the others wait."""
        self.ensure_one()
        write_lock(self)
        waiting = self._waiting()
        if not waiting:
            raise UserError(self.env._("There is no decided row that waits."))
        self.state = "work"
        if len(waiting) <= AT_ONCE:
            self._work()
        else:
            self.env.ref("b2b_portal.cron_cutover")._trigger()

    def action_invite(self):
        """Invite the people of the rows that are done."""
        self.ensure_one()
        lines = self.env["b2b.cutover.line"].search(self._invite_domain())
        if not lines:
            raise UserError(self.env._("There is nobody to invite."))
        lines.invite = "wait"
        self.env.ref("b2b_portal.cron_cutover")._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Letters on their way: %s", len(lines)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_back(self):
        """Back to the review, to decide about what is left."""
        self.filtered(lambda c: c.state == "done").state = "review"

    def _waiting(self):
        return self.env["b2b.cutover.line"].search(
            Domain("cutover_id", "in", self.ids)
            & Domain("state", "in", ("new", "failed"))
            & Domain("decision", "not in", (False, "skip")),
            order="number, id",
        )

    def _work(self, tick=lambda done: True):
        """Apply what waits, one contractor after the other.

        :param tick: called with the rows done after each; false: time is up
        :return: whether all is done
        """
        for cutover in self:
            groups = cutover._waiting().grouped(lambda line: line._group_key())
            for lines in groups.values():
                lines._apply()
                if not tick(len(lines)):
                    return False
            cutover.state = "review" if cutover.doubtful_count else "done"
            cutover.message_post(
                body=self.env._(
                    "Done: %(done)s, failed: %(failed)s, to decide: %(doubtful)s",
                    done=cutover.done_count,
                    failed=cutover.failed_count,
                    doubtful=cutover.doubtful_count,
                )
            )
        return True

    @api.model
    def _cron_work(self):
        """Batches that nobody waits for; goes on where it stopped."""
        cron = self.env["ir.cron"]

        def tick(done):
            return cron._commit_progress(done)

        lists = self.search([("state", "=", "work")])
        people = self.env["b2b.cutover.line"].search([("invite", "=", "wait")])
        cron._commit_progress(remaining=len(lists._waiting()) + len(people))
        if not lists._work(tick):
            return
        for line in people:
            line._invite()
            if not tick(1):
                return

    # === The report === #

    def action_report(self):
        """The dry run, or what became of it, as a table to be sent around."""
        self.ensure_one()
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{self.name}.xlsx",
                "raw": self._report(),
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "self",
        }

    def _report(self):
        fields_ = [
            "number", "group_name", "name", "vat", "kpp", "verdict", "note",
            "decision", "contractor_id", "state", "error", "email", "invite",
        ]  # fmt: skip
        labels = self.env["b2b.cutover.line"].fields_get(fields_, ["string"])
        return order_xlsx.book(
            "1",
            [labels[field]["string"] for field in fields_],
            [[line._as_text(field) for field in fields_] for line in self.line_ids],
            [14] * len(fields_),
        )
