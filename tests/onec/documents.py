"""Invoices, and the documents that a shipment brings with it."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from decimal import Decimal

from . import clock, orders
from .books import Books, Refused, Unknown, money, new_guid, now, vat_inside
from .orders import ZERO

#: How a kind is numbered and titled.
TITLES = {
    "Invoice": "Счет на оплату",
    "UPD": "Универсальный передаточный документ",
    "TaxInvoice": "Счет-фактура",
    "Act": "Акт об оказании услуг",
    "Correction": "Корректировка реализации",
    "ConsignmentTransfer": "Передача товаров на комиссию",
}


def product_name(books: Books, good: str, characteristic: str) -> tuple[str, str]:
    """Article and printed name of what a line sells."""
    data = books.data("good", good)
    names = {char["guid"]: char["name"] for char in data.get("characteristics", [])}
    name = data["name"]
    if characteristic:
        name = f"{name} ({names.get(characteristic, characteristic)})"
    return data["article"], name


def line_data(books: Books, line, number: int, quantity, total, vat) -> dict:
    article, name = product_name(books, line["good"], line["characteristic"])
    return {
        "line_no": number,
        "product": line["good"],
        "characteristic": line["characteristic"],
        "article": article,
        "name": name,
        "unit_code": line["unit_code"],
        "quantity": quantity,
        "price": line["price"],
        "vat_rate": line["vat_rate"],
        "vat_sum": vat,
        "sum": total,
    }


def dumps(value) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _insert(books: Books, order, kind: str, lines: list[dict], **values) -> str:
    guid = new_guid()
    books.insert(
        "document",
        guid=guid,
        kind=kind,
        number=books.next_number(kind),
        date=now(),
        order_guid=order["guid"],
        organisation=order["organisation"],
        entity=order["entity"],
        contract=order["contract"],
        total=money(sum((Decimal(line["sum"]) for line in lines), ZERO)),
        vat_total=money(sum((Decimal(line["vat_sum"]) for line in lines), ZERO)),
        lines=dumps(lines),
        **values,
    )
    books.touch("document", guid)
    return guid


# === invoices === #


def invoice(
    books: Books,
    order_guid: str,
    amount: Decimal | None = None,
    replaces: str | None = None,
) -> str:
    """Счёт на оплату for the order or a part of its sum.

    The same content is not invoiced twice: a standing invoice is given again
    unless it is named in ``replaces``, which annuls it.
    """
    with books.transaction():
        order = orders.read(books, order_guid)
        orders.require_open(order)
        lines = _invoice_lines(books, order, amount)
        if replaces:
            annul(books, replaces)
        else:
            standing = books.one(
                "SELECT guid FROM document WHERE kind = 'Invoice' AND order_guid = ? "
                "AND lines = ? AND NOT annulled AND NOT deleted",
                order_guid,
                dumps(lines),
            )
            if standing:
                return standing["guid"]
        if order.row["stage"] == "approval":
            books.update("customer_order", order_guid, stage="confirmed")
            orders.changed(books, order_guid)
        return _insert(
            books,
            order.row,
            "Invoice",
            lines,
            replaces=replaces,
            pay_until=(clock.today() + timedelta(days=5)).isoformat(),
        )


def _invoice_lines(books: Books, order: orders.Order, amount: Decimal | None):
    alive = [line for line in order.lines if not line["cancelled"]]
    if amount is None or amount == order.total:
        return [
            line_data(
                books, line, number, line["quantity"], line["sum"], line["vat_sum"]
            )
            for number, line in enumerate(alive, 1)
        ]
    if not 0 < amount < order.total:
        raise Refused("WrongSum", f"Счёт на {amount} при сумме заказа {order.total}")
    rates = {line["vat_rate"] for line in alive}
    rate = rates.pop() if len(rates) == 1 else "none"
    return [
        {
            "line_no": 1,
            "product": None,
            "characteristic": "",
            "article": "",
            "name": f"Предоплата по заказу {order.row['number']}",
            "unit_code": "",
            "quantity": Decimal(1),
            "price": money(amount),
            "vat_rate": rate,
            "vat_sum": vat_inside(amount, rate),
            "sum": money(amount),
        }
    ]


def annul(books: Books, guid: str) -> None:
    with books.transaction():
        document = books.get("document", guid)
        if document["kind"] != "Invoice":
            raise Refused("NotInvoice", f"{document['number']} не счёт на оплату")
        if not document["annulled"]:
            books.update("document", guid, annulled=1, version=document["version"] + 1)
            books.touch("document", guid)


def request_invoice(
    books: Books,
    order_guid: str,
    amount: Decimal | None = None,
    replaces: str | None = None,
) -> str:
    """Queue an invoice; it is made when asked for after the base's delay."""
    with books.transaction():
        guid = new_guid()
        books.insert(
            "invoice_request",
            id=guid,
            order_guid=order_guid,
            sum=amount,
            replaces=replaces,
            ready_at=time.time() + float(books.setting("invoice_delay")),
        )
        return guid


def requested_invoice(books: Books, request: str) -> tuple[str, str | None]:
    """The order's guid and the invoice's, None while it is being made."""
    with books.transaction():
        row = books.one("SELECT * FROM invoice_request WHERE id = ?", request)
        if row is None:
            raise Unknown(f"Запрос счёта {request} не найден")
        document = row["document"]
        if not document and time.time() >= row["ready_at"]:
            document = invoice(books, row["order_guid"], row["sum"], row["replaces"])
            books.db.execute(
                "UPDATE invoice_request SET document = ? WHERE id = ?",
                (document, request),
            )
        return row["order_guid"], document


# === what follows a shipment === #


def for_shipment(books: Books, shipment: str) -> list[str]:
    """УПД, and a tax invoice where the seller pays VAT.

    Goods on commission stay the seller's: nothing is sold before the report.
    """
    row = books.get("shipment", shipment)
    order = books.get("customer_order", row["order_guid"])
    lines = [
        line_data(
            books,
            line,
            line["line_no"],
            line["part"],
            line["part_sum"],
            line["part_vat"],
        )
        for line in books.all(
            "SELECT o.*, s.line_no, s.quantity AS part, s.sum AS part_sum, "
            "s.vat_sum AS part_vat FROM shipment_line s JOIN order_line o "
            "ON o.order_guid = ? AND o.line_no = s.order_line "
            "WHERE s.shipment = ? ORDER BY s.line_no",
            order["guid"],
            shipment,
        )
    ]
    if order["kind"] == "Consignment":
        return [_insert(books, order, "ConsignmentTransfer", lines, shipment=shipment)]
    made = [_insert(books, order, "UPD", lines, shipment=shipment)]
    organisation = books.data("reference", order["organisation"])
    if organisation["vat_payer"]:
        made.append(
            _insert(books, order, "TaxInvoice", lines, shipment=shipment, basis=made[0])
        )
    return made


def correction(books: Books, key: str, article: str, price: Decimal) -> str:
    """Корректировка реализации: another price for a shipped good."""
    with books.transaction():
        order = orders.find(books, key)
        upd = books.one(
            "SELECT * FROM document WHERE order_guid = ? AND kind = 'UPD' "
            "ORDER BY number DESC",
            order.guid,
        )
        if upd is None:
            raise Refused("NotShipped", f"По заказу {key} нет УПД")
        lines = []
        for line in json.loads(upd["lines"]):
            if line["article"] == article:
                total = money(Decimal(line["quantity"]) * price)
                vat = vat_inside(total, line["vat_rate"])
                line |= {
                    "price": price,
                    "sum": total - Decimal(line["sum"]),
                    "vat_sum": vat - Decimal(line["vat_sum"]),
                }
                lines.append(line)
        if not lines:
            raise Refused("UnknownProduct", f"{article} не отгружали")
        books.touch_balance(
            order.row["entity"], order.row["organisation"], order.row["contract"]
        )
        return _insert(
            books,
            order.row,
            "Correction",
            lines,
            shipment=upd["shipment"],
            basis=upd["guid"],
        )


def set_edi(books: Books, guid: str, state: str) -> None:
    with books.transaction():
        version = books.get("document", guid)["version"]
        books.update(
            "document", guid, edi_state=state, edi_date=now(), version=version + 1
        )
        books.touch("document", guid)


def touch_order_documents(books: Books, order_guid: str) -> None:
    """What an invoice tells about payment has changed."""
    rows = books.all(
        "SELECT guid FROM document WHERE order_guid = ? AND kind = 'Invoice'",
        order_guid,
    )
    books.touch("document", *(row["guid"] for row in rows))
