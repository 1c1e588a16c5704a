"""Payments, shipments, stock and prices: what the 1С user registers."""

from __future__ import annotations

import json
from decimal import Decimal

from . import documents, orders
from .books import Books, Refused, money, new_guid, now
from .orders import ZERO


def pay(books: Books, key: str, amount: Decimal | None = None) -> str:
    """Поступление безналичных ДС for an order; without a sum, what is left."""
    with books.transaction():
        order = orders.find(books, key)
        orders.require_open(order)
        amount = money(amount if amount is not None else order.total - order.paid)
        if amount <= 0:
            raise Refused("NothingToPay", f"Заказ {key} уже оплачен")
        guid = new_guid()
        number = books.next_number("payment")
        books.insert(
            "payment",
            guid=guid,
            number=number,
            date=now(),
            order_guid=order.guid,
            organisation=order.row["organisation"],
            entity=order.row["entity"],
            contract=order.row["contract"],
            sum=amount,
            incoming_number=number[-3:].lstrip("0"),
        )
        if order.row["stage"] == "approval":
            books.update("customer_order", order.guid, stage="confirmed")
        documents.touch_order_documents(books, order.guid)
        orders.changed(books, order.guid)
        return guid


def ship(
    books: Books,
    key: str,
    lines: dict[str, Decimal] | None = None,
    tracking: list[dict] | None = None,
) -> str:
    """Реализация with УПД; ``lines`` is {article: quantity}, without it the rest.

    The last part of a line takes what is left of its sum, so that the parts of
    a line add up to the line.
    """
    with books.transaction():
        order = orders.find(books, key)
        orders.require_open(order)
        parts = _parts(books, order, lines)
        guid = new_guid()
        books.insert(
            "shipment",
            guid=guid,
            number=books.next_number("shipment"),
            date=now(),
            order_guid=order.guid,
            state_date=now(),
            tracking=json.dumps(tracking or [], ensure_ascii=False),
        )
        for number, (line, quantity) in enumerate(parts, 1):
            _take(books, order, line, quantity)
            _ship_line(books, guid, number, line, quantity)
        if order.row["stage"] == "approval":
            books.update("customer_order", order.guid, stage="confirmed")
        documents.for_shipment(books, guid)
        orders.stock_moved(books, order)
        orders.changed(books, order.guid)
        return guid


def _parts(books: Books, order: orders.Order, wanted: dict[str, Decimal] | None):
    left = dict(wanted or {})
    parts = []
    for line in order.lines:
        rest = line["quantity"] - line["shipped"]
        if line["cancelled"] or rest <= 0:
            continue
        article = books.get("good", line["good"])["article"]
        if wanted is not None:
            rest = min(rest, left.get(article, ZERO))
            left[article] = left.get(article, ZERO) - rest
        if rest > 0:
            parts.append((line, rest))
    if any(quantity > 0 for quantity in left.values()):
        raise Refused("TooMuch", f"Больше, чем осталось по заказу: {left}")
    if not parts:
        raise Refused("NothingToShip", "Отгружать по заказу нечего")
    return parts


def _take(books: Books, order: orders.Order, line, quantity: Decimal) -> None:
    """Goods leave the warehouse, out of the order's own reserve first."""
    from_reserve = min(line["reserved"], quantity)
    free = orders.free_stock(
        books, line["good"], line["characteristic"], order.row["warehouse"]
    )
    if (quantity - from_reserve) * line["factor"] > free:
        raise Refused("NoStock", f"Не хватает на складе: строка {line['line_no']}")
    stock = books.value(
        "SELECT quantity FROM stock "
        "WHERE good = ? AND characteristic = ? AND warehouse = ?",
        line["good"],
        line["characteristic"],
        order.row["warehouse"],
    )
    _write_stock(
        books,
        line["good"],
        line["characteristic"],
        order.row["warehouse"],
        (stock or ZERO) - quantity * line["factor"],
    )
    orders.set_line(
        books,
        line,
        reserved=line["reserved"] - from_reserve,
        shipped=line["shipped"] + quantity,
    )


def _ship_line(books: Books, shipment: str, number: int, line, quantity) -> None:
    gone = books.all(
        "SELECT l.sum, l.vat_sum FROM shipment_line l "
        "JOIN shipment s ON s.guid = l.shipment "
        "WHERE s.order_guid = ? AND l.order_line = ? AND NOT s.deleted",
        line["order_guid"],
        line["line_no"],
    )
    if line["shipped"] + quantity == line["quantity"]:
        total = line["sum"] - sum((row["sum"] for row in gone), ZERO)
        vat = line["vat_sum"] - sum((row["vat_sum"] for row in gone), ZERO)
    else:
        total = money(line["sum"] * quantity / line["quantity"])
        vat = money(line["vat_sum"] * quantity / line["quantity"])
    books.insert(
        "shipment_line",
        shipment=shipment,
        line_no=number,
        order_line=line["line_no"],
        quantity=quantity,
        sum=total,
        vat_sum=vat,
    )


def deliver(books: Books, key: str, state: str, tracking: dict | None = None) -> None:
    """Tell how the last shipment of an order is travelling."""
    with books.transaction():
        order = orders.find(books, key)
        if not order.shipments:
            raise Refused("NotShipped", f"По заказу {key} нет отгрузок")
        last = order.shipments[-1]
        known = json.loads(last["tracking"]) + ([tracking] if tracking else [])
        books.update(
            "shipment",
            last["guid"],
            state=state,
            state_date=now(),
            tracking=json.dumps(known, ensure_ascii=False),
        )
        books.touch("order", order.guid)


# === stock and prices === #


def find_good(books: Books, article: str, characteristic: str = "") -> tuple[str, str]:
    """Good and characteristic guids by article and characteristic name."""
    row = books.one(
        "SELECT * FROM good WHERE article = ? OR guid = ?", article, article
    )
    if row is None:
        raise Refused("UnknownProduct", f"Нет товара с артикулом {article}")
    for char in json.loads(row["data"]).get("characteristics", []):
        if characteristic in (char["name"], char["guid"]):
            return row["guid"], char["guid"]
    if characteristic:
        raise Refused("UnknownProduct", f"У {article} нет {characteristic}")
    return row["guid"], ""


def find_warehouse(books: Books, name: str | None) -> str:
    if not name:
        return books.setting("warehouse")
    for warehouse in books.references("warehouse"):
        if name in (warehouse["guid"], warehouse["name"]):
            return warehouse["guid"]
    raise Refused("UnknownWarehouse", f"Нет склада {name}")


def _write_stock(books, good, characteristic, warehouse, quantity) -> None:
    books.db.execute(
        "INSERT OR REPLACE INTO stock VALUES (?, ?, ?, ?)",
        (good, characteristic, warehouse, quantity),
    )
    books.register("offer", [good])


def set_stock(
    books: Books,
    article: str,
    quantity: Decimal,
    warehouse: str | None = None,
    characteristic: str = "",
) -> None:
    """What lies in the warehouse (reserved goods included)."""
    with books.transaction():
        good, char = find_good(books, article, characteristic)
        _write_stock(books, good, char, find_warehouse(books, warehouse), quantity)


def set_price(
    books: Books,
    article: str,
    price: Decimal,
    price_type: str | None = None,
    characteristic: str = "",
) -> None:
    """A price of one price type; 0 takes the price away."""
    with books.transaction():
        good, char = find_good(books, article, characteristic)
        kinds = {
            kind["guid"]: kind["guid"] for kind in books.references("price_type")
        } | {kind["name"]: kind["guid"] for kind in books.references("price_type")}
        guid = kinds[price_type] if price_type else books.setting("price_type")
        books.db.execute(
            "INSERT OR REPLACE INTO price VALUES (?, ?, ?, ?)",
            (good, char, guid, money(price)),
        )
        books.register("offer", [good])
