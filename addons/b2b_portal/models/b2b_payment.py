from odoo import fields, models


class B2bPayment(models.Model):
    """A payment of an order that 1С (or staff) registered. Facts: never refused."""

    _name = "b2b.payment"
    _description = "Payment of an order"
    _order = "date, id"

    order_id = fields.Many2one(
        "sale.order", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char("Number")
    date = fields.Date(required=True, default=fields.Date.context_today)
    amount = fields.Monetary(required=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    ref = fields.Char(
        "External id", required=True, help="1С document; a repeat changes nothing."
    )

    _ref_unique = models.Constraint(
        "UNIQUE(order_id, ref)", "This payment is already registered."
    )
