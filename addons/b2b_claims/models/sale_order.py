from odoo import fields, models
from odoo.tools import SQL


class SaleOrder(models.Model):
    _inherit = "sale.order"

    b2b_claim_ids = fields.One2many("b2b.claim", "order_id", "Claims")
    b2b_claim_count = fields.Integer(compute="_compute_b2b_claim_count")
    # Written by everyone who files a claim on the order, see ``_b2b_lock_claims``.
    b2b_claim_version = fields.Integer(copy=False)

    def _compute_b2b_claim_count(self):
        counts = dict(
            self.env["b2b.claim"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.b2b_claim_count = counts.get(order, 0)

    def _b2b_lock_claims(self):
        """Make this transaction the only one that counts claims on these orders."""
        for order_id in sorted(self.ids):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE sale_order
                       SET b2b_claim_version = COALESCE(b2b_claim_version, 0) + 1
                     WHERE id = %s
                    """,
                    order_id,
                )
            )
        self.invalidate_recordset(["b2b_claim_version"], flush=False)

    def _b2b_shipped_moves(self):
        """Moves with which goods of these orders left for the customer."""
        return self.order_line.move_ids.filtered(
            lambda move: (
                move.state == "done"
                and move.location_dest_id.usage == "customer"
                and move.quantity > 0
            )
        )

    def _b2b_claimable(self):
        """What may still be claimed, newest shipment first.

        :return: list of dicts ``move``, ``shipped``, ``left`` (in the move's unit)
        """
        self.ensure_one()
        moves = self._b2b_shipped_moves().sorted(
            lambda move: (move.picking_id.date_done or move.date, -move.id),
            reverse=True,
        )
        left = moves._b2b_unclaimed()
        return [
            {"move": move, "shipped": move.quantity, "left": left[move.id]}
            for move in moves
            if move.product_uom.compare(left[move.id], 0) > 0
        ]

    def _b2b_recipients(self, event):
        # EXTENDS b2b_portal: whoever filed the claim wants to know too.
        people = super()._b2b_recipients(event)
        claim = self.env.context.get("b2b_claim")
        if event == "claim" and claim:
            people |= claim.author_id.user_ids.filtered(lambda user: user._b2b_role())
        return people

    def _b2b_sms_text(self, user):
        # EXTENDS b2b_portal
        claim = self.env.context.get("b2b_claim")
        if not claim:
            return super()._b2b_sms_text(user)
        claim = claim.with_context(lang=user.lang)
        return claim.env._(
            "Claim %(number)s: %(state)s.",
            number=claim.name,
            state=claim._status_look()["label"].lower(),
        )

    def action_view_b2b_claims(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "b2b_claims.action_b2b_claim"
        )
        return {
            **action,
            "domain": [("order_id", "=", self.id)],
            "context": {"default_order_id": self.id},
        }


class StockMove(models.Model):
    _inherit = "stock.move"

    def _b2b_unclaimed(self):
        """Shipped less claimed, per move: ``{move id: quantity in the move's unit}``.

        Rejected claims do not count: a buyer may come back with better evidence.
        """
        claimed = dict(
            self.env["b2b.claim.line"]
            .sudo()
            ._read_group(
                [("move_id", "in", self.ids), ("claim_id.state", "!=", "rejected")],
                ["move_id"],
                ["quantity:sum"],
            )
        )
        return {move.id: move.quantity - claimed.get(move, 0.0) for move in self}
