"""Checks that make things in the base: only for a base of tests."""

import base64
import secrets
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from .reading import NOBODY
from .suite import Skip, check
from .wire import Fault

#: Seconds to wait for an invoice that is being made.
PATIENCE = 60


def _key():
    return str(uuid.uuid4())


def _inn():
    """A made-up ИНН of a company with a right check digit."""
    digits = [9, 9, *(secrets.randbelow(10) for _number in range(7))]
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    rest = sum(a * b for a, b in zip(digits, weights, strict=True)) % 11 % 10
    return "".join(map(str, [*digits, rest]))


# === partners === #


@check("PutPartner: создан один раз, повтор даёт тот же ответ", "PutPartner",
       writes=True)  # fmt: skip
def partner(run):
    name, key = f"Проверка портала {secrets.token_hex(3)}", _key()
    data = {
        "SiteID": f"check-{secrets.token_hex(4)}",
        "Name": name,
        "LegalEntity": [
            {
                "SiteID": f"check-{secrets.token_hex(4)}",
                "Kind": "Company",
                "Name": f"ООО «{name}»",
                "INN": _inn(),
                "KPP": "990001001",
            }
        ],
    }
    first = run.call("PutPartner", Partner=data, IdempotencyKey=key)["return"]
    run.expect(first["State"] == "Created", f"новый партнёр: {first['State']}")
    run.expect(first["GUID"], "нет GUID созданного партнёра")
    again = run.call("PutPartner", Partner=data, IdempotencyKey=key)["return"]
    run.expect(again == first, "повтор с тем же ключом дал другой ответ")
    run.refused(
        "BUSINESS/KeyReused",
        "PutPartner",
        Partner={**data, "Name": f"{name} другой"},
        IdempotencyKey=key,
    )
    other = run.call("PutPartner", Partner=data, IdempotencyKey=_key())["return"]
    run.expect(
        other["GUID"] == first["GUID"] and other["State"] == "Linked",
        "тот же ИНН+КПП с новым ключом: создан второй партнёр",
    )
    links = first["LegalEntity"]
    if run.expect(len(links) == 1 and links[0]["GUID"], "контрагент не создан"):
        run.made["entity"] = data["LegalEntity"][0] | {"GUID": links[0]["GUID"]}
        run.made["partner"] = first["GUID"]


# === orders === #


def _goods(run):
    """A good and a warehouse to order: named, or met in what the base told."""
    options = run.options
    if options.product and options.warehouse:
        return options.product, None, options.warehouse
    orders = run.made.get("seen", {}).get("GetOrderChanges", [])
    for order in orders:
        for line in order["Line"]:
            if order["WarehouseGUID"]:
                return (
                    line["ProductGUID"], line["CharacteristicGUID"],
                    order["WarehouseGUID"],
                )  # fmt: skip
    for row in run.made.get("arrivals", []):
        if row["WarehouseGUID"]:
            return row["ProductGUID"], row["CharacteristicGUID"], row["WarehouseGUID"]
    raise Skip("нечего заказать: укажите --product GUID и --warehouse GUID")


def _order(run, **values):
    product, characteristic, warehouse = _goods(run)
    entity = run.made.get("entity")
    if not entity:
        raise Skip("нет контрагента: PutPartner не прошёл")
    organisations = run.made.get("organisations", [])
    line = {
        "LineNo": 1,
        "ProductGUID": product,
        "CharacteristicGUID": characteristic,
        "Article": "-",
        "Quantity": "2",
        "Price": "100.00",
        "VATRate": "22",
        "VATSum": "36.07",
        "Sum": "200.00",
    }
    return {
        "SiteNumber": f"CK-{secrets.token_hex(4)}",
        "SiteDate": time.strftime("%Y-%m-%dT%H:%M:%S"),
        "Version": 1,
        "Kind": "Sale",
        "OrganisationGUID": run.options.organisation
        or (organisations[0]["GUID"] if organisations else None),
        "LegalEntity": entity,
        "WarehouseGUID": warehouse,
        "Currency": "RUB",
        "VATIncluded": True,
        "Total": "200.00",
        "VATTotal": "36.07",
        "PaymentMode": "Prepayment",
        "Reserve": False,
        "Line": [line],
    } | values


@check("PutOrder: один номер – один документ, сколько ни повторяй", "PutOrder",
       writes=True)  # fmt: skip
def order(run):
    data, key = _order(run), _key()
    first = run.call("PutOrder", Order=data, IdempotencyKey=key)
    state = first["return"]
    run.expect(first["Created"], "новый заказ: Created=false")
    run.expect(state["SiteNumber"] == data["SiteNumber"], "номер сайта не вернулся")
    run.expect(Decimal(state["Total"]) == 200, f"сумма {state['Total']}, ждали 200.00")
    run.expect(len(state["Line"]) == 1, f"строк {len(state['Line'])}, ждали 1")
    again = run.call("PutOrder", Order=data, IdempotencyKey=key)
    run.expect(again == first, "повтор с тем же ключом дал другой ответ")
    run.refused(
        "BUSINESS/KeyReused",
        "PutOrder",
        Order={**data, "Comment": "другой"},
        IdempotencyKey=key,
    )
    other = run.call("PutOrder", Order=data, IdempotencyKey=_key())
    run.expect(
        other["return"]["GUID"] == state["GUID"],
        "тот же номер с новым ключом: создан второй заказ",
    )
    run.expect(not other["Created"], "тот же номер с новым ключом: Created=true")
    run.made["order"] = data | {"GUID": state["GUID"]}


@check("PutOrder: четыре одинаковых сообщения разом – один документ", "PutOrder",
       writes=True)  # fmt: skip
def order_at_once(run):
    data, key = _order(run), _key()

    def put(_number):
        for _attempt in range(5):
            try:
                answer = run.call("PutOrder", Order=data, IdempotencyKey=key)
            except Fault as fault:
                if not fault.code.startswith("RETRY/"):
                    raise
                time.sleep(0.3)
            else:
                return answer["return"]["GUID"]
        return None

    with ThreadPoolExecutor(4) as pool:
        guids = set(pool.map(put, range(4))) - {None}
    run.expect(len(guids) == 1, f"документов получилось {len(guids)}")


@check("PutOrder: чужая номенклатура, контрагент, сумма отвергаются", "PutOrder",
       writes=True)  # fmt: skip
def wrong_orders(run):
    data = _order(run)
    line = data["Line"][0]
    nobody = {**data["LegalEntity"], "GUID": None, "INN": _inn()}
    for code, wrong in (
        ("UnknownProduct", {"Line": [{**line, "ProductGUID": NOBODY}]}),
        ("UnknownLegalEntity", {"LegalEntity": nobody}),
        ("WrongSum", {"Total": "199.99"}),
    ):
        run.refused(
            f"BUSINESS/{code}",
            "PutOrder",
            Order={**data, **wrong},
            IdempotencyKey=_key(),
        )
    if run.supports("GetOrder"):
        found = None
        try:
            found = run.call("GetOrder", GUID=None, SiteNumber=data["SiteNumber"])
        except Fault:
            return
        run.expect(not found["return"], "отвергнутый заказ остался в базе")


@check("Заказ виден в GetOrder, изменениях и открытых", "PutOrder", "GetOrder",
       writes=True)  # fmt: skip
def order_is_told(run):
    made = _made(run)
    found = run.call("GetOrder", GUID=None, SiteNumber=made["SiteNumber"])["return"]
    run.expect(found and found["GUID"] == made["GUID"], "GetOrder по номеру: другой")
    for name in ("GetOrderChanges", "GetOpenOrders"):
        if not run.supports(name):
            continue
        token, more, guids = None, True, set()
        while more:
            answer = run.call(name, Token=token, Limit=200)
            guids |= {item["GUID"].lower() for item in answer["return"]["Order"]}
            token, more = answer["NextToken"], answer["More"]
        run.expect(made["GUID"].lower() in guids, f"нового заказа нет в {name}")


def _made(run):
    if "order" not in run.made:
        raise Skip("нет заказа: PutOrder не прошёл")
    return run.made["order"]


# === what follows an order === #


@check("RequestInvoice: один счёт, готов или ожидается, PDF", "RequestInvoice",
       "GetInvoice", writes=True)  # fmt: skip
def invoice(run):
    made = _made(run)

    def ask(key):
        return run.call(
            "RequestInvoice", Order=None, SiteNumber=made["SiteNumber"], Sum=None,
            ReplacesGUID=None, WithPrintedForm=True, IdempotencyKey=key,
        )  # fmt: skip

    answer = ask(_key())
    end = time.monotonic() + PATIENCE
    while answer["return"] == "Pending" and time.monotonic() < end:
        time.sleep(1)
        answer = run.call(
            "GetInvoice", RequestID=answer["RequestID"], WithPrintedForm=True
        )
    if not run.expect(
        answer["return"] == "Ready",
        f"счёт: {answer['return']} {answer.get('Reason') or ''}",
    ):
        return
    document, form = answer["Document"], answer["PrintedForm"]
    run.expect(Decimal(document["Total"]) == 200, f"счёт на {document['Total']}")
    if form:
        content = base64.b64decode(form["Content"])
        run.expect(content.startswith(b"%PDF"), "печатная форма не PDF")
    again = ask(_key())
    run.expect(
        (again["Document"] or {}).get("GUID") == document["GUID"],
        "тот же счёт выставлен второй раз",
    )
    run.made["invoice"] = document["GUID"]


@check("AnnulInvoice: счёт аннулирован, новый – другой документ", "AnnulInvoice",
       "RequestInvoice", writes=True)  # fmt: skip
def annul(run):
    made, guid = _made(run), run.made.get("invoice")
    if not guid:
        raise Skip("нет счёта: RequestInvoice не прошёл")
    for _repeat in range(2):
        answer = run.call(
            "AnnulInvoice", GUID=guid, Reason="проверка", IdempotencyKey=_key()
        )
    document = answer["return"]
    run.expect(
        document["GUID"].lower() == guid.lower() and document["Annulled"],
        "счёт не отмечен аннулированным",
    )
    again = run.call(
        "RequestInvoice", Order=None, SiteNumber=made["SiteNumber"], Sum=None,
        ReplacesGUID=None, WithPrintedForm=False, IdempotencyKey=_key(),
    )  # fmt: skip
    if again["return"] == "Ready":
        run.expect(
            again["Document"]["GUID"].lower() != guid.lower(),
            "после аннулирования вернулся аннулированный счёт",
        )


@check("SetReservation: резерв до даты и его снятие", "SetReservation", writes=True)
def reservation(run):
    made, until = _made(run), time.strftime("%Y-12-31T18:00:00")
    for value in (until, None):
        state = run.call(
            "SetReservation", GUID=made["GUID"], SiteNumber=None, Until=value,
            IdempotencyKey=_key(),
        )["return"]  # fmt: skip
        run.expect(
            (state["ReserveUntil"] or "")[:19] == (value or ""),
            f"просили резерв до {value}, а в заказе {state['ReserveUntil']}",
        )


@check("PutShipmentRequest: заявка одна на SiteID, отзывается", "PutShipmentRequest",
       writes=True)  # fmt: skip
def shipment_request(run):
    made = _made(run)
    line = made["Line"][0]
    request = {
        "SiteID": f"check-{secrets.token_hex(4)}",
        "OrderGUID": made["GUID"],
        "Date": time.strftime("%Y-%m-%d"),
        "Line": [
            {
                "OrderLineNo": 1,
                "ProductGUID": line["ProductGUID"],
                "CharacteristicGUID": line["CharacteristicGUID"],
                "Quantity": "1",
            }
        ],
    }

    def put(**values):
        return run.call(
            "PutShipmentRequest", Request={**request, **values}, IdempotencyKey=_key()
        )["return"]

    first = put()
    run.expect(put()["GUID"] == first["GUID"], "тот же SiteID: создана вторая заявка")
    state = put(Cancelled=True)["State"]
    run.expect(state in ("Cancelled", "Refused"), f"отозвана, а состояние {state}")


@check("ChangeOrder и CancelOrder: решение и состояние заказа", "CancelOrder",
       writes=True)  # fmt: skip
def cancel(run):
    made, key = _made(run), _key()
    arguments = {"GUID": made["GUID"], "SiteNumber": None, "Reason": "проверка"}
    answer = run.call("CancelOrder", **arguments, IdempotencyKey=key)
    run.expect(
        answer["OrderState"]["GUID"].lower() == made["GUID"].lower(), "другой заказ"
    )
    again = run.call("CancelOrder", **arguments, IdempotencyKey=key)
    run.expect(again["return"] == answer["return"], "повтор решил иначе")
    keys = [item["IdempotencyKey"] for item in answer["OrderState"]["Change"]]
    run.expect(key in keys, "в OrderState.Change нет этого запроса")
    run.refused(
        "BUSINESS/NotFound",
        "CancelOrder",
        GUID=NOBODY,
        SiteNumber=None,
        Reason=None,
        IdempotencyKey=_key(),
    )
