from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ..tools.format import Formatter

# Statuses in which an order holds goods that nobody has paid or picked yet.
HELD_STATUSES = ("reserved", "awaiting_payment")


class SaleOrder(models.Model):
    """The life of a reserve: until when, longer, less of it, an order, the end."""

    _inherit = "sale.order"

    b2b_extensions = fields.Integer("Put off, times", readonly=True, copy=False)
    b2b_noticed_until = fields.Date(
        "Told about the end on",
        readonly=True,
        copy=False,
        help="The end that people were told of; another end is told anew.",
    )

    # === Until when === #

    def _b2b_set_dates(self):
        """Until when goods are held, and when a credit order falls due."""
        self.ensure_one()
        order = self.sudo()
        # What is taken on commission is owed when it was sold.
        if order.b2b_payment_mode == "credit" and not order._b2b_is_consigned():
            order._b2b_set_due()
        else:
            order.write({"b2b_due_from": False, "b2b_due_date": False})
        # What is released is held for no date; what waits for its payment is.
        order.b2b_reserve_until = not order._b2b_is_released() and self.env[
            "b2b.deadline"
        ]._after(order._b2b_reserve_days())

    def _b2b_set_due(self):
        """Note when what is released on credit today falls due."""
        self.sudo().b2b_due_from = self.env["b2b.deadline"]._today()
        self._b2b_refresh_due()

    def _b2b_refresh_due(self):
        """Count the deferral from the oldest shipment that is not paid.

        While everything that was shipped is paid, it begins where it did. What was
        paid may put the day off to that of the next part.
        """
        fmt = Formatter(self.env)
        for order in self.sudo().filtered("b2b_due_from"):
            shipments = order.picking_ids.filtered(
                lambda p: p.state == "done" and p.picking_type_code == "outgoing"
            )
            for moment in sorted(shipments.mapped("date_done")):
                owed = order._b2b_shipped_amount(moment) - order.b2b_paid_amount
                if order.currency_id.compare_amounts(owed, 0) > 0:
                    order.b2b_due_from = fmt.local_day(moment)
                    break
            order.b2b_due_date = order._b2b_due_after(order.b2b_due_from)

    def _b2b_due_after(self, start=None):
        """The day on which the first part on credit that nobody has paid falls due.

        :param start: date of the release or of the shipment; default: today
        """
        self.ensure_one()
        order = self.sudo()
        paid = order.b2b_paid_amount
        parts = order._b2b_due_parts(start or self.env["b2b.deadline"]._today())
        for day, part, is_ahead in parts:
            paid -= part
            if not is_ahead and order.currency_id.compare_amounts(paid, 0) < 0:
                return day
        return parts[-1][0]

    def _b2b_due_parts(self, start):
        """``[(date, amount, whether it is paid before shipment)]``, the first first."""
        contract = self.b2b_contract_id
        if contract._b2b_credit_stages():
            parts = contract._b2b_parts(start, self.amount_total)
            return [(day, part, stage.kind != "credit") for day, part, stage in parts]
        day = self.env["b2b.deadline"]._after(
            contract.deferral_days, start, working=contract.deferral_kind == "banking"
        )
        return [(day, self.amount_total, False)]

    def _b2b_overdue(self, before):
        """What of an order on credit had to be paid before a day, and was not.

        A prepayment that was not waited for is late with the first part on credit.
        """
        self.ensure_one()
        if not self.b2b_due_date or self.b2b_due_date >= before:
            return 0.0
        due = self.amount_total
        if self.b2b_due_from and self.b2b_contract_id._b2b_credit_stages():
            parts = self._b2b_due_parts(self.b2b_due_from)
            due = sum(part for day, part, _is_ahead in parts if day < before)
        return max(due - self.b2b_paid_amount, 0.0)

    def _b2b_reserve_days(self):
        if self.b2b_payment_mode == "reserve":
            return self.b2b_contractor_id.b2b_tier_id.reserve_days
        return self.env["b2b.deadline"]._setting("hold_days")

    # === What its people may do with it === #

    def _b2b_is_held(self):
        """Whether the order holds goods that are free to be given back."""
        self.ensure_one()
        return (
            self.b2b_status in HELD_STATUSES
            and self.b2b_payment_state == "unpaid"
            and not self._b2b_is_outside()
        )

    def _b2b_is_outside(self):
        """Hook: whether another system has the order, so that changing it or taking
        it back has to be agreed upon there first."""
        return False

    def _b2b_is_readonly(self):
        """Hook: whether the order is only shown here, and changed elsewhere."""
        return False

    def _b2b_can_extend(self):
        """Whether the contractor may put off the end of the reserve by itself."""
        self.ensure_one()
        return (
            self.b2b_status == "reserved"
            and not self._b2b_is_readonly()
            and bool(self.b2b_reserve_until)
            and self.b2b_extensions
            < self.env["b2b.deadline"]._setting("max_extensions")
        )

    def _b2b_extended_until(self):
        """The end of the reserve, were it put off now."""
        self.ensure_one()
        return self.env["b2b.deadline"]._after(
            self.b2b_contractor_id.b2b_tier_id.reserve_days, self.b2b_reserve_until
        )

    def _b2b_extend(self, source="portal"):
        """Put off the end of a reserve; the price stays as it is.

        :raise UserError: why it cannot be put off (again)
        """
        self.ensure_one()
        order = self.sudo()
        order._b2b_bump()
        if not order._b2b_can_extend():
            raise UserError(
                self.env._("This reserve cannot be put off: ask your manager.")
            )
        order.write(
            {
                "b2b_reserve_until": order._b2b_extended_until(),
                "b2b_extensions": order.b2b_extensions + 1,
            }
        )
        order._b2b_log(
            source,
            self.env._("Held until %s", order.b2b_reserve_until.strftime("%d.%m.%Y")),
        )

    def _b2b_release(self, keep, source="portal"):
        """Give a part of the goods back to others.

        :param keep: ``{line id: quantity that stays}`` in the line's unit; lines that
            are not named stay as they are; nothing left cancels the order
        :raise UserError: why not
        """
        self.ensure_one()
        order = self.sudo()
        order._b2b_bump()
        if not order._b2b_is_held():
            raise UserError(
                self.env._("The goods are in work already: ask your manager.")
            )
        lines = order.order_line.filtered(lambda ln: ln.id in keep and ln.product_id)
        for line in lines:
            quantity = keep[line.id]
            if not 0 <= quantity <= line.product_uom_qty:
                raise UserError(
                    self.env._(
                        "%(product)s: from 0 to %(most)g can stay.",
                        product=line.product_id.display_name,
                        most=line.product_uom_qty,
                    )
                )
            base = line.product_uom_id._compute_quantity(
                quantity, line.product_id.uom_id, round=False
            )
            problem = quantity and line.product_id._b2b_quantity_problem(base)
            if problem:
                raise UserError(problem)
        released = []
        for line in lines:
            quantity = keep[line.id]
            if float_compare(quantity, line.product_uom_qty, 3) < 0:
                released.append(
                    f"{line.product_id.display_name}: "
                    f"{line.product_uom_qty:g} → {quantity:g}"
                )
                line.product_uom_qty = quantity
        if not any(order.order_line.mapped("product_uom_qty")):
            order._b2b_cancel(source, self.env._("All goods were released."))
        elif released:
            order._b2b_log(source, self.env._("Released: %s", "; ".join(released)))

    def _b2b_order_reserve(self, mode, source="portal"):
        """Make an order of a reserve: to be paid by invoice, or released on credit.

        The credit limit is decided about where the mode is written.

        :param str mode: ``invoice`` or ``credit``
        """
        self.ensure_one()
        order = self.sudo()
        if (
            order.b2b_status != "reserved"
            or order._b2b_is_readonly()
            or mode not in ("invoice", "credit")
        ):
            raise UserError(self.env._("Order %s is not a reserve.", order.name))
        order.b2b_payment_mode = mode
        until = order.b2b_reserve_until
        order._b2b_set_dates()
        if until and order.b2b_reserve_until:
            # Turning a reserve into an order must not shorten what was promised.
            order.b2b_reserve_until = max(until, order.b2b_reserve_until)
        order._b2b_log_status(source, self.env._("The reserve became an order."))

    # === The end === #

    @api.model
    def _b2b_ending_domain(self):
        """Orders whose goods nobody has paid or picked and that have an end."""
        return [
            ("state", "=", "sale"),
            ("b2b_contractor_id", "!=", False),
            ("b2b_reserve_until", "!=", False),
            ("b2b_payment_state", "=", "unpaid"),
            ("b2b_shipment_state", "=", "none"),
            ("b2b_picking_started", "=", False),
            ("b2b_release_reason", "=", False),
            # Goods stay held while a change waits for its answer.
            ("b2b_change_ids", "not any", [("state", "=", "waiting")]),
        ]

    @api.model
    def _cron_release_expired(self):
        """Free the goods of orders that were not paid in time."""
        domain = [
            *self._b2b_ending_domain(),
            ("b2b_reserve_until", "<=", self.env["b2b.deadline"]._ended()),
        ]
        note = self.env._("The goods were held until the date only.")
        self._b2b_each(domain, lambda order: order._b2b_cancel("system", note))

    @api.model
    def _cron_notice_expiry(self):
        """Tell people about reserves that end soon, once about each end."""
        until = self.env["b2b.deadline"]._notice_until()
        if not until:
            return
        domain = [
            *self._b2b_ending_domain(),
            ("b2b_reserve_until", "<=", until),
            ("b2b_reserve_until", ">", self.env["b2b.deadline"]._ended()),
        ]
        # A domain cannot compare two fields.
        domain.append(
            (
                "id",
                "in",
                self.search(domain)
                .filtered(lambda o: o.b2b_noticed_until != o.b2b_reserve_until)
                .ids,
            )
        )
        self._b2b_each(domain, lambda order: order._b2b_notice())

    def _b2b_notice(self):
        self.ensure_one()
        self.b2b_noticed_until = self.b2b_reserve_until
        self._b2b_notify(
            "expiring",
            template=self.env.ref("b2b_portal.mail_template_expiring").sudo(),
        )

    def _b2b_each(self, domain, act):
        """Act upon orders one by one, each in a transaction of its own."""
        orders = self.search(domain, limit=200)
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(orders))
        for order in orders:
            order = order.try_lock_for_update().filtered_domain(domain)
            if order:
                act(order)
            if not cron._commit_progress(1):
                break
