"""Orders entered in 1С by a manager: they know nothing of the site."""

from __future__ import annotations

from decimal import Decimal

from . import orders
from .books import Books, Refused, money, vat_inside
from .orders import Draft, DraftLine
from .trade import find_good


def enter(
    books: Books,
    inn: str,
    lines: dict[str, Decimal],
    reserve: bool = True,
    credit: bool = False,
) -> str:
    """A phone order by ИНН and {article: quantity} at the contract's prices."""
    with books.transaction():
        entity = books.one("SELECT * FROM entity WHERE inn = ? LIMIT 1", inn)
        if entity is None:
            raise Refused("UnknownLegalEntity", f"Нет контрагента с ИНН {inn}")
        contract = books.one(
            "SELECT * FROM contract WHERE entity = ? AND NOT deleted LIMIT 1",
            entity["guid"],
        )
        price_type = books.setting("price_type")
        organisation = books.setting("organisation")
        if contract:
            price_type = books.data("contract", contract["guid"])["price_type"]
            organisation = contract["organisation"]
        draft = Draft(
            site_number=None,
            organisation=organisation,
            partner=entity["partner"],
            entity=entity["guid"],
            contract=contract["guid"] if contract else None,
            warehouse=books.setting("warehouse"),
            payment_mode="Credit" if credit else "Prepayment",
            comment="Принят по телефону",
            lines=[_line(books, key, qty, price_type) for key, qty in lines.items()],
        )
        guid, _created, _written = orders.upsert(books, draft, "phone")
        if reserve:
            orders.reserve(books, guid)
        return guid


def _line(books: Books, key: str, quantity: Decimal, price_type: str) -> DraftLine:
    """``key`` is an article, or 'article#characteristic'."""
    article, _sep, name = key.partition("#")
    good, char = find_good(books, article, name)
    data = books.data("good", good)
    price = books.value(
        "SELECT price FROM price "
        "WHERE good = ? AND characteristic = ? AND price_type = ?",
        good,
        char,
        price_type,
    )
    if not price:
        raise Refused("NoPrice", f"Нет цены на {key}")
    total = money(price * quantity)
    return DraftLine(
        good=good,
        characteristic=char,
        unit_code=data["unit"]["code"].strip(),
        quantity=quantity,
        price=price,
        sum=total,
        vat_rate=data["vat"],
        vat_sum=vat_inside(total, data["vat"]),
    )
