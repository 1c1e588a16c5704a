"""Orders: put, told about, changed, cancelled, reserved; shipment requests."""

from __future__ import annotations

import json

from ... import orders
from ...books import Books, Refused, Unknown, money, now
from ...documents import product_name
from ...orders import ZERO, Draft, DraftLine
from . import requests
from .partners import find_entities
from .registry import feed, operation

# === what is told about an order === #


def order_state(books: Books, guid: str) -> dict:
    order = orders.read(books, guid)
    row = order.row
    changes = books.all("SELECT * FROM order_change WHERE order_guid = ?", guid)
    return {
        "GUID": guid,
        "Number": row["number"],
        "Date": row["date"],
        "SiteNumber": row["site_number"],
        "SiteVersion": row["site_version"],
        "Kind": row["kind"],
        "Posted": bool(row["posted"]),
        "Deleted": bool(row["deleted"]),
        "Status": order.status,
        "PaymentState": order.payment_state,
        "ShipmentState": order.shipment_state,
        "OrganisationGUID": row["organisation"],
        "PartnerGUID": row["partner"],
        "LegalEntityGUID": row["entity"],
        "ContractGUID": row["contract"],
        "WarehouseGUID": row["warehouse"],
        "Currency": row["currency"],
        "VATIncluded": bool(row["vat_included"]),
        "Total": order.total,
        "VATTotal": order.vat_total,
        "PaidSum": order.paid,
        "ShippedSum": order.shipped_sum,
        "ReserveUntil": row["reserve_until"],
        "WantedDate": row["wanted_date"],
        "CustomerNumber": row["customer_number"],
        "ManagerName": books.setting("manager"),
        "Comment": row["comment"],
        "Line": [_line(books, line) for line in order.lines],
        "Payment": [_payment(payment) for payment in order.payments],
        "Shipment": [shipment(books, order, row) for row in order.shipments],
        "Change": [
            {
                "IdempotencyKey": change["key"],
                "Kind": change["kind"],
                "State": change["state"],
                "Reason": change["reason"],
                "DecidedAt": change["decided_at"],
            }
            for change in changes
        ],
    }


def _goods(books: Books, line) -> dict:
    article, name = product_name(books, line["good"], line["characteristic"])
    return {
        "ProductGUID": line["good"],
        "CharacteristicGUID": line["characteristic"] or None,
        "Article": article,
        "Name": name,
        "UnitCode": line["unit_code"],
        "Price": line["price"],
        "VATRate": line["vat_rate"],
    }


def _line(books: Books, line) -> dict:
    return _goods(books, line) | {
        "LineNo": line["line_no"],
        "Quantity": line["quantity"],
        "VATSum": line["vat_sum"],
        "Sum": line["sum"],
        "Reserved": line["reserved"],
        "Shipped": line["shipped"],
        "Cancelled": bool(line["cancelled"]),
        "CancelReason": line["cancel_reason"],
    }


def _payment(row) -> dict:
    return {
        "GUID": row["guid"],
        "Number": row["number"],
        "Date": row["date"],
        "Sum": row["sum"],
        "IncomingNumber": row["incoming_number"],
        "IncomingDate": row["date"][:10],
        "Deleted": bool(row["deleted"]),
    }


def shipment(books: Books, order: orders.Order, row) -> dict:
    by_number = {line["line_no"]: line for line in order.lines}
    lines = books.all(
        "SELECT * FROM shipment_line WHERE shipment = ? ORDER BY line_no", row["guid"]
    )
    return {
        "GUID": row["guid"],
        "Number": row["number"],
        "Date": row["date"],
        "Posted": not row["deleted"],
        "Deleted": bool(row["deleted"]),
        "OrderGUID": order.guid,
        "OrganisationGUID": order.row["organisation"],
        "WarehouseGUID": order.row["warehouse"],
        "Total": money(sum((line["sum"] for line in lines), ZERO)),
        "VATTotal": money(sum((line["vat_sum"] for line in lines), ZERO)),
        "State": row["state"],
        "StateDate": row["state_date"],
        "Tracking": [
            {"Carrier": item["carrier"], "Number": item["number"],
             "URL": item.get("url")}
            for item in json.loads(row["tracking"])
        ],
        "Line": [
            _goods(books, by_number[line["order_line"]])
            | {
                "LineNo": line["line_no"],
                "OrderLineNo": line["order_line"],
                "Quantity": line["quantity"],
                "VATSum": line["vat_sum"],
                "Sum": line["sum"],
            }
            for line in lines
        ],
    }  # fmt: skip


feed("GetOrderChanges", "order", "Order", order_state)


@operation
def get_open_orders(books: Books, values: dict) -> dict:
    """Orders that are not closed; the token is the last guid of the page."""
    limit = max(1, min(values["Limit"], 1000))
    rows = books.all(
        "SELECT guid FROM customer_order WHERE guid > ? AND NOT closed "
        "ORDER BY guid LIMIT ?",
        values["Token"] or "",
        limit + 1,
    )
    more, rows = len(rows) > limit, rows[:limit]
    opened = []
    for row in rows:
        order = orders.read(books, row["guid"])
        opened.append(
            {
                "GUID": order.guid,
                "Number": order.row["number"],
                "SiteNumber": order.row["site_number"],
                "Status": order.status,
                "Posted": bool(order.row["posted"]),
                "Deleted": bool(order.row["deleted"]),
                "Total": order.total,
                "PaidSum": order.paid,
                "ShippedSum": order.shipped_sum,
            }
        )
    token = rows[-1]["guid"] if rows else values["Token"] or ""
    return {"return": {"Order": opened}, "NextToken": token, "More": more}


@operation
def get_order(books: Books, values: dict) -> dict:
    guid = books.value(
        "SELECT guid FROM customer_order WHERE guid = ? OR site_number = ?",
        (values["GUID"] or "").lower(),
        values["SiteNumber"],
    )
    return {"return": order_state(books, guid) if guid else None}


def existing(books: Books, values: dict) -> str:
    """The order that the parameters GUID or SiteNumber name."""
    state = get_order(books, values)["return"]
    if state is None:
        number = values["SiteNumber"] or values["GUID"]
        raise Unknown(f"Заказ {number} не найден")
    return state["GUID"]


# === what the site puts === #


def draft(books: Books, data: dict) -> Draft:
    """An order of the site with every reference found; nothing is created."""
    found = find_entities(books, data["LegalEntity"])
    if len(found) != 1:
        inn = data["LegalEntity"]["INN"]
        raise Refused("UnknownLegalEntity", f"Контрагент с ИНН {inn} не сопоставлен")
    entity = books.get("entity", found[0])
    contract = data["ContractGUID"] and books.get(
        "contract", data["ContractGUID"].lower()
    )
    if contract and contract["entity"] != entity["guid"]:
        raise Refused("WrongContract", "Договор принадлежит другому контрагенту")
    organisation = data["OrganisationGUID"] or books.setting("organisation")
    if contract:
        organisation = contract["organisation"]
    books.get("reference", organisation.lower())
    books.get("reference", data["WarehouseGUID"].lower())
    lines = [_draft_line(books, line) for line in data["Line"]]
    if money(sum((line.sum for line in lines), ZERO)) != money(data["Total"]):
        raise Refused("WrongSum", "Сумма заказа не равна сумме строк")
    return Draft(
        site_number=data["SiteNumber"],
        site_date=data["SiteDate"][:19],
        site_version=data["Version"],
        kind=data["Kind"],
        payment_mode=data["PaymentMode"],
        organisation=organisation.lower(),
        partner=entity["partner"],
        entity=entity["guid"],
        contract=contract["guid"] if contract else None,
        warehouse=data["WarehouseGUID"].lower(),
        currency=data["Currency"],
        vat_included=data["VATIncluded"],
        comment=data["Comment"],
        wanted_date=data["WantedDate"],
        ship_whole=bool(data["ShipWhole"]),
        customer_number=data["CustomerNumber"],
        lines=lines,
    )


def _draft_line(books: Books, line: dict) -> DraftLine:
    guid = line["ProductGUID"].lower()
    if not books.one("SELECT 1 FROM good WHERE guid = ?", guid):
        raise Refused("UnknownProduct", f"Нет номенклатуры {line['Article']} ({guid})")
    data = books.data("good", guid)
    char = (line["CharacteristicGUID"] or "").lower()
    if char not in [known["guid"] for known in data["characteristics"]] + [""]:
        raise Refused("UnknownProduct", f"{line['Article']}: нет характеристики {char}")
    if data["characteristics"] and not char:
        raise Refused("NoCharacteristic", f"{line['Article']}: нужна характеристика")
    factors = {pack["unit"]["code"].strip(): pack["factor"] for pack in data["packs"]}
    base = data["unit"]["code"].strip()
    code = (line["UnitCode"] or base).strip()
    if code != base and code not in factors:
        raise Refused("UnknownUnit", f"{line['Article']}: нет единицы {code}")
    return DraftLine(
        line_no=line["LineNo"],
        good=guid,
        characteristic=char,
        unit_code=code,
        # A pack may have the code of the base unit ("упак"): the base unit is meant.
        factor=orders.Decimal(1 if code == base else factors[code]),
        quantity=line["Quantity"],
        price=line["Price"],
        sum=line["Sum"],
        vat_rate=line["VATRate"],
        vat_sum=line["VATSum"],
    )


def put(books: Books, data: dict) -> tuple[str, bool]:
    """Load the order and reserve as wished; the guid and whether it is new."""
    guid, created, written = orders.upsert(books, draft(books, data), "soap")
    if data["Reserve"] and (created or written):
        orders.reserve(books, guid, data["ReserveUntil"])
    elif data["PaymentMode"] == "Credit" and created:
        orders.confirm(books, guid)
    return guid, created


@operation
def put_order(books: Books, values: dict) -> dict:
    guid, created = put(books, values["Order"])
    return {"return": order_state(books, guid), "Created": created}


@operation
def set_reservation(books: Books, values: dict) -> dict:
    guid = existing(books, values)
    orders.require_open(orders.read(books, guid))
    if values["Until"]:
        orders.reserve(books, guid, values["Until"])
    else:
        orders.release(books, guid)
    return {"return": order_state(books, guid)}


# === changes and cancellations are requests === #


@operation
def change_order(books: Books, values: dict) -> dict:
    data = values["Order"]
    guid = existing(books, {"GUID": None, "SiteNumber": data["SiteNumber"]})
    return _decide(books, guid, "Change", values["_key"], data)


@operation
def cancel_order(books: Books, values: dict) -> dict:
    guid = existing(books, values)
    return _decide(books, guid, "Cancel", values["_key"], {"Reason": values["Reason"]})


def _decide(books: Books, guid: str, kind: str, key: str, payload: dict) -> dict:
    books.insert(
        "order_change",
        key=key,
        order_guid=guid,
        kind=kind,
        state="Pending",
        payload=json.dumps(payload, ensure_ascii=False, default=str),
    )
    order = orders.read(books, guid)
    policy = books.setting("decide_changes")
    if order.cancelled and kind == "Cancel":
        answer_change(books, key, True)
    elif any(line["shipped"] for line in order.lines) or order.row["deleted"]:
        answer_change(books, key, False, "По заказу уже есть отгрузка")
    elif policy != "pending":
        answer_change(
            books,
            key,
            policy == "accept",
            "" if policy == "accept" else "Отказ менеджера",
        )
    else:
        orders.changed(books, guid)
    row = books.one("SELECT * FROM order_change WHERE key = ?", key)
    return {
        "return": row["state"],
        "Reason": row["reason"],
        "OrderState": order_state(books, guid),
    }


def answer_change(books: Books, key: str, accept: bool, reason: str = "") -> None:
    """The manager's decision on a change or cancellation."""
    with books.transaction():
        row = books.one("SELECT * FROM order_change WHERE key = ?", key)
        if row is None or row["state"] != "Pending":
            raise Refused("Decided", f"По запросу {key} решение уже принято")
        guid, payload = row["order_guid"], json.loads(row["payload"])
        if accept and row["kind"] == "Cancel":
            orders.cancel(books, guid, payload["Reason"] or "Отменён клиентом")
        elif accept:
            _rewrite(books, guid, payload)
        books.db.execute(
            "UPDATE order_change SET state = ?, reason = ?, decided_at = ? "
            "WHERE key = ?",
            ("Accepted" if accept else "Refused", reason or None, now(), key),
        )
        orders.changed(books, guid)


def _rewrite(books: Books, guid: str, payload: dict) -> None:
    for line in payload["Line"]:
        line |= {
            name: orders.Decimal(line[name])
            for name in ("Quantity", "Price", "Sum", "VATSum")
        }
    payload |= {"Total": orders.Decimal(payload["Total"])}
    held = books.get("customer_order", guid)["stage"]
    reserved = any(line["reserved"] for line in orders.read(books, guid).lines)
    orders.release(books, guid)
    books.update("customer_order", guid, stage="approval", site_version=None)
    orders.upsert(books, draft(books, payload), "soap")
    books.update("customer_order", guid, stage=held)
    if reserved or payload["Reserve"]:
        orders.reserve(books, guid, payload["ReserveUntil"])


# === shipment requests === #


@operation
def put_shipment_request(books: Books, values: dict) -> dict:
    data = values["Request"]
    before = requests.known(books, "shipment_request", data["SiteID"])
    if data.get("Cancelled"):
        if before is None:
            raise Unknown(f"Заявка {data['SiteID']} не найдена")
        if books.get("request", before)["state"] not in ("Done", "PartlyDone"):
            requests.answer(books, before, "Cancelled")
        return {"return": shipment_request(books, before)}
    guid = existing(
        books, {"GUID": data["OrderGUID"], "SiteNumber": data["SiteNumber"]}
    )
    order = orders.read(books, guid)
    orders.require_open(order)
    left = {line["line_no"]: line["quantity"] - line["shipped"] for line in order.lines}
    for line in data["Line"]:
        if line["Quantity"] > left.get(line["OrderLineNo"], ZERO):
            raise Refused(
                "TooMuch", f"Строка {line['OrderLineNo']}: столько не осталось"
            )
    made = requests.put(
        books, "shipment_request", data, entity=order.row["entity"], order=guid
    )
    return {"return": shipment_request(books, made)}


def shipment_request(books: Books, guid: str) -> dict:
    row = books.get("request", guid)
    answer = json.loads(row["answer"])
    return requests.head(row) | {
        "OrderGUID": row["order_guid"],
        "State": row["state"],
        "Reason": answer.get("reason"),
        "ShipmentGUID": answer.get("shipments", []),
    }


feed("GetShipmentRequestChanges", "shipment_request", "Request", shipment_request)
