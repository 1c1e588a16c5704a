"""Errors of the exchange files: what is wrong, where, in structured form.

The text of an error is plain English for logs. `code` and the attributes are
what a user interface translates: they never depend on the wording.
"""


class ExchangeInputError(ValueError):
    """Something that came from outside cannot be used. Nothing was changed."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
        self.message = message


class CommerceMLError(ExchangeInputError):
    """A file that cannot be read as CommerceML.

    Codes: `empty`, `encoding`, `doctype`, `not_commerceml`, `syntax`, `cut_off`,
    `too_deep`, `item_too_big`, `text_too_long`, `not_a_document`.

    :ivar line: line of the file, counted from 1, or None
    :ivar column: column, counted from 1, or None
    :ivar element: name or path of the element being read, '' if none was opened
    :ivar detail: what the XML parser said, or the offending value
    """

    def __init__(self, code, message, line=None, column=None, element="", detail=""):
        where = ""
        if line:
            where = f" (line {line}, column {column})" if column else f" (line {line})"
        inside = f", inside {element}" if element else ""
        super().__init__(code, f"{message}{where}{inside}")
        self.line = line
        self.column = column
        self.element = element
        self.detail = detail


class PackageError(ExchangeInputError):
    """A file name, a chunk or an archive that is refused.

    Codes: `bad_name`, `too_big`, `not_a_zip`, `encrypted`, `zip_count`,
    `zip_ratio`, `zip_total`, `zip_link`, `zip_broken`, `zip_duplicate`.

    :ivar name: the file name as it came
    :ivar limit: the limit that was exceeded, or None
    """

    def __init__(self, code, message, name="", limit=None):
        super().__init__(code, message)
        self.name = name
        self.limit = limit
