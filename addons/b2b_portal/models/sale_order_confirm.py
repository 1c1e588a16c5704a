from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

DEFAULT_HOLD_DAYS = 3


class SaleOrder(models.Model):
    """What is decided under locks, on every path that confirms an order."""

    _inherit = "sale.order"

    def action_confirm(self):
        # EXTENDS sale
        b2b = self.filtered("b2b_contractor_id")
        b2b._b2b_lock()
        for order in b2b:
            order._b2b_check_stock()
            order._b2b_check_limits()
        b2b._b2b_fix_number()
        result = super().action_confirm()
        for order in b2b:
            order._b2b_check_held()
            order._b2b_set_dates()
        b2b._b2b_release_cart()
        b2b._b2b_log_status(self.env.context.get("b2b_source", "portal"))
        b2b._b2b_after_place()
        return result

    def _b2b_after_place(self):
        """Hook: orders were placed; other systems may want to know."""

    def _b2b_lock(self):
        """Make this transaction the only one that decides about these orders.

        First the contractors' version rows, then the quants of the goods, both in id
        order, so that two transactions never wait for each other.
        """
        if not self:
            return
        self.env["b2b.contractor.lock"].sudo()._bump(self.b2b_contractor_id)
        self.env.flush_all()
        self.order_line.product_id.sudo()._b2b_lock_stock(self.sudo().warehouse_id)
        # What was read before the lock may be stale.
        self.env["stock.quant"].invalidate_model()

    def _b2b_check_stock(self):
        """Refuse what the warehouse does not have free, naming how many there are."""
        self.ensure_one()
        wanted = {}
        for line in self.order_line:
            if line.product_id.is_storable:
                quantity = line.product_uom_id._compute_quantity(
                    line.product_uom_qty, line.product_id.uom_id, round=False
                )
                product = line.product_id
                wanted[product] = wanted.get(product, 0.0) + quantity
        if not wanted:
            return
        warehouse = self.sudo().warehouse_id
        products = self.env["product.product"].union(*wanted)
        free = products._b2b_stock(warehouse)
        short = [
            self.env._(
                "%(product)s: %(wanted)g ordered, %(free)g %(unit)s in stock "
                "(%(place)s).",
                product=product.display_name,
                wanted=quantity,
                free=free[product.id][warehouse.id],
                unit=product.uom_id.name,
                place=warehouse.name,
            )
            for product, quantity in wanted.items()
            if product.uom_id.compare(quantity, free[product.id][warehouse.id]) > 0
        ]
        if short:
            raise UserError(
                self.env._("Not enough goods in stock:") + "\n" + "\n".join(short)
            )

    def _b2b_check_limits(self):
        """Refuse what would exceed the reserve or the credit limit."""
        self.ensure_one()
        order = self.sudo()
        if order.b2b_payment_mode == "invoice" or order.b2b_override_reason:
            return
        _ = self.env._
        limits = order.b2b_contractor_id._b2b_limits(exclude=order)
        money = order.currency_id.format
        if order.b2b_payment_mode == "reserve":
            if order._b2b_exceeds(limits["reserve_free"]):
                raise UserError(
                    _(
                        "Reserve limit: %(free)s of %(limit)s is free, the order is "
                        "%(amount)s. Pay by invoice or ask your manager.",
                        free=money(limits["reserve_free"]),
                        limit=money(limits["reserve"]),
                        amount=money(order.amount_total),
                    )
                )
            return
        if limits["overdue"] > 0:
            raise UserError(
                _(
                    "Credit is stopped: %s is overdue. Pay it or choose another mode.",
                    money(limits["overdue"]),
                )
            )
        free = limits["credit_free"]
        if contract_limit := order.b2b_contract_id.credit_limit:
            free = min(free, contract_limit - order._b2b_contract_credit_used())
        if order._b2b_exceeds(free):
            raise UserError(
                _(
                    "Credit limit: %(free)s is free, the order is %(amount)s. "
                    "Pay by invoice or ask your manager.",
                    free=money(max(free, 0.0)),
                    amount=money(order.amount_total),
                )
            )

    def _b2b_exceeds(self, free):
        return self.currency_id.compare_amounts(self.amount_total, free) > 0

    def _b2b_contract_credit_used(self):
        total, paid = self._read_group(
            [
                ("b2b_contract_id", "=", self.b2b_contract_id.id),
                ("state", "=", "sale"),
                ("b2b_payment_mode", "=", "credit"),
                ("id", "not in", self.ids),
            ],
            [],
            ["amount_total:sum", "b2b_paid_amount:sum"],
        )[0]
        return (total or 0.0) - (paid or 0.0)

    def _b2b_check_held(self):
        """Every storable line must be held in full: nothing is promised in vain."""
        self.ensure_one()
        moves = self.sudo().order_line.move_ids.filtered(
            lambda m: (
                m.state not in ("assigned", "done", "cancel")
                and m.product_id.is_storable
            )
        )
        if moves:
            raise UserError(
                self.env._(
                    "Goods could not be held: %s. Nothing was placed.",
                    ", ".join(moves.product_id.mapped("display_name")),
                )
            )

    def _b2b_set_dates(self):
        """Until when goods are held, and when a credit order falls due."""
        self.ensure_one()
        order = self.sudo()
        today = fields.Date.context_today(order)
        if order.b2b_payment_mode == "credit":
            days = order.b2b_contract_id.deferral_days
            order.b2b_due_date = today + timedelta(days=days)
            order.b2b_reserve_until = False
            return
        if order.b2b_payment_mode == "reserve":
            days = order.b2b_contractor_id.b2b_tier_id.reserve_days
        else:
            days = self._b2b_hold_days()
        order.b2b_reserve_until = today + timedelta(days=days)

    @api.model
    def _b2b_hold_days(self):
        """How long an order that waits for payment holds its goods (setting)."""
        return int(
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("b2b_portal.hold_days", DEFAULT_HOLD_DAYS)
        )

    # === Expiry === #

    @api.model
    def _cron_release_expired(self):
        """Free the goods of orders that were not paid in time."""
        domain = [
            ("state", "=", "sale"),
            ("b2b_reserve_until", "<", fields.Date.context_today(self)),
            ("b2b_payment_state", "=", "unpaid"),
            ("b2b_shipment_state", "=", "none"),
            ("b2b_picking_started", "=", False),
        ]
        orders = self.search(domain, limit=200)
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(orders))
        for order in orders:
            order = order.try_lock_for_update().filtered_domain(domain)
            if order:
                order._b2b_cancel(
                    "system", self.env._("The goods were held until the date only.")
                )
            if not cron._commit_progress(1):
                break
