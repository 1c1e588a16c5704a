"""Uploaded lists: read as openpyxl does, and ended when they are made to hurt."""

import io
import zipfile
from datetime import datetime

import openpyxl
import xlsxwriter

from odoo.tests import BaseCase, tagged

from ..tools import order_list, xlsx_rows
from ..tools.xlsx_rows import UnreadableList


@tagged("post_install", "-at_install")
class TestXlsxRows(BaseCase):
    def book(self, **parts):
        """A small list; ``parts``: what is put before the end of which of its parts."""
        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("Артикул", "Количество"))
        sheet.write_row(1, 0, ("VAZ-1", 4))
        book.close()
        changed = io.BytesIO()
        with (
            zipfile.ZipFile(out) as source,
            zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            for info in source.infolist():
                data = source.read(info)
                for name, (end, more) in parts.items():
                    if name in info.filename:
                        data = data.replace(end, more + end)
                target.writestr(info.filename, data)
        return changed.getvalue()

    def test_cells_are_those_that_openpyxl_reads(self):
        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True})
        date = book.add_format({"num_format": "dd.mm.yyyy"})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("Артикул", 12, 2.5, -7, 123456789012345, 1e30))
        sheet.write_datetime(3, 2, datetime(2026, 5, 3), date)
        sheet.write_rich_string(4, 1, "обычно ", bold, "жирно")
        sheet.write_formula(5, 28, "=1+1", None, 2)
        sheet.write_boolean(6, 0, True)
        book.close()
        written = openpyxl.Workbook()
        written.active.append(["=1+1", None, "text", datetime(2026, 5, 3), 1.5])
        written.active["C7"] = "far"
        again = io.BytesIO()
        written.save(again)
        for content in (out.getvalue(), again.getvalue()):
            reader = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
            wanted = map(list, reader.active.iter_rows(values_only=True))
            self.assertEqual(
                [_without_end(row) for row in xlsx_rows.rows(content)],
                [_without_end(row) for row in wanted],
            )

    def test_a_date_is_no_quantity(self):
        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("Артикул", "Количество"))
        sheet.write(1, 0, "VAZ-1")
        # «3.5» as a Russian Excel understands it.
        day = book.add_format({"num_format": "dd.mmm"})
        sheet.write_datetime(1, 1, datetime(2026, 5, 3), day)
        book.close()
        (row,) = order_list.parse_file("a.xlsx", out.getvalue())
        self.assertIsNone(row.quantity)

    def test_rows_that_are_not_there_are_not_counted_forever(self):
        far = b'<row r="999999999999"><c r="A1"><v>1</v></c></row>'
        content = self.book(sheet1=(b"</sheetData>", far))
        (row,) = order_list.parse_file("a.xlsx", content)
        self.assertEqual((row.article, row.quantity), ("VAZ-1", 4))
        blank = self.book(sheet1=(b"</sheetData>", b"<row/>" * 3_000_000))
        (row,) = order_list.parse_file("a.xlsx", blank)
        self.assertEqual(row.article, "VAZ-1")

    def test_what_is_made_to_hurt_ends_the_reading(self):
        many = 3_000_000
        cells = b"<row>" + b"<c/>" * many + b"</row>"
        junk = b"<row>" + b"<z/>" * many + b"</row>"
        text = b"<si><t>" + b"a" * xlsx_rows.MAX_PART_BYTES + b"</t></si>"
        for parts in (
            {"sheet1": (b"</sheetData>", cells)},
            {"sheet1": (b"</sheetData>", junk)},
            {"styles": (b"</cellXfs>", b"<xf/>" * many)},
            {"sharedStrings": (b"</sst>", b"<si/>" * many)},
            {"sharedStrings": (b"</sst>", text)},
        ):
            content = self.book(**parts)
            self.assertLess(len(content), 100_000)
            with self.subTest(parts=list(parts)), self.assertRaises(UnreadableList):
                order_list.parse_file("a.xlsx", content)

    def test_text_made_to_hurt_is_no_row(self):
        long = " " * 100_000
        for text in (f"a{long}!", f"1{long}!", "1 " * 50_000 + "!", f"x;1{long}!"):
            (row,) = order_list.parse_text(text)
            self.assertNotEqual(row.quantity, 0)


def _without_end(row):
    """A row without the empty cells at its end."""
    filled = [at for at, value in enumerate(row, 1) if value is not None]
    return list(row)[: max(filled, default=0)]
