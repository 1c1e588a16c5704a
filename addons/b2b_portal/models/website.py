from odoo import fields, models
from odoo.http import request


class Website(models.Model):
    _inherit = "website"

    b2b_closed_prices = fields.Boolean(
        "Closed prices",
        default=True,
        help="Guests see the showcase without any price or stock figure. Only people "
        "of approved contractors see their own.",
    )

    def _b2b_setup(self):
        """Settings that closed prices rest on."""
        self.write(
            {
                "prevent_zero_price_sale": True,
                "contact_us_button_url": "/web/login",
                # Sign-up by oneself does not make a contractor.
                "auth_signup_uninvited": "b2b",
                # The warehouse is chosen per order; a website's would override it.
                "warehouse_id": False,
                "show_line_subtotals_tax_selection": "tax_included",
            }
        )

    def _b2b_prices_closed(self):
        """Whether the current user must not see any price or stock figure."""
        self.ensure_one()
        user = self.env.user
        return (
            self.b2b_closed_prices and not user._is_internal() and not user._b2b_role()
        )

    # === Price list === #

    def get_pricelist_available(self, show_visible=False):
        # EXTENDS website_sale: price lists are terms of contractors, never a choice.
        if self.env.user._is_internal():
            return super().get_pricelist_available(show_visible=show_visible)
        return self.env["product.pricelist"]

    def _get_and_cache_current_pricelist(self):
        # EXTENDS website_sale: core keeps the list in the web session, where a changed
        # tier or contract would not reach it.
        user = self.env.user
        if user._b2b_role():
            cart = request and request.cart
            contract = (
                cart.b2b_contract_id if cart else user.partner_id._b2b_usual_contract()
            )
            return user.partner_id._b2b_get_pricelist(contract)
        if self._b2b_prices_closed():
            return self.env.ref("b2b_portal.pricelist_closed").sudo()
        return super()._get_and_cache_current_pricelist()

    # === Cart === #

    def _get_and_cache_current_cart(self):
        # EXTENDS website_sale: the explicit current cart decides, not the session and
        # not «any draft»: carts waiting for approval or kept for later stay closed.
        user = self.env.user
        if not user._b2b_role():
            if self._b2b_prices_closed():
                return self.env["sale.order"].sudo()
            return super()._get_and_cache_current_cart()
        cart = user.partner_id._b2b_open_cart()
        return cart if cart.website_id == self else cart.browse()

    def _create_cart(self):
        # EXTENDS website_sale
        user = self.env.user
        if not user._b2b_role():
            return super()._create_cart()
        cart_sudo = super()._create_cart()
        user.sudo().partner_id.b2b_cart_id = cart_sudo
        return cart_sudo
