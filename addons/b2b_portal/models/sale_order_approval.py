from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class SaleOrder(models.Model):
    """Orders above a buyer's limits wait for the director.

    The director approves, changes or refuses; the buyer reads what became of it.
    """

    _inherit = "sale.order"

    b2b_approval_changes = fields.Text(
        "Changed by the director", copy=False, readonly=True
    )

    def _b2b_approval_reason(self):
        """Why the director has to approve, or False.

        An order above the buyer's own limit waits; so does one that takes the month's
        sum above the limit, wherever the month's orders were placed. Several orders
        (parts of one) are judged by their sum.
        """
        buyer = self.b2b_buyer_id
        if (
            not buyer
            or all(order.b2b_approval_state == "approved" for order in self)
            or not (buyer.b2b_limit_order or buyer.b2b_limit_month)
            # A director approves, so there is nobody to ask.
            or buyer.sudo().user_ids[:1].b2b_role == "director"
        ):
            return False
        currency = self.currency_id[:1]
        amount = sum(self.mapped("amount_total"))
        if (
            buyer.b2b_limit_order
            and currency.compare_amounts(amount, buyer.b2b_limit_order) > 0
        ):
            return self.env._(
                "The order is above the limit per order (%s).",
                currency.format(buyer.b2b_limit_order),
            )
        if buyer.b2b_limit_month:
            month = buyer._b2b_month_used(exclude=self) + amount
            if currency.compare_amounts(month, buyer.b2b_limit_month) > 0:
                return self.env._(
                    "The order takes the month above its limit (%s).",
                    currency.format(buyer.b2b_limit_month),
                )
        return False

    def _b2b_check_buyer(self):
        """Refuse to confirm above the buyer's limits past the director.

        ``_place`` asks the director before; this is the gate of every other way, and
        of two orders placed at once. Staff and 1С decide for themselves.
        """
        self.ensure_one()
        user = self.env.user
        if user._is_superuser() or user._is_internal():
            return
        if reason := self._b2b_approval_reason():
            raise UserError(
                self.env._(
                    "%s Place the order again: it will go to the director.", reason
                )
            )

    def _b2b_ask_approval(self, reason):
        self.write(
            {
                # Out of draft: core reopens any draft as a cart.
                "state": "sent",
                "b2b_approval_state": "waiting",
                "b2b_approval_note": reason,
            }
        )
        self._b2b_release_cart()
        self._b2b_log_status("portal", reason)

    def _b2b_director_change(self, quantities):
        """The director changes an order that waits; prices follow the quantities.

        :param dict quantities: ``{line id: quantity}``, 0 removes the line; lines that
            are not named stay
        :return: list of what was changed, in words
        :raise UserError: a quantity that cannot be sold, or nothing left of the order
        """
        self.ensure_one()
        _ = self.env._
        if self.b2b_approval_state != "waiting":
            raise UserError(_("Order %s does not wait any more.", self.name))
        commands, words = [], []
        lines = self.order_line.filtered("product_id")
        for line in lines:
            wanted = quantities.get(line.id, line.product_uom_qty)
            if line.product_uom_id.compare(wanted, line.product_uom_qty) == 0:
                continue
            if wanted <= 0:
                commands.append(Command.delete(line.id))
            elif problem := line.product_id._b2b_quantity_problem(wanted):
                raise UserError(problem)
            else:
                commands.append(Command.update(line.id, {"product_uom_qty": wanted}))
            words.append(
                _(
                    "%(product)s: %(old)g → %(new)g",
                    product=line.product_id.display_name,
                    old=line.product_uom_qty,
                    new=max(wanted, 0.0),
                )
            )
        if not commands:
            return []
        if sum(command[0] == Command.DELETE for command in commands) == len(lines):
            raise UserError(_("Nothing is left: refuse the order instead."))
        self._b2b_change_lines(commands)
        self.b2b_approval_changes = "\n".join(
            filter(None, [self.b2b_approval_changes, *words])
        )
        self.env["b2b.order.event"].sudo().create(
            {
                "order_id": self.id,
                "status": self.b2b_status,
                "source": "portal",
                "note": _("Changed by the director. %s", "; ".join(words))[:1000],
            }
        )
        return words

    def _b2b_waiting_parts(self):
        """This order and the other parts of its cart that wait for the director."""
        return (self | self._b2b_siblings()).filtered(
            lambda order: order.b2b_approval_state == "waiting"
        )

    def _b2b_approve(self, note=None):
        """The director approves: the orders are placed with prices as they are now, all
        of them or none. Those that do not wait (any more) are left alone."""
        waiting = self.filtered(lambda order: order.b2b_approval_state == "waiting")
        if not waiting:
            return {"result": "none", "changes": []}
        for order in waiting:
            order._place_check_parties()
            order._b2b_reprice()
        waiting.order_line._b2b_accept_price()
        waiting._place_check_goods()
        waiting.write({"b2b_approval_state": "approved", "b2b_approval_note": note})
        waiting._b2b_lock()
        decided = waiting.grouped(lambda order: order._b2b_decision_note(note))
        for text, orders in decided.items():
            orders.with_context(b2b_note=text).action_confirm()
        return {"result": "placed", "changes": []}

    def _b2b_refuse(self, note):
        """The director refuses; the orders stay readable with the reason."""
        waiting = self.filtered(lambda order: order.b2b_approval_state == "waiting")
        waiting.write({"b2b_approval_state": "refused", "b2b_approval_note": note})
        waiting._action_cancel()
        waiting._b2b_log_status("portal", note)

    def _b2b_decision_note(self, note):
        """What the buyer reads of a decision: the comment and what was changed."""
        parts = [self.env._("Approved by %s.", self.env.user.name), note]
        if self.b2b_approval_changes:
            parts.append(self.env._("Changed: %s", self.b2b_approval_changes))
        return " ".join(filter(None, parts))
