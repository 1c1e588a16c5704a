from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.b2b_portal.models import b2b_access

from .b2b_claim import PEOPLE

b2b_access.register(
    "b2b.claim.line",
    b2b_access.Rule("claim_id.contractor_id", "claim_id.buyer_id", PEOPLE),
)


class B2bClaimLine(models.Model):
    """Goods of one shipment that something is wrong with."""

    _name = "b2b.claim.line"
    _description = "Claim line"
    _order = "id"

    claim_id = fields.Many2one(
        "b2b.claim", required=True, index=True, ondelete="cascade"
    )
    order_id = fields.Many2one(related="claim_id.order_id")
    move_id = fields.Many2one(
        "stock.move",
        "Shipped as",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('sale_line_id.order_id', '=', order_id), ('state', '=', 'done'), "
        "('location_dest_usage', '=', 'customer')]",
    )
    picking_id = fields.Many2one(related="move_id.picking_id", store=True)
    sale_line_id = fields.Many2one(related="move_id.sale_line_id", store=True)
    product_id = fields.Many2one(related="move_id.product_id", store=True)
    uom_id = fields.Many2one(related="move_id.product_uom", string="Unit")
    shipped_qty = fields.Float(
        "Shipped", related="move_id.quantity", digits="Product Unit"
    )
    quantity = fields.Float("Claimed", digits="Product Unit", required=True)
    qty_approved = fields.Float("Approved", digits="Product Unit", copy=False)
    reason = fields.Selection(
        [
            ("shortage", "Shortage"),
            ("defect", "Defect"),
            ("mixup", "Wrong goods"),
            ("damage", "Damaged on the way"),
            ("other", "Other"),
        ],
        required=True,
        default="defect",
    )
    currency_id = fields.Many2one(related="claim_id.currency_id")
    price = fields.Monetary(
        "Price", compute="_compute_amount", store=True, help="With VAT, as ordered."
    )
    amount = fields.Monetary("Sum", compute="_compute_amount", store=True)
    amount_approved = fields.Monetary(
        "Approved sum", compute="_compute_amount", store=True
    )

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "Claim more than nothing."
    )
    _approved_within = models.Constraint(
        "CHECK(qty_approved >= 0 AND qty_approved <= quantity)",
        "No more can be approved than was claimed.",
    )
    _move_once = models.Constraint(
        "UNIQUE(claim_id, move_id)", "These goods are in the claim already."
    )

    @api.depends("quantity", "qty_approved", "move_id", "sale_line_id")
    def _compute_amount(self):
        for line in self:
            sale_line = line.sale_line_id
            # The move may count in another unit than the order.
            per_unit = sale_line.product_uom_id._compute_price(
                sale_line.price_reduce_taxinc, line.uom_id
            )
            round_ = line.currency_id.round if line.currency_id else (lambda x: x)
            line.price = round_(per_unit)
            line.amount = round_(per_unit * line.quantity)
            line.amount_approved = round_(per_unit * line.qty_approved)

    @api.constrains("quantity", "move_id")
    def _check_left(self):
        """Never more than was shipped, over all claims that were not rejected."""
        if not self:
            return
        # A written row, not only a locked one: whoever filed at the same time fails
        # with a serialization error, is run again and sees these lines.
        self.claim_id.order_id._b2b_lock_claims()
        self.env.flush_all()
        left = self.move_id._b2b_unclaimed()
        for line in self:
            move = line.move_id
            if move not in line.claim_id.order_id._b2b_shipped_moves():
                raise ValidationError(
                    self.env._(
                        "%s was not shipped with this order.",
                        move.product_id.display_name,
                    )
                )
            if move.product_uom.compare(left[move.id], 0) < 0:
                raise ValidationError(
                    self.env._(
                        "%(product)s: %(shipped)g %(unit)s were shipped, "
                        "%(claimed)g are claimed already. No more than %(left)g can be "
                        "claimed.",
                        product=move.product_id.display_name,
                        shipped=move.quantity,
                        unit=move.product_uom.name,
                        claimed=move.quantity - left[move.id] - line.quantity,
                        left=max(left[move.id] + line.quantity, 0),
                    )
                )

    def _set_approved(self, verdict):
        """Quantities that follow from a decision; «partly» keeps what was entered."""
        for line in self:
            if verdict == "approved":
                line.qty_approved = line.quantity
            elif verdict == "rejected":
                line.qty_approved = 0.0
