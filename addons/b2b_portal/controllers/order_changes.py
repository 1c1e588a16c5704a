from werkzeug.exceptions import NotFound

from odoo.http import request, route

from .common import ORDERING_ROLES
from .orders import CabinetOrders, _note

ANSWERS = ("accept", "refuse", "withdraw")
# A placed order that another system has: taking it back is asked for, not done.
ASKABLE = ("reserved", "awaiting_payment", "paid", "picking", "partly_shipped")


class CabinetOrderChanges(CabinetOrders):
    """What a contractor does with a placed order: longer, less, an order, consent."""

    def _order_values(self, order_sudo, **kw):
        # EXTENDS: what may be done, decided here and not in the template.
        values = super()._order_values(order_sudo, **kw)
        can_order = values["role"] in ORDERING_ROLES
        outside = order_sudo._b2b_is_outside()
        limits = order_sudo.b2b_contractor_id._b2b_limits(
            exclude=order_sudo, contract=order_sudo.b2b_contract_id
        )
        waiting = order_sudo.b2b_change_ids.filtered(lambda c: c.state == "waiting")
        values.update(
            outside=outside,
            can_extend=can_order and order_sudo._b2b_can_extend(),
            extended_until=order_sudo.b2b_reserve_until
            and order_sudo._b2b_extended_until(),
            can_turn=can_order
            and order_sudo.b2b_status == "reserved"
            and not order_sudo._b2b_is_readonly(),
            credit_free=limits["credit_free"],
            can_reduce=can_order
            and (order_sudo._b2b_is_held() or self._askable(order_sudo)),
            can_ask_cancel=can_order
            and self._askable(order_sudo)
            and not waiting.filtered(lambda c: c.kind == "cancel"),
            own_changes=waiting.filtered(lambda c: c.asked_by == "contractor"),
            offered_changes=waiting.filtered(lambda c: c.asked_by == "wholesaler"),
            can_answer=can_order,
        )
        return values

    def _order_cancellable(self, order_sudo):
        # EXTENDS: once another system has the order, it is asked for.
        return super()._order_cancellable(order_sudo) and not (
            order_sudo._b2b_is_outside()
        )

    def _askable(self, order_sudo):
        return (
            order_sudo._b2b_is_outside()
            and not order_sudo._b2b_is_readonly()
            and order_sudo.b2b_status in ASKABLE
        )

    def _order_of_buyer(self, order_id):
        self._check_role(*ORDERING_ROLES)
        return self._order_check(order_id)

    @route()
    def b2b_order_cancel(self, order_id, note=None, **post):
        # EXTENDS
        order_sudo = self._order_of_buyer(order_id)
        if not self._askable(order_sudo):
            return super().b2b_order_cancel(order_id, note=note, **post)
        return self._order_act(
            order_sudo, lambda: order_sudo._b2b_ask_cancel(_note(note))
        )

    @route(
        "/my/orders/<int:order_id>/extend",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_order_extend(self, order_id, **post):
        order_sudo = self._order_of_buyer(order_id)
        return self._order_act(order_sudo, order_sudo._b2b_extend)

    @route(
        "/my/orders/<int:order_id>/turn",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_order_turn(self, order_id, mode=None, **post):
        order_sudo = self._order_of_buyer(order_id)
        return self._order_act(
            order_sudo,
            lambda: order_sudo._b2b_order_reserve(mode or ""),
            turn=order_sudo,
        )

    @route(
        "/my/orders/<int:order_id>/reduce",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_order_reduce(self, order_id, note=None, **post):
        """Less of some lines: at once, or as a request once 1С has the order.

        Fields ``keep_<line id>`` hold the quantities that stay.
        """
        order_sudo = self._order_of_buyer(order_id)
        keep = {}
        for line in order_sudo.order_line:
            typed = (post.get(f"keep_{line.id}") or "").replace(",", ".").strip()
            try:
                keep[line.id] = float(typed) if typed else line.product_uom_qty
            except ValueError:
                return self._order_back(
                    order_sudo, request.env._("«%s» is not a quantity.", typed[:20])
                )
        keep = {
            line.id: keep[line.id]
            for line in order_sudo.order_line
            if keep[line.id] != line.product_uom_qty
        }
        if self._askable(order_sudo):
            return self._order_act(
                order_sudo, lambda: order_sudo._b2b_ask_lines(keep, _note(note))
            )
        return self._order_act(order_sudo, lambda: order_sudo._b2b_release(keep))

    @route(
        "/my/orders/<int:order_id>/changes/<int:change_id>/<string:answer>",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_order_change(self, order_id, change_id, answer, note=None, **post):
        """Answer a change that the wholesaler asks for, or take back one's own."""
        order_sudo = self._order_of_buyer(order_id)
        change = order_sudo.b2b_change_ids.filtered(lambda c: c.id == change_id)
        asked_by = "contractor" if answer == "withdraw" else "wholesaler"
        if answer not in ANSWERS or change.asked_by != asked_by:
            raise NotFound()
        act = {
            "accept": lambda: change._b2b_accept("portal", _note(note)),
            "refuse": lambda: change._b2b_refuse("portal", _note(note)),
            "withdraw": change._b2b_withdraw,
        }
        turn = order_sudo if answer == "accept" else None
        return self._order_act(order_sudo, act[answer], turn=turn)
