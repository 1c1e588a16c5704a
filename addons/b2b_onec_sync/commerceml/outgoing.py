"""An order on its way to 1С, as plain typed records: the input of `writer`.

The caller fills these from its own order; `amounts.fold` makes the lines when
rewards or delivery have to be folded into goods, `checks.check_order` says what
1С would refuse, `writer.write_orders` turns the rest into bytes.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from .documents import BankAccount, Contact
from .entities import Unit

ORDER_OPERATION = "Заказ товара"


@dataclass(slots=True)
class PartyOut:
    """The legal entity that buys. An ИП has `is_company` False and no КПП.

    `name` is what 1С shows, `official_name` the full legal form of a company;
    its presence in the file is what makes a legal entity of it.
    """

    name: str
    inn: str = ""
    kpp: str = ""
    is_company: bool = True
    official_name: str = ""
    id: str = ""
    okpo: str = ""
    legal_address: str = ""
    accounts: list[BankAccount] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    # (id or '', name) of the people who may be called
    people: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class LineOut:
    """A line with its net price: no discounts travel apart.

    `price` has two digits and `price × qty` rounds to `amount`. `vat` is a rate
    as `Product.vat`; `none` and None both write no VAT. `vat_amount` is counted
    from `amount` when it is None. `factor` is base units per `unit`.
    """

    product_id: str
    name: str
    article: str
    unit: Unit
    qty: Decimal
    price: Decimal
    amount: Decimal
    char_id: str = ""
    vat: str | None = None
    vat_amount: Decimal | None = None
    factor: Decimal = Decimal(1)
    is_service: bool = False


@dataclass(slots=True)
class OrderOut:
    """One order for one node of 1С.

    `moment` is naive, in the zone of the base. `notes` are (label, text) pairs
    of the comment block; `comment` is the buyer's own text, written after them, and
    after it `line_notes`, pairs again, as many as there is room for.
    `ship_whole_on` is sent as «Дата отгрузки», which makes УТ ship the order in
    one piece: leave it None otherwise. `seller_has_vat` False leaves out every
    VAT element. `requisites` are further (name, value) pairs for УНФ.
    """

    id: str
    number: str
    moment: datetime
    party: PartyOut
    lines: list[LineOut]
    amount: Decimal
    currency: str = "RUB"
    rate: Decimal = Decimal(1)
    seller_has_vat: bool = True
    status: str = ""
    paid: bool | None = None
    payment_method: str = ""
    cancelled: bool = False
    ship_whole_on: date | None = None
    notes: list[tuple[str, str]] = field(default_factory=list)
    comment: str = ""
    line_notes: list[tuple[str, str]] = field(default_factory=list)
    requisites: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class InfoItem:
    """A status, a way of payment or of delivery that `mode=info` names."""

    id: str
    name: str
