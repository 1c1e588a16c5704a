"""Messages about orders: putting them to 1С, hearing what became of them."""

from odoo import models

from ..soap import operations
from ..soap.errors import BusinessError


class OnecMessage(models.Model):
    _inherit = "onec.message"

    def _soap_build_put_order(self):
        return {"Order": self._record()._onec_soap_order(self.connection_id)}

    def _soap_apply_put_order(self, answer):
        state = operations.OrderState.read(answer["return"], self.connection_id.tz)
        return self._record()._onec_soap_apply(self.connection_id, state)

    def _whose_order(self):
        """The order that the message is about, itself or by a change of it."""
        record = self._record()
        return record.order_id if record._name == "b2b.order.change" else record

    def _soap_build_cancel_order(self):
        order, record = self._whose_order(), self._record()
        # A change says itself why; what was cancelled at once, its last event does.
        told = record if record != order else order.b2b_event_ids.sorted("id")[-1:]
        return {
            "GUID": self.connection_id._soap_guid("order", order),
            "SiteNumber": order.name,
            "Reason": told.note or None,
        }

    def _is_unsent(self):
        """Whether nothing of this message has left: it will carry what is then."""
        return self.state in ("pending", "retry") and not self.payload

    def _soap_build_set_reservation(self):
        order = self._record()
        return {
            "GUID": self.connection_id._soap_guid("order", order),
            "SiteNumber": order.name,
            "Until": order._onec_soap_reserve_until(),
        }

    def _soap_apply_set_reservation(self, answer):
        return self._soap_apply_put_order(answer)

    def _soap_build_change_order(self):
        return {"Order": self._record()._onec_soap_order(self.connection_id)}

    def _soap_apply_change_order(self, answer):
        return self._soap_apply_cancel_order(answer)

    def _soap_apply_cancel_order(self, answer):
        """1С's manager may refuse, then the two books differ until a person acts."""
        state = operations.OrderState.read(answer["OrderState"], self.connection_id.tz)
        if self.res_model == "b2b.order.change":
            self._record()._onec_soap_decide(answer["return"], answer.get("Reason"))
            return self._whose_order()._onec_soap_apply(self.connection_id, state)
        problem = self._record()._onec_soap_apply(self.connection_id, state)
        if answer["return"] == "Refused":
            return BusinessError("refused", answer.get("Reason") or "refused")
        return problem

    def _soap_concerns_get_order_changes(self, data):
        """Ours, or of somebody who is linked: the others' orders leave no trace."""
        record = self.connection_id._soap_record
        return bool(
            data.get("SiteNumber")
            or record("order", operations.guid(data["GUID"]))
            or record("entity", operations.guid(data["LegalEntityGUID"]))
            or record("partner", operations.guid(data["PartnerGUID"]))
        )

    def _soap_apply_get_order_changes(self, data):
        """One order out of the feed of changes."""
        connection = self.connection_id
        state = operations.OrderState.read(data, connection.tz)
        order = connection._soap_order(state)
        if not order and not state.site_number:
            order = order._onec_soap_create(connection, state)
        if order:
            self.write(
                {"res_model": "sale.order", "res_id": order.id, "name": order.name}
            )
            problem = order._onec_soap_apply(connection, state)
        elif state.site_number:
            problem = BusinessError(
                "not_found",
                f"order {state.site_number} (1С {state.number}) is unknown here",
            )
        else:
            return None  # of somebody who is nobody here, or cancelled meanwhile
        if problem:
            connection._soap_report(
                "order",
                state.guid,
                state.site_number,
                "soap_order",
                problem.text,
                self.env._("Put it right, then repeat the message from 1С."),
            )
        else:
            self.env["onec.skip"]._solve(connection, "order", [state.guid])
        return problem


class OnecConnection(models.Model):
    _inherit = "onec.connection"

    def _soap_order(self, state):
        """The order that 1С speaks of: by link, else by the number the site gave it."""
        order = self._soap_record("order", state.guid)
        if not order and state.site_number:
            order = self.env["sale.order"].search(
                [
                    ("name", "=", state.site_number),
                    ("b2b_contractor_id", "!=", False),
                    ("b2b_placed_at", "!=", False),
                ],
                limit=1,
            )
        return order
