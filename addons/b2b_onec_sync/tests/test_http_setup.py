import base64
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .http_common import IMPORT, OFFERS, SiteExchangeCase


@tagged("post_install", "-at_install")
class TestHttpSetup(SiteExchangeCase):
    def verdict(self, label, connection=None):
        """(state, text) of a row of the self-check."""
        connection = connection or self.connection
        rows = {row["name"]: row for row in connection._checks()}
        return rows[label]["state"], rows[label]["text"]

    def test_assistant_makes_a_base_that_1c_can_log_in_to(self):
        setup = self.env["onec.setup"].create({"name": "УНФ", "login": "unf"})
        setup.profile = "unf"
        setup.action_create()
        self.assertEqual(setup.step, "enter")
        self.assertTrue(setup.address.endswith("/1c_exchange"))
        node = self.env["onec.node"]._authenticate("unf", setup.key)
        self.assertEqual(node.connection_id.profile, "unf")
        self.assertEqual(len(node.connection_id.owner_ids), 18)
        setup.action_check()
        self.assertFalse(setup.key)
        self.assertIn("wait", setup.line_ids.mapped("state"))

    def test_self_check_names_what_is_wrong(self):
        self.assertEqual(self.verdict("Login reaches the portal")[0], "wait")
        # A proxy strips the header.
        self.url_open("/1c_exchange?type=catalog&mode=checkauth")
        state, text = self.verdict("Login reaches the portal")
        self.assertEqual(state, "wrong")
        self.assertIn("Authorization", text)
        # The address has a query string of its own.
        basic = base64.b64encode(b"site:secret").decode()
        self.url_open(
            "/1c_exchange?lang=ru?type=catalog&mode=checkauth",
            headers={"Authorization": f"Basic {basic}"},
        )
        state, text = self.verdict("Address of the site")
        self.assertEqual(state, "wrong")
        self.assertIn("«?»", text)

    def test_self_check_after_an_exchange(self):
        garbled = IMPORT.replace("Болт М8", "Р‘РѕР»С‚ РІ РєРѕСЂРѕР±РєРµ")
        soon = fields.Datetime.now() + timedelta(hours=3, minutes=50)
        ahead = OFFERS.replace("2026-02-01T10:00:00", f"{soon:%Y-%m-%dT%H:%M:%S}")
        self.push("import0_1.xml", garbled)
        self.push("offers0_1.xml", ahead)
        self.assertEqual(self.verdict("Clock and time zone")[0], "wrong")
        state, text = self.verdict("Encoding")
        self.assertEqual(state, "wrong", text)
        self.assertEqual(self.verdict("Price types and warehouses")[0], "ok")
        self.assertEqual(self.verdict("Who buys at these prices")[0], "wrong")
        link = self.connection.link_ids.filtered(lambda lk: lk.kind == "price_type")
        link.res_id = False
        state, text = self.verdict("Price types and warehouses")
        self.assertEqual(state, "wrong")
        self.assertIn("Оптовая", text)

    def test_new_key_ends_the_sessions_of_the_old_one(self):
        session, token = self.env["onec.session"]._open(self.node, "catalog")
        self.assertEqual(self.env["onec.session"]._by_cookie(token), session)
        self.node._new_key()
        self.assertFalse(self.env["onec.session"]._by_cookie(token))

    def test_failed_files_are_applied_again_by_staff(self):
        answer = self.push("import0_1.xml", IMPORT.replace("</Товары>", "</Товар>"))
        self.assertTrue(answer.startswith("failure"))
        session = self.connection.session_ids[:1]
        (session._folder() / "import0_1.xml").write_text(IMPORT, encoding="utf-8")
        self.assertEqual(session.action_repeat()["res_model"], "onec.session")
        self.assertEqual(self.repeat().created, 2)
