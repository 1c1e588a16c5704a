from odoo import models


class ProductPricelistItem(models.Model):
    _inherit = "product.pricelist.item"

    _b2b_rule_index = models.Index(
        "(pricelist_id, product_tmpl_id, COALESCE(product_id, 0))"
    )
