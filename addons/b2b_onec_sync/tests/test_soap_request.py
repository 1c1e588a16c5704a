from odoo.tests import tagged

from .soap_common import GUIDS, SoapCommon


@tagged("post_install", "-at_install")
class TestSoapRequest(SoapCommon):
    """What the contractor asks about an order reaches 1С, the answers come back."""

    def setUp(self):
        super().setUp()
        self.connection._soap_link("order", GUIDS["order"], self.order)
        self.order.onec_number = "УТ00-000012"
        self.vase_line = self.order.order_line.filtered(
            lambda line: line.product_id == self.vase
        )

    def told(self, request, state, **values):
        return {
            "GUID": GUIDS["request"],
            "SiteID": str(request.id),
            "Number": "ЗО-1",
            "Date": "2026-02-01T10:00:00",
            "State": state,
            **values,
        }

    def file(self):
        total = self.order.amount_total
        self.order._b2b_register_payment("p1", total, "2026-02-01", "1", "staff")
        return self.env["b2b.shipment.request"]._file(
            self.order,
            self.director.partner_id,
            {self.vase_line: 1},
            {
                "date": self.env["b2b.deadline"]._today(),
                "time_from": 9.5,
                "way": "terminal",
                "address": "СДЭК, Подольск",
                "driver": "Иванов",
                "proxy_number": "17",
            },
            scan=("d.pdf", b"%PDF-1"),
        )

    def test_request_goes_to_1c_and_its_state_comes_back(self):
        request = self.file()
        message = self.messages("PutShipmentRequest")
        self.answer("PutShipmentRequest", **{"return": self.told(request, "New")})
        message._process()
        self.assertEqual(message.state, "done", message.error)
        sent = self.requests()[-1]
        for word in ("09:30:00", "СДЭК, Подольск", "JVBERi0x", "OrderLineNo>1<"):
            self.assertIn(word, sent)
        for state, here in (("Accepted", "accepted"), ("Done", "shipped")):
            self.pull("GetShipmentRequestChanges", "Request", self.told(request, state))
            self.assertEqual(request.state, here)
        self.pull("GetShipmentRequestChanges", "Request", self.told(request, "InWork"))
        self.assertEqual(request.state, "shipped", "older news is no news")

    def test_request_taken_back_here_is_taken_back_there(self):
        request = self.file()
        first = self.messages("PutShipmentRequest")
        self.answer("PutShipmentRequest", **{"return": self.told(request, "New")})
        first._process()
        request._transition("cancelled")
        second = self.messages("PutShipmentRequest") - first
        self.answer("PutShipmentRequest", **{"return": self.told(request, "Cancelled")})
        second._process()
        self.assertEqual(second.state, "done", second.error)
        self.assertRegex(self.requests()[-1], "Cancelled[^>]*>true<")

    def test_request_of_somebody_else_leaves_no_trace(self):
        told = self.told(self.env["b2b.shipment.request"].new(), "New", SiteID="нет")
        self.assertFalse(self.pull("GetShipmentRequestChanges", "Request", told))

    # === changes of an order that 1С has === #

    def ask(self, keep=None):
        if keep is None:
            return self.order._b2b_ask_cancel("передумали"), "CancelOrder"
        return self.order._b2b_ask_lines({self.vase_line.id: keep}, "меньше"), (
            "ChangeOrder"
        )

    def answer_change(self, operation, decision, reason=None, **state):
        self.answer(
            operation,
            **{"return": decision, "Reason": reason, "OrderState": self.state(**state)},
        )
        message = self.messages(operation)
        message._process()
        self.assertEqual(message.state, "done", message.error)
        return message

    def test_cancellation_waits_for_the_manager_in_1c(self):
        change, operation = self.ask()
        message = self.answer_change(operation, "Pending")
        self.assertEqual((change.state, self.order.state), ("waiting", "sale"))
        decision = {
            "IdempotencyKey": message.idempotency_key,
            "Kind": "Cancel",
            "State": "Accepted",
        }
        self.pull("GetOrderChanges", "Order", self.state(Change=[decision]))
        self.assertEqual((change.state, self.order.state), ("accepted", "cancel"))
        self.assertEqual(len(self.messages("CancelOrder")), 1, "not told back")

    def test_refused_cancellation_leaves_the_order(self):
        change, operation = self.ask()
        self.answer_change(operation, "Refused", "Уже собирают")
        self.assertEqual((change.state, self.order.state), ("refused", "sale"))
        self.assertEqual(change.answer, "Уже собирают")

    def test_smaller_line_is_asked_for_with_its_sum(self):
        change, operation = self.ask(keep=1)
        self.answer_change(operation, "Accepted")
        self.assertEqual(change.state, "accepted")
        self.assertEqual(self.vase_line.product_uom_qty, 1)
        sent = self.requests()[-1]
        self.assertRegex(sent, r"Total[^>]*>251\.50<")
