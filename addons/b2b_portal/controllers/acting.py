from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request, route

from ..models.b2b_acting import SESSION_KEY


class ActingController(http.Controller):
    @route(
        "/b2b/act-as/<int:acting_id>",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
    )
    def b2b_act_as(self, acting_id, **kw):
        """Turn a staff member's session into one of the person on the record."""
        acting_sudo = request.env["b2b.acting"].sudo().browse(acting_id).exists()
        if not acting_sudo:
            raise request.not_found()
        try:
            acting_sudo._open(request.httprequest.remote_addr)
        except AccessError:
            raise request.not_found() from None
        _turn_session(acting_sudo.user_id)
        request.session[SESSION_KEY] = [acting_sudo.id, acting_sudo._token()]
        return request.redirect("/my")

    @route("/b2b/act-as/end", type="http", auth="user", methods=["POST"], website=True)
    def b2b_act_as_end(self, **kw):
        """Give the staff member their own session back."""
        acting_sudo = request.env["b2b.acting"]._current()
        if not acting_sudo:
            return request.redirect("/my")
        # Still valid, or the request would not have come here as this person.
        acting_sudo._close()
        _turn_session(acting_sudo.staff_id)
        return request.redirect(
            f"/odoo/action-b2b_portal.action_contractor/{acting_sudo.contractor_id.id}"
        )


def _turn_session(user):
    """Make the session one of ``user``: nothing of the one before stays in it."""
    request.session.logout(keep_db=True)
    request.session["pre_login"] = user.login
    request.session["pre_uid"] = user.id
    request.session.finalize(request.env)
