"""Customer orders: loading from either channel, reserving, what state they are in.

The site exchange and the SOAP service both come through :func:`upsert`, keyed by
the site's number, so the two can never make two orders of one.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal

from . import dialect
from .books import Books, Refused, Unknown, money, new_guid, now

ZERO = Decimal(0)
THOUSANDTH = Decimal("0.001")


@dataclass
class DraftLine:
    good: str
    quantity: Decimal
    price: Decimal
    sum: Decimal
    vat_rate: str = "none"
    vat_sum: Decimal = ZERO
    characteristic: str = ""
    unit_code: str = "796"
    factor: Decimal = Decimal(1)
    line_no: int = 0


@dataclass
class Draft:
    """An order as a channel brought it, with everything found in the books."""

    site_number: str | None
    organisation: str
    partner: str
    entity: str
    warehouse: str
    lines: list[DraftLine]
    contract: str | None = None
    site_date: str | None = None
    site_version: int | None = None
    kind: str = "Sale"
    payment_mode: str = "Prepayment"
    currency: str = "RUB"
    vat_included: bool = True
    comment: str | None = None
    wanted_date: str | None = None
    ship_whole: bool = False
    customer_number: str | None = None
    posted: bool = True


@dataclass
class Order:
    """An order with what follows from it, as of now."""

    row: sqlite3.Row
    lines: list[sqlite3.Row]
    payments: list[sqlite3.Row]
    shipments: list[sqlite3.Row]
    shipped_sum: Decimal
    total: Decimal = field(init=False)
    vat_total: Decimal = field(init=False)
    paid: Decimal = field(init=False)

    def __post_init__(self):
        alive = [line for line in self.lines if not line["cancelled"]]
        self.total = money(sum((line["sum"] for line in alive), ZERO))
        self.vat_total = money(sum((line["vat_sum"] for line in alive), ZERO))
        self.paid = money(sum((pay["sum"] for pay in self.payments), ZERO))

    @property
    def guid(self) -> str:
        return self.row["guid"]

    @property
    def cancelled(self) -> bool:
        return bool(self.lines) and all(line["cancelled"] for line in self.lines)

    @property
    def fully_shipped(self) -> bool:
        return all(
            line["cancelled"] or line["shipped"] >= line["quantity"]
            for line in self.lines
        )

    @property
    def payment_state(self) -> str:
        if self.paid >= self.total and (self.paid or self.cancelled):
            return "Paid"
        return "PartlyPaid" if self.paid else "NotPaid"

    @property
    def shipment_state(self) -> str:
        if not any(line["shipped"] for line in self.lines):
            return "NotShipped"
        return "Shipped" if self.fully_shipped else "PartlyShipped"

    @property
    def status(self) -> str:
        """УТ's computed state of the order (see docs/onec-soap.md)."""
        if self.cancelled:
            return "Cancelled"
        if self.row["closed"]:
            return "Closed"
        if self.shipment_state == "Shipped":
            paid = self.payment_state == "Paid"
            return "ReadyToClose" if paid else "AwaitingFinalPayment"
        if self.shipment_state == "PartlyShipped":
            return "InShipment"
        if self.row["stage"] == "picking":
            return "InPicking"
        if self.row["stage"] == "approval":
            return "AwaitingApproval"
        if self.row["payment_mode"] == "Credit" or self.payment_state == "Paid":
            return "ReadyToShip"
        return "AwaitingPayment"


def read(books: Books, guid: str) -> Order:
    shipments = books.all(
        "SELECT * FROM shipment WHERE order_guid = ? ORDER BY number", guid
    )
    shipped = books.all(
        "SELECT l.sum FROM shipment_line l JOIN shipment s ON s.guid = l.shipment "
        "WHERE s.order_guid = ? AND NOT s.deleted",
        guid,
    )
    return Order(
        row=books.get("customer_order", guid),
        lines=books.all(
            "SELECT * FROM order_line WHERE order_guid = ? ORDER BY line_no", guid
        ),
        payments=books.all(
            "SELECT * FROM payment WHERE order_guid = ? AND NOT deleted "
            "ORDER BY number",
            guid,
        ),
        shipments=shipments,
        shipped_sum=money(sum((row["sum"] for row in shipped), ZERO)),
    )


def find(books: Books, key: str) -> Order:
    """By GUID, the site's number or 1С's own number."""
    guid = books.value(
        "SELECT guid FROM customer_order WHERE guid = ? OR site_number = ? "
        "OR number = ? ORDER BY site_number = ? DESC",
        key,
        key,
        key,
        key,
    )
    if guid is None:
        raise Unknown(f"Заказ {key} не найден")
    return read(books, guid)


def changed(books: Books, guid: str) -> None:
    """Note the change for SOAP, and for the site exchange where УТ would send it."""
    row = books.get("customer_order", guid)
    books.touch("order", guid)
    books.touch_balance(row["entity"], row["organisation"], row["contract"])
    if row["kind"] == "Consignment":
        books.touch("consignment", row["contract"])
    if not row["site_number"]:
        return  # orders entered in 1С never travel over HTTP
    speech = dialect.of(books)
    if not speech.statuses and (row["deleted"] or not row["posted"]):
        # Deleting or unposting removes the registration: silence.
        books.db.execute(
            "DELETE FROM registered WHERE kind = 'order' AND object = ?", (guid,)
        )
    else:
        books.register("order", [guid])


def upsert(books: Books, draft: Draft, origin: str) -> tuple[str, bool, bool]:
    """Load an order; returns its guid, whether it is new, whether it was written.

    Once an order has left «Ожидается согласование» it is not rewritten.
    """
    with books.transaction():
        known = draft.site_number and books.one(
            "SELECT * FROM customer_order WHERE site_number = ?", draft.site_number
        )
        if not known:
            guid = _insert(books, draft, origin)
            changed(books, guid)
            return guid, True, True
        guid = known["guid"]
        older = (draft.site_version or 0) < (known["site_version"] or 0)
        if _frozen(books, known) or known["deleted"] or older:
            return guid, False, False
        if _same(read(books, guid), draft):
            return guid, False, False
        books.update("customer_order", guid, **_header(draft))
        books.db.execute("DELETE FROM order_line WHERE order_guid = ?", (guid,))
        _lines(books, guid, draft.lines)
        changed(books, guid)
        return guid, False, True


def _frozen(books: Books, row: sqlite3.Row) -> bool:
    """УТ rewrites no order past approval, УНФ none that was paid or shipped."""
    if dialect.of(books).statuses:
        order = read(books, row["guid"])
        return bool(order.paid) or order.shipment_state != "NotShipped"
    return row["stage"] != "approval"


def _header(draft: Draft) -> dict:
    names = (
        "site_number site_date site_version kind payment_mode organisation partner "
        "entity contract warehouse currency vat_included comment wanted_date "
        "ship_whole customer_number posted"
    )
    return {name: getattr(draft, name) for name in names.split()}


def _insert(books: Books, draft: Draft, origin: str) -> str:
    guid = new_guid()
    # УНФ takes the site's number for its own document.
    own = dialect.of(books).own_numbers or not draft.site_number
    books.insert(
        "customer_order",
        guid=guid,
        number=books.next_number("order") if own else draft.site_number,
        date=now(),
        origin=origin,
        **_header(draft),
    )
    _lines(books, guid, draft.lines)
    return guid


def _lines(books: Books, guid: str, lines: list[DraftLine]) -> None:
    for position, line in enumerate(lines, 1):
        books.insert(
            "order_line",
            order_guid=guid,
            line_no=line.line_no or position,
            good=line.good,
            characteristic=line.characteristic,
            unit_code=line.unit_code,
            factor=line.factor,
            quantity=line.quantity,
            price=line.price,
            vat_rate=line.vat_rate,
            vat_sum=line.vat_sum,
            sum=line.sum,
        )


def _same(order: Order, draft: Draft) -> bool:
    header = _header(draft)
    if draft.site_version is None:  # the site exchange knows no versions
        header.pop("site_version")
    if any(order.row[key] != value for key, value in header.items()):
        return False
    keys = "good characteristic quantity price sum vat_rate vat_sum".split()
    return [[line[key] for key in keys] for line in order.lines] == [
        [getattr(line, key) for key in keys] for line in draft.lines
    ]


# === stock and reserves === #


def free_stock(books: Books, good: str, characteristic: str, warehouse: str) -> Decimal:
    """What lies there and is not held for an order, in base units."""
    lies = books.value(
        "SELECT quantity FROM stock "
        "WHERE good = ? AND characteristic = ? AND warehouse = ?",
        good,
        characteristic,
        warehouse,
    )
    held = books.all(
        "SELECT l.reserved, l.factor FROM order_line l "
        "JOIN customer_order o ON o.guid = l.order_guid "
        "WHERE l.good = ? AND l.characteristic = ? AND o.warehouse = ? "
        "AND NOT o.deleted AND l.reserved <> '0'",
        good,
        characteristic,
        warehouse,
    )
    return (lies or ZERO) - sum((row["reserved"] * row["factor"] for row in held), ZERO)


def reserve(books: Books, guid: str, until: str | None = None) -> None:
    """Hold as much of every line as is free; the rest stays unreserved."""
    with books.transaction():
        order = read(books, guid)
        for line in order.lines:
            wanted = line["quantity"] - line["shipped"] - line["reserved"]
            if line["cancelled"] or wanted <= 0:
                continue
            free = free_stock(
                books, line["good"], line["characteristic"], order.row["warehouse"]
            )
            take = min(wanted, (free / line["factor"]).quantize(THOUSANDTH, ROUND_DOWN))
            if take > 0:
                set_line(books, line, reserved=line["reserved"] + take)
        books.update("customer_order", guid, reserve_until=until, stage="confirmed")
        stock_moved(books, order)
        changed(books, guid)


def release(books: Books, guid: str) -> None:
    """Give back everything the order holds."""
    with books.transaction():
        order = read(books, guid)
        for line in order.lines:
            if line["reserved"]:
                set_line(books, line, reserved=ZERO)
        books.update("customer_order", guid, reserve_until=None)
        stock_moved(books, order)
        changed(books, guid)


def set_line(books: Books, line: sqlite3.Row, **values) -> None:
    books.db.execute(
        f"UPDATE order_line SET {', '.join(f'{key} = ?' for key in values)} "
        "WHERE order_guid = ? AND line_no = ?",
        (*values.values(), line["order_guid"], line["line_no"]),
    )


def stock_moved(books: Books, order: Order) -> None:
    """Free stock changed: the offers go out with the next prices-and-stock."""
    books.register("offer", {line["good"] for line in order.lines})


# === what the 1С user does === #


def confirm(books: Books, guid: str, stage: str = "confirmed") -> None:
    """Согласовать; 'picking' puts it to the warehouse."""
    with books.transaction():
        books.update("customer_order", guid, stage=stage)
        changed(books, guid)


def delete(books: Books, guid: str) -> None:
    """Mark for deletion: УТ then says nothing about the order any more."""
    with books.transaction():
        release(books, guid)
        books.update("customer_order", guid, deleted=1, posted=0)
        changed(books, guid)


def cancel(books: Books, guid: str, reason: str, lines: set[int] | None = None) -> None:
    """Cancel what is not shipped (of the given lines); shipped goods stay sold."""
    with books.transaction():
        order = read(books, guid)
        for line in order.lines:
            if lines and line["line_no"] not in lines or line["cancelled"]:
                continue
            if line["shipped"] >= line["quantity"]:
                continue
            if line["shipped"]:
                set_line(books, line, reserved=ZERO, **_part(line, line["shipped"]))
            else:
                set_line(books, line, reserved=ZERO, cancelled=1, cancel_reason=reason)
        if not lines:
            books.update("customer_order", guid, reserve_until=None)
        stock_moved(books, order)
        changed(books, guid)


def repack(books: Books, guid: str) -> None:
    """The manager turns pieces into packs where they come out even."""
    with books.transaction():
        for line in read(books, guid).lines:
            packs = books.data("good", line["good"])["packs"]
            if line["factor"] != 1 or not packs:
                continue
            factor = Decimal(packs[0]["factor"])
            if line["quantity"] % factor or line["shipped"]:
                continue
            set_line(
                books,
                line,
                unit_code=packs[0]["unit"]["code"].strip(),
                factor=factor,
                quantity=line["quantity"] / factor,
                reserved=line["reserved"] / factor,
                price=money(line["price"] * factor),
            )
        changed(books, guid)


def _part(line: sqlite3.Row, quantity: Decimal) -> dict:
    """The line's figures for a smaller quantity."""
    share = quantity / line["quantity"]
    return {
        "quantity": quantity,
        "sum": money(line["sum"] * share),
        "vat_sum": money(line["vat_sum"] * share),
    }


def require_open(order: Order) -> None:
    if order.row["deleted"]:
        raise Refused(
            "OrderDeleted", f"Заказ {order.row['number']} помечен на удаление"
        )
    if order.cancelled or order.row["closed"]:
        raise Refused("OrderClosed", f"Заказ {order.row['number']} закрыт или отменён")
