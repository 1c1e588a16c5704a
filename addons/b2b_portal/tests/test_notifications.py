import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

from odoo.tests import tagged

from .test_portal_pages import PortalCase


class Gateway(HTTPServer):
    """Answers as the SMS gateway does; ``answers`` are given in turn."""

    def __init__(self):
        self.answers = []
        self.received = []
        super().__init__(("127.0.0.1", 0), _Handler)
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/sys/send.php"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.received.append({k: v[0] for k, v in parse_qs(body).items()})
        answer = self.server.answers.pop(0)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(
            answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        )

    def log_message(self, *args):
        """Quiet."""


@tagged("post_install", "-at_install")
class TestNotifications(PortalCase):
    def setUp(self):
        super().setUp()
        self.gateway = Gateway()
        self.addCleanup(self.gateway.server_close)
        self.addCleanup(self.gateway.shutdown)
        self.company.write({"b2b_sms_key": "key", "b2b_sms_url": self.gateway.url})
        self.buyer.partner_id.phone = "+7 916 123-45-67"

    def _tell(self):
        self.env["b2b.notification.preference"]._tell(
            self.buyer, "arrival", {"subject": "Ваза пришла", "rows": [], "path": "/my"}
        )

    def _messages(self):
        return self.env["sms.sms"].search(
            [("partner_id", "=", self.buyer.partner_id.id)]
        )

    def test_person_chooses_channels_by_event(self):
        self.login(self.buyer)
        self.post("/my/notifications", sms_arrival="on", email_paid="on", evil="1")
        chosen = self.env["b2b.notification.preference"]._chosen(self.buyer)
        self.assertEqual(chosen["arrival"], {"email": False, "sms": True})
        self.assertEqual(chosen["paid"], {"email": True, "sms": False})
        self.assertEqual(chosen["shipped"], {"email": False, "sms": False})
        self.assertEqual(
            chosen["approval"],
            {"email": True, "sms": False},
            "an event of another role is not touched",
        )
        page = self.get("/my/notifications").text
        self.assertIn('name="sms_arrival" checked', page.replace("\n", " "))
        self.assertNotIn('name="email_approval"', page, "only directors approve")
        other = self.env["b2b.notification.preference"]._chosen(self.colleague)
        self.assertTrue(other["paid"]["email"])

    def test_message_goes_through_the_gateway(self):
        self.env["b2b.notification.preference"]._choose(
            self.buyer, {"arrival": {"email": False, "sms": True}}
        )
        self.gateway.answers = [{"id": 1, "cnt": 1}]
        self._tell()
        message = self._messages()
        message.send(unlink_sent=False)
        self.assertEqual(message.state, "pending")
        sent = self.gateway.received[0]
        self.assertEqual(sent["mes"], "Ваза пришла")
        self.assertEqual(sent["phones"], "+79161234567")
        self.assertEqual(sent["psw"], "key")

    def test_refusals_of_the_gateway_are_told_apart(self):
        self.env["b2b.notification.preference"]._choose(
            self.buyer, {"arrival": {"email": False, "sms": True}}
        )
        for answer, failure in (
            ({"error": "no money", "error_code": 3}, "sms_credit"),
            ({"error": "invalid number", "error_code": 7}, "sms_number_format"),
            ({"error": "authorise error", "error_code": 2}, "sms_acc"),
            (b"<html>502", "sms_server"),
        ):
            with self.subTest(failure=failure):
                self._messages().unlink()
                self.gateway.answers = [answer]
                self._tell()
                message = self._messages()
                message.send(unlink_failed=False)
                self.assertEqual(
                    (message.state, message.failure_type), ("error", failure)
                )

    def test_nobody_is_offered_sms_without_a_gateway(self):
        self.company.b2b_sms_key = False
        self.login(self.buyer)
        self.assertNotIn("sms_arrival", self.get("/my/notifications").text)
