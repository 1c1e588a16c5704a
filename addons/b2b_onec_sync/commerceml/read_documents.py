"""Readers of orders, of documents below them, and of counterparties."""

from . import parts
from .documents import (
    BankAccount,
    Contact,
    Counterparty,
    Discount,
    DocumentLine,
    OrderDocument,
    Tax,
)
from .parts import IGNORED, flag, local, number, read_address, text
from .values import (
    clean_id,
    parse_currency,
    parse_date,
    parse_datetime,
    parse_time,
    parse_vat,
    split_id,
)

# Documents below documents, parties that represent parties: no deeper than this.
MAX_NESTING = 5

# === documents === #

_DOCUMENT_TEXTS = {
    "Ид": "id",
    "Номер": "number",
    "Номер1С": "number_1c",
    "НомерВерсии": "version",
    "ХозОперация": "operation",
    "Роль": "role",
    "Комментарий": "comment",
    "Основание": "basis",
}
_DOCUMENT_VALUES = {
    "Дата": ("date", parse_date),
    "Время": ("time", parse_time),
    "Дата1С": ("date_1c", parse_datetime),
    "СрокПлатежа": ("payment_due", parse_date),
}


def read_document(node, report, depth=1):
    document = OrderDocument()
    for child in node:
        tag = local(child)
        if field := _DOCUMENT_TEXTS.get(tag):
            setattr(document, field, text(child))
        elif tag in _DOCUMENT_VALUES:
            field, parse = _DOCUMENT_VALUES[tag]
            setattr(document, field, number(child, report, parse))
        elif tag == "ПодчиненныеДокументы":
            _read_subordinate(document, child, report, depth)
        elif reader := _DOCUMENT_READERS.get(tag):
            reader(document, child, report)
        elif tag not in _DOCUMENT_IGNORED:
            report(child)
    _numbers_of_1c(document)
    return document


def _numbers_of_1c(document):
    """Requisites of 2.x and elements of 3.1 say the same: keep one of them."""
    document.number_1c = document.number_1c or document.text("Номер по 1С")
    if document.date_1c is None:
        try:
            document.date_1c = document.moment("Дата по 1С")
        except ValueError:
            pass  # the text stays among the requisites
    if document.deleted is None:
        document.deleted = document.flag("ПометкаУдаления")


def _read_subordinate(document, node, report, depth):
    for child in node:
        if depth < MAX_NESTING:
            document.subordinate.append(read_document(child, report, depth + 1))
        else:
            report(child)


def _currency(document, node, report):
    document.currency = parse_currency(node.text or "")


def _rate(document, node, report):
    document.rate = number(node, report)


def _amount(document, node, report):
    document.amount = number(node, report)


def _deleted(document, node, report):
    document.deleted = flag(node)


def _counterparties(document, node, report):
    document.counterparties += [read_counterparty(child, report) for child in node]


def _lines(document, node, report):
    document.lines += [read_line(child, report) for child in node]


def _taxes(document, node, report):
    document.taxes += [_read_tax(child, report) for child in node]


def _discounts(document, node, report):
    document.discounts += [_read_discount(child, report) for child in node]


def _extras(document, node, report):
    document.extras += [_read_discount(child, report) for child in node]


def _requisites(document, node, report):
    parts.read_requisites(node, report, document.requisites)


_DOCUMENT_READERS = {
    "Валюта": _currency,
    "Курс": _rate,
    "Сумма": _amount,
    "ПометкаУдаления": _deleted,
    "Контрагенты": _counterparties,
    "Товары": _lines,
    "Налоги": _taxes,
    "Скидки": _discounts,
    "ДопРасходы": _extras,
    "ЗначенияРеквизитов": _requisites,
}
_DOCUMENT_IGNORED = frozenset(("ИдСайта", "Склады", "Подписанты"))


# === lines === #

_LINE_TEXTS = {
    "Артикул": "article",
    "Штрихкод": "barcode",
    "Наименование": "name",
    "Единица": "unit_text",
}
_LINE_NUMBERS = {
    "Коэффициент": "factor",
    "Количество": "qty",
    "Резерв": "reserved",
    "ЦенаЗаЕдиницу": "price",
    "Сумма": "amount",
}


def read_line(node, report):
    line = DocumentLine(line=node.sourceline)
    for child in node:
        tag = local(child)
        if field := _LINE_NUMBERS.get(tag):
            setattr(line, field, number(child, report))
        elif field := _LINE_TEXTS.get(tag):
            setattr(line, field, text(child))
        elif tag == "Ид":
            line.product_id, char_id = split_id(child.text or "")
            line.char_id = char_id or line.char_id
        elif tag == "ИдХарактеристики":
            line.char_id = clean_id(child.text or "")
        elif reader := _LINE_READERS.get(tag):
            reader(line, child, report)
        elif tag not in _LINE_IGNORED:
            report(child)
    for tax in line.taxes:
        if tax.rate is not None or len(line.taxes) == 1:
            line.vat = line.vat or tax.rate
            line.vat_amount, line.vat_included = tax.amount, tax.included
            break
    return line


def _line_unit(line, node, report):
    line.unit = parts.read_unit(node, report)


def _line_vat(line, node, report):
    line.vat = parts.read_vat(node, report)


def _line_characteristics(line, node, report):
    line.characteristics += parts.read_characteristics(node, report)


_LINE_READERS = {
    "БазоваяЕдиница": _line_unit,
    "СтавкиНалогов": _line_vat,
    "Налоги": _taxes,
    "Скидки": _discounts,
    "ДопРасходы": _extras,
    "ХарактеристикиТовара": _line_characteristics,
    "ЗначенияРеквизитов": _requisites,
    "ДополнительныеЗначенияРеквизитов": _requisites,
    "ДополнительныеДанные": _requisites,
}
# What the catalogue says better.
_LINE_IGNORED = IGNORED | {
    "Группы",
    "Описание",
    "Картинка",
    "Страна",
    "СтранаПроисхождения",
    "ТорговаяМарка",
    "Изготовитель",
    "ЗначенияСвойств",
    "Код",
    "Вес",
    "ГТД",
    "Склады",
    "ИдТовараУКонтрагента",
}


def _read_tax(node, report):
    tax = Tax()
    for child in node:
        tag = local(child)
        if tag == "Наименование":
            tax.name = text(child)
        elif tag == "Ставка":
            tax.rate = number(child, report, parse_vat)
        elif tag == "Сумма":
            tax.amount = number(child, report)
        elif tag == "УчтеноВСумме":
            tax.included = flag(child)
        elif tag != "Акциз":
            report(child)
    return tax


def _read_discount(node, report):
    discount = Discount()
    for child in node:
        tag = local(child)
        if tag == "Наименование":
            discount.name = text(child)
        elif tag == "Сумма":
            discount.amount = number(child, report)
        elif tag == "Процент":
            discount.percent = number(child, report)
        elif tag == "УчтеноВСумме":
            discount.included = flag(child)
        elif tag not in ("Комментарий", "Ид"):
            report(child)
    return discount


# === counterparties === #

_PARTY_TEXTS = {
    "Ид": "id",
    "НомерВерсии": "version",
    "Наименование": "name",
    "ОфициальноеНаименование": "official_name",
    "ПолноеНаименование": "full_name",
    "Роль": "role",
    "ИНН": "inn",
    "КПП": "kpp",
    "ОКПО": "okpo",
    "КодПоОКПО": "okpo",
    "Отношение": "relation",
    "Комментарий": "comment",
}
_PARTY_IGNORED = frozenset(
    "ИдСайта Склад РасчетныйСчет ОсновнойВидДеятельности ЕГРПО ОКВЭД ОКДП ОКОПФ ОКФС"
    " ДатаРегистрации Руководитель Обращение Фамилия Имя Отчество ДатаРождения"
    " МестоРождения Пол УдостоверениеЛичности Организация Должность".split()
)


def read_counterparty(node, report, depth=1):
    party = Counterparty(line=node.sourceline)
    for child in node:
        tag = local(child)
        if field := _PARTY_TEXTS.get(tag):
            setattr(party, field, text(child))
        elif tag in ("ЮридическийАдрес", "АдресРегистрации"):
            party.legal_address = read_address(child, report)
        elif tag == "Адрес":
            party.address = read_address(child, report)
        elif tag == "Контакты":
            party.contacts += [_read_contact(part, report) for part in child]
        elif tag == "РасчетныеСчета":
            party.accounts += [_read_account(part, report) for part in child]
        elif tag == "Представители":
            for part in child:
                _read_representative(party, part, report, depth)
        elif tag == "ПометкаУдаления":
            party.deleted = bool(flag(child))
        elif tag not in _PARTY_IGNORED:
            report(child)
    return party


def _read_representative(party, node, report, depth):
    """A party by itself, or a Контрагент inside of Представитель."""
    if depth >= MAX_NESTING:
        report(node)
        return
    inner = [child for child in node if local(child) == "Контрагент"]
    for child in inner or [node]:
        party.representatives.append(read_counterparty(child, report, depth + 1))


def _read_contact(node, report):
    contact = Contact("", "")
    for child in node:
        tag = local(child)
        if tag in ("Тип", "КонтактВид"):
            contact.type = text(child)
        elif tag == "Значение":
            contact.value = text(child)
        elif tag != "Комментарий":
            report(child)
    return contact


def _read_account(node, report):
    account = BankAccount("")
    for child in node:
        tag = local(child)
        if tag == "НомерСчета":
            account.number = text(child)
        elif tag == "Банк":
            for part in child:
                name = local(part)
                if name == "БИК":
                    account.bic = text(part)
                elif name == "Наименование":
                    account.bank_name = text(part)
                elif name == "СчетКорреспондентский":
                    account.correspondent = text(part)
        elif tag not in ("БанкКорреспондент", "Комментарий", "Ид"):
            report(child)
    return account
