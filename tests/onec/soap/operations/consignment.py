"""Goods on commission: what is unsold, and the contractor's sales reports."""

from __future__ import annotations

import json
from decimal import Decimal

from ... import orders
from ...books import Books, Refused, money, now
from ...documents import product_name
from ...orders import ZERO
from . import requests
from .registry import feed, operation


def balance(books: Books, entity: str, contract: str) -> list[dict]:
    """By good: received by consignment orders, less what accepted reports sold."""
    rows: dict[tuple[str, str], dict] = {}
    for found in books.all(
        "SELECT guid FROM customer_order WHERE kind = 'Consignment' AND entity = ? "
        "AND contract = ? AND NOT deleted",
        entity,
        contract,
    ):
        for line in orders.read(books, found["guid"]).lines:
            key = (line["good"], line["characteristic"])
            row = rows.setdefault(
                key, {"line": line, "received": ZERO, "sold": ZERO, "returned": ZERO}
            )
            row["received"] += line["shipped"]
    for report in books.all(
        "SELECT * FROM request WHERE kind = 'consignment_report' AND entity = ? "
        "AND state <> 'Refused'",
        entity,
    ):
        payload = json.loads(report["payload"])
        if payload["ContractGUID"].lower() != contract:
            continue
        for line in payload["Line"]:
            key = (
                line["ProductGUID"].lower(),
                (line["CharacteristicGUID"] or "").lower(),
            )
            if key in rows:
                rows[key]["sold"] += Decimal(line["Quantity"])
                rows[key]["returned"] += Decimal(line["Returned"] or 0)
    return [row for row in rows.values() if row["received"]]


@operation
def get_consignment_balance(books: Books, values: dict) -> dict:
    entity = values["LegalEntityGUID"].lower()
    accounts = []
    for row in books.all(
        "SELECT * FROM contract WHERE entity = ? AND NOT deleted", entity
    ):
        if values["ContractGUID"] and values["ContractGUID"].lower() != row["guid"]:
            continue
        if json.loads(row["data"])["consignment"]:
            accounts.append(account(books, row["guid"]))
    return {"return": {"Account": accounts}}


def account(books: Books, contract: str) -> dict:
    """What is unsold under a contract as of now."""
    row = books.get("contract", contract)
    return {
        "OrganisationGUID": row["organisation"],
        "LegalEntityGUID": row["entity"],
        "ContractGUID": contract,
        "AsOf": now(),
        "Row": [_row(books, line) for line in balance(books, row["entity"], contract)],
    }


feed("GetConsignmentChanges", "consignment", "Account", account)


def _row(books: Books, row: dict) -> dict:
    line = row["line"]
    article, name = product_name(books, line["good"], line["characteristic"])
    return {
        "ProductGUID": line["good"],
        "CharacteristicGUID": line["characteristic"] or None,
        "Article": article,
        "Name": name,
        "UnitCode": line["unit_code"],
        "Received": row["received"],
        "Sold": row["sold"],
        "Returned": row["returned"],
        "Balance": row["received"] - row["sold"] - row["returned"],
        "Price": line["price"],
        "VATRate": line["vat_rate"],
    }


@operation
def put_consignment_report(books: Books, values: dict) -> dict:
    data = values["Report"]
    known = requests.known(books, "consignment_report", data["SiteID"])
    if known:
        return {"return": consignment_report(books, known)}
    entity, contract = data["LegalEntityGUID"].lower(), data["ContractGUID"].lower()
    left = {
        (row["line"]["good"], row["line"]["characteristic"]): row["received"]
        - row["sold"]
        - row["returned"]
        for row in balance(books, entity, contract)
    }
    for line in data["Line"]:
        key = (line["ProductGUID"].lower(), (line["CharacteristicGUID"] or "").lower())
        if line["Quantity"] + (line["Returned"] or 0) > left.get(key, ZERO):
            raise Refused("TooMuch", f"Строка {line['LineNo']}: столько не осталось")
    guid = requests.put(books, "consignment_report", data)
    return {"return": consignment_report(books, guid)}


def consignment_report(books: Books, guid: str) -> dict:
    row = books.get("request", guid)
    payload = json.loads(row["payload"])
    sums = [Decimal(line["SaleSum"]) for line in payload["Line"]]
    return requests.head(row) | {
        "State": row["state"],
        "Reason": json.loads(row["answer"]).get("reason"),
        "Total": money(sum(sums, ZERO)),
    }


feed("GetConsignmentReportChanges", "consignment_report", "Report", consignment_report)
