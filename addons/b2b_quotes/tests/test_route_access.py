from odoo.tests import tagged

from odoo.addons.b2b_portal.tests.route_case import (
    DIRECTORS,
    NOBODY,
    ORDERING,
    OWN_ORDERING,
    RouteCase,
    Rule,
)

from .common import QuotesCommon

OFFER = "/my/offers/<int:quote_id>"
CUSTOMER = "/my/customers/<int:customer_id>"
PUBLIC = "/offer/<int:quote_id>/<string:token>"


@tagged("post_install", "-at_install")
class TestQuoteRouteAccess(QuotesCommon, RouteCase):
    RULES = {
        "/my/offers": Rule(ORDERING),
        "/my/offers/page/<int:page>": Rule(ORDERING),
        "/my/offers/settings": Rule(DIRECTORS, method="GET"),
        "/my/offers/from-cart": Rule(ORDERING, {"customer_id": ""}),
        "/my/orders/<int:order_id>/offer": Rule(OWN_ORDERING),
        OFFER: Rule(OWN_ORDERING),
        f"{OFFER}/add": Rule(OWN_ORDERING, {"name": "x", "price": "1"}),
        f"{OFFER}/remove": Rule(OWN_ORDERING),
        f"{OFFER}/update": Rule(OWN_ORDERING, {"change": "terms", "value": "x"}),
        f"{OFFER}/send": Rule(OWN_ORDERING, {"email": "x@example.com"}),
        f"{OFFER}/state": Rule(OWN_ORDERING, {"action": "copy"}),
        f"{OFFER}/to-cart": Rule(OWN_ORDERING),
        f"{OFFER}/pdf": Rule(OWN_ORDERING),
        f"{OFFER}/xlsx": Rule(OWN_ORDERING),
        "/my/customers": Rule(ORDERING),
        "/my/customers/new": Rule(ORDERING, {"customer_id": None, "name": "x"}),
        CUSTOMER: Rule(OWN_ORDERING, {"name": "x"}),
        f"{CUSTOMER}/archive": Rule(OWN_ORDERING),
        # A wrong token. Who has the right one is the customer, see test_routes.
        PUBLIC: Rule(NOBODY),
        f"{PUBLIC}/answer": Rule(NOBODY, {"verdict": "accepted"}),
        f"{PUBLIC}/<any(pdf,xlsx):extension>": Rule(NOBODY),
    }

    def setUp(self):
        super().setUp()
        mark = self.MARKS["buyer"]
        clock = self._make_product("Часы", "CHS-1", {self.price_type: self.PRICE})
        order = self._make_order(self.buyer, [(clock, 1)], client_order_ref=mark)
        order._place()
        self.customer.name = f"{mark} customer"
        quote = self._make_quote(lines=[(clock, 1)], terms=f"{mark} terms")
        quote.access_token = mark
        self.own(order, quote, quote.line_ids, self.customer)
        self.values = {
            "quote_id": quote.id,
            "customer_id": self.customer.id,
            "line_id": quote.line_ids.id,
            "order_id": order.id,
            "token": "x",
        }

    def test_every_route_for_every_role(self):
        pairs = self.check_routes(self.routes("b2b_quotes"))
        self._logger.info("access: %s pairs of a route and a role", pairs)
