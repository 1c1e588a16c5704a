"""Rows of uploaded workbooks, whoever made them: plain Python, no Odoo.

openpyxl builds a whole row, every style and every text before it gives out a cell, and
counts rows that are not there: a file of some kilobytes made to hurt takes gigabytes,
or forever. Here the parts that matter are streamed, element by element, and whatever
is larger than a person's list ends the reading.
"""

import io
import zipfile

from lxml import etree

#: Rows that are looked at, with the empty ones among them.
MAX_ROWS = 50_000
#: Further cells of a row are left out.
MAX_COLUMNS = 200
# No spreadsheet has more columns; shared texts and styles of a list are far fewer.
MAX_CELLS = 16_384
MAX_TEXTS = 500_000
MAX_STYLES = 65_536
MAX_ELEMENTS = 2_000_000
#: Of one part of the file, as it comes out of the archive.
MAX_PART_BYTES = 32 * 1024 * 1024


class UnreadableList(ValueError):
    """The file is not a list that can be read."""


def rows(content):
    """Rows of the first sheet: lists of texts, numbers, dates, booleans and None.

    :param bytes content: of an XLSX file
    :raise UnreadableList: it is none, damaged, or made to hurt
    """
    if not content.startswith(b"PK"):
        raise UnreadableList("not an XLSX file")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from _Book(archive).rows()
    except UnreadableList:
        raise
    except Exception as error:
        # Damaged archives and parts make the libraries stumble in many ways.
        raise UnreadableList(str(error)) from error


class _Limited:
    """A part of the archive that ends in an error when too much comes out of it."""

    def __init__(self, part, name):
        self.part, self.name, self.left = part, name, MAX_PART_BYTES

    def read(self, size):
        data = self.part.read(size)
        self.left -= len(data)
        if self.left < 0:
            raise UnreadableList(f"{self.name} is too large")
        return data


class _Book:
    def __init__(self, archive):
        self.archive = archive

    def rows(self):
        sheet = self._sheet()
        self.texts = list(self._texts())
        self.dates = self._date_styles()
        number = 0
        for at, values in self._cells(sheet):
            # Rows that nobody filled in are not in the file.
            while number + 1 < min(at, MAX_ROWS + 1):
                number += 1
                yield []
            if at > MAX_ROWS:
                return
            number = at
            yield values

    # === Parts === #

    def _elements(self, name, *tags):
        """Finished elements of a part by their local names; each is gone after.

        All are looked at, or those that nobody asked for would gather in memory.
        """
        count = 0
        with self.archive.open(name) as part:
            for _event, element in etree.iterparse(
                _Limited(part, name),
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                remove_comments=True,
                remove_pis=True,
            ):
                tag = element.tag.rpartition("}")[2]
                if tag in tags:
                    yield tag, element
                count += 1
                if count > MAX_ELEMENTS:
                    raise UnreadableList(f"{name} has too many elements")
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]

    def _sheet(self):
        """Name of the part that holds the first sheet."""
        for _tag, element in self._elements("xl/workbook.xml", "sheet"):
            relation = next(
                (value for key, value in element.items() if key.endswith("}id")), None
            )
            break
        else:
            raise UnreadableList("no sheet")
        relations = "xl/_rels/workbook.xml.rels"
        for _tag, element in self._elements(relations, "Relationship"):
            if element.get("Id") == relation:
                target = element.get("Target", "")
                return target.lstrip("/") if target[:1] == "/" else f"xl/{target}"
        raise UnreadableList("no sheet")

    def _texts(self):
        if "xl/sharedStrings.xml" not in self.archive.namelist():
            return
        parts, count = [], 0
        for tag, element in self._elements("xl/sharedStrings.xml", "t", "rPh", "si"):
            if tag == "t":
                parts.append(element.text or "")
            elif tag == "rPh":
                parts.pop()  # how to pronounce it, and not what is written
            else:
                yield "".join(parts)
                parts = []
                count += 1
            if len(parts) > MAX_TEXTS or count > MAX_TEXTS:
                raise UnreadableList("too many texts")

    def _date_styles(self):
        """Numbers of the cell styles that make a date of a number."""
        from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

        if "xl/styles.xml" not in self.archive.namelist():
            return set()
        formats, dates, count = dict(BUILTIN_FORMATS), set(), 0
        for tag, element in self._elements("xl/styles.xml", "numFmt", "xf"):
            if tag == "numFmt":
                formats[int(element.get("numFmtId"))] = element.get("formatCode")
            elif element.getparent().tag.endswith("}cellXfs"):
                if is_date_format(formats.get(int(element.get("numFmtId", 0)))):
                    dates.add(count)
                count += 1
            if max(count, len(formats)) > MAX_STYLES:
                raise UnreadableList("too many styles")
        return dates

    # === Cells === #

    def _cells(self, sheet):
        """``(number of the row, values)``, row by row."""
        number, cells = 0, 0
        values, found = [], {}
        for tag, element in self._elements(sheet, "v", "t", "c", "row"):
            if tag in ("v", "t"):
                found[tag] = found.get(tag, "") + (element.text or "")
            elif tag == "c":
                cells += 1
                if cells > MAX_CELLS:
                    raise UnreadableList("too many cells in a row")
                at = _column(element.get("r"), len(values))
                if at < MAX_COLUMNS:
                    values += [None] * (at + 1 - len(values))
                    values[at] = self._value(element, found)
                found = {}
            else:
                number = max(int(element.get("r") or 0), number + 1)
                yield number, values
                values, cells = [], 0

    def _value(self, cell, found):
        kind, text = cell.get("t", "n"), found.get("v")
        if kind == "inlineStr":
            return found.get("t")
        if not text:
            return None
        if kind == "s":
            return self.texts[int(text)]
        if kind == "b":
            return text == "1"
        if kind != "n":
            return text
        if int(cell.get("s", 0)) in self.dates:
            return _date(text)
        return int(text) if text.lstrip("-").isdecimal() else float(text)


def _date(text):
    from openpyxl.utils.datetime import from_excel

    try:
        return from_excel(float(text))
    except (OverflowError, ValueError):
        return text


def _column(reference, after):
    """Index of a cell's column: ``AB7`` is 27; without a reference the next one."""
    number = 0
    for sign in reference or "":
        if not "A" <= sign <= "Z":
            break
        number = number * 26 + ord(sign) - 64
        if number > MAX_CELLS:
            break
    return number - 1 if number else after
