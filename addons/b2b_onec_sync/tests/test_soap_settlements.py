from datetime import date, datetime, timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .soap_common import GUIDS, PDF, SoapCommon
from .soap_server import Answer, recorded


@tagged("post_install", "-at_install")
class TestSoapSettlements(SoapCommon):
    """Debt, ledger and reconciliation as 1С tells them, and our answers to it."""

    def setUp(self):
        super().setUp()
        self.contract = self.make_contract(deferral_days=10)
        self.entity = self.romashka.b2b_entity_ids
        self.messages().unlink()

    def balance(self, debt, **values):
        return {
            "OrganisationGUID": GUIDS["organisation"],
            "PartnerGUID": GUIDS["partner"],
            "LegalEntityGUID": GUIDS["entity"],
            "ContractGUID": GUIDS["contract"],
            "Currency": "RUB",
            "Debt": debt,
            "Advance": 0,
            "Overdue": 0,
            "AsOf": "2026-02-03T12:00:00",
            **values,
        }

    def pull_balances(self, *balances):
        self.answer("GetBalanceChanges", **self.page("Balance", *balances))
        feed = self.feed("GetBalanceChanges")
        feed._pull()
        return feed

    def entry(self, day, debit=0, credit=0, **values):
        return {
            "Date": f"{day}T10:00:00",
            "Kind": "Shipment" if debit else "Payment",
            "Number": "7",
            "Text": f"Реализация 7 от {day}" if debit else f"Оплата от {day}",
            "Debit": debit,
            "Credit": credit,
            **values,
        }

    def fetch(self, date_from, opening, *entries, **values):
        """Answer the GetSettlements that waits."""
        message = self.messages("GetSettlements", state="pending")
        balance = opening + sum(e["Debit"] - e["Credit"] for e in entries)
        account = {
            **{
                name: value
                for name, value in self.balance(max(balance, 0)).items()
                if name not in ("PartnerGUID", "AsOf")
            },
            "Opening": opening,
            "Debit": sum(e["Debit"] for e in entries),
            "Credit": sum(e["Credit"] for e in entries),
            "Closing": balance,
            "Entry": list(entries),
            **values,
        }
        self.answer(
            "GetSettlements",
            **{
                "return": {
                    "AsOf": "2026-02-05T12:00:00",
                    "DateFrom": date_from,
                    "DateTo": "2027-02-05",
                    "Account": [account],
                }
            },
        )
        message._process()
        self.assertEqual(message.state, "done", message.error)
        return self.env["b2b.settlement"].search([("entity_id", "=", self.entity.id)])

    # === balances and entries === #

    def test_a_balance_counts_for_the_limit_and_brings_the_entries(self):
        self.pull_balances(self.balance(4000, Overdue=150, OverdueSince="2026-01-20"))
        self.assertEqual(self.contract.debt, 4000)
        limits = self.romashka._b2b_limits()
        self.assertEqual((limits["credit_used"], limits["overdue"]), (4000, 150))
        account = self.fetch(
            "2024-01-01",
            100,
            self.entry("2026-01-10", debit=900.5, DocumentGUID=GUIDS["upd"]),
            self.entry("2026-01-12", credit=400),
            PlannedPayment=[{"Date": "2026-01-20", "Sum": 600.5, "Overdue": True}],
        )
        self.assertEqual(account.balance, 600.5)
        self.assertEqual(account.contract_id, self.contract)
        ledger = account._b2b_ledger(date(2026, 1, 11), date(2026, 12, 31))
        self.assertEqual((ledger["opening"], ledger["closing"]), (1000.5, 600.5))
        self.assertEqual(account.plan_ids.amount, 600.5)
        # The same change again asks for nothing.
        self.pull_balances(self.balance(4000, Overdue=150, OverdueSince="2026-01-20"))
        self.assertFalse(self.messages("GetSettlements", state="pending"))

    def test_a_change_of_old_books_is_noticed_and_read_whole(self):
        self.pull_balances(self.balance(100))
        account = self.fetch("2024-01-01", 0, self.entry("2025-03-01", debit=100))
        self.pull_balances(self.balance(150))
        # Of the last months only: the opening follows from what is known.
        self.assertEqual(account.opening_date, date(2024, 1, 1))
        recent = fields.Date.to_string(self.today - timedelta(days=92))
        self.fetch(recent, 100, self.entry("2030-01-01", debit=50))
        self.assertEqual(len(account.entry_ids), 2)
        self.assertIn(recent, self.requests()[-1])
        # In 1С somebody changed last year: the opening does not fit, all is read.
        self.pull_balances(self.balance(170))
        self.fetch(recent, 120, self.entry("2030-01-01", debit=50))
        self.fetch(
            "2024-01-01",
            0,
            self.entry("2025-03-01", debit=120),
            self.entry("2030-01-01", debit=50),
        )
        self.assertEqual(sum(account.entry_ids.mapped("debit")), 170)
        self.assertEqual(account.balance, 170)

    def test_an_unknown_contract_leaves_other_accounts_alone(self):
        self.pull_balances(
            self.balance(10, ContractGUID=GUIDS["unknown"]), self.balance(20)
        )
        bad, good = self.messages("GetBalanceChanges")
        self.assertEqual((bad.state, good.state), ("retry", "done"))
        self.assertEqual(self.contract.debt, 20)
        self.assertEqual(self.env["b2b.settlement"].search([]).debt, 20)

    def test_debt_without_a_contract_counts_for_the_limit(self):
        self.pull_balances(self.balance(700, ContractGUID=None, Overdue=5))
        limits = self.romashka._b2b_limits()
        self.assertEqual((limits["credit_used"], limits["overdue"]), (700, 5))

    def test_debt_gets_stale_only_when_nobody_asks(self):
        self.env["ir.config_parameter"].set_param("b2b_portal.debt_max_hours", "2")
        feed = self.pull_balances(self.balance(10))
        order = self._make_order(b2b_payment_mode="credit")
        order.b2b_contract_id = self.contract
        self.assertEqual(order._place()["result"], "placed", "asked a moment ago")
        feed.last_success = datetime.now() - timedelta(hours=3)
        late = self._make_order(b2b_payment_mode="credit")
        late.b2b_contract_id = self.contract
        with self.assertRaisesRegex(UserError, "more than 2 hours"):
            late._place()
        self.pull_balances(self.balance(10, Overdue=3))
        with self.assertRaisesRegex(UserError, "is overdue"):
            late._place()

    # === reconciliation === #

    def act(self, version="1", state="InReview", **values):
        return {
            "GUID": GUIDS["act"],
            "Number": "УТ00-000004",
            "Date": "2026-02-01T10:00:00",
            "Version": version,
            "State": state,
            "OrganisationGUID": GUIDS["organisation"],
            "LegalEntityGUID": GUIDS["entity"],
            "Currency": "RUB",
            "DateFrom": "2026-01-01",
            "DateTo": "2026-01-31",
            "Opening": 0,
            "Debit": 100,
            "Credit": 0,
            "Closing": 100,
            "HasPrintedForm": False,
            "Row": [
                {
                    "RowID": "r1",
                    "Date": "2026-01-10",
                    "Text": "Реализация 7",
                    "Debit": 100,
                    "Credit": 0,
                }
            ],
            **values,
        }

    def request_act(self):
        act = self.env["b2b.reconciliation"]._file(
            self.accountant.partner_id,
            self.entity,
            self.organisation,
            self.env["b2b.contract"],
            date(2026, 1, 1),
            date(2026, 1, 31),
            "",
        )
        message = self.messages("RequestReconciliation")
        self.answer(
            "RequestReconciliation",
            **{"return": {**self.act(), "SiteID": str(act.id)}},
        )
        message._process()
        self.assertEqual(message.state, "done", message.error)
        return act

    def dispute(self, act, version="1"):
        return act._b2b_answer(
            self.accountant.partner_id,
            version,
            False,
            [
                {
                    "row": act.row_ids,
                    "their_debit": 60,
                    "their_credit": 0,
                    "comment": "привезли меньше",
                }
            ],
        )

    def test_an_act_is_requested_disputed_and_answered_in_1c(self):
        act = self.request_act()
        self.assertEqual((act.state, act.closing), ("review", 100))
        self.assertEqual(act, self.request_again(), "the open one, no second")
        answer = self.dispute(act)
        self.assertEqual(act.state, "answered")
        message = self.messages("AnswerReconciliation")
        row = {**self.act()["Row"][0], "TheirDebit": 60, "TheirCredit": 0}
        self.answer(
            "AnswerReconciliation",
            **{"return": self.act(state="Disputed", Row=[row])},
        )
        message._process()
        self.assertEqual(message.state, "done", message.error)
        for text in (">r1<", ">60.00<", ">привезли меньше<", self.accountant.name):
            self.assertIn(text, self.requests()[-1])
        self.assertEqual((act.state, answer.taken), ("disputed", True))
        self.assertEqual((answer.version, answer.closing), ("1", 100))
        self.assertTrue(answer.date)
        with self.assertRaises(UserError, msg="answered once"):
            self.dispute(act)
        # 1С corrects the act and sends it for checking anew.
        self.pull_acts(self.act("2", Debit=60, Closing=60))
        self.assertEqual((act.state, act.version, act.closing), ("review", "2", 60))
        with self.assertRaisesRegex(UserError, "changed meanwhile"):
            self.dispute(act, "1")
        act._b2b_answer(self.director.partner_id, "2", True)
        self.answer("AnswerReconciliation", **{"return": self.act("2", "Agreed")})
        self.messages("AnswerReconciliation", state="pending")._process()
        self.assertEqual(act.state, "agreed")
        self.assertEqual(act.answer_ids.mapped("version"), ["1", "2"])

    def request_again(self):
        return self.env["b2b.reconciliation"]._file(
            self.director.partner_id,
            self.entity,
            self.organisation,
            self.env["b2b.contract"],
            date(2026, 1, 1),
            date(2026, 1, 31),
            "",
        )

    def pull_acts(self, *acts):
        self.answer("GetReconciliationChanges", **self.page("Reconciliation", *acts))
        self.feed("GetReconciliationChanges")._pull()

    def test_an_answer_that_1c_refuses_waits_for_another_one(self):
        act = self.request_act()
        answer = self.dispute(act)
        fault = recorded("fault_business.xml").replace(b"OrderClosed", b"OldVersion")
        self.answer_raw(Answer(fault, status=500))
        self.messages("AnswerReconciliation")._process()
        self.assertEqual((act.state, answer.taken), ("review", False))
        self.assertTrue(act.error)
        self.answer("GetReconciliation", **{"return": self.act("2", Closing=90)})
        self.messages("GetReconciliation")._process()
        self.assertEqual((act.version, act.closing, act.error), ("2", 90, False))

    def test_an_act_born_in_1c_comes_to_the_cabinet(self):
        self.pull_acts(self.act(HasPrintedForm=True))
        act = self.env["b2b.reconciliation"].search([])
        self.assertEqual((act.state, act.contractor_id), ("review", self.romashka))
        self.answer("GetPrintedForm", **{"return": PDF, "FileName": "akt.pdf"})
        self.messages("GetPrintedForm")._process()
        self.assertEqual(act.attachment_id.raw, PDF)
