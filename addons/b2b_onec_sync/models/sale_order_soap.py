"""Orders as the SOAP service knows them: writing them, and booking what 1С tells."""

from decimal import Decimal

from odoo import fields, models

from ..soap import operations
from ..soap.errors import BusinessError
from ..tools.money import money

PAYMENT_MODES = {"invoice": "Prepayment", "reserve": "Reserve", "credit": "Credit"}
SOURCE = "onec_soap"


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # === To 1С === #

    def _b2b_after_place(self):
        # EXTENDS b2b_portal: where 1С takes orders over SOAP it holds the goods at
        # once. The site exchange may bring the same order: 1С knows it by its number.
        super()._b2b_after_place()
        self._onec_soap_put()

    def _onec_soap_put(self):
        """Queue placed orders for the bases that take orders over SOAP."""
        for order in self.sudo():
            connection = order._onec_soap_connection("PutOrder")
            if connection:
                self.env["onec.message"].sudo()._send(
                    connection, "PutOrder", order, urgent=True
                )

    def _b2b_cancel(self, source, note=None):
        # EXTENDS b2b_portal: what 1С told need not be told back.
        orders = self.with_context(onec_applying=source.startswith("onec_"))
        return super(SaleOrder, orders)._b2b_cancel(source, note)

    def _action_cancel(self):
        # EXTENDS sale: 1С must not go on holding goods for a cancelled order.
        result = super()._action_cancel()
        if not self.env.context.get("onec_applying"):
            self.filtered("b2b_contractor_id")._onec_soap_cancel()
        return result

    def _onec_soap_cancel(self):
        """Queue the cancellation of what 1С has, drop what has not been sent yet."""
        for order in self.sudo():
            connection = order._onec_soap_connection("CancelOrder")
            puts = order._onec_soap_puts()
            unsent = puts.filtered(lambda put: put._is_unsent())
            if unsent:
                unsent.action_skip()
            known = (
                puts - unsent
                or order.onec_state in ("sent", "loaded", "confirmed")
                or (connection and connection._soap_guid("order", order))
            )
            if connection and known:
                self._onec_soap_send(connection, "CancelOrder", order)

    # === A reserve that lasts longer, or became an order === #

    def write(self, vals):
        # EXTENDS b2b_portal: 1С holds the goods as long as is promised here.
        if "b2b_reserve_until" not in vals or self.env.context.get("onec_applying"):
            return super().write(vals)
        before = {order: order.b2b_reserve_until for order in self}
        result = super().write(vals)
        self.filtered(
            lambda order: (
                order.state == "sale"
                and before[order]
                and order.b2b_reserve_until
                and order.b2b_reserve_until != before[order]
            )
        )._onec_soap_tell("SetReservation")
        return result

    def _b2b_order_reserve(self, mode, source="portal"):
        # EXTENDS b2b_portal: another payment mode is a change of the order, which says
        # until when the goods are held, too.
        result = super(
            SaleOrder, self.with_context(onec_applying=True)
        )._b2b_order_reserve(mode, source)
        self._onec_soap_tell("ChangeOrder")
        return result

    def _b2b_release(self, keep, source="portal"):
        # EXTENDS b2b_portal: what is being sent just now would carry more.
        self._onec_soap_touch()
        return super()._b2b_release(keep, source)

    def _onec_soap_touch(self):
        """Let no worker send these orders as they were: one that has begun to fails at
        this row and reads them anew, one that is done makes this change fail, which is
        run again and finds the order sent."""
        for order in self.sudo():
            puts = order._onec_soap_puts().filtered(lambda put: put._is_unsent())
            puts.next_try = fields.Datetime.now()

    def _onec_soap_tell(self, operation):
        """Queue a change of placed orders for the bases that have them over SOAP; what
        has not been sent yet is sent as it is then."""
        self._onec_soap_touch()
        for order in self.sudo():
            connection = order._onec_soap_connection(operation)
            if connection and order._onec_soap_is_sent(connection):
                self._onec_soap_send(connection, operation, order)

    def _onec_soap_send(self, connection, operation, order):
        self.env["onec.message"].sudo()._send(connection, operation, order, urgent=True)

    def _onec_soap_puts(self):
        """The messages that put this order to 1С."""
        self.ensure_one()
        return (
            self.env["onec.message"]
            .sudo()
            .search(
                [
                    ("operation", "=", "PutOrder"),
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("state", "!=", "skipped"),
                ]
            )
        )

    def _onec_soap_is_sent(self, connection):
        """Whether 1С has this order over SOAP, or may have it."""
        return bool(connection._soap_guid("order", self)) or any(
            not put._is_unsent() and put.state != "dead"
            for put in self._onec_soap_puts()
        )

    def _b2b_is_outside(self):
        # EXTENDS b2b_portal: what was sent may be in 1С although no answer has come.
        if super()._b2b_is_outside():
            return True
        connection = self._onec_soap_connection("PutOrder")
        return bool(connection) and self.sudo()._onec_soap_is_sent(connection)

    def _b2b_can_invoice(self):
        # EXTENDS b2b_portal: where 1С makes the invoices, it has to be able to.
        if not super()._b2b_can_invoice():
            return False
        connections = self.env["onec.connection"].sudo().search_count([], limit=1)
        return not connections or bool(self._onec_soap_connection("RequestInvoice"))

    def _onec_soap_connection(self, operation):
        """The base that keeps this order's books, if it can do the operation."""
        self.ensure_one()
        connection = self.env["onec.connection"]._soap_for(self.b2b_organisation_id)
        if connection and not connection._soap_supports(operation):
            return connection.browse()
        return connection

    def _onec_soap_order(self, connection):
        """This order as the contract's ``Order`` (a plain structure).

        Site number and date are the same as in the site exchange: 1С finds the order by
        them whichever way it came first.
        """
        self.ensure_one()
        guid_of = self._onec_soap_guids(connection)
        lines = [
            line._onec_soap_line(connection, guid_of, number, amount)
            for number, (line, amount) in enumerate(self._onec_sums().items(), 1)
        ]
        return {
            "SiteNumber": self.name,
            "SiteDate": operations.moment(
                self.b2b_placed_at or self.date_order, connection.tz
            ),
            "Version": 1,
            "Kind": "Consignment"
            if self.b2b_contract_id.kind == "consignment"
            else "Sale",
            "OrganisationGUID": guid_of("organisation", self.b2b_organisation_id),
            "PartnerGUID": guid_of("partner", self.b2b_contractor_id),
            "LegalEntity": self.b2b_entity_id._onec_soap_entity(guid_of),
            "ContractGUID": guid_of("contract", self.b2b_contract_id),
            "PriceTypeGUID": guid_of("price_type", self.pricelist_id._b2b_base()),
            "WarehouseGUID": guid_of("warehouse", self.warehouse_id, required=True),
            "Currency": self.currency_id.name,
            "VATIncluded": self.pricelist_id.b2b_vat_included,
            "Total": operations.money(self.amount_total),
            "VATTotal": operations.money(
                sum(Decimal(line["VATSum"]) for line in lines)
            ),
            "PaymentMode": PAYMENT_MODES[self.b2b_payment_mode or "invoice"],
            "Reserve": True,
            "ReserveUntil": self._onec_soap_reserve_until(),
            "WantedDate": operations.day(
                operations.local_day(self.commitment_date, connection.tz)
            ),
            "ShipWhole": self.b2b_ship_whole,
            "CustomerNumber": self.client_order_ref or None,
            "Buyer": self.b2b_buyer_id._onec_soap_contact(),
            "Delivery": self._onec_soap_delivery(),
            "Comment": self.b2b_comment or None,
            "Line": lines,
        }

    def _onec_soap_guids(self, connection):
        """The keys of everything that the order names, looked up at once."""
        products = self.order_line.product_id
        return connection._soap_guids(
            {
                "organisation": self.b2b_organisation_id,
                "partner": self.b2b_contractor_id,
                "entity": self.b2b_entity_id,
                "contract": self.b2b_contract_id,
                "price_type": self.pricelist_id._b2b_base(),
                "warehouse": self.warehouse_id,
                "variant": products,
                "good": products.product_tmpl_id,
                "unit": self.order_line.product_uom_id,
            }
        )

    def _onec_soap_reserve_until(self):
        until = self.b2b_reserve_until
        return f"{until.isoformat()}T23:59:59" if until else None

    def _onec_soap_delivery(self):
        address = self.partner_shipping_id
        if not address.street and not address.city:
            return None
        return {
            "Address": ", ".join(
                filter(None, (address.zip, address.city, address.street))
            ),
            "ContactName": address.name or None,
            "Phone": address.phone or None,
        }

    # === From 1С === #

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


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _onec_soap_line(self, connection, guid_of, number, amount):
        """This line as the contract's ``OrderLine``.

        :param guid_of: what ``_soap_guids`` gave for the whole order
        :param amount: its sum with VAT, with its share of what 1С does not know
        """
        self.ensure_one()
        product, characteristic = connection._soap_product_guid(
            self.product_id, guid_of
        )
        share = amount / money(self.price_total) if self.price_total else Decimal(1)
        price = money(self.price_unit * (1 - (self.discount or 0.0) / 100)) * share
        return {
            "LineNo": number,
            "ProductGUID": product,
            "CharacteristicGUID": characteristic or None,
            "Article": self.product_id.default_code or "",
            "Name": self.product_id.display_name,
            "UnitCode": guid_of("unit", self.product_uom_id),
            "Quantity": operations.quantity(self.product_uom_qty),
            "Price": operations.money(price),
            "VATRate": self.tax_ids[:1].b2b_vat_code or "none",
            "VATSum": operations.money(money(self.price_tax) * share),
            "Sum": operations.money(amount),
            "Comment": self.b2b_comment or None,
        }


class StockPicking(models.Model):
    _inherit = "stock.picking"

    onec_lines = fields.Json(
        readonly=True,
        copy=False,
        help="Lines of 1С's shipments that were booked as this delivery: shipment, "
        "line, product, base quantity, base units in 1С's unit.",
    )

    onec_tracking_url = fields.Char("Link to the tracking", readonly=True, copy=False)

    def _onec_soap_tracking(self, shipment):
        """Keep the tracking numbers that 1С tells.

        Where there is one number, and the carrier is one of ours by name, core's own
        fields make a link of it.
        """
        numbers = ", ".join(
            f"{item.carrier} {item.number}".strip() for item in shipment.tracking
        )
        urls = [item.url for item in shipment.tracking if item.url.startswith("http")]
        if urls and urls[-1] != self.onec_tracking_url:
            self.onec_tracking_url = urls[-1]
        if not numbers or numbers == self.b2b_tracking:
            return
        values = {"b2b_tracking": numbers, "carrier_tracking_ref": numbers}
        item = shipment.tracking[0]
        carrier = item.carrier and self.env["delivery.carrier"].sudo().search(
            [("name", "=ilike", item.carrier)], limit=1
        )
        if carrier and len(shipment.tracking) == 1:
            values.update(carrier_id=carrier.id, carrier_tracking_ref=item.number)
        self.write(values)

    def _compute_carrier_tracking_url(self):
        # EXTENDS delivery: a link that 1С tells goes before one that core makes.
        super()._compute_carrier_tracking_url()
        for picking in self.filtered("onec_tracking_url"):
            picking.carrier_tracking_url = picking.onec_tracking_url


def _is_guid(ref):
    return len(ref or "") == 36 and ref.count("-") == 4
