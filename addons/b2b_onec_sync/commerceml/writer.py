"""Orders as 1С reads them: the answers of `mode=query` and `mode=info`.

Written without a namespace, so that УТ reads them untyped as it reads every site;
no empty elements, which it would take for objects; a unit and a rate on every
line, since those of the line before would leak into one without.
"""

from decimal import ROUND_HALF_UP, Decimal

from lxml import etree

from .outgoing import ORDER_OPERATION

KOPECK = Decimal("0.01")
VERSION = "2.07"
# Characters that the order's comment takes.
MAX_COMMENT = 3000
MORE_NOTES = "Ещё комментариев к строкам: {} (см. портал)"


def write_orders(orders, formed_at, version=VERSION):
    """`orders` (`OrderOut`) as the bytes of one answer; an empty root when none."""
    root = etree.Element(
        "КоммерческаяИнформация",
        {"ВерсияСхемы": version, "ДатаФормирования": f"{formed_at:%Y-%m-%dT%H:%M:%S}"},
    )
    for order in orders:
        _order(root, order)
    return _bytes(root)


def write_info(statuses, payments=(), deliveries=()):
    """The answer of `mode=info`. The name of the first list begins with a Latin C."""
    root = etree.Element("Справочник")
    for name, items in (
        ("C" + "татусы", statuses),
        ("ПлатежныеСистемы", payments),
        ("СлужбыДоставки", deliveries),
    ):
        rows = etree.SubElement(root, name)
        for item in items:
            row = etree.SubElement(rows, "Элемент")
            _add(row, "Ид", item.id)
            _add(row, "Название", item.name)
    return _bytes(root)


def vat_inside(amount, rate):
    """VAT held in an amount, to the kopeck."""
    percent = Decimal(rate)
    return (amount * percent / (100 + percent)).quantize(KOPECK, ROUND_HALF_UP)


# === one order === #


def _order(root, order):
    document = etree.SubElement(root, "Документ")
    _add(document, "Ид", order.id)
    _add(document, "Номер", order.number)
    _add(document, "Дата", f"{order.moment:%Y-%m-%d}")
    _add(document, "Время", f"{order.moment:%H:%M:%S}")
    _add(document, "ХозОперация", ORDER_OPERATION)
    _add(document, "Роль", "Продавец")
    _add(document, "Валюта", order.currency)
    _add(document, "Курс", _number(order.rate))
    _add(document, "Сумма", _money(order.amount))
    _party(etree.SubElement(document, "Контрагенты"), order.party)
    _add(document, "Комментарий", _comment(order))
    lines = etree.SubElement(document, "Товары")
    for line in order.lines:
        _line(lines, line, order)
    _document_tax(document, order)
    requisites = etree.SubElement(document, "ЗначенияРеквизитов")
    for name, value in _requisites(order):
        row = etree.SubElement(requisites, "ЗначениеРеквизита")
        _add(row, "Наименование", name)
        _add(row, "Значение", value)
    if not len(requisites):
        document.remove(requisites)


def _party(parent, party):
    row = etree.SubElement(parent, "Контрагент")
    _add(row, "Ид", party.id)
    _add(row, "Наименование", party.name[:255])
    _add(row, "Роль", "Покупатель")
    if party.is_company:
        _add(row, "ОфициальноеНаименование", party.official_name or party.name)
    if party.legal_address:
        address = etree.SubElement(row, "ЮридическийАдрес")
        _add(address, "Представление", party.legal_address)
    _add(row, "ИНН", party.inn)
    _add(row, "КПП", party.kpp)
    _accounts(row, party.accounts)
    contacts = [contact for contact in party.contacts if contact.value]
    if contacts:
        cells = etree.SubElement(row, "Контакты")
        for contact in contacts:
            cell = etree.SubElement(cells, "Контакт")
            _add(cell, "Тип", contact.type)
            _add(cell, "Значение", contact.value)
    people = [(id_, name) for id_, name in party.people if name]
    if people:
        cells = etree.SubElement(row, "Представители")
        for id_, name in people:
            person = etree.SubElement(
                etree.SubElement(cells, "Представитель"), "Контрагент"
            )
            _add(person, "Отношение", "Контактное лицо")
            _add(person, "Ид", id_)
            _add(person, "Наименование", name)


def _accounts(row, accounts):
    accounts = [account for account in accounts if account.number]
    if not accounts:
        return
    cells = etree.SubElement(row, "РасчетныеСчета")
    for account in accounts:
        cell = etree.SubElement(cells, "РасчетныйСчет")
        _add(cell, "НомерСчета", account.number)
        if account.bic:
            bank = etree.SubElement(cell, "Банк")
            _add(bank, "СчетКорреспондентский", account.correspondent)
            _add(bank, "Наименование", account.bank_name)
            _add(bank, "БИК", account.bic)


def _line(parent, line, order):
    row = etree.SubElement(parent, "Товар")
    key = f"{line.product_id}#{line.char_id}" if line.char_id else line.product_id
    _add(row, "Ид", key)
    _add(row, "Артикул", line.article)
    _add(row, "Наименование", line.name[:255])
    unit = etree.SubElement(
        row,
        "БазоваяЕдиница",
        {
            name: value
            for name, value in (
                ("Код", line.unit.code),
                ("НаименованиеПолное", line.unit.full_name),
                ("МеждународноеСокращение", line.unit.international),
            )
            if value
        },
    )
    unit.text = line.unit.name or line.unit.code
    taxed = order.seller_has_vat and line.vat not in (None, "none")
    if taxed:
        rate = etree.SubElement(etree.SubElement(row, "СтавкиНалогов"), "СтавкаНалога")
        _add(rate, "Наименование", "НДС")
        _add(rate, "Ставка", line.vat)
    _add(row, "ЦенаЗаЕдиницу", _money(line.price))
    _add(row, "Количество", _number(line.qty))
    _add(row, "Сумма", _money(line.amount))
    _add(row, "Единица", unit.text)
    _add(row, "Коэффициент", _number(line.factor))
    if taxed:
        tax = etree.SubElement(etree.SubElement(row, "Налоги"), "Налог")
        _add(tax, "Наименование", "НДС")
        _add(tax, "УчтеноВСумме", "true")
        _add(tax, "Сумма", _money(_line_vat(line)))
        _add(tax, "Ставка", line.vat)
    requisite = etree.SubElement(
        etree.SubElement(row, "ЗначенияРеквизитов"), "ЗначениеРеквизита"
    )
    _add(requisite, "Наименование", "ТипНоменклатуры")
    _add(requisite, "Значение", "Услуга" if line.is_service else "Товар")


def _line_vat(line):
    if line.vat_amount is not None:
        return line.vat_amount
    return vat_inside(line.amount, line.vat)


def _document_tax(document, order):
    """Tax of the document. Its rate, where all lines share one: УТ falls back to it."""
    taxed = [line for line in order.lines if line.vat not in (None, "none")]
    if not order.seller_has_vat or not taxed:
        return
    tax = etree.SubElement(etree.SubElement(document, "Налоги"), "Налог")
    _add(tax, "Наименование", "НДС")
    _add(tax, "УчтеноВСумме", "true")
    _add(tax, "Сумма", _money(sum(map(_line_vat, taxed), Decimal(0))))
    rates = {line.vat for line in order.lines}
    if len(rates) == 1:
        _add(tax, "Ставка", rates.pop())


def _comment(order):
    """One «label: text» a line; what is told of the lines gives way, and is counted."""
    rows = [f"{label}: {text}" for label, text in order.notes if text]
    rows += filter(None, [order.comment])
    left = [f"{label}: {text}" for label, text in order.line_notes if text]
    room = MAX_COMMENT - len("\n".join(rows)) - len(MORE_NOTES.format(len(left)))
    while left and len(left[0]) + 1 < room:
        room -= len(left[0]) + 1
        rows.append(left.pop(0))
    if left:
        rows.append(MORE_NOTES.format(len(left)))
    return "\n".join(rows)[:MAX_COMMENT]


def _requisites(order):
    yield from (
        (name, value)
        for name, value in (
            ("Статус заказа", order.status),
            ("Метод оплаты", order.payment_method),
        )
        if value
    )
    if order.paid is not None:
        yield "Заказ оплачен", "true" if order.paid else "false"
    if order.cancelled:
        yield "Отменен", "true"
    if order.ship_whole_on:
        yield "Дата отгрузки", f"{order.ship_whole_on:%Y-%m-%d}"
    yield from ((name, value) for name, value in order.requisites if value)


# === texts === #


def _add(parent, tag, text):
    """An element, unless it would be empty."""
    text = _clean(text)
    if text:
        etree.SubElement(parent, tag).text = text


def _clean(text):
    """Without the characters that XML cannot hold."""
    return "".join(
        char for char in (text or "") if char >= " " or char in "\n\t"
    ).strip()


def _money(value):
    return f"{Decimal(value).quantize(KOPECK, ROUND_HALF_UP):f}"


def _number(value):
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _bytes(root):
    head = b'<?xml version="1.0" encoding="UTF-8"?>\n'
    return head + etree.tostring(root, encoding="utf-8", pretty_print=True)
