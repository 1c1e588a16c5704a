from uuid import uuid4

from odoo import api, fields, models


class B2bPayment(models.Model):
    """A payment of an order that 1С (or staff) registered. Facts: never refused.

    Whoever registers it, the order's status follows and its people are told. Others
    than staff say who they are in the context: ``b2b_source``.
    """

    _name = "b2b.payment"
    _description = "Payment of an order"
    _order = "date, id"

    order_id = fields.Many2one(
        "sale.order", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char("Number")
    date = fields.Date(
        required=True, default=lambda self: self.env["b2b.deadline"]._today()
    )
    amount = fields.Monetary(required=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    ref = fields.Char(
        "External id",
        required=True,
        default=lambda self: f"staff:{uuid4()}",
        help="1С document; a repeat changes nothing.",
    )

    _ref_unique = models.Constraint(
        "UNIQUE(order_id, ref)", "This payment is already registered."
    )

    @api.model_create_multi
    def create(self, vals_list):
        payments = super().create(vals_list)
        payments._b2b_tell()
        return payments

    def write(self, vals):
        result = super().write(vals)
        if "amount" in vals:
            self._b2b_tell()
        return result

    def unlink(self):
        orders = self.order_id
        result = super().unlink()
        orders._b2b_refresh_due()
        orders._b2b_log_status("staff")
        return result

    def _b2b_tell(self):
        source = self.env.context.get("b2b_source", "staff")
        self.order_id._b2b_refresh_due()
        for payment in self:
            payment.order_id._b2b_log_status(source, payment.name)
