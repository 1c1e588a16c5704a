from odoo.tests import tagged

from odoo.addons.b2b_portal.tests.route_case import (
    ORDERING,
    OWN_ORDERING,
    RouteCase,
    Rule,
)

from .common import ClaimsCommon, photo

CLAIM = "/my/claims/<int:claim_id>"


@tagged("post_install", "-at_install")
class TestClaimRouteAccess(ClaimsCommon, RouteCase):
    RULES = {
        "/my/claims": Rule(ORDERING),
        "/my/claims/page/<int:page>": Rule(ORDERING),
        "/my/claims/new": Rule(OWN_ORDERING, {"order": "$order_id", "wish": "refund"}),
        CLAIM: Rule(OWN_ORDERING),
        f"{CLAIM}/message": Rule(OWN_ORDERING, {"text": "x"}),
        f"{CLAIM}/photo/<int:photo_id>": Rule(OWN_ORDERING),
    }

    def setUp(self):
        super().setUp()
        mark = self.MARKS["buyer"]
        clock = self._make_product("Часы", "CHS-1", {self.price_type: self.PRICE})
        order = self._make_shipped(lines=[(clock, 2)])
        order.client_order_ref = mark
        claim = self._make_claim(
            order,
            product=clock,
            description=f"{mark} claim",
            photos=[(f"{mark}.jpg", photo())],
        )
        self.own(order, order.order_line, claim, claim.line_ids, claim.photo_ids)
        self.values = {
            "claim_id": claim.id,
            "photo_id": claim.photo_ids.id,
            "order_id": order.id,
        }

    def test_every_route_for_every_role(self):
        pairs = self.check_routes(self.routes("b2b_claims"))
        self._logger.info("access: %s pairs of a route and a role", pairs)
