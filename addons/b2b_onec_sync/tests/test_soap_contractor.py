from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .soap_common import GUIDS, SoapCommon
from .soap_server import Answer, recorded

SCAN = b"%PDF-1.4 a scan"


@tagged("post_install", "-at_install")
class TestSoapContractor(SoapCommon):
    """Uploads, originals, invoices anew and consignment travel to 1С and back."""

    def setUp(self):
        super().setUp()
        self.entity = self.romashka.b2b_entity_ids
        self.document_ = self.link(
            "document",
            "upd",
            self.env["b2b.document"].create(
                {
                    "kind": "upd",
                    "state": "ready",
                    "name": "7",
                    "contractor_id": self.romashka.id,
                    "entity_id": self.entity.id,
                    "organisation_id": self.organisation.id,
                    "order_ids": [Command.set(self.order.ids)],
                }
            ),
        )

    def pull(self, operation, name, *items):
        self.answer(operation, **self.page(name, *items))
        self.feed(operation)._pull()

    def send(self, operation, **values):
        """Answer the message of an operation that waits, and return it."""
        message = self.messages(operation, state="pending")
        self.answer(operation, **values)
        message._process()
        self.assertEqual(message.state, "done", message.error)
        return message

    # === uploads === #

    def test_an_upload_goes_to_1c_and_its_state_comes_back(self):
        upload = self.env["b2b.upload"]._file(
            self.buyer.partner_id,
            {
                "kind": "signed_upd",
                "contractor_id": self.romashka.id,
                "entity_id": self.entity.id,
                "organisation_id": self.organisation.id,
                "document_id": self.document_.id,
                "number": "7",
            },
            [("упд.pdf", SCAN)],
        )
        state = {"GUID": GUIDS["upload"], "SiteID": str(upload.id), "State": "New"}
        message = self.send("PutContractorDocument", **{"return": state})
        request = self.requests()[-1]
        for text in ("SignedUPD", GUIDS["upd"], "упд.pdf", "JVBERi0xLjQgYSBzY2Fu"):
            self.assertIn(text, request)
        self.assertEqual(upload.state, "new")
        self.assertEqual(message.res_id, upload.id)
        for told, ours in (
            ("InWork", "work"),
            ("Refused", "refused"),
            ("Done", "refused"),
        ):
            self.pull(
                "GetContractorDocumentChanges",
                "Document",
                {**state, "State": told, "Reason": "нет печати"},
            )
            self.assertEqual(upload.state, ours)
        self.assertEqual(upload.answer, "нет печати")

    def test_originals_are_asked_for_and_followed(self):
        request = self.env["b2b.originals"]._file(
            self.accountant.partner_id,
            self.document_,
            {"channel": "paper", "address": "101000, Москва", "contact": "Бухгалтерия"},
        )
        with self.assertRaisesRegex(UserError, "Already asked"):
            self.env["b2b.originals"]._file(
                self.accountant.partner_id,
                self.document_,
                {"channel": "paper", "address": "там же"},
            )
        state = {
            "GUID": GUIDS["originals"],
            "SiteID": str(request.id),
            "State": "Received",
            "StateDate": "2026-02-01T10:00:00",
        }
        self.send("PutOriginalsRequest", **{"return": state})
        self.assertIn("101000, Москва", self.requests()[-1])
        self.assertEqual(request.state, "received")
        self.pull(
            "GetOriginalsChanges",
            "Request",
            {
                **state,
                "State": "Sent",
                "Tracking": [{"Carrier": "Почта России", "Number": "10100012345678"}],
            },
        )
        self.assertEqual(request.state, "sent")
        self.assertEqual(request.tracking, "Почта России 10100012345678")

    # === invoices === #

    def ready(self, document, name, **values):
        self.answer_invoice(Document=self.document(name, **values))
        self.messages("RequestInvoice", state="pending")._process()
        self.assertEqual(document.state, "ready")

    def test_an_invoice_for_a_part_and_one_instead_of_another(self):
        whole = self.order._b2b_request_invoice()
        self.ready(whole, "invoice")
        part = self.order._b2b_request_invoice(100)
        self.assertNotEqual(part, whole)
        self.assertEqual(self.order._b2b_request_invoice(100), part, "asked once")
        self.ready(part, "invoice_2", Total=100)
        self.assertIn(">100.00</", self.requests()[-1])
        with self.assertRaises(UserError):
            self.order._b2b_request_invoice(self.order.amount_total + 1)
        self.assertTrue(whole._b2b_can_reissue())
        again = self.order._b2b_request_invoice(replaces=whole)
        self.ready(again, "unknown", ReplacesGUID=GUIDS["invoice"])
        self.assertIn(GUIDS["invoice"], self.requests()[-1])
        self.assertEqual((whole.state, part.state), ("cancelled", "ready"))
        self.assertEqual(again.replaces_id, whole)

    def test_staff_annul_an_invoice_in_1c(self):
        document = self.order._b2b_request_invoice()
        self.ready(document, "invoice")
        document.action_annul()
        self.assertEqual(document.state, "ready", "not before 1С said so")
        self.send("AnnulInvoice", **{"return": self.document(Annulled=True)})
        self.assertEqual(document.state, "cancelled")

    def test_what_1c_prints_not_the_portal_renders(self):
        document = self.order._b2b_request_invoice()
        self.answer_invoice(
            PrintedForm=None,
            Document=self.document(
                HasPrintedForm=False,
                PaidSum=0,
                BankAccount={"Number": "4" * 20, "BIC": "044525225"},
                EDI={"State": "Sent", "StateDate": "2026-02-01T10:00:00"},
                Line=[
                    {
                        "LineNo": 1,
                        "Name": "Ваза",
                        "UnitCode": "796",
                        "Quantity": 2,
                        "Price": 100,
                        "VATRate": "22",
                        "VATSum": 36.07,
                        "Sum": 200,
                    }
                ],
            ),
        )
        self.messages("RequestInvoice")._process()
        self.assertFalse(document.attachment_id)
        self.assertFalse(self.messages("GetPrintedForm"))
        self.assertEqual(document.edo_state, "sent")
        name, content = document._b2b_copy()
        self.assertTrue(content.startswith(b"%PDF"))
        self.assertEqual(name, "Счёт на оплату 3 от 01.02.2026.pdf")

    # === consignment === #

    def make_balance(self, contract, **values):
        contract._b2b_refresh_consignment()
        account = self.make_account(**values)
        self.send("GetConsignmentBalance", **{"return": {"Account": [account]}})

    def make_account(self, moment="2026-02-01T10:00:00", **values):
        row = {
            "ProductGUID": GUIDS["vase"],
            "Article": "VAZ-1",
            "Name": "Ваза",
            "Received": 10,
            "Sold": 0,
            "Returned": 0,
            "Balance": 10,
            "Price": 80,
            "VATRate": "22",
            **values,
        }
        return {
            "OrganisationGUID": GUIDS["organisation"],
            "LegalEntityGUID": GUIDS["entity"],
            "ContractGUID": GUIDS["contract"],
            "AsOf": moment,
            "Row": [row],
        }

    def test_unsold_goods_come_by_a_feed_and_count_for_the_limit(self):
        contract = self.make_contract(kind="consignment")
        pack = self.vase.uom_id.copy(
            {
                "name": "уп6",
                "relative_uom_id": self.vase.uom_id.id,
                "relative_factor": 6,
            }
        )
        self.env["onec.link"]._link(self.connection, "unit", "778", pack)
        account = self.make_account(UnitCode="778", Price=84)
        self.pull("GetConsignmentChanges", "Account", account)
        row = contract.consignment_ids
        self.assertEqual((row.balance, row.amount), (60, 840), "in pieces")
        self.assertEqual(self.romashka._b2b_limits()["credit_used"], 840)
        older = self.make_account("2026-01-01T10:00:00", Balance=99)
        self.pull("GetConsignmentChanges", "Account", older)
        self.assertEqual(row.balance, 60, "an answer that was overtaken says nothing")
        empty = {**self.make_account("2026-02-02T10:00:00"), "Row": []}
        self.pull("GetConsignmentChanges", "Account", empty)
        self.assertFalse(contract.consignment_ids)

    def test_a_base_that_tells_no_changes_is_asked_at_night(self):
        contract = self.make_contract(kind="consignment")
        self.connection.soap_capabilities = ["Version", "GetConsignmentBalance"]
        with patch.object(type(self.connection), "_soap_learn", lambda self: None):
            self.connection._soap_compare()
        message = self.messages("GetConsignmentBalance")
        self.assertEqual((message.res_id, message.urgent), (contract.id, False))

    def test_a_report_on_consignment_is_accepted_and_goes_to_1c(self):
        contract = self.make_contract(kind="consignment")
        self.make_balance(contract)
        row = contract.consignment_ids
        self.assertEqual((row.product_id, row.amount), (self.vase, 800))
        Report = self.env["b2b.consignment.report"]
        values = [date(2026, 1, 1), date(2026, 1, 31)]
        report = Report._file(
            self.buyer.partner_id, contract, *values, {self.vase: (7, 120.5, 1)}
        )
        with self.assertRaisesRegex(UserError, "only 2 .* are unsold"):
            Report._file(
                self.buyer.partner_id, contract, *values, {self.vase: (3, 100, 0)}
            )
        self.assertFalse(self.messages("PutConsignmentReport"), "staff look first")
        report.action_accept()
        state = {
            "GUID": GUIDS["report"],
            "SiteID": str(report.id),
            "Number": "5",
            "Date": "2026-02-01T10:00:00",
            "State": "New",
            "Total": 843.5,
        }
        self.send("PutConsignmentReport", **{"return": state})
        for text in (">7.000<", ">120.50<", ">843.50<", ">1.000<", GUIDS["contract"]):
            self.assertIn(text, self.requests()[-1])
        self.assertEqual(report.state, "work")
        self.assertEqual(report._left(contract)[self.vase], 2, "not in the balance yet")
        self.make_balance(contract, Sold=7, Returned=1, Balance=2)
        self.assertEqual(row.balance, 2)
        self.assertEqual(report._left(contract)[self.vase], 2, "it counts once")
        self.pull(
            "GetConsignmentReportChanges",
            "Report",
            {**state, "State": "Done", "Reward": 84.35},
        )
        self.assertEqual((report.state, report.reward), ("done", 84.35))

    def test_an_order_under_a_consignment_contract_says_so_to_1c(self):
        contract = self.make_contract(kind="consignment")
        order = self._make_order()
        order.b2b_contract_id = contract
        order._place()
        self.assertEqual(order.b2b_payment_mode, "credit")
        self.assertEqual(order._onec_soap_order(self.connection)["Kind"], "Consignment")

    def test_what_1c_refuses_staff_learn_from_the_thread(self):
        request = self.env["b2b.originals"]._file(
            self.accountant.partner_id, self.document_, {"channel": "edi"}
        )
        self.answer_raw(Answer(recorded("fault_business.xml"), status=500))
        self.messages("PutOriginalsRequest")._process()
        self.assertIn("1С", request.message_ids[0].body)

    # === sources === #

    def test_what_no_base_can_tell_is_hidden(self):
        cabinet = self.env["b2b.cabinet"].with_user(self.director)
        names = ("settlements", "reconciliation", "uploads", "originals", "consignment")
        self.assertTrue(all(map(cabinet._has_source, names)))
        self.connection.soap_capabilities = ["Version", "GetDocumentChanges"]
        self.assertFalse(any(map(cabinet._has_source, names)))
        self.connection.soap_active = False
        self.assertTrue(cabinet._has_source("uploads"), "staff take them")
        self.assertFalse(cabinet._has_source("reconciliation"))
