"""Version, organisations, contracts, individual prices, expected arrivals."""

from __future__ import annotations

from ...books import Books, now
from .registry import OPERATIONS, feed, operation

KINDS = {"ЮрЛицо": "Company", "ИП": "Entrepreneur"}
STAGES = {"Аванс": "Advance", "Предоплата": "Prepayment", "Кредит": "Credit"}
SETTLEMENTS = {
    "ПоЗаказам": "ByOrder",
    "ПоНакладным": "ByInvoice",
    "ПоДоговорам": "ByContract",
}


@operation
def version(books: Books, _values: dict) -> dict:
    without = books.setting("without").split(",")
    names = sorted(name for name in OPERATIONS if name not in without)
    return {
        "return": "1.0",
        "ConfigurationName": "УправлениеТорговлей",
        "ConfigurationVersion": "11.5.18.41",
        "BaseID": books.setting("base_id"),
        "BaseTime": now(),
        "Capabilities": {"Operation": names},
    }


def bank_account(account: dict | None) -> list[dict]:
    if not account:
        return []
    return [
        {
            "Number": account["number"],
            "BIC": account["bic"],
            "Bank": account["bank"],
            "CorrespondentAccount": account["correspondent"],
            "Main": True,
        }
    ]


def address(text: str | None) -> list[dict]:
    return [{"Kind": "Юридический", "Text": text}] if text else []


@operation
def get_organisations(books: Books, _values: dict) -> dict:
    rows = books.references("organisation")
    return {"return": {"Organisation": [organisation(row) for row in rows]}}


def organisation(data: dict) -> dict:
    return {
        "GUID": data["guid"],
        "Name": data["name"],
        "FullName": data["full_name"],
        "Kind": "Company" if data["kpp"] else "Entrepreneur",
        "INN": data["inn"],
        "KPP": data["kpp"],
        "OGRN": data["ogrn"],
        "VATPayer": data["vat_payer"],
        "Address": address(data["address"]),
        "Phone": data["phone"],
        "Director": data["director"],
        "Accountant": data["accountant"] or None,
        "BankAccount": bank_account(data["account"]),
        "Deleted": False,
    }


def contract(books: Books, guid: str) -> dict:
    row, data = books.get("contract", guid), books.data("contract", guid)
    kinds = {kind["guid"]: kind for kind in books.references("price_type")}
    price_type = kinds.get(data["price_type"])
    return {
        "GUID": guid,
        "Number": data["number"],
        "Date": data["date"],
        "Name": data["name"],
        "Kind": "Consignment" if data["consignment"] else "Sale",
        "State": "Closed" if row["deleted"] else "Active",
        "OrganisationGUID": row["organisation"],
        "PartnerGUID": books.get("entity", row["entity"])["partner"],
        "LegalEntityGUID": row["entity"],
        "PriceTypeGUID": data["price_type"],
        "Currency": data["currency"],
        "VATIncluded": price_type["vat_included"] if price_type else None,
        "ValidFrom": data["date"],
        "ValidTo": data["valid_to"],
        "SettlementOrder": SETTLEMENTS[data["settlement_order"]],
        "CreditLimit": f"{data['credit_limit']}",
        "OverdueDaysAllowed": data["overdue_days"],
        "PaymentStage": [
            {
                "Kind": STAGES[stage["kind"]],
                "Percent": stage["percent"],
                "Days": stage["days"],
                "BankingDays": stage["banking_days"],
            }
            for stage in data["stages"]
        ],
        "Deleted": bool(row["deleted"]),
    }


feed("GetContractChanges", "contract", "Contract", contract)


def individual_price(books: Books, guid: str) -> dict:
    row = books.get("individual_price", guid)
    return {
        "PartnerGUID": row["partner"],
        "ProductGUID": row["good"],
        "CharacteristicGUID": row["characteristic"] or None,
        "Article": books.get("good", row["good"])["article"],
        "Price": row["price"],
        "Currency": "RUB",
        "VATIncluded": True,
        "Deleted": bool(row["deleted"]),
    }


feed("GetPriceChanges", "price", "Price", individual_price)


@operation
def get_expected_arrivals(books: Books, values: dict) -> dict:
    # WarehouseGUID is nil when all warehouses are asked for.
    rows = books.all(
        "SELECT * FROM arrival WHERE ?1 IS NULL OR warehouse = ?1 "
        "ORDER BY date, good, characteristic",
        values["WarehouseGUID"],
    )
    return {
        "return": {
            "Arrival": [
                {
                    "ProductGUID": row["good"],
                    "CharacteristicGUID": row["characteristic"] or None,
                    "WarehouseGUID": row["warehouse"],
                    "Date": row["date"],
                    "Quantity": row["quantity"],
                    "Confirmed": bool(row["confirmed"]),
                }
                for row in rows
            ]
        },
        "AsOf": now(),
    }
