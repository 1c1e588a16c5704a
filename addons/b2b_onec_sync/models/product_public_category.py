from odoo import fields, models


class ProductPublicCategory(models.Model):
    _inherit = "product.public.category"

    active = fields.Boolean(
        default=True,
        help="A group that 1С has marked for deletion is archived: the website does "
        "not show it.",
    )
