from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Reserve and credit limits of contractors, and what is used of them."""

    _inherit = "res.partner"

    b2b_own_limits = fields.Boolean(
        "Own limits", tracking=True, help="Off: the tier's limits hold."
    )
    b2b_own_reserve_limit = fields.Monetary(
        "Own reserve limit", currency_field="currency_id", tracking=True
    )
    b2b_own_credit_limit = fields.Monetary(
        "Own credit limit", currency_field="currency_id", tracking=True
    )
    b2b_limit_raise_ids = fields.One2many(
        "b2b.limit.raise", "contractor_id", "Temporary raises"
    )
    b2b_reserve_limit = fields.Monetary(
        compute="_compute_b2b_limits", currency_field="currency_id"
    )
    b2b_reserve_used = fields.Monetary(
        compute="_compute_b2b_limits", currency_field="currency_id"
    )
    b2b_credit_limit = fields.Monetary(
        "Credit limit (B2B)",
        compute="_compute_b2b_limits",
        currency_field="currency_id",
    )
    b2b_credit_used = fields.Monetary(
        compute="_compute_b2b_limits", currency_field="currency_id"
    )

    _own_limits_positive = models.Constraint(
        "CHECK(COALESCE(b2b_own_reserve_limit, 0) >= 0 "
        "AND COALESCE(b2b_own_credit_limit, 0) >= 0)",
        "A limit cannot be negative.",
    )

    def _compute_b2b_limits(self):
        for partner in self:
            limits = partner._b2b_limits()
            partner.b2b_reserve_limit = limits["reserve"]
            partner.b2b_reserve_used = limits["reserve_used"]
            partner.b2b_credit_limit = limits["credit"]
            partner.b2b_credit_used = limits["credit_used"]

    def _b2b_limits(self, exclude=None, contract=None):
        """Limits of a contractor in its currency.

        reserve used — Σ unpaid part of confirmed orders that hold goods until a date
        credit used — for contracts whose debt 1С tells: debt as of T + Σ released ×
        (sum − part shipped by T) − advances; for others Σ unpaid part of orders that
        were released or shipped unpaid; without what is still to be paid ahead

        :param exclude: ``sale.order`` that is being decided about, not counted
        :param contract: ``b2b.contract`` whose own limits may leave less free
        :return: dict: ``reserve``, ``reserve_used``, ``reserve_free``, ``credit``,
            ``credit_used``, ``credit_free``, ``overdue``, ``overdue_stops`` (the part
            of it that contracts do not allow), ``raises`` (those that act today:
            ``b2b.limit.raise``), ``debt_at`` (the moment until which 1С's figures are
            known), ``unrated`` (currencies that something is owed in and whose rate is
            not known)
        """
        self.ensure_one()
        contractor = self.sudo().b2b_contractor_id
        raises = self.env["b2b.limit.raise"].sudo()._b2b_current(contractor)
        used = contractor._b2b_exposure(exclude)
        result = {
            "raises": raises,
            "overdue": used["overdue"],
            "overdue_stops": used["overdue_stops"],
            "debt_at": used["debt_at"],
            "unrated": used["unrated"],
        }
        for kind in ("reserve", "credit"):
            limit = contractor._b2b_limit(kind) + raises._b2b_sum(kind)
            taken = max(sum(used[kind].values()), 0.0)
            result[kind] = limit
            result[f"{kind}_used"] = taken
            free = limit - taken
            if contract:
                of_contract = contractor._b2b_contract_free(kind, contract, exclude)
                free = free if of_contract is None else min(free, of_contract)
            result[f"{kind}_free"] = max(free, 0.0)
        return result

    def _b2b_limit(self, kind):
        """The ordinary limit: the contractor's own, else its tier's."""
        if self.b2b_own_limits:
            return self[f"b2b_own_{kind}_limit"] or 0.0
        return self.b2b_tier_id[f"{kind}_limit"] or 0.0

    def _b2b_contract_free(self, kind, contract, exclude=None):
        """What a contract's own limit leaves free; None: it has no limit of its own."""
        limit = contract.currency_id._b2b_in_company(contract[f"{kind}_limit"])
        if not limit:
            return None
        raises = self.env["b2b.limit.raise"].sudo()._b2b_current(self)
        limit += raises._b2b_sum(kind, contract)
        return limit - self._b2b_exposure(exclude)[kind].get(contract, 0.0)

    def _b2b_exposure(self, exclude=None):
        """What is used of the limits, by contract, in the company's currency.

        :return: dict: ``reserve`` and ``credit``: ``{contract: sum}``, ``overdue``,
            ``overdue_stops``, ``debt_at``, ``unrated``: see ``_b2b_limits``
        """
        Order = self.env["sale.order"].sudo()
        domain = Domain("b2b_contractor_id", "=", self.id)
        domain &= Domain("state", "=", "sale")
        domain &= Domain("b2b_payment_state", "!=", "paid")
        if exclude:
            domain &= Domain("id", "not in", exclude.ids)
        # What is owed under a contract that was closed is owed all the same.
        told = (
            self.env["b2b.contract"]
            .sudo()
            .with_context(active_test=False)
            .search([("contractor_id", "=", self.id)])
            .filtered(lambda contract: contract._b2b_told_at())
        )
        currencies = told.currency_id
        reserve, credit = {}, {}
        for contract, mode, shipment, currency, total, paid, waits in Order._read_group(
            domain,
            [
                "b2b_contract_id",
                "b2b_payment_mode",
                "b2b_shipment_state",
                "currency_id",
            ],
            ["amount_total:sum", "b2b_paid_amount:sum", "b2b_prepayment_left:sum"],
        ):
            currencies |= currency
            amount = total - paid
            if mode == "reserve" and shipment == "none":
                used = reserve
            elif (mode == "credit" or shipment != "none") and contract not in told:
                # What is paid ahead is not released before.
                used, amount = credit, amount - waits
            else:
                continue
            amount = currency._b2b_in_company(amount)
            used[contract] = used.get(contract, 0.0) + amount
        today = self.env["b2b.deadline"]._today()
        overdue = stops = 0.0
        for order in Order.search(
            domain
            & Domain("b2b_payment_mode", "=", "credit")
            & Domain("b2b_due_date", "<", today)
            # A deferral begins with the shipment: what is still here nobody owes.
            & Domain("b2b_shipment_state", "!=", "none")
            & Domain("b2b_prepayment_left", "=", 0)
            & Domain("b2b_contract_id", "not in", told.ids)
        ):
            in_company = order.currency_id._b2b_in_company
            allowed = timedelta(days=order.b2b_contract_id.overdue_days_allowed)
            overdue += in_company(order._b2b_overdue(today))
            stops += in_company(order._b2b_overdue(today - allowed))
        if told:
            committed = told._b2b_committed(exclude)
            for contract in told:
                in_company = contract.currency_id._b2b_in_company
                credit[contract] = (
                    in_company(contract._b2b_told_debt()) + committed[contract]
                )
                overdue += in_company(contract.debt_overdue)
                stops += in_company(contract.debt_overdue)
        dated = told.filtered("debt_at")
        return {
            "reserve": reserve,
            "credit": credit,
            "overdue": overdue,
            "overdue_stops": stops,
            "debt_at": min(dated._b2b_debt_moments().values(), default=False),
            "unrated": currencies._b2b_unrated(),
        }
