import io
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_documents import CabinetCase


@tagged("post_install", "-at_install")
class TestSettlements(CabinetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.entity = cls.romashka.b2b_entity_ids
        cls.contract = cls.env["b2b.contract"].create(
            {
                "name": "12-П",
                "entity_id": cls.entity.id,
                "organisation_id": cls.organisation.id,
                "deferral_days": 10,
            }
        )
        cls.account = cls.env["b2b.settlement"]._b2b_account(
            cls.entity, cls.organisation, cls.contract, cls.company.currency_id
        )
        cls.account._b2b_set_balance(datetime.now(), 1500, 0, 500)
        cls.account._b2b_set_entries(
            cls.today - timedelta(days=400),
            200,
            [
                cls.entry(100, debit=1000),
                cls.entry(50, credit=700),
                cls.entry(30, debit=500),
                cls.entry(5, debit=500),
            ],
            [],
        )
        # The page's source is 1С; here it is told by hand.
        cls.startClassPatcher(
            patch.object(
                type(cls.env["b2b.cabinet"]), "_has_source", lambda self, name: True
            )
        )
        # 1С takes every answer.
        answers = type(cls.env["b2b.reconciliation.answer"])
        cls.startClassPatcher(
            patch.object(answers, "_b2b_dispatch", lambda answer: True)
        )

    @classmethod
    def entry(cls, days_ago, **values):
        return {
            "date": cls.today - timedelta(days=days_ago),
            "kind": "shipment" if values.get("debit") else "payment",
            "name": f"=Документ {days_ago}",
            **values,
        }

    def day(self, days_ago):
        return self.today - timedelta(days=days_ago)

    # === figures === #

    def test_the_ledger_of_a_period_runs(self):
        ledger = self.account._b2b_ledger(self.day(60), self.day(6))
        self.assertEqual(ledger["opening"], 1200)
        self.assertEqual([balance for _entry, balance in ledger["rows"]], [500, 1000])
        self.assertEqual((ledger["debit"], ledger["credit"]), (500, 700))
        self.assertEqual(ledger["closing"], 1000)

    def test_what_is_due_follows_the_contract(self):
        due = self.account._b2b_due()
        # 1500 owed: the last shipments and a part of the one before.
        self.assertEqual([item["amount"] for item in due], [500, 500, 500])
        self.assertEqual(
            [item["date"] for item in due], [self.day(90), self.day(20), self.day(-5)]
        )
        ages = self.account._b2b_ageing(self.today)
        self.assertEqual(
            ages, {"not_due": 500, "to_7": 0, "to_30": 500, "to_60": 0, "over": 500}
        )
        self.assertEqual(self.account.overdue_now, 1000, "1С told of 500 so far")
        self.assertEqual(self.romashka._b2b_limits()["overdue"], 1000)
        self.contract.deferral_days = 0
        self.assertEqual(self.account.overdue_now, 500, "no term of our own")
        self.contract.deferral_kind = "banking"
        friday = date(2026, 11, 20)
        self.contract.deferral_days = 3
        self.assertEqual(self.contract._b2b_due_day(friday), date(2026, 11, 25))

    def stages(self, *stages):
        names = ("kind", "percent", "days")
        self.contract._b2b_set_stages(
            [
                {**dict(zip(names, stage, strict=True)), "banking_days": False}
                for stage in stages
            ]
        )

    def test_what_is_due_follows_the_payment_stages(self):
        self.stages(("prepayment", 20, 0), ("credit", 50, 10), ("credit", 30, 40))
        due = self.account._b2b_due()
        # 500 of 5 days ago and of 30 days ago are owed whole, of 1000 a half is: its
        # first parts are paid.
        self.assertEqual(
            [(item["date"], item["amount"]) for item in due],
            [
                (self.day(90), 200),
                (self.day(60), 300),
                (self.day(30), 100),
                (self.day(20), 250),
                (self.day(5), 100),
                (self.day(-5), 250),
                (self.day(-10), 150),
                (self.day(-35), 150),
            ],
        )
        self.assertEqual(
            [item["stage"].percent for item in due], [50, 30, 20, 50, 20, 50, 30, 30]
        )
        self.assertEqual(self.account.overdue_now, 950)
        self.assertEqual(self.romashka._b2b_limits()["overdue"], 950)

    def test_parts_of_a_shipment_are_its_sum_to_the_kopeck(self):
        self.stages(("credit", 33.33, 5), ("credit", 33.33, 10), ("credit", 33.34, 15))
        parts = self.contract._b2b_parts(self.today, 100.01)
        self.assertEqual([part for _day, part, _stage in parts], [33.33, 33.33, 33.35])

    def test_a_young_overdue_debt_may_be_allowed(self):
        self.account._b2b_set_balance(datetime.now(), 500, 0, 0)
        self.account._b2b_set_entries(self.day(400), 0, [self.entry(13, debit=500)], [])
        limits = self.romashka._b2b_limits()
        self.assertEqual((limits["overdue"], limits["overdue_stops"]), (500, 500))
        self.contract.overdue_days_allowed = 3
        limits = self.romashka._b2b_limits()
        self.assertEqual((limits["overdue"], limits["overdue_stops"]), (500, 0))
        self.contract.overdue_days_allowed = 2
        self.assertEqual(self.romashka._b2b_limits()["overdue_stops"], 500)

    def test_what_1c_calls_overdue_is_allowed_by_its_age(self):
        self.contract.overdue_days_allowed = 3
        self.account._b2b_set_balance(datetime.now(), 500, 0, 400, self.day(3))
        self.account._b2b_set_entries(self.day(400), 500, [], [])
        self.account.opening_date = False
        self.assertEqual(self.account._b2b_overdue(3), 0)
        self.account.overdue_since = self.day(4)
        self.assertEqual(self.account._b2b_overdue(3), 400)
        self.account.overdue_since = False
        self.assertEqual(self.account._b2b_overdue(3), 400, "nobody knows since when")

    def test_1cs_own_calendar_of_payments_wins(self):
        plan = {"date": self.day(3), "amount": 70, "name": "По графику"}
        self.account._b2b_set_entries(self.day(1), 1500, [], [plan])
        self.assertEqual([item["amount"] for item in self.account._b2b_due()], [70])
        self.assertEqual(self.account._b2b_ageing(self.today)["to_7"], 70)

    def test_debt_older_than_the_entries_is_not_lost(self):
        self.account.debt = 5000
        self.assertEqual(sum(item["amount"] for item in self.account._b2b_due()), 5000)

    # === pages === #

    def test_only_director_and_accountant_see_what_is_owed(self):
        seen_by = ("director", "accountant", "stranger", "left")
        self.check_isolation(
            ("/my/settlements", seen_by), ("/my/settlements.xlsx", seen_by)
        )
        self.as_user(self.stranger_director)
        self.assertNotIn("Документ 30", self.get("/my/settlements").text)
        self.as_user(self.accountant)
        page = self.get("/my/settlements").text
        for text in ("Документ 30", "/my/settlements.xlsx", "b2b-chart"):
            self.assertIn(text, page)
        self.account.with_user(self.accountant).check_access("read")
        for user in (self.buyer, self.stranger_director):
            with self.assertRaises(AccessError):
                self.account.with_user(user).check_access("read")

    def test_what_has_no_source_is_not_there(self):
        with patch.object(
            type(self.env["b2b.cabinet"]), "_has_source", lambda self, name: False
        ):
            self.as_user(self.director)
            for url in ("/my/settlements", "/my/documents/sent", "/my/consignment"):
                self.assertEqual(self.get(url).status_code, 404)
            page = self.get("/my/documents").text
            for text in ("/my/settlements", "/my/documents/sent", "originals"):
                self.assertNotIn(text, page)

    def test_the_xlsx_holds_the_ledger_and_no_formulas(self):
        import openpyxl

        self.as_user(self.accountant)
        answer = self.get(
            f"/my/settlements.xlsx?date_from={self.day(60)}&date_to={self.today}"
        )
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        rows = list(book.worksheets[0].iter_rows(values_only=True))
        self.assertEqual(rows[1][5], 1200)
        self.assertEqual(rows[-1][3:], (1000, 700, 1500))
        self.assertEqual(rows[2][1], "=Документ 50")
        self.assertEqual(book.worksheets[0]["B3"].data_type, "s")
        self.assertEqual(len(book.worksheets), 3)

    # === reconciliation === #

    def make_act(self):
        self.as_user(self.accountant)
        answer = self.post(
            "/my/settlements/reconciliation/new",
            entity=self.entity.id,
            organisation=self.organisation.id,
            date_from="2026-01-01",
            date_to="2026-01-31",
        )
        act = self.env["b2b.reconciliation"].search([])
        self.assertTrue(answer.headers["Location"].endswith(f"/{act.id}"))
        act._b2b_set_act(
            {"name": "4", "version": "1", "date": date(2026, 2, 1), "closing": 100},
            [
                {
                    "ref": "r1",
                    "date": date(2026, 1, 9),
                    "name": "Реализация",
                    "debit": 100,
                }
            ],
            "review",
        )
        return act

    def test_a_refused_request_keeps_what_was_typed(self):
        self.as_user(self.accountant)
        other = self._make_entity(self.romashka, "Филиал", "7736207543", "770401001")
        answer = self.post(
            "/my/settlements/reconciliation/new",
            entity=other.id,
            organisation=self.organisation.id,
            contract=self.contract.id,
            date_from="2026-01-01",
            date_to="2026-01-31",
            comment="Сверимся",
        )
        self.assertIn("Этот договор не между", answer.text)
        for kept in ('value="2026-01-01"', 'value="Сверимся"'):
            self.assertIn(kept, answer.text)
        self.assertFalse(self.env["b2b.reconciliation"].search([]))

    def answer(self, act, verdict, version="1", **data):
        url = f"/my/settlements/reconciliation/{act.id}/answer"
        return self.post(url, verdict=verdict, version=version, **data)

    def test_an_act_is_disputed_with_own_figures(self):
        act = self.make_act()
        page = self.get(f"/my/settlements/reconciliation/{act.id}").text
        self.assertIn("не является подписью", page)
        self.assertIn(f"reconciliation/{act.id}", self.get("/my").text, "waits at home")
        letter = self.env["mail.mail"].search([], limit=1, order="id desc")
        self.assertIn("ждёт вашего ответа", letter.subject)
        self.assertEqual(letter.recipient_ids, self.accountant.partner_id)
        row = act.row_ids.id
        answer = self.answer(
            act, "disputed", **{f"disputed_{row}": 1, f"debit_{row}": "x"}
        )
        self.assertIn("суммы вида", answer.text)
        self.assertEqual(act.state, "review")
        answer = self.answer(act, "agreed", version="0")
        self.assertIn("тем временем изменился", answer.text)
        self.answer(
            act,
            "disputed",
            **{
                f"disputed_{row}": 1,
                f"debit_{row}": "60,50",
                "own_date": "2026-01-12",
                "own_name": "Возврат 3",
                "own_debit": "",
                "own_credit": "10",
                "own_comment": "",
            },
        )
        self.assertEqual(act.state, "answered")
        self.assertEqual(act.row_ids.mapped("their_debit"), [60.5, 0])
        self.assertEqual(act.row_ids.mapped("missing"), [False, True])
        said = act.answer_ids
        self.assertEqual(
            (said.person_id, said.version, said.agreed),
            (self.accountant.partner_id, "1", False),
        )
        self.assertTrue(said.date)
        pdf = self.get(f"/my/settlements/reconciliation/{act.id}/pdf")
        self.assertTrue(pdf.content.startswith(b"%PDF"))

    def test_agreed_is_said_once(self):
        act = self.make_act()
        self.answer(act, "agreed")
        self.assertEqual(act.state, "answered")
        self.assertIn("не ждёт ответа", self.answer(act, "disputed", comment="x").text)
        self.assertEqual(len(act.answer_ids), 1)
        with self.assertRaises(AccessError):
            act.answer_ids.with_user(self.accountant).write({"agreed": False})

    def test_acts_are_closed_to_others(self):
        act = self.make_act()
        allowed = ("director", "accountant")
        url = f"/my/settlements/reconciliation/{act.id}"
        self.check_isolation(
            (url, allowed),
            (f"{url}/pdf", allowed),
            (f"{url}/answer", allowed, {"verdict": ""}),
        )
        self.assertEqual(act.state, "review")

    def test_a_wrong_period_is_refused(self):
        for first, last in ((2, 1), (-5, -9), (None, 1)):
            with self.assertRaises(UserError):
                self.env["b2b.reconciliation"]._file(
                    self.accountant.partner_id,
                    self.entity,
                    self.organisation,
                    self.contract,
                    first and self.day(-first),
                    self.day(-last),
                    "",
                )
