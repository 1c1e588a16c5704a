"""Lists of goods as people paste and upload them: plain Python, no Odoo."""

import csv
import re
from dataclasses import dataclass
from itertools import islice

from . import xlsx_rows
from .xlsx_rows import UnreadableList

ARTICLE_WORDS = ("артикул", "код", "sku", "article", "штрихкод", "штрих-код", "barcode")
QUANTITY_WORDS = ("кол-во", "количество", "кол.", "заказ", "qty", "quantity")
# Of texts with single spaces, see ``_plain``.
NUMBER = re.compile(r"\d[\d ]*(?:[.,]\d+)?")
AMOUNT = re.compile(rf"({NUMBER.pattern}) ?([^\W\d][\w²³]*\.?)?")
MAX_ROWS = 5000


@dataclass
class Row:
    """One row: what identifies the product, how many, and the row as it was."""

    article: str
    quantity: float | None
    source: str
    unit: str = ""


def _plain(text):
    """A cell as text with single spaces: longer runs would make a pattern try each."""
    return " ".join(str(text if text is not None else "").split())


def number(text):
    """A quantity as typed (``1 200,5``), or None."""
    text = _plain(text)
    if not NUMBER.fullmatch(text):
        return None
    return float(text.replace(" ", "").replace(",", "."))


def amount(text):
    """A quantity and its unit as typed: ``3 упак``; no number: None."""
    match = AMOUNT.fullmatch(_plain(text))
    if not match:
        return {"quantity": None, "unit": ""}
    return {"quantity": number(match[1]), "unit": match[2] or ""}


def parse_text(text):
    """Rows of pasted text: ``артикул;количество``, tabs, commas or spaces between."""
    rows = []
    for line in text.splitlines()[:MAX_ROWS]:
        line = line.strip()
        if not line:
            continue
        for separator in ("\t", ";"):
            if separator in line:
                cells = [cell.strip() for cell in line.split(separator) if cell.strip()]
                break
        else:
            cells = _split_loose(line)
        if row := _row(cells, line):
            rows.append(row)
    return rows


def _split_loose(line):
    """Cells of a line without a clear separator: the quantity is its last number."""
    match = re.fullmatch(
        r"(.+?)(?: ?, ?| [xх×*-]? ?)(\d+(?:[.,]\d+)?)( ?[^\W\d][\w²³]*\.?)?",
        _plain(line),
    )
    if not match:
        return [line]
    return [match[1].strip(), match[2] + (match[3] or "")]


def _row(cells, source):
    if not cells:
        return None
    article = cells[0]
    if len(cells) == 1:
        return Row(article, 1.0, source)
    if any(word in article.lower() for word in ARTICLE_WORDS) and all(
        number(cell) is None for cell in cells[1:]
    ):
        return None  # a heading
    # «VZ-1;Ваза;3;шт»: the unit may stand in a cell of its own.
    if len(cells) > 2 and number(cells[-1]) is None and number(cells[-2]) is not None:
        return Row(article, number(cells[-2]), source, cells[-1])
    return Row(article, source=source, **amount(cells[-1]))


def parse_file(name, content):
    """Rows of an uploaded XLSX or CSV file.

    :raise UnreadableList: the file is neither, or damaged
    """
    if name.lower().endswith((".csv", ".txt")):
        return _table_rows(_read_csv(_decode(content)))
    filled = (
        values
        for values in xlsx_rows.rows(content)
        if any(value is not None for value in values)
    )
    return _table_rows(list(islice(filled, MAX_ROWS + 1)))


def _read_csv(text):
    """Cells of a CSV file; the separator is the one that most lines have."""
    lines = [line for line in text.splitlines() if line.strip()][: MAX_ROWS + 1]
    counts = {mark: sum(mark in line for line in lines) for mark in (";", "\t", ",")}
    mark = max(counts, key=counts.get)
    if not counts[mark]:
        return [_split_loose(line.strip()) for line in lines]
    return [
        [cell.strip() for cell in cells] for cells in csv.reader(lines, delimiter=mark)
    ]


def _table_rows(table):
    """Rows of a sheet: columns by their headings, else first and last number."""
    article_at, quantity_at, start = 0, None, 0
    for index, values in enumerate(table[:15]):
        heads = [str(value or "").strip().lower() for value in values]
        articles = [
            i
            for word in ARTICLE_WORDS
            for i, head in enumerate(heads)
            if head.startswith(word)
        ]
        if articles:
            article_at, start = articles[0], index + 1
            quantities = [
                i
                for word in QUANTITY_WORDS
                for i, head in enumerate(heads)
                if head.startswith(word)
            ]
            quantity_at = quantities[0] if quantities else None
            break
    rows = []
    for values in table[start:]:
        article = _cell(values[article_at]) if article_at < len(values) else ""
        if not article:
            continue
        if quantity_at is None:
            found = next(
                (
                    cell
                    for value in reversed(values[1:])
                    if (cell := amount(value))["quantity"] is not None
                ),
                {"quantity": None},
            )
        else:
            value = values[quantity_at] if quantity_at < len(values) else None
            if value in (None, ""):
                continue  # a price list filled in only here and there
            found = amount(value)
        quantity = found["quantity"]
        typed = "" if quantity is None else f"{quantity:g} {found.get('unit', '')}"
        source = f"{article};{typed.strip()}"
        rows.append(Row(article, source=source, **found))
    return rows


def _cell(value):
    """An article that a spreadsheet took for a number loses its ``.0``."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value if value is not None else "").strip()


def _decode(content):
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableList("unknown encoding")
