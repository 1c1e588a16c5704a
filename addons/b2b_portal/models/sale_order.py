from odoo import api, fields, models

STATUSES = [
    ("cart", "Cart"),
    ("approval", "Waiting for approval"),
    ("refused", "Refused"),
    ("reserved", "Reserved"),
    ("awaiting_payment", "Awaiting payment"),
    ("paid", "Paid"),
    ("picking", "Being picked"),
    ("partly_shipped", "Partly shipped"),
    ("shipped", "Shipped"),
    ("delivered", "Delivered"),
    ("cancelled", "Cancelled"),
]


class SaleOrder(models.Model):
    """A contractor's order: who orders, for whom, on what terms, and its status.

    Three axes: ``state`` (core), ``b2b_payment_state`` (from payments) and
    ``b2b_shipment_state`` (from core deliveries). ``b2b_status`` is the one word that
    people see, derived from them. See ``sale_order_place`` for how an order comes to
    be, ``sale_order_confirm`` for what is decided under locks, ``sale_order_facts``
    for what others (1С, staff) report about it.
    """

    _inherit = "sale.order"

    b2b_contractor_id = fields.Many2one(
        "res.partner",
        "Contractor",
        compute="_compute_b2b_parties",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    b2b_buyer_id = fields.Many2one(
        "res.partner",
        "Buyer",
        compute="_compute_b2b_parties",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="The employee who orders.",
    )
    b2b_entity_id = fields.Many2one(
        "res.partner",
        "Legal entity",
        compute="_compute_b2b_entity_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        domain="[('b2b_type', '=', 'entity'), "
        "('b2b_contractor_id', '=', b2b_contractor_id)]",
        tracking=True,
    )
    b2b_contract_id = fields.Many2one(
        "b2b.contract",
        "Contract",
        compute="_compute_b2b_contract_id",
        store=True,
        precompute=True,
        readonly=False,
        domain="[('entity_id', '=', b2b_entity_id)]",
    )
    b2b_organisation_id = fields.Many2one(
        "b2b.organisation",
        "Organisation",
        compute="_compute_b2b_organisation_id",
        store=True,
        precompute=True,
        readonly=False,
    )
    b2b_payment_mode = fields.Selection(
        [
            ("invoice", "Pay by invoice"),
            ("reserve", "Hold in reserve"),
            ("credit", "On credit"),
        ],
        string="Payment mode",
        default="invoice",
        tracking=True,
    )
    b2b_reserve_until = fields.Date("Held until", copy=False, tracking=True)
    b2b_due_date = fields.Date(
        "Pay before", copy=False, help="When the first unpaid part falls due."
    )
    b2b_due_from = fields.Date(
        "Terms count from", copy=False, help="The release, then the last shipment."
    )
    b2b_ship_whole = fields.Boolean("Ship whole")
    b2b_comment = fields.Text("Comment of the buyer")
    b2b_placed_at = fields.Datetime("Placed on", copy=False, index=True)

    b2b_approval_state = fields.Selection(
        [("waiting", "Waiting"), ("approved", "Approved"), ("refused", "Refused")],
        string="Approval",
        copy=False,
        tracking=True,
    )
    b2b_approval_note = fields.Char(copy=False)
    b2b_override_reason = fields.Char(
        "Reason to exceed limits",
        copy=False,
        tracking=True,
        groups="b2b_portal.group_manager",
        help="Filled in by staff: limits are not checked, stock always is.",
    )

    b2b_payment_ids = fields.One2many("b2b.payment", "order_id", "Payments", copy=False)
    b2b_paid_amount = fields.Monetary(
        "Paid", compute="_compute_b2b_payment_state", store=True
    )
    b2b_payment_state = fields.Selection(
        [("unpaid", "Not paid"), ("partly", "Partly paid"), ("paid", "Paid")],
        string="Payment",
        compute="_compute_b2b_payment_state",
        store=True,
    )
    b2b_shipment_state = fields.Selection(
        [("none", "Not shipped"), ("partly", "Partly shipped"), ("full", "Shipped")],
        string="Shipment",
        compute="_compute_b2b_shipment_state",
        store=True,
    )
    b2b_picking_started = fields.Boolean("Picking has begun", copy=False)
    b2b_delivered = fields.Boolean("Delivered to the buyer", copy=False)
    b2b_status = fields.Selection(
        STATUSES,
        string="Order status",
        compute="_compute_b2b_status",
        store=True,
        index=True,
    )
    b2b_logged_status = fields.Char(copy=False)
    b2b_event_ids = fields.One2many(
        "b2b.order.event", "order_id", "Timeline", copy=False
    )
    b2b_document_ids = fields.Many2many(
        "b2b.document",
        "b2b_document_order_rel",
        "order_id",
        "document_id",
        "Documents",
        copy=False,
    )
    b2b_document_count = fields.Integer(compute="_compute_b2b_document_count")

    _b2b_contractor_status = models.Index("(b2b_contractor_id, b2b_status, id DESC)")

    # === Parties and terms === #

    @api.depends("partner_id.b2b_contractor_id")
    def _compute_b2b_parties(self):
        for order in self:
            partner = order.partner_id
            if not (order.b2b_placed_at and order.b2b_contractor_id):
                order.b2b_contractor_id = partner.b2b_contractor_id
            else:
                # Whoever bought may work elsewhere now; the order stays.
                order.b2b_contractor_id = order.b2b_contractor_id
            order.b2b_buyer_id = (
                partner if partner.b2b_contractor_id and not partner.b2b_type else False
            )

    @api.depends("b2b_contractor_id")
    def _compute_b2b_entity_id(self):
        for order in self:
            if order.b2b_placed_at and order.b2b_entity_id:
                order.b2b_entity_id = order.b2b_entity_id  # as it was placed
            elif order.b2b_entity_id.b2b_contractor_id != order.b2b_contractor_id:
                order.b2b_entity_id = (
                    order.b2b_contractor_id
                    and order.b2b_contractor_id._b2b_default_entity()
                )

    @api.depends("b2b_entity_id")
    def _compute_b2b_contract_id(self):
        for order in self:
            if order.b2b_contract_id.entity_id != order.b2b_entity_id:
                order.b2b_contract_id = (
                    order.b2b_entity_id
                    and order.env["b2b.contract"]
                    .sudo()
                    ._find_for(order.b2b_entity_id)[:1]
                )

    @api.depends("b2b_contract_id")
    def _compute_b2b_organisation_id(self):
        for order in self:
            if order.b2b_contractor_id:
                order.b2b_organisation_id = (
                    order.b2b_contract_id.organisation_id
                    or order.b2b_organisation_id
                    or order.env["b2b.organisation"].sudo()._b2b_default()
                )

    @api.depends("b2b_contract_id")
    def _compute_pricelist_id(self):
        # EXTENDS sale
        b2b = self.filtered(lambda o: o.partner_id.b2b_contractor_id)
        for order in b2b.filtered(lambda o: o.state == "draft" or not o.pricelist_id):
            order.pricelist_id = order.partner_id._b2b_get_pricelist(
                order.b2b_contract_id
            )
        return super(SaleOrder, self - b2b)._compute_pricelist_id()

    def _compute_warehouse_id(self):
        # EXTENDS website_sale_stock: a contractor's choice is kept.
        chosen = self.filtered(lambda o: o.b2b_contractor_id and o.warehouse_id)
        super(SaleOrder, self - chosen)._compute_warehouse_id()
        for order in self - chosen:
            published = order.env["stock.warehouse"]._b2b_published_for(
                order.b2b_organisation_id
            )
            if order.b2b_contractor_id and order.warehouse_id not in published:
                order.warehouse_id = published[:1]

    # === Axes and status === #

    @api.depends("b2b_payment_ids.amount", "amount_total")
    def _compute_b2b_payment_state(self):
        for order in self:
            paid = sum(order.b2b_payment_ids.mapped("amount"))
            order.b2b_paid_amount = paid
            if order.currency_id.compare_amounts(paid, 0) <= 0:
                order.b2b_payment_state = "unpaid"
            elif order.currency_id.compare_amounts(paid, order.amount_total) < 0:
                order.b2b_payment_state = "partly"
            else:
                order.b2b_payment_state = "paid"

    @api.depends("order_line.qty_delivered", "order_line.product_uom_qty")
    def _compute_b2b_shipment_state(self):
        for order in self:
            lines = order.order_line.filtered(
                lambda line: line.product_id.type == "consu" and not line.display_type
            )
            if not any(lines.mapped("qty_delivered")):
                order.b2b_shipment_state = "none"
            elif all(
                line.product_uom_id.compare(line.qty_delivered, line.product_uom_qty)
                >= 0
                for line in lines
            ):
                order.b2b_shipment_state = "full"
            else:
                order.b2b_shipment_state = "partly"

    @api.depends(
        "state",
        "b2b_approval_state",
        "b2b_payment_mode",
        "b2b_payment_state",
        "b2b_prepayment_left",
        "b2b_shipment_state",
        "b2b_picking_started",
        "b2b_delivered",
    )
    def _compute_b2b_status(self):
        for order in self:
            order.b2b_status = order._b2b_derive_status()

    def _b2b_derive_status(self):
        """The one word for an order's place on its way."""
        self.ensure_one()
        if self.state == "cancel":
            return "refused" if self.b2b_approval_state == "refused" else "cancelled"
        if self.state != "sale":
            return "approval" if self.b2b_approval_state == "waiting" else "cart"
        if self.b2b_delivered:
            return "delivered"
        if self.b2b_shipment_state != "none":
            return "shipped" if self.b2b_shipment_state == "full" else "partly_shipped"
        if self.b2b_picking_started or self._b2b_is_released():
            return "picking"
        if self.b2b_payment_state == "paid":
            return "paid"
        return "reserved" if self.b2b_payment_mode == "reserve" else "awaiting_payment"

    def _b2b_is_released(self):
        """Whether the goods may go unpaid, as far as they are not paid ahead."""
        return self.b2b_payment_mode == "credit" and self.currency_id.is_zero(
            self.b2b_prepayment_left
        )

    def _compute_b2b_document_count(self):
        for order in self:
            order.b2b_document_count = len(order.b2b_document_ids)

    def action_b2b_open_documents(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "b2b_portal.action_document"
        )
        action["domain"] = [("order_ids", "in", self.ids)]
        return action
