"""A page for whatever watches the server from outside."""

from odoo import SUPERUSER_ID, http
from odoo.http import request


class Health(http.Controller):
    @http.route(
        "/b2b/health",
        type="http",
        auth="none",
        methods=["GET"],
        csrf=False,
        save_session=False,
        readonly=True,
    )
    def health(self, **_kwargs):
        """200 while the exchange works or lags, 503 when it is down; JSON either way.

        It names nobody and nothing: whoever finds the address learns that there is an
        exchange and how late it is.
        """
        request.update_env(user=SUPERUSER_ID)
        report = request.env["onec.connection"]._health_report()
        return request.make_json_response(
            report,
            headers={"Cache-Control": "no-store"},
            status=503 if report["status"] == "down" else 200,
        )
