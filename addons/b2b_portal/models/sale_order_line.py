from odoo import api, fields, models
from odoo.tools import float_compare, float_is_zero


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


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _b2b_quantity_problem(self, quantity):
        """Whether a quantity (base unit) keeps the minimum and the multiple.

        :return: message for the person, or False
        """
        self.ensure_one()
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        minimum, multiple = self.b2b_min_qty, self.b2b_multiple_qty
        if minimum and float_compare(quantity, minimum, precision_digits=digits) < 0:
            return self.env._(
                "%(product)s: the minimum is %(minimum)g %(unit)s.",
                product=self.display_name,
                minimum=minimum,
                unit=self.uom_id.name,
            )
        if multiple:
            rest = quantity - round(quantity / multiple) * multiple
            if not float_is_zero(rest, precision_digits=digits):
                return self.env._(
                    "%(product)s: sold in multiples of %(multiple)g %(unit)s.",
                    product=self.display_name,
                    multiple=multiple,
                    unit=self.uom_id.name,
                )
        return False
