from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route

from ..tools import order_list
from .cart import _quantity
from .common import ORDERING_ROLES, CabinetController


class CabinetLists(CabinetController):
    """Favourites and named lists of goods (``b2b.list``)."""

    # === Pages === #

    @route("/my/lists", type="http", auth="user", website=True, sitemap=False)
    def b2b_lists(self, **kw):
        self._check_role(*ORDERING_ROLES)
        values = self._cabinet_values("lists", tab="lists")
        partner = request.env.user.partner_id
        lists = (
            request.env["b2b.list"]
            .sudo()
            .search(
                Domain("contractor_id", "=", values["contractor"].id)
                & (
                    Domain("owner_id", "=", partner.id)
                    | Domain("shared", "=", True)
                    | (Domain.TRUE if values["role"] == "director" else Domain.FALSE)
                )
            )
        )
        values.update(
            own=lists.filtered(lambda record: record.owner_id == partner),
            others=lists.filtered(lambda record: record.owner_id != partner),
            problem=request.session.pop("b2b_list_problem", None),
        )
        return request.render("b2b_portal.lists", values)

    @route(
        "/my/lists/<int:list_id>",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
    )
    def b2b_list(self, list_id, **kw):
        list_sudo = self._list_check(list_id)
        return request.render("b2b_portal.list", self._list_values(list_sudo))

    def _list_values(self, list_sudo):
        """Values of the page; the queries do not follow the number of lines."""
        values = self._cabinet_values("lists")
        lines = list_sudo.line_ids
        visible = request.env["product.product"].search(
            [("id", "in", lines.product_id.ids), *request.website.sale_product_domain()]
        )
        prices = visible._b2b_own_prices()
        values.update(
            record=list_sudo,
            lines=lines,
            visible=set(visible.ids),
            prices=prices,
            stock=visible._b2b_stock(),
            currency=request.pricelist.currency_id,
            total=sum(
                (prices.get(line.product_id.id) or 0.0) * line.quantity
                for line in lines
            ),
            may_change=list_sudo._may_change(request.env.user),
            problem=request.session.pop("b2b_list_problem", None),
            saved=request.session.pop("b2b_list_saved", None),
        )
        return values

    # === Changes === #

    @route("/my/lists/new", type="http", auth="user", methods=["POST"], website=True)
    def b2b_list_new(self, name=None, from_cart=None, **post):
        """A new list, empty or with the goods of the current cart."""
        self._check_role(*ORDERING_ROLES)
        rows = []
        if from_cart and request.cart:
            rows = [
                (line.product_id.id, line.product_uom_qty)
                for line in request.cart.order_line
                if line.product_id
            ]
        try:
            record = request.env["b2b.list"]._make(
                request.env.user.partner_id, _text(name), rows
            )
        except UserError as error:
            request.session["b2b_list_problem"] = str(error)
            return request.redirect("/my/lists")
        return request.redirect(f"/my/lists/{record.id}")

    @route(
        "/my/lists/<int:list_id>/save",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_list_save(self, list_id, name=None, shared=None, **post):
        """Name, sharing and quantities; a quantity of zero takes the line out."""
        list_sudo = self._list_check(list_id, change=True)
        try:
            quantities = self._list_quantities(list_sudo, post)
        except UserError as error:
            return self._list_back(list_sudo, str(error))
        for line, quantity in quantities.items():
            if not quantity:
                line.unlink()
            elif line.quantity != quantity:
                line.quantity = quantity
        values = {"shared": bool(shared)}
        if list_sudo.kind == "list" and _text(name):
            values["name"] = _text(name)
        list_sudo.write(values)
        request.session["b2b_list_saved"] = True
        return self._list_back(list_sudo)

    @route(
        "/my/lists/<int:list_id>/add",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_list_add(self, list_id, lines="", **post):
        """Add pasted rows, ``артикул;количество``; those not found are named."""
        list_sudo = self._list_check(list_id, change=True)
        answers = request.env["b2b.quick.order"]._check(
            order_list.parse_text(lines or "")
        )
        # A list may hold what cannot be ordered today, but it has to be somebody's.
        good = [
            (answer["product"].id, answer["quantity"])
            for answer in answers
            if answer["product"] and answer["quantity"]
        ]
        bad = [
            source
            for answer in answers
            if not (answer["product"] and answer["quantity"])
            for source in answer["source"]
        ]
        problem = None
        if bad:
            problem = request.env._(
                "Not found or without a quantity: %s", "; ".join(bad)
            )
        try:
            list_sudo._put(good)
        except UserError as error:
            problem = str(error)
        return self._list_back(list_sudo, problem)

    @route(
        "/my/lists/<int:list_id>/cart",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_list_to_cart(self, list_id, **post):
        """Everything to the current cart, with the quantities that the page shows."""
        list_sudo = self._list_check(list_id)
        try:
            quantities = self._list_quantities(list_sudo, post)
        except UserError as error:
            return self._list_back(list_sudo, str(error))
        rows = [
            (line.product_id.id, quantities.get(line, line.quantity))
            for line in list_sudo.line_ids
            if quantities.get(line, line.quantity)
        ]
        if not rows:
            return self._list_back(
                list_sudo, request.env._("There is nothing to put into the cart.")
            )
        cart_sudo = request.cart or request.website._create_cart()
        request.session["b2b_cart_report"] = cart_sudo._b2b_cart_report(
            cart_sudo._b2b_cart_add(rows)
        )
        return request.redirect("/shop/cart")

    @route(
        "/my/lists/<int:list_id>/copy",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_list_copy(self, list_id, **post):
        """An own copy, of a colleague's shared list too."""
        list_sudo = self._list_check(list_id)
        try:
            copy = request.env["b2b.list"]._make(
                request.env.user.partner_id,
                request.env._("%s (copy)", list_sudo.name),
                [(line.product_id.id, line.quantity) for line in list_sudo.line_ids],
            )
        except UserError as error:
            return self._list_back(list_sudo, str(error))
        return request.redirect(f"/my/lists/{copy.id}")

    @route(
        "/my/lists/<int:list_id>/delete",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_list_delete(self, list_id, **post):
        self._list_check(list_id, change=True).unlink()
        return request.redirect("/my/lists")

    @route("/my/lists/put", type="jsonrpc", auth="user", website=True)
    def b2b_list_put(self, product_id, list_id=None, quantity=None):
        """Put one product into a list; without ``list_id`` toggle it as a favourite.

        :return: ``{"on": whether it is in the list now, "name": of the list}``
        """
        self._check_role(*ORDERING_ROLES)
        product = self._catalogue_product(product_id)
        if list_id is None:
            list_sudo = request.env["b2b.list"]._favourites(
                request.env.user.partner_id, create=True
            )
            return {"on": list_sudo._toggle(product), "name": list_sudo.name}
        list_sudo = self._list_check(list_id, change=True)
        least = product._b2b_least_quantity()
        list_sudo._put([(product.id, _quantity(quantity) if quantity else least)])
        return {"on": True, "name": list_sudo.name}

    # === Helpers === #

    def _list_check(self, list_id, change=False):
        """A list by sudo after access was checked; ``change``: it will be changed."""
        self._check_role(*ORDERING_ROLES)
        list_sudo = self._document_check("b2b.list", list_id)
        if change and not list_sudo._may_change(request.env.user):
            raise NotFound()
        return list_sudo

    def _list_quantities(self, list_sudo, post):
        """Quantities typed on the page: ``{line of this list: quantity}``."""
        return {
            line: _quantity(post[f"qty_{line.id}"] or 0)
            for line in list_sudo.line_ids
            if f"qty_{line.id}" in post
        }

    def _list_back(self, list_sudo, problem=None):
        if problem:
            request.session["b2b_list_problem"] = problem
        return request.redirect(f"/my/lists/{list_sudo.id}")

    def _catalogue_product(self, product_id):
        """A product of the person's own catalogue (sudo), or 404."""
        product = request.env["product.product"].search(
            [("id", "=", int(product_id)), *request.website.sale_product_domain()]
        )
        if not product:
            raise NotFound()
        return product.sudo()


def _text(text):
    return (text or "").strip()[:80]
