from odoo import fields, models


class StockPicking(models.Model):
    """What 1С tells of a shipment beside its lines."""

    _inherit = "stock.picking"

    onec_lines = fields.Json(
        readonly=True,
        copy=False,
        help="Lines of 1С's shipments that were booked as this delivery: shipment, "
        "line, product, base quantity, base units in 1С's unit.",
    )

    onec_tracking_url = fields.Char("Link to the tracking", readonly=True, copy=False)

    def _onec_soap_tracking(self, shipment):
        """Keep the tracking numbers that 1С tells.

        Where there is one number, and the carrier is one of ours by name, core's own
        fields make a link of it.
        """
        numbers = ", ".join(
            f"{item.carrier} {item.number}".strip() for item in shipment.tracking
        )
        urls = [item.url for item in shipment.tracking if item.url.startswith("http")]
        if urls and urls[-1] != self.onec_tracking_url:
            self.onec_tracking_url = urls[-1]
        if not numbers or numbers == self.b2b_tracking:
            return
        values = {"b2b_tracking": numbers, "carrier_tracking_ref": numbers}
        item = shipment.tracking[0]
        carrier = item.carrier and self.env["delivery.carrier"].sudo().search(
            [("name", "=ilike", item.carrier)], limit=1
        )
        if carrier and len(shipment.tracking) == 1:
            values.update(carrier_id=carrier.id, carrier_tracking_ref=item.number)
        self.write(values)

    def _compute_carrier_tracking_url(self):
        # EXTENDS delivery: a link that 1С tells goes before one that core makes.
        super()._compute_carrier_tracking_url()
        for picking in self.filtered("onec_tracking_url"):
            picking.carrier_tracking_url = picking.onec_tracking_url
