"""Orders back to the site: only what УТ 11 can tell, and its silences.

It tells numbers, posting, full payment and full shipment. Nothing partial, no
status, no cancellation: a cancelled order goes out with a sum of zero and all its
lines, testing as paid and shipped on the date "T".
"""

from __future__ import annotations

import json

from .. import orders
from ..books import Books
from .xml import add, document, number, requisite, root


def orders_file(books: Books, guids: list[str]) -> bytes:
    """One file with all these orders."""
    top = root()
    for guid in guids:
        _order(books, top, orders.read(books, guid))
    return document(top)


def _order(books: Books, top, order: orders.Order) -> None:
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
    _requisites(books, element, order)


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


def _by_contract(books: Books, contract: str | None) -> bool:
    if not contract:
        return False
    data = json.loads(books.get("contract", contract)["data"])
    return data.get("settlement_order") == "ПоДоговорам"
