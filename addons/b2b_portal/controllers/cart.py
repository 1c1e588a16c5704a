from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.http import request, route

from odoo.addons.website_sale.controllers.cart import Cart

from ..tools.format import Formatter
from .common import ORDERING_ROLES, CabinetController

# More lines than this in one request is not a person's order.
MAX_LINES = 2000


class ContractorCart(Cart):
    """The cart of contractors' people; nobody else has one where prices are closed."""

    # === Page === #

    @route()
    def cart(self, id=None, access_token=None, revive_method="", **post):  # noqa: A002
        # EXTENDS website_sale
        if self._b2b_cart_role():
            return request.render("b2b_portal.cart", self._b2b_cart_values())
        if request.env.user._is_public() and request.website._b2b_prices_closed():
            return request.redirect("/web/login?redirect=/shop/cart")
        self._b2b_refuse_strangers()
        return super().cart(
            id=id, access_token=access_token, revive_method=revive_method, **post
        )

    def _b2b_cart_values(self):
        """Values of the cart page; the queries do not follow the number of lines."""
        order_sudo = request.cart
        changes = order_sudo._b2b_reprice() if order_sudo else []
        values = CabinetController._cabinet_values(self, "cart")
        lines = order_sudo.order_line.filtered("product_id")
        Warehouse = request.env["stock.warehouse"]
        nobody = request.env["b2b.organisation"]
        sellers = [
            nobody,
            *(order_sudo.b2b_organisation_id | lines.b2b_organisation_id),
        ]
        values.update(
            order=order_sudo,
            lines=lines,
            # Each line comes from the warehouses of whoever sells it.
            warehouses={org: Warehouse._b2b_published_for(org) for org in sellers},
            stock=lines.product_id._b2b_stock(),
            changes={change["line"].id: change for change in changes},
            fmt=Formatter(request.env, order_sudo.currency_id),
            **self._b2b_totals(order_sudo),
        )
        return values

    def _b2b_totals(self, order_sudo):
        """Sums of the cart and what is left of the limits that it counts against."""
        user = request.env.user
        contractor_sudo = user._b2b_contractor()
        buyer_sudo = user.partner_id.sudo()
        month_left = None
        if buyer_sudo.b2b_limit_month:
            month_left = buyer_sudo.b2b_limit_month - buyer_sudo._b2b_month_used()
        return {
            "limits": contractor_sudo._b2b_limits(),
            "minimum": contractor_sudo.b2b_tier_id.min_order_amount,
            "order_limit": buyer_sudo.b2b_limit_order,
            "month_left": month_left,
            "approval_reason": order_sudo and order_sudo._b2b_approval_reason(),
        }

    # === Changes === #

    @route()
    def add_to_cart(
        self,
        product_template_id,
        product_id,
        quantity=1.0,
        uom_id=None,
        product_custom_attribute_values=None,
        no_variant_attribute_value_ids=None,
        linked_products=None,
        **kwargs,
    ):
        # EXTENDS website_sale: quantities keep their fractions; the minimum, the
        # multiple and the person's catalogue are checked before a line is made.
        if not self._b2b_cart_role():
            self._b2b_refuse_strangers()
            return super().add_to_cart(
                product_template_id,
                product_id,
                quantity=quantity,
                uom_id=uom_id,
                product_custom_attribute_values=product_custom_attribute_values,
                no_variant_attribute_value_ids=no_variant_attribute_value_ids,
                linked_products=linked_products,
                **kwargs,
            )
        answer = self._b2b_put([(int(product_id), _quantity(quantity))])
        row = answer["rows"][0]
        if row["problem"]:
            raise UserError(row["problem"])
        return {
            **answer,
            "quantity": row["quantity"],
            "notification_info": {"warning": row["warning"] or ""},
            "tracking_info": [],
        }

    @route("/shop/cart/add_lines", type="jsonrpc", auth="user", website=True)
    def b2b_add_lines(self, lines):
        """Add several rows at once: ``lines`` is a list of product id and quantity.

        Good rows go in, the others come back with the reason.
        """
        if not self._b2b_cart_role():
            raise NotFound()
        rows, unread = [], []
        for product_id, typed in lines[:MAX_LINES]:
            try:
                rows.append((int(product_id), _quantity(typed)))
            except UserError as error:
                unread.append({"product_id": product_id, "problem": str(error)})
        answer = self._b2b_put(rows)
        answer["rows"] += unread
        return answer

    def _b2b_put(self, rows):
        cart_sudo = request.cart or request.website._create_cart()
        results = cart_sudo._b2b_cart_add(rows)
        fmt = Formatter(request.env, cart_sudo.currency_id)
        for result in results:
            result["quantity_text"] = fmt.qty(result["quantity"])
        return {"rows": results, **self._b2b_summary(cart_sudo)}

    @route()
    def update_cart(self, line_id, quantity, product_id=None, seen=None, **kwargs):
        # EXTENDS website_sale: fractions, and an answer of figures instead of markup.
        # ``seen`` is what the page shows ({line id: quantity}): a change that rests on
        # an old figure is refused, changes of other lines are told.
        if not self._b2b_cart_role():
            self._b2b_refuse_strangers()
            return super().update_cart(
                line_id, quantity, product_id=product_id, **kwargs
            )
        line = self._b2b_line(line_id)
        quantity = _quantity(quantity)
        changes = self._b2b_changed_elsewhere(seen)
        stale = changes.pop(line.id, None)
        elsewhere = request.cart._b2b_named_changes(changes)
        if stale:
            return {
                "line": self._b2b_line_figures(line, stale),
                "problem": stale,
                "stale": True,
                "elsewhere": elsewhere,
            }
        if quantity <= 0:
            line.unlink()
            return {
                "line": None,
                "elsewhere": elsewhere,
                **self._b2b_summary(request.cart),
            }
        # It stands beside the field: which product it is about is seen.
        if problems := line.product_id._b2b_quantity_problems(quantity):
            problem = "; ".join(problems)
            return {"line": self._b2b_line_figures(line, problem), "problem": problem}
        line.order_id._b2b_change_lines(
            [Command.update(line.id, {"product_uom_qty": quantity})]
        )
        return {
            "line": self._b2b_line_figures(line),
            "elsewhere": elsewhere,
            **self._b2b_summary(request.cart),
        }

    @route("/shop/cart/comment", type="jsonrpc", auth="user", website=True)
    def b2b_comment(self, line_id, comment, seen=None):
        """Comment of one line; ``seen`` is the comment that the page showed before."""
        if not self._b2b_cart_role():
            raise NotFound()
        line = self._b2b_line(line_id)
        if seen is not None and str(seen) != (line.b2b_comment or ""):
            raise UserError(
                request.env._(
                    "The comment was changed in another window: «%s». Reload the page.",
                    line.b2b_comment or "",
                )
            )
        line.b2b_comment = str(comment or "")[:250]
        return True

    @route()
    def quick_add(self, product_template_id, product_id, quantity=1.0, **kwargs):
        # EXTENDS website_sale: its answer renders the core cart.
        if self._b2b_cart_role():
            raise NotFound()
        self._b2b_refuse_strangers()
        return super().quick_add(
            product_template_id, product_id, quantity=quantity, **kwargs
        )

    @route()
    def cart_quantity(self):
        # EXTENDS website_sale: lines, not a sum of units that cannot be added up; and
        # never from the session, the cart is shared by the person's devices.
        if request.env.user._b2b_role() or request.website._b2b_prices_closed():
            return self._b2b_summary(request.cart)["cart_quantity"]
        return super().cart_quantity()

    @route()
    def clear_cart(self):
        if not self._b2b_cart_role():
            self._b2b_refuse_strangers()
        return super().clear_cart()

    # === Helpers === #

    def _b2b_cart_role(self):
        role = request.env.user._b2b_role()
        return role if role in ORDERING_ROLES else False

    def _b2b_refuse_strangers(self):
        """404 for who may have no cart: strangers, accountants, closed prices."""
        if request.env.user._b2b_role() or request.website._b2b_prices_closed():
            raise NotFound()

    def _b2b_line(self, line_id):
        """A line of the current person's own open cart, whatever id was sent."""
        line = request.cart.order_line.filtered(lambda ln: ln.id == int(line_id or 0))
        if not line:
            raise UserError(
                request.env._(
                    "The cart has changed: reload the page to see it as it is."
                )
            )
        return line

    def _b2b_changed_elsewhere(self, seen):
        """``{line id: message}`` of what another window did to the current cart."""
        if not isinstance(seen, dict):
            return {}
        try:
            return request.cart._b2b_changed_since(seen)
        except (TypeError, ValueError):
            raise NotFound() from None

    def _b2b_line_figures(self, line, problem=None):
        fmt = Formatter(request.env, line.currency_id)
        return {
            "id": line.id,
            "quantity": fmt.input_qty(line.product_uom_qty),
            "price": fmt.money(line.price_unit),
            "total": fmt.money(line.price_total),
            "problem": problem,
        }

    def _b2b_summary(self, order_sudo):
        """Figures of the whole cart after a change."""
        fmt = Formatter(request.env, order_sudo.currency_id or None)
        return {
            "cart_quantity": len(order_sudo.order_line.filtered("product_id")),
            "amount_untaxed": fmt.money(order_sudo.amount_untaxed),
            "amount_tax": fmt.money(order_sudo.amount_tax),
            "amount_total": fmt.money(order_sudo.amount_total),
        }


def _quantity(value):
    """A quantity as people type it: comma or point, spaces between thousands."""
    if isinstance(value, str):
        value = value.replace("\xa0", "").replace(" ", "").replace(",", ".")
    try:
        quantity = float(value)
    except (TypeError, ValueError):
        raise UserError(
            request.env._("Quantity: a number is expected, e.g. 2.5")
        ) from None
    if not 0 <= quantity < 1e9:
        raise UserError(request.env._("Quantity: a number above zero is expected."))
    return quantity
