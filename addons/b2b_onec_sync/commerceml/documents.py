"""What an order file from 1С holds, as plain typed records.

The conventions of `entities` hold here too.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from .entities import Characteristic, Unit
from .values import parse_bool, parse_datetime, requisite_key


@dataclass(slots=True)
class BankAccount:
    number: str
    bank_name: str = ""
    bic: str = ""
    correspondent: str = ""


@dataclass(slots=True)
class Contact:
    """`type` as in the schema: «Почта», «Телефон рабочий»…"""

    type: str
    value: str


@dataclass(slots=True)
class Counterparty:
    """Контрагент of a document, or of a 3.1 `contragents` file."""

    id: str = ""
    name: str = ""
    official_name: str = ""
    full_name: str = ""
    role: str = ""
    inn: str = ""
    kpp: str = ""
    okpo: str = ""
    legal_address: str = ""
    address: str = ""
    contacts: list[Contact] = field(default_factory=list)
    accounts: list[BankAccount] = field(default_factory=list)
    representatives: list["Counterparty"] = field(default_factory=list)
    relation: str = ""
    comment: str = ""
    version: str = ""
    deleted: bool = False
    line: int = 0

    @property
    def is_company(self):
        """A legal entity, as УТ decides it: the official name is present."""
        return bool(self.official_name) or len(self.inn) == 10


@dataclass(slots=True)
class Tax:
    """A tax of a line or of a document. `rate` as `Product.vat`."""

    name: str = ""
    rate: str | None = None
    amount: Decimal | None = None
    included: bool | None = None


@dataclass(slots=True)
class Discount:
    """A discount (Скидка) or an extra cost (ДопРасход)."""

    name: str = ""
    amount: Decimal | None = None
    percent: Decimal | None = None
    included: bool | None = None


@dataclass(slots=True)
class DocumentLine:
    """A line. УТ sends quantities and prices in packs: see `unit` and `factor`.

    `unit` is the base unit of the good, `unit_text` what the line counts in
    (a code or a name, '' when not said).
    """

    product_id: str = ""
    char_id: str = ""
    article: str = ""
    barcode: str = ""
    name: str = ""
    unit: Unit | None = None
    unit_text: str = ""
    factor: Decimal | None = None
    qty: Decimal | None = None
    reserved: Decimal | None = None
    price: Decimal | None = None
    amount: Decimal | None = None
    vat: str | None = None
    vat_amount: Decimal | None = None
    vat_included: bool | None = None
    taxes: list[Tax] = field(default_factory=list)
    discounts: list[Discount] = field(default_factory=list)
    extras: list[Discount] = field(default_factory=list)
    characteristics: list[Characteristic] = field(default_factory=list)
    requisites: dict[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(slots=True)
class OrderDocument:
    """An order or a document below it (`subordinate`, УНФ 2.10 and Bitrix).

    `number`, `date` and `time` are the site's in an order that 1С sends back;
    1С's own stand in `number_1c` and `date_1c`, whether they came as elements
    (3.1) or as requisites (2.x). `id` is often absent: key by `number` then.
    `requisites` are keyed by `values.requisite_key`; a requisite that is absent
    means "no change", never False.
    """

    id: str = ""
    number: str = ""
    date: dt.date | None = None
    time: dt.time | None = None
    number_1c: str = ""
    date_1c: dt.datetime | None = None
    version: str = ""
    deleted: bool | None = None
    operation: str = ""
    role: str = ""
    currency: str = ""
    rate: Decimal | None = None
    amount: Decimal | None = None
    payment_due: dt.date | None = None
    basis: str = ""
    comment: str = ""
    counterparties: list[Counterparty] = field(default_factory=list)
    lines: list[DocumentLine] = field(default_factory=list)
    taxes: list[Tax] = field(default_factory=list)
    discounts: list[Discount] = field(default_factory=list)
    extras: list[Discount] = field(default_factory=list)
    requisites: dict[str, str] = field(default_factory=dict)
    subordinate: list["OrderDocument"] = field(default_factory=list)
    line: int = 0

    # === requisites in words === #

    def text(self, name):
        """Value of the requisite `name`, however it was spelled; '' if absent."""
        return self.requisites.get(requisite_key(name), "")

    def flag(self, name):
        """True, False, or None when the requisite is absent or not a flag."""
        return parse_bool(self.text(name))

    def moment(self, name):
        """Date and time in a requisite; None for an absent one and for «T»."""
        return parse_datetime(self.text(name))
