from odoo.tests import tagged

from .soap_common import GUIDS, PDF, SoapCommon
from .soap_server import Answer, recorded


@tagged("post_install", "-at_install")
class TestSoapFeeds(SoapCommon):
    """What 1С tells about orders and documents is booked, each fact once."""

    def pull(self, *states, **values):  # pylint: disable=arguments-differ
        feed = self.feed("GetOrderChanges")
        self.answer("GetOrderChanges", **{**self.page("Order", *states), **values})
        feed._pull()
        return feed

    # === orders === #

    def test_payment_and_partial_shipment(self):
        total = self.order.amount_total
        self.pull(
            self.state(
                PaymentState="Paid",
                PaidSum=total,
                Payment=[self.payment(amount=total)],
            )
        )
        self.assertEqual(self.order.b2b_status, "paid")
        payment = self.order.b2b_payment_ids
        self.assertEqual(str(payment.date), "2026-02-02", "the day in 1С's books")
        self.env["delivery.carrier"].create(
            {
                "name": "СДЭК",
                "product_id": self.candle.id,
                "tracking_url": "https://sdek.example/<shipmenttrackingnumber>",
            }
        )
        self.pull(
            self.state(
                Payment=[self.payment(amount=total)],
                Shipment=[
                    self.shipment(
                        ("vase", 1),
                        Tracking=[{"Carrier": "СДЭК", "Number": "123"}],
                    )
                ],
            )
        )
        self.assertEqual(self.order.b2b_status, "partly_shipped")
        picking = self.order.picking_ids.filtered(lambda p: p.state == "done")
        self.assertEqual(picking.b2b_ref, GUIDS["shipment"])
        self.assertEqual(picking.b2b_tracking, "СДЭК 123")
        self.assertEqual(picking.carrier_tracking_ref, "123")
        self.assertEqual(picking.carrier_tracking_url, "https://sdek.example/123")
        line = self.order.order_line.filtered(lambda ln: ln.product_id == self.vase)
        self.assertEqual(line.qty_delivered, 1)
        self.assertEqual(
            set(self.order.b2b_event_ids.mapped("source")) - {"portal"}, {"onec_soap"}
        )

    def test_the_same_change_again_changes_nothing(self):
        state = self.state(
            Payment=[self.payment()], Shipment=[self.shipment(("vase", 1))]
        )
        feed = self.pull(state)
        events = len(self.order.b2b_event_ids)
        feed.token = False
        self.pull(state)
        self.assertEqual(len(self.order.b2b_event_ids), events)
        self.assertEqual(len(self.messages("GetOrderChanges")), 1)
        # Something else changed: what is booked stays as it is.
        self.pull({**state, "StatusText": "К отгрузке"})
        self.assertEqual(len(self.order.b2b_payment_ids), 1)
        self.assertEqual(len(self.order.picking_ids), 2)

    def test_corrected_and_deleted_payments(self):
        self.pull(self.state(Payment=[self.payment(amount=100)]))
        self.pull(
            self.state(
                Payment=[
                    self.payment(amount=60),
                    self.payment("payment_2", amount=10),
                ]
            )
        )
        self.assertEqual(self.order.b2b_paid_amount, 70)
        self.pull(self.state(Payment=[self.payment(amount=60)]))
        self.assertEqual(self.order.b2b_paid_amount, 60)
        self.pull(self.state(Payment=[self.payment(amount=60, Deleted=True)]))
        self.assertEqual(self.order.b2b_payment_state, "unpaid")

    def test_paid_in_full_over_http_is_not_counted_twice(self):
        total = self.order.amount_total
        self.order._b2b_register_full_payment("1", False, "onec_http")
        self.pull(self.state(Payment=[self.payment(amount=total)]))
        self.assertEqual(self.order.b2b_paid_amount, total)

    def test_paid_in_full_over_http_gives_way_to_what_is_said_here(self):
        total = self.order.amount_total
        self.order._b2b_register_full_payment("1", False, "onec_http")
        self.pull(self.state(PaymentState="Paid", PaidSum=total))
        self.assertEqual(self.order.b2b_paid_amount, total)
        self.pull(self.state(PaymentState="NotPaid"))
        self.assertEqual(self.order.b2b_paid_amount, 0)

    def test_picking_delivery_and_cancellation(self):
        self.pull(self.state(Status="InPicking"))
        self.assertEqual(self.order.b2b_status, "picking")
        self.pull(
            self.state(
                ShipmentState="Shipped",
                Shipment=[self.shipment(("vase", 2), ("candle", 3), State="Delivered")],
            )
        )
        self.assertEqual(self.order.b2b_status, "delivered")
        other = self._make_order()
        other._place()
        self.pull(self.state(other, GUID=GUIDS["unknown"], Status="Cancelled"))
        self.assertEqual(other.b2b_status, "cancelled")

    def test_bad_order_does_not_block_the_others(self):
        feed = self.pull(
            self.state(GUID=GUIDS["unknown"], SiteNumber="НЕТ-1"),
            self.state(Payment=[self.payment()]),
        )
        self.assertEqual(feed.token, "7")
        self.assertEqual(self.order.b2b_payment_state, "partly")
        bad, good = self.messages("GetOrderChanges")
        self.assertEqual((bad.state, good.state), ("retry", "done"))
        skip = self.env["onec.skip"].search([("guid", "=", GUIDS["unknown"])])
        self.assertIn("НЕТ-1", skip.cause)

    def test_unknown_product_is_reported_and_comes_through_later(self):
        link = self.env["onec.link"].search([("guid", "=", GUIDS["vase"])])
        link.res_id = False
        state = self.state(
            Payment=[self.payment()], Shipment=[self.shipment(("vase", 1))]
        )
        self.pull(state)
        self.assertEqual(self.order.b2b_payment_state, "partly", "booked all the same")
        self.assertEqual(self.order.b2b_shipment_state, "none")
        message = self.messages("GetOrderChanges")
        self.assertEqual(message.state, "retry")
        skip = self.env["onec.skip"].search([("guid", "=", GUIDS["order"])])
        self.assertIn("vase", skip.cause)
        link.res_id = self.vase.product_tmpl_id.id
        message.next_try = False
        message._process()
        self.assertEqual(message.state, "done", message.error)
        self.assertEqual(self.order.b2b_shipment_state, "partly")
        self.assertTrue(skip.solved)

    def test_newer_state_replaces_one_that_waits(self):
        self.pull(self.state(Shipment=[self.shipment(("unknown", 1))]))
        self.pull(self.state())
        self.assertEqual(
            self.messages("GetOrderChanges").mapped("state"), ["skipped", "done"]
        )

    def test_order_of_a_stranger_leaves_no_trace(self):
        self.pull(
            self.state(
                GUID=GUIDS["unknown"],
                SiteNumber=None,
                LegalEntityGUID=GUIDS["unknown"],
                PartnerGUID=GUIDS["unknown"],
            )
        )
        self.assertFalse(self.messages("GetOrderChanges"))
        self.assertFalse(self.env["onec.skip"].search([]))

    # === the feed === #

    def test_pages_are_read_to_the_end(self):
        self.answer(
            "GetOrderChanges",
            **{**self.page("Order"), "NextToken": "5", "More": True},
        )
        feed = self.pull(self.state())
        self.assertEqual(len(self.server.requests), 2)
        self.assertIn("Token>5<", self.requests()[1])
        self.assertEqual(feed.token, "7")
        self.assertTrue(feed.last_success)

    def test_token_stays_where_it_was_when_the_page_is_lost(self):
        feed = self.pull()
        self.answer_raw(None)
        feed._pull()
        self.assertEqual(feed.token, "7")
        self.assertTrue(feed.error)

    def test_unknown_token_reads_everything_again(self):
        feed = self.pull(self.state())
        fault = recorded("fault_business.xml").replace(b"OrderClosed", b"UnknownToken")
        self.answer_raw(Answer(fault, status=500))
        feed._pull()
        self.assertFalse(feed.token)
        self.pull(self.state())
        self.assertIn('nil="true"', self.requests()[-1])
        self.assertEqual(len(self.messages("GetOrderChanges")), 1)

    def test_feeds_of_a_base_are_those_it_supports(self):
        self.connection.soap_capabilities = ["GetDocumentChanges"]
        self.assertEqual(
            self.connection._soap_feeds().mapped("operation"), ["GetDocumentChanges"]
        )

    # === documents === #

    def pull_documents(self, *documents):
        self.answer("GetDocumentChanges", **self.page("Document", *documents))
        self.feed("GetDocumentChanges")._pull()

    def test_documents_after_a_shipment(self):
        self.pull(self.state(Shipment=[self.shipment(("vase", 1))]))
        self.pull_documents(self.document("upd", "UPD", ShipmentGUID=GUIDS["shipment"]))
        document = self.order.b2b_document_ids
        self.assertEqual((document.kind, document.state), ("upd", "ready"))
        self.assertEqual(document.picking_id.b2b_ref, GUIDS["shipment"])
        self.assertEqual(document.contractor_id, self.romashka)
        form = self.messages("GetPrintedForm")
        self.answer(
            "GetPrintedForm",
            **{"return": PDF, "FileName": "upd.pdf", "MimeType": "application/pdf"},
        )
        form._process()
        self.assertEqual(document.attachment_id.raw, PDF)

    def test_annulled_document_is_cancelled(self):
        self.pull_documents(self.document())
        document = self.order.b2b_document_ids
        self.pull_documents(self.document(Annulled=True))
        self.assertEqual(document.state, "cancelled")
        self.assertEqual(self.order.b2b_document_ids, document)

    def test_document_of_somebody_else_is_passed_over(self):
        self.pull_documents(
            self.document(LegalEntityGUID=GUIDS["unknown"], OrderGUID=[], SiteNumber=[])
        )
        self.assertFalse(self.connection._soap_record("document", GUIDS["invoice"]))
        self.assertEqual(self.messages("GetDocumentChanges").state, "done")

    def test_printed_form_that_1c_forgot_needs_nobody(self):
        self.pull_documents(self.document())
        form = self.messages("GetPrintedForm")
        fault = recorded("fault_business.xml").replace(b"OrderClosed", b"NotFound")
        self.answer_raw(Answer(fault, status=500))
        form._process()
        self.assertEqual(form.state, "skipped")

    def test_tracking_is_shown_with_its_link(self):
        self.pull(
            self.state(
                Shipment=[
                    self.shipment(
                        ("vase", 1),
                        Tracking=[
                            {
                                "Carrier": "СДЭК",
                                "Number": "123",
                                "URL": "https://cdek.example/123",
                            }
                        ],
                    )
                ],
            )
        )
        picking = self.order.picking_ids.filtered("b2b_ref")
        self.assertEqual(picking.carrier_tracking_ref, "СДЭК 123")
        self.assertEqual(picking.carrier_tracking_url, "https://cdek.example/123")
