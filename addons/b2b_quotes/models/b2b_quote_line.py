from odoo import api, fields, models
from odoo.tools import float_round

#: Markups beyond this are typing errors.
MAX_MARKUP = 100000.0


class B2bQuoteLine(models.Model):
    """One row of a quote: the contractor's own price over its purchase price.

    ``price_unit`` is what the customer sees and is exact to the kopeck. ``markup`` is
    how it was reached. Whichever of the two is written, ``_set_price`` or
    ``_set_markup`` moves the other.
    """

    _name = "b2b.quote.line"
    _description = "Quote line"
    _order = "sequence, id"

    quote_id = fields.Many2one(
        "b2b.quote", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="quote_id.currency_id")
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: the contractor's own service, such as delivery or assembly.",
    )
    name = fields.Char(required=True)
    quantity = fields.Float(digits="Product Unit", default=1.0, required=True)
    uom_id = fields.Many2one("uom.uom", "Unit", ondelete="restrict")
    cost = fields.Monetary(
        "Purchase price", help="What the contractor pays. Never shown to its customer."
    )
    markup = fields.Float("Markup, %", digits=(9, 2))
    price_unit = fields.Monetary("Price")
    discount = fields.Float("Discount, %", digits=(5, 2))
    gross = fields.Monetary(
        "Sum before discount", compute="_compute_amounts", store=True
    )
    amount = fields.Monetary("Sum", compute="_compute_amounts", store=True)
    cost_amount = fields.Monetary(
        "Purchase sum", compute="_compute_amounts", store=True
    )
    margin = fields.Monetary(compute="_compute_amounts", store=True)

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "A quantity is greater than zero."
    )
    _price_positive = models.Constraint(
        "CHECK(price_unit >= 0)", "A price cannot be negative."
    )
    _discount_percent = models.Constraint(
        "CHECK(discount >= 0 AND discount < 100)",
        "A discount is from 0 to 99.99 percent.",
    )

    @api.depends("quantity", "price_unit", "discount", "cost", "quote_id.currency_id")
    def _compute_amounts(self):
        for line in self:
            round_ = line.currency_id.round if line.currency_id else (lambda x: x)
            line.gross = round_(line.quantity * line.price_unit)
            line.amount = round_(line._raw_amount(line.price_unit))
            line.cost_amount = round_(line.quantity * line.cost)
            line.margin = line.amount - line.cost_amount

    def _raw_amount(self, price):
        return self.quantity * price * (1 - self.discount / 100.0)

    # === PRICES === #

    def _set_markup(self, markup):
        """Price these lines at their purchase price plus ``markup`` percent.

        Lines without a purchase price (own services) have no markup to set.
        """
        markup = min(max(markup, -100.0), MAX_MARKUP)
        for line in self.filtered("cost"):
            price = line.currency_id.round(line.cost * (1 + markup / 100.0))
            line.write({"markup": markup, "price_unit": price})

    def _set_price(self, price):
        """Give these lines a price; their markup follows."""
        for line in self:
            price_unit = line.currency_id.round(max(price, 0.0))
            line.write(
                {"price_unit": price_unit, "markup": line._markup_of(price_unit)}
            )

    def _markup_of(self, price):
        if not self.cost:
            return 0.0
        return float_round((price / self.cost - 1) * 100.0, precision_digits=2)

    # === BACK INTO THE CART === #

    def _cart_message(self, order_line, wanted, problem):
        """What the person should know about this row of the cart, or False."""
        self.ensure_one()
        _ = self.env._
        problem = problem and f"{self.name}: {problem}"
        if not order_line:
            return problem or _("%s cannot be ordered now.", self.name)
        money = self.currency_id.format
        new = self.currency_id.round(order_line.price_reduce_taxinc)
        if self.currency_id.compare_amounts(self.cost, new):
            return _(
                "%(product)s: the price was %(old)s in the quote, now it is %(new)s.",
                product=self.name,
                old=money(self.cost),
                new=money(new),
            )
        if order_line.product_uom_id.compare(order_line.product_uom_qty, wanted):
            return _(
                "%(product)s: %(got)g instead of %(wanted)g.",
                product=self.name,
                got=order_line.product_uom_qty,
                wanted=wanted,
            )
        return problem or False
