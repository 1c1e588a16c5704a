from odoo import fields, models


class ResPartner(models.Model):
    """A contractor's settlements, and what of them counts for its limits."""

    _inherit = "res.partner"

    b2b_settlement_count = fields.Integer(compute="_compute_b2b_settlement_count")

    def _compute_b2b_settlement_count(self):
        counts = dict(
            self.env["b2b.settlement"]._read_group(
                [("contractor_id", "in", self.ids)], ["contractor_id"], ["__count"]
            )
        )
        for partner in self:
            partner.b2b_settlement_count = counts.get(partner, 0)

    def _b2b_exposure(self, exclude=None):
        # EXTENDS b2b_portal: what 1С counts outside every contract is debt too.
        result = super()._b2b_exposure(exclude)
        accounts = (
            self.env["b2b.settlement"].sudo().search([("contractor_id", "=", self.id)])
        )
        result["unrated"] |= accounts.currency_id._b2b_unrated()

        def total_of(accounts, measure):
            return sum(
                account.currency_id._b2b_in_company(measure(account))
                for account in accounts
            )

        # What has fallen due since 1С told last; a contract may allow some of it.
        result["overdue"] += total_of(accounts, lambda a: a.overdue_now - a.overdue)
        result["overdue_stops"] += total_of(
            accounts,
            lambda a: a._b2b_overdue(a.contract_id.overdue_days_allowed) - a.overdue,
        )
        outside = accounts.filtered(lambda account: not account.contract_id)
        if not outside:
            return result
        nothing = self.env["b2b.contract"]
        # Our own orders without a contract are part of it: the greater sum counts.
        own = result["credit"].get(nothing, 0.0)
        result["credit"][nothing] = max(own, total_of(outside, lambda a: a.balance))
        if overdue := total_of(outside, lambda a: a.overdue):
            ours = (
                self.env["sale.order"]
                .sudo()
                ._read_group(
                    [
                        ("b2b_contractor_id", "=", self.id),
                        ("b2b_contract_id", "=", False),
                        ("state", "=", "sale"),
                        ("b2b_payment_mode", "=", "credit"),
                        ("b2b_payment_state", "!=", "paid"),
                        ("b2b_shipment_state", "!=", "none"),
                        ("b2b_due_date", "<", self.env["b2b.deadline"]._today()),
                        ("id", "not in", exclude.ids if exclude else []),
                    ],
                    ["currency_id"],
                    ["amount_total:sum", "b2b_paid_amount:sum"],
                )
            )
            counted = sum(
                currency._b2b_in_company(total - paid) for currency, total, paid in ours
            )
            more = max(overdue - counted, 0.0)
            result["overdue"] += more
            result["overdue_stops"] += more
        return result

    def _b2b_refresh_settlements(self):
        """Hook: ask 1С for the settlements of this contractor now."""

    def action_b2b_settlements(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "b2b_portal.action_settlement"
        )
        action["domain"] = [("contractor_id", "=", self.id)]
        return action
