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
        # Goods on commission are no debt in 1С before they are sold, but they are out.
        for contract, amount in (
            self.env["b2b.consignment"]
            .sudo()
            ._read_group(
                [("contractor_id", "=", self.id)], ["contract_id"], ["amount:sum"]
            )
        ):
            if contract.debt_at:
                result["credit"][contract] = result["credit"].get(contract, 0) + amount
        accounts = (
            self.env["b2b.settlement"].sudo().search([("contractor_id", "=", self.id)])
        )
        # What has fallen due since 1С told last.
        result["overdue"] += sum(a.overdue_now - a.overdue for a in accounts)
        outside = accounts.filtered(lambda account: not account.contract_id)
        if not outside:
            return result
        nothing = self.env["b2b.contract"]
        # Our own orders without a contract are part of it: the greater sum counts.
        own = result["credit"].get(nothing, 0.0)
        result["credit"][nothing] = max(own, sum(outside.mapped("balance")))
        if overdue := sum(outside.mapped("overdue")):
            total, paid = (
                self.env["sale.order"]
                .sudo()
                ._read_group(
                    [
                        ("b2b_contractor_id", "=", self.id),
                        ("b2b_contract_id", "=", False),
                        ("state", "=", "sale"),
                        ("b2b_payment_mode", "=", "credit"),
                        ("b2b_payment_state", "!=", "paid"),
                        ("b2b_due_date", "<", fields.Date.context_today(self)),
                        ("id", "not in", exclude.ids if exclude else []),
                    ],
                    [],
                    ["amount_total:sum", "b2b_paid_amount:sum"],
                )[0]
            )
            result["overdue"] += max(overdue - (total or 0.0) + (paid or 0.0), 0.0)
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
