from odoo import api, fields, models
from odoo.exceptions import UserError


class B2bClaimDecide(models.TransientModel):
    """What the clerk decides about a claim, with the words for the buyer."""

    _name = "b2b.claim.decide"
    _description = "Decide about a claim"

    claim_id = fields.Many2one("b2b.claim", required=True, ondelete="cascade")
    verdict = fields.Selection(
        [
            ("approved", "Approve"),
            ("partly", "Approve in part"),
            ("rejected", "Reject"),
            ("need_info", "Ask the buyer"),
        ],
        required=True,
        default="approved",
    )
    text = fields.Text("Words for the buyer")
    line_ids = fields.One2many(
        "b2b.claim.decide.line",
        "wizard_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )

    @api.depends("claim_id")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [fields.Command.clear()] + [
                fields.Command.create(
                    {"claim_line_id": line.id, "qty_approved": line.quantity}
                )
                for line in wizard.claim_id.line_ids
            ]

    def action_apply(self):
        self.ensure_one()
        claim = self.claim_id
        claim._check_clerk()
        text = (self.text or "").strip()
        if self.verdict in ("rejected", "need_info", "partly") and not text:
            raise UserError(
                self.env._("Say it to the buyer in words: why, or what is needed.")
            )
        if self.verdict == "need_info":
            claim._transition("need_info")
            claim.message_post(
                body=text, message_type="comment", subtype_xmlid="mail.mt_comment"
            )
            return
        if self.verdict == "partly":
            self._apply_quantities()
        claim._transition(self.verdict, decision=text)

    def _apply_quantities(self):
        for line in self.line_ids:
            line.claim_line_id.qty_approved = line.qty_approved
        approved = sum(self.claim_id.line_ids.mapped("qty_approved"))
        claimed = sum(self.claim_id.line_ids.mapped("quantity"))
        if not 0 < approved < claimed:
            raise UserError(
                self.env._("In part: approve some of the pieces, neither all nor none.")
            )


class B2bClaimDecideLine(models.TransientModel):
    _name = "b2b.claim.decide.line"
    _description = "Decide about a claim: line"

    wizard_id = fields.Many2one("b2b.claim.decide", required=True, ondelete="cascade")
    claim_line_id = fields.Many2one("b2b.claim.line", required=True, ondelete="cascade")
    product_id = fields.Many2one(related="claim_line_id.product_id")
    quantity = fields.Float(related="claim_line_id.quantity")
    qty_approved = fields.Float("Approved", digits="Product Unit")
