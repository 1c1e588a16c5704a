"""The books as plain data, to be compared with the site's own."""

from __future__ import annotations

import json

from . import orders
from .books import Books
from .documents import product_name
from .orders import free_stock
from .soap.operations.settlements import balances


def order(books: Books, guid: str) -> dict:
    """One order with everything that both sides must agree on."""
    found = orders.read(books, guid)
    row = found.row
    lines = []
    for line in found.lines:
        article, name = product_name(books, line["good"], line["characteristic"])
        lines.append(
            {
                "line_no": line["line_no"],
                "good": line["good"],
                "characteristic": line["characteristic"],
                "article": article,
                "name": name,
            }
            | {
                key: line[key]
                for key in (
                    "unit_code quantity price vat_rate vat_sum sum reserved shipped "
                    "cancelled"
                ).split()
            }
        )
    return {
        "guid": guid,
        "number": row["number"],
        "date": row["date"],
        "origin": row["origin"],
        "site_number": row["site_number"],
        "status": found.status,
        "posted": bool(row["posted"]),
        "deleted": bool(row["deleted"]),
        "payment": found.payment_state,
        "shipment": found.shipment_state,
        "entity": row["entity"],
        "inn": books.get("entity", row["entity"])["inn"],
        "organisation": row["organisation"],
        "warehouse": row["warehouse"],
        "total": found.total,
        "vat_total": found.vat_total,
        "paid": found.paid,
        "shipped_sum": found.shipped_sum,
        "comment": row["comment"],
        "lines": lines,
    }


def all_orders(books: Books) -> list[dict]:
    rows = books.all("SELECT guid FROM customer_order ORDER BY number")
    return [order(books, row["guid"]) for row in rows]


def all_requests(books: Books, kind: str | None = None) -> list[dict]:
    rows = books.all(
        "SELECT * FROM request WHERE ?1 IS NULL OR kind = ?1 ORDER BY kind, number",
        kind,
    )
    return [
        dict(row)
        | {"payload": json.loads(row["payload"]), "answer": json.loads(row["answer"])}
        for row in rows
    ]


def garbage(books: Books) -> list[str]:
    """What УТ made up, lost or leaked without telling anyone."""
    return [
        f"{row['kind']}: {row['text']}"
        for row in books.all(
            "SELECT * FROM log WHERE kind IN "
            "('garbage', 'vat', 'leak', 'sum', 'post', 'number', 'rejected') "
            "ORDER BY id"
        )
    ]


def free(books: Books) -> dict[str, dict[str, str]]:
    """Free stock by 'article' or 'article#characteristic' and warehouse."""
    result: dict[str, dict[str, str]] = {}
    for row in books.all("SELECT * FROM stock"):
        article = books.get("good", row["good"])["article"]
        key = f"{article}#{row['characteristic']}" if row["characteristic"] else article
        place = (row["good"], row["characteristic"], row["warehouse"])
        result.setdefault(key, {})[row["warehouse"]] = str(free_stock(books, *place))
    return result


def everything(books: Books) -> dict:
    documents = books.all("SELECT * FROM document ORDER BY kind, number")
    payments = books.all("SELECT * FROM payment ORDER BY number")
    entities = books.all("SELECT guid FROM entity ORDER BY guid")
    return {
        "orders": all_orders(books),
        "payments": [dict(row) for row in payments],
        "documents": [dict(row) | {"lines": json.loads(row["lines"])}
                      for row in documents],
        "requests": all_requests(books),
        "balances": [row for entity in entities
                     for row in balances(books, entity["guid"])],
        "free": free(books),
        "garbage": garbage(books),
    }  # fmt: skip
