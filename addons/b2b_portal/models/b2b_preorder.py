from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from . import b2b_access
from .b2b_list import PEOPLE

DEFAULT_HOLD_DAYS = 3
# Pre-orders in these states have a claim on goods, see ``stock_claims``.
OPEN = ("waiting", "ready")
STATE_LOOKS = {
    "waiting": ("wait", "fa-hourglass-half"),
    "ready": ("need", "fa-gift"),
    "done": ("done", "fa-check"),
    "expired": ("bad", "fa-clock-o"),
    "cancelled": ("wait", "fa-times-circle-o"),
}

b2b_access.register(
    "b2b.preorder", b2b_access.Rule("contractor_id", "buyer_id", PEOPLE)
)


class B2bPreorder(models.Model):
    """Goods that are out of stock, asked for in advance.

    Pre-orders of one product and warehouse make a queue: those that staff raised, then
    by the moment they were made. While they wait, whatever arrives is theirs: a new
    order cannot take it (``product.product._b2b_stock``). ``_serve`` gives goods out in
    the order of the queue; what is given is held for its contractor until a date. The
    contractor then orders as always, at the prices and within the limits of that day;
    ``_consume`` takes the ordered quantity off.
    """

    _name = "b2b.preorder"
    _description = "Pre-order"
    _inherit = ["mail.thread"]
    # The queue: this order is the one that people are told of.
    _order = "priority desc, id"
    _rec_name = "product_id"

    buyer_id = fields.Many2one(
        "res.partner", "Employee", required=True, index=True, ondelete="restrict"
    )
    contractor_id = fields.Many2one(
        related="buyer_id.b2b_contractor_id", store=True, index=True
    )
    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="restrict"
    )
    warehouse_id = fields.Many2one("stock.warehouse", required=True)
    quantity = fields.Float(
        digits="Product Unit", required=True, tracking=True, help="In the base unit."
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    priority = fields.Selection(
        [("0", "Normal"), ("1", "Ahead of the others")],
        default="0",
        required=True,
        tracking=True,
    )
    state = fields.Selection(
        [
            ("waiting", "In the queue"),
            ("ready", "Arrived, held for you"),
            ("done", "Ordered"),
            ("expired", "Not ordered in time"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="waiting",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    hold_until = fields.Date(
        "Held until", readonly=True, copy=False, help="The last day, inclusive."
    )
    order_id = fields.Many2one("sale.order", "Ordered in", readonly=True, copy=False)
    comment = fields.Char()

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity must be above zero."
    )
    _open_goods = models.Index(
        "(product_id, warehouse_id) WHERE state IN ('waiting', 'ready')"
    )

    @api.model
    def _make(self, partner, product, quantity, warehouse, comment=None):
        """Queue up for goods that are out of stock.

        :param partner: the employee
        :raise UserError: they can be ordered at once, or not at all
        """
        _ = self.env._
        if problem := product._b2b_quantity_problem(quantity):
            raise UserError(problem)
        if not product._b2b_own_prices(partner)[product.id]:
            raise UserError(_("No price: ask your manager."))
        free = product.with_context(
            b2b_claimant=partner.b2b_contractor_id.id
        )._b2b_stock(warehouse)[product.id][warehouse.id]
        if (
            not product.is_storable
            or product.uom_id.compare(free, product._b2b_least_quantity()) >= 0
        ):
            raise UserError(
                _(
                    "%(product)s: %(free)g %(unit)s in stock, order it now.",
                    product=product.display_name,
                    free=free,
                    unit=product.uom_id.name,
                )
            )
        return self.sudo().create(
            {
                "buyer_id": partner.id,
                "product_id": product.id,
                "warehouse_id": warehouse.id,
                "quantity": quantity,
                "comment": comment,
            }
        )

    def _places(self):
        """Places in the queue of the waiting ones: ``{preorder id: 1…}``."""
        waiting = self.sudo().search(
            [("state", "=", "waiting"), ("product_id", "in", self.product_id.ids)]
        )
        counts, places = {}, {}
        for preorder in waiting:
            key = (preorder.product_id.id, preorder.warehouse_id.id)
            counts[key] = counts.get(key, 0) + 1
            places[preorder.id] = counts[key]
        return {id_: places[id_] for id_ in self.ids if id_ in places}

    # === Goods arrive === #

    @api.model
    def _cron_serve(self):
        """Give out what arrived, after whatever was not ordered in time."""
        self._expire()
        waiting = self._read_group(
            [("state", "=", "waiting")], ["warehouse_id"], ["product_id:recordset"]
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(waiting))
        for warehouse, products in waiting:
            self._serve(products, warehouse)
            if not cron._commit_progress(1):
                break

    @api.model
    def _serve(self, products, warehouse):
        """Give free goods to the queue, in its order.

        A part is given where not all came; it keeps the minimum and the multiple. The
        rest stays in its place.

        :return: the pre-orders that can be ordered now
        """
        products.sudo()._b2b_lock_stock(warehouse)
        self.env["stock.quant"].invalidate_model()
        # Without claims: what lies there, less what is already held for somebody.
        free = products.with_context(b2b_no_claims=True)._b2b_stock(warehouse)
        held = dict(
            self._read_group(
                [
                    ("state", "=", "ready"),
                    ("product_id", "in", products.ids),
                    ("warehouse_id", "=", warehouse.id),
                ],
                ["product_id"],
                ["quantity:sum"],
            )
        )
        left = {p: free[p.id][warehouse.id] - held.get(p, 0.0) for p in products}
        served = self.browse()
        for preorder in self.search(
            [
                ("state", "=", "waiting"),
                ("product_id", "in", products.ids),
                ("warehouse_id", "=", warehouse.id),
            ]
        ):
            product = preorder.product_id
            quantity = product._b2b_round_down(min(preorder.quantity, left[product]))
            if quantity > 0:
                left[product] -= quantity
                served |= preorder._give(quantity)
        served._notify_ready()
        return served

    def _give(self, quantity):
        """Hold ``quantity`` for this pre-order; the rest goes on waiting."""
        self.ensure_one()
        ready = self
        if self.product_id.uom_id.compare(quantity, self.quantity) < 0:
            ready = self.copy({"quantity": quantity})
            self.quantity -= quantity
        days = int(
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("b2b_portal.preorder_hold_days", DEFAULT_HOLD_DAYS)
        )
        ready.write(
            {
                "state": "ready",
                "hold_until": self.env["b2b.deadline"]._today() + timedelta(days=days),
            }
        )
        return ready

    @api.model
    def _expire(self):
        """Let goods go that were held and not ordered in time."""
        late = self.search(
            [
                ("state", "=", "ready"),
                ("hold_until", "<", self.env["b2b.deadline"]._today()),
            ]
        )
        late.state = "expired"
        return late

    @api.model
    def _consume(self, order):
        """Take what ``order`` holds now off the contractor's arrived pre-orders."""
        left = {}
        for line in order.order_line.filtered("product_id"):
            left[line.product_id] = left.get(
                line.product_id, 0.0
            ) + line.product_uom_id._compute_quantity(
                line.product_uom_qty, line.product_id.uom_id, round=False
            )
        ready = self.sudo().search(
            Domain("state", "=", "ready")
            & Domain("contractor_id", "=", order.b2b_contractor_id.id)
            & Domain("warehouse_id", "=", order.warehouse_id.id)
            & Domain("product_id", "in", [product.id for product in left]),
            order="hold_until, id",
        )
        for preorder in ready:
            product = preorder.product_id
            quantity = min(left[product], preorder.quantity)
            if product.uom_id.compare(quantity, 0) <= 0:
                continue
            left[product] -= quantity
            if product.uom_id.compare(quantity, preorder.quantity) < 0:
                part = preorder.copy({"quantity": quantity})
                preorder.quantity -= quantity
                preorder = part
            preorder.write({"state": "done", "order_id": order.id})

    # === People === #

    def _cancel(self):
        """Give up a place in the queue, or goods that are held."""
        self.filtered(lambda p: p.state in OPEN).sudo().state = "cancelled"

    def action_cancel(self):
        self.check_access("write")
        self._cancel()

    def _notify_ready(self):
        for partner, own in self.grouped("buyer_id").items():
            user = partner.user_ids[:1]
            if not user or not user._b2b_role():
                continue
            _ = self.with_context(lang=user.lang).env._
            self.env["b2b.notification.preference"]._tell(
                user,
                "preorder",
                {
                    "subject": _("Goods of your pre-order have arrived"),
                    "rows": [
                        _(
                            "%(product)s: %(quantity)g %(unit)s, held until %(date)s",
                            product=preorder.product_id.with_context(
                                lang=user.lang
                            ).display_name,
                            quantity=preorder.quantity,
                            unit=preorder.uom_id.name,
                            date=preorder.hold_until.strftime("%d.%m.%Y"),
                        )
                        for preorder in own
                    ],
                    "path": "/my/lists/preorders",
                },
            )

    def _status_look(self):
        """Word, tone and icon of the state, as the cabinet shows statuses."""
        self.ensure_one()
        return self.env["b2b.cabinet"]._look(
            self._fields["state"], STATE_LOOKS, self.state
        )
