"""What 1С tells of an order over SOAP, booked as facts."""

from odoo import fields, models

from ..soap import operations
from ..soap.errors import BusinessError

SOURCE = "onec_soap"


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _onec_soap_apply(self, connection, state):
        """Book what 1С tells about this order, each fact once.

        A fact that cannot be booked does not keep the others from being booked.

        :param state: ``operations.OrderState``
        :return: a ``BusinessError`` with everything that could not be booked, or None
        """
        self.ensure_one()
        connection._soap_link("order", state.guid, self, name=state.number)
        if self.state == "cancel" and not state.cancelled:
            self._onec_soap_goes_on(state)
        if self.onec_number != state.number or self.onec_posted != state.posted:
            self.write({"onec_number": state.number, "onec_posted": state.posted})
        if self.onec_born:
            self._onec_born_update(connection, state)
        else:
            self._onec_soap_decisions(state)
            self._onec_soap_reserved(state)
            self._onec_soap_take_lines(connection, state)
        self._onec_soap_payments(connection, state)
        problems = self._onec_soap_shipments(connection, state)
        if state.cancelled:
            self._b2b_cancel(SOURCE, state.number)
        elif state.status == "InPicking":
            self._b2b_set_picking(SOURCE, state.number)
        if self._onec_soap_arrived(state):
            self._b2b_set_delivered(SOURCE, state.number)
        if problems:
            return BusinessError("not_found", "\n".join(problems))
        return None

    def _onec_soap_goes_on(self, state):
        """1С goes on with an order that is cancelled here.

        Its own cancellation it may take back. What it has shipped is a fact, whoever
        cancelled the order. Anything else is decided by the comparison.
        """
        shipped = [item for item in state.shipments if item.posted and not item.deleted]
        theirs = self._onec_cancelled_there()
        if theirs or shipped:
            self._b2b_revive(SOURCE, state.number)
        if shipped and not theirs:
            self._b2b_call_manager(
                self.env._("1С shipped order %s, which was cancelled here.", self.name),
                state.number,
            )

    def _onec_cancelled_there(self):
        """Whether it is cancelled because 1С said so, and nobody here wanted it."""
        asked = self.b2b_change_ids.filtered(
            lambda change: change.kind == "cancel" and change.state == "accepted"
        )
        told = self.b2b_event_ids.filtered(lambda event: event.status == "cancelled")
        return not asked and (told.sorted("id")[-1:].source or "").startswith("onec_")

    def _onec_soap_reserved(self, state):
        """Remember since when 1С holds the goods: its free stock is without them then.

        Only an order that is held whole counts; for one held in part the portal goes
        on taking everything off, which promises too little and never too much.
        """
        own_lines = self._onec_soap_lines()
        lines = [
            line
            for line in state.lines
            if not line.cancelled
            and own_lines[line.line_no - 1 : line.line_no].product_id.is_storable
        ]
        held = any(line.reserved for line in lines) and all(
            line.reserved + line.shipped >= line.quantity for line in lines
        )
        if held and not self.onec_reserved_at:
            # The moment of the answer: a figure formed while 1С was at work is taken
            # for one without the reserve until the next one comes.
            self.onec_reserved_at = fields.Datetime.now()
        elif not held and self.onec_reserved_at and state.shipment_state != "Shipped":
            self.onec_reserved_at = False
            self.env["onec.stock"]._derive_for(
                self.order_line.product_id, self.warehouse_id
            )

    def _onec_soap_take_lines(self, connection, state):
        """Less and cheaper from 1С holds at once, more and dearer waits for consent.

        Nothing is taken where our lines hold a share of what 1С does not know, where
        a good stands on several lines, or while a newer version is on its way.
        """
        own = self._onec_soap_lines()
        products = own.product_id
        if (
            state.cancelled
            or not state.lines
            or self.state != "sale"
            or self.b2b_shipment_state == "full"
            or len(products) != len(own)
            or self._onec_extra_lines()
        ):
            return
        told = {}
        known = connection._soap_products(
            (line.product, line.characteristic) for line in state.lines
        )
        for line in state.lines:
            product = known[line.product, line.characteristic]
            if not product:
                connection._soap_report(
                    "order",
                    f"{state.guid}/{line.line_no}",
                    f"{self.name}: {line.name}",
                    "product",
                    self.env._("1С has a good in this order that is unknown here."),
                    self.env._("Export the good in 1С, then agree on the change."),
                )
                return
            quantity, amount = told.get(product, (0.0, 0.0))
            if not line.cancelled:
                quantity += float(line.quantity)
                amount += float(line.amount)
            told[product] = (quantity, amount)
        self._b2b_receive_lines(told, SOURCE)

    def _onec_soap_payments(self, connection, state):
        known = {payment.ref: payment for payment in self.b2b_payment_ids}
        for payment in state.payments:
            amount = 0 if payment.deleted else float(payment.amount)
            if not amount and payment.guid not in known:
                continue
            self._b2b_register_payment(
                payment.guid,
                amount,
                operations.local_day(payment.date, connection.tz),
                payment.number,
                SOURCE,
            )
        # The site exchange may have told "paid in full" without naming payments: now
        # that they are named, that sum would count twice, and where 1С says here that
        # the order is not paid, it is not. A payment that 1С does not name any more was
        # deleted there or given to another order.
        told = {payment.guid for payment in state.payments}
        for ref, payment in known.items():
            gone = _is_guid(ref) and ref not in told
            summary = ref.startswith("full:") and (
                told or state.payment_state != "Paid"
            )
            if (gone or summary) and payment.amount:
                self._b2b_register_payment(ref, 0, payment.date, payment.name, SOURCE)

    def _onec_soap_shipments(self, connection, state):
        problems = []
        self._onec_soap_untold(state)
        for shipment in state.shipments:
            picking = self._onec_soap_picking(connection, shipment)
            gone = shipment.deleted or not shipment.posted
            lines, unknown = self._onec_soap_shipped(connection, shipment)
            if picking and (
                gone
                or (not unknown and not picking._onec_same_lines(shipment.guid, lines))
            ):
                if {row["shipment"] for row in picking.onec_lines or []} != {
                    shipment.guid
                }:
                    problems.append(
                        f"shipment {shipment.number} was changed or taken back in 1С, "
                        f"but {picking.name} holds others too: make a return"
                    )
                    continue
                picking._onec_take_back()
                picking = picking.browse()
            if gone:
                continue
            if not picking:
                if unknown and self.onec_born:
                    if not lines:
                        continue  # nothing of it is sold here any more
                elif unknown:
                    problems.append(
                        f"shipment {shipment.number} holds goods that are unknown "
                        f"here: {', '.join(unknown)}"
                    )
                    continue
                picking = (
                    self._b2b_register_shipment(
                        shipment.guid,
                        [(line["product"], line["quantity"]) for line in lines],
                        shipment.date,
                        shipment.number,
                        SOURCE,
                    )
                    or self._onec_soap_told_in_sum()
                )
                if not picking:
                    problems.append(
                        f"nothing is left to ship here, but 1С shipped "
                        f"{shipment.number}"
                    )
                    continue
                picking.onec_lines = (picking.onec_lines or []) + lines
                connection._soap_link(
                    "shipment", shipment.guid, picking, name=shipment.number
                )
            picking._onec_soap_tracking(shipment)
        return problems

    def _onec_soap_untold(self, state):
        """Take back what 1С does not name any more: a restored backup forgot it.

        So it is with "shipped in full" of the site exchange, which names no shipments,
        where 1С says here that something is left.
        """
        if state.shipment_state != "Shipped":
            self.picking_ids.filtered(
                lambda picking: (
                    picking.state == "done"
                    and (picking.b2b_ref or "").startswith("full:")
                )
            )._onec_take_back()
        told = {shipment.guid for shipment in state.shipments}
        self.picking_ids.filtered(
            lambda picking: (
                picking.state == "done"
                and picking.onec_lines
                and not told & {row["shipment"] for row in picking.onec_lines}
            )
        )._onec_take_back()

    def _onec_soap_picking(self, connection, shipment):
        """The delivery that a shipment of 1С was booked as, if it was."""
        picking = connection._soap_record("shipment", shipment.guid)
        return picking or self.picking_ids.filtered(
            lambda picking: picking.b2b_ref == shipment.guid
        )

    def _onec_soap_told_in_sum(self):
        """The delivery booked because the site exchange said "shipped in full": it
        names no shipments, so all that SOAP names later are parts of that one."""
        return self.picking_ids.filtered(
            lambda picking: (
                picking.state == "done"
                and picking.b2b_ref
                and not _is_guid(picking.b2b_ref)
            )
        )[:1]

    def _onec_soap_shipped(self, connection, shipment):
        """Lines of a shipment as ``stock.picking.onec_lines`` keeps them, and the names
        of unknown goods."""
        lines, unknown = [], []
        own_lines = self._onec_soap_lines()
        known = connection._soap_products(
            (line.product, line.characteristic) for line in shipment.lines
        )
        for line in shipment.lines:
            product = known[line.product, line.characteristic]
            if not product:
                unknown.append(f"{line.article} {line.name}".strip())
                continue
            # Quantities are in the unit of the order's line, which need not be ours.
            own = own_lines[line.order_line_no - 1 : line.order_line_no][:1]
            factor = 1.0
            if own.product_id == product:
                factor = own.product_uom_id._compute_quantity(
                    1.0, product.uom_id, round=False
                )
            lines.append(
                {
                    "shipment": shipment.guid,
                    "line": line.line_no,
                    "product": product.id,
                    "factor": factor,
                    "quantity": float(line.quantity) * factor,
                }
            )
        return lines, unknown

    def _onec_soap_arrived(self, state):
        """Has everything reached the buyer?"""
        return (
            state.shipment_state == "Shipped"
            and state.shipments
            and all(
                shipment.state == "Delivered"
                for shipment in state.shipments
                if shipment.posted and not shipment.deleted
            )
        )


def _is_guid(ref):
    return len(ref or "") == 36 and ref.count("-") == 4
