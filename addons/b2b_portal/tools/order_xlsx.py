"""XLSX files of the quick order: price list, template, rows to be mended. No Odoo."""

import io

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PICTURE_PIXELS = 64


def book(title, heads, rows, widths, notes=None):
    """A sheet of rows under a frozen heading.

    :param heads: texts of the first row
    :param rows: lists of texts and numbers
    :param widths: of the columns, in characters
    :param notes: texts in a second sheet
    :return: bytes of the file
    """
    import openpyxl

    workbook = openpyxl.Workbook(write_only=True)
    sheet = _sheet(workbook, title, heads, widths)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    if notes:
        second = workbook.create_sheet("!")
        second.column_dimensions["A"].width = 90
        for note in notes:
            second.append([_cell(second, note)])
    return _bytes(workbook)


def order_form(title, heads, rows, widths, price_at, quantity_at, pictures=None):
    """A price list to be filled in: what is typed is multiplied and summed up.

    :param rows: lists of cells without the last one, the sum of the row
    :param price_at: index of the column with the price
    :param quantity_at: index of the column that the person fills in
    :param pictures: bytes of a picture or None for each row; they make a first column
    :return: bytes of the file
    """
    import openpyxl
    from openpyxl.utils import get_column_letter

    shift = 1 if pictures else 0
    workbook = openpyxl.Workbook(write_only=not pictures)
    if shift:
        heads, widths = ["", *heads], [10, *widths]
    sheet = _sheet(workbook, title, heads, widths)
    price = get_column_letter(price_at + shift + 1)
    quantity = get_column_letter(quantity_at + shift + 1)
    for number, row in enumerate(rows, 2):
        cells = [_cell(sheet, value) for value in ([None] * shift) + list(row)]
        total = f'=IF({quantity}{number}="","",{quantity}{number}*{price}{number})'
        sheet.append([*cells, total])
        if pictures and pictures[number - 2]:
            _put_picture(sheet, number, pictures[number - 2])
    last = get_column_letter(len(heads))
    end = len(rows) + 1
    sheet.append(
        [None] * (len(heads) - 2)
        + [f"=SUM({quantity}2:{quantity}{end})", f"=SUM({last}2:{last}{end})"]
    )
    return _bytes(workbook)


def _sheet(workbook, title, heads, widths):
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = (
        workbook.create_sheet(title[:31]) if workbook.write_only else workbook.active
    )
    sheet.title = title[:31]
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    cells = []
    for head in heads:
        cell = WriteOnlyCell(sheet, value=head)
        cell.font = Font(bold=True)
        cells.append(cell)
    sheet.append(cells)
    return sheet


def _cell(sheet, value):
    """A text stays a text, whatever it begins with: nobody's name is a formula."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def _put_picture(sheet, number, content):
    from openpyxl.drawing.image import Image

    picture = Image(io.BytesIO(content))
    scale = PICTURE_PIXELS / max(picture.width, picture.height, 1)
    picture.width, picture.height = picture.width * scale, picture.height * scale
    sheet.add_image(picture, f"A{number}")
    sheet.row_dimensions[number].height = PICTURE_PIXELS * 0.78


def _bytes(workbook):
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()
