"""Orders back to the site: only what the base's dialect can tell, and its silences.

УТ tells numbers, posting, full payment and full shipment. Nothing partial, no
status, no cancellation: a cancelled order goes out with a sum of zero and all its
lines, testing as paid and shipped on the date "T".

УНФ tells the status in its users' words, and with subordinate documents each payment
and shipment: dates, numbers and sums, the lines of a shipment only where the setting
`unf_lines` is 1. It marks a deleted order instead of falling silent.
"""

from __future__ import annotations

import json
from decimal import Decimal

from .. import dialect, orders
from ..books import Books
from .xml import add, document, number, requisite, root


def orders_file(books: Books, guids: list[str]) -> bytes:
    """One file with all these orders."""
    speech = dialect.of(books)
    top = root(speech)
    for guid in guids:
        parent = add(top, "Контейнер") if speech.container else top
        _order(books, parent, orders.read(books, guid), speech)
    return document(top)


def _order(books: Books, top, order: orders.Order, speech: dialect.Dialect) -> None:
    row = order.row
    date, _sep, time = (row["site_date"] or row["date"]).partition("T")
    element = add(top, "Документ")
    add(element, "Ид", order.guid)
    add(element, "Номер", row["site_number"])
    add(element, "Дата", date)
    add(element, "ХозОперация", "Заказ товара")
    add(element, "Роль", "Продавец")
    add(element, "Валюта", row["currency"])
    add(element, "Курс", "1")
    add(element, "Сумма", f"{order.total:.2f}")
    _counterparty(books, element, row["entity"])
    add(element, "Время", time or "00:00:00")
    if row["comment"]:
        add(element, "Комментарий", row["comment"])
    lines = add(element, "Товары")
    for line in order.lines:
        _line(books, lines, line, bool(row["vat_included"]))
    if speech.container:
        add(element, "Номер1С", row["number"])
        add(element, "Дата1С", row["date"])
        add(element, "ПометкаУдаления", bool(row["deleted"]))
    if speech.statuses:
        _requisites_unf(books, element, order)
    else:
        _requisites(books, element, order)
    if speech.subordinate:
        _subordinate(books, element, order)


def _counterparty(books: Books, element, guid: str) -> None:
    entity = books.data("entity", guid)
    who = add(add(element, "Контрагенты"), "Контрагент")
    add(who, "Ид", guid)
    add(who, "Наименование", entity["name"])
    add(who, "ОфициальноеНаименование", entity["full_name"])
    add(who, "ИНН", entity["inn"])
    if entity["kpp"]:
        add(who, "КПП", entity["kpp"])
    add(who, "Роль", "Покупатель")


def _line(books: Books, lines, line, vat_included: bool) -> None:
    """In packs: quantity and price per pack, coefficient always 1."""
    good = books.data("good", line["good"])
    units = {pack["unit"]["code"].strip(): pack["unit"] for pack in good["packs"]}
    unit = units.get(line["unit_code"], good["unit"])
    char = line["characteristic"]
    row = add(lines, "Товар")
    add(row, "Ид", f"{line['good']}#{char}" if char else line["good"])
    add(row, "Артикул", good["article"])
    add(row, "Наименование", good["name"])
    add(
        row,
        "БазоваяЕдиница",
        unit["name"],
        Код=f"{unit['code']:<4}",
        НаименованиеПолное=unit["full_name"],
    )
    add(row, "ЦенаЗаЕдиницу", f"{line['price']:.2f}")
    add(row, "Количество", number(line["quantity"]))
    add(row, "Сумма", f"{line['sum']:.2f}")
    add(row, "Единица", f"{unit['code']:<4}")
    add(row, "Коэффициент", "1")
    if line["vat_rate"] != "none":
        tax = add(add(row, "Налоги"), "Налог")
        add(tax, "Наименование", "НДС")
        add(tax, "УчтеноВСумме", vat_included)
        add(tax, "Сумма", f"{line['vat_sum']:.2f}")
        add(tax, "Ставка", line["vat_rate"])
    requisite(add(row, "ЗначенияРеквизитов"), "ТипНоменклатуры", "Товар")


def _requisites(books: Books, element, order: orders.Order) -> None:
    row = order.row
    rows = add(element, "ЗначенияРеквизитов")
    requisite(rows, "Номер по 1С", row["number"])
    requisite(rows, "Дата по 1С", row["date"])
    requisite(rows, "ПометкаУдаления", "true" if row["deleted"] else "false")
    requisite(rows, "Проведен", "true" if row["posted"] else "false")
    if _by_contract(books, row["contract"]):
        return  # settlements by contract say nothing of payment and shipment
    if order.cancelled:
        requisite(rows, "Дата оплаты по 1С", "T")
        requisite(rows, "Дата отгрузки по 1С", "T")
        return
    if order.payment_state == "Paid":
        requisite(rows, "Номер оплаты по 1С", order.payments[-1]["number"])
        requisite(rows, "Дата оплаты по 1С", order.payments[-1]["date"])
    shipped = [shipment for shipment in order.shipments if not shipment["deleted"]]
    if order.shipment_state == "Shipped":
        requisite(rows, "Номер отгрузки по 1С", shipped[-1]["number"])
        requisite(rows, "Дата отгрузки по 1С", shipped[-1]["date"])


#: УТ's computed states in the words of a user of УНФ.
STATUSES = {
    "AwaitingApproval": "Новый",
    "InPicking": "В сборке",
    "InShipment": "В сборке",
    "ReadyToShip": "В работе",
    "AwaitingPayment": "В работе",
    "AwaitingFinalPayment": "Выполнен",
    "ReadyToClose": "Выполнен",
    "Closed": "Завершен",
    "Cancelled": "Отменен",
}


def _requisites_unf(books: Books, element, order: orders.Order) -> None:
    row = order.row
    rows = add(element, "ЗначенияРеквизитов")
    requisite(rows, "Номер по 1С", row["number"])
    requisite(rows, "Дата по 1С", row["date"])
    requisite(rows, "Проведен", "true" if row["posted"] else "false")
    requisite(rows, "ПометкаУдаления", "true" if row["deleted"] else "false")
    requisite(rows, "Статус заказа", STATUSES[order.status])
    paid, shipped = order.payment_state == "Paid", order.shipment_state == "Shipped"
    if not order.cancelled:
        requisite(rows, "Оплачен", "true" if paid else "false")
        requisite(rows, "Отгружен", "true" if shipped else "false")


def _subordinate(books: Books, element, order: orders.Order) -> None:
    shipments = [shipment for shipment in order.shipments if not shipment["deleted"]]
    if not order.payments and not shipments:
        return
    rows = add(element, "ПодчиненныеДокументы")
    for payment in order.payments:
        row = _below(rows, payment, "Выплата безналичных денег", payment["sum"])
        values = add(row, "ЗначенияРеквизитов")
        requisite(values, "Номер платежного документа", payment["number"])
        requisite(values, "Дата оплаты", payment["date"])
    for shipment in shipments:
        lines = books.all(
            "SELECT s.quantity, s.sum, l.good, l.characteristic FROM shipment_line s "
            "JOIN order_line l ON l.order_guid = ? AND l.line_no = s.order_line "
            "WHERE s.shipment = ? ORDER BY s.line_no",
            order.row["guid"],
            shipment["guid"],
        )
        total = sum((line["sum"] for line in lines), Decimal(0))
        row = _below(rows, shipment, "Отпуск товара", total)
        if books.setting("unf_lines") == "1":
            goods = add(row, "Товары")
            for line in lines:
                char = line["characteristic"]
                cell = add(goods, "Товар")
                add(cell, "Ид", f"{line['good']}#{char}" if char else line["good"])
                add(cell, "Количество", number(line["quantity"]))
                add(cell, "Сумма", f"{line['sum']:.2f}")
        requisite(add(row, "ЗначенияРеквизитов"), "Отгружен", "true")


def _below(rows, document_row, operation: str, total: Decimal):
    row = add(rows, "ПодчиненныйДокумент")
    add(row, "Ид", document_row["guid"])
    add(row, "Номер", document_row["number"])
    add(row, "Дата", document_row["date"][:10])
    add(row, "ХозОперация", operation)
    add(row, "Роль", "Продавец")
    add(row, "Сумма", f"{total:.2f}")
    return row


def _by_contract(books: Books, contract: str | None) -> bool:
    if not contract:
        return False
    data = json.loads(books.get("contract", contract)["data"])
    return data.get("settlement_order") == "ПоДоговорам"
