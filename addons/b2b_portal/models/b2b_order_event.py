from odoo import fields, models

SOURCES = [
    ("portal", "Website"),
    ("staff", "Manager"),
    ("onec_http", "1С, site exchange"),
    ("onec_soap", "1С, web service"),
    ("system", "System"),
]


class B2bOrderEvent(models.Model):
    """One step of an order's timeline: what became of it, when and why."""

    _name = "b2b.order.event"
    _description = "Order event"
    _order = "date desc, id desc"

    order_id = fields.Many2one(
        "sale.order", required=True, index=True, ondelete="cascade"
    )
    status = fields.Selection(
        selection=lambda self: self.env["sale.order"]._fields["b2b_status"].selection,
        required=True,
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    source = fields.Selection(SOURCES, required=True, default="system")
    note = fields.Char()
    user_id = fields.Many2one("res.users", default=lambda self: self.env.uid)
