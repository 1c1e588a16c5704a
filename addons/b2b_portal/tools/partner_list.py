"""Lists of partners as 1С and spreadsheets give them: plain Python, no Odoo.

A row is a legal entity. Columns are found by their headings, in the words of 1С's own
lists («Контрагент», «Партнер», «Наименование полное», …); what they may be is
``HEADINGS``.
"""

import csv
import io
import re
from itertools import islice

from . import xlsx_rows
from .order_list import _decode
from .requisites import digits
from .xlsx_rows import UnreadableList

#: Field of a row → beginnings of headings, lower case, «ё» as «е».
HEADINGS = {
    "vat": ("инн",),
    "kpp": ("кпп",),
    "ogrn": ("огрн",),
    "full_name": ("наименование полное", "полное наименование", "официальное"),
    "name": ("наименование", "контрагент", "юрлицо", "юр. лицо", "название"),
    "group_name": ("партнер", "клиент", "головной контрагент", "группа"),
    "delivery_address": ("адрес доставки", "фактический адрес"),
    "legal_address": ("юридический адрес", "адрес"),
    "bic": ("бик",),
    "account": ("расчетный счет", "номер счета", "р/с", "счет"),
    "contact_name": ("контактное лицо", "контакт", "фио"),
    "role": ("роль", "должность"),
    "email": ("e-mail", "email", "эл. почта", "электронная почта", "почта"),
    "phone": ("телефон", "тел."),
    "tier": ("тип контрагента", "тип цен", "вид цен", "соглашение", "уровень"),
    "manager": ("менеджер", "ответственный"),
}
NUMBERS = ("vat", "kpp", "ogrn", "bic", "account")
#: Lengths to which a spreadsheet cuts numbers by dropping zeros in front.
FULL_LENGTHS = {"vat": (10, 12), "kpp": (9,), "bic": (9,)}
MAX_ROWS = 20_000
HEAD_ROWS = 20


def parse(name, content):
    """Rows of an uploaded XLSX or CSV file.

    :param str name: file name, ``content``: bytes
    :return: list of dicts: ``number`` (row of the sheet, from 1), the fields of
        ``HEADINGS`` that the file has, all strings, and ``padded``: fields where zeros
        that a spreadsheet dropped were put back
    :raise UnreadableList: no table, or one without a column «ИНН»
    """
    if name.lower().endswith((".csv", ".txt")):
        table = _csv(content)
    else:
        table = list(islice(xlsx_rows.rows(content), MAX_ROWS + 1))
    columns, start = _columns(table)
    rows = []
    for number, values in enumerate(table[start:], start + 1):
        row = {
            field: _text(values[at]) if at < len(values) else ""
            for field, at in columns.items()
        }
        if any(row.values()):
            rows.append(_clean({**row, "number": number}))
    return rows


def _columns(table):
    for index, values in enumerate(table[:HEAD_ROWS]):
        heads = [_text(value).lower().replace("ё", "е") for value in values]
        found = {}
        for field, words in HEADINGS.items():
            at = next(
                (
                    i
                    for word in words
                    for i, head in enumerate(heads)
                    if head.startswith(word) and i not in found.values()
                ),
                None,
            )
            if at is not None:
                found[field] = at
        if "vat" in found and ("name" in found or "group_name" in found):
            return found, index + 1
    raise UnreadableList("no heading with «ИНН» and «Наименование»")


def _clean(row):
    """Numbers without spaces, «ИНН/КПП» of one cell split, lost zeros put back."""
    if "/" in row.get("vat", ""):
        row["vat"], _slash, kpp = row["vat"].partition("/")
        row["kpp"] = row.get("kpp") or kpp
    row["padded"] = []
    for field in NUMBERS:
        value = row[field] = digits(row.get(field))
        for length in FULL_LENGTHS.get(field, ()):
            if len(value) == length - 1 and value.isdigit():
                row[field] = value.zfill(length)
                row["padded"].append(field)
    if row["kpp"] and not row["kpp"].strip("0"):
        row["kpp"] = ""
    row["name"] = row.get("name") or row.get("group_name") or ""
    return row


def _text(value):
    """A cell as text; a number that a spreadsheet made of digits loses its ``.0``."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return re.sub(r"\s+", " ", str(value if value is not None else "")).strip()


def _csv(content):
    text = _decode(content)
    separator = max((";", "\t", ","), key=text[:2000].count)
    return list(csv.reader(io.StringIO(text), delimiter=separator))[:MAX_ROWS]


def key_of_name(name):
    """A name for comparison: without legal form, quotes, case and spaces.

    «ООО "Ромашка"» and «Ромашка, ООО» are one and the same.
    """
    name = re.sub(r"[^\w\s]", " ", (name or "").lower().replace("ё", "е"))
    forms = {"ооо", "ао", "оао", "зао", "пао", "ип", "тк", "тд", "нко"}
    return " ".join(sorted(word for word in name.split() if word not in forms))
