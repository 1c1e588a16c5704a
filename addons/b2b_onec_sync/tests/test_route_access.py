from odoo.tests import tagged

from odoo.addons.b2b_portal.tests.route_case import NOBODY, RouteCase, Rule


@tagged("post_install", "-at_install")
class TestExchangeRouteAccess(RouteCase):
    # Basic authentication of an exchange node; a session of a person opens nothing.
    RULES = {
        "/1c_exchange": Rule(args={"type": "catalog", "mode": "checkauth"}),
        "/bitrix/admin/1c_exchange.php": Rule(
            args={"type": "sale", "mode": "query"}, method="GET"
        ),
        "/b2b/health": Rule(),  # a monitor's page: counts, no record
        "/b2b/onec/file/<int:file_id>": Rule(NOBODY),
    }

    def test_every_route_for_every_role(self):
        pairs = self.check_routes(self.routes("b2b_onec_sync"))
        self._logger.info("access: %s pairs of a route and a role", pairs)
