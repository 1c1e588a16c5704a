"""Shipments that 1С takes back or corrects."""

from odoo import models
from odoo.fields import Command


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _onec_take_back(self):
        """Undo deliveries whose shipments were taken back in 1С.

        The goods come back by a return, so that delivered quantities, claims and stock
        stay true to what happened; what is to be shipped waits anew.
        """
        for picking in self.sudo():
            order = picking.sale_id
            back = picking._onec_return()
            back.write({"date_done": picking.date_done, "b2b_number": False})
            number = picking.b2b_number
            picking.write({"b2b_ref": False, "onec_lines": False})
            self.env["onec.link"].search(
                [("kind", "=", "shipment"), ("res_id", "=", picking.id)]
            ).res_id = False
            if not order.onec_born:
                order.order_line.with_context(
                    b2b_shipping=True
                )._action_launch_stock_rule()
            order._b2b_log(
                "onec_soap", self.env._("Shipment %s was taken back in 1С.", number)
            )
            order._b2b_log_status("onec_soap", number)

    def _onec_return(self):
        """A done return of everything in this delivery."""
        context = {"b2b_shipping": True, "skip_sms": True}
        back = self.with_context(**context).create(
            {
                "picking_type_id": (
                    self.picking_type_id.return_picking_type_id or self.picking_type_id
                ).id,
                "partner_id": self.partner_id.id,
                "origin": self.name,
                "return_id": self.id,
                "location_id": self.location_dest_id.id,
                "location_dest_id": self.location_id.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": move.product_id.id,
                            "product_uom": move.product_uom.id,
                            "product_uom_qty": move.quantity,
                            "location_id": move.location_dest_id.id,
                            "location_dest_id": move.location_id.id,
                            "sale_line_id": move.sale_line_id.id,
                            "origin_returned_move_id": move.id,
                            "to_refund": True,
                            "procure_method": "make_to_stock",
                        }
                    )
                    for move in self.move_ids
                    if move.state == "done" and move.quantity
                ],
            }
        )
        back.sale_id = self.sale_id
        back.action_confirm()
        for move in back.move_ids:
            move.quantity = move.product_uom_qty
        back.move_ids.picked = True
        back._action_done()
        return back

    def _onec_same_lines(self, ref, lines):
        """Whether this delivery holds what 1С says that shipment `ref` holds."""

        def total(rows):
            result = {}
            for row in rows:
                key = row["product"]
                result[key] = round(result.get(key, 0.0) + row["quantity"], 3)
            return result

        own = [row for row in self.onec_lines or [] if row["shipment"] == ref]
        return total(own) == total(lines)
