from odoo import fields, models


class B2bCollection(models.Model):
    _name = "b2b.collection"
    _description = "Collection of goods"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True)
    product_tmpl_ids = fields.Many2many(
        "product.template",
        "b2b_collection_product_rel",
        "collection_id",
        "product_tmpl_id",
        string="Products",
    )
