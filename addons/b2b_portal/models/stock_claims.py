"""Pre-orders come before new orders: their claims on goods that lie in stock.

Imported after the modules that it extends, hence its name: imports are sorted.
"""

from odoo import models
from odoo.tools import SQL


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _b2b_stock(self, warehouses=None):
        # EXTENDS b2b_portal: what pre-orders of others have a claim on is not free.
        # What arrived for the asking contractor (context ``b2b_claimant``, else that
        # of the current user) is free to it alone; what it still waits for is not,
        # somebody may stand before it in the queue.
        result = super()._b2b_stock(warehouses)
        if not result or self.env.context.get("b2b_no_claims"):
            return result
        claimant = self.env.context.get("b2b_claimant")
        if claimant is None:
            claimant = self.env.user._b2b_contractor().id
        self.env["b2b.preorder"].flush_model()
        claims = self.env.execute_query(
            SQL(
                """
                SELECT product_id, warehouse_id, SUM(quantity)
                  FROM b2b_preorder
                 WHERE state IN ('waiting', 'ready')
                   AND product_id = ANY(%s)
                   AND NOT (state = 'ready' AND contractor_id = %s)
              GROUP BY product_id, warehouse_id
                """,
                self.ids,
                claimant or 0,
            )
        )
        for product_id, warehouse_id, quantity in claims:
            stock = result[product_id]
            if warehouse_id in stock:
                stock[warehouse_id] = max(stock[warehouse_id] - float(quantity), 0.0)
        return result


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _b2b_check_stock(self):
        # EXTENDS b2b_portal: goods that arrived for this contractor are its own,
        # whoever confirms the order.
        return super(
            SaleOrder, self.with_context(b2b_claimant=self.b2b_contractor_id.id)
        )._b2b_check_stock()

    def _b2b_after_place(self):
        # EXTENDS b2b_portal: under the locks of action_confirm.
        super()._b2b_after_place()
        for order in self:
            self.env["b2b.preorder"]._consume(order)
