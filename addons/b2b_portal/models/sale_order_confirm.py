from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from .sale_order_guard import DECIDED


class SaleOrder(models.Model):
    """What is decided under locks, on every path that confirms an order."""

    _inherit = "sale.order"

    def action_confirm(self):
        # EXTENDS sale
        b2b = self.filtered("b2b_contractor_id")
        if several := b2b.filtered("order_line.b2b_organisation_id"):
            # Staff confirm a cart of several sellers: an order of each, as ``_place``.
            parts = self.browse().union(*(order._b2b_split() for order in several))
            return (self | parts).action_confirm()
        b2b._b2b_lock()
        if b2b and len(self) > 1:
            # One by one, or each would be judged as if the others took nothing.
            for order in self:
                order.with_context(b2b_told_later=True).action_confirm()
            b2b._b2b_tell(self.env.context.get("b2b_note"))
            return True
        for order in b2b:
            order._b2b_check_sellers()
            order._b2b_check_stock()
            order._b2b_check_limits()
            order._b2b_check_buyer()
        b2b._b2b_fix_number()
        for order in b2b:
            order.b2b_prepayment_percent = order._b2b_prepayment_terms()
        result = super(
            SaleOrder, self.with_context(b2b_decided=DECIDED)
        ).action_confirm()
        for order in b2b:
            order._b2b_check_held()
            order._b2b_set_dates()
        b2b._b2b_release_cart()
        b2b._b2b_log_status(
            self.env.context.get("b2b_source", "portal"),
            self.env.context.get("b2b_note"),
        )
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
        self._b2b_bump()
        self.env.flush_all()
        self.order_line.product_id.sudo()._b2b_lock_stock(self.sudo()._b2b_warehouses())
        # What was read before the lock may be stale.
        self.env["stock.quant"].invalidate_model()

    def _b2b_bump(self):
        """Let no other transaction decide about these contractors' limits."""
        self.env["b2b.contractor.lock"].sudo()._bump(self.sudo().b2b_contractor_id)

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
        kind, takes = order._b2b_limit_kind(), order._b2b_takes()
        if not kind or not takes or order.b2b_override_reason:
            return
        contractor, contract = order.b2b_contractor_id, order.b2b_contract_id
        limits = contractor._b2b_limits(exclude=order, contract=contract)
        _ = self.env._
        if unrated := limits["unrated"] | order.currency_id._b2b_unrated():
            raise UserError(
                _(
                    "Limits cannot be counted: the rate of %s is not known. Pay by "
                    "invoice or ask your manager.",
                    ", ".join(unrated.mapped("name")),
                )
            )
        if kind == "credit":
            order._b2b_check_debt(limits)
        free, limit = limits[f"{kind}_free"], limits[kind]
        if own := contract.currency_id._b2b_in_company(contract[f"{kind}_limit"]):
            limit = min(limit, own)
        currency = self.env.company.currency_id
        takes = order.currency_id._b2b_in_company(takes)
        if currency.compare_amounts(takes, free) <= 0:
            return
        money = currency.format
        values = {"free": money(free), "limit": money(limit), "amount": money(takes)}
        raise UserError(
            _(
                "Reserve limit: %(free)s of %(limit)s is free, the order is "
                "%(amount)s. Pay by invoice or ask your manager.",
                **values,
            )
            if kind == "reserve"
            else _(
                "Credit limit: %(free)s of %(limit)s is free, the order is "
                "%(amount)s. Pay by invoice or ask your manager.",
                **values,
            )
        )

    def _b2b_limit_kind(self):
        """Which limit this order takes: ``reserve``, ``credit`` or False.

        What was shipped unpaid is on credit, whatever was agreed on.
        """
        if self.state == "sale" and self.b2b_shipment_state != "none":
            return "credit"
        mode = self.b2b_payment_mode
        return mode in ("reserve", "credit") and mode

    def _b2b_takes(self):
        """How much this order takes of its limit: the part that nobody has paid, or
        that 1С's debt does not count yet."""
        moment = self.b2b_contract_id and self.b2b_contract_id._b2b_told_at()
        done = self._b2b_shipped_amount(moment) if moment else self.b2b_paid_amount
        return max(self.amount_total - done, 0.0)

    def _b2b_check_debt(self, limits):
        """Refuse credit while something is overdue, or nobody knows what is owed."""
        if limits["overdue_stops"] > 0:
            raise UserError(
                self.env._(
                    "Credit is stopped: %s is overdue. Pay it or choose another mode.",
                    self.env.company.currency_id.format(limits["overdue_stops"]),
                )
            )
        hours = self.env["b2b.deadline"]._debt_hours()
        moment = limits["debt_at"]
        if hours and moment and moment < fields.Datetime.now() - timedelta(hours=hours):
            raise UserError(
                self.env._(
                    "Credit is stopped: 1С has not told your debt for more than "
                    "%s hours. Pay by invoice or ask your manager.",
                    hours,
                )
            )

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
