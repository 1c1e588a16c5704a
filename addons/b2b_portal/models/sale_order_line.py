from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    b2b_comment = fields.Char("Line comment")
    b2b_seen_price = fields.Float(
        "Price last seen",
        digits="Product Price",
        compute="_compute_b2b_seen_price",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="What the buyer saw; a changed price is shown and has to be accepted.",
    )

    @api.depends()
    def _compute_b2b_seen_price(self):
        # Once, when the line is made; afterwards only what a person accepts.
        for line in self:
            line.b2b_seen_price = line.b2b_seen_price or line.price_unit

    def _b2b_quantity_problem(self):
        """What is wrong with the quantity by the product's minimum and multiple.

        :return: message for the person, or False
        """
        self.ensure_one()
        product = self.product_id
        quantity = self.product_uom_id._compute_quantity(
            self.product_uom_qty, product.uom_id, round=False
        )
        return product._b2b_quantity_problem(quantity)
