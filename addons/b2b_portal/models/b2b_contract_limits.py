from odoo import fields, models


class B2bContract(models.Model):
    """Limits of a contract, and what 1С says is owed under it."""

    _inherit = "b2b.contract"

    reserve_limit = fields.Monetary(
        tracking=True, help="0: only the contractor's own limit holds."
    )
    debt = fields.Monetary(
        "Debt in 1С", readonly=True, help="For goods shipped up to the moment below."
    )
    advance = fields.Monetary(
        "Advance in 1С", readonly=True, help="Paid, and not yet set off by shipments."
    )
    debt_overdue = fields.Monetary("Overdue in 1С", readonly=True)
    debt_at = fields.Datetime(
        "Debt as of",
        readonly=True,
        help="The moment of 1С's figures. Empty: 1С tells none, and the portal counts "
        "by its own orders and payments.",
    )

    _reserve_limit_positive = models.Constraint(
        "CHECK(COALESCE(reserve_limit, 0) >= 0)", "A reserve limit cannot be negative."
    )

    def _b2b_set_debt(self, moment, debt, advance=0.0, overdue=0.0):
        """Book what 1С says is owed under this contract.

        :param moment: UTC moment of the figures; older ones than known say nothing
        :param debt: for goods shipped, ``advance``: paid ahead, ``overdue``: part of
            the debt; all not negative, in the contract's currency
        :return: whether the figures were taken
        """
        self.ensure_one()
        contract = self.sudo()
        if contract.debt_at and moment < contract.debt_at:
            return False
        contract.write(
            {
                "debt": debt,
                "advance": advance,
                "debt_overdue": overdue,
                "debt_at": moment,
            }
        )
        return True

    def _b2b_told_at(self):
        """Until when 1С's figures count what was shipped under this contract, or
        False: it tells none."""
        self.ensure_one()
        return self.debt_at

    def _b2b_told_debt(self):
        """What is owed under this contract by 1С's figures, advances taken off."""
        self.ensure_one()
        return self.debt - self.advance

    def _b2b_committed(self, exclude=None):
        """Σ over open orders of what 1С's debt does not count yet, by contract.

        An order on credit counts but for what is still to be paid ahead, another one as
        far as it is paid: its
        payment is an advance in 1С that belongs to it and not to others. What was
        shipped up to ``_b2b_told_at`` is in the debt already.

        :param exclude: ``sale.order`` not to be counted
        :return: ``{contract: sum}`` in the company's currency
        """
        moments = {contract: contract._b2b_told_at() for contract in self}
        result = dict.fromkeys(self, 0.0)
        orders = (
            self.env["sale.order"]
            .sudo()
            .search(
                [
                    ("b2b_contract_id", "in", self.ids),
                    ("state", "=", "sale"),
                    ("id", "not in", exclude.ids if exclude else []),
                    "|",
                    ("b2b_shipment_state", "!=", "full"),
                    ("picking_ids.date_done", ">", min(moments.values())),
                ]
            )
        )
        for order in orders:
            contract = order.b2b_contract_id
            amount = order.amount_total
            if order.b2b_payment_mode != "credit":
                amount = min(order.b2b_paid_amount, amount)
            else:
                amount -= order.b2b_prepayment_left
            shipped = order._b2b_shipped_amount(moments[contract])
            result[contract] += order.currency_id._b2b_in_company(
                max(amount - shipped, 0.0)
            )
        return result
