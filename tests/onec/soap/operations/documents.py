"""Invoices in seconds, documents changed since, printed forms, uploads, originals."""

from __future__ import annotations

import json

from ... import documents, orders, printing
from ...books import Books, Refused
from . import requests
from .base import bank_account
from .orders import existing, order_state, put
from .registry import feed, operation


def document(books: Books, guid: str) -> dict:
    row = books.get("document", guid)
    order = row["order_guid"] and orders.read(books, row["order_guid"])
    invoice = row["kind"] == "Invoice"
    seller = books.data("reference", row["organisation"])
    account = next(iter(bank_account(seller["account"])), None)
    site_number = order and order.row["site_number"]
    return {
        "GUID": guid,
        "Kind": row["kind"],
        "Number": row["number"],
        "PrintedNumber": row["number"].partition("-")[2].lstrip("0"),
        "Date": row["date"],
        "Posted": not row["deleted"],
        "Deleted": bool(row["deleted"]),
        "Annulled": bool(row["annulled"]),
        "Version": str(row["version"]),
        "OrganisationGUID": row["organisation"],
        "PartnerGUID": books.get("entity", row["entity"])["partner"],
        "LegalEntityGUID": row["entity"],
        "ContractGUID": row["contract"],
        "OrderGUID": [order.guid] if order else [],
        "SiteNumber": [site_number] if site_number else [],
        "ShipmentGUID": row["shipment"],
        "BasisGUID": row["basis"],
        "ReplacesGUID": row["replaces"],
        "Currency": order.row["currency"] if order else "RUB",
        "VATIncluded": bool(order.row["vat_included"]) if order else True,
        "Total": row["total"],
        "VATTotal": row["vat_total"],
        "PaidSum": min(order.paid, row["total"]) if invoice else None,
        "PayUntil": row["pay_until"],
        "PaymentPurpose": f"Оплата по счёту {row['number']}" if invoice else None,
        "BankAccount": account if invoice else None,
        "EDI": {"State": row["edi_state"], "StateDate": row["edi_date"]},
        "HasPrintedForm": True,
        "Line": [_line(line) for line in json.loads(row["lines"])],
    }


def _line(line: dict) -> dict:
    return {
        "LineNo": line["line_no"],
        "ProductGUID": line["product"],
        "CharacteristicGUID": line["characteristic"] or None,
        "Article": line["article"] or None,
        "Name": line["name"],
        "UnitCode": line["unit_code"] or None,
        "Quantity": line["quantity"],
        "Price": line["price"],
        "VATRate": line["vat_rate"],
        "VATSum": line["vat_sum"],
        "Sum": line["sum"],
    }


feed("GetDocumentChanges", "document", "Document", document)


# === invoices === #


@operation
def request_invoice(books: Books, values: dict) -> dict:
    """Upsert the order where it comes along, then make or queue the invoice."""
    if values["Order"]:
        guid, _created = put(books, values["Order"])
    else:
        guid = existing(books, {"GUID": None, "SiteNumber": values["SiteNumber"]})
    replaces = values["ReplacesGUID"] and values["ReplacesGUID"].lower()
    request = documents.request_invoice(books, guid, values["Sum"], replaces)
    return {"RequestID": request} | _invoice(books, request, values["WithPrintedForm"])


@operation
def get_invoice(books: Books, values: dict) -> dict:
    return _invoice(books, values["RequestID"], values["WithPrintedForm"])


def _invoice(books: Books, request: str, with_form: bool) -> dict:
    order, guid = documents.requested_invoice(books, request)
    if guid is None:
        return {"return": "Pending", "OrderState": order_state(books, order)}
    return {
        "return": "Ready",
        "Document": document(books, guid),
        "PrintedForm": _form(books, guid) if with_form else None,
        "OrderState": order_state(books, order),
    }


def _form(books: Books, guid: str) -> dict:
    content, name = printing.printed(books, guid)
    return {"Name": name, "MimeType": "application/pdf", "Content": content}


@operation
def annul_invoice(books: Books, values: dict) -> dict:
    guid = values["GUID"].lower()
    documents.annul(books, guid)
    return {"return": document(books, guid)}


@operation
def get_printed_form(books: Books, values: dict) -> dict:
    guid = values["DocumentGUID"].lower()
    row = books.one("SELECT * FROM request WHERE guid = ?", guid)
    if row and row["kind"] == "reconciliation":
        raise Refused("NoPrintedForm", "Печатная форма акта сверки не настроена")
    form = _form(books, guid)
    return {
        "return": form["Content"],
        "FileName": form["Name"],
        "MimeType": form["MimeType"],
        "Version": str(books.get("document", guid)["version"]),
    }


# === what the contractor sends === #


@operation
def put_contractor_document(books: Books, values: dict) -> dict:
    guid = requests.put(books, "contractor_document", values["Document"])
    return {"return": contractor_document(books, guid)}


def contractor_document(books: Books, guid: str) -> dict:
    row = books.get("request", guid)
    return {
        "GUID": guid,
        "SiteID": row["site_id"],
        "State": row["state"],
        "Reason": json.loads(row["answer"]).get("reason"),
        "StateDate": requests.state_date(row),
    }


feed(
    "GetContractorDocumentChanges", "contractor_document", "Document",
    contractor_document,
)  # fmt: skip


@operation
def put_originals_request(books: Books, values: dict) -> dict:
    data = values["Request"]
    for guid in data["DocumentGUID"]:
        books.get("document", guid.lower())
    made = requests.put(books, "originals", data, state="Received")
    return {"return": originals(books, made)}


def originals(books: Books, guid: str) -> dict:
    row = books.get("request", guid)
    answer = json.loads(row["answer"])
    return {
        "GUID": guid,
        "SiteID": row["site_id"],
        "State": row["state"],
        "Reason": answer.get("reason"),
        "StateDate": requests.state_date(row),
        "Tracking": [
            {"Carrier": "Почта России", "Number": number}
            for number in answer.get("tracking", [])
        ],
    }


feed("GetOriginalsChanges", "originals", "Request", originals)
