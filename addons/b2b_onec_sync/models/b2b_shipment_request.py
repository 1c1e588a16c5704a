"""Shipment requests to 1С, and what becomes of them there."""

from odoo import models

from ..soap import operations
from ..soap.errors import BusinessError

#: State of 1С → state here; «New» is no news.
STATES = {
    "Accepted": "accepted",
    "InWork": "accepted",
    "Done": "shipped",
    "PartlyDone": "shipped",
    "Refused": "refused",
    "Cancelled": "cancelled",
}
TRANSITIONS_FROM_1C = {
    "accepted": {"new"},
    "shipped": {"new", "accepted", "ready"},
    "refused": {"new", "accepted"},
    "cancelled": {"new", "accepted"},
}
WAYS = {"pickup": "Самовывоз", "address": "До адреса", "terminal": "До терминала"}


class B2bShipmentRequest(models.Model):
    _inherit = "b2b.shipment.request"

    def _b2b_dispatch(self):
        # EXTENDS b2b_portal: where 1С takes shipment requests it gets this one.
        super()._b2b_dispatch()
        if self.env.context.get("onec_applying"):
            return
        for request in self.sudo():
            connection = request.order_id._onec_soap_connection("PutShipmentRequest")
            if connection:
                self.env["onec.message"].sudo()._send(
                    connection,
                    "PutShipmentRequest",
                    request,
                    after=request.order_id,
                    urgent=True,
                )

    def _onec_soap_lost(self):
        """1С lost these with a restoration: what is not done yet is sent again."""
        self.filtered(
            lambda request: request.state in ("new", "accepted", "ready")
        )._b2b_dispatch()

    def _onec_soap_request(self, connection):
        """This request as the contract's ``ShipmentRequest``."""
        self.ensure_one()
        order = self.order_id
        terminal = self.way == "terminal"
        return {
            "SiteID": str(self.id),
            "SiteNumber": None if order.onec_born else order.name,
            "OrderGUID": connection._soap_guid("order", order),
            "Date": operations.day(self.date),
            "TimeFrom": _time(self.time_from),
            "TimeTo": _time(self.time_to),
            "Delivery": {
                "Method": WAYS[self.way],
                "Address": None if terminal else self.address or None,
                "Terminal": self.address if terminal else None,
            },
            "DriverName": self.driver or None,
            "DriverPhone": self.driver_phone or None,
            "Vehicle": self.vehicle or None,
            "PowerOfAttorney": {
                "Number": self.proxy_number,
                "Date": operations.day(self.proxy_date or self.date),
                "ValidTo": operations.day(self.proxy_until),
                "PersonName": self.driver or None,
            }
            if self.proxy_number
            else None,
            "Comment": self.comment or None,
            "Cancelled": self.state == "cancelled" or None,
            "Line": [line._onec_soap_line(connection) for line in self.line_ids],
            "File": [
                {
                    "Name": self.proxy_id.name,
                    "MimeType": self.proxy_id.mimetype,
                    "Content": {"$attachment": self.proxy_id.id},
                }
            ]
            if self.proxy_id
            else [],
        }

    def _onec_soap_apply(self, connection, data):
        """Book what 1С tells about this request; an older state changes nothing."""
        self.ensure_one()
        connection._soap_link(
            "shipment_request", operations.guid(data["GUID"]), self, name=data["Number"]
        )
        state = STATES.get(data["State"])
        if state and self.state in TRANSITIONS_FROM_1C[state]:
            self.with_context(onec_applying=True)._transition(
                state, data.get("Reason") or None
            )


class B2bShipmentRequestLine(models.Model):
    _inherit = "b2b.shipment.request.line"

    def _onec_soap_line(self, connection):
        line = self.order_line_id
        good, characteristic = connection._soap_product_guid(line.product_id)
        return {
            "OrderLineNo": line.onec_line_no
            or list(line.order_id._onec_soap_lines()).index(line) + 1,
            "ProductGUID": good,
            "CharacteristicGUID": characteristic or None,
            "Article": line.product_id.default_code or None,
            "Quantity": operations.quantity(self.quantity),
        }


class OnecMessage(models.Model):
    _inherit = "onec.message"

    def _soap_build_put_shipment_request(self):
        return {"Request": self._record()._onec_soap_request(self.connection_id)}

    def _soap_apply_put_shipment_request(self, answer):
        self._record()._onec_soap_apply(self.connection_id, answer["return"])

    def _soap_fail_put_shipment_request(self, text, final):
        """A request that does not come through must not be waited for in vain."""
        if final:
            request = self._record()
            request.order_id._b2b_call_manager(
                self.env._("Shipment request %s did not reach 1С", request.name), text
            )

    def _soap_concerns_get_shipment_request_changes(self, data):
        return bool(self._shipment_request(data))

    def _soap_apply_get_shipment_request_changes(self, data):
        request = self._shipment_request(data)
        if request:
            self.write(
                {
                    "res_model": request._name,
                    "res_id": request.id,
                    "name": request.name,
                }
            )
            request._onec_soap_apply(self.connection_id, data)

    def _shipment_request(self, data):
        """The request that 1С speaks of: by link, else by the id that it got."""
        request = self.connection_id._soap_record(
            "shipment_request", operations.guid(data["GUID"])
        )
        if not request and (data.get("SiteID") or "").isdigit():
            request = request.browse(int(data["SiteID"])).exists()
            known = self.connection_id._soap_guid("shipment_request", request)
            if known:  # ours is another one there: these ids are of an older portal
                return request.browse()
        return request


def _time(hours):
    """9.5 → 09:30:00"""
    if not hours:
        return None
    minutes = round(hours * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:00"


class B2bOrderChange(models.Model):
    _inherit = "b2b.order.change"

    def _onec_soap_ask(self):
        """Have 1С decide about a change that the contractor asks for."""
        for change in self.sudo():
            operation = "CancelOrder" if change.kind == "cancel" else "ChangeOrder"
            order = change.order_id
            connection = order._onec_soap_connection(operation)
            if connection and order._onec_soap_is_sent(connection):
                self.env["onec.message"].sudo()._send(
                    connection, operation, change, after=order, urgent=True
                )

    def _onec_soap_decide(self, state, reason):
        """Take over what 1С's manager decided."""
        if state in ("Accepted", "PartlyAccepted"):
            self._b2b_accept("onec_soap", reason)
        elif state == "Refused":
            self._b2b_refuse("onec_soap", reason)

    def _onec_soap_order(self, connection):
        """The order as it would be, as the contract's ``Order``."""
        self.ensure_one()
        order = self.order_id
        data = order._onec_soap_order(connection)
        numbers = {
            line: number for number, line in enumerate(order._onec_soap_lines(), 1)
        }
        wanted = {numbers[line.line_id]: line for line in self.line_ids if line.line_id}
        lines = []
        for line in data["Line"]:
            change = wanted.get(line["LineNo"])
            if not change:
                lines.append(line)
            elif change.new_quantity:
                part = change.new_amount / float(line["Sum"]) if change else 1
                line["Quantity"] = operations.quantity(change.new_quantity)
                line["Sum"] = operations.money(change.new_amount)
                line["VATSum"] = operations.money(float(line["VATSum"]) * part)
                lines.append(line)
        if not lines:
            raise BusinessError("invalid", "nothing would be left of the order")
        return {
            **data,
            "Line": lines,
            "Total": operations.total(lines, "Sum"),
            "VATTotal": operations.total(lines, "VATSum"),
        }


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _b2b_ask(self, kind, note, source, lines=()):
        # EXTENDS b2b_portal: where 1С decides over SOAP, it is asked at once.
        change = super()._b2b_ask(kind, note, source, lines)
        change._onec_soap_ask()
        return change

    def _onec_soap_decisions(self, state):
        """Decisions about changes asked for, known by the keys of the messages."""
        keys = {decision.key: decision for decision in state.changes}
        if not keys:
            return
        for message in self.env["onec.message"].search(
            [
                ("idempotency_key", "in", list(keys)),
                ("res_model", "=", "b2b.order.change"),
            ]
        ):
            decision = keys[message.idempotency_key]
            message._record()._onec_soap_decide(decision.state, decision.reason)
