import base64
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.onec_session_file import OnecSessionFile
from .http_common import IMPORT, SiteExchangeCase

QUIET = "odoo.addons.b2b_onec_sync.controllers.exchange"


@tagged("post_install", "-at_install")
class TestHttpProtocol(SiteExchangeCase):
    def test_login_gives_a_cookie_and_a_sessid(self):
        status, answer = self.ask("catalog", "checkauth")
        lines = answer.split("\n")
        self.assertEqual((status, lines[0], lines[1]), (200, "success", "b2b_onec"))
        self.assertEqual(lines[3][:7], "sessid=")

    @mute_logger(QUIET)
    def test_wrong_key_is_refused_and_stores_nothing(self):
        for mode, data in (("checkauth", None), ("init", None), ("file", b"<?xml?>")):
            status, answer = self.ask(
                "catalog", mode, data, key="wrong", filename="import.xml"
            )
            self.assertEqual(status, 401)
            self.assertTrue(answer.startswith("failure\n"))
        self.assertFalse(self.connection.session_ids)

    @mute_logger(QUIET)
    def test_session_ends_with_its_login_and_its_base(self):
        for record in (self.node, self.connection):
            _success, name, value, *_rest = self.ask("catalog", "checkauth")[1].split()
            self.opener.cookies[name] = value
            self.assertEqual(self.ask("catalog", "init", key="wrong")[0], 200)
            record.active = False
            for mode, data in (("init", None), ("file", b"<?xml?>")):
                status, _answer = self.ask("catalog", mode, data, filename="i.xml")
                self.assertEqual(status, 401, record)
            record.active = True

    @mute_logger(QUIET)
    def test_guessing_is_stopped_even_with_the_right_key_at_last(self):
        for _attempt in range(10):
            self.ask("catalog", "checkauth", key="wrong")
        self.assertEqual(self.ask("catalog", "checkauth")[0], 401)

    def test_init_has_two_lines_and_four_for_who_names_a_version(self):
        self.ask("catalog", "checkauth")
        self.assertEqual(
            self.ask("catalog", "init")[1], f"zip=yes\nfile_limit={16 << 20}"
        )
        lines = self.ask("catalog", "init", version="2.10")[1].split("\n")
        self.assertEqual(len(lines), 4)

    def test_chunks_of_a_file_are_joined(self):
        self.ask("catalog", "checkauth")
        content = IMPORT.encode()
        for part in (content[:1000], content[1000:]):
            self.assertEqual(
                self.ask("catalog", "file", part, filename="import0_1.xml")[1],
                "success",
            )
        answer = self.ask("catalog", "import", filename="import0_1.xml")[1]
        self.assertEqual(answer.split("\n")[0], "success")

    def test_broken_xml_fails_with_its_place_and_changes_nothing(self):
        before = self.env["product.template"].search_count([])
        answer = self.push("import0_1.xml", IMPORT.replace("</Товары>", "</Товар>"))
        self.assertTrue(answer.startswith("failure\n"), answer)
        self.assertIn("23", answer)  # the line
        self.assertEqual(self.env["product.template"].search_count([]), before)
        self.assertFalse(self.connection.link_ids)
        self.assertEqual(self.connection.session_ids.state, "failed")

    def test_file_name_that_leads_out_is_refused(self):
        self.ask("catalog", "checkauth")
        answer = self.ask("catalog", "file", b"x", filename="../../evil.xml")[1]
        self.assertTrue(answer.startswith("failure\n"))

    def test_unknown_mode_is_a_failure(self):
        self.ask("catalog", "checkauth")
        self.assertTrue(self.ask("catalog", "dance")[1].startswith("failure\n"))

    @mute_logger(QUIET)
    def test_texts_that_no_database_holds_are_no_error_of_the_site(self):
        head = base64.b64encode(b"s\0mebody:k").decode()
        answer = self.url_open(
            "/1c_exchange?type=catalog&mode=checkauth",
            headers={"Authorization": f"Basic {head}"},
        )
        self.assertEqual(answer.status_code, 401)
        answer = self.ask("catalog", "checkauth", version="2.0%00")[1]
        self.assertTrue(answer.startswith("success\n"), answer)

    def test_failure_of_the_site_itself_is_told_in_russian(self):
        self.ask("catalog", "checkauth")
        with (
            patch.object(type(self.env["onec.session"]), "_start_again", None),
            mute_logger(
                "odoo.addons.b2b_onec_sync.controllers.dispatcher", "odoo.http"
            ),
        ):
            answer = self.ask("catalog", "init")
        self.assertEqual(answer[0], 200)
        self.assertTrue(answer[1].startswith("failure\nСайт не смог"), answer[1])

    def test_query_without_orders_is_an_empty_root(self):
        self.ask("sale", "checkauth")
        answer = self.ask("sale", "query")[1]
        self.assertTrue(answer.startswith("<?xml"))
        self.assertNotIn("Документ", answer)
        self.assertEqual(self.ask("sale", "success")[1], "success")

    def test_answer_to_a_file_of_orders_is_never_progress(self):
        self.ask("sale", "checkauth")
        orders = IMPORT.encode()
        with patch.object(OnecSessionFile, "_advance", lambda *_a: "progress"):
            answers = [
                self.ask("sale", mode, data, filename="orders-1_1.xml")[1]
                for mode, data in (("file", orders), ("import", None))
            ]
        self.assertEqual(answers[0], "success")
        self.assertEqual(answers[1].split()[0], "progress")

    def test_info_is_spelled_as_unf_wants_it(self):
        self.ask("sale", "checkauth")
        answer = self.ask("sale", "info")[1]
        self.assertTrue(answer.startswith("<?xml"))
        self.assertIn("<Cтатусы>", answer)  # a Latin C
