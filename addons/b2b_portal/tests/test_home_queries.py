from odoo.tests import tagged

from .test_portal_pages import PortalCase


@tagged("post_install", "-at_install")
class TestHomeQueries(PortalCase):
    """The home page costs the same, however long a contractor has been a client."""

    def queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.assertEqual(self.get("/my").status_code, 200)
        return self.cr.sql_log_count - before

    def make_orders(self, count):
        self.env["sale.order"].create(
            [
                {
                    "partner_id": self.buyer.partner_id.id,
                    "website_id": self.website.id,
                    "warehouse_id": self.warehouse.id,
                    "state": "sale",
                }
                for _i in range(count)
            ]
        )

    def test_a_thousand_orders_cost_what_ten_do(self):
        self.login(self.director)
        self.make_orders(10)
        self.get("/my")  # warms caches that live as long as the process
        ten = self.queries()
        self.make_orders(990)
        thousand = self.queries()
        self.assertEqual(thousand, ten, f"{ten} queries with ten orders")
        # 27, and a few for what other add-ons put on the page: raise it only with a
        # reason that is written here.
        # And six for settlements and consignment: is there a source (2), contracts on
        # consignment, goods held and debt outside contracts (2), acts to be answered.
        # And one for the promotions of the tier.
        self.assertLessEqual(ten, 37)
