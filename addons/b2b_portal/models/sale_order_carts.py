from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# More open carts than this is a mistake of a script, not a person's order.
MAX_CARTS = 50


class SaleOrder(models.Model):
    """Several carts of one person; ``res.partner.b2b_cart_id`` is the current one.

    A cart is never lost: it lives in the database, so it is the same on every device
    and after a log-out. Two windows that change one cart are told from each other by
    what each of them showed, see ``_b2b_changed_since``.
    """

    _inherit = "sale.order"

    b2b_cart_name = fields.Char("Cart name", copy=False)

    @api.model
    def _b2b_carts_domain(self, partner):
        """Open carts of an employee; quotations that staff made are none."""
        return (
            Domain("b2b_buyer_id", "=", partner.id)
            & Domain("state", "=", "draft")
            & Domain("b2b_approval_state", "=", False)
            & Domain("website_id", "!=", False)
        )

    def _b2b_cart_title(self):
        """What a cart is called where its person sees it."""
        self.ensure_one()
        return self.b2b_cart_name or self.env._("Cart %s", self.name)

    @api.model
    def _b2b_check_cart_count(self, partner):
        if self.sudo().search_count(self._b2b_carts_domain(partner)) >= MAX_CARTS:
            raise UserError(
                self.env._(
                    "There are %s open carts already: delete some first.", MAX_CARTS
                )
            )

    def _b2b_make_current(self):
        """Make this cart the one that the website fills and places."""
        self.ensure_one()
        self.b2b_buyer_id.sudo().b2b_cart_id = self

    def _b2b_copy_cart(self):
        """A copy of this cart with the prices of today, as another open cart."""
        self.ensure_one()
        self._b2b_check_cart_count(self.b2b_buyer_id)
        copy = self.copy(
            {"b2b_cart_name": self.env._("%s (copy)", self._b2b_cart_title())}
        )
        copy._b2b_reprice()
        copy.order_line._b2b_accept_price()
        return copy

    def _b2b_merge_into(self, target):
        """Move the goods of this cart into ``target``; what cannot go in stays here.

        :return: the rows that stayed, as ``_b2b_cart_add`` answers
        """
        self.ensure_one()
        lines = self.order_line.filtered("product_id")
        results = target._b2b_cart_add(
            [(line.product_id.id, line.product_uom_qty) for line in lines]
        )
        stayed = {row["product_id"]: row for row in results if row["problem"]}
        moved = lines.filtered(lambda line: line.product_id.id not in stayed)
        moved.unlink()
        if not stayed:
            self.unlink()
        return list(stayed.values())

    # === Two windows, one cart === #

    def _b2b_changed_since(self, seen):
        """What became of this cart since a page showed it.

        :param dict seen: ``{line id: quantity}`` as the page shows them; ids may be
            strings, as JSON makes them
        :return: ``{line id: message}`` for every line that was changed, added or
            removed meanwhile; the product is not named, see ``_b2b_named_changes``
        """
        self.ensure_one()
        _ = self.env._
        shown = {int(id_): float(quantity) for id_, quantity in seen.items()}
        messages = {}
        lines = self.order_line.filtered("product_id")
        for line in lines:
            values = {"now": line.product_uom_qty, "unit": line.product_uom_id.name}
            if line.id not in shown:
                messages[line.id] = _(
                    "added in another window, %(now)g %(unit)s", **values
                )
            elif line.product_uom_id.compare(shown[line.id], line.product_uom_qty):
                messages[line.id] = _(
                    "changed in another window from %(was)g to %(now)g %(unit)s",
                    was=shown[line.id],
                    **values,
                )
        for line_id in shown.keys() - set(lines.ids):
            messages[line_id] = _("a line was removed in another window")
        return messages

    def _b2b_named_changes(self, changes):
        """What ``_b2b_changed_since`` says of other lines, as a list of sentences."""
        names = {line.id: line.product_id.display_name for line in self.order_line}
        return [
            f"{names[line_id]}: {message}" if line_id in names else message.capitalize()
            for line_id, message in changes.items()
        ]
