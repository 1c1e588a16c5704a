from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.b2b_portal.models import b2b_access

STATES = [
    ("new", "New"),
    ("in_work", "In work"),
    ("need_info", "Waits for the buyer"),
    ("approved", "Approved"),
    ("partly", "Approved in part"),
    ("rejected", "Rejected"),
    ("done", "Done"),
]
#: state → states it may be reached from
TRANSITIONS = {
    "in_work": {"new", "need_info", "approved", "partly", "rejected"},
    "need_info": {"new", "in_work"},
    "approved": {"new", "in_work", "need_info"},
    "partly": {"new", "in_work", "need_info"},
    "rejected": {"new", "in_work", "need_info"},
    "done": {"approved", "partly"},
}
DECISIONS = ("approved", "partly", "rejected")
OPEN_STATES = ("new", "in_work", "need_info")
#: state → tone and icon, as the cabinet shows statuses
STATE_LOOKS = {
    "new": ("wait", "fa-hourglass-start"),
    "in_work": ("work", "fa-cog"),
    "need_info": ("need", "fa-question-circle-o"),
    "approved": ("done", "fa-check"),
    "partly": ("done", "fa-check"),
    "rejected": ("bad", "fa-times"),
    "done": ("done", "fa-check-circle"),
}
PEOPLE = ("director", "buyer")

b2b_access.register("b2b.claim", b2b_access.Rule("contractor_id", "buyer_id", PEOPLE))


class B2bClaim(models.Model):
    """Претензия: what was wrong with shipped goods, and what became of it.

    A claim is about one order and about goods that were really shipped: each line
    stands on a done stock move. ``_file`` makes a claim, ``_transition`` is the one way
    to move it, ``_b2b_dispatch`` is where an exchange may take it to 1С.
    """

    _name = "b2b.claim"
    _description = "Claim"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    state = fields.Selection(
        STATES,
        default="new",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    order_id = fields.Many2one(
        "sale.order",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[
            ("b2b_contractor_id", "!=", False),
            ("b2b_shipment_state", "!=", "none"),
        ],
    )
    contractor_id = fields.Many2one(
        related="order_id.b2b_contractor_id", store=True, index=True
    )
    buyer_id = fields.Many2one(
        related="order_id.b2b_buyer_id", string="Buyer", store=True, index=True
    )
    entity_id = fields.Many2one(related="order_id.b2b_entity_id", store=True)
    organisation_id = fields.Many2one(
        related="order_id.b2b_organisation_id", store=True
    )
    author_id = fields.Many2one(
        "res.partner",
        "Filed by",
        readonly=True,
        default=lambda self: self.env.user.partner_id,
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        index="btree_not_null",
        tracking=True,
        domain=[("share", "=", False)],
        help="Who works on the claim.",
    )
    line_ids = fields.One2many("b2b.claim.line", "claim_id", "Goods", copy=False)
    picking_ids = fields.Many2many(
        "stock.picking", string="Shipments", compute="_compute_picking_ids"
    )
    wish = fields.Selection(
        [
            ("replace", "Replace the goods"),
            ("refund", "Give the money back"),
            ("discount", "Discount"),
            ("redeliver", "Deliver what is missing"),
        ],
        "Buyer's wish",
        required=True,
        default="replace",
        tracking=True,
    )
    description = fields.Text()
    photo_ids = fields.Many2many("ir.attachment", string="Photos", copy=False)
    currency_id = fields.Many2one(related="order_id.currency_id")
    amount = fields.Monetary("Claimed", compute="_compute_amount", store=True)
    amount_approved = fields.Monetary("Approved", compute="_compute_amount", store=True)
    decision = fields.Text(readonly=True, copy=False, tracking=True)
    decided_by = fields.Many2one("res.users", readonly=True, copy=False)
    decided_at = fields.Datetime("Decided on", readonly=True, copy=False)
    taken_at = fields.Datetime("Taken on", readonly=True, copy=False)
    done_at = fields.Datetime("Done on", readonly=True, copy=False)
    waiting_since = fields.Datetime(
        "Waits for an answer since",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The buyer wrote last and nobody has answered.",
    )

    @api.depends("line_ids.picking_id")
    def _compute_picking_ids(self):
        for claim in self:
            claim.picking_ids = claim.line_ids.picking_id

    @api.depends("line_ids.amount", "line_ids.amount_approved")
    def _compute_amount(self):
        for claim in self:
            claim.amount = sum(claim.line_ids.mapped("amount"))
            claim.amount_approved = sum(claim.line_ids.mapped("amount_approved"))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                vals["name"] = self.env["ir.sequence"].next_by_code("b2b.claim")
        claims = super().create(vals_list)
        for claim in claims:
            if not claim.user_id:
                claim.user_id = claim._default_responsible()
        return claims

    def _default_responsible(self):
        """The contractor's manager, where he deals with claims himself."""
        manager = self.contractor_id.user_id
        return manager.filtered(lambda u: u.has_group("b2b_portal.group_claims"))

    @api.ondelete(at_uninstall=False)
    def _unlink_only_new(self):
        if any(claim.state != "new" for claim in self):
            raise UserError(
                self.env._("A claim in work is rejected with a reason, not deleted.")
            )

    # === FILING === #

    @api.model
    def _file(self, order, author, lines, wish, description=None, photos=()):
        """File a claim on shipped goods.

        :param order: ``sale.order`` by sudo whose access was checked
        :param author: the employee (``res.partner``)
        :param lines: list of dicts ``move_id``, ``quantity``, ``reason``
        :param photos: list of ``(name, bytes)``, see ``_add_photos``
        :raise UserError: why not
        """
        own_moves = {item["move"].id for item in order._b2b_claimable()}
        lines = [line for line in lines if line["quantity"]]
        if not lines:
            raise UserError(
                self.env._("Write how many pieces of which goods you claim.")
            )
        if any(line["move_id"] not in own_moves for line in lines):
            raise UserError(
                self.env._("Only goods of this order that were shipped can be claimed.")
            )
        claim = self.create(
            {
                "order_id": order.id,
                "author_id": author.id,
                "wish": wish,
                "description": description,
                "waiting_since": fields.Datetime.now(),
                "line_ids": [fields.Command.create(line) for line in lines],
            }
        )
        claim._add_photos(photos)
        claim._b2b_dispatch()
        return claim

    def _b2b_dispatch(self):
        """Hook: the claim is new or was decided; other systems may want to know."""

    # === STATE === #

    def _transition(self, state, decision=None):
        """THE way a claim changes its state.

        :param str decision: text for the buyer; goes with approved, partly, rejected
        :return: the claims that moved; those already in the state are left alone
        :raise UserError: a claim cannot get there from where it is
        """
        moved = self.filtered(lambda claim: claim.state in TRANSITIONS[state])
        wrong = (self - moved).filtered(lambda claim: claim.state != state)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Claim %(number)s is “%(old)s” and cannot become “%(new)s”.",
                    number=wrong[0].name,
                    old=labels[wrong[0].state],
                    new=labels[state],
                )
            )
        for claim in moved:
            claim._move_to(state, decision)
        return moved

    def _move_to(self, state, decision):
        now = fields.Datetime.now()
        reopened = self.state == "rejected"
        values = {"state": state, "waiting_since": False}
        if state == "in_work":
            values["taken_at"] = self.taken_at or now
            if self.state in DECISIONS:
                values.update(decision=False, decided_by=False, decided_at=False)
        elif state in DECISIONS:
            values.update(decision=decision, decided_by=self.env.uid, decided_at=now)
            self.line_ids._set_approved(state)
        elif state == "done":
            values["done_at"] = now
        if state != "new" and not self.user_id and self.env.user._is_internal():
            values["user_id"] = self.env.uid
        self.write(values)
        if reopened:
            # Rejected pieces may have been claimed again meanwhile.
            self.line_ids._check_left()
        if state in DECISIONS:
            self._b2b_dispatch()
        if state in (*DECISIONS, "done"):
            self._notify_buyer()

    def _status_look(self):
        """Word, colour and icon of the state, as the cabinet shows statuses."""
        self.ensure_one()
        labels = dict(self._fields["state"]._description_selection(self.env))
        tone, icon = STATE_LOOKS[self.state]
        return {"label": labels[self.state], "tone": tone, "icon": icon}

    def _steps(self):
        """The way of the claim for the buyer: ``[(label, moment or None)]``."""
        _ = self.env._
        return [
            (_("Filed"), self.create_date),
            (_("In work"), self.taken_at or self.decided_at),
            (_("Decision"), self.decided_at),
            (_("Done"), self.done_at),
        ]

    # === STAFF === #

    def _check_clerk(self):
        if not self.env.user.has_group("b2b_portal.group_claims"):
            raise AccessError(self.env._("Only a claims clerk decides about claims."))

    def action_take(self):
        self._check_clerk()
        self._transition("in_work")

    def action_done(self):
        self._check_clerk()
        self._transition("done")

    def action_decide(self):
        """Open the wizard with the decision named by the button."""
        self.ensure_one()
        self._check_clerk()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decision on claim %s", self.name),
            "res_model": "b2b.claim.decide",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_claim_id": self.id,
                "default_verdict": self.env.context.get("verdict", "approved"),
            },
        }

    def action_view_order(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "view_mode": "form",
        }
