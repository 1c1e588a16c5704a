from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route

from .common import ORDERING_ROLES, CabinetController


class CabinetCarts(CabinetController):
    """Several named carts of one person, one of them current."""

    @route("/my/carts", type="http", auth="user", website=True, sitemap=False)
    def b2b_carts(self, **kw):
        self._check_role(*ORDERING_ROLES)
        return request.render("b2b_portal.carts", self._carts_values())

    def _carts_values(self):
        """Values of the page; the queries do not follow the number of carts."""
        values = self._cabinet_values("cart")
        Order = request.env["sale.order"].sudo()
        partner = request.env.user.partner_id
        carts = Order.search(Order._b2b_carts_domain(partner), order="write_date desc")
        values.update(
            carts=carts,
            current=request.cart,
            line_counts=dict(
                request.env["sale.order.line"]
                .sudo()
                ._read_group(
                    [("order_id", "in", carts.ids), ("product_id", "!=", False)],
                    ["order_id"],
                    ["__count"],
                )
            ),
            problem=request.session.pop("b2b_carts_problem", None),
        )
        return values

    def _carts_own(self, cart_id):
        """An open cart of the current person, whatever id was sent."""
        self._check_role(*ORDERING_ROLES)
        Order = request.env["sale.order"].sudo()
        cart_sudo = Order.search(
            Order._b2b_carts_domain(request.env.user.partner_id)
            & Domain("id", "=", cart_id)
        )
        if not cart_sudo:
            raise NotFound()
        return cart_sudo

    def _carts_back(self, problem=None):
        if problem:
            request.session["b2b_carts_problem"] = problem
        return request.redirect("/my/carts")

    @route("/my/carts/new", type="http", auth="user", methods=["POST"], website=True)
    def b2b_cart_new(self, name=None, **post):
        """Start another cart; the one that was current stays in the list."""
        self._check_role(*ORDERING_ROLES)
        try:
            request.env["sale.order"]._b2b_check_cart_count(request.env.user.partner_id)
        except UserError as error:
            return self._carts_back(str(error))
        cart_sudo = request.website._create_cart()
        cart_sudo.b2b_cart_name = _name(name)
        return request.redirect("/shop/cart")

    @route(
        "/my/carts/<int:cart_id>/open",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_cart_open(self, cart_id, **post):
        self._carts_own(cart_id)._b2b_make_current()
        return request.redirect("/shop/cart")

    @route(
        "/my/carts/<int:cart_id>/rename",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_cart_rename(self, cart_id, name=None, **post):
        self._carts_own(cart_id).b2b_cart_name = _name(name)
        return self._carts_back()

    @route(
        "/my/carts/<int:cart_id>/copy",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_cart_copy(self, cart_id, **post):
        try:
            self._carts_own(cart_id)._b2b_copy_cart()
        except UserError as error:
            return self._carts_back(str(error))
        return self._carts_back()

    @route(
        "/my/carts/<int:cart_id>/merge",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_cart_merge(self, cart_id, **post):
        """Put the goods of a cart into the current one."""
        cart_sudo = self._carts_own(cart_id)
        target_sudo = request.cart or request.website._create_cart()
        if target_sudo == cart_sudo:
            raise NotFound()
        stayed = cart_sudo._b2b_merge_into(target_sudo)
        if stayed:
            return self._carts_back("\n".join(target_sudo._b2b_cart_report(stayed)))
        return request.redirect("/shop/cart")

    @route(
        "/my/carts/<int:cart_id>/delete",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_cart_delete(self, cart_id, **post):
        self._carts_own(cart_id).unlink()
        return self._carts_back()


def _name(text):
    return (text or "").strip()[:80] or False
