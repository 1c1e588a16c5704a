from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.format import Formatter
from ..tools.locking import write_lock


class SaleOrder(models.Model):
    """Facts that 1С (or staff) report about an order: always booked, each once."""

    _inherit = "sale.order"

    def _b2b_register_payment(self, ref, amount, date, number, source):
        """Book a payment.

        :param str ref: external id; a repeat with a new amount corrects it
        :param float amount: in the order's currency
        :return: whether anything changed
        """
        self.ensure_one()
        order = self.sudo().with_context(b2b_source=source)
        payment = order.b2b_payment_ids.filtered(lambda p: p.ref == ref)
        values = {"amount": amount, "date": date, "name": number}
        if payment:
            if order.currency_id.compare_amounts(payment.amount, amount) == 0:
                return False
            payment.write(values)
        else:
            order.b2b_payment_ids.create({"order_id": order.id, "ref": ref, **values})
        return True

    def _b2b_register_full_payment(self, number, date, source):
        """Book that an order is paid in full, where nothing more is told."""
        self.ensure_one()
        rest = self.sudo().amount_total - self.sudo().b2b_paid_amount
        if self.currency_id.compare_amounts(rest, 0) <= 0:
            return False
        return self._b2b_register_payment(
            f"full:{number}",
            rest,
            date or self.env["b2b.deadline"]._today(),
            number,
            source,
        )

    def _b2b_register_shipment(self, ref, lines, date, number, source):
        """Book a shipment: validate a delivery for what was shipped.

        :param str ref: external id of the shipment; a repeat changes nothing
        :param lines: list of ``(product_id, quantity in the base unit)``; None: all
            that is left
        :param date: moment of the shipment, UTC, or its day; default: now
        :return: the validated ``stock.picking``, empty when nothing changed
        """
        self.ensure_one()
        order = self.sudo()
        Picking = self.env["stock.picking"].sudo()
        if Picking.search_count(
            [("sale_id", "=", order.id), ("b2b_ref", "=", ref)], limit=1
        ):
            return Picking
        pickings = order.picking_ids.filtered(
            lambda p: (
                p.state not in ("done", "cancel") and p.picking_type_code == "outgoing"
            )
        )
        picking = pickings[:1]
        goods = picking.move_ids.product_id.ids
        if not picking or (
            # Nothing of what is left: validating that would let go of the goods.
            lines is not None
            and not any(quantity > 0 and id_ in goods for id_, quantity in lines)
        ):
            return Picking
        # All at once and in one order: two shipments of the same goods would each hold
        # what the other one waits for.
        order._b2b_lock_shipped()
        picking._b2b_ship(lines, self._b2b_shipment_moment(date))
        picking.write({"b2b_ref": ref, "b2b_number": number})
        order._b2b_log_status(source, number)
        return picking

    def _b2b_lock_shipped(self):
        """Lock the stock that open deliveries of these orders will take."""
        pickings = self.picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        )
        goods, types = pickings.move_ids.product_id, pickings.picking_type_id
        if goods:
            goods._b2b_lock_stock(types.warehouse_id)

    @api.model
    def _b2b_shipment_moment(self, date):
        """The moment of a shipment; of one whose day alone is known the latest that it
        can be, so that what was known earlier that day is not taken to hold it."""
        if not date or isinstance(date, datetime):
            return date
        if len(date) > len("2026-11-30"):
            return fields.Datetime.to_datetime(date)
        end = Formatter(self.env).to_utc(date, hour=24) - timedelta(seconds=1)
        return min(end, fields.Datetime.now())

    def _b2b_shipped_amount(self, moment):
        """What was shipped up to a UTC moment, less what came back, at our prices."""
        self.ensure_one()
        amount = 0.0
        for line in self.order_line:
            moves = line.move_ids.filtered(
                lambda m: m.state == "done" and m.picking_id.date_done <= moment
            )
            shipped = sum(
                move.product_uom._compute_quantity(
                    move.quantity, line.product_uom_id, round=False
                )
                * (1 if move.location_dest_id.usage == "customer" else -1)
                for move in moves
            )
            if shipped and line.product_uom_qty:
                amount += line.price_total * shipped / line.product_uom_qty
        return amount

    def _b2b_set_picking(self, source, note=None):
        """The warehouse has begun to pick these orders."""
        orders = self.filtered(
            lambda o: o.state == "sale" and not o.b2b_picking_started
        )
        orders.sudo().b2b_picking_started = True
        orders._b2b_log_status(source, note)
        return orders

    def _b2b_set_delivered(self, source, note=None):
        """These orders have reached the buyer."""
        orders = self.filtered(lambda o: o.state == "sale" and not o.b2b_delivered)
        orders.sudo().b2b_delivered = True
        orders._b2b_log_status(source, note)
        return orders

    def _b2b_cancel(self, source, note=None):
        """Cancel these orders and free their goods. Shipped ones are left alone."""
        orders = self.filtered(
            lambda o: o.state != "cancel" and o.b2b_shipment_state == "none"
        )
        orders.sudo().with_context(disable_cancel_warning=True)._action_cancel()
        orders._b2b_log_status(source, note)
        return orders

    def _b2b_revive(self, source, note=None):
        """Others go on with these cancelled orders: they are orders again.

        A fact as any other: the goods are held as far as there are any.
        """
        orders = self.filtered(lambda o: o.state == "cancel").sudo()
        orders._b2b_lock()
        orders._b2b_as_fact().state = "sale"
        orders.order_line._action_launch_stock_rule()
        orders._b2b_log_status(source, note)
        return orders

    def _b2b_can_invoice(self):
        """Whether «Сформировать счёт» is offered: the order was placed. Whoever makes
        the invoices may add what it needs itself."""
        self.ensure_one()
        return self.state == "sale"

    def _b2b_request_invoice(self, amount=0.0, replaces=None):
        """Ask for an invoice («Сформировать счёт»).

        :param amount: an invoice for a part of the order; 0: for all of it
        :param replaces: the ready ``b2b.document`` that the new one puts out of use
        :return: ``b2b.document``; one for the same that is open or ready already
        :raise UserError: there cannot be such an invoice
        """
        self.ensure_one()
        order = self.sudo()
        write_lock(order)
        same = order.currency_id.compare_amounts
        if amount and not 0 < amount <= order.amount_total:
            raise UserError(
                self.env._(
                    "Amount: from 0.01 to %s.",
                    order.currency_id.format(order.amount_total),
                )
            )
        if same(amount, order.amount_total) == 0:
            amount = 0.0
        document = order.b2b_document_ids.filtered(
            lambda d: (
                d.kind == "invoice"
                and d.state in ("requested", "pending", "ready")
                and same(d.requested_amount, amount) == 0
                and d != replaces
            )
        )[:1]
        if not document:
            document = (
                self.env["b2b.document"]
                .sudo()
                .create(
                    {
                        "kind": "invoice",
                        "state": "requested",
                        "order_ids": [fields.Command.link(order.id)],
                        "contractor_id": order.b2b_contractor_id.id,
                        "entity_id": order.b2b_entity_id.id,
                        "organisation_id": order.b2b_organisation_id.id,
                        "contract_id": order.b2b_contract_id.id,
                        "amount": amount or order.amount_total,
                        "requested_amount": amount,
                        "replaces_id": replaces and replaces.id,
                        "currency_id": order.currency_id.id,
                    }
                )
            )
            document._b2b_dispatch()
        return document
