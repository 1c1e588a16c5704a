from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    b2b_ref = fields.Char(
        "External id", copy=False, index="btree_not_null", help="Shipment in 1С."
    )
    b2b_number = fields.Char("Number in 1С", copy=False)

    def _b2b_ship(self, lines=None, moment=None):
        """Validate a delivery for what was shipped; the rest becomes a backorder.

        A shipment is a fact: it is booked even where the goods were not held.

        :param lines: list of ``(product_id, quantity in the base unit)``, None: all
        :param moment: of the shipment, UTC; default: now
        """
        self.ensure_one()
        moves = self.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))
        if lines is None:
            for move in moves:
                move.quantity = move.product_uom_qty
        else:
            left = {}
            for product_id, quantity in lines:
                left[product_id] = left.get(product_id, 0.0) + quantity
            for move in moves:
                quantity = min(left.get(move.product_id.id, 0.0), move.product_qty)
                left[move.product_id.id] = left.get(move.product_id.id, 0.0) - quantity
                move.quantity = move.product_id.uom_id._compute_quantity(
                    quantity, move.product_uom, round=False
                )
        moves.picked = True
        self.with_context(
            skip_backorder=True, skip_sms=True, b2b_shipping=True
        )._action_done()
        if moment:
            self.date_done = moment
        self.sale_id._b2b_refresh_due()

    def _action_done(self):
        # EXTENDS stock: a delivery that staff validate moves the order's status too.
        if not self.env.context.get("b2b_shipping"):
            out = self.filtered(lambda p: p.picking_type_code == "outgoing")
            # Whoever works in the warehouse need not see the order.
            out.sale_id.sudo()._b2b_check_prepayment()
        result = super()._action_done()
        if not self.env.context.get("b2b_shipping"):
            self.sale_id._b2b_refresh_due()
            self.sale_id._b2b_log_status("staff")
        return result
