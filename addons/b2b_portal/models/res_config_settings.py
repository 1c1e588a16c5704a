from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    b2b_closed_prices = fields.Boolean(
        related="website_id.b2b_closed_prices", readonly=False
    )
    b2b_hold_days = fields.Integer(
        "Hold unpaid orders, days", config_parameter="b2b_portal.hold_days", default=3
    )
    b2b_number_prefix = fields.Char(
        "Prefix of order numbers", config_parameter="b2b_portal.number_prefix"
    )

    def set_values(self):
        before = (
            self.env["ir.config_parameter"].sudo().get_param("b2b_portal.number_prefix")
        )
        super().set_values()
        if self.b2b_number_prefix and self.b2b_number_prefix != before:
            self.env["sale.order"]._b2b_set_number_prefix(self.b2b_number_prefix)
