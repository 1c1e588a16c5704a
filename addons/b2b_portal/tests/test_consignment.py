import io
from datetime import timedelta
from unittest.mock import patch

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_documents import CabinetCase


@tagged("post_install", "-at_install")
class TestConsignment(CabinetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls.env["b2b.contract"].create(
            {
                "name": "К-1",
                "kind": "consignment",
                "entity_id": cls.romashka.b2b_entity_ids.id,
                "organisation_id": cls.organisation.id,
            }
        )
        cls.env["b2b.consignment"]._b2b_set(
            cls.contract,
            {
                cls.vase: {"received": 10, "balance": 10, "price": 80},
                cls.candle: {"received": 4, "sold": 1, "balance": 3, "price": 40},
            },
        )
        cls.startClassPatcher(
            patch.object(
                type(cls.env["b2b.cabinet"]), "_has_source", lambda self, name: True
            )
        )
        cls.url = f"/my/consignment/{cls.contract.id}/report"
        cls.period = {"date_from": "2026-01-01", "date_to": "2026-01-31"}

    def report(self, **values):
        return self.post(self.url, **self.period, **values)

    def test_a_report_by_hand_waits_for_the_manager(self):
        self.as_user(self.buyer)
        page = self.get("/my/consignment").text
        self.assertIn("VAZ-1", page)
        vase = self.vase.id
        answer = self.report(**{f"sold_{vase}": "11", f"price_{vase}": "100"})
        self.assertIn("b2b-tone-bad", answer.text)
        self.assertIn('value="11"', answer.text, "what was typed stays")
        self.assertIn("укажите цену", self.report(**{f"sold_{vase}": "1"}).text)
        answer = self.report(
            **{f"sold_{vase}": "7", f"price_{vase}": "120,5", f"returned_{vase}": "2"}
        )
        report = self.env["b2b.consignment.report"].search([])
        self.assertTrue(answer.headers["Location"].endswith(f"/report/{report.id}"))
        self.assertEqual((report.state, report.amount), ("new", 843.5))
        self.assertEqual(report._left(self.contract)[self.vase], 1)
        self.assertIn("b2b-tone-bad", self.report(**{f"returned_{vase}": "2"}).text)
        with self.assertRaises(UserError):
            report.action_refuse()  # the contractor would not know why
        report.action_accept()
        self.post(f"/my/consignment/report/{report.id}/cancel")
        self.assertEqual(report.state, "accepted", "too late to cancel")

    def test_the_form_comes_back_as_xlsx(self):
        self.as_user(self.director)
        book = openpyxl.load_workbook(io.BytesIO(self.get(f"{self.url}.xlsx").content))
        sheet = book.active
        rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
        self.assertEqual(rows["VAZ-1"][3].value, 10)
        rows["VAZ-1"][4].value = 3
        rows["VAZ-1"][5].value = 150.25
        sheet.append(["НЕТ-1", "Чужое", "шт", 0, 5, 1, None])
        # Headings in Russian, as the demo's people get them.
        for cell, name in zip(
            sheet[1],
            ("Артикул", "Товар", "Ед.", "Не продано", "Продано", "Цена продажи",
             "Возврат"),
            strict=True,
        ):  # fmt: skip
            cell.value = name
        out = io.BytesIO()
        book.save(out)
        answer = self.post(self.url, files={"file": ("отчёт.xlsx", out.getvalue())})
        self.assertIn("НЕТ-1", answer.text)
        for text in (f'name="sold_{self.vase.id}" value="3"', 'value="150,25"'):
            self.assertIn(text, answer.text.replace("\n", ""))
        self.assertFalse(self.env["b2b.consignment.report"].search([]), "not sent yet")
        for content in (b"text", b"PK broken"):
            answer = self.post(self.url, files={"file": ("a.xlsx", content)})
            self.assertIn("не читается", answer.text)

    def test_others_see_nothing(self):
        self.as_user(self.buyer)
        self.report(**{f"sold_{self.vase.id}": "1", f"price_{self.vase.id}": "9"})
        report = self.env["b2b.consignment.report"].search([])
        allowed = ("director", "buyer", "colleague")
        self.check_isolation(
            (self.url, allowed), (f"/my/consignment/report/{report.id}", allowed)
        )
        self.as_user(self.accountant)
        self.assertEqual(self.get("/my/consignment").status_code, 404)

    def test_goods_held_count_for_the_limit(self):
        self.assertEqual(self.romashka._b2b_limits()["credit_used"], 920)
        self.contract._b2b_set_debt(self.contract.create_date, 100)
        self.assertEqual(self.romashka._b2b_limits()["credit_used"], 1020)

    def test_goods_count_once_when_they_are_shipped_and_told(self):
        order = self._make_order(lines=[(self.vase, 2)], b2b_payment_mode="credit")
        order.b2b_contract_id = self.contract
        order._place()
        self.assertEqual(self.romashka._b2b_limits()["credit_used"], 920 + 200)
        order._b2b_register_shipment("s1", None, False, "1", "staff")
        self.assertEqual(self.romashka._b2b_limits()["credit_used"], 920 + 200)
        order.picking_ids.date_done -= timedelta(minutes=1)
        self.env["b2b.consignment"]._b2b_set(
            self.contract, {self.vase: {"received": 12, "balance": 12, "price": 100}}
        )
        self.assertEqual(self.romashka._b2b_limits()["credit_used"], 1200)

    def test_a_contract_on_consignment_is_offered_at_checkout(self):
        order = self._make_order()
        contracts, _sellers = order._b2b_choices(order._b2b_settle_sellers())
        self.assertIn(self.contract, contracts)
        self.contract.write({"date_from": "2020-01-01", "date_to": "2020-01-01"})
        contracts, _sellers = order._b2b_choices(order._b2b_settle_sellers())
        self.assertNotIn(self.contract, contracts)

    def test_an_order_on_consignment_needs_no_payment(self):
        order = self._make_order(b2b_payment_mode="invoice")
        self.buyer.partner_id.b2b_cart_id = order
        self.as_user(self.buyer)
        self.assertIn(
            'type="radio" class="form-check-input" name="b2b_pay', self.page()
        )
        order.b2b_contract_id = self.contract
        page = self.page()
        self.assertNotIn("Оплата по счёту", page)
        self.assertNotIn('type="radio" class="form-check-input" name="b2b_pay', page)
        self.assertIn('name="b2b_payment_mode" value="invoice"', page, "kept for later")
        self.assertEqual(order._place()["result"], "placed")
        self.assertEqual(order.b2b_payment_mode, "credit")
        self.assertFalse(order.b2b_due_date, "nothing is owed before it is sold")
        self.assertFalse(order._b2b_can_invoice())
        self.assertNotIn("b2b-invoice-make", self.get(f"/my/orders/{order.id}").text)
        self.assertIn(
            "on consignment", self.contract.with_context(lang="en_US").display_name
        )

    def page(self):
        return " ".join(self.get("/my/checkout").text.split())
