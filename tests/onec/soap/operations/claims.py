"""Claims: put once per site id, answered by the 1С user, told about since."""

from __future__ import annotations

import json
from decimal import Decimal

from ...books import Books, Refused, new_guid, now
from . import requests
from .registry import feed, operation


@operation
def put_claim(books: Books, values: dict) -> dict:
    """Lines must be shipped ones, within what was shipped."""
    data = values["Claim"]
    order = None
    for line in data["Line"]:
        shipped = books.one(
            "SELECT l.quantity, s.order_guid FROM shipment_line l "
            "JOIN shipment s ON s.guid = l.shipment "
            "WHERE l.shipment = ? AND l.line_no = ? AND NOT s.deleted",
            line["ShipmentGUID"].lower(),
            line["ShipmentLineNo"],
        )
        if shipped is None:
            raise Refused("NotShipped", f"Строка {line['LineNo']}: нет такой отгрузки")
        if line["Quantity"] > shipped["quantity"]:
            raise Refused("TooMuch", f"Строка {line['LineNo']}: столько не отгружали")
        order = shipped["order_guid"]
    guid = requests.put(books, "claim", data, state="Registered", order=order)
    return {"return": claim(books, guid)}


def claim(books: Books, guid: str) -> dict:
    row = books.get("request", guid)
    answer = json.loads(row["answer"])
    return requests.head(row) | {
        "State": row["state"],
        "Deleted": False,
        "Decision": answer.get("decision"),
        "DecidedAt": answer.get("at") if answer.get("decision") else None,
        "DecisionSum": answer.get("sum"),
        "DocumentGUID": answer.get("documents", []),
        "Line": [
            {
                "LineNo": line["line_no"],
                "Accepted": line["accepted"],
                "Decision": line.get("decision"),
            }
            for line in answer.get("lines", [])
        ],
        "Message": [
            {
                "ID": message["id"],
                "At": message["at"],
                "Author": message["author"],
                "FromContractor": message["from_contractor"],
                "Text": message["text"],
            }
            for message in answer.get("messages", [])
        ],
    }


feed("GetClaimChanges", "claim", "Claim", claim)


@operation
def put_claim_message(books: Books, values: dict) -> dict:
    row = requests.find(books, "claim", values["GUID"])
    message = values["Message"]
    for file in message["File"]:
        books.insert(
            "file",
            guid=new_guid(),
            owner=row["guid"],
            name=file["Name"],
            mime=file["MimeType"],
            content=file["Content"],
        )
    say(books, row["guid"], message["ID"], message["Author"], message["Text"], True)
    return {"return": claim(books, row["guid"])}


def say(
    books: Books, guid: str, ident: str, author: str, text: str, contractor: bool
) -> None:
    """Add to the correspondence; a message that is there is not added again."""
    with books.transaction():
        row = books.get("request", guid)
        answer = json.loads(row["answer"])
        messages = answer.setdefault("messages", [])
        if any(message["id"] == ident for message in messages):
            return
        messages.append(
            {"id": ident, "at": now(), "author": author, "text": text,
             "from_contractor": contractor}
        )  # fmt: skip
        books.update("request", guid, answer=json.dumps(answer, ensure_ascii=False))
        books.touch("claim", guid)


def decide(
    books: Books,
    key: str,
    state: str,
    decision: str = "",
    amount: Decimal | None = None,
    message: str = "",
) -> str:
    """The claims clerk's answer: a state, a decision, a word to the contractor."""
    with books.transaction():
        row = requests.find(books, "claim", key)
        payload = json.loads(row["payload"])
        facts: dict = {}
        if decision:
            facts["decision"] = decision
            facts["sum"] = amount
            accepted = state == "Satisfied"
            facts["lines"] = [
                {
                    "line_no": line["LineNo"],
                    "accepted": line["Quantity"] if accepted else "0",
                    "decision": line["Wish"] if accepted else None,
                }
                for line in payload["Line"]
            ]
        requests.answer(books, row["guid"], state, **facts)
        if message:
            author = books.setting("manager")
            say(books, row["guid"], new_guid(), author, message, False)
        return row["guid"]
