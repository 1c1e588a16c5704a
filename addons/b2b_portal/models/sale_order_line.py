from odoo import api, fields, models
from odoo.tools import float_compare, float_is_zero


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    b2b_comment = fields.Char("Line comment")
    b2b_seen_price = fields.Float(
        "Price last seen",
        digits="Product Price",
        copy=False,
        help="What the buyer saw; a changed price is shown and has to be accepted.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        for line in lines.filtered(
            lambda ln: ln.order_id.b2b_contractor_id and ln.order_id.state == "draft"
        ):
            line.b2b_seen_price = line.price_unit
        return lines

    @api.depends("order_id.b2b_organisation_id", "order_id.pricelist_id")
    def _compute_tax_ids(self):
        # EXTENDS sale: rate by date, VAT inside or on top by price type, none for an
        # organisation without VAT.
        super()._compute_tax_ids()
        for line in self.filtered(lambda ln: ln.order_id.b2b_contractor_id):
            order = line.order_id
            line.tax_ids = line.tax_ids._b2b_effective(
                (order.date_order or fields.Datetime.now()).date(),
                included=not order.pricelist_id or order.pricelist_id.b2b_vat_included,
                vat_payer=order.b2b_organisation_id.vat_payer
                if order.b2b_organisation_id
                else True,
            )

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
