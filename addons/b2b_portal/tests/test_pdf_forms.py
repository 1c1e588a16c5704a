import io
from datetime import date

import zxingcpp
from PIL import Image
from PyPDF2 import PdfReader

from odoo.tests import BaseCase, tagged

from ..tools import payment_qr, pdf_forms, words

SELLER = {
    "name": "ООО «Гнездо»",
    "inn": "7707083893",
    "kpp": "770701001",
    "address": "101000, Москва, Мясницкая, 1",
    "phone": "+7 495 000-00-00",
}
BUYER = {**SELLER, "name": "ИП Ромашкина", "inn": "500100732259", "kpp": ""}
BANK = {
    "number": "40702810900000000001",
    "bic": "044525225",
    "bank": "ПАО СБЕРБАНК",
    "corr": "30101810400000000225",
}


def text_of(content):
    return "\n".join(
        page.extract_text() for page in PdfReader(io.BytesIO(content)).pages
    ).replace("\N{NO-BREAK SPACE}", " ")


def decode(text):
    """What a bank's camera reads from the code of a text."""
    rows = payment_qr.matrix(text)
    image = Image.new("L", (len(rows), len(rows)), 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            image.putpixel((x, y), 0 if dark else 255)
    size = len(rows) * 4
    (code,) = zxingcpp.read_barcodes(image.resize((size, size), Image.NEAREST))
    return code.text


@tagged("post_install", "-at_install")
class TestPdfForms(BaseCase):
    def invoice(self, **values):
        return {
            "number": "ГН-12",
            "date": date(2026, 11, 23),
            "seller": SELLER,
            "buyer": BUYER,
            "bank": BANK,
            "basis": "Заказ P1-17",
            "lines": [
                {
                    "name": "Ваза «Лён» | синяя",
                    "article": "VAZ-1",
                    "unit": "шт",
                    "quantity": "2.500",
                    "price": "488.20",
                    "vat": "22",
                    "vat_sum": "220.09",
                    "sum": "1220.50",
                }
            ],
            "total": 1220.5,
            "vat": 220.09,
            "pay_until": date(2026, 11, 28),
            "purpose": "",
            **values,
        }

    def test_sums_in_russian_words(self):
        for amount, text in (
            (0, "Ноль рублей 00 копеек"),
            (0.05, "Ноль рублей 05 копеек"),
            (1.01, "Один рубль 01 копейка"),
            (2.22, "Два рубля 22 копейки"),
            (11.11, "Одиннадцать рублей 11 копеек"),
            (21.61, "Двадцать один рубль 61 копейка"),
            (1000, "Одна тысяча рублей 00 копеек"),
            (2002.5, "Две тысячи два рубля 50 копеек"),
            (112.12, "Сто двенадцать рублей 12 копеек"),
            (5000014.99, "Пять миллионов четырнадцать рублей 99 копеек"),
            (1e9, "Один миллиард рублей 00 копеек"),
            (0.295, "Ноль рублей 30 копеек"),
        ):
            self.assertEqual(words.rubles(amount), text)

    def test_names_that_can_stand_in_a_sentence(self):
        for name, short in (
            ("Общество с ограниченной ответственностью «Лён»", "ООО «Лён»"),
            ("Индивидуальный предприниматель Белова И. С.", "ИП Белова И. С."),
            ("ПУБЛИЧНОЕ АКЦИОНЕРНОЕ ОБЩЕСТВО «Мост»", "ПАО «Мост»"),
            ("ООО «Гнездо»", "ООО «Гнездо»"),
        ):
            self.assertEqual(words.short_company(name), short)

    def test_the_payment_code_is_read_back_whole(self):
        data = self.invoice()
        code = pdf_forms.invoice_code(data, SELLER, BANK)
        self.assertEqual(decode(code), code)
        head, *pairs = code.split("|")
        self.assertEqual(head, "ST00012")
        values = dict(pair.split("=", 1) for pair in pairs)
        self.assertEqual(
            list(values)[:5],
            ["Name", "PersonalAcc", "BankName", "BIC", "CorrespAcc"],
            "obligatory ones first, in the order of the standard",
        )
        self.assertEqual(values["Sum"], "122050", "kopecks")
        self.assertEqual(values["PayeeINN"], "7707083893")
        self.assertIn("№ ГН-12 от 23.11.2026, в т.ч. НДС 220.09", values["Purpose"])

    def test_a_separator_inside_a_value_changes_the_separator(self):
        code = pdf_forms.invoice_code(self.invoice(purpose="a|b"), SELLER, BANK)
        self.assertTrue(code.startswith("ST00012~Name="))
        self.assertIn("a|b, в т.ч. НДС", code)

    def test_no_code_without_an_account_to_pay_to(self):
        for bank in (None, {}, {**BANK, "number": "1"}, {**BANK, "bic": ""}):
            self.assertFalse(pdf_forms.invoice_code(self.invoice(), SELLER, bank))
        self.assertTrue(pdf_forms.invoice(self.invoice(bank=None)))

    def test_the_invoice_holds_what_is_needed_to_pay(self):
        text = text_of(pdf_forms.invoice(self.invoice()))
        for part in (
            "Счёт на оплату № ГН-12 от 23 ноября 2026 г.",
            "40702810900000000001",
            "30101810400000000225",
            "044525225",
            "ИНН 7707083893",
            "ИП Ромашкина",
            "Заказ P1-17",
            "2,5",
            "1 220,50",
            "22 %",
            "28.11.2026",
            "Одна тысяча двести двадцать рублей 50 копеек",
        ):
            self.assertIn(part, text)

    def test_those_who_sign_are_named(self):
        signers = [
            ("Руководитель", "Соколова Марина Андреевна"),
            ("Бухгалтер", "Ершова О. В."),
        ]
        text = text_of(pdf_forms.invoice(self.invoice(signers=signers)))
        self.assertIn("/Соколова М. А./", text)
        self.assertIn("/Ершова О. В./", text)
        text = text_of(pdf_forms.invoice(self.invoice()))
        self.assertIn("Бухгалтер ____________________ /____________________/", text)

    def test_a_sum_in_parts_names_them_and_the_code_is_for_the_first(self):
        stages = [("аванс 20 % до обеспечения заказа", 244.1), ("остаток 80 %", 976.4)]
        data = self.invoice(stages=stages, due=244.1)
        text = text_of(pdf_forms.invoice(data))
        for part in ("аванс 20 % до обеспечения заказа: 244,10 руб.", "976,40 руб."):
            self.assertIn(part, text)
        self.assertIn("банка: 244,10 руб.", text)
        self.assertNotIn("по факту прихода денег", text)
        values = decode(pdf_forms.invoice_code(data, SELLER, BANK)).split("|")
        self.assertIn("Sum=24410", values)
        self.assertIn("в т.ч. НДС 44.02", values[-1])

    def test_an_invoice_in_another_currency_is_in_its_words_and_has_no_code(self):
        data = self.invoice(currency="USD")
        text = text_of(pdf_forms.invoice(data)).replace("\n", " ")
        self.assertIn("Одна тысяча двести двадцать долларов 50 центов", text)
        self.assertNotIn("руб", text)
        self.assertFalse(pdf_forms.invoice_code(data, SELLER, BANK))
        self.assertEqual(words.in_words(5, "KZT"), "5,00 KZT")

    def test_an_invoice_of_many_lines_has_many_pages(self):
        data = self.invoice(lines=self.invoice()["lines"] * 200)
        pages = PdfReader(io.BytesIO(pdf_forms.invoice(data))).pages
        self.assertGreater(len(pages), 3)

    def test_every_page_of_a_foreign_form_says_that_it_is_a_copy(self):
        data = self.invoice(lines=self.invoice()["lines"] * 60)
        stamped = pdf_forms.stamp(pdf_forms.invoice(data))
        for page in PdfReader(io.BytesIO(stamped)).pages:
            self.assertIn("Копия для чтения", page.extract_text())
        self.assertEqual(pdf_forms.stamp(b"no pdf"), b"no pdf")

    def test_the_act_names_the_balance_and_the_differences(self):
        rows = [
            {
                "date": date(2026, 1, 10),
                "name": "Реализация 7",
                "debit": 1000,
                "credit": 0,
                "their_debit": 600,
                "their_credit": 0,
                "disputed": True,
            }
        ]
        data = {
            "number": "4",
            "date": date(2026, 2, 1),
            "date_from": date(2026, 1, 1),
            "date_to": date(2026, 1, 31),
            "seller": SELLER,
            "buyer": BUYER,
            "contract": "12-П",
            "currency": "RUB",
            "signer": "Соколова Марина Андреевна",
            "opening": -500,
            "debit": 1000,
            "credit": 0,
            "closing": 500,
            "rows": rows,
            "answers": ["Ответ на сайте: есть расхождения"],
        }
        text = text_of(pdf_forms.reconciliation(data))
        for part in (
            "Акт сверки взаимных расчётов № 4",
            "01.01.2026 – 31.01.2026",
            "600,00",
            "Пятьсот рублей 00 копеек",
            "в пользу ООО «Гнездо»",
            "есть расхождения",
            "/Соколова М. А./",
        ):
            self.assertIn(part, text.replace("\n", " "))
        text = text_of(pdf_forms.reconciliation({**data, "closing": 0}))
        self.assertIn("задолженность отсутствует", text)
