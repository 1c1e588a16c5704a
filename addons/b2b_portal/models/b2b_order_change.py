from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ..tools.locking import write_lock
from .b2b_order_event import SOURCES


class B2bOrderChange(models.Model):
    """A change of a placed order that the other side has to agree to.

    Asked by the contractor (1С has the order already): staff or 1С answer, the goods
    stay held meanwhile. Asked by the wholesaler (1С made something dearer, added or
    replaced a line): the contractor answers. Changes are history, none is deleted.
    """

    _name = "b2b.order.change"
    _description = "Change of an order to be agreed on"
    _order = "id desc"
    _rec_name = "order_id"

    order_id = fields.Many2one(
        "sale.order", required=True, index=True, ondelete="cascade", readonly=True
    )
    contractor_id = fields.Many2one(related="order_id.b2b_contractor_id", store=True)
    asked_by = fields.Selection(
        [("contractor", "Contractor"), ("wholesaler", "Wholesaler")],
        required=True,
        readonly=True,
    )
    kind = fields.Selection(
        [("cancel", "Cancel the order"), ("lines", "Change the lines")],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting for the answer"),
            ("accepted", "Agreed"),
            ("refused", "Refused"),
            ("withdrawn", "Taken back"),
        ],
        default="waiting",
        required=True,
        readonly=True,
        index=True,
    )
    source = fields.Selection(SOURCES, required=True, readonly=True)
    note = fields.Char("Reason", readonly=True)
    answer = fields.Char("Comment to the answer")
    line_ids = fields.One2many("b2b.order.change.line", "change_id", readonly=True)
    decided_at = fields.Datetime(readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)

    _one_waiting = models.UniqueIndex(
        "(order_id, asked_by) WHERE state = 'waiting'",
        "A change of this order already waits for an answer.",
    )

    # === Transitions === #

    def _b2b_accept(self, source, answer=None):
        """Agree to these changes and make them. Answered ones are left alone.

        :raise UserError: goods or a limit do not suffice for what was agreed to
        :return: the changes that were waiting
        """
        waiting = self._b2b_waiting()
        for change in waiting:
            order = change.order_id
            change._b2b_close("accepted", answer)
            if change.kind == "cancel":
                order._b2b_cancel(source, change.note)
            else:
                order._b2b_bump()
                change.line_ids._b2b_apply()
                order._b2b_log(source, self.env._("The change was agreed on."))
                order._b2b_log_status(source)
        return waiting

    def _b2b_refuse(self, source, answer=None):
        """Refuse these changes: the order stays as it is."""
        waiting = self._b2b_waiting()
        for change in waiting:
            change._b2b_close("refused", answer)
            note = self.env._("The change was refused.")
            change.order_id._b2b_log(source, f"{note} {answer or ''}".strip())
            if change.asked_by == "wholesaler":
                change.order_id._b2b_call_manager(
                    self.env._("The contractor refused the change"), answer
                )
        return waiting

    def _b2b_withdraw(self):
        """Whoever asked takes the change back."""
        waiting = self._b2b_waiting()
        waiting._b2b_close("withdrawn")
        return waiting

    def _b2b_waiting(self):
        changes = self.sudo().filtered(lambda c: c.state == "waiting")
        write_lock(changes)
        return changes

    def _b2b_close(self, state, answer=None):
        self.write(
            {
                "state": state,
                "answer": answer or False,
                "decided_at": fields.Datetime.now(),
                "decided_by_id": self.env.uid,
            }
        )

    def _b2b_is_same(self, lines):
        """Whether this change asks for just these lines."""

        def key(line):
            return (line["product_id"], line["new_quantity"], line["new_amount"])

        own = [
            key({**line, "product_id": line["product_id"][0]})
            for line in self.line_ids.read(["product_id", "new_quantity", "new_amount"])
        ]
        return sorted(own) == sorted(key(line) for line in lines)

    def action_accept(self):
        """Staff agree to what contractors ask for."""
        self._b2b_check_staff()
        self._b2b_accept("staff", self.answer)

    def action_refuse(self):
        self._b2b_check_staff()
        self._b2b_refuse("staff", self.answer)

    def _b2b_check_staff(self):
        self.ensure_one()
        self.check_access("write")
        if self.asked_by != "contractor":
            raise UserError(self.env._("This change waits for the contractor."))


class B2bOrderChangeLine(models.Model):
    """One line of a change: what it is, and what it shall be."""

    _name = "b2b.order.change.line"
    _description = "Line of a change of an order"

    change_id = fields.Many2one(
        "b2b.order.change", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="change_id.order_id.currency_id")
    line_id = fields.Many2one("sale.order.line", "Line", help="Empty: a new line.")
    product_id = fields.Many2one("product.product", required=True)
    old_quantity = fields.Float(digits="Product Unit")
    new_quantity = fields.Float(digits="Product Unit")
    old_amount = fields.Monetary(help="With VAT.")
    new_amount = fields.Monetary(help="With VAT.")

    def _b2b_apply(self):
        for change_line in self:
            line = change_line.line_id
            if not line:
                line = self.env["sale.order.line"].create(
                    {
                        "order_id": change_line.change_id.order_id.id,
                        "product_id": change_line.product_id.id,
                        "product_uom_qty": change_line.new_quantity,
                        "price_unit": change_line.new_amount / change_line.new_quantity,
                    }
                )
            line._b2b_set(change_line.new_quantity, change_line.new_amount)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _b2b_set(self, quantity, amount):
        """Give a line a quantity (its unit) and a sum with VAT."""
        self.ensure_one()
        if float_compare(quantity, self.product_uom_qty, 3):
            self.product_uom_qty = quantity
        if quantity and self.currency_id.compare_amounts(self.price_total, amount):
            # VAT is inside or on top: the sum follows the price in proportion.
            self.price_unit *= amount / self.price_total if self.price_total else 1


class SaleOrder(models.Model):
    """What is asked and told about placed orders."""

    _inherit = "sale.order"

    b2b_change_ids = fields.One2many("b2b.order.change", "order_id", "Changes")

    # === The contractor asks === #

    def _b2b_ask_cancel(self, note, source="portal"):
        """Ask to cancel an order that 1С has; its goods stay held until the answer."""
        return self._b2b_ask("cancel", note, source)

    def _b2b_ask_lines(self, keep, note, source="portal"):
        """Ask for less of some lines.

        :param keep: ``{line id: quantity that shall stay}``
        """
        self.ensure_one()
        lines = []
        for line in self.sudo().order_line.filtered(lambda ln: ln.id in keep):
            quantity = keep[line.id]
            if not max(line.qty_delivered, 0) <= quantity <= line.product_uom_qty:
                raise UserError(
                    self.env._(
                        "%(product)s: from %(least)g to %(most)g can stay.",
                        product=line.product_id.display_name,
                        least=line.qty_delivered,
                        most=line.product_uom_qty,
                    )
                )
            if float_compare(quantity, line.product_uom_qty, 3):
                part = quantity / line.product_uom_qty
                lines.append(
                    {
                        "line_id": line.id,
                        "product_id": line.product_id.id,
                        "old_quantity": line.product_uom_qty,
                        "new_quantity": quantity,
                        "old_amount": line.price_total,
                        "new_amount": line.currency_id.round(line.price_total * part),
                    }
                )
        if not lines:
            raise UserError(self.env._("Nothing would change."))
        return self._b2b_ask("lines", note, source, lines)

    def _b2b_ask(self, kind, note, source, lines=()):
        self.ensure_one()
        order = self.sudo()
        if (
            order.state != "sale"
            or order.b2b_shipment_state == "full"
            or order._b2b_is_readonly()
        ):
            raise UserError(self.env._("This order cannot be changed any more."))
        change = order._b2b_offer(
            {
                "asked_by": "contractor",
                "kind": kind,
                "note": note,
                "source": source,
            },
            lines,
        )
        order._b2b_log(source, self.env._("A change was asked for."))
        order._b2b_call_manager(self.env._("The contractor asks for a change"), note)
        return change

    def _b2b_offer(self, values, lines):
        """A new change takes the place of one that still waits."""
        changes = self.b2b_change_ids
        changes.filtered(lambda c: c.asked_by == values["asked_by"])._b2b_withdraw()
        # Only one may wait, so the old one has to be out of the way first.
        changes.flush_recordset()
        return changes.create(
            {
                **values,
                "order_id": self.id,
                "line_ids": [fields.Command.create(line) for line in lines],
            }
        )

    def _b2b_call_manager(self, summary, note):
        """Leave the contractor's manager something to do."""
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=summary,
            # The note of an activity is HTML, this is what a person typed.
            note=note and Markup("<p>{}</p>").format(note),
            user_id=(
                self.b2b_contractor_id.user_id or self.user_id or self.env.user
            ).id,
        )

    # === The wholesaler's system tells === #

    def _b2b_receive_lines(self, told, source):
        """Book how another system changed the lines of this order.

        Less of something and lower prices hold at once; more, dearer, added and
        replacing goods wait for the contractor's consent.

        :param told: ``{product: (quantity in the unit of our line, sum with VAT)}``,
            complete: what is missing was removed
        :return: the change that waits, or an empty set
        """
        self.ensure_one()
        order = self.sudo()
        own = {line.product_id: line for line in order.order_line if line.product_id}
        wanted = []
        for product, line in own.items():
            wanted += order._b2b_receive_line(line, *told.get(product, (0.0, 0.0)))
        wanted += [
            {
                "product_id": product.id,
                "new_quantity": quantity,
                "new_amount": amount,
            }
            for product, (quantity, amount) in told.items()
            if product not in own and quantity > 0
        ]
        asked = order.b2b_change_ids.filtered(lambda c: c.state == "waiting")
        for change in asked.filtered(lambda c: c.asked_by == "contractor"):
            lines = change.line_ids
            if lines and all(
                not float_compare(ln.line_id.product_uom_qty, ln.new_quantity, 3)
                for ln in lines
            ):
                change._b2b_close("accepted")
        offered = asked.filtered(lambda c: c.asked_by == "wholesaler")
        if not wanted:
            offered._b2b_withdraw()
            return offered.browse()
        if offered and offered._b2b_is_same(wanted):
            return offered
        change = order._b2b_offer(
            {"asked_by": "wholesaler", "kind": "lines", "source": source}, wanted
        )
        order._b2b_log(source, self.env._("A change waits for your consent."))
        order._b2b_notify(
            "change", template=self.env.ref("b2b_portal.mail_template_change").sudo()
        )
        return change

    def _b2b_receive_line(self, line, quantity, amount):
        """Take over what is less at once.

        :return: list with what needs consent, empty or of one ``b2b.order.change.line``
        """
        quantity = max(quantity, line.qty_delivered)
        old_quantity, old_amount = line.product_uom_qty, line.price_total
        unit = old_amount / old_quantity if old_quantity else 0.0
        lower = min(quantity, old_quantity)
        # Of what stays: the sum by the lower of both prices.
        new_unit = amount / quantity if quantity and amount else unit
        fair = line.currency_id.round(lower * min(unit, new_unit))
        less = line.currency_id.compare_amounts(lower * unit - fair, 0.015) > 0
        if float_compare(lower, old_quantity, 3) < 0 or less:
            line._b2b_set(lower, fair if less else line.currency_id.round(lower * unit))
            self._b2b_log(
                "system",
                self.env._(
                    "%(product)s: %(old)g for %(old_sum)s became %(new)g for "
                    "%(new_sum)s.",
                    product=line.product_id.display_name,
                    old=old_quantity,
                    old_sum=line.currency_id.format(old_amount),
                    new=line.product_uom_qty,
                    new_sum=line.currency_id.format(line.price_total),
                ),
            )
        dearer = amount - quantity * unit > 0.015
        if float_compare(quantity, old_quantity, 3) <= 0 and not (quantity and dearer):
            return []
        return [
            {
                "line_id": line.id,
                "product_id": line.product_id.id,
                "old_quantity": line.product_uom_qty,
                "new_quantity": quantity,
                "old_amount": line.price_total,
                "new_amount": amount,
            }
        ]

    def _action_cancel(self):
        # EXTENDS sale: a cancelled order has nothing left to agree on.
        result = super()._action_cancel()
        for change in self.sudo().b2b_change_ids.filtered(
            lambda c: c.state == "waiting"
        ):
            change._b2b_close("accepted" if change.kind == "cancel" else "withdrawn")
        return result
