import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.locking import write_lock
from . import b2b_access
from .b2b_list import PEOPLE

#: state → states it may be reached from
TRANSITIONS = {
    "accepted": {"new"},
    "ready": {"new", "accepted"},
    "shipped": {"new", "accepted", "ready"},
    "refused": {"new", "accepted"},
    "cancelled": {"new", "accepted"},
}
# Requests in these states have their quantities taken.
OPEN = ("new", "accepted", "ready")
STATE_LOOKS = {
    "new": ("wait", "fa-hourglass-start"),
    "accepted": ("work", "fa-calendar-check-o"),
    "ready": ("work", "fa-cubes"),
    "shipped": ("done", "fa-truck"),
    "refused": ("bad", "fa-ban"),
    "cancelled": ("wait", "fa-times-circle-o"),
}
# Orders whose goods may be asked for: reserved, paid, or released on credit.
ORDER_STATUSES = ("reserved", "paid", "picking", "partly_shipped")

b2b_access.register(
    "b2b.shipment.request", b2b_access.Rule("contractor_id", "buyer_id", PEOPLE)
)


class B2bShipmentRequest(models.Model):
    """Заявка на отгрузку: when, where and by whom reserved or paid goods are taken.

    ``_file`` makes a request, ``_transition`` is the one way to move it (staff, 1С or
    the contractor), ``_b2b_dispatch`` is where an exchange takes it to 1С.
    """

    _name = "b2b.shipment.request"
    _description = "Shipment request"
    _inherit = ["mail.thread", "b2b.asked"]
    _order = "date desc, id desc"
    _author_event = "shipment_request"
    _state_looks = STATE_LOOKS

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    state = fields.Selection(
        [
            ("new", "Sent"),
            ("accepted", "Accepted"),
            ("ready", "Ready to load"),
            ("shipped", "Shipped"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="new",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    order_id = fields.Many2one(
        "sale.order", required=True, index=True, ondelete="restrict"
    )
    contractor_id = fields.Many2one(
        related="order_id.b2b_contractor_id", store=True, index=True
    )
    buyer_id = fields.Many2one(
        related="order_id.b2b_buyer_id", string="Buyer", store=True, index=True
    )
    entity_id = fields.Many2one(related="order_id.b2b_entity_id", store=True)
    warehouse_id = fields.Many2one(related="order_id.warehouse_id", store=True)
    line_ids = fields.One2many("b2b.shipment.request.line", "request_id", "Goods")
    date = fields.Date("Day", required=True, index=True, tracking=True)
    time_from = fields.Float("From")
    time_to = fields.Float("To")
    way = fields.Selection(
        [
            ("pickup", "We collect"),
            ("address", "To the address"),
            ("terminal", "To a carrier's terminal"),
        ],
        required=True,
        default="pickup",
    )
    address = fields.Char("Address or terminal")
    driver = fields.Char()
    driver_phone = fields.Char("Driver's phone")
    vehicle = fields.Char("Vehicle and plate")
    proxy_number = fields.Char("Power of attorney No.")
    proxy_date = fields.Date("Power of attorney of")
    proxy_until = fields.Date("Power of attorney valid until")
    proxy_id = fields.Many2one("ir.attachment", "Scan", copy=False)
    comment = fields.Text()
    answer = fields.Char(
        "Answer to the contractor",
        copy=False,
        tracking=True,
        help="The contractor reads it; a refusal needs it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                vals["name"] = self.env["ir.sequence"].next_by_code(
                    "b2b.shipment.request"
                )
        return super().create(vals_list)

    @api.model
    def _file(self, order, author, quantities, values, scan=None):
        """File a request for goods of one order.

        :param order: ``sale.order`` by sudo whose access was checked
        :param dict quantities: ``{order line: quantity in the line's unit}``
        :param dict values: fields of the request that a person fills in
        :param scan: ``(file name, bytes)`` of the power of attorney
        :raise UserError: what is wrong, in words
        """
        _ = self.env._
        # Of two requests for the last piece the later one finds it taken.
        write_lock(order)
        left = order._b2b_requestable()
        quantities = {line: qty for line, qty in quantities.items() if qty}
        if not quantities:
            raise UserError(_("Write how much of which goods is to be shipped."))
        for line, quantity in quantities.items():
            free = left.get(line, 0.0)
            if quantity < 0 or line.product_uom_id.compare(quantity, free) > 0:
                raise UserError(
                    _(
                        "%(product)s: %(free)g %(unit)s can be asked for.",
                        product=line.product_id.display_name,
                        free=free,
                        unit=line.product_uom_id.name,
                    )
                )
        if problems := self._value_problems(values):
            raise UserError("\n".join(problems.values()))
        request = self.sudo().create(
            {
                **values,
                "order_id": order.id,
                "author_id": author.id,
                "line_ids": [
                    fields.Command.create({"order_line_id": line.id, "quantity": qty})
                    for line, qty in quantities.items()
                ],
            }
        )
        if scan:
            request.proxy_id = request._attach(*scan)
        request._b2b_dispatch()
        return request

    @api.model
    def _value_problems(self, values):
        """What is wrong with the fields of a request that a person fills in.

        :return: ``{field: message}``
        """
        _ = self.env._
        problems = {}
        date, until = values.get("date"), values.get("proxy_until")
        if not date or date < self.env["b2b.deadline"]._today():
            problems["date"] = _("Day: choose today or a later one.")
        if values.get("time_to") and values["time_to"] <= values.get("time_from", 0.0):
            problems["time_to"] = _("Time: the end has to be after the beginning.")
        if values.get("way") != "pickup" and not values.get("address"):
            problems["address"] = _(
                "Address: write where the goods have to be brought."
            )
        if until and date and until < date:
            problems["proxy_until"] = _(
                "The power of attorney ends before the day of shipment."
            )
        begins = values.get("proxy_date")
        if begins and until and until < begins:
            problems["proxy_until"] = _("The power of attorney ends before it begins.")
        return problems

    def _attach(self, name, content):
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "datas": base64.b64encode(content),
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _b2b_dispatch(self):
        """Hook: the request is new or was cancelled; 1С may want to know."""

    def _transition(self, state, answer=None):
        """THE way a request changes its state; a repeat changes nothing.

        :param str answer: words for the contractor (a refusal needs them)
        :return: the requests that moved
        :raise UserError: a request cannot get there from where it is
        """
        moved = self.filtered(lambda r: r.state in TRANSITIONS[state])
        wrong = (self - moved).filtered(lambda r: r.state != state)
        if wrong:
            raise UserError(
                self.env._(
                    "Request %(number)s is “%(old)s” and cannot be changed like this.",
                    number=wrong[0].name,
                    old=wrong[0]._status_look()["label"],
                )
            )
        moved.sudo().write({"state": state, **({"answer": answer} if answer else {})})
        for request in moved:
            if state == "cancelled":
                request._b2b_dispatch()
            else:
                request._notify_author()
        return moved

    def _author_subject(self):
        return self.env._(
            "Shipment request %(number)s: %(state)s",
            number=self.name,
            state=self._status_look()["label"].lower(),
        )

    def _author_path(self):
        return f"/my/shipments/{self.id}"

    def action_accept(self):
        self.check_access("write")
        self._transition("accepted")

    def action_ready(self):
        self.check_access("write")
        self.order_id._b2b_check_prepayment()
        self._transition("ready")

    def action_ship(self):
        self.check_access("write")
        self.order_id._b2b_check_prepayment()
        self._transition("shipped")


class B2bShipmentRequestLine(models.Model):
    _name = "b2b.shipment.request.line"
    _description = "Line of a shipment request"
    _rec_name = "order_line_id"

    request_id = fields.Many2one(
        "b2b.shipment.request", required=True, index=True, ondelete="cascade"
    )
    order_line_id = fields.Many2one(
        "sale.order.line", required=True, index=True, ondelete="restrict"
    )
    product_id = fields.Many2one(related="order_line_id.product_id")
    uom_id = fields.Many2one(related="order_line_id.product_uom_id")
    quantity = fields.Float(digits="Product Unit", required=True)

    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0)", "The quantity must be above zero."
    )


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _b2b_requestable(self):
        """What of this order can be asked to be shipped: ``{line: quantity}``.

        Neither shipped nor in another open request; nothing while the goods are
        neither reserved nor paid.
        """
        self.ensure_one()
        if self.b2b_status not in ORDER_STATUSES:
            return {}
        taken = dict(
            self.env["b2b.shipment.request.line"]
            .sudo()
            ._read_group(
                [
                    ("order_line_id", "in", self.order_line.ids),
                    ("request_id.state", "in", OPEN),
                ],
                ["order_line_id"],
                ["quantity:sum"],
            )
        )
        left = {}
        for line in self.order_line.filtered("product_id"):
            if line.product_id.type != "consu" or line.is_delivery:
                continue
            free = line.product_uom_qty - line.qty_delivered - taken.get(line, 0.0)
            if line.product_uom_id.compare(free, 0) > 0:
                left[line] = free
        return left

    @api.model
    def _b2b_requestable_domain(self):
        return Domain("b2b_status", "in", ORDER_STATUSES) & Domain(
            "b2b_shipment_state", "!=", "full"
        )
