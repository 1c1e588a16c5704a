from odoo import fields, models


class ResBank(models.Model):
    _inherit = "res.bank"

    b2b_corr_account = fields.Char(
        "Correspondent account", help="Корреспондентский счёт, 20 digits."
    )
