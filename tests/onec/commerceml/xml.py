"""A few helpers to write the files as 1С writes them."""

from __future__ import annotations

from decimal import Decimal

from lxml import etree

from .. import clock
from ..dialect import UT, Dialect

BOM = b"\xef\xbb\xbf"


def root(dialect: Dialect = UT) -> etree._Element:
    """КоммерческаяИнформация of the dialect's schema, made now."""
    made = clock.now().isoformat()
    return etree.Element(
        f"{{{dialect.namespace}}}КоммерческаяИнформация",
        {"ВерсияСхемы": dialect.schema, "ДатаФормирования": made},
        nsmap={None: dialect.namespace},
    )


def add(parent, tag: str, text=None, **attributes) -> etree._Element:
    """A child element; attribute values and text are written as 1С does."""
    namespace = etree.QName(parent).namespace
    element = etree.SubElement(parent, f"{{{namespace}}}{tag}")
    for key, value in attributes.items():
        element.set(key, plain(value))
    if text is not None:
        element.text = plain(text)
    return element


def plain(value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number(value)
    return str(value)


def number(value: Decimal) -> str:
    """'15', '2.5': no exponent, no idle zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def requisite(parent, name: str, value: str) -> None:
    """ЗначениеРеквизита; one with an empty value is left out."""
    if value:
        row = add(parent, "ЗначениеРеквизита")
        add(row, "Наименование", name)
        add(row, "Значение", value)


def document(element) -> bytes:
    """The bytes of a file: UTF-8 with BOM."""
    return BOM + etree.tostring(
        element, encoding="UTF-8", xml_declaration=True, pretty_print=True
    )
