import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.locking import write_lock
from . import b2b_access
from .b2b_access import ACCOUNT_ROLES

STATE_LOOKS = {
    "requested": ("wait", "fa-hourglass-start"),
    "review": ("need", "fa-balance-scale"),
    "answered": ("work", "fa-paper-plane-o"),
    "agreed": ("done", "fa-check"),
    "disputed": ("bad", "fa-exclamation-triangle"),
    "rejected": ("wait", "fa-ban"),
    "failed": ("bad", "fa-exclamation-circle"),
}
#: States in which a request for the same period is still open.
OPEN = ("requested", "review", "answered")

for _model, _path in (
    ("b2b.reconciliation", "contractor_id"),
    ("b2b.reconciliation.row", "reconciliation_id.contractor_id"),
    ("b2b.reconciliation.answer", "reconciliation_id.contractor_id"),
):
    b2b_access.register(_model, b2b_access.Rule(_path, roles=ACCOUNT_ROLES))


class B2bReconciliation(models.Model):
    """Сверка взаиморасчётов: an act for a period, and what the contractor says to it.

    1С owns the act and its state. A person answers one *version* of it: an answer to
    an older one is refused, here and in 1С. Who answered, when and to which version is
    written down and never changed.
    """

    _name = "b2b.reconciliation"
    _description = "Reconciliation"
    _inherit = ["mail.thread"]
    _order = "date_to desc, id desc"

    name = fields.Char("Number", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("review", "Waits for an answer"),
            ("answered", "The answer is on its way"),
            ("agreed", "Agreed"),
            ("disputed", "There are differences"),
            ("rejected", "Rejected"),
            ("failed", "Failed"),
        ],
        required=True,
        default="requested",
        readonly=True,
        index=True,
        tracking=True,
        copy=False,
    )
    entity_id = fields.Many2one(
        "res.partner", "Legal entity", required=True, index=True, ondelete="restrict"
    )
    contractor_id = fields.Many2one(
        related="entity_id.b2b_contractor_id", store=True, index=True
    )
    organisation_id = fields.Many2one(
        "b2b.organisation", required=True, ondelete="restrict"
    )
    contract_id = fields.Many2one("b2b.contract", ondelete="restrict")
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    date_from = fields.Date("Period from", required=True)
    date_to = fields.Date("Period to", required=True)
    comment = fields.Char("Comment of the contractor")
    author_id = fields.Many2one("res.partner", "Requested by", readonly=True)
    # === the act === #
    version = fields.Char("Version of the act", readonly=True, copy=False)
    date = fields.Date("Act of", readonly=True, copy=False)
    opening = fields.Monetary(readonly=True)
    debit = fields.Monetary(readonly=True)
    credit = fields.Monetary(readonly=True)
    closing = fields.Monetary(readonly=True)
    note = fields.Char("Comment of the wholesaler", readonly=True)
    row_ids = fields.One2many("b2b.reconciliation.row", "reconciliation_id", "Rows")
    answer_ids = fields.One2many(
        "b2b.reconciliation.answer", "reconciliation_id", "Answers", readonly=True
    )
    attachment_id = fields.Many2one("ir.attachment", "Form of 1С (PDF)", copy=False)
    error = fields.Char("What went wrong", readonly=True, copy=False)

    _period_ordered = models.Constraint(
        "CHECK(date_to >= date_from)", "A period cannot end before it begins."
    )

    @api.depends("name", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for act in self:
            act.display_name = self.env._(
                "Reconciliation %(number)s, %(first)s – %(last)s",
                number=act.name or "",
                first=act.date_from and act.date_from.strftime("%d.%m.%Y") or "",
                last=act.date_to and act.date_to.strftime("%d.%m.%Y") or "",
            )

    def _status_look(self):
        """Word, tone and icon of the state, as the cabinet shows statuses."""
        self.ensure_one()
        return self.env["b2b.cabinet"]._look(
            self._fields["state"], STATE_LOOKS, self.state
        )

    # === The request === #

    @api.model
    def _file(self, author, entity, organisation, contract, date_from, date_to, note):
        """Ask for an act; the same request that is still open is given again.

        :param author: ``res.partner`` who asks
        :param note: comment, may be empty
        :raise UserError: what is wrong, in words
        """
        _ = self.env._
        if not date_from or not date_to or date_to < date_from:
            raise UserError(_("Period: the end has to be after the beginning."))
        if date_from > self.env["b2b.deadline"]._today():
            raise UserError(_("Period: it has not begun yet."))
        values = {
            "entity_id": entity.id,
            "organisation_id": organisation.id,
            "contract_id": contract.id or False,
            "date_from": date_from,
            "date_to": date_to,
        }
        domain = [(name, "=", value) for name, value in values.items()]
        record = self.sudo().search([*domain, ("state", "in", OPEN)], limit=1)
        if not record:
            record = self.sudo().create(
                {**values, "author_id": author.id, "comment": note}
            )
            record._b2b_dispatch()
        return record

    def _b2b_dispatch(self):
        """Hook: 1С is asked for the act."""

    # === The act === #

    def _b2b_set_act(self, values, rows, state):
        """Take over the act as it stands in 1С.

        :param dict values: fields of the act, ``version`` among them
        :param rows: list of dicts of ``b2b.reconciliation.row`` fields
        :param state: one of ours that 1С's state means
        """
        self.ensure_one()
        act = self.sudo()
        if act.version != values["version"] or not act.row_ids:
            act.row_ids.unlink()
            act.row_ids = [fields.Command.create(row) for row in rows]
        asked = state == "review" and (
            act.state != state or act.version != values["version"]
        )
        act.write({**values, "state": state, "error": False})
        if asked:
            act._notify_people()
        return act

    def _notify_people(self):
        """Tell who asked for the act that it waits for an answer; an act that 1С made
        unasked, all who may answer it."""
        people = self.author_id.user_ids or self.contractor_id.b2b_employee_ids.user_ids
        for user in people.filtered(lambda u: u._b2b_role() in ACCOUNT_ROLES):
            record = self.with_context(lang=user.lang)
            self.env["b2b.notification.preference"]._tell(
                user,
                "document",
                {
                    "subject": record.env._(
                        "%s waits for your answer", record.display_name
                    ),
                    "rows": [],
                    "path": f"/my/settlements/reconciliation/{self.id}",
                },
            )

    def _b2b_set_failed(self, message):
        self.sudo().filtered(lambda act: act.state == "requested").write(
            {"state": "failed", "error": message}
        )

    def _b2b_store_form(self, content, name):
        """Keep the act as 1С prints it."""
        self.ensure_one()
        values = {
            "name": name,
            "datas": base64.b64encode(content),
            "mimetype": "application/pdf",
            "res_model": self._name,
            "res_id": self.id,
        }
        if self.attachment_id:
            self.attachment_id.sudo().write(values)
        else:
            self.attachment_id = self.env["ir.attachment"].sudo().create(values)

    # === The answer === #

    def _b2b_answer(self, person, version, agreed, rows=(), comment=""):
        """Say «agreed» or «there are differences» to the act.

        :param person: ``res.partner`` who answers
        :param version: the version that the person has seen
        :param rows: what is disputed: list of dicts ``row`` (a row of the act, or an
            empty set for what is missing in it), ``their_debit``, ``their_credit``,
            ``comment``, and ``date``, ``name`` of a missing one
        :return: the ``b2b.reconciliation.answer``
        :raise UserError: why it cannot be answered
        """
        self.ensure_one()
        _ = self.env._
        act = self.sudo()
        # Of two people who answer at once one has to see the other's answer.
        write_lock(act)
        if act.state != "review":
            raise UserError(
                _(
                    "This act does not wait for an answer: %s.",
                    act._status_look()["label"],
                )
            )
        if act.version != version:
            raise UserError(
                _("The act was changed meanwhile: look at it again before you answer.")
            )
        if not agreed and not rows and not comment:
            raise UserError(
                _("Write your figures beside the rows, or what the difference is.")
            )
        act.row_ids.write({"their_debit": 0, "their_credit": 0, "disputed": False})
        for item in rows:
            if item["row"]:
                item["row"].write(
                    {
                        "disputed": True,
                        "their_debit": item["their_debit"],
                        "their_credit": item["their_credit"],
                        "comment": item["comment"],
                    }
                )
            else:
                act.row_ids = [
                    fields.Command.create(
                        {
                            "missing": True,
                            "disputed": True,
                            "date": item["date"],
                            "name": item["name"],
                            "their_debit": item["their_debit"],
                            "their_credit": item["their_credit"],
                            "comment": item["comment"],
                        }
                    )
                ]
        answer = (
            self.env["b2b.reconciliation.answer"]
            .sudo()
            .create(
                {
                    "reconciliation_id": act.id,
                    "person_id": person.id,
                    "person_name": person.name,
                    "version": act.version,
                    "agreed": agreed,
                    "closing": act.closing,
                    "comment": comment,
                }
            )
        )
        act.write({"state": "answered", "error": False})
        if not answer._b2b_dispatch():
            # Nobody takes the answer over: it stands here, for staff to read.
            act.state = "agreed" if agreed else "disputed"
        return answer

    def _b2b_answer_refused(self, message):
        """1С did not take the answer: the act waits for another one."""
        self.sudo().filtered(lambda act: act.state == "answered").write(
            {"state": "review", "error": message}
        )


class B2bReconciliationRow(models.Model):
    _name = "b2b.reconciliation.row"
    _description = "Row of a reconciliation"
    _order = "date, id"

    reconciliation_id = fields.Many2one(
        "b2b.reconciliation", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="reconciliation_id.currency_id")
    ref = fields.Char("Row of 1С")
    date = fields.Date()
    name = fields.Char("Document", required=True)
    document_id = fields.Many2one("b2b.document", "PDF", ondelete="set null")
    debit = fields.Monetary()
    credit = fields.Monetary()
    missing = fields.Boolean("Not in the act")
    disputed = fields.Boolean()
    their_debit = fields.Monetary("Debit by the contractor's books")
    their_credit = fields.Monetary("Credit by the contractor's books")
    comment = fields.Char()


class B2bReconciliationAnswer(models.Model):
    """Who said what to which version of an act; written once."""

    _name = "b2b.reconciliation.answer"
    _description = "Answer to a reconciliation"
    _order = "id"
    _rec_name = "person_name"

    reconciliation_id = fields.Many2one(
        "b2b.reconciliation",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    person_id = fields.Many2one("res.partner", readonly=True, ondelete="restrict")
    person_name = fields.Char("Answered by", required=True, readonly=True)
    date = fields.Datetime(
        "Answered at", required=True, readonly=True, default=fields.Datetime.now
    )
    version = fields.Char("Version of the act", readonly=True)
    agreed = fields.Boolean(readonly=True)
    currency_id = fields.Many2one(related="reconciliation_id.currency_id")
    closing = fields.Monetary("Balance seen", readonly=True)
    comment = fields.Char(readonly=True)
    taken = fields.Boolean(
        "Taken by 1С", readonly=True, help="1С has written the answer down."
    )

    def _b2b_dispatch(self):
        """Hook: the answer goes to 1С.

        :return: whether somebody takes it
        """
        return False
