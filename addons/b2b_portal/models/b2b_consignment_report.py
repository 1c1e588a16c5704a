from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.locking import write_lock
from . import b2b_access
from .b2b_list import PEOPLE

#: state → states it may be reached from
TRANSITIONS = {
    "accepted": {"new"},
    "work": {"accepted"},
    "done": {"accepted", "work"},
    "refused": {"new", "accepted", "work"},
    "cancelled": {"new"},
}
STATE_LOOKS = {
    "new": ("wait", "fa-hourglass-start"),
    "accepted": ("work", "fa-inbox"),
    "work": ("work", "fa-cogs"),
    "done": ("done", "fa-check"),
    "refused": ("bad", "fa-ban"),
    "cancelled": ("wait", "fa-times-circle-o"),
}
#: Reports that 1С does not have yet.
OPEN = ("new", "accepted")

for _model, _path in (
    ("b2b.consignment.report", "contractor_id"),
    ("b2b.consignment.report.line", "report_id.contractor_id"),
):
    b2b_access.register(_model, b2b_access.Rule(_path, roles=PEOPLE))


class B2bConsignmentReport(models.Model):
    """Отчёт комиссионера: what was sold, and is given back, of goods on commission.

    ``_file`` makes a report, staff accept it, then an exchange takes it to 1С
    (``_b2b_dispatch``); ``_transition`` is the one way to move it.
    """

    _name = "b2b.consignment.report"
    _description = "Report on goods on consignment"
    _inherit = ["mail.thread", "b2b.asked"]
    _order = "id desc"
    _state_looks = STATE_LOOKS

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    state = fields.Selection(
        [
            ("new", "At the manager's check"),
            ("accepted", "Accepted"),
            ("work", "In 1С"),
            ("done", "Booked"),
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
    contract_id = fields.Many2one(
        "b2b.contract", required=True, index=True, ondelete="restrict"
    )
    entity_id = fields.Many2one(related="contract_id.entity_id", store=True)
    contractor_id = fields.Many2one(
        related="contract_id.contractor_id", store=True, index=True
    )
    organisation_id = fields.Many2one(related="contract_id.organisation_id", store=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    author_id = fields.Many2one(string="Sent by")
    date_from = fields.Date("Period from", required=True)
    date_to = fields.Date("Period to", required=True)
    comment = fields.Char()
    line_ids = fields.One2many("b2b.consignment.report.line", "report_id", "Goods")
    amount = fields.Monetary("Sold for", compute="_compute_amount", store=True)
    counted = fields.Boolean(
        readonly=True, copy=False, help="What is unsold was read since 1С took it."
    )
    reward = fields.Monetary("Reward by 1С", readonly=True)
    answer = fields.Char("Reason", copy=False, tracking=True)

    _period_ordered = models.Constraint(
        "CHECK(date_to >= date_from)", "A period cannot end before it begins."
    )

    @api.depends("line_ids.amount")
    def _compute_amount(self):
        for report in self:
            report.amount = sum(report.line_ids.mapped("amount"))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                vals["name"] = self.env["ir.sequence"].next_by_code(
                    "b2b.consignment.report"
                )
        return super().create(vals_list)

    @api.model
    def _left(self, contract):
        """What can still be reported: ``{product: quantity}``.

        That is 1С's balance without the reports that it does not count: those on their
        way, and those that it took after the balance was read.
        """
        left = {row.product_id: row.balance for row in contract.consignment_ids}
        uncounted = Domain("report_id.state", "in", OPEN) | (
            Domain("report_id.state", "in", ("work", "done"))
            & Domain("report_id.counted", "=", False)
        )
        for product, sold, returned in self.env[
            "b2b.consignment.report.line"
        ]._read_group(
            Domain("report_id.contract_id", "=", contract.id) & uncounted,
            ["product_id"],
            ["quantity:sum", "returned:sum"],
        ):
            left[product] = left.get(product, 0.0) - sold - returned
        return left

    @api.model
    def _file(self, author, contract, date_from, date_to, rows, comment=""):
        """Send a report.

        :param author: ``res.partner`` who sends
        :param contract: ``b2b.contract`` by sudo whose access was checked
        :param rows: ``{product: (sold, price, returned)}`` in the product's base unit
        :raise UserError: what is wrong, in words
        """
        _ = self.env._
        if not date_from or not date_to or date_to < date_from:
            raise UserError(_("Period: the end has to be after the beginning."))
        # Of two reports about the last piece the later one finds it taken.
        write_lock(contract)
        Report = self.sudo()
        left = Report._left(contract)
        rows = {product: row for product, row in rows.items() if row[0] or row[2]}
        if not rows:
            raise UserError(_("Write how much of which goods was sold or comes back."))
        problems = []
        for product, (sold, price, returned) in rows.items():
            free = left.get(product, 0.0)
            if (
                min(sold, returned, price) < 0
                or product.uom_id.compare(sold + returned, free) > 0
            ):
                problems.append(
                    _(
                        "%(product)s: only %(free)g %(unit)s are unsold.",
                        product=product.display_name,
                        free=max(free, 0.0),
                        unit=product.uom_id.name,
                    )
                )
            elif sold and not price:
                problems.append(
                    _("%s: write the price it was sold at.", product.display_name)
                )
        if problems:
            raise UserError("\n".join(problems))
        return Report.create(
            {
                "contract_id": contract.id,
                "author_id": author.id,
                "date_from": date_from,
                "date_to": date_to,
                "comment": comment,
                "line_ids": [
                    fields.Command.create(
                        {
                            "product_id": product.id,
                            "quantity": sold,
                            "price": price,
                            "returned": returned,
                        }
                    )
                    for product, (sold, price, returned) in rows.items()
                ],
            }
        )

    def _b2b_dispatch(self):
        """Hook: an accepted report goes to 1С."""

    def _transition(self, state, answer=None):
        """THE way a report changes its state; a repeat changes nothing.

        :param str answer: words for the contractor
        :return: the reports that moved
        :raise UserError: a report cannot get there from where it is
        """
        moved = self.filtered(lambda r: r.state in TRANSITIONS[state])
        wrong = (self - moved).filtered(lambda r: r.state != state)
        if wrong:
            raise UserError(
                self.env._(
                    "Report %(number)s is “%(old)s” and cannot be changed like this.",
                    number=wrong[0].name,
                    old=wrong[0]._status_look()["label"],
                )
            )
        moved.sudo().write({"state": state, **({"answer": answer} if answer else {})})
        for report in moved:
            if state == "accepted":
                report._b2b_dispatch()
            if state in ("accepted", "done", "refused"):
                report._notify_author()
        return moved

    def _author_subject(self):
        return self.env._(
            "Report %(number)s: %(state)s",
            number=self.name,
            state=self._status_look()["label"].lower(),
        )

    def _author_path(self):
        return f"/my/consignment/report/{self.id}"

    def action_accept(self):
        self.check_access("write")
        self._transition("accepted")

    def action_done(self):
        self.check_access("write")
        self._transition("done")


class B2bConsignmentReportLine(models.Model):
    _name = "b2b.consignment.report.line"
    _description = "Line of a report on consignment"
    _rec_name = "product_id"

    report_id = fields.Many2one(
        "b2b.consignment.report", required=True, index=True, ondelete="cascade"
    )
    product_id = fields.Many2one("product.product", required=True, ondelete="restrict")
    currency_id = fields.Many2one(related="report_id.currency_id")
    quantity = fields.Float("Sold", digits="Product Unit")
    price = fields.Monetary("Price of sale")
    amount = fields.Monetary(compute="_compute_amount", store=True)
    returned = fields.Float("Given back", digits="Product Unit")

    _quantities_positive = models.Constraint(
        "CHECK(quantity >= 0 AND returned >= 0 AND quantity + returned > 0)",
        "A line reports a quantity sold or given back.",
    )

    @api.depends("quantity", "price")
    def _compute_amount(self):
        for line in self:
            line.amount = line.currency_id.round(line.quantity * line.price)
