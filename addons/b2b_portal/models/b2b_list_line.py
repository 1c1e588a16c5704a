from odoo import fields, models

from . import b2b_access
from .b2b_list import PEOPLE

b2b_access.register(
    "b2b.list.line",
    b2b_access.Rule(
        "list_id.contractor_id",
        "list_id.owner_id",
        shared="list_id.shared",
        roles=PEOPLE,
    ),
)


class B2bListLine(models.Model):
    """One product of a list. The price is not kept: it is the price of the day."""

    _name = "b2b.list.line"
    _description = "Line of a list of goods"
    _order = "list_id, sequence, id"
    _rec_name = "product_id"

    list_id = fields.Many2one("b2b.list", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="cascade"
    )
    quantity = fields.Float(
        digits="Product Unit", default=1.0, help="In the product's base unit."
    )
    contractor_id = fields.Many2one(related="list_id.contractor_id", store=True)

    _product_unique = models.Constraint(
        "UNIQUE(list_id, product_id)", "A product stands in a list once."
    )
