from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .soap_common import GUIDS, PDF, SoapCommon
from .soap_server import Answer, recorded


@tagged("post_install", "-at_install")
class TestSoapInvoice(SoapCommon):
    """«Сформировать счёт»: the invoice made in 1С comes to the cabinet, once."""

    def ask(self):
        document = self.order._b2b_request_invoice()
        return document, self.messages("RequestInvoice")

    def test_ready_invoice_arrives_with_one_call(self):
        document, message = self.ask()
        self.assertEqual(document.state, "requested")
        self.assertEqual(message.state, "pending")
        self.answer_invoice()
        message._process()
        self.assertEqual(message.state, "done", message.error)
        self.assertEqual(document.state, "ready")
        self.assertEqual(document.name, "3")
        self.assertEqual(document.date, date(2026, 2, 1), "the day in 1С's books")
        self.assertEqual(document.attachment_id.raw, PDF)
        self.assertEqual(len(self.server.requests), 1)
        self.assertEqual(
            self.connection._soap_record("document", GUIDS["invoice"]), document
        )
        self.assertEqual(
            self.connection._soap_record("order", GUIDS["order"]), self.order
        )

    def test_the_order_travels_with_the_request(self):
        _document, message = self.ask()
        self.answer_invoice()
        message._process()
        request = self.requests()[0]
        for text in (
            f">{self.order.name}</",
            f">{GUIDS['vase']}</",
            f">{GUIDS['warehouse']}</",
            ">7707083893</",
            ">770701001</",
            ">2.000</",
            ">100.00</",
            f">{self.order.amount_total:.2f}</",
            f">{message.idempotency_key}</",
        ):
            self.assertIn(text, request)
        self.assertNotIn("PDF", message.response)

    def test_pressing_twice_asks_once(self):
        self.assertEqual(self.ask()[0], self.ask()[0])
        self.assertEqual(len(self.messages("RequestInvoice")), 1)

    def test_pending_invoice_is_asked_for_until_it_is_ready(self):
        document, message = self.ask()
        self.answer_invoice(
            **{"return": "Pending", "Document": None, "PrintedForm": None}
        )
        message._process()
        self.assertEqual((message.state, document.state), ("done", "pending"))
        poll = self.messages("GetInvoice")
        self.assertIn("r1", poll.payload)
        self.answer("GetInvoice", **{"return": "Pending"})
        poll._process()
        self.assertEqual(poll.state, "retry")
        self.assertFalse(poll.error)
        poll.next_try = False
        self.answer(
            "GetInvoice",
            **{
                "return": "Ready",
                "Document": self.document(),
                "PrintedForm": self.form(),
            },
        )
        poll._process()
        self.assertEqual((poll.state, document.state), ("done", "ready"))

    def test_refused_invoice_tells_the_person_why(self):
        document, message = self.ask()
        self.answer_invoice(
            **{
                "return": "Refused",
                "Reason": "Договор закрыт",
                "Document": None,
                "PrintedForm": None,
            }
        )
        message._process()
        self.assertEqual(document.state, "failed")
        self.assertEqual(document.error, "Договор закрыт")

    def test_when_1c_is_down_it_waits_and_comes_later(self):
        document, message = self.ask()
        self.answer_raw(Answer(b"<html/>", status=503, kind="text/html"))
        message._process()
        self.assertEqual((message.state, document.state), ("retry", "pending"))
        self.assertTrue(document.error, "the person sees that it waits")
        self.assertEqual(message.attempts, 0, "not the message's fault")
        self.assertTrue(self.connection.soap_down_since)
        # Other messages do not even try.
        message.next_try = False
        message._process()
        self.assertEqual(len(self.server.requests), 1)
        # 1С is back.
        self.connection.soap_retry_at = False
        message.next_try = False
        self.answer_invoice()
        message._process()
        self.assertEqual((message.state, document.state), ("done", "ready"))
        self.assertFalse(document.error)
        self.assertFalse(self.connection.soap_down_since)

    def test_lost_answer_is_asked_for_with_the_same_words(self):
        document, message = self.ask()
        self.answer_raw(None)
        message._process()
        self.assertEqual((message.state, message.attempts), ("retry", 1))
        self.order.b2b_comment = "changed meanwhile"
        message.next_try = False
        self.answer_invoice()
        message._process()
        self.assertEqual(document.state, "ready")
        first, second = self.requests()
        self.assertEqual(first, second)

    def test_answer_that_comes_twice_is_applied_once(self):
        document, message = self.ask()
        self.answer_invoice()
        message._process()
        message.state = "processing"  # the worker died before it could write "done"
        message.next_try = False
        self.answer_invoice()
        message._process()
        self.assertEqual(message.state, "done")
        self.assertEqual(self.order.b2b_document_ids, document)

    def test_feed_that_is_faster_than_the_answer_makes_no_second_document(self):
        document, message = self.ask()
        self.answer("GetDocumentChanges", **self.page("Document", self.document()))
        self.feed("GetDocumentChanges")._pull()
        self.assertEqual(document.state, "ready")
        self.answer_invoice()
        message._process()
        self.assertEqual(self.order.b2b_document_ids, document)
        self.assertEqual(document.attachment_id.raw, PDF)

    # === errors === #

    def test_refusal_ends_with_a_person(self):
        document, message = self.ask()
        self.answer_raw(Answer(recorded("fault_business.xml"), status=500))
        message._process()
        self.assertEqual((message.state, document.state), ("dead", "failed"))
        self.assertIn("Модуль(214)", message.error)
        self.assertNotIn("Модуль", document.error)

    def test_passing_fault_is_repeated_until_the_last_attempt(self):
        document, message = self.ask()
        self.connection.soap_max_attempts = 2
        for _attempt in range(2):
            self.answer_raw(Answer(recorded("fault_retry.xml"), status=500))
            message.next_try = False
            message._process()
        self.assertEqual((message.state, message.attempts), ("dead", 2))
        self.assertEqual(document.state, "failed")

    def test_goods_that_1c_does_not_know_end_with_a_person(self):
        self.env["onec.link"].search([("guid", "=", GUIDS["vase"])]).unlink()
        document, message = self.ask()
        message._process()
        self.assertEqual((message.state, document.state), ("dead", "failed"))
        self.assertIn("Ваза", message.error)
        self.assertFalse(self.server.requests)

    def test_order_that_1c_has_is_named_where_it_cannot_be_written(self):
        links = self.env["onec.link"]
        links._link(self.connection, "order", GUIDS["order"], self.order)
        links.search([("guid", "=", GUIDS["vase"])]).unlink()
        document, message = self.ask()
        self.answer_invoice()
        message._process()
        self.assertEqual(document.state, "ready", message.error)
        self.assertIn(f"SiteNumber>{self.order.name}</", self.requests()[0])

    def test_a_bug_of_ours_is_kept_and_does_not_stop_others(self):
        document, message = self.ask()
        broken = self.document(Kind="Invoice")
        self.answer_invoice(Document=broken)
        self.patch(
            type(self.env["b2b.document"]),
            "_onec_soap_ready",
            lambda *args: 1 / 0,
        )
        with mute_logger("odoo.addons.b2b_onec_sync.models.onec_message_process"):
            message._process()
        self.assertEqual((message.state, document.state), ("dead", "failed"))
        self.assertIn("ZeroDivisionError", message.error)
        self.assertEqual(message.error_kind, "bug")

    # === what a person can do === #

    def test_repeat_and_skip(self):
        _document, message = self.ask()
        self.answer_raw(Answer(recorded("fault_business.xml"), status=500))
        message._process()
        message.action_skip()
        self.assertEqual(message.state, "skipped")
        message.action_repeat()
        self.assertEqual((message.state, message.attempts), ("pending", 0))

    def test_only_who_looks_after_the_exchange_does(self):
        _document, message = self.ask()
        before = self.requests()
        manager = new_test_user(self.env, "m", groups="b2b_portal.group_manager")
        for user in (self.director, manager):
            person = message.with_user(user)
            connection = self.connection.with_user(user)
            for act in (
                person.action_skip,
                person.action_repeat,
                connection.action_soap_check,
            ):
                with self.assertRaises(AccessError):
                    act()
        self.assertEqual(message.state, "pending")
        self.assertEqual(self.requests(), before, "1С was not even asked")

    def test_asked_for_anew_the_dead_request_is_settled(self):
        document, message = self.ask()
        self.answer_raw(Answer(recorded("fault_business.xml"), status=500))
        message._process()
        self.assertEqual((message.state, document.state), ("dead", "failed"))
        document._b2b_request_again()
        self.assertEqual((message.state, document.state), ("skipped", "requested"))
        again = self.messages("RequestInvoice", state="pending")
        self.assertEqual(again.res_id, document.id)
        self.answer_invoice()
        again._process()
        self.assertEqual(document.state, "ready")

    def test_an_invoice_that_comes_for_a_request_given_up_is_shown(self):
        document, message = self.ask()
        self.answer_raw(Answer(recorded("fault_business.xml"), status=500))
        message._process()
        document._b2b_set_cancelled()
        self.assertEqual(message.state, "skipped")
        message.action_repeat()
        self.answer_invoice()
        message._process()
        self.assertEqual(message.state, "done", message.error)
        invoice = document.order_ids.b2b_document_ids - document
        self.assertEqual((invoice.state, document.state), ("ready", "cancelled"))

    def test_what_1c_refused_is_repeated_as_its_record_stands_by_now(self):
        _document, message = self.ask()
        self.answer_raw(Answer(recorded("fault_business.xml"), status=500))
        message._process()
        key = message.idempotency_key
        self.romashka.b2b_entity_ids.with_context(
            onec_applying=True
        ).b2b_kpp = "770701002"
        message.action_repeat()
        self.answer_invoice()
        message._process()
        self.assertEqual(message.state, "done", message.error)
        self.assertIn("770701002", self.requests()[-1])
        self.assertNotEqual(message.idempotency_key, key)

    def test_what_1c_may_have_done_is_repeated_as_it_went(self):
        _document, message = self.ask()
        self.connection.soap_max_attempts = 1
        self.answer_raw(Answer(recorded("fault_retry.xml"), status=500))
        message._process()
        self.assertEqual(message.state, "dead")
        sent = message.payload, message.idempotency_key
        self.romashka.b2b_entity_ids.with_context(
            onec_applying=True
        ).b2b_kpp = "770701002"
        message.action_repeat()
        self.assertEqual((message.payload, message.idempotency_key), sent)

    def test_corrected_message_gets_a_key_of_its_own(self):
        _document, message = self.ask()
        self.answer_raw(Answer(recorded("fault_business.xml"), status=500))
        message._process()
        key = message.idempotency_key
        wizard = self.env["onec.message.edit"].create({"message_id": message.id})
        wizard.payload = wizard.payload.replace("770701001", "770701002")
        wizard.action_repeat()
        self.answer_invoice()
        message._process()
        self.assertEqual(message.state, "done")
        self.assertIn("770701002", self.requests()[-1])
        self.assertNotEqual(message.idempotency_key, key)

    # === order of messages === #

    def test_messages_about_one_order_keep_their_order(self):
        put = self.env["onec.message"]._send(self.connection, "PutOrder", self.order)
        document, message = self.ask()
        message._process()
        self.assertEqual(message.state, "pending")
        self.answer("PutOrder", **{"return": self.state(), "Created": True})
        put._process()
        self.assertEqual(put.state, "done", put.error)
        self.answer_invoice()
        message._process()
        self.assertEqual(document.state, "ready")

    def test_without_support_nothing_is_asked(self):
        self.connection.soap_capabilities = ["Version"]
        document = self.order._b2b_request_invoice()
        self.assertEqual(document.state, "requested")
        self.assertFalse(self.messages("RequestInvoice"))

    def test_the_button_follows_what_the_base_can_do(self):
        self.assertTrue(self.order._b2b_can_invoice())
        self.connection.soap_capabilities = ["Version", "PutOrder"]
        self.assertFalse(self.order._b2b_can_invoice())
        self.connection.soap_active = False
        self.assertFalse(self.order._b2b_can_invoice(), "the site exchange has none")
        self.env["onec.connection"].search([]).active = False
        self.assertTrue(self.order._b2b_can_invoice(), "staff make them")

    def test_asked_while_1c_is_known_to_be_down_the_person_is_told(self):
        self.connection.soap_retry_at = fields.Datetime.now() + timedelta(minutes=1)
        document, message = self.ask()
        message._process()
        self.assertEqual((message.state, document.state), ("retry", "pending"))
        self.assertTrue(document.error)
        self.assertFalse(self.server.requests)
