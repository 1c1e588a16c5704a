from odoo import fields, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    b2b_published = fields.Boolean(
        "On the portal",
        default=True,
        help="Contractors see its stock and order from it.",
    )
    b2b_stock_date = fields.Datetime(
        "Stock as of",
        help="Moment of the last figures that 1С sent for this warehouse.",
    )
    b2b_buffer = fields.Float(
        "Buffer, units",
        help="Quantity of each product that is kept back from the portal.",
    )

    def _b2b_published_for(self, organisation=None):
        """Warehouses that contractors choose from."""
        warehouses = self.sudo().search([("b2b_published", "=", True)])
        if organisation and organisation.warehouse_ids:
            warehouses &= organisation.warehouse_ids
        return warehouses
