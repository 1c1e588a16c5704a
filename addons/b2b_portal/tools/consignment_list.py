"""Reports on goods on commission as XLSX: the form to fill in, and reading it back.

Plain Python, no Odoo.
"""

import io
from itertools import islice

from . import xlsx_rows
from .order_list import MAX_ROWS, number
from .xlsx_rows import UnreadableList

#: Our name → how its heading begins.
HEADS = {
    "article": ("артикул", "article"),
    "sold": ("продано", "sold"),
    "price": ("цена продажи", "sale price"),
    "returned": ("возврат", "returned"),
}


def parse(content):
    """Rows of an uploaded form: dicts ``article``, ``sold``, ``price``, ``returned``.

    :raise UnreadableList: no XLSX, damaged, without the headings, or with a cell that
        is no number (the message names its row)
    """
    table = list(islice(xlsx_rows.rows(content), MAX_ROWS + 1))
    for index, values in enumerate(table[:15]):
        if columns := _columns(values):
            return _rows(table, index + 1, columns)
    raise UnreadableList("no headings")


def _columns(values):
    heads = [str(value or "").strip().lower() for value in values]
    columns = {}
    for name, words in HEADS.items():
        at = next((i for i, head in enumerate(heads) if head.startswith(words)), None)
        if at is not None:
            columns[name] = at
    return columns if {"article", "sold"} <= columns.keys() else None


def _rows(table, start, columns):
    rows = []
    for line, values in enumerate(table[start:], start + 1):
        cells = {
            name: values[at] if at < len(values) else None
            for name, at in columns.items()
        }
        article = cells["article"]
        if isinstance(article, float) and article.is_integer():
            article = int(article)
        article = str(article if article is not None else "").strip()
        row = {"article": article}
        for name in ("sold", "price", "returned"):
            value = cells.get(name)
            amount = 0.0 if value in (None, "") else number(value)
            if amount is None:
                raise UnreadableList(f"row {line}: {value}")
            row[name] = amount
        if article and (row["sold"] or row["returned"]):
            rows.append(row)
    return rows


def form(title, heads, rows):
    """The form to fill in, as XLSX bytes.

    :param heads: seven headings: article, product, unit, unsold, sold, price, returned
    :param rows: lists of the first four cells
    """
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True})
    entry = book.add_format({"bg_color": "#FFF7D6"})
    sheet.set_column("A:A", 18)
    sheet.set_column("B:B", 50)
    sheet.set_column("C:D", 10)
    sheet.set_column("E:G", 14)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, heads, bold)
    for at, (article, name, unit, unsold) in enumerate(rows, 1):
        sheet.write_string(at, 0, article)
        sheet.write_string(at, 1, name)
        sheet.write_string(at, 2, unit)
        sheet.write_number(at, 3, unsold)
        for column in (4, 5, 6):
            sheet.write_blank(at, column, None, entry)
    book.close()
    return out.getvalue()
