from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        # EXTENDS stock: 1С's figure may have this shipment already.
        result = super()._action_done()
        if not self.env.context.get("b2b_shipping"):
            self._onec_derive_stock()
        return result

    def _b2b_ship(self, lines=None, moment=None):
        # EXTENDS b2b_portal: it is the moment of the shipment that decides.
        result = super()._b2b_ship(lines, moment)
        self._onec_derive_stock()
        return result

    def _onec_derive_stock(self):
        done = self.filtered(
            lambda picking: (
                picking.state == "done" and picking.picking_type_code == "outgoing"
            )
        )
        self.env["onec.stock"]._derive_for(
            done.move_ids.product_id, done.picking_type_id.warehouse_id
        )
