from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route

from .cart import _quantity
from .common import ORDERING_ROLES, CabinetController

# More orders at once than this is no repeated purchase.
MAX_ORDERS = 20
MAX_ROWS = 2000


class CabinetRepeat(CabinetController):
    """Past orders into an editable draft, with what has changed since."""

    @route("/my/orders/repeat", type="http", auth="user", website=True, sitemap=False)
    def b2b_repeat(self, **post):
        """Rows of the chosen orders (``order``, repeated); posted: into a cart.

        Fields ``qty_<product id>`` hold the quantities as they were edited, ``into``
        is ``new`` or ``current``.
        """
        self._check_role(*ORDERING_ROLES)
        orders_sudo = self._repeat_orders()
        if not orders_sudo:
            return request.redirect("/my/orders")
        draft = orders_sudo._b2b_repeat_draft(request.env.user.partner_id)
        rows = orders_sudo._b2b_repeat_rows(draft)
        problem = None
        if request.httprequest.method == "POST":
            try:
                return self._repeat_fill(orders_sudo, draft, rows, post)
            except UserError as error:
                problem = str(error)
        values = self._cabinet_values(
            "orders",
            orders=orders_sudo,
            rows=rows,
            changed=[row for row in rows if _is_dearer_or_cheaper(row, draft)],
            missing=[row for row in rows if row["gone"]],
            typed=post,
            problem=problem,
            current=request.cart,
            currency=draft.currency_id,
        )
        return request.render("b2b_portal.repeat", values)

    def _repeat_orders(self):
        """The chosen orders that the current person may see, the newest first."""
        ids = [
            int(id_)
            for id_ in request.httprequest.values.getlist("order")[:MAX_ORDERS]
            if id_.isdigit()
        ]
        return (
            request.env["sale.order"]
            .sudo()
            .search(
                request.env["b2b.cabinet"]._orders_domain() & Domain("id", "in", ids),
                order="date_order desc, id desc",
            )
        )

    def _repeat_fill(self, orders_sudo, draft, rows, post):
        """Put what was left of the rows into a cart and show it.

        :raise UserError: a quantity that is no number, or nothing to put in
        """
        # Only goods of these orders and their analogues: nothing else is named here.
        known = request.env["product.product"].union(
            *(row["product"] for row in rows),
            *(offer["product"] for row in rows for offer in row["analogues"]),
        )
        wanted = []
        for product in known:
            typed = (post.get(f"qty_{product.id}") or "").strip()
            quantity = _quantity(typed) if typed else 0.0
            if quantity:
                wanted.append((product.id, quantity))
        if not wanted:
            raise UserError(
                request.env._("Write the quantity of at least one product.")
            )
        cart_sudo = request.cart
        if post.get("into") != "current" or not cart_sudo:
            request.env["sale.order"]._b2b_check_cart_count(request.env.user.partner_id)
            cart_sudo = request.website._create_cart()
            cart_sudo.b2b_entity_id = draft.b2b_entity_id
            cart_sudo.b2b_contract_id = draft.b2b_contract_id
            cart_sudo.b2b_cart_name = request.env._(
                "Repeat of %s", ", ".join(orders_sudo.mapped("name"))
            )[:80]
        results = cart_sudo._b2b_cart_add(wanted[:MAX_ROWS])
        request.session["b2b_cart_report"] = cart_sudo._b2b_cart_report(results)
        return request.redirect("/shop/cart")


def _is_dearer_or_cheaper(row, draft):
    return row["price"] is not None and draft.currency_id.compare_amounts(
        row["price"], row["old"]
    )
