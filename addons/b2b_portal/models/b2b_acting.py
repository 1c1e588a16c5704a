"""«Войти как»: staff act for a contractor's person, on record.

A button in the backend makes a record of this model; the record, once, turns the
staff member's session into one of the person. From then on every request checks that
the record is open, that the staff member still may act and that their password is the
one they logged in with. What the person's password protects (API keys, two-factor,
deletion of the account) stays closed: staff do not know it.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.http import request
from odoo.tools import consteq

SESSION_KEY = "b2b_acting"
# The button is pressed and the page opens: no more time lies between.
START_WITHIN = timedelta(minutes=1)
ENDS_AFTER = timedelta(hours=4)


class B2bActing(models.Model):
    _name = "b2b.acting"
    _description = "Staff acting for a contractor's person"
    _order = "id desc"
    _rec_name = "user_id"

    staff_id = fields.Many2one(
        "res.users", "Staff", required=True, readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", "Acts for", required=True, readonly=True, ondelete="restrict"
    )
    contractor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="restrict"
    )
    state = fields.Selection(
        [("new", "Not begun"), ("open", "Acting"), ("done", "Ended")],
        default="new",
        required=True,
        readonly=True,
    )
    started_at = fields.Datetime(readonly=True)
    ended_at = fields.Datetime(readonly=True)
    address = fields.Char("Network address", readonly=True)

    @api.model
    def _begin_url(self, user):
        """Record that the current staff member is about to act for ``user``.

        :return: address that turns the session, once and within a minute
        """
        staff = self.env.user
        if not staff.has_group("b2b_portal.group_manager"):
            raise AccessError(self.env._("Only sales managers act for contractors."))
        if user._is_internal() or not user._b2b_role():
            raise UserError(
                self.env._("%s is no active employee of a contractor.", user.name)
            )
        acting = self.sudo().create(
            {
                "staff_id": staff.id,
                "user_id": user.id,
                "contractor_id": user._b2b_contractor().id,
            }
        )
        return f"/b2b/act-as/{acting.id}"

    def _open(self, address):
        """Begin; idempotence would be a hole, so a second time is refused."""
        self.ensure_one()
        if (
            self.state != "new"
            or self.staff_id != self.env.user
            or self.create_date < fields.Datetime.now() - START_WITHIN
            or not self.user_id._b2b_role()
        ):
            raise AccessError(self.env._("Press the button in the backend again."))
        self.write(
            {
                "state": "open",
                "started_at": fields.Datetime.now(),
                "address": address,
            }
        )
        self.contractor_id.message_post(
            body=self.env._(
                "%(staff)s acts for %(person)s on the website.",
                staff=self.staff_id.name,
                person=self.user_id.name,
            ),
            author_id=self.staff_id.partner_id.id,
        )

    def _close(self):
        """End acting. Idempotent."""
        self.filtered(lambda acting: acting.state == "open").write(
            {"state": "done", "ended_at": fields.Datetime.now()}
        )

    def _token(self):
        """What changes with the staff member's password, login or dismissal."""
        self.ensure_one()
        return self.staff_id._compute_session_token(f"b2b_acting_{self.id}") or ""

    def _is_valid(self, uid, token):
        """Whether a session of ``uid`` that was turned by this record may go on."""
        return bool(
            self.exists()
            and self.state == "open"
            and self.user_id.id == uid
            and self.started_at > fields.Datetime.now() - ENDS_AFTER
            and self.staff_id.active
            and self.staff_id.has_group("b2b_portal.group_manager")
            and consteq(self._token(), token)
        )

    @api.model
    def _current(self):
        """The record under which the current request is made (sudo), or empty."""
        marks = request.session.get(SESSION_KEY) if request else None
        return self.sudo().browse(marks[0] if marks else ())


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _authenticate(cls, endpoint):
        # EXTENDS base: a session under which staff act ends with their right to.
        if marks := request.session.get(SESSION_KEY):
            acting_sudo = request.env["b2b.acting"].sudo().browse(marks[0])
            if not acting_sudo._is_valid(request.session.uid, marks[1]):
                acting_sudo.exists()._close()
                request.session.logout(keep_db=True)
                request.env = api.Environment(
                    request.env.cr, None, request.session.context
                )
        return super()._authenticate(endpoint)
