"""Settlements, balances and reconciliation, out of shipments and payments."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

from ... import clock
from ...books import Books, Refused, money, now
from ...orders import ZERO
from . import requests
from .registry import feed, operation


def entries(books: Books, entity: str) -> list[dict]:
    """Every movement of a legal entity, oldest first."""
    moves = [
        {
            "date": row["date"], "kind": "Shipment", "document": row["guid"],
            "order": row["order_guid"], "number": row["number"],
            "text": f"Реализация {row['number']}", "debit": row["total"],
            "credit": ZERO, "organisation": row["organisation"],
            "contract": row["contract"],
        }
        for row in books.all(
            "SELECT * FROM document WHERE entity = ? AND kind = 'UPD' AND NOT deleted",
            entity,
        )
    ]  # fmt: skip
    moves += [
        {
            "date": row["date"], "kind": "Correction", "document": row["guid"],
            "order": row["order_guid"], "number": row["number"],
            "text": f"Корректировка {row['number']}", "debit": row["total"],
            "credit": ZERO, "organisation": row["organisation"],
            "contract": row["contract"],
        }
        for row in books.all(
            "SELECT * FROM document WHERE entity = ? AND kind = 'Correction' "
            "AND NOT deleted",
            entity,
        )
    ]  # fmt: skip
    moves += [
        {
            "date": row["date"], "kind": "Payment", "document": row["guid"],
            "order": row["order_guid"], "number": row["number"],
            "text": f"Оплата {row['incoming_number'] or row['number']}",
            "debit": ZERO, "credit": row["sum"], "organisation": row["organisation"],
            "contract": row["contract"],
        }
        for row in books.all(
            "SELECT * FROM payment WHERE entity = ? AND NOT deleted", entity
        )
    ]  # fmt: skip
    moves += [
        {
            "date": answer["at"], "kind": "Other", "document": None, "order": None,
            "number": row["number"], "text": f"Отчёт комиссионера {row['number']}",
            "debit": money(sum((Decimal(ln["SaleSum"]) for ln in data["Line"]), ZERO)),
            "credit": ZERO, "organisation": data["OrganisationGUID"].lower(),
            "contract": data["ContractGUID"].lower(),
        }
        for row in books.all(
            "SELECT * FROM request WHERE entity = ? AND kind = 'consignment_report' "
            "AND state = 'Done'",
            entity,
        )
        for answer, data in [(json.loads(row["answer"]), json.loads(row["payload"]))]
    ]  # fmt: skip
    return sorted(moves, key=lambda move: (move["date"], move["number"]))


def _sum(moves: list[dict], side: str) -> Decimal:
    return money(sum((move[side] for move in moves), ZERO))


def _accounts(moves: list[dict]) -> list[tuple[str, str | None]]:
    return sorted(
        {(move["organisation"], move["contract"]) for move in moves},
        key=lambda pair: (pair[0], pair[1] or ""),
    )


def unpaid(books: Books, contract: str | None, moves: list[dict]) -> list[dict]:
    """What every shipment still waits for, oldest first, by the contract's stages.

    Payments settle the oldest shipments first.
    """
    stages = books.data("contract", contract)["stages"] if contract else []
    days = max((st["days"] for st in stages if st["kind"] == "Кредит"), default=0)
    paid = _sum(moves, "credit") - money(
        sum((min(move["debit"], ZERO) for move in moves), ZERO)
    )
    rows = []
    for move in moves:
        if move["debit"] <= 0:
            continue
        covered = min(move["debit"], max(paid, ZERO))
        paid -= covered
        if left := money(move["debit"] - covered):
            until = date.fromisoformat(move["date"][:10]) + timedelta(days=days)
            rows.append(
                {
                    "Date": until.isoformat(),
                    "Sum": left,
                    "Overdue": until < clock.today(),
                    "OrderGUID": move["order"],
                    "DocumentGUID": move["document"],
                    "Text": move["text"],
                }
            )
    return rows


def _overdue(rows: list[dict]) -> dict:
    late = [row for row in rows if row["Overdue"]]
    return {
        "Overdue": money(sum((row["Sum"] for row in late), ZERO)),
        "OverdueSince": min((row["Date"] for row in late), default=None),
    }


@operation
def get_settlements(books: Books, values: dict) -> dict:
    entity = values["LegalEntityGUID"].lower()
    books.get("entity", entity)
    start, end = values["DateFrom"], values["DateTo"]
    accounts = []
    moves = entries(books, entity)
    for organisation, contract in _accounts(moves):
        if (values["OrganisationGUID"] or organisation).lower() != organisation:
            continue
        if values["ContractGUID"] and values["ContractGUID"].lower() != contract:
            continue
        mine = [
            move
            for move in moves
            if (move["organisation"], move["contract"]) == (organisation, contract)
        ]
        accounts.append(
            _account(books, entity, organisation, contract, mine, start, end)
        )
    return {
        "return": {
            "AsOf": now(), "DateFrom": start, "DateTo": end, "Account": accounts
        }
    }  # fmt: skip


def _account(books, entity, organisation, contract, moves, start, end) -> dict:
    due = unpaid(books, contract, moves)
    before = [move for move in moves if move["date"][:10] < start]
    inside = [move for move in moves if start <= move["date"][:10] <= end]
    opening = _sum(before, "debit") - _sum(before, "credit")
    debit, credit = _sum(inside, "debit"), _sum(inside, "credit")
    now_due = _sum(moves, "debit") - _sum(moves, "credit")
    return {
        "OrganisationGUID": organisation,
        "LegalEntityGUID": entity,
        "ContractGUID": contract,
        "Currency": "RUB",
        "Opening": opening,
        "Debit": debit,
        "Credit": credit,
        "Closing": opening + debit - credit,
        "Debt": max(now_due, ZERO),
        "Advance": max(-now_due, ZERO),
        "Overdue": _overdue(due)["Overdue"],
        "PlannedPayment": due,
        "Entry": [
            {
                "Date": move["date"],
                "Kind": move["kind"],
                "DocumentGUID": move["document"],
                "OrderGUID": move["order"],
                "Number": move["number"],
                "Text": move["text"],
                "Debit": move["debit"],
                "Credit": move["credit"],
            }
            for move in inside
        ],
    }


@operation
def get_balance_changes(books: Books, values: dict) -> dict:
    page = books.changes("balance", values["Token"], values["Limit"])
    rows = []
    for account in page.objects:
        entity, organisation, contract = account.split("|")
        rows += [
            row
            for row in balances(books, entity)
            if (row["OrganisationGUID"], row["ContractGUID"] or "")
            == (organisation, contract)
        ]
    return {
        "return": {"Balance": rows}, "NextToken": page.token, "More": page.more
    }  # fmt: skip


def balances(books: Books, entity: str) -> list[dict]:
    moves = entries(books, entity)
    rows = []
    for organisation, contract in _accounts(moves):
        mine = [
            move
            for move in moves
            if (move["organisation"], move["contract"]) == (organisation, contract)
        ]
        due = _sum(mine, "debit") - _sum(mine, "credit")
        rows.append(
            {
                "OrganisationGUID": organisation,
                "PartnerGUID": books.get("entity", entity)["partner"],
                "LegalEntityGUID": entity,
                "ContractGUID": contract,
                "Currency": "RUB",
                "Debt": max(due, ZERO),
                "Advance": max(-due, ZERO),
                "AsOf": now(),
            }
            | _overdue(unpaid(books, contract, mine))
        )
    return rows


# === reconciliation === #


@operation
def request_reconciliation(books: Books, values: dict) -> dict:
    """Сверка взаиморасчётов, filled in and sent for checking at once."""
    data = values["Request"]
    books.get("entity", data["LegalEntityGUID"].lower())
    guid = requests.put(books, "reconciliation", data, state="InReview")
    return {"return": reconciliation(books, guid)}


@operation
def get_reconciliation(books: Books, values: dict) -> dict:
    row = requests.find(books, "reconciliation", values["GUID"])
    return {"return": reconciliation(books, row["guid"])}


def reconciliation(books: Books, guid: str) -> dict:
    row = books.get("request", guid)
    data, answer = json.loads(row["payload"]), json.loads(row["answer"])
    theirs = {item["RowID"]: item for item in answer.get("rows", []) if item["RowID"]}
    moves = [
        move
        for move in entries(books, row["entity"])
        if move["organisation"] == data["OrganisationGUID"].lower()
        and (data["ContractGUID"] or move["contract"] or "").lower()
        == (move["contract"] or "")
    ]
    before = [move for move in moves if move["date"][:10] < data["DateFrom"]]
    inside = [
        move
        for move in moves
        if data["DateFrom"] <= move["date"][:10] <= data["DateTo"]
    ]
    opening = _sum(before, "debit") - _sum(before, "credit")
    debit, credit = _sum(inside, "debit"), _sum(inside, "credit")
    return requests.head(row) | {
        "Version": str(answer.get("version", 1)),
        "State": row["state"],
        "OrganisationGUID": data["OrganisationGUID"],
        "LegalEntityGUID": row["entity"],
        "ContractGUID": data["ContractGUID"],
        "Currency": data["Currency"] or "RUB",
        "DateFrom": data["DateFrom"],
        "DateTo": data["DateTo"],
        "Opening": opening,
        "Debit": debit,
        "Credit": credit,
        "Closing": opening + debit - credit,
        "Comment": answer.get("note"),
        "HasPrintedForm": False,
        "Row": [
            {
                "RowID": move["document"],
                "Date": move["date"][:10],
                "DocumentGUID": move["document"],
                "Text": move["text"],
                "Debit": move["debit"],
                "Credit": move["credit"],
                "TheirDebit": theirs.get(move["document"], {}).get("TheirDebit"),
                "TheirCredit": theirs.get(move["document"], {}).get("TheirCredit"),
                "Comment": theirs.get(move["document"], {}).get("Comment"),
            }
            for move in inside
        ],
    }


feed("GetReconciliationChanges", "reconciliation", "Reconciliation", reconciliation)


@operation
def answer_reconciliation(books: Books, values: dict) -> dict:
    """Agreed or disputed; an answer to an older version is refused."""
    row = requests.find(books, "reconciliation", values["GUID"])
    answer = values["Answer"]
    version = str(json.loads(row["answer"]).get("version", 1))
    if answer["Version"] != version:
        raise Refused("OldVersion", f"Акт изменился: сейчас версия {version}")
    requests.answer(
        books,
        row["guid"],
        "Agreed" if answer["Agreed"] else "Disputed",
        person=answer["PersonName"],
        answered_at=answer["AnsweredAt"],
        comment=answer["Comment"],
        rows=answer["Row"],
    )
    return {"return": reconciliation(books, row["guid"])}
