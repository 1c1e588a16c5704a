from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..soap.client import SoapClient
from .soap_common import GUIDS, PDF, SoapCommon
from .soap_server import Answer, recorded


@tagged("post_install", "-at_install")
class TestSoapRestored(SoapCommon):
    """1С was put back from a backup: it is noticed, and what is lost is told again."""

    def fault(self, code):
        fault = recorded("fault_business.xml").replace(b"OrderClosed", code.encode())
        self.answer_raw(Answer(fault, status=500))

    def linked(self, kind, name, record):
        """Linked some minutes ago, by an answer of 1С."""
        link = self.env["onec.link"]._link(self.connection, kind, GUIDS[name], record)
        link.seen -= timedelta(minutes=5)
        return link

    def read(self, operation="GetOrderChanges", name="Order", *items):
        """1С tells of changes to a feed that was read a minute ago."""
        feed = self.feed(operation)
        feed.last_success = fields.Datetime.now() - timedelta(minutes=1)
        self.answer(operation, **self.page(name, *items))
        feed._pull()
        return feed

    # === noticing it === #

    def test_unknown_token_reads_all_feeds_from_the_beginning(self):
        orders = self.read()
        documents = self.read("GetDocumentChanges", "Document")
        self.fault("UnknownToken")
        orders._pull()
        self.assertTrue(self.connection.soap_restored_at)
        self.assertFalse(orders.token or documents.token)
        self.read("GetDocumentChanges", "Document")
        self.assertIn('nil="true"', self.requests()[-1], "from the beginning")
        self.read("GetDocumentChanges", "Document")
        self.assertNotIn('nil="true"', self.requests()[-1], "once is enough")

    def test_order_that_no_feed_tells_of_is_asked_for_and_put_again(self):
        self.linked("order", "order", self.order)
        self.read()
        asked = self.messages("GetOrder")
        self.assertIn(GUIDS["order"], asked.payload)
        self.read()
        self.assertEqual(self.messages("GetOrder"), asked, "asked for once")
        self.answer("GetOrder", **{"return": None})
        asked._process()
        self.assertTrue(self.connection.soap_restored_at)
        self.assertEqual(self.messages("PutOrder").state, "pending")
        self.assertFalse(self.connection._soap_guid("order", self.order))

    def test_order_that_1c_has_is_asked_for_once(self):
        link = self.linked("order", "order", self.order)
        self.read()
        self.answer("GetOrder", **{"return": self.state()})
        self.messages("GetOrder")._process()
        self.assertTrue(link.told)
        self.read()
        self.assertEqual(len(self.messages("GetOrder")), 1)
        self.assertFalse(self.connection.soap_restored_at)

    def test_order_that_its_feed_told_of_is_not_asked_for(self):
        link = self.linked("order", "order", self.order)
        self.read("GetOrderChanges", "Order", self.state())
        self.assertTrue(link.told)
        self.assertFalse(self.messages("GetOrder"))

    def test_invoice_that_no_feed_tells_of_is_asked_for_again(self):
        document = self.order._b2b_request_invoice()
        self.answer_invoice()
        self.messages("RequestInvoice")._process()
        link = self.env["onec.link"].search([("guid", "=", GUIDS["invoice"])])
        link.seen -= timedelta(minutes=5)
        self.read("GetDocumentChanges", "Document")
        self.fault("NotFound")
        self.messages("GetPrintedForm")._process()
        self.assertTrue(self.connection.soap_restored_at)
        self.assertEqual(document.state, "requested")
        self.assertEqual(
            self.messages("RequestInvoice").mapped("state"), ["done", "pending"]
        )

    def test_invoice_that_1c_has_is_asked_for_once(self):
        document = self.order._b2b_request_invoice()
        self.answer_invoice()
        self.messages("RequestInvoice")._process()
        link = self.linked("document", "invoice", document)
        self.read("GetDocumentChanges", "Document")
        self.answer(
            "GetPrintedForm",
            **{"return": PDF, "FileName": "1.pdf", "MimeType": "application/pdf"},
        )
        self.messages("GetPrintedForm")._process()
        self.assertTrue(link.told)
        self.read("GetDocumentChanges", "Document")
        self.assertEqual(len(self.messages("GetPrintedForm")), 1)
        self.assertEqual(document.state, "ready")

    # === what the lost books said === #

    def test_message_of_the_lost_books_is_not_booked_later(self):
        self.read(
            "GetOrderChanges",
            "Order",
            self.state(Shipment=[self.shipment(("unknown", 1))]),
        )
        self.assertEqual(self.messages("GetOrderChanges").state, "retry")
        self.connection._soap_was_restored()
        self.assertEqual(self.messages("GetOrderChanges").state, "skipped")

    def test_answer_of_the_lost_books_is_asked_for_again(self):
        self.order._onec_soap_put()
        put = self.messages("PutOrder")

        def call(client, *arguments, **values):
            self.connection._soap_was_restored()
            return real(client, *arguments, **values)

        real = SoapClient.call
        self.answer("PutOrder", **{"return": self.state(), "Created": True})
        with patch.object(SoapClient, "call", call):
            put._process()
        self.assertEqual(put.state, "retry")
        self.assertFalse(self.connection._soap_guid("order", self.order))

    def test_state_that_an_answer_contradicted_is_news(self):
        state = self.state()
        self.read("GetOrderChanges", "Order", state)
        self.order._b2b_request_invoice()
        self.answer_invoice(OrderState=self.state(Payment=[self.payment(amount=100)]))
        self.messages("RequestInvoice")._process()
        self.assertEqual(self.order.b2b_paid_amount, 100)
        self.read("GetOrderChanges", "Order", state)
        self.assertEqual(self.order.b2b_paid_amount, 0)

    # === what is lost === #

    def lose(self, *told):
        """1С was restored, and its feeds tell of `told` orders only."""
        self.connection._soap_was_restored()
        self.read("GetOrderChanges", "Order", *told)

    def test_lost_order_is_put_again_and_its_payments_and_shipments_are_not_true(self):
        self.read(
            "GetOrderChanges",
            "Order",
            self.state(
                Status="InPicking",
                Payment=[self.payment()],
                Shipment=[self.shipment(("vase", 1))],
            ),
        )
        self.env["onec.link"].search([("guid", "=", GUIDS["order"])]).seen -= timedelta(
            minutes=5
        )
        self.lose()
        self.answer("GetOrder", **{"return": None})
        self.messages("GetOrder")._process()
        self.assertEqual(self.messages("PutOrder").state, "pending")
        self.assertEqual(self.order.b2b_paid_amount, 0)
        self.assertEqual(self.order.b2b_shipment_state, "none")
        self.assertFalse(self.order.b2b_picking_started)

    def test_what_comes_again_is_not_lost(self):
        self.linked("order", "order", self.order)
        self.lose(self.state())
        self.assertFalse(self.messages("GetOrder"))

    def test_order_made_anew_under_another_guid_has_one_link(self):
        self.linked("order", "order", self.order)
        self.order._b2b_request_invoice()
        self.answer_invoice(OrderState=self.state(GUID=GUIDS["unknown"]))
        self.messages("RequestInvoice")._process()
        links = self.env["onec.link"].search(
            [("kind", "=", "order"), ("res_id", "=", self.order.id)]
        )
        self.assertEqual(links.guid, GUIDS["unknown"])

    def test_cancellation_that_1c_forgot_is_taken_back(self):
        self.read("GetOrderChanges", "Order", self.state(Status="Cancelled"))
        self.assertEqual(self.order.state, "cancel")
        self.connection._soap_was_restored()
        self.read("GetOrderChanges", "Order", self.state(Payment=[self.payment()]))
        self.assertEqual(self.order.state, "sale")
        self.assertEqual(self.order.b2b_paid_amount, 100)
        moves = self.order.picking_ids.move_ids.filtered(lambda m: m.state != "cancel")
        self.assertEqual(set(moves.mapped("state")), {"assigned"}, "held again")

    def test_cancellation_that_people_here_wanted_is_not_taken_back(self):
        self.linked("order", "order", self.order)
        self.order._b2b_ask_cancel("передумали")._b2b_accept("onec_soap")
        self.read("GetOrderChanges", "Order", self.state())
        self.assertEqual(self.order.state, "cancel")

    def test_what_1c_shipped_is_shipped_whoever_cancelled_it(self):
        self.linked("order", "order", self.order)
        self.order._b2b_ask_cancel("передумали")._b2b_accept("onec_soap")
        self.read(
            "GetOrderChanges",
            "Order",
            self.state(Shipment=[self.shipment(("vase", 2), ("candle", 3))]),
        )
        self.assertEqual(self.order.b2b_shipment_state, "full")
        told = self.order.activity_ids.mapped("summary")
        self.assertTrue([text for text in told if "was cancelled here" in text])

    def test_cancellation_of_a_lost_order_is_settled(self):
        self.linked("order", "order", self.order)
        change = self.order._b2b_ask_cancel("передумали")
        self.fault("NotFound")
        cancel = self.messages("CancelOrder")
        cancel._process()
        self.assertEqual(cancel.state, "skipped", cancel.error)
        self.assertEqual(change.state, "accepted")
        self.assertEqual(self.order.state, "cancel")

    def test_change_of_a_lost_order_is_asked_for_after_it_was_put_again(self):
        self.linked("order", "order", self.order)
        line = self.order.order_line[0]
        self.order._b2b_ask_lines({line.id: line.product_uom_qty - 1}, "меньше")
        self.fault("NotFound")
        self.messages("ChangeOrder")._process()
        self.assertEqual(
            self.messages()
            .filtered(lambda m: m.state == "pending")
            .mapped("operation"),
            ["PutOrder", "ChangeOrder"],
        )

    def test_fault_about_a_good_is_no_loss_of_the_order(self):
        self.linked("order", "order", self.order)
        line = self.order.order_line[0]
        self.order._b2b_ask_lines({line.id: line.product_uom_qty - 1}, "меньше")
        self.fault("UnknownProduct")
        change = self.messages("ChangeOrder")
        change._process()
        self.assertEqual(change.state, "dead")
        self.assertFalse(self.messages("PutOrder"))

    def test_invoice_and_shipping_document_that_were_lost(self):
        self.pull(
            "GetDocumentChanges",
            "Document",
            self.document(),
            self.document("upd", "UPD"),
        )
        invoice = self.order.b2b_document_ids.filtered(lambda d: d.kind == "invoice")
        upd = self.order.b2b_document_ids - invoice
        for link in self.env["onec.link"].search([("kind", "=", "document")]):
            link.seen -= timedelta(minutes=5)
        self.messages("GetPrintedForm").unlink()
        self.connection._soap_was_restored()
        self.read("GetDocumentChanges", "Document")
        for form in self.messages("GetPrintedForm"):
            self.fault("NotFound")
            form._process()
        self.assertEqual(invoice.state, "requested")
        self.assertEqual(self.messages("RequestInvoice").res_id, invoice.id)
        self.assertEqual(upd.state, "cancelled")
