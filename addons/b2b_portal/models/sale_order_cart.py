from odoo import api, models
from odoo.fields import Command


class SaleOrder(models.Model):
    """Filling an open cart, one line or a thousand, with every row answered for."""

    _inherit = "sale.order"

    def _b2b_cart_add(self, rows, replace=False):
        """Put goods into this cart in one set.

        Call it on the cart by sudo but with the person's own user, whose catalogue and
        price list decide.

        :param rows: list of ``(product_id, quantity in the base unit)``; quantities of
            a product that comes twice are summed
        :param bool replace: the quantities become those of the rows, instead of being
            added to what is in the cart
        :return: list of dicts in the order of the rows, one per product:
            ``product_id``, ``quantity`` (in the cart now), ``problem`` (why it was not
            put in, or None), ``warning`` (put in, but…, or None)
        """
        self.ensure_one()
        wanted = {}
        for product_id, quantity in rows:
            wanted[product_id] = wanted.get(product_id, 0.0) + quantity
        products = self._b2b_orderable(wanted)
        prices = self._b2b_seller_prices(products)
        stock = products._b2b_stock()
        lines = {line.product_id.id: line for line in reversed(self.order_line)}
        commands, results = [], []
        for product_id, quantity in wanted.items():
            product = products.browse(product_id)
            line = lines.get(product_id)
            in_cart = line.product_uom_qty if line else 0.0
            total = quantity if replace else in_cart + quantity
            result = {
                "product_id": product_id,
                "quantity": in_cart,
                "problem": None,
                "warning": None,
            }
            results.append(result)
            result["problem"] = self._b2b_row_problem(product & products, total, prices)
            if result["problem"]:
                continue
            result["quantity"] = total
            free = sum(stock[product_id].values())
            if product.is_storable and product.uom_id.compare(total, free) > 0:
                result["warning"] = self.env._(
                    "In stock: %(free)g %(unit)s.", free=free, unit=product.uom_id.name
                )
            if line:
                commands.append(Command.update(line.id, {"product_uom_qty": total}))
            else:
                commands.append(
                    Command.create({"product_id": product_id, "product_uom_qty": total})
                )
        if commands:
            self._b2b_change_lines(commands)
        return results

    def _b2b_change_lines(self, commands):
        """Change lines; a price that follows the person's own quantity is no news.

        Only what changed by itself (a new price list, a new price) has to be accepted
        later, so a line that carried such a change keeps it.
        """
        news = {change["line"] for change in self._b2b_price_changes()}
        self.order_line = commands
        # A line of another seller gets its price with it, before it is accepted.
        self._b2b_settle_sellers()
        self.order_line.filtered(lambda line: line not in news)._b2b_accept_price()

    def _b2b_orderable(self, product_ids):
        """Products among the ids that the current person finds in the catalogue."""
        website = self.env["website"].get_current_website()
        domain = [("id", "in", list(product_ids)), *website.sale_product_domain()]
        # Access rules of the person hide goods outside the allowed collections.
        return self.env["product.product"].sudo(False).search(domain).sudo()

    def _b2b_row_problem(self, product, quantity, prices):
        """Why a row cannot be put into the cart, or None."""
        _ = self.env._
        if not product:
            return _("this product is not in your catalogue")
        if quantity <= 0:
            return _("the quantity must be above zero")
        if not prices[product.id]:
            return _("no price: ask your manager for it")
        return "; ".join(product._b2b_quantity_problems(quantity)) or None

    @api.model
    def _b2b_cart_report(self, results):
        """What ``_b2b_cart_add`` could not put in: sentences that name the product."""
        refused = {row["product_id"]: row["problem"] for row in results}
        refused = {id_: problem for id_, problem in refused.items() if problem}
        products_sudo = self.env["product.product"].sudo().browse(refused)
        return [
            f"{product.display_name}: {refused[product.id]}"
            for product in products_sudo
        ]
