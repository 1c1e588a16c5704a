"""What the operations of B2BPortal carry: writing requests, reading answers.

Requests and stored answers are *plain* structures: dicts, lists, strings, numbers and
booleans named as in the contract, so that a message can be kept as JSON, shown to a
person, corrected and sent again. Money and quantities are strings with their exact
digits, moments are strings in the local time of the 1C base.

The classes below are answers as the rest of the product wants them: Python types,
moments in UTC, no optional lists. Each has one ``read`` from the plain structure.
"""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Europe/Moscow"

# === Plain structures === #


def plain(value):
    """An answer of the client as a plain structure."""
    if isinstance(value, dict):
        return {
            key: plain(item)
            for key, item in value.items()
            if item is not None and key != "_raw_elements"
        }
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value


def dumps(value):
    """A plain structure as readable JSON."""
    return json.dumps(value, ensure_ascii=False, indent=1)


def excerpt(value, limit=120):
    """A plain structure without long texts (files), to be kept and shown."""
    if isinstance(value, dict):
        return {key: excerpt(item, limit) for key, item in value.items()}
    if isinstance(value, list):
        return [excerpt(item, limit) for item in value]
    if isinstance(value, str) and len(value) > limit * 10:
        return f"{value[:limit]}… ({len(value)})"
    return value


def checksum(value):
    """Stable digest of a plain structure: has anything changed since last time?"""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _digits(value, exponent):
    return format(
        Decimal(str(value or 0)).quantize(Decimal(exponent), ROUND_HALF_UP), "f"
    )


def money(value):
    return _digits(value, "0.01")


def total(lines, name):
    """Sum of a column of plain lines."""
    return money(sum((Decimal(line[name]) for line in lines), Decimal(0)))


def quantity(value):
    return _digits(value, "0.001")


def day(value):
    return value.isoformat() if value else None


def moment(value, zone=DEFAULT_ZONE):
    """A naive UTC datetime as 1C's local time without zone."""
    if not value:
        return None
    local = value.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    return local.replace(tzinfo=None, microsecond=0).isoformat()


def read_moment(text, zone=DEFAULT_ZONE):
    """1C's local time as a naive UTC datetime; 1C's empty date is none."""
    if not text or text.startswith("0001-01-01"):
        return None
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        value = value.replace(tzinfo=ZoneInfo(zone))
    return value.astimezone(UTC).replace(tzinfo=None)


def utc(value):
    """A moment with a zone as a naive UTC datetime."""
    return value.astimezone(UTC).replace(tzinfo=None)


def local_day(value, zone=DEFAULT_ZONE):
    """The day that 1C's books hold for a moment in UTC."""
    return value and value.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def read_day(text):
    if not text or text.startswith("0001-01-01"):
        return None
    return date.fromisoformat(text[:10])


def number(text):
    return Decimal(text or 0)


EMPTY_GUID = "00000000-0000-0000-0000-000000000000"


def guid(text):
    """A GUID in lower case; 1C's empty reference is none."""
    text = (text or "").lower()
    return text if text != EMPTY_GUID else ""


# === Answers === #


@dataclass(frozen=True)
class Page:
    """A page of a change feed."""

    items: list
    next_token: str
    more: bool

    @classmethod
    def read(cls, answer):
        lists = [
            value for value in answer["return"].values() if isinstance(value, list)
        ]
        return cls(lists[0] if lists else [], answer["NextToken"], answer["More"])


@dataclass(frozen=True)
class Payment:
    guid: str
    number: str
    date: datetime
    amount: Decimal
    deleted: bool

    @classmethod
    def read(cls, data, zone):
        return cls(
            guid=guid(data["GUID"]),
            number=data["Number"].strip(),
            date=read_moment(data["Date"], zone),
            amount=number(data["Sum"]),
            deleted=data["Deleted"],
        )


@dataclass(frozen=True)
class Line:
    """A line of an order or a shipment."""

    line_no: int
    order_line_no: int
    product: str
    characteristic: str
    article: str
    name: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    reserved: Decimal
    shipped: Decimal
    cancelled: bool
    cancel_reason: str
    unit: str = ""
    vat_rate: str = "none"
    vat_amount: Decimal = Decimal(0)

    @classmethod
    def read(cls, data):
        return cls(
            unit=(data.get("UnitCode") or "").strip(),
            vat_rate=data.get("VATRate") or "none",
            vat_amount=number(data.get("VATSum")),
            line_no=data["LineNo"],
            order_line_no=data.get("OrderLineNo") or 0,
            product=guid(data.get("ProductGUID")),
            characteristic=guid(data.get("CharacteristicGUID")),
            article=data.get("Article") or "",
            name=data.get("Name") or "",
            quantity=number(data["Quantity"]),
            price=number(data["Price"]),
            amount=number(data["Sum"]),
            reserved=number(data.get("Reserved")),
            shipped=number(data.get("Shipped")),
            cancelled=data.get("Cancelled", False),
            cancel_reason=data.get("CancelReason") or "",
        )


@dataclass(frozen=True)
class Tracking:
    carrier: str
    number: str
    url: str

    @classmethod
    def read(cls, data):
        return cls(data["Carrier"], data["Number"], data.get("URL") or "")


@dataclass(frozen=True)
class Shipment:
    guid: str
    number: str
    date: datetime
    posted: bool
    deleted: bool
    state: str
    total: Decimal
    tracking: list = field(default_factory=list)
    lines: list = field(default_factory=list)

    @classmethod
    def read(cls, data, zone):
        return cls(
            guid=guid(data["GUID"]),
            number=data["Number"].strip(),
            date=read_moment(data["Date"], zone),
            posted=data["Posted"],
            deleted=data["Deleted"],
            state=data["State"],
            total=number(data["Total"]),
            tracking=[Tracking.read(item) for item in data.get("Tracking", [])],
            lines=[Line.read(item) for item in data.get("Line", [])],
        )


@dataclass(frozen=True)
class ChangeDecision:
    """What 1С's manager decided about a change that we asked for."""

    key: str
    kind: str
    state: str
    reason: str

    @classmethod
    def read(cls, data):
        return cls(
            data["IdempotencyKey"],
            data["Kind"],
            data["State"],
            data.get("Reason") or "",
        )


@dataclass(frozen=True)
class OrderState:
    """A customer order as it stands in 1C, whatever its origin."""

    guid: str
    number: str
    date: datetime
    site_number: str
    site_version: int
    posted: bool
    deleted: bool
    status: str
    payment_state: str
    shipment_state: str
    organisation: str
    partner: str
    entity: str
    contract: str
    warehouse: str
    total: Decimal
    paid: Decimal
    shipped: Decimal
    lines: list = field(default_factory=list)
    payments: list = field(default_factory=list)
    shipments: list = field(default_factory=list)
    changes: list = field(default_factory=list)
    kind: str = "Sale"
    currency: str = ""
    vat_included: bool = True
    reserve_until: datetime | None = None
    customer_number: str = ""
    comment: str = ""

    @classmethod
    def read(cls, data, zone=DEFAULT_ZONE):
        return cls(
            changes=[ChangeDecision.read(item) for item in data.get("Change", [])],
            kind=data["Kind"],
            currency=data.get("Currency") or "",
            vat_included=data.get("VATIncluded", True),
            reserve_until=read_moment(data.get("ReserveUntil"), zone),
            customer_number=data.get("CustomerNumber") or "",
            comment=data.get("Comment") or "",
            guid=guid(data["GUID"]),
            number=data["Number"].strip(),
            date=read_moment(data["Date"], zone),
            site_number=(data.get("SiteNumber") or "").strip(),
            site_version=data.get("SiteVersion") or 0,
            posted=data["Posted"],
            deleted=data["Deleted"],
            status=data["Status"],
            payment_state=data["PaymentState"],
            shipment_state=data["ShipmentState"],
            organisation=guid(data["OrganisationGUID"]),
            partner=guid(data["PartnerGUID"]),
            entity=guid(data["LegalEntityGUID"]),
            contract=guid(data.get("ContractGUID")),
            warehouse=guid(data.get("WarehouseGUID")),
            total=number(data["Total"]),
            paid=number(data["PaidSum"]),
            shipped=number(data["ShippedSum"]),
            lines=[Line.read(item) for item in data.get("Line", [])],
            payments=[Payment.read(item, zone) for item in data.get("Payment", [])],
            shipments=[Shipment.read(item, zone) for item in data.get("Shipment", [])],
        )

    @property
    def cancelled(self):
        return self.deleted or self.status == "Cancelled"


@dataclass(frozen=True)
class Document:
    """A document of 1C's books that the contractor may see."""

    guid: str
    kind: str
    number: str
    date: datetime
    posted: bool
    deleted: bool
    annulled: bool
    version: str
    organisation: str
    entity: str
    contract: str
    orders: list
    site_numbers: list
    shipment: str
    replaces: str
    currency: str
    total: Decimal
    vat: Decimal
    paid: Decimal
    pay_until: date | None
    purpose: str
    bank: dict | None
    edi_state: str
    edi_date: datetime | None
    edi_message: str
    has_form: bool
    lines: list

    @classmethod
    def read(cls, data, zone=DEFAULT_ZONE):
        edi = data.get("EDI") or {}
        return cls(
            guid=guid(data["GUID"]),
            kind=data["Kind"],
            number=(data.get("PrintedNumber") or data["Number"]).strip(),
            date=read_moment(data["Date"], zone),
            posted=data["Posted"],
            deleted=data["Deleted"],
            annulled=data["Annulled"],
            version=data.get("Version") or "",
            organisation=guid(data["OrganisationGUID"]),
            entity=guid(data["LegalEntityGUID"]),
            contract=guid(data.get("ContractGUID")),
            orders=[guid(item) for item in data.get("OrderGUID", [])],
            site_numbers=[item.strip() for item in data.get("SiteNumber", [])],
            shipment=guid(data.get("ShipmentGUID")),
            replaces=guid(data.get("ReplacesGUID")),
            currency=data.get("Currency") or "",
            total=number(data["Total"]),
            vat=number(data["VATTotal"]),
            paid=number(data.get("PaidSum")),
            pay_until=read_day(data.get("PayUntil")),
            purpose=data.get("PaymentPurpose") or "",
            bank=_bank(data.get("BankAccount")),
            edi_state=edi.get("State") or "None",
            edi_date=read_moment(edi.get("StateDate"), zone),
            edi_message=edi.get("Message") or "",
            has_form=data["HasPrintedForm"],
            lines=[_printed_line(line) for line in data.get("Line", [])],
        )


def _bank(data):
    """A ``BankAccount`` as a printed form needs it."""
    return data and {
        "number": data["Number"],
        "bic": data["BIC"],
        "bank": data.get("Bank") or "",
        "corr": data.get("CorrespondentAccount") or "",
    }


def _printed_line(data):
    """A ``DocumentLine`` as a printed form needs it."""
    return {
        "name": data["Name"],
        "article": data.get("Article") or "",
        "unit": data.get("UnitCode") or "",
        "quantity": data["Quantity"],
        "price": data["Price"],
        "vat": data["VATRate"],
        "vat_sum": data["VATSum"],
        "sum": data["Sum"],
    }


@dataclass(frozen=True)
class File:
    name: str
    mimetype: str
    content: bytes

    @classmethod
    def read(cls, data):
        return cls(data["Name"], data["MimeType"], base64.b64decode(data["Content"]))


@dataclass(frozen=True)
class Invoice:
    """The answer to a request for an invoice: ready, pending or refused."""

    state: str
    request: str
    reason: str
    document: Document | None
    form: File | None
    order: OrderState | None

    @classmethod
    def read(cls, answer, zone=DEFAULT_ZONE):
        document = answer.get("Document")
        form = answer.get("PrintedForm")
        order = answer.get("OrderState")
        return cls(
            state=answer["return"],
            request=answer.get("RequestID") or "",
            reason=answer.get("Reason") or "",
            document=Document.read(document, zone) if document else None,
            form=File.read(form) if form else None,
            order=OrderState.read(order, zone) if order else None,
        )


@dataclass(frozen=True)
class ClaimState:
    guid: str
    site_id: str
    number: str
    state: str
    deleted: bool
    decision: str
    decided_at: datetime | None
    amount: Decimal
    lines: list
    messages: list

    @classmethod
    def read(cls, data, zone=DEFAULT_ZONE):
        return cls(
            guid=guid(data["GUID"]),
            site_id=data.get("SiteID") or "",
            number=data["Number"].strip(),
            state=data["State"],
            deleted=data["Deleted"],
            decision=data.get("Decision") or "",
            decided_at=read_moment(data.get("DecidedAt"), zone),
            amount=number(data.get("DecisionSum")),
            lines=data.get("Line", []),
            messages=data.get("Message", []),
        )


# === Settlements === #


@dataclass(frozen=True)
class Balance:
    """What a legal entity owes an organisation, as of a moment (UTC)."""

    organisation: str
    entity: str
    contract: str
    currency: str
    debt: float
    advance: float
    overdue: float
    overdue_since: date | None
    as_of: datetime

    @classmethod
    def read(cls, data, zone=DEFAULT_ZONE, as_of=None):
        return cls(
            organisation=guid(data["OrganisationGUID"]),
            entity=guid(data["LegalEntityGUID"]),
            contract=guid(data.get("ContractGUID")),
            currency=data["Currency"],
            debt=float(number(data["Debt"])),
            advance=float(number(data["Advance"])),
            overdue=float(number(data["Overdue"])),
            overdue_since=read_day(data.get("OverdueSince")),
            as_of=as_of or read_moment(data["AsOf"], zone),
        )


@dataclass(frozen=True)
class Entry:
    date: datetime
    kind: str
    number: str
    text: str
    document: str
    order: str
    debit: Decimal
    credit: Decimal

    @classmethod
    def read(cls, data, zone):
        return cls(
            date=read_moment(data["Date"], zone),
            kind=data["Kind"],
            number=data["Number"].strip(),
            text=data["Text"] or data["Number"],
            document=guid(data.get("DocumentGUID")),
            order=guid(data.get("OrderGUID")),
            debit=number(data["Debit"]),
            credit=number(data["Credit"]),
        )


@dataclass(frozen=True)
class Plan:
    date: date
    amount: Decimal
    overdue: bool
    document: str
    order: str
    text: str

    @classmethod
    def read(cls, data):
        return cls(
            date=read_day(data["Date"]),
            amount=number(data["Sum"]),
            overdue=data["Overdue"],
            document=guid(data.get("DocumentGUID")),
            order=guid(data.get("OrderGUID")),
            text=data.get("Text") or "",
        )


@dataclass(frozen=True)
class Account:
    balance: Balance
    opening: float
    entries: list
    plans: list


@dataclass(frozen=True)
class Settlements:
    as_of: datetime
    date_from: date
    accounts: list

    @classmethod
    def read(cls, data, zone=DEFAULT_ZONE):
        as_of = read_moment(data["AsOf"], zone)
        return cls(
            as_of=as_of,
            date_from=read_day(data["DateFrom"]),
            accounts=[
                Account(
                    balance=Balance.read(item, zone, as_of),
                    opening=float(number(item["Opening"])),
                    entries=[Entry.read(row, zone) for row in item.get("Entry", [])],
                    plans=[Plan.read(row) for row in item.get("PlannedPayment", [])],
                )
                for item in data.get("Account", [])
            ],
        )
