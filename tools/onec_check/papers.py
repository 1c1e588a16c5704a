"""Checks of settlements, documents, claims and goods on commission."""

import base64
import secrets
import time
import uuid
from datetime import date, timedelta
from decimal import Decimal

from .reading import NOBODY
from .suite import Skip, check

PDF = base64.b64encode(b"%PDF-1.4 check").decode()


def _key():
    return str(uuid.uuid4())


def _site_id():
    return f"check-{secrets.token_hex(4)}"


def _now():
    return time.strftime("%Y-%m-%dT%H:%M:%S")


def _told(run, name):
    """What a feed told when it was read."""
    return run.made.get("seen", {}).get(name, [])


# === settlements === #


@check("GetSettlements: сальдо, обороты и строки сходятся", "GetSettlements")
def settlements(run):
    balances = _told(run, "GetBalanceChanges")
    contracts = _told(run, "GetContractChanges")
    entities = dict.fromkeys(row["LegalEntityGUID"] for row in [*balances, *contracts])
    if not entities:
        raise Skip("нет ни одного контрагента с расчётами или договором")
    first, last = date.today() - timedelta(730), date.today() + timedelta(366)
    for entity in list(entities)[:3]:
        told = run.call(
            "GetSettlements", LegalEntityGUID=entity, OrganisationGUID=None,
            ContractGUID=None, DateFrom=first.isoformat(), DateTo=last.isoformat(),
        )["return"]  # fmt: skip
        for account in told["Account"]:
            _account(run, account, first, last)
            for row in balances:
                if _parties(row) == _parties(account):
                    run.expect(
                        _sums(row) == _sums(account),
                        f"долг и аванс в GetBalanceChanges {_sums(row)}, в "
                        f"GetSettlements {_sums(account)}",
                    )


def _parties(row):
    return tuple(
        (row[name] or "").lower()
        for name in ("LegalEntityGUID", "OrganisationGUID", "ContractGUID")
    ) + (row["Currency"],)


def _sums(row):
    return Decimal(row["Debt"]), Decimal(row["Advance"])


def _account(run, account, first, last):
    number = {
        name: Decimal(account[name])
        for name in ("Opening", "Debit", "Credit", "Closing", "Debt", "Advance")
    }
    run.expect(
        number["Opening"] + number["Debit"] - number["Credit"] == number["Closing"],
        f"начальное {number['Opening']} + дебет {number['Debit']} - кредит "
        f"{number['Credit']} не равно конечному {number['Closing']}",
    )
    run.expect(
        number["Debt"] - number["Advance"] == number["Closing"],
        f"долг {number['Debt']} - аванс {number['Advance']} не равен конечному "
        f"сальдо {number['Closing']}: период до {last} накрывает всё",
    )
    for name in ("Debit", "Credit"):
        rows = sum((Decimal(entry[name]) for entry in account["Entry"]), Decimal(0))
        run.expect(
            rows == number[name], f"{name}: по строкам {rows}, всего {number[name]}"
        )
    for entry in account["Entry"]:
        run.expect(
            first.isoformat() <= entry["Date"][:10] <= last.isoformat(),
            f"строка от {entry['Date']} вне периода",
        )
    run.expect(Decimal(account["Overdue"]) <= number["Debt"], "просрочено больше долга")


@check("RequestReconciliation и AnswerReconciliation: акт, версия, ответ",
       "RequestReconciliation", "AnswerReconciliation", writes=True)  # fmt: skip
def reconciliation(run):
    accounts = _told(run, "GetBalanceChanges")
    if not accounts:
        raise Skip("нет расчётов, по которым можно составить акт")
    account, site_id = accounts[0], _site_id()
    request = {
        "SiteID": site_id,
        "OrganisationGUID": account["OrganisationGUID"],
        "LegalEntityGUID": account["LegalEntityGUID"],
        "ContractGUID": account["ContractGUID"],
        "Currency": account["Currency"],
        "DateFrom": (date.today() - timedelta(365)).isoformat(),
        "DateTo": date.today().isoformat(),
    }

    def ask():
        return run.call(
            "RequestReconciliation", Request=request, IdempotencyKey=_key()
        )["return"]

    act = ask()
    run.expect(ask()["GUID"] == act["GUID"], "тот же SiteID: составлен второй акт")
    if run.supports("GetReconciliation"):
        end = time.monotonic() + 60
        while act["State"] == "Created" and time.monotonic() < end:
            time.sleep(1)
            act = run.call("GetReconciliation", GUID=act["GUID"])["return"]
    if not run.expect(act["State"] == "InReview", f"акт в состоянии {act['State']}"):
        return
    opening, debit, credit, closing = (
        Decimal(act[name]) for name in ("Opening", "Debit", "Credit", "Closing")
    )
    run.expect(opening + debit - credit == closing, "сальдо и обороты акта не сходятся")
    rows = [
        sum((Decimal(row[name]) for row in act["Row"]), Decimal(0))
        for name in ("Debit", "Credit")
    ]
    run.expect(rows == [debit, credit], "строки акта не дают его оборотов")
    answer = {"Agreed": True, "PersonName": "Проверка", "AnsweredAt": _now()}
    run.refused(
        "BUSINESS/OldVersion",
        "AnswerReconciliation",
        GUID=act["GUID"],
        Answer={**answer, "Version": f"{act['Version']}-old"},
        IdempotencyKey=_key(),
    )
    said = run.call(
        "AnswerReconciliation", GUID=act["GUID"],
        Answer={**answer, "Version": act["Version"]}, IdempotencyKey=_key(),
    )["return"]  # fmt: skip
    run.expect(said["State"] == "Agreed", f"согласовано, а состояние {said['State']}")


# === documents === #


def _once(run, operation, parameter, data):
    """Put a request: a repeat with the key, then one with another key, make no second;
    the same key with another request is refused."""
    key = _key()
    first = run.call(operation, **{parameter: data}, IdempotencyKey=key)["return"]
    again = run.call(operation, **{parameter: data}, IdempotencyKey=key)["return"]
    run.expect(again == first, "повтор с тем же ключом дал другой ответ")
    other = run.call(operation, **{parameter: data}, IdempotencyKey=_key())["return"]
    run.expect(other["GUID"] == first["GUID"], "тот же SiteID: создан второй документ")
    run.refused(
        "BUSINESS/KeyReused",
        operation,
        **{parameter: {**data, "SiteID": _site_id()}},
        IdempotencyKey=key,
    )
    return first


def _is_told(run, operation, guid):
    """The new object is in its feed."""
    if not run.supports(operation):
        return
    token, more, guids = None, True, set()
    while more:
        answer = run.call(operation, Token=token, Limit=200)
        items = next(iter(answer["return"].values()))
        guids |= {item["GUID"].lower() for item in items}
        token, more = answer["NextToken"], answer["More"]
    run.expect(guid.lower() in guids, f"нового нет в {operation}")


@check("PutContractorDocument: файл принят один раз", "PutContractorDocument",
       writes=True)  # fmt: skip
def contractor_document(run):
    entity = run.made.get("entity")
    if not entity:
        raise Skip("нет контрагента: PutPartner не прошёл")
    state = _once(
        run,
        "PutContractorDocument",
        "Document",
        {
            "SiteID": _site_id(),
            "Kind": "PaymentOrder",
            "LegalEntityGUID": entity["GUID"],
            "Number": "1",
            "Date": date.today().isoformat(),
            "Sum": "10.50",
            "File": [{"Name": "a.pdf", "MimeType": "application/pdf", "Content": PDF}],
        },
    )
    _is_told(run, "GetContractorDocumentChanges", state["GUID"])


@check("PutOriginalsRequest: заявка на оригиналы принята один раз",
       "PutOriginalsRequest", writes=True)  # fmt: skip
def originals(run):
    documents = [
        item for item in _told(run, "GetDocumentChanges")
        if item["Posted"] and not item["Deleted"]
    ]  # fmt: skip
    if not documents:
        raise Skip("нет документов, оригиналы которых можно запросить")
    state = _once(
        run,
        "PutOriginalsRequest",
        "Request",
        {
            "SiteID": _site_id(),
            "LegalEntityGUID": documents[0]["LegalEntityGUID"],
            "Channel": "Paper",
            "Address": "101000, Москва, Мясницкая, 1",
            "DocumentGUID": [documents[0]["GUID"]],
        },
    )
    _is_told(run, "GetOriginalsChanges", state["GUID"])


# === claims === #


@check("PutClaim и PutClaimMessage: по отгруженному, не больше отгруженного",
       "PutClaim", writes=True)  # fmt: skip
def claim(run):
    order, shipment = next(
        (
            (order, shipment)
            for order in _told(run, "GetOrderChanges")
            for shipment in order["Shipment"]
            if shipment["Posted"] and not shipment["Deleted"] and shipment["Line"]
        ),
        (None, None),
    )
    if not order:
        raise Skip("нет отгрузок, по которым можно заявить претензию")
    line = shipment["Line"][0]
    data = {
        "SiteID": _site_id(),
        "SiteNumber": "CK-1",
        "SiteDate": _now(),
        "LegalEntityGUID": order["LegalEntityGUID"],
        "OrderGUID": order["GUID"],
        "Text": "Проверка портала",
        "Line": [
            {
                "LineNo": 1,
                "ShipmentGUID": shipment["GUID"],
                "ShipmentLineNo": line["LineNo"],
                "ProductGUID": line["ProductGUID"],
                "CharacteristicGUID": line["CharacteristicGUID"],
                "Quantity": "1",
                "Kind": "Defect",
                "Wish": "Refund",
            }
        ],
    }
    state = _once(run, "PutClaim", "Claim", data)
    _is_told(run, "GetClaimChanges", state["GUID"])
    much = {**data["Line"][0], "Quantity": "1000000"}
    run.refused(
        "BUSINESS/TooMuch",
        "PutClaim",
        Claim={**data, "SiteID": _site_id(), "Line": [much]},
        IdempotencyKey=_key(),
    )
    if not run.supports("PutClaimMessage"):
        return
    message = {
        "ID": _site_id(),
        "At": _now(),
        "Author": "Проверка",
        "FromContractor": True,
        "Text": "Есть ли решение?",
    }
    for _repeat in range(2):
        answer = run.call(
            "PutClaimMessage", GUID=state["GUID"], Message=message,
            IdempotencyKey=_key(),
        )["return"]  # fmt: skip
    ids = [item["ID"] for item in answer["Message"]]
    run.expect(
        ids.count(message["ID"]) == 1,
        f"сообщение записано {ids.count(message['ID'])} раз",
    )


# === goods on commission === #


def _consigned(run):
    """``(contract, account)`` of contracts of commission that hold something."""
    for contract in _told(run, "GetContractChanges"):
        if contract["Kind"] != "Consignment" or contract["Deleted"]:
            continue
        answer = run.call(
            "GetConsignmentBalance",
            LegalEntityGUID=contract["LegalEntityGUID"],
            ContractGUID=contract["GUID"],
        )
        for account in answer["return"]["Account"]:
            yield contract, account


@check("GetConsignmentBalance: остаток = передано - продано - возвращено",
       "GetConsignmentBalance", "GetContractChanges")  # fmt: skip
def consignment(run):
    found = list(_consigned(run))
    if not found:
        raise Skip("нет договоров комиссии")
    for contract, account in found:
        run.expect(
            account["ContractGUID"].lower() == contract["GUID"].lower(),
            "спросили один договор, ответили про другой",
        )
        for row in account["Row"]:
            received, sold, returned, balance = (
                Decimal(row[name])
                for name in ("Received", "Sold", "Returned", "Balance")
            )
            run.expect(
                received - sold - returned == balance,
                f"{row['Name']}: {received} - {sold} - {returned} не равно {balance}",
            )


@check("PutConsignmentReport: не больше остатка, остаток уменьшается",
       "PutConsignmentReport", "GetConsignmentBalance", writes=True)  # fmt: skip
def consignment_report(run):
    contract, account, row = next(
        (
            (contract, account, row)
            for contract, account in _consigned(run)
            for row in account["Row"]
            if Decimal(row["Balance"]) >= 1
        ),
        (None, None, None),
    )
    if not row:
        raise Skip("нет товаров на комиссии")
    line = {
        "LineNo": 1,
        "ProductGUID": row["ProductGUID"],
        "CharacteristicGUID": row["CharacteristicGUID"],
        "Quantity": "1",
        "SalePrice": "10.00",
        "SaleSum": "10.00",
    }
    report = {
        "SiteID": _site_id(),
        "SiteDate": _now(),
        "OrganisationGUID": account["OrganisationGUID"],
        "LegalEntityGUID": account["LegalEntityGUID"],
        "ContractGUID": contract["GUID"],
        "DateFrom": (date.today() - timedelta(30)).isoformat(),
        "DateTo": date.today().isoformat(),
        "Line": [line],
    }
    much = {**line, "Quantity": str(Decimal(row["Balance"]) + 1)}
    run.refused(
        "BUSINESS/TooMuch",
        "PutConsignmentReport",
        Report={**report, "Line": [much]},
        IdempotencyKey=_key(),
    )
    state = _once(run, "PutConsignmentReport", "Report", report)
    _is_told(run, "GetConsignmentReportChanges", state["GUID"])
    left = next(
        Decimal(other["Balance"])
        for _contract, told in _consigned(run)
        for other in told["Row"]
        if told["ContractGUID"].lower() == contract["GUID"].lower()
        and (other["ProductGUID"], other["CharacteristicGUID"])
        == (row["ProductGUID"], row["CharacteristicGUID"])
    )
    run.expect(
        left == Decimal(row["Balance"]) - 1,
        f"отчёт принят, а остаток {left}, было {row['Balance']}",
    )


@check("GetReconciliation: незнакомый акт – NotFound", "GetReconciliation")
def unknown_act(run):
    run.refused("BUSINESS/NotFound", "GetReconciliation", GUID=NOBODY)
