from datetime import date as Date
from urllib.parse import urlencode

from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.addons.sale.controllers.portal import PaymentPortal
from odoo.addons.website_sale.controllers.reorder import CustomerPortal as Reorder

from .common import ORDERING_ROLES, CabinetController

ORDERS_PER_PAGE = 40
# An order can be taken back before anything was paid, picked or shipped for it.
CANCELLABLE = ("approval", "reserved", "awaiting_payment")


class CabinetOrders(CabinetController):
    # === List === #

    @route()
    def portal_my_orders(self, **kwargs):
        # EXTENDS sale
        if not request.env.user._b2b_role():
            return super().portal_my_orders(**kwargs)
        return request.render("b2b_portal.orders", self._orders_values(**kwargs))

    @route()
    def portal_my_quotes(self, **kwargs):
        # EXTENDS sale: a contractor's open carts are in the cart, not among quotations.
        if request.env.user._b2b_role():
            return request.redirect("/my/orders")
        return super().portal_my_quotes(**kwargs)

    def _orders_values(self, page=1, **filters):
        values = self._cabinet_values("orders")
        domain, filters = self._orders_domain(values, filters)
        Order = request.env["sale.order"].sudo()
        count, total = Order._read_group(domain, [], ["__count", "amount_total:sum"])[0]
        pager = portal_pager(
            url="/my/orders",
            total=count,
            page=page,
            step=ORDERS_PER_PAGE,
            url_args=filters,
        )
        values.update(
            orders=Order.search(
                domain,
                limit=ORDERS_PER_PAGE,
                offset=pager["offset"],
                order="date_order desc, id desc",
            ),
            pager=pager,
            filters=filters,
            filter_query=urlencode(filters),
            count=count,
            total=total,
            statuses=[
                status
                for status in Order._fields["b2b_status"]._description_selection(
                    request.env
                )
                if status[0] != "cart"
            ],
            by_status=self._orders_by_status(),
            entities=values["contractor"].b2b_entity_ids,
            employees=values["contractor"].b2b_employee_ids,
        )
        if values["role"] == "director":
            values["by_employee"] = Order._read_group(
                domain,
                ["b2b_buyer_id"],
                ["__count", "amount_total:sum"],
                order="amount_total:sum desc",
                limit=12,
            )
        return values

    def _orders_by_status(self):
        return dict(
            request.env["sale.order"]
            .sudo()
            ._read_group(
                request.env["b2b.cabinet"]._orders_domain(), ["b2b_status"], ["__count"]
            )
        )

    def _orders_domain(self, values, filters):
        """Domain of the chosen filters, and the filters that made sense."""
        domain = request.env["b2b.cabinet"]._orders_domain()
        kept = {}
        selection = dict(request.env["sale.order"]._fields["b2b_status"].selection)
        if (status := filters.get("status")) in selection:
            domain &= Domain("b2b_status", "=", status)
            kept["status"] = status
        for name, field in (("entity", "b2b_entity_id"), ("employee", "b2b_buyer_id")):
            if str(filters.get(name) or "").isdigit():
                domain &= Domain(field, "=", int(filters[name]))
                kept[name] = filters[name]
        for name, operator in (("date_from", ">="), ("date_to", "<=")):
            try:
                day = Date.fromisoformat(filters.get(name) or "")
            except ValueError:
                continue
            moment = values["fmt"].to_utc(day, 0 if name == "date_from" else 24)
            domain &= Domain("date_order", operator, moment)
            kept[name] = filters[name]
        if search := (filters.get("search") or "").strip()[:80]:
            domain &= Domain.OR(
                Domain(field, "ilike", search)
                for field in (
                    "name",
                    "client_order_ref",
                    "order_line.product_id.default_code",
                    "order_line.product_id.name",
                )
            )
            kept["search"] = search
        return domain, kept

    # === One order === #

    @route()
    def portal_order_page(self, order_id, access_token=None, **kw):
        # EXTENDS sale: an order of a contractor opens only for its own people; a link
        # with a token would show prices to whoever it was forwarded to.
        order_sudo = request.env["sale.order"].sudo().browse(order_id).exists()
        if not order_sudo.b2b_contractor_id:
            return super().portal_order_page(order_id, access_token=access_token, **kw)
        if request.env.user._b2b_role():
            return request.render(
                "b2b_portal.order",
                self._order_values(self._order_check(order_id), **kw),
            )
        if request.env.user._is_internal():
            return super().portal_order_page(order_id, access_token=access_token, **kw)
        if request.env.user._is_public():
            return request.redirect(f"/web/login?redirect=/my/orders/{order_id}")
        raise NotFound()

    def _order_values(self, order_sudo, placed=None, problem=None, **kw):
        values = self._cabinet_values("orders")
        status = order_sudo.b2b_status
        role = values["role"]
        lines = order_sudo.order_line.filtered(lambda ln: not ln.display_type)
        documents = order_sudo.b2b_document_ids
        if role == "buyer":
            seen = values["cabinet"]._buyer_documents()
            documents = documents.filtered(lambda d: d.kind in seen)
        invoices = documents.filtered(lambda d: d.kind == "invoice")
        values.update(
            order=order_sudo,
            lines=lines,
            events=order_sudo.b2b_event_ids,
            payments=order_sudo.b2b_payment_ids,
            pickings=order_sudo.picking_ids.filtered(lambda p: p.state == "done"),
            invoice=invoices.filtered(lambda d: d.state != "cancelled")[:1],
            other_documents=documents - invoices,
            placed=placed,
            siblings=order_sudo._b2b_siblings(),
            problem=request.session.pop("b2b_problem", None),
            note=request.session.pop("b2b_note", None),
            can_invoice=order_sudo._b2b_can_invoice(),
            can_cancel=role in ORDERING_ROLES and self._order_cancellable(order_sudo),
            can_decide=role == "director" and status == "approval",
            waiting_parts=order_sudo._b2b_waiting_parts(),
            can_repeat=role in ORDERING_ROLES and bool(lines.product_id),
        )
        return values

    def _order_cancellable(self, order_sudo):
        return (
            order_sudo.b2b_status in CANCELLABLE
            and order_sudo.b2b_payment_state == "unpaid"
        )

    # === Actions === #

    @route(
        "/my/orders/<int:order_id>/cancel",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_order_cancel(self, order_id, note=None, **post):
        self._check_role(*ORDERING_ROLES)
        order_sudo = self._order_check(order_id)
        if not self._order_cancellable(order_sudo):
            return self._order_back(
                order_sudo,
                request.env._(
                    "The order is in work already: ask your manager to cancel it."
                ),
            )
        return self._order_act(
            order_sudo, lambda: order_sudo._b2b_cancel("portal", _note(note))
        )

    @route(
        "/my/orders/<int:order_id>/approve",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_order_approve(self, order_id, note=None, scope="all", **post):
        """Approve an order; of a split cart all parts that wait, or (``one``) this."""
        self._check_role("director")
        order_sudo = self._order_check(order_id)
        parts_sudo = self._order_parts(order_sudo, scope)
        return self._order_act(
            order_sudo, lambda: parts_sudo._b2b_approve(_note(note)), turn=parts_sudo
        )

    @route(
        "/my/orders/<int:order_id>/refuse",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_order_refuse(self, order_id, note=None, scope="all", **post):
        self._check_role("director")
        order_sudo = self._order_check(order_id)
        if not _note(note):
            return self._order_back(
                order_sudo,
                request.env._("Say why the order is refused: the buyer will read it."),
            )
        parts_sudo = self._order_parts(order_sudo, scope)
        return self._order_act(order_sudo, lambda: parts_sudo._b2b_refuse(_note(note)))

    def _order_parts(self, order_sudo, scope):
        """What the director decides about: the person may see each of them."""
        if scope == "one":
            return order_sudo
        return order_sudo.union(
            *(self._order_check(part.id) for part in order_sudo._b2b_waiting_parts())
        )

    def _order_act(self, order_sudo, action, turn=None):
        """Run a transition; a refusal is shown on the order's page, in words.

        :param turn: orders about whose goods or limits the transition decides: wait
            for one's turn
        """
        try:
            if turn:
                request.env["b2b.turn"]._take(turn)
            with request.env.cr.savepoint():
                action()
        except UserError as error:
            order_sudo.invalidate_recordset()
            return self._order_back(order_sudo, str(error))
        return self._order_back(order_sudo)

    def _order_back(self, order_sudo, problem=None):
        if problem:
            request.session["b2b_problem"] = problem
            # What was written stands in its form again.
            request.session["b2b_note"] = _note(request.params.get("note"))
        return request.redirect(f"/my/orders/{order_sudo.id}")

    # === Core's other ways to confirm an order === #

    @route()
    def portal_quote_accept(self, order_id, **kwargs):
        self._orders_refuse_core(order_id)
        return super().portal_quote_accept(order_id, **kwargs)

    @route()
    def portal_quote_decline(self, order_id, **kwargs):
        self._orders_refuse_core(order_id)
        return super().portal_quote_decline(order_id, **kwargs)

    def _orders_refuse_core(self, order_id):
        order_sudo = request.env["sale.order"].sudo().browse(order_id).exists()
        if order_sudo.b2b_contractor_id:
            raise NotFound()


class ClosedOrderPayment(PaymentPortal):
    @route()
    def portal_order_transaction(self, order_id, access_token, **kwargs):
        self._orders_refuse_core(order_id)
        return super().portal_order_transaction(order_id, access_token, **kwargs)


class ClosedReorder(Reorder):
    @route()
    def my_orders_reorder(self, order_id, access_token=None):
        # EXTENDS website_sale: it fills the cart past the checks of ours.
        self._orders_refuse_core(order_id)
        return super().my_orders_reorder(order_id, access_token=access_token)


def _note(text):
    return (text or "").strip()[:500]
