"""What the contractor sends and the base answers later: kept alike for all kinds."""

from __future__ import annotations

import json

from ...books import Books, Refused, new_guid, now


def known(books: Books, kind: str, site_id: str) -> str | None:
    """The request that came under this site id before."""
    return books.value(
        "SELECT guid FROM request WHERE kind = ? AND site_id = ?", kind, site_id
    )


def put(
    books: Books,
    kind: str,
    data: dict,
    state: str = "New",
    entity: str | None = None,
    order: str | None = None,
) -> str:
    """Register a request once per site id; its files are kept beside it."""
    before = known(books, kind, data["SiteID"])
    if before:
        return before
    guid = new_guid()
    payload = {key: value for key, value in data.items() if key != "File"}
    books.insert(
        "request",
        guid=guid,
        kind=kind,
        site_id=data["SiteID"],
        number=books.next_number(kind),
        date=now(),
        entity=entity or (data.get("LegalEntityGUID") or "").lower() or None,
        order_guid=order,
        state=state,
        payload=json.dumps(payload, ensure_ascii=False, default=str),
    )
    for file in data.get("File", []):
        books.insert(
            "file",
            guid=new_guid(),
            owner=guid,
            name=file["Name"],
            mime=file["MimeType"],
            content=file["Content"],
        )
    _touch(books, kind, guid)
    return guid


def _touch(books: Books, kind: str, guid: str) -> None:
    """Note the change, and what else the request changes."""
    books.touch(kind, guid)
    if kind == "consignment_report":
        row = books.get("request", guid)
        data = json.loads(row["payload"])
        contract = data["ContractGUID"].lower()
        books.touch_balance(row["entity"], data["OrganisationGUID"].lower(), contract)
        books.touch("consignment", contract)


def answer(books: Books, guid: str, state: str, **facts) -> None:
    """What the 1С user decides; ``facts`` are kept with the request."""
    with books.transaction():
        row = books.get("request", guid)
        known = json.loads(row["answer"]) | {"at": now()} | facts
        books.update(
            "request",
            guid,
            state=state,
            answer=json.dumps(known, ensure_ascii=False, default=str),
        )
        _touch(books, row["kind"], guid)


def find(books: Books, kind: str, key: str):
    """By GUID, site id or number."""
    row = books.one(
        "SELECT * FROM request WHERE kind = ? "
        "AND (guid = ? OR site_id = ? OR number = ?)",
        kind,
        key.lower(),
        key,
        key,
    )
    if row is None:
        raise Refused("NotFound", f"{kind} {key}: нет в базе")
    return row


def head(row) -> dict:
    return {
        "GUID": row["guid"],
        "SiteID": row["site_id"],
        "Number": row["number"],
        "Date": row["date"],
    }


def state_date(row) -> str:
    return json.loads(row["answer"]).get("at", row["date"])
