import base64
import io
import struct
import zlib
from unittest.mock import patch

import openpyxl
from PIL import Image

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools import numbers
from .common import QuotesCommon


def png(size=(300, 90), color="navy"):
    stream = io.BytesIO()
    Image.new("RGB", size, color).save(stream, "PNG")
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestFiles(QuotesCommon):
    def setUp(self):
        super().setUp()
        self.romashka.b2b_quote_logo = base64.b64encode(png())
        self.vase.image_1920 = base64.b64encode(png((200, 200), "teal"))
        self.quote = self._make_quote(
            terms="Оплата 100 %", customer_id=self.customer.id
        )

    def _sheet(self, **options):
        content = self.quote._render_xlsx()
        return openpyxl.load_workbook(io.BytesIO(content), **options).active

    def test_workbook_holds_the_goods_as_numbers_with_formats(self):
        sheet = self._sheet(data_only=True)
        rows = [row for row in sheet.iter_rows() if row[0].value == 1]
        self.assertEqual(len(rows), 1)
        cells = {cell.value: cell for cell in rows[0] if cell.value is not None}
        self.assertIn("Ваза", cells)
        self.assertEqual(cells[150].number_format, "#,##0.00")
        # Sums are formulas that carry their values.
        self.assertIn(300, cells)

    def test_workbook_sums_are_formulas(self):
        formulas = [
            cell.value
            for row in self._sheet().iter_rows()
            for cell in row
            if isinstance(cell.value, str) and cell.value.startswith("=")
        ]
        self.assertEqual(len([f for f in formulas if f.startswith("=ROUND(")]), 2)
        self.assertTrue(any(f.startswith("=SUM(") for f in formulas))

    def test_workbook_total_is_the_quotes_total(self):
        values = [
            cell.value
            for row in self._sheet(data_only=True).iter_rows()
            for cell in row
        ]
        self.assertIn(self.quote.amount, values)

    def test_workbook_has_logo_and_pictures(self):
        self.assertEqual(len(self._sheet()._images), 2)

    def test_purchase_price_is_in_no_file(self):
        self.quote.line_ids[0].cost = 77.77
        text = str(self.quote._document_values())
        self.assertNotIn("77.77", text)
        values = [
            cell.value
            for row in self._sheet(data_only=True).iter_rows()
            for cell in row
        ]
        self.assertNotIn(77.77, values)

    def test_name_like_a_formula_stays_a_name(self):
        self.quote.line_ids[0].name = '=HYPERLINK("http://example.com")'
        sheet = self._sheet()
        cell = next(
            cell
            for row in sheet.iter_rows()
            for cell in row
            if "HYPERLINK" in str(cell.value)
        )
        self.assertEqual(cell.data_type, "s")

    def test_report_shows_prices_and_no_purchase_price(self):
        self.quote.line_ids[0].cost = 77.77
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("b2b_quotes.report_quote", self.quote.ids)[0]
            .decode()
        )
        self.assertIn("Ваза", html)
        self.assertIn("Оплата 100 %", html)
        self.assertNotIn("77.77", html)
        self.assertNotIn("77,77", html)

    def test_letter_carries_the_files(self):
        with patch.object(type(self.quote), "_render_pdf", return_value=b"%PDF-1.4"):
            self.quote._send_email("a@example.com", "КП", "Добрый день!", xlsx=True)
        mail = self.env["mail.mail"].search([("model", "=", "b2b.quote")], limit=1)
        self.assertEqual(len(mail.attachment_ids), 2)
        self.assertIn(self.quote.access_token, mail.body_html)
        self.assertIn(self.buyer.email, mail.reply_to)
        self.assertEqual(self.quote.state, "sent")

    def test_letter_needs_an_address(self):
        for email in ("", "no address", ",".join(f"a{i}@b.ru" for i in range(9))):
            with self.assertRaises(UserError):
                self.quote._send_email(email, "", "")
        self.assertEqual(self.quote.state, "draft")

    def test_logo_must_be_a_picture(self):
        Quote = self.env["b2b.quote"]
        self.assertTrue(Quote._logo_from_upload(png()))
        self.assertFalse(Quote._logo_from_upload(b"<svg onload='x'/>"))
        self.assertFalse(Quote._logo_from_upload(b"\x89PNG broken"))
        # Some bytes that say they have 900 million pixels.
        head = b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
        huge = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head
        huge += struct.pack(">II", zlib.crc32(head), 9) + b"IDAT" + b"0" * 13
        self.assertFalse(Quote._logo_from_upload(huge))

    def test_numbers_are_read_as_people_type_them(self):
        for text, number in (
            ("1 234,56", 1234.56),
            ("1\u00a0234,56\u00a0₽", 1234.56),
            ("12.5 %", 12.5),
            (7, 7.0),
            ("", None),
            ("abc", None),
            ("nan", None),
            ("1e400", None),
        ):
            self.assertEqual(numbers.parse(text), number)
