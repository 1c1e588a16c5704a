from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    onec_reserved_at = fields.Datetime(
        "Reserved in 1С since",
        copy=False,
        help="From then on 1С's free stock is without the goods of this order.",
    )
