"""Readers of what a classifier defines: groups, properties, price types…"""

from .entities import (
    Category,
    Group,
    PriceType,
    Property,
    PropertyOption,
    Unit,
    Warehouse,
)
from .errors import CommerceMLError
from .parts import IGNORED, flag, is_deleted, local, read_address, text
from .values import parse_currency, parse_unit_code

MAX_GROUP_DEPTH = 32

_PROPERTY_TYPES = {
    "Строка": "string",
    "Текст": "string",
    "Число": "number",
    "Время": "datetime",
    "Дата": "datetime",
    "Справочник": "dictionary",
}


def read_groups(node, report, line):  # noqa: C901 - a branch per element
    """A group with all that are below it, parents first, and their properties."""
    records = []
    waiting = [(node, "", 1)]
    while waiting:
        node, parent_id, depth = waiting.pop()
        if depth > MAX_GROUP_DEPTH:
            raise CommerceMLError(
                "too_deep",
                f"Groups are nested deeper than {MAX_GROUP_DEPTH} levels",
                line=line(node),
                element="Группа",
            )
        group = Group("", parent_id=parent_id, deleted=is_deleted(node))
        group.line = line(node)
        below, properties = [], []
        for child in node:
            tag = local(child)
            if tag == "Ид":
                group.id = text(child)
            elif tag == "Наименование":
                group.name = text(child)
            elif tag == "Описание":
                group.description = text(child)
            elif tag == "ПометкаУдаления":
                group.deleted = bool(flag(child))
            elif tag == "Группы":
                below += child
            elif tag == "Свойства":
                properties += child
            elif tag not in IGNORED:
                report(child)
        if not group.id:
            report(node, "no_id", group.name)
        else:
            records.append(group)
        for child in properties:
            record = read_property(child, report)
            record.group_id, record.line = group.id, line(child)
            records.append(record)
        waiting += [(child, group.id, depth + 1) for child in reversed(below)]
    return records


def read_category(node, report):
    category = Category("")
    for child in node:
        tag = local(child)
        if tag == "Ид":
            category.id = text(child)
        elif tag == "Наименование":
            category.name = text(child)
        elif tag == "Свойства":
            category.property_ids = tuple(filter(None, map(text, child)))
        elif tag not in IGNORED and tag != "ПометкаУдаления":
            report(child)
    return category


def read_property(node, report):  # noqa: C901 - a branch per element
    record = Property("", deleted=is_deleted(node))
    for child in node:
        tag = local(child)
        if tag == "Ид":
            record.id = text(child)
        elif tag == "Наименование":
            record.name = text(child)
        elif tag == "ТипЗначений":
            record.type = _property_type(child, report)
        elif tag == "ВариантыЗначений":
            _read_options(record, child, report)
        elif tag == "ТипыЗначений":
            _read_types_of_2_04(record, child, report)
        elif tag == "Множественное":
            record.multiple = bool(flag(child))
        elif tag == "ДляТоваров":
            record.for_goods = flag(child)
        elif tag == "ДляПредложений":
            record.for_offers = flag(child)
        elif tag == "ДляДокументов":
            record.for_documents = flag(child)
        elif tag == "ПометкаУдаления":
            record.deleted = bool(flag(child))
        elif tag not in _PROPERTY_IGNORED:
            report(child)
    return record


_PROPERTY_IGNORED = IGNORED | {
    "Описание",
    "Обязательное",
    "Внешний",
    "ИспользованиеСвойства",
}


def _property_type(node, report):
    name = text(node)
    kind = _PROPERTY_TYPES.get(name, "")
    if name and not kind:
        report(node, "value")
    return kind


def _read_options(record, node, report):
    """ВариантыЗначений: plain values, or Справочник with ids."""
    for child in node:
        tag = local(child)
        if tag == "Значение":
            if value := text(child):
                record.values.append(PropertyOption("", value))
            continue
        if tag not in ("Справочник", "ВариантЗначения"):
            report(child)
            continue
        option_id, value = "", ""
        for part in child:
            name = local(part)
            if name in ("ИдЗначения", "Ид"):
                option_id = text(part)
            elif name == "Значение":
                value = text(part)
            elif name not in IGNORED and name != "ПометкаУдаления":
                report(part)
        if option_id or value:
            record.values.append(PropertyOption(option_id, value))


def _read_types_of_2_04(record, node, report):
    """ТипыЗначений/ТипЗначений/{Тип, ВариантыЗначений} of old files."""
    for kind in node:
        for child in kind:
            tag = local(child)
            if tag == "Тип":
                record.type = _property_type(child, report)
            elif tag == "ВариантыЗначений":
                _read_options(record, child, report)
            else:
                report(child)


def read_price_type(node, report):
    record = PriceType("", deleted=is_deleted(node))
    for child in node:
        tag = local(child)
        if tag == "Ид":
            record.id = text(child)
        elif tag == "Наименование":
            record.name = text(child)
        elif tag == "Валюта":
            record.currency = parse_currency(child.text or "")
        elif tag == "Налог":
            _read_price_tax(record, child, report)
        elif tag == "ПометкаУдаления":
            record.deleted = bool(flag(child))
        elif tag not in IGNORED and tag != "Описание":
            report(child)
    return record


def _read_price_tax(record, node, report):
    included, excise = None, False
    for child in node:
        tag = local(child)
        if tag == "УчтеноВСумме":
            included = flag(child)
        elif tag == "Акциз":
            excise = bool(flag(child))
        elif tag not in ("Наименование", "Ставка"):
            report(child)
    if not excise and record.vat_included is None:
        record.vat_included = included


def read_warehouse(node, report):
    record = Warehouse("", deleted=is_deleted(node))
    for child in node:
        tag = local(child)
        if tag == "Ид":
            record.id = text(child)
        elif tag == "Наименование":
            record.name = text(child)
        elif tag == "Адрес":
            record.address = read_address(child, report)
        elif tag == "ПометкаУдаления":
            record.deleted = bool(flag(child))
        elif tag not in IGNORED and tag not in ("Комментарий", "Контакты"):
            report(child)
    return record


_UNIT_TEXTS = {
    "Ид": "id",
    "НаименованиеКраткое": "name",
    "Наименование": "name",
    "НаименованиеПолное": "full_name",
    "МеждународноеСокращение": "international",
}


def read_unit_entity(node, report):
    """ЕдиницаИзмерения of a classifier (УНФ 2.10, 3.1)."""
    record = Unit(deleted=is_deleted(node))
    for child in node:
        tag = local(child)
        if tag == "Код":
            record.code = parse_unit_code(child.text or "")
        elif tag == "ПометкаУдаления":
            record.deleted = bool(flag(child))
        elif field := _UNIT_TEXTS.get(tag):
            setattr(record, field, text(child))
        elif tag not in IGNORED:
            report(child)
    record.id = record.id or record.code
    return record
