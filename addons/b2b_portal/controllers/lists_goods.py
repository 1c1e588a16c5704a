from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import request, route

from .cart import _quantity
from .common import ORDERING_ROLES, CabinetController
from .shop import Shop

WATCHES = ("stock", "price")


class CabinetGoods(CabinetController):
    """Pre-orders and watched goods, beside the lists."""

    # === Pre-orders === #

    @route("/my/lists/preorders", type="http", auth="user", website=True, sitemap=False)
    def b2b_preorders(self, product=None, **kw):
        """Own pre-orders (a director: everybody's), and the form of a new one."""
        role = self._check_role(*ORDERING_ROLES)
        values = self._cabinet_values("lists", tab="preorders")
        domain = [("contractor_id", "=", values["contractor"].id)]
        if role == "buyer":
            domain.append(("buyer_id", "=", request.env.user.partner_id.id))
        preorders = (
            request.env["b2b.preorder"]
            .sudo()
            .search(domain, order="id desc", limit=200)
        )
        wanted = None
        if str(product or "").isdigit():
            wanted = self._catalogue_product(product)
        products = preorders.product_id | (wanted or preorders.product_id)
        values.update(
            open=preorders.filtered(lambda p: p.state in ("waiting", "ready")),
            closed=preorders.filtered(lambda p: p.state not in ("waiting", "ready")),
            places=preorders._places(),
            expected=products._b2b_expected(),
            wanted=wanted,
            warehouses=request.env["stock.warehouse"]._b2b_published_for(),
            typed=request.session.pop("b2b_preorder_typed", {}),
            problem=request.session.pop("b2b_preorder_problem", None),
        )
        return request.render("b2b_portal.preorders", values)

    @route(
        "/my/lists/preorders/new",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_preorder_new(
        self, product_id, quantity="", warehouse_id=None, comment=None, **post
    ):
        self._check_role(*ORDERING_ROLES)
        product_sudo = self._catalogue_product(product_id)
        warehouses = request.env["stock.warehouse"]._b2b_published_for()
        warehouse = warehouses.filtered(lambda w: str(w.id) == str(warehouse_id))
        try:
            request.env["b2b.preorder"]._make(
                request.env.user.partner_id,
                product_sudo,
                _quantity(quantity),
                warehouse or warehouses[:1],
                (comment or "").strip()[:250],
            )
        except UserError as error:
            request.session["b2b_preorder_problem"] = str(error)
            request.session["b2b_preorder_typed"] = {
                "quantity": str(quantity)[:20],
                "comment": (comment or "")[:250],
            }
            return request.redirect(f"/my/lists/preorders?product={product_sudo.id}")
        return request.redirect("/my/lists/preorders")

    @route(
        "/my/lists/preorders/<int:preorder_id>/cancel",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_preorder_cancel(self, preorder_id, **post):
        self._check_role(*ORDERING_ROLES)
        self._document_check("b2b.preorder", preorder_id)._cancel()
        return request.redirect("/my/lists/preorders")

    @route(
        "/my/lists/preorders/cart",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_preorders_to_cart(self, **post):
        """Everything of one's own that has arrived, to the cart."""
        self._check_role(*ORDERING_ROLES)
        ready = (
            request.env["b2b.preorder"]
            .sudo()
            .search(
                [
                    ("buyer_id", "=", request.env.user.partner_id.id),
                    ("state", "=", "ready"),
                ]
            )
        )
        if not ready:
            return request.redirect("/my/lists/preorders")
        cart_sudo = request.cart or request.website._create_cart()
        wanted = {}
        for preorder in ready:
            product_id = preorder.product_id.id
            wanted[product_id] = wanted.get(product_id, 0.0) + preorder.quantity
        # Pressed twice, the cart still holds what arrived and not twice as much.
        in_cart = {}
        for line in cart_sudo.order_line:
            product_id = line.product_id.id
            in_cart[product_id] = in_cart.get(product_id, 0.0) + line.product_uom_qty
        rows = [
            (product_id, quantity)
            for product_id, quantity in wanted.items()
            if quantity > in_cart.get(product_id, 0.0)
        ]
        results = cart_sudo._b2b_cart_add(rows, replace=True)
        request.session["b2b_cart_report"] = cart_sudo._b2b_cart_report(results)
        return request.redirect("/shop/cart")

    # === Watched goods === #

    @route("/my/lists/watches", type="http", auth="user", website=True, sitemap=False)
    def b2b_watches(self, **kw):
        self._check_role(*ORDERING_ROLES)
        values = self._cabinet_values("lists", tab="watches")
        watches = (
            request.env["b2b.watch"]
            .sudo()
            .search([("partner_id", "=", request.env.user.partner_id.id)])
        )
        products = watches.product_id
        values.update(
            watches=watches,
            prices=products._b2b_own_prices(),
            stock=products._b2b_stock(),
            expected=products._b2b_expected(),
            currency=request.pricelist.currency_id,
        )
        return request.render("b2b_portal.watches", values)

    @route("/my/lists/watch", type="jsonrpc", auth="user", website=True)
    def b2b_watch(self, product_id, kind):
        """Begin or end watching; the answer says whether it is on now."""
        self._check_role(*ORDERING_ROLES)
        if kind not in WATCHES:
            raise NotFound()
        product_sudo = self._catalogue_product(product_id)
        partner = request.env.user.partner_id
        return {"on": request.env["b2b.watch"]._toggle(partner, product_sudo, kind)}

    @route(
        "/my/lists/watches/<int:watch_id>/delete",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_watch_delete(self, watch_id, **post):
        self._check_role(*ORDERING_ROLES)
        watch_sudo = self._document_check("b2b.watch", watch_id)
        if watch_sudo.partner_id != request.env.user.partner_id:
            raise NotFound()
        watch_sudo.unlink()
        return request.redirect("/my/lists/watches")


class ShopMarks(Shop):
    """Hearts, bells and expected dates in the rows of the catalogue."""

    def _catalogue_values(self, variants):
        values = super()._catalogue_values(variants)
        if values["b2b_can_order"]:
            values["b2b_marks"] = self._catalogue_marks(variants)
        return values

    def _catalogue_marks(self, variants):
        """What the current person marked among these: sets of product ids, by kind."""
        partner = request.env.user.partner_id
        marks = {"favourite": set(), "stock": set(), "price": set()}
        for line in (
            request.env["b2b.list.line"]
            .sudo()
            .search_fetch(
                [
                    ("list_id.owner_id", "=", partner.id),
                    ("list_id.kind", "=", "favourites"),
                    ("product_id", "in", variants.ids),
                ],
                ["product_id"],
            )
        ):
            marks["favourite"].add(line.product_id.id)
        for watch in (
            request.env["b2b.watch"]
            .sudo()
            .search_fetch(
                [("partner_id", "=", partner.id), ("product_id", "in", variants.ids)],
                ["product_id", "kind"],
            )
        ):
            marks[watch.kind].add(watch.product_id.id)
        marks["expected"] = variants._b2b_expected()
        return marks
