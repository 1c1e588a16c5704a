from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.locking import write_lock
from . import b2b_access

PEOPLE = ("director", "buyer")
#: state → states it may be reached from
TRANSITIONS = {
    "accepted": {"new"},
    "answered": {"new", "accepted", "answered"},
    "declined": {"new", "accepted"},
    "sold": {"accepted", "answered"},
    "lost": {"accepted", "answered"},
    "withdrawn": {"new", "accepted", "answered"},
}
OPEN = ("new", "accepted", "answered")
STATE_LOOKS = {
    "new": ("need", "fa-bell-o"),
    "accepted": ("work", "fa-user-o"),
    "answered": ("work", "fa-comment-o"),
    "sold": ("done", "fa-check-circle-o"),
    "lost": ("wait", "fa-times-circle-o"),
    "declined": ("wait", "fa-ban"),
    "withdrawn": ("wait", "fa-undo"),
}

b2b_access.register(
    "b2b.retail.answer",
    b2b_access.Rule("contractor_id", "employee_id", PEOPLE, shared="is_free"),
)


class B2bRetailAnswer(models.Model):
    """What one contractor does with a retail request.

    A request that nobody has taken is seen by its director and buyers; then it belongs
    to who took it. ``_move`` is the one way to change its state.
    """

    _name = "b2b.retail.answer"
    _description = "Contractor's answer to a retail request"
    _order = "id desc"
    _rec_name = "contractor_id"

    request_id = fields.Many2one(
        "b2b.retail.request", required=True, ondelete="cascade", index=True
    )
    contractor_id = fields.Many2one(
        "res.partner", required=True, ondelete="cascade", index=True
    )
    employee_id = fields.Many2one("res.partner", "Works on it", readonly=True)
    is_free = fields.Boolean(compute="_compute_is_free", store=True)
    is_open = fields.Boolean(compute="_compute_is_open", store=True)
    state = fields.Selection(
        [
            ("new", "New"),
            ("accepted", "Accepted"),
            ("answered", "Answered"),
            ("sold", "Closed: sold"),
            ("lost", "Closed: not sold"),
            ("declined", "Declined"),
            ("withdrawn", "Withdrawn by the customer"),
        ],
        default="new",
        required=True,
        readonly=True,
        index=True,
    )
    text = fields.Text("Answer")
    amount = fields.Monetary("Sum of the offer")
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    note = fields.Char("Why it was closed")
    accepted_at = fields.Datetime(readonly=True)
    answered_at = fields.Datetime(readonly=True)
    closed_at = fields.Datetime(readonly=True)

    _contractor_once = models.UniqueIndex(
        "(request_id, contractor_id)", "A contractor is asked once."
    )

    @api.depends("employee_id")
    def _compute_is_free(self):
        for answer in self:
            answer.is_free = not answer.employee_id

    @api.depends("state")
    def _compute_is_open(self):
        for answer in self:
            answer.is_open = answer.state in OPEN

    def _status_look(self):
        """Word, tone and icon of the state."""
        self.ensure_one()
        return self.env["b2b.cabinet"]._look(
            self._fields["state"], STATE_LOOKS, self.state
        )

    def _move(self, state, **values):
        """Change the state. Idempotent: whoever is there already is not moved.

        :param values: ``text``, ``amount``, ``note``, ``employee_id``
        :return: the records that were moved
        :raise UserError: the request is closed, or another state lies between
        """
        # Two people press the same button: the second one meets what the first did.
        write_lock(self)
        moved = self.browse()
        for answer in self:
            if answer.state == state and state != "answered":
                continue
            if answer.state not in TRANSITIONS[state]:
                raise UserError(
                    self.env._(
                        "The request is «%s» already.", answer._status_look()["label"]
                    )
                )
            moved |= answer
        now = fields.Datetime.now()
        stamp = {"accepted": "accepted_at", "answered": "answered_at"}.get(
            state, "closed_at"
        )
        moved.write({"state": state, stamp: now, **values})
        return moved

    # === What people do === #

    def _accept(self, employee):
        """An employee takes the request; the customer is told who works on it."""
        self.ensure_one()
        if self.employee_id and self.employee_id != employee:
            raise UserError(
                self.env._("%s works on this request.", self.employee_id.name)
            )
        if self._move("accepted", employee_id=employee.id):
            self._tell_customer()

    def _answer(self, employee, text, amount=0.0):
        """Answer the customer, again if need be; a free request is taken by it."""
        self.ensure_one()
        if not text:
            raise UserError(self.env._("Answer: write what you offer."))
        self._move(
            "answered",
            text=text,
            amount=amount,
            employee_id=(self.employee_id or employee).id,
        )
        self._tell_customer()

    def _close(self, state, note=None):
        """Close as ``sold``, ``lost`` or ``declined``."""
        self.ensure_one()
        if state == "declined" and not note:
            raise UserError(self.env._("Tell the customer why."))
        if self._move(state, note=note or False) and state == "declined":
            self._tell_customer()

    def _withdraw(self):
        """The customer needs nothing any more."""
        moved = self.filtered("is_open")._move("withdrawn")
        moved._tell_people()

    # === Letters === #

    def _tell_customer(self):
        template = self.env.ref("b2b_portal.mail_template_retail_answer").sudo()
        for answer in self.sudo().filtered("request_id.email"):
            template.send_mail(answer.id)

    def _tell_people(self):
        """Tell who should know: all who may take it, or who works on it."""
        Preference = self.env["b2b.notification.preference"].sudo()
        for answer in self.sudo():
            users = (
                answer.employee_id.user_ids
                or answer.contractor_id.b2b_employee_ids.user_ids
            )
            for user in users.filtered(lambda u: u._b2b_role() in PEOPLE):
                _ = self.with_context(lang=user.lang).env._
                request = answer.request_id
                subject = (
                    _("The customer withdrew the request %s", request.name)
                    if answer.state == "withdrawn"
                    else _("A retail request: %s", request.name)
                )
                rows = [", ".join(filter(None, [request.contact_name, request.city]))]
                rows += [line.product_id.display_name for line in request.line_ids]
                if request.text:
                    rows.append(request.text[:300])
                Preference._tell(
                    user,
                    "retail_request",
                    {
                        "subject": subject,
                        "rows": rows,
                        "path": f"/my/requests/{answer.id}",
                    },
                )

    def _goods(self):
        """Rows for a cart: ``(product id, quantity)``."""
        return [
            (line.product_id.id, line.quantity) for line in self.request_id.line_ids
        ]
