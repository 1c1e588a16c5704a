"""Printed forms: счёт на оплату, and a plain copy of the other documents."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from functools import cache
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from .books import Books
from .documents import TITLES
from .words import rubles

FONTS = Path("/usr/share/fonts/truetype/dejavu")
MONTHS = (
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
).split()
VAT = {"none": "Без НДС", "0": "0%"}


@cache
def _fonts() -> None:
    for name, file in (("B2B", "DejaVuSans.ttf"), ("B2B-Bold", "DejaVuSans-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, FONTS / file))
    pdfmetrics.registerFontFamily("B2B", normal="B2B", bold="B2B-Bold")


def long_date(iso: str) -> str:
    year, month, day = iso[:10].split("-")
    return f"{int(day)} {MONTHS[int(month) - 1]} {year} г."


def amount(value) -> str:
    """'1 234,56' with unbreakable spaces."""
    return f"{Decimal(value):,.2f}".replace(",", "\u00a0").replace(".", ",")


def quantity(value) -> str:
    return f"{Decimal(value).normalize():f}".replace(".", ",")


def file_name(document) -> str:
    number = document["number"].replace("/", "-")
    return f"{TITLES[document['kind']]} {number} от {document['date'][:10]}.pdf"


def printed(books: Books, guid: str) -> tuple[bytes, str]:
    """PDF and file name of a document."""
    _fonts()
    document = books.get("document", guid)
    out = io.BytesIO()
    SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=15 * mm,
        rightMargin=12 * mm,
        topMargin=12 * mm,
        bottomMargin=12 * mm,
        title=file_name(document)[:-4],
        author=books.data("reference", document["organisation"])["name"],
        invariant=True,
    ).build(_Form(books, document).story())
    return out.getvalue(), file_name(document)


class _Form:
    """One document laid out on A4."""

    def __init__(self, books: Books, document):
        self.books = books
        self.document = document
        self.seller = books.data("reference", document["organisation"])
        self.buyer = books.data("entity", document["entity"])
        self.lines = json.loads(document["lines"])
        self.text = ParagraphStyle("text", fontName="B2B", fontSize=8, leading=10)
        self.right = ParagraphStyle("right", self.text, alignment=TA_RIGHT)
        self.small = ParagraphStyle("small", self.text, fontSize=6.5, leading=8)
        self.bold = ParagraphStyle("bold", self.text, fontName="B2B-Bold")
        self.title = ParagraphStyle("title", self.bold, fontSize=13, leading=18)

    def story(self) -> list:
        number, date = self.document["number"], long_date(self.document["date"])
        title = f"{TITLES[self.document['kind']]} № {number} от {date}"
        invoice = self.document["kind"] == "Invoice"
        return [
            *(self._bank() if invoice else []),
            Paragraph(title, self.title),
            Spacer(1, 3 * mm),
            self._parties(),
            Spacer(1, 3 * mm),
            self._goods(),
            Spacer(1, 2 * mm),
            *self._totals(),
            Spacer(1, 8 * mm),
            *self._signatures(),
        ]

    def _bank(self) -> list:
        account = self.seller["account"]
        kpp = f"КПП {self.seller['kpp']}" if self.seller["kpp"] else ""
        rows = [
            [account["bank"], "БИК", account["bic"]],
            ["Банк получателя", "Сч. №", account["correspondent"]],
            [f"ИНН {self.seller['inn']}   {kpp}", "Сч. №", account["number"]],
            [f"{self.seller['full_name']}<br/>Получатель", "", ""],
        ]
        table = Table(
            [[Paragraph(cell, self.text) for cell in row] for row in rows],
            colWidths=[100 * mm, 18 * mm, 64 * mm],
            style=[
                ("BOX", (0, 0), (-1, -1), 0.6, colors.black),
                ("LINEBEFORE", (1, 0), (-1, -1), 0.6, colors.black),
                ("LINEABOVE", (0, 2), (-1, 2), 0.6, colors.black),
            ],
        )
        return [table, Spacer(1, 6 * mm)]

    def _requisites(self, who: dict) -> str:
        parts = [who["full_name"], f"ИНН {who['inn']}"]
        if who.get("kpp"):
            parts.append(f"КПП {who['kpp']}")
        return ", ".join([*parts, who.get("address") or ""]).strip(", ")

    def _parties(self) -> Table:
        rows = [
            ("Поставщик:", self._requisites(self.seller)),
            ("Покупатель:", self._requisites(self.buyer)),
        ]
        if self.document["order_guid"]:
            order = self.books.get("customer_order", self.document["order_guid"])
            site = f" (на сайте {order['site_number']})" if order["site_number"] else ""
            basis = f"Заказ {order['number']} от {long_date(order['date'])}{site}"
            rows.append(("Основание:", basis))
        return Table(
            [[Paragraph(a, self.text), Paragraph(b, self.bold)] for a, b in rows],
            colWidths=[25 * mm, 157 * mm],
            style=[("VALIGN", (0, 0), (-1, -1), "TOP")],
        )

    def _goods(self) -> Table:
        head = [
            "№",
            "Артикул",
            "Товары (работы, услуги)",
            "Кол-во",
            "Ед.",
            "Цена",
            "НДС",
            "Сумма",
        ]
        units = {unit["code"]: unit["name"] for unit in self.books.references("unit")}
        rows = [[Paragraph(cell, self.bold) for cell in head]]
        for number, line in enumerate(self.lines, 1):
            vat = VAT.get(line["vat_rate"], f"{line['vat_rate']}%")
            cells = [
                (str(number), self.text),
                (line["article"], self.text),
                (line["name"].replace("&", "&amp;").replace("<", "&lt;"), self.text),
                (quantity(line["quantity"]), self.right),
                (units.get(line["unit_code"], ""), self.text),
                (amount(line["price"]), self.right),
                (vat, self.text),
                (amount(line["sum"]), self.right),
            ]
            rows.append([Paragraph(*cell) for cell in cells])
        return Table(
            rows,
            repeatRows=1,
            colWidths=[w * mm for w in (9, 24, 64, 17, 11, 22, 14, 21)],
            style=[
                ("GRID", (0, 0), (-1, -1), 0.4, colors.black),
                ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ],
        )

    def _totals(self) -> list:
        total, vat = self.document["total"], self.document["vat_total"]
        taxed = any(line["vat_rate"] != "none" for line in self.lines)
        words = f"В том числе НДС: {amount(vat)}" if taxed else "Без налога (НДС)"
        count = f"Всего наименований {len(self.lines)}, на сумму {amount(total)} руб."
        return [
            Paragraph(f"<b>Итого: {amount(total)}</b>", self.right),
            Paragraph(words, self.right),
            Paragraph(f"<b>Всего к оплате: {amount(total)}</b>", self.right),
            Paragraph(count, self.text),
            Paragraph(rubles(abs(total)), self.bold),
        ]

    def _signatures(self) -> list:
        who = [f"Руководитель __________________ {self.seller['director']}"]
        if self.seller.get("accountant"):
            who.append(f"Бухгалтер __________________ {self.seller['accountant']}")
        story = [Paragraph("      ".join(who), self.text)]
        if self.document["kind"] != "Invoice":
            note = "Копия для чтения. Подлинник подписан на бумаге или передан по ЭДО."
            story += [Spacer(1, 4 * mm), Paragraph(note, self.small)]
        elif self.document["pay_until"]:
            until = long_date(self.document["pay_until"])
            story += [
                Spacer(1, 4 * mm),
                Paragraph(f"Счет действителен до {until}", self.small),
            ]
        return story
