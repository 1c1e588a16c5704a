from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_assign(self, force_qty=False):
        """Take goods only under a lock, whoever asks: an order, staff, the scheduler.

        Core takes what it can of the quants that are not locked at that moment, so two
        transactions could both be given the last unit.
        """
        # EXTENDS stock
        moves = self.filtered(
            lambda m: m.product_id.is_storable and m.location_id.usage == "internal"
        )
        if moves:
            self.env.flush_all()
            moves.product_id._b2b_lock_stock(moves.location_id.warehouse_id)
            self.env["stock.quant"].invalidate_model()
        return super()._action_assign(force_qty=force_qty)
