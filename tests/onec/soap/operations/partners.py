"""Partners and their legal entities, both ways.

A legal entity is found by GUID, else by ИНН and КПП. Several that fit are not
chosen from but given back as doubtful; none that fits is created.
"""

from __future__ import annotations

import json

from ...books import Books, Refused, new_guid
from .base import KINDS, address, bank_account
from .registry import feed, operation

CODES = {value: key for key, value in KINDS.items()} | {
    "Branch": "ОбособленноеПодразделение",
    "Person": "ФизЛицо",
}


def partner(books: Books, guid: str) -> dict:
    row, data = books.get("partner", guid), books.data("partner", guid)
    entities = books.all("SELECT guid FROM entity WHERE partner = ?", guid)
    return {
        "GUID": guid,
        "SiteID": row["site_id"],
        "Name": row["name"],
        "FullName": row["name"],
        "Phone": data.get("phone"),
        "Email": data.get("email"),
        "ManagerName": books.setting("manager"),
        "PriceTypeGUID": data.get("price_type"),
        "Deleted": bool(row["deleted"]),
        "Contact": data.get("contacts", []),
        "LegalEntity": [entity(books, child["guid"]) for child in entities],
    }


def entity(books: Books, guid: str) -> dict:
    row, data = books.get("entity", guid), books.data("entity", guid)
    return {
        "GUID": guid,
        "SiteID": row["site_id"],
        "Kind": {key: value for value, key in CODES.items()}.get(
            data["kind"], "Company"
        ),
        "Name": data["name"],
        "FullName": data["full_name"],
        "INN": row["inn"],
        "KPP": row["kpp"] or None,
        "OGRN": data["ogrn"] or None,
        "Address": address(data["address"]),
        "BankAccount": bank_account(data.get("account")),
        "Deleted": False,
    }


feed("GetPartnerChanges", "partner", "Partner", partner)


def find_entities(books: Books, data: dict) -> list[str]:
    """Guids of legal entities that the data may mean."""
    if data.get("GUID"):
        rows = books.all("SELECT guid FROM entity WHERE guid = ?", data["GUID"].lower())
        if rows:
            return [data["GUID"].lower()]
    rows = books.all(
        "SELECT guid FROM entity WHERE inn = ? AND kpp = ?",
        data["INN"],
        data.get("KPP") or "",
    )
    return [row["guid"] for row in rows]


@operation
def put_partner(books: Books, values: dict) -> dict:
    data = values["Partner"]
    links = [(item, find_entities(books, item)) for item in data["LegalEntity"]]
    owner = _owner(books, data, links)
    if owner is None:
        owner = _create(books, data)
        state = "Created"
    else:
        _update(books, owner, data)
        state = "Linked"
    answers = [_entity_link(books, owner, item, found) for item, found in links]
    books.touch("partner", owner)
    return {
        "return": {
            "SiteID": data["SiteID"],
            "GUID": owner,
            "State": state,
            "LegalEntity": answers,
        }
    }


def _owner(books: Books, data: dict, links) -> str | None:
    """The partner by GUID, by the site's id, or through its legal entities."""
    if data["GUID"]:
        if not books.one("SELECT 1 FROM partner WHERE guid = ?", data["GUID"].lower()):
            raise Refused("UnknownPartner", f"Нет партнёра {data['GUID']}")
        return data["GUID"].lower()
    if data["SiteID"]:
        guid = books.value("SELECT guid FROM partner WHERE site_id = ?", data["SiteID"])
        if guid:
            return guid
    owners = {
        books.get("entity", found[0])["partner"]
        for _item, found in links
        if len(found) == 1
    }
    return owners.pop() if len(owners) == 1 else None


def _facts(data: dict) -> dict:
    return {
        "name": data["Name"],
        "phone": data["Phone"],
        "email": data["Email"],
        "price_type": data["PriceTypeGUID"],
        "contacts": data["Contact"],
    }


def _create(books: Books, data: dict) -> str:
    guid = new_guid()
    facts = {"guid": guid, **_facts(data)}
    books.insert(
        "partner",
        guid=guid,
        site_id=data["SiteID"],
        name=data["Name"],
        data=json.dumps(facts, ensure_ascii=False),
    )
    return guid


def _update(books: Books, guid: str, data: dict) -> None:
    """What the site left out stays as it is in the books."""
    known = books.data("partner", guid)
    known |= {key: value for key, value in _facts(data).items() if value}
    row = books.get("partner", guid)
    books.update(
        "partner",
        guid,
        name=data["Name"],
        site_id=data["SiteID"] or row["site_id"],
        data=json.dumps(known, ensure_ascii=False),
    )


def _entity_link(books: Books, owner: str, data: dict, found: list[str]) -> dict:
    link = {"SiteID": data["SiteID"], "INN": data["INN"], "KPP": data["KPP"]}
    if len(found) > 1:
        text = "По ИНН и КПП найдено несколько контрагентов"
        return link | {"State": "Doubtful", "Message": text, "CandidateGUID": found}
    if found and books.get("entity", found[0])["partner"] != owner:
        text = "Контрагент принадлежит другому партнёру"
        return link | {"State": "Doubtful", "Message": text, "CandidateGUID": found}
    guid = found[0] if found else new_guid()
    facts = books.data("entity", guid) if found else {"guid": guid}
    account = next(iter(data["BankAccount"]), None)
    facts |= {
        "name": data["Name"],
        "full_name": data["FullName"] or data["Name"],
        "kind": CODES[data["Kind"]],
        "inn": data["INN"],
        "kpp": data["KPP"],
        "ogrn": data["OGRN"] or facts.get("ogrn", ""),
        "address": next(
            (item["Text"] for item in data["Address"]), facts.get("address", "")
        ),
        "account": account
        and {
            "number": account["Number"],
            "bic": account["BIC"],
            "bank": account["Bank"],
            "correspondent": account["CorrespondentAccount"],
        }
        or facts.get("account"),
    }
    columns = {
        "site_id": data["SiteID"],
        "name": data["Name"],
        "inn": data["INN"],
        "kpp": data["KPP"] or "",
        "data": json.dumps(facts, ensure_ascii=False),
    }
    if found:
        books.update("entity", guid, **columns)
    else:
        books.insert("entity", guid=guid, partner=owner, **columns)
    return link | {"GUID": guid, "State": "Linked" if found else "Created"}
