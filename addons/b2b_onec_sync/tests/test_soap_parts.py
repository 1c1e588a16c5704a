from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.b2b_portal.tests.common import PASSWORD

from .soap_common import GUIDS, SoapCommon

#: Part of the cabinet → what the page of documents, settlements or orders shows of it,
#: the pages it has, and the operations that give it.
PARTS = {
    "settlements": (
        "/my/settlements",
        ["/my/settlements", "/my/settlements.xlsx"],
        # Acts of reconciliation stand on the same page.
        [
            "GetSettlements",
            "GetBalanceChanges",
            "RequestReconciliation",
            "GetReconciliationChanges",
        ],
    ),
    "uploads": (
        "/my/documents/sent",
        ["/my/documents/sent", "/my/documents/sent/new"],
        ["PutContractorDocument", "GetContractorDocumentChanges"],
    ),
    "originals": (
        "/my/documents/originals",
        ["/my/documents/originals"],
        ["PutOriginalsRequest", "GetOriginalsChanges"],
    ),
    "consignment": (
        "/my/consignment",
        ["/my/consignment"],
        ["GetConsignmentBalance", "GetConsignmentChanges"],
    ),
}


@tagged("post_install", "-at_install")
class TestSoapParts(SoapCommon, HttpCase):
    """A base that can do a part of the contract works with that part; what has no
    source is hidden, not empty."""

    def setUp(self):
        super().setUp()
        self.can = list(self.connection.soap_capabilities)
        self.consignment = self.make_contract(kind="consignment")
        self.authenticate(self.director.login, PASSWORD)

    def without(self, *operations):
        self.connection.soap_capabilities = [
            name for name in self.can if name not in operations
        ]

    def page(self, url):
        return self.url_open(url, allow_redirects=False)

    def test_each_part_is_there_or_hidden_and_the_others_stay(self):
        for name, (link, urls, operations) in PARTS.items():
            self.without(*operations)
            for url in urls:
                self.assertEqual(self.page(url).status_code, 404, f"{url}: {name}")
            self.assertNotIn(f'href="{link}"', self.page("/my/documents").text, name)
            self.connection.soap_capabilities = self.can
            for url in urls:
                self.assertEqual(self.page(url).status_code, 200, f"{url}: {name}")
            self.assertIn(f'href="{link}"', self.page("/my/documents").text, name)

    def test_acts_without_settlements_and_the_other_way_round(self):
        self.without("GetSettlements", "GetBalanceChanges")
        page = self.page("/my/settlements").text
        self.assertIn("/my/settlements/reconciliation/new", page)
        self.assertNotIn("/my/settlements.xlsx", page)
        self.without("RequestReconciliation", "GetReconciliationChanges")
        page = self.page("/my/settlements").text
        self.assertNotIn("/my/settlements/reconciliation/new", page)
        # Acts that 1С sends are answered where none can be asked for.
        self.without("RequestReconciliation")
        act = self.env["b2b.reconciliation"].create(
            {
                "name": "7",
                "state": "review",
                "version": "1",
                "entity_id": self.romashka.b2b_entity_ids.id,
                "organisation_id": self.organisation.id,
                "date_from": "2026-01-01",
                "date_to": "2026-01-31",
            }
        )
        url = f"/my/settlements/reconciliation/{act.id}"
        page = self.page("/my/settlements").text
        self.assertIn(url, page)
        self.assertNotIn("/my/settlements/reconciliation/new", page)
        self.assertEqual(self.page(url).status_code, 200)
        self.assertIn(url, self.page("/my").text)
        self.without("RequestReconciliation", "GetReconciliationChanges")
        self.assertEqual(self.page(url).status_code, 404)
        self.assertNotIn(url, self.page("/my").text)

    def test_an_answer_that_no_base_takes_stays_for_staff(self):
        self.without("AnswerReconciliation")
        act = self.env["b2b.reconciliation"].create(
            {
                "state": "review",
                "version": "1",
                "entity_id": self.romashka.b2b_entity_ids.id,
                "organisation_id": self.organisation.id,
                "date_from": "2026-01-01",
                "date_to": "2026-01-31",
            }
        )
        act._b2b_answer(self.director.partner_id, "1", True)
        self.assertEqual(act.state, "agreed")
        self.assertFalse(self.messages("AnswerReconciliation"))

    def test_an_invoice_is_offered_where_a_base_makes_it(self):
        order = self._make_order()
        order._place()
        url = f"/my/orders/{order.id}"
        self.assertIn("b2b-invoice-make", self.page(url).text)
        self.without("RequestInvoice")
        self.assertNotIn("b2b-invoice-make", self.page(url).text)

    def test_reports_on_consignment_need_a_base_that_takes_them(self):
        self.env["b2b.consignment"]._b2b_set(
            self.consignment, {self.vase: {"received": 1, "balance": 1, "price": 1}}
        )
        url = f"/my/consignment/{self.consignment.id}/report"
        self.assertIn(url, self.page("/my/consignment").text)
        self.without("PutConsignmentReport")
        self.assertNotIn(url, self.page("/my/consignment").text)
        self.assertEqual(self.page(url).status_code, 404)

    def test_only_feeds_that_the_base_has_are_read_and_watched(self):
        self.without("GetClaimChanges")
        feeds = self.connection._soap_feeds()
        self.assertNotIn("GetClaimChanges", feeds.mapped("operation"))
        self.connection.soap_capabilities = self.can
        feed = self.connection._soap_feeds().filtered(
            lambda feed: feed.operation == "GetClaimChanges"
        )
        feed.write({"token": "1", "last_success": "2026-01-01 00:00:00"})
        self.connection.invalidate_recordset()
        self.assertGreater(self.connection.lag_in, 60)
        self.without("GetClaimChanges")
        self.connection.invalidate_recordset()
        self.assertEqual(self.connection.lag_in, 0, "it is not there any more")

    def test_balances_that_no_feed_tells_are_read_at_night(self):
        self.without("GetBalanceChanges", "GetOpenOrders")
        self.patch(type(self.connection), "_soap_learn", lambda connection: None)
        self.connection._soap_compare()
        self.assertEqual(
            self.messages("GetSettlements").mapped("res_id"),
            self.romashka.b2b_entity_ids.ids,
        )

    def test_additions_to_the_contract_are_fine_and_another_one_is_not(self):
        said = {
            "ConfigurationName": "УправлениеТорговлей",
            "ConfigurationVersion": "11.5.18.41",
            "BaseID": GUIDS["unknown"],
            "BaseTime": "2026-11-23T10:00:00",
            "Capabilities": {"Operation": ["Version"]},
        }
        self.answer("Version", **{"return": "1.7"}, **said)
        self.connection.action_soap_check()
        self.assertEqual(self.connection.soap_version, "1.7")
        self.answer("Version", **{"return": "2.0"}, **said)
        with self.assertRaisesRegex(UserError, r"(?s)same one.*2\.0.*1\.x"):
            self.connection.action_soap_check()
        self.answer("Version", **{"return": "2.0"}, **said)
        self.connection._soap_compare()
        self.assertTrue(self.connection.soap_down_since, "nothing is sent to it")
        self.assertIn("same one", self.connection.soap_hint)
