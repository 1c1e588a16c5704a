from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class B2bQuote(models.Model):
    """From the cart in one press, and back into it."""

    _inherit = "b2b.quote"

    @api.model
    def _create_from_order(self, order, author, customer=None):
        """A quote with the goods of a cart or an order, at the usual markup.

        :param order: ``sale.order`` whose access was checked
        :param author: the employee (``res.partner``)
        """
        contractor = order.b2b_contractor_id
        lines = order._b2b_goods()
        if not lines:
            raise UserError(
                self.env._("The cart is empty: add goods to make a quote of them.")
            )
        today = self.env["b2b.deadline"]._today()
        entity = order.b2b_entity_id or contractor.b2b_entity_ids.filtered(
            "b2b_is_default"
        )
        quote = self.create(
            {
                "contractor_id": contractor.id,
                "author_id": author.id,
                "customer_id": customer.id if customer else False,
                "entity_id": entity[:1].id,
                "order_id": order.id,
                "date": today,
                "valid_until": today + timedelta(days=contractor.b2b_quote_days or 14),
                "currency_id": order.currency_id.id,
                "terms": contractor.b2b_quote_terms,
                "vat_mode": contractor.b2b_quote_vat or "included",
                "line_ids": [
                    fields.Command.create(self._line_values(line, sequence))
                    for sequence, line in enumerate(lines, 1)
                ],
            }
        )
        quote.line_ids._set_markup(contractor.b2b_quote_markup)
        if customer:
            quote.line_ids.discount = customer.discount
        quote._log("created")
        return quote

    def _line_values(self, order_line, sequence):
        product = order_line.product_id
        cost = order_line.currency_id.round(order_line.price_reduce_taxinc)
        return {
            "sequence": sequence,
            "product_id": product.id,
            "name": product.with_context(display_default_code=False).display_name,
            "quantity": order_line.product_uom_qty,
            "uom_id": order_line.product_uom_id.id,
            "cost": cost,
            "price_unit": cost,
        }

    def _put_into_cart(self, cart):
        """Put the goods into a cart at the prices of today.

        The quote's quantities replace what the cart holds of the same goods: pressing
        twice does not order twice. What cannot be bought now is left out.

        :param cart: the current cart (``sale.order`` by sudo) of the current person
        :return: messages about all that differs from what the quote reckoned with
        """
        self.ensure_one()
        by_product = self.line_ids.filtered("product_id").grouped("product_id")
        wanted = {
            product: sum(lines.mapped("quantity"))
            for product, lines in by_product.items()
        }
        cart._b2b_reprice()
        problems = {}
        rows = [(product.id, quantity) for product, quantity in wanted.items()]
        for result in cart._b2b_cart_add(rows, replace=True):
            problems[result["product_id"]] = result["problem"]
        self._log("ordered")
        in_cart = cart.order_line.grouped("product_id")
        return [
            message
            for product, lines in by_product.items()
            if (
                message := lines[:1]._cart_message(
                    in_cart.get(product, cart.order_line.browse())[:1],
                    wanted[product],
                    problems.get(product.id),
                )
            )
        ]
