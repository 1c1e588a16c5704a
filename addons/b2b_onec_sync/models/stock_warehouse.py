from odoo import models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def write(self, vals):
        # EXTENDS stock: a buffer is taken off 1С's figure as soon as it is set.
        result = super().write(vals)
        if "b2b_buffer" in vals:
            figures = self.env["onec.stock"].sudo()
            for warehouse in self:
                products = figures.search([("warehouse_id", "=", warehouse.id)])
                if products:
                    figures._derive_for(products.product_id, warehouse)
        return result
