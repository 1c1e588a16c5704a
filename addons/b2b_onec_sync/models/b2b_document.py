from odoo import fields, models


class B2bDocument(models.Model):
    _inherit = "b2b.document"

    onec_version = fields.Char(
        "Version in 1С", readonly=True, copy=False, help="Changes with its contents."
    )


class StockPicking(models.Model):
    _inherit = "stock.picking"

    b2b_tracking = fields.Char("Tracking", readonly=True, copy=False)
