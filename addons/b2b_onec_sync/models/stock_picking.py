from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        # EXTENDS stock: 1С's figure may have this shipment already.
        result = super()._action_done()
        done = self.filtered(
            lambda picking: (
                picking.state == "done" and picking.picking_type_code == "outgoing"
            )
        )
        self.env["onec.stock"]._derive_for(
            done.move_ids.product_id, done.picking_type_id.warehouse_id
        )
        return result
