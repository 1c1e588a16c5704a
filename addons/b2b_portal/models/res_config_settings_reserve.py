from odoo import fields, models

from .b2b_deadline import DEFAULTS


def _setting(label, name, kind=fields.Integer):
    return kind(
        label, config_parameter=f"b2b_portal.{name}", default=DEFAULTS[name] or False
    )


class ResConfigSettings(models.TransientModel):
    """Settings of ``b2b.deadline``."""

    _inherit = "res.config.settings"

    b2b_expiry_hour = _setting("Free the goods at, o'clock", "expiry_hour")
    b2b_expiry_working_days = _setting(
        "Only working days count", "expiry_working_days", fields.Boolean
    )
    b2b_expiry_notice_days = _setting("Tell beforehand, days", "expiry_notice_days")
    b2b_max_extensions = _setting(
        "Contractors may put a reserve off, times", "max_extensions"
    )
    b2b_debt_max_hours = _setting("Debt figures are good for, hours", "debt_max_hours")
    b2b_timezone = fields.Selection(
        related="company_id.partner_id.tz", readonly=False, string="Time zone"
    )

    def set_values(self):
        # EXTENDS base_setup: a zero would be dropped there, and the default come back.
        result = super().set_values()
        params = self.env["ir.config_parameter"].sudo()
        for name in DEFAULTS:
            params.set_param(f"b2b_portal.{name}", str(int(self[f"b2b_{name}"])))
        return result
