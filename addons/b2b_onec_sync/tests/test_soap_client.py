import threading
from base64 import b64decode

from odoo.tests import BaseCase, tagged

from ..soap.client import SoapClient, operation_names, takes
from ..soap.errors import BusinessError, RetryableError
from .soap_server import Answer, Server, recorded


@tagged("post_install", "-at_install")
class TestSoapClient(BaseCase):
    """Every answer that can come over the wire is told apart; none hangs."""

    def setUp(self):
        super().setUp()
        self.server = Server()
        self.addCleanup(self.server.stop)
        self.client = SoapClient(
            self.server.url, "Обмен", "пароль", timeouts=(1, 0.5, 1)
        )

    def answer(self, *answers):
        self.server.answers.extend(answers)

    def fails(self, sort, kind, *answers):
        self.answer(*answers)
        with self.assertRaises(sort) as caught:
            self.client.call("Version")
        self.assertEqual(caught.exception.kind, kind)
        return caught.exception

    # === what goes out === #

    def test_cyrillic_login_goes_out_as_utf8(self):
        self.answer(Answer(recorded("version.xml")))
        self.client.call("Version")
        _path, headers, _body = self.server.requests[0]
        scheme, code = headers["Authorization"].split()
        self.assertEqual(scheme, "Basic")
        self.assertEqual(b64decode(code).decode(), "Обмен:пароль")
        self.assertEqual(headers["SOAPAction"], '"urn:b2bportal:1.0#B2BPortal:Version"')

    def test_required_nillable_argument_goes_out_as_nil(self):
        self.answer(Answer(recorded("price_changes_empty.xml")))
        answer = self.client.call("GetPriceChanges", Token=None, Limit=10)
        self.assertIn(b'xsi:nil="true"', self.server.requests[0][2])
        self.assertEqual(answer["NextToken"], "41")
        self.assertIs(answer["More"], False)

    def test_a_required_value_that_is_missing_is_not_sent(self):
        with self.assertRaises(BusinessError) as caught:
            self.client.call("PutOrder", Order={}, IdempotencyKey="1")
        self.assertEqual(caught.exception.kind, "invalid")
        self.assertFalse(self.server.requests)

    def test_address_with_a_password_or_of_another_kind_is_refused(self):
        for url in (
            "http://me:secret@1c.local/ws",
            "ftp://1c.local/ws",
            "file:///etc/passwd",
            "http://1c.local/ws?wsdl",
            "",
        ):
            with self.assertRaises(BusinessError, msg=url):
                SoapClient(url, "a", "b")

    def test_contract_names_its_operations(self):
        self.assertIn("RequestInvoice", operation_names())
        self.assertTrue(takes("PutOrder", "IdempotencyKey"))
        self.assertFalse(takes("GetOrder", "IdempotencyKey"))

    # === what comes back === #

    def test_answer_is_a_dict_of_return_and_out_parameters(self):
        self.answer(Answer(recorded("version.xml")))
        answer = self.client.call("Version")
        self.assertEqual(answer["return"], "1.0")
        self.assertEqual(answer["ConfigurationName"], "УправлениеТорговлей")
        self.assertEqual(
            answer["Capabilities"]["Operation"], ["Version", "RequestInvoice"]
        )

    def test_unknown_elements_are_let_pass(self):
        body = recorded("version.xml").replace(
            b"</m:VersionResponse>", b"<m:Newer>1</m:Newer></m:VersionResponse>"
        )
        self.answer(Answer(body))
        self.assertEqual(self.client.call("Version")["return"], "1.0")

    def test_answer_without_a_required_element_is_no_answer(self):
        body = recorded("version.xml").replace(b"BaseID", b"BaseId")
        error = self.fails(RetryableError, "answer", Answer(body))
        self.assertIn("BaseID", str(error))

    def test_cut_answers_are_no_answers(self):
        whole = recorded("version.xml")
        self.fails(RetryableError, "broken", None)
        self.fails(RetryableError, "answer", Answer(whole, cut=200))
        self.fails(RetryableError, "answer", Answer(whole[:-200]))

    def test_document_type_declarations_are_refused(self):
        bomb = recorded("version.xml").replace(
            b"?>", b'?><!DOCTYPE x [<!ENTITY a "aaaaaaaa">]>', 1
        )
        self.fails(RetryableError, "answer", Answer(bomb))

    def test_faults_by_their_code(self):
        error = self.fails(
            BusinessError,
            "refused",
            Answer(recorded("fault_business.xml"), status=500),
        )
        self.assertEqual(error.code, "OrderClosed")
        self.assertEqual(error.reason, "Заказ УТ00-000012 закрыт")
        self.assertIn("Модуль(214)", error.text)
        self.fails(
            RetryableError, "server", Answer(recorded("fault_retry.xml"), status=500)
        )
        self.fails(
            RetryableError, "server", Answer(recorded("fault_unknown.xml"), status=500)
        )

    def test_http_errors_by_their_status(self):
        page = b"<html>error</html>"
        for status, kind in (
            (401, "auth"),
            (403, "auth"),
            (404, "not_published"),
            (500, "server"),
            (502, "unavailable"),
            (503, "unavailable"),
        ):
            error = self.fails(
                RetryableError, kind, Answer(page, status=status, kind="text/html")
            )
            self.assertEqual(error.is_connection, kind != "server")

    def test_page_of_a_proxy_is_no_answer(self):
        self.fails(
            RetryableError, "answer", Answer(b"<html>Hello</html>", kind="text/html")
        )

    def test_redirects_are_not_followed(self):
        other = Server()
        self.addCleanup(other.stop)
        self.fails(
            RetryableError, "not_published", Answer(status=302, Location=other.url)
        )
        self.assertFalse(other.requests)

    def test_silence_ends_by_the_time_limit(self):
        never = threading.Event()
        self.addCleanup(never.set)
        self.fails(
            RetryableError, "timeout", Answer(recorded("version.xml"), wait=never)
        )

    def test_no_listener_is_unreachable(self):
        self.server.stop()
        self.fails(RetryableError, "unreachable")

    # === sessions of 1С === #

    def test_single_calls_keep_no_session(self):
        self.answer(*[Answer(recorded("version.xml"))] * 2)
        self.client.call("Version")
        self.client.call("Version")
        for _path, headers, _body in self.server.requests:
            self.assertNotIn("IBSession", headers)

    def test_a_conversation_keeps_one_session(self):
        first = Answer(recorded("version.xml"), Set_Cookie="ibsession=abc; HttpOnly")
        self.answer(first, Answer(recorded("version.xml")))
        with self.client.conversation():
            self.client.call("Version")
            self.client.call("Version")
        (_p, one, _b), (_p, two, _b) = self.server.requests
        self.assertEqual(one["IBSession"], "start")
        self.assertNotIn("IBSession", two)
        self.assertEqual(two["Cookie"], "ibsession=abc")
