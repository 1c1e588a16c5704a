"""Printed forms that the portal renders by itself, and the mark «copy» on foreign ones.

Plain Python over reportlab, with the Roboto that Odoo brings. The texts are Russian
whatever the language of the person: these are papers of Russian accounting.
"""

import io
import logging
from functools import cache
from xml.sax.saxutils import escape

from PyPDF2 import PdfReader, PdfWriter
from PyPDF2.errors import PyPdfError
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from odoo.tools.misc import file_path

from . import payment_qr, words

_logger = logging.getLogger(__name__)

COPY = "Копия для чтения. Юридически значимый документ — на бумаге или у оператора ЭДО."
INVOICE_NOTE = "Внимание! Оплата данного счёта означает согласие с условиями поставки."
#: Where nothing is sold on credit.
PAID_FIRST = "Товар отпускается по факту прихода денег на расчётный счёт поставщика."
VAT = {"none": "Без НДС"}
QR_SIZE = 36 * mm
#: Who signs where nobody is named.
SIGNERS = (("Руководитель", ""), ("Бухгалтер", ""))


@cache
def _fonts():
    for name, file in (("B2B", "Regular"), ("B2B-Bold", "Bold")):
        path = file_path(f"web/static/fonts/google/Roboto/Roboto-{file}.ttf")
        pdfmetrics.registerFont(TTFont(name, path))
    pdfmetrics.registerFontFamily("B2B", normal="B2B", bold="B2B-Bold")


def _style(size=9, **values):
    return ParagraphStyle(
        f"s{size}{sorted(values.items())}",
        fontName="B2B",
        fontSize=size,
        leading=size * 1.3,
        **values,
    )


def _text(text, style=None):
    return Paragraph(escape(str(text or "")), style or _style())


def _bold(text, style=None):
    return Paragraph(f"<b>{escape(str(text or ''))}</b>", style or _style())


GRID = [
    ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 3),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
]
PLAIN = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 1),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
]


def _build(story, title):
    _fonts()
    out = io.BytesIO()
    SimpleDocTemplate(
        out,
        pagesize=A4,
        # A frame pads its content by 6 points: tables and texts begin at one line.
        leftMargin=15 * mm - 6,
        rightMargin=12 * mm - 6,
        topMargin=12 * mm,
        bottomMargin=14 * mm,
        title=title,
    ).build(story)
    return out.getvalue()


def stamp(content, text=COPY):
    """``content`` (PDF) with a line at the foot of every page that says what it is.

    A file that cannot be read as PDF is given back as it came: a person gets what 1С
    has printed rather than nothing.
    """
    _fonts()
    try:
        reader = PdfReader(io.BytesIO(content))
        writer = PdfWriter()
        for page in reader.pages:
            width = float(page.mediabox.width)
            layer = io.BytesIO()
            canvas = Canvas(layer, pagesize=(width, float(page.mediabox.height)))
            canvas.setFont("B2B", 7)
            canvas.setFillGray(0.35)
            canvas.drawCentredString(
                float(page.mediabox.left) + width / 2,
                float(page.mediabox.bottom) + 5 * mm,
                text,
            )
            canvas.save()
            page.merge_page(PdfReader(layer).pages[0])
            writer.add_page(page)
        if reader.metadata:
            writer.add_metadata(
                {key: str(value) for key, value in reader.metadata.items()}
            )
        out = io.BytesIO()
        writer.write(out)
    except (PyPdfError, ValueError, KeyError, TypeError, OSError) as error:
        _logger.info("no stamp on a PDF that cannot be read: %s", error)
        return content
    return out.getvalue()


def qr_drawing(text, size=QR_SIZE):
    """The QR code of a text as a drawing: vectors, sharp on paper and on a phone."""
    rows = payment_qr.matrix(text)
    step = size / len(rows)
    drawing = Drawing(size, size)
    drawing.add(Rect(0, 0, size, size, fillColor=colors.white, strokeColor=None))
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                drawing.add(
                    Rect(
                        x * step,
                        size - (y + 1) * step,
                        step,
                        step,
                        fillColor=colors.black,
                        strokeColor=None,
                    )
                )
    return drawing


# === Счёт на оплату === #


def invoice(data):
    """«Счёт на оплату» as PDF.

    :param dict data: ``number``, ``date``, ``seller`` and ``buyer`` (dicts: ``name``,
        ``inn``, ``kpp``, ``address``, ``phone``), ``bank`` (dict: ``number``, ``bic``,
        ``bank``, ``corr``, or None), ``basis``, ``lines`` (``b2b.document.lines``),
        ``total``, ``vat``, ``pay_until``, ``purpose``; ``currency`` (code, roubles if
        not given), ``signers`` (pairs: role, full name), ``stages`` (pairs: what is
        paid when, sum) where the contract wants it paid in parts, ``due``: the sum to
        pay now, if that is not all
    """
    _fonts()
    seller, bank = data["seller"], data["bank"] or {}
    number = f"Счёт на оплату № {data['number']} от {words.long_date(data['date'])}"
    story = []
    if bank:
        story += [_bank_table(seller, bank), Spacer(1, 4 * mm)]
    story += [_bold(number, _style(14)), Spacer(1, 3 * mm), _parties(data)]
    story += [Spacer(1, 3 * mm), _lines_table(data["lines"]), Spacer(1, 2 * mm)]
    story.append(KeepTogether(_totals(data) + _foot(data, seller, bank)))
    return _build(story, number)


def _bank_table(seller, bank):
    rows = [
        [_text(bank.get("bank")), _text("БИК"), _text(bank.get("bic"))],
        [_text("Банк получателя", _style(7)), _text("Сч. №"), _text(bank.get("corr"))],
        [
            _text(f"ИНН {seller['inn']}   КПП {seller['kpp'] or '—'}"),
            _text("Сч. №"),
            _text(bank["number"]),
        ],
        [_text(seller["name"]), "", ""],
        [_text("Получатель", _style(7)), "", ""],
    ]
    return Table(
        rows,
        colWidths=[108 * mm, 16 * mm, 59 * mm],
        style=[
            *PLAIN,
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("BOX", (0, 0), (0, 1), 0.5, colors.black),
            ("BOX", (0, 2), (0, 2), 0.5, colors.black),
            ("BOX", (0, 3), (0, 4), 0.5, colors.black),
            ("BOX", (1, 0), (1, 1), 0.5, colors.black),
            ("BOX", (2, 0), (2, 1), 0.5, colors.black),
            ("BOX", (1, 2), (1, 4), 0.5, colors.black),
            ("BOX", (2, 2), (2, 4), 0.5, colors.black),
        ],
    )


def _party(party):
    parts = [party["name"], f"ИНН {party['inn']}" if party["inn"] else ""]
    parts += [f"КПП {party['kpp']}" if party["kpp"] else "", party.get("address")]
    parts += [f"тел.: {party['phone']}" if party.get("phone") else ""]
    return ", ".join(filter(None, parts))


def _parties(data):
    rows = [
        [_text("Поставщик:"), _bold(_party(data["seller"]))],
        [_text("Покупатель:"), _bold(_party(data["buyer"]))],
    ]
    if data.get("basis"):
        rows.append([_text("Основание:"), _bold(data["basis"])])
    if data.get("pay_until"):
        rows.append([_text("Оплатить до:"), _bold(f"{data['pay_until']:%d.%m.%Y}")])
    return Table(rows, colWidths=[26 * mm, 157 * mm], style=PLAIN)


def _lines_table(lines):
    centre, right = _style(8, alignment=TA_CENTER), _style(8, alignment=TA_RIGHT)
    heads = ("№", "Товары (работы, услуги)", "Кол-во", "Ед.", "Цена", "НДС", "Сумма")
    rows = [[_bold(head, centre) for head in heads]]
    for number, line in enumerate(lines, 1):
        name = line["name"]
        if line.get("article"):
            name = f"{line['article']} {name}"
        rows.append(
            [
                _text(number, centre),
                _text(name, _style(8)),
                _text(words.quantity(line["quantity"]), right),
                _text(line["unit"], centre),
                _text(words.money(line["price"]), right),
                _text(VAT.get(line["vat"], f"{line['vat']} %"), centre),
                _text(words.money(line["sum"]), right),
            ]
        )
    widths = [9, 78, 17, 12, 24, 17, 26]
    return Table(
        rows, colWidths=[width * mm for width in widths], style=GRID, repeatRows=1
    )


def _totals(data):
    right = _style(9, alignment=TA_RIGHT)
    vat = float(data["vat"] or 0)
    rows = [
        ("Итого:", words.money(data["total"])),
        ("В том числе НДС:", words.money(vat)) if vat else ("Без налога (НДС)", "—"),
        ("Всего к оплате:", words.money(data["total"])),
    ]
    table = Table(
        [[_bold(name, right), _bold(value, right)] for name, value in rows],
        colWidths=[153 * mm, 30 * mm],
        style=PLAIN,
    )
    count, currency = len(data["lines"]), data.get("currency") or "RUB"
    short = words.CURRENCIES.get(currency, currency)
    return [
        table,
        _text(
            f"Всего наименований {count}, на сумму {words.money(data['total'])} {short}"
        ),
        _bold(words.in_words(data["total"], currency)),
        Spacer(1, 2 * mm),
        *_stages(data, short),
        Spacer(1, 3 * mm),
    ]


def _stages(data, currency):
    """In which parts the contract wants the sum paid."""
    if not data.get("stages"):
        return []
    return [
        _text("Порядок оплаты по договору:"),
        *(
            _text(f"— {text}: {words.money(amount)} {currency}")
            for text, amount in data["stages"]
        ),
    ]


def _foot(data, seller, bank):
    notes = INVOICE_NOTE if data.get("stages") else f"{INVOICE_NOTE} {PAID_FIRST}"
    texts = [_text(notes, _style(7)), Spacer(1, 5 * mm)]
    for role, name in data.get("signers") or SIGNERS:
        texts += [
            _text(f"{role} ____________________ /{_signer(name)}/"),
            Spacer(1, 4 * mm),
        ]
    code = invoice_code(data, seller, bank)
    if not code:
        return texts
    caption = "Оплата по QR-коду в приложении банка"
    if data.get("due"):
        caption += f": {words.money(data['due'])} руб."
    right = [qr_drawing(code), _text(caption, _style(7, alignment=TA_CENTER))]
    return [Table([[texts, right]], colWidths=[140 * mm, 43 * mm], style=PLAIN)]


def _signer(name):
    return words.short_name(name) or "_" * 20


def invoice_code(data, seller, bank):
    """The text of the payment code of an invoice, see ``payment_qr``.

    It is for the sum to pay now; the standard knows roubles only.
    """
    if not bank or (data.get("currency") or "RUB") != "RUB":
        return ""
    total = float(data.get("due") or data["total"])
    vat = float(data["vat"] or 0)
    if vat:
        vat = round(vat * total / float(data["total"]), 2)
    purpose = data.get("purpose") or (
        f"Оплата по счёту № {data['number']} от {data['date']:%d.%m.%Y}"
    )
    if "НДС" not in purpose:
        purpose += f", в т.ч. НДС {vat:.2f}" if vat else ", без НДС"
    return payment_qr.payload(
        name=seller["name"],
        account=bank["number"],
        bank=bank.get("bank"),
        bic=bank["bic"],
        corr=bank.get("corr"),
        inn=seller["inn"],
        kpp=seller["kpp"],
        kopecks=round(total * 100),
        purpose=purpose,
    )


# === Акт сверки === #


def reconciliation(data):
    """«Акт сверки взаимных расчётов» as PDF.

    :param dict data: ``number``, ``date``, ``date_from``, ``date_to``, ``seller``,
        ``buyer`` (dicts with ``name``, ``inn``), ``contract``, ``opening``, ``debit``,
        ``credit``, ``closing``, ``rows`` (dicts: ``date``, ``name``, ``debit``,
        ``credit``, ``their_debit``, ``their_credit``, ``disputed``), ``answers``
        (texts), ``currency`` (code), ``signer`` (the seller's, full name)
    """
    _fonts()
    seller, buyer = data["seller"], data["buyer"]
    title = f"Акт сверки взаимных расчётов № {data['number'] or '—'}"
    if data.get("date"):
        title += f" от {words.long_date(data['date'])}"
    ours, theirs = (words.short_company(party["name"]) for party in (seller, buyer))
    currency = words.CURRENCIES.get(data["currency"], data["currency"])
    centre = _style(9, alignment=TA_CENTER)
    story = [
        _bold(title, _style(13, alignment=TA_CENTER)),
        _text(
            f"за период {data['date_from']:%d.%m.%Y} – {data['date_to']:%d.%m.%Y} "
            f"между {ours} и {theirs}",
            centre,
        ),
    ]
    if data.get("contract"):
        story.append(_text(f"по договору {data['contract']}", centre))
    story += [
        Spacer(1, 3 * mm),
        _text(
            f"Мы, нижеподписавшиеся, {seller['name']} (ИНН {seller['inn']}) и "
            f"{buyer['name']} (ИНН {buyer['inn']}), составили настоящий акт о том, что "
            f"состояние взаимных расчётов следующее, {currency}:"
        ),
        Spacer(1, 3 * mm),
        _act_table(data, ours, theirs),
        Spacer(1, 3 * mm),
        _bold(_verdict(data, ours, theirs)),
    ]
    story += [_text(text) for text in data["answers"]]
    story += [
        Spacer(1, 8 * mm),
        KeepTogether(
            Table(
                [
                    [_text(f"От {name}") for name in (ours, theirs)],
                    [_text(f"____________________ /{_signer(data.get('signer'))}/"),
                     _text(f"____________________ /{_signer('')}/")],
                    [_text("М.П.", _style(7)), _text("М.П.", _style(7))],
                ],
                colWidths=[91 * mm, 91 * mm],
                style=[*PLAIN, ("TOPPADDING", (0, 1), (-1, 1), 16)],
            )
        ),
    ]  # fmt: skip
    return _build(story, title)


def _act_table(data, ours, theirs):
    centre, right = _style(8, alignment=TA_CENTER), _style(8, alignment=TA_RIGHT)

    def sums(debit, credit):
        return [
            _text(words.money(value) if value else "", right)
            for value in (debit, credit)
        ]

    def balance(value):
        return sums(max(value, 0), max(-value, 0))

    rows = [
        [_bold(f"По данным {ours}", centre), "", "", "",
         _bold(f"По данным {theirs}", centre), ""],
        [_bold(head, centre)
         for head in ("Дата", "Документ", "Дебет", "Кредит", "Дебет", "Кредит")],
        ["", _bold("Сальдо начальное", _style(8)), *balance(data["opening"]), "", ""],
    ]  # fmt: skip
    marks = []
    for row in data["rows"]:
        if row["disputed"]:
            marks.append(
                (
                    "BACKGROUND",
                    (4, len(rows)),
                    (5, len(rows)),
                    colors.HexColor("#f6d5d5"),
                )
            )
        said = sums(row["their_debit"], row["their_credit"])
        rows.append(
            [
                _text(f"{row['date']:%d.%m.%Y}" if row["date"] else "", centre),
                _text(row["name"], _style(8)),
                *sums(row["debit"], row["credit"]),
                *(said if row["disputed"] else ["", ""]),
            ]
        )
    rows += [
        ["", _bold("Обороты за период", _style(8)),
         *sums(data["debit"], data["credit"]), "", ""],
        ["", _bold("Сальдо конечное", _style(8)), *balance(data["closing"]), "", ""],
    ]  # fmt: skip
    widths = [19, 61, 26, 26, 25, 25]
    return Table(
        rows,
        colWidths=[width * mm for width in widths],
        repeatRows=2,
        style=[*GRID, ("SPAN", (0, 0), (3, 0)), ("SPAN", (4, 0), (5, 0)), *marks],
    )


def _verdict(data, ours, theirs):
    closing = float(data["closing"])
    day = f"{data['date_to']:%d.%m.%Y}"
    if not round(closing, 2):
        return f"На {day} задолженность отсутствует."
    owner = ours if closing > 0 else theirs
    return (
        f"На {day} задолженность в пользу {owner} {words.money(abs(closing))} "
        f"({words.in_words(abs(closing), data['currency'])})."
    )
