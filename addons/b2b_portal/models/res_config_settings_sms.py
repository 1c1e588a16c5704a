from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    b2b_sms_login = fields.Char(related="company_id.b2b_sms_login", readonly=False)
    b2b_sms_key = fields.Char(related="company_id.b2b_sms_key", readonly=False)
    b2b_sms_sender = fields.Char(related="company_id.b2b_sms_sender", readonly=False)
