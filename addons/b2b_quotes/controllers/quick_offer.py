from odoo.http import request

from odoo.addons.b2b_portal.controllers.quick_order import CabinetQuickOrder


class QuickOffer(CabinetQuickOrder):
    def _quick_targets(self):
        # EXTENDS b2b_portal
        return [*super()._quick_targets(), "quote"]

    def _quick_put_quote(self, wanted, name, list_id):
        """Rows of the quick order become a quote; the current cart is left alone."""
        partner_sudo = request.env.user.partner_id.sudo()
        current = partner_sudo.b2b_cart_id
        order_sudo = request.website._create_cart()
        refused = {
            row["product_id"]: row["problem"]
            for row in order_sudo._b2b_cart_add(wanted)
            if row["problem"]
        }
        quote_sudo = (
            request.env["b2b.quote"]
            .sudo()
            ._create_from_order(order_sudo, request.env.user.partner_id)
        )
        # The order was only what the quote was reckoned from.
        quote_sudo.order_id = False
        order_sudo.unlink()
        partner_sudo.b2b_cart_id = current
        return f"/my/offers/{quote_sudo.id}", refused
