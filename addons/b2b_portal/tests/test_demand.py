from odoo.tests import tagged

from .common import B2bCommon


@tagged("post_install", "-at_install")
class TestDemand(B2bCommon):
    def test_each_quantity_counts_once_by_kind(self):
        partner = self.buyer.partner_id
        self.env["b2b.list"]._make(partner, "x", [(self.vase.id, 7)])
        self.env["b2b.list"]._favourites(partner, create=True)._toggle(self.vase)
        self.env["b2b.preorder"].create(
            {
                "buyer_id": partner.id,
                "product_id": self.vase.id,
                "warehouse_id": self.warehouse_2.id,
                "quantity": 5,
            }
        )
        self._make_order(lines=[(self.vase, 2)])._place()
        paid = self._make_order(lines=[(self.vase, 3)])
        paid._place()
        paid._b2b_register_full_payment("1", None, "staff")
        self._make_order(lines=[(self.vase, 90)])  # a cart
        self.env.flush_all()
        demand = self.env["b2b.demand"]._read_group(
            [("product_id", "=", self.vase.id)], ["kind"], ["quantity:sum"]
        )
        self.assertEqual(
            dict(demand), {"list": 7, "preorder": 5, "reserve": 2, "sale": 3}
        )
