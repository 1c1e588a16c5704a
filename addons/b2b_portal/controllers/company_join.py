from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route

from .common import CabinetController


class CabinetJoin(CabinetController):
    @route(
        "/my/company/join/<int:application_id>/<any(accept,refuse):action>",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_join(self, application_id, action, role=None, **post):
        """The director decides whether a person who registered may join."""
        self._check_role("director")
        Application = request.env["b2b.application"].sudo()
        application_sudo = Application.search(
            Application._b2b_join_domain(request.env.user._b2b_contractor())
            & Domain("id", "=", application_id)
        )
        if not application_sudo:
            raise NotFound()
        if action == "refuse":
            application_sudo._b2b_join_refuse()
            return self._company_back()
        try:
            with request.env.cr.savepoint():
                application_sudo._b2b_join_accept(role)
        except UserError as error:
            return self._company_back(problem=str(error))
        return self._company_back(
            request.env._("An invitation was sent to %s", application_sudo.email)
        )
