"""Small elements that goods, offers and documents share.

Readers are functions `(node, report)`: `report(node, reason, value)` notes what
is not understood. They compare local names; `IGNORED` are elements whose meaning
is known and of no use here.
"""

from functools import lru_cache

from .entities import Characteristic, Pack, PropertyValue, Unit
from .values import (
    parse_bool,
    parse_number,
    parse_unit_code,
    parse_vat,
    requisite_key,
)

IGNORED = frozenset(
    ("НомерВерсии", "ИдСайта", "ИдКаталога", "ИдКлассификатора", "Статус")
)


def local(node):
    tag = node.tag
    return tag.rpartition("}")[2] if tag[0] == "{" else tag


def text(node):
    value = node.text
    return value.strip() if value else ""


def flag(node):
    """The text of an element as True, False or None."""
    return parse_bool(node.text)


def number(node, report, parse=parse_number):
    """The text of an element by `parse`; None, and a report, if it is not one."""
    value = node.text
    if not value:
        return None
    try:
        return parse(value)
    except ValueError:
        report(node, "value")
        return None


def attribute_number(node, name, report):
    value = node.get(name)
    if not value:
        return None
    try:
        return parse_number(value)
    except ValueError:
        report(node, "value", value)
        return None


def is_deleted(node):
    return (node.get("Статус") or "").lower().startswith(("удал", "delet"))


# === units === #


def read_unit(node, report):
    """БазоваяЕдиница: attributes and a name, or a bare code in 3.1."""
    unit = _unit(
        node.text or "",
        node.get("Код") or "",
        node.get("НаименованиеПолное") or "",
        node.get("МеждународноеСокращение") or "",
        node.get("НаименованиеКраткое") or "",
    )
    for child in node:
        if local(child) != "Пересчет":
            report(child)
    return unit


@lru_cache(maxsize=1024)
def _unit(name, code, full_name, international, short_name):
    """One record per unit: goods share it, so nobody may change it."""
    name = name.strip()
    if not code and name.isascii() and name.isdigit():
        name, code = "", name
    return Unit(
        code=parse_unit_code(code),
        name=name or short_name.strip(),
        full_name=full_name.strip(),
        international=international.strip(),
    )


def read_packs(node, report):
    """Пересчет elements of a БазоваяЕдиница."""
    packs = []
    for child in node:
        if local(child) != "Пересчет":
            continue
        unit, factor = "", None
        for part in child:
            name = local(part)
            if name == "Единица":
                unit = parse_unit_code(part.text or "")
            elif name == "Коэффициент":
                factor = number(part, report)
            elif name == "НаименованиеПолное":
                unit = unit or text(part)
            else:
                report(part)
        if unit and factor:
            packs.append(Pack(unit, factor))
    return packs


# === values === #


def read_requisites(node, report, into):
    """ЗначенияРеквизитов into a dict; return the pictures' `path#text` pairs.

    Empty requisites are left out. Several values are joined with line feeds.
    """
    files = []
    for child in node:
        name, values = "", []
        for part in child:
            tag = local(part)
            if tag == "Наименование":
                name = requisite_key(part.text or "")
            elif tag == "Значение":
                if part.text and (value := part.text.strip()):
                    values.append(value)
            elif tag not in IGNORED and tag != "Ид":
                report(part)
        if not name or not values:
            continue
        if name == "описаниефайла":
            files += values
        elif name in into:
            into[name] += "\n" + "\n".join(values)
        else:
            into[name] = "\n".join(values)
    return files


def read_property_values(node, report):
    result = []
    for child in node:
        property_id, name, values = "", "", []
        for part in child:
            tag = local(part)
            if tag == "Ид":
                property_id = text(part)
            elif tag in ("Значение", "ИдЗначения"):
                if part.text and (value := part.text.strip()):
                    values.append(value)
            elif tag == "Наименование":
                name = text(part)
            elif tag not in IGNORED:
                report(part)
        if property_id:
            result.append(PropertyValue(property_id, tuple(values), name))
        else:
            report(child, "no_id", name)
    return result


def read_characteristics(node, report):
    result = []
    for child in node:
        id_, name, value = "", "", ""
        for part in child:
            tag = local(part)
            if tag == "Ид":
                id_ = text(part)
            elif tag == "Наименование":
                name = text(part)
            elif tag == "Значение":
                value = text(part)
            elif tag not in IGNORED:
                report(part)
        if name or value:
            result.append(Characteristic(name, value, id_))
    return result


def read_vat(node, report):
    """The VAT rate among СтавкиНалогов. Names of taxes follow the language of the
    user of 1С, so a single rate is taken for VAT whatever it is called."""
    rates = []
    for child in node:
        name, rate = "", None
        for part in child:
            tag = local(part)
            if tag == "Наименование":
                name = text(part).upper()
            elif tag == "Ставка":
                rate = number(part, report, parse_vat)
            else:
                report(part)
        rates.append((name, rate))
    named = [rate for name, rate in rates if name in ("НДС", "VAT")]
    if named:
        return named[0]
    return rates[0][1] if len(rates) == 1 else None


def read_name(node, report):
    """(id, name) of a party of a good: Изготовитель and the like."""
    id_, name, official = "", "", ""
    for child in node:
        tag = local(child)
        if tag == "Ид":
            id_ = text(child)
        elif tag == "Наименование":
            name = text(child)
        elif tag in ("ОфициальноеНаименование", "ПолноеНаименование"):
            official = text(child)
    return id_, name or official or text(node)


def read_address(node, report):
    """The written form of an address, or its fields joined."""
    fields = []
    for child in node:
        tag = local(child)
        if tag == "Представление":
            if written := text(child):
                return written
        elif tag == "АдресноеПоле":
            for part in child:
                if local(part) == "Значение" and (value := text(part)):
                    fields.append(value)
        elif tag != "Комментарий":
            report(child)
    return ", ".join(fields) or text(node)
