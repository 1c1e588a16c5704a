from odoo import fields, models


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    b2b_price_type = fields.Boolean(
        "1С price type",
        help="Owned by the exchange: its prices are replaced by what 1С sends.",
    )
    b2b_vat_included = fields.Boolean(
        "VAT inside", default=True, help="Whether prices hold the VAT."
    )
