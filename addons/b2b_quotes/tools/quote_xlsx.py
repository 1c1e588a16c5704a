"""A quote as an Excel workbook. Plain Python: knows nothing of Odoo.

Sums are formulas, so that the customer can change a quantity and see the total, and
each carries its value, so that previews which do not calculate show it too.
"""

import io

import xlsxwriter
from PIL import Image

MONEY = "#,##0.00"
QUANTITY = "#,##0.###"
ACCENT = "#35495E"
LOGO_HEIGHT = 64
PICTURE_SIZE = 52


def build(document, labels, currency_format=MONEY):
    """Make the workbook.

    :param dict document: what ``b2b.quote._document_values`` gives, pictures as bytes
    :param dict labels: the words of the document, in its reader's language
    :param str currency_format: number format of totals, with the currency's sign
    :return: the file's bytes
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties(
        {"title": labels["title"], "author": document["seller"]["name"]}
    )
    sheet = book.add_worksheet(labels["sheet"][:31])
    _Writer(book, sheet, document, labels, currency_format).write()
    book.close()
    return stream.getvalue()


class _Writer:
    def __init__(self, book, sheet, document, labels, currency_format):
        self.book = book
        self.sheet = sheet
        self.document = document
        self.labels = labels
        self.currency_format = currency_format
        self.columns = self._columns()
        self.index = {key: i for i, (key, *_rest) in enumerate(self.columns)}
        self.row = 0
        base = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}
        self.format = {
            name: book.add_format({**base, **extra})
            for name, extra in self._styles().items()
        }

    def _styles(self):
        cell = {"border": 1, "border_color": "#D5DAE0"}
        right = {"align": "right"}
        return {
            "plain": {},
            "title": {"font_size": 16, "bold": True, "font_color": ACCENT},
            "muted": {"font_color": "#6B7580"},
            "bold": {"bold": True},
            "note": {"text_wrap": True, "valign": "top"},
            "head": {
                **cell,
                "bold": True,
                "font_color": "#FFFFFF",
                "bg_color": ACCENT,
                "text_wrap": True,
                "align": "center",
            },
            "index": {**cell, "align": "center"},
            "text": {**cell, "text_wrap": True},
            "quantity": {**cell, "num_format": QUANTITY},
            "money": {**cell, "num_format": MONEY},
            "percent": {**cell, "num_format": '0.##"%"'},
            "label": right,
            "sum": {**right, "num_format": self.currency_format},
            "total_label": {**right, "bold": True, "font_size": 12},
            "total": {
                **right,
                "bold": True,
                "font_size": 12,
                "num_format": self.currency_format,
                "top": 2,
                "top_color": ACCENT,
            },
        }

    def _columns(self):
        document = self.document
        columns = [("index", 5, "index")]
        if document["show_images"]:
            columns.append(("image", 9, "text"))
        if document["show_codes"]:
            columns.append(("code", 15, "text"))
        columns += [
            ("name", 46, "text"),
            ("quantity", 10, "quantity"),
            ("unit", 7, "index"),
            ("price", 14, "money"),
        ]
        if document["has_discount"]:
            columns.append(("discount", 10, "percent"))
        columns.append(("amount", 16, "money"))
        return columns

    # === Parts, from top to bottom === #

    def write(self):
        for i, (_key, width, _style) in enumerate(self.columns):
            self.sheet.set_column(i, i, width)
        self._header()
        self._table()
        self._totals()
        self._footer()
        self._page()

    def _line(self, text, style="plain", height=None):
        if text:
            if height:
                self.sheet.set_row(self.row, height)
            self.sheet.write_string(self.row, 0, text, self.format[style])
            self.row += 1

    def _header(self):
        document, labels = self.document, self.labels
        if document["logo"]:
            self._picture(self.row, 0, document["logo"], 260, LOGO_HEIGHT)
            self.sheet.set_row(self.row, LOGO_HEIGHT * 0.75 + 6)
            self.row += 1
        self._line(document["seller"]["name"], "bold")
        self._line(labels["seller"], "muted")
        self._line(labels["contact"], "muted")
        self.row += 1
        self._line(labels["title"], "title", 26)
        self._line(labels["valid"], "muted")
        self._line(labels["customer"])
        if document["intro"]:
            self._paragraph(document["intro"])
        self.row += 1

    def _table(self):
        sheet, row = self.sheet, self.row
        sheet.set_row(row, 30)
        for i, (key, _width, _style) in enumerate(self.columns):
            sheet.write_string(row, i, self.labels["columns"][key], self.format["head"])
        self.head_row = row
        self.first_row = row + 1
        self.row += 1
        for line in self.document["lines"]:
            self._goods(line)
        self.last_row = self.row - 1
        sheet.freeze_panes(self.first_row, 0)

    def _goods(self, line):
        tall = PICTURE_SIZE if self.document["show_images"] else 0
        wrapped = 15 * (1 + len(line["name"]) // 48)
        self.sheet.set_row(self.row, max(20, wrapped, tall * 0.75 + 6))
        for i, (key, _width, style) in enumerate(self.columns):
            cell_format = self.format[style]
            if key == "amount":
                self.sheet.write_formula(
                    self.row, i, self._amount_formula(), cell_format, line["amount"]
                )
            elif key == "image":
                self.sheet.write_blank(self.row, i, None, cell_format)
                if line["image"]:
                    self._picture(
                        self.row, i, line["image"], PICTURE_SIZE, PICTURE_SIZE
                    )
            elif isinstance(line[key], str):
                # write_string: a name that begins with "=" stays a name.
                self.sheet.write_string(self.row, i, line[key], cell_format)
            else:
                self.sheet.write_number(self.row, i, line[key], cell_format)
        self.row += 1

    def _amount_formula(self):
        quantity, price = self._cell("quantity"), self._cell("price")
        rest = f"*(1-{self._cell('discount')}/100)" if "discount" in self.index else ""
        return f"=ROUND({quantity}*{price}{rest},2)"

    def _cell(self, key, row=None):
        return xlsxwriter.utility.xl_rowcol_to_cell(
            self.row if row is None else row, self.index[key]
        )

    def _totals(self):
        document, labels = self.document, self.labels
        if document["lines"]:
            quantities = self._range("quantity")
            amounts = self._range("amount")
            gross = f"=SUMPRODUCT(ROUND({quantities}*{self._range('price')},2))"
            total = f"=SUM({amounts})"
        else:
            gross = total = "=0"
        if document["has_discount"]:
            self._sum(labels["gross"], gross, document["gross"], "label", "sum")
            self._sum(
                labels["discount"],
                f"{gross}-SUM({amounts})",
                document["discount"],
                "label",
                "sum",
            )
        self.sheet.set_row(self.row, 22)
        self._sum(labels["total"], total, document["amount"], "total_label", "total")
        self._line(labels["vat"], "muted")
        self.row += 1

    def _range(self, key):
        return f"{self._cell(key, self.first_row)}:{self._cell(key, self.last_row)}"

    def _sum(self, label, formula, value, label_style, style):
        last = self.index["amount"]
        self.sheet.write_string(self.row, last - 1, label, self.format[label_style])
        self.sheet.write_formula(self.row, last, formula, self.format[style], value)
        self.row += 1

    def _footer(self):
        if self.document["terms"]:
            self._line(self.labels["terms"], "bold")
            self._paragraph(self.document["terms"])

    def _paragraph(self, text):
        last = len(self.columns) - 1
        lines = sum(1 + len(part) // 110 for part in text.splitlines() or [""])
        self.sheet.set_row(self.row, 14 * lines + 4)
        self.sheet.merge_range(self.row, 0, self.row, last, "", self.format["note"])
        self.sheet.write_string(self.row, 0, text, self.format["note"])
        self.row += 1

    def _page(self):
        sheet = self.sheet
        sheet.hide_gridlines(2)
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(self.head_row)
        sheet.set_footer("&R&P / &N")

    def _picture(self, row, column, content, max_width, max_height):
        """Put a picture into a cell; Excel gets PNG whatever it was."""
        image = Image.open(io.BytesIO(content))
        width, height = image.size
        png = io.BytesIO()
        image.convert("RGBA").save(png, "PNG")
        scale = min(max_width / width, max_height / height, 1.0)
        # Pixels per inch are told by the file; xlsxwriter scales by them.
        self.sheet.insert_image(
            row,
            column,
            "picture.png",
            {
                "image_data": png,
                "x_scale": scale,
                "y_scale": scale,
                "x_offset": 4,
                "y_offset": 4,
                "object_position": 1,
            },
        )
