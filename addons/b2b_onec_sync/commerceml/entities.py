"""What a catalogue file holds, as plain typed records.

Conventions that hold for every record:

* an id is the text of 1С without surrounding spaces; the all-zero GUID is `''`;
* `''` is "not given" for texts, `None` is "not given" for numbers, dates and
  flags. A list that 1С did not mention is `None` where that differs from an
  empty list (prices and stocks of an offer): absent is not zero;
* quantities, prices and factors are `Decimal`;
* currencies are ISO 4217 letters ("643", "руб." → "RUB"), unit codes are
  stripped and zero-padded to three digits ("796 " → "796", "6" → "006");
* `line` is the line of the file where the element begins.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

# === shared parts === #


@dataclass(slots=True)
class Unit:
    """Unit of measure: ОКЕИ code, short and full name, international sign."""

    code: str = ""
    name: str = ""
    full_name: str = ""
    international: str = ""
    id: str = ""
    deleted: bool = False


@dataclass(slots=True)
class Pack:
    """A pack: `factor` base units are held by one `unit` (code or name)."""

    unit: str
    factor: Decimal


@dataclass(slots=True)
class Picture:
    """Path inside the package, as 1С wrote it, and its description."""

    path: str
    description: str = ""


@dataclass(slots=True)
class PropertyValue:
    """Values of a property on a good: texts, numbers or ids of `PropertyOption`."""

    property_id: str
    values: tuple[str, ...] = ()
    name: str = ""


@dataclass(slots=True)
class Characteristic:
    """One pair of a characteristic: («Размер», «L»)."""

    name: str
    value: str
    id: str = ""


# === the file === #


@dataclass(slots=True)
class Header:
    """First record of every file: the attributes of its root."""

    version: str = ""
    formed_at: datetime | None = None
    id: str = ""


@dataclass(slots=True)
class Package:
    """Begins a catalogue (`catalog`), an offer package (`offers`) or УТ's
    price and stock update (`changes`).

    `only_changes` is the attribute СодержитТолькоИзменения; None means that it
    is absent. False is no proof of a full export: see `commerceml.__doc__`.
    `catalog_id` is cut from «c1#» and «#c1» where ИдКаталога is absent.
    """

    kind: str
    id: str = ""
    catalog_id: str = ""
    classifier_id: str = ""
    name: str = ""
    only_changes: bool | None = None

    @property
    def is_changes(self):
        """УТ's quick update: no price types, no names, ids stored before."""
        return self.kind == "changes"


@dataclass(slots=True)
class Unknown:
    """Content that the reader does not understand, so that it can be counted.

    `reason`: `element` (an element of no known meaning), `value` (a known element
    with a value that cannot be used), `no_id` (an item without its id),
    `repeated` (a second value where one was expected).
    """

    path: str
    line: int
    reason: str = "element"
    value: str = ""
    item_id: str = ""


# === classifier === #


@dataclass(slots=True)
class Classifier:
    id: str = ""
    name: str = ""
    owner_id: str = ""
    owner_name: str = ""
    owner_inn: str = ""
    owner_kpp: str = ""
    only_changes: bool | None = None


@dataclass(slots=True)
class Group:
    """A group of goods; parents always come before their children."""

    id: str
    name: str = ""
    parent_id: str = ""
    description: str = ""
    deleted: bool = False
    line: int = 0


@dataclass(slots=True)
class Category:
    """УНФ's «Категория» of goods: an id, a name and the properties it has."""

    id: str
    name: str = ""
    property_ids: tuple[str, ...] = ()
    line: int = 0


@dataclass(slots=True)
class PropertyOption:
    """One value of a dictionary property; `id` is '' for values without ids."""

    id: str
    value: str


@dataclass(slots=True)
class Property:
    """`type` is `string`, `number`, `datetime`, `dictionary` or '' (not said)."""

    id: str
    name: str = ""
    type: str = ""
    values: list[PropertyOption] = field(default_factory=list)
    for_goods: bool | None = None
    for_offers: bool | None = None
    for_documents: bool | None = None
    multiple: bool = False
    deleted: bool = False
    group_id: str = ""
    line: int = 0


@dataclass(slots=True)
class PriceType:
    id: str
    name: str = ""
    currency: str = ""
    vat_included: bool | None = None
    deleted: bool = False
    line: int = 0


@dataclass(slots=True)
class Warehouse:
    id: str
    name: str = ""
    address: str = ""
    deleted: bool = False
    line: int = 0


# === goods and offers === #


@dataclass(slots=True)
class Product:
    """A good, or a good with one characteristic when `char_id` is set.

    `vat` is None (not said), `none` (без НДС) or the rate: `22`, `10`, `0`…
    `requisites` are keyed by `values.requisite_key` (lower case, no spaces);
    those with a field of their own (код, полное наименование…) are there too.
    `marking` is the text of a requisite that speaks of obligatory marking.
    """

    id: str
    char_id: str = ""
    article: str = ""
    barcode: str = ""
    code: str = ""
    name: str = ""
    full_name: str = ""
    description: str = ""
    description_html: str = ""
    unit: Unit | None = None
    packs: list[Pack] = field(default_factory=list)
    group_ids: list[str] = field(default_factory=list)
    category_id: str = ""
    pictures: list[Picture] = field(default_factory=list)
    manufacturer_id: str = ""
    manufacturer: str = ""
    brand: str = ""
    country: str = ""
    weight: Decimal | None = None
    vat: str | None = None
    property_values: list[PropertyValue] = field(default_factory=list)
    characteristics: list[Characteristic] = field(default_factory=list)
    components: list[tuple[str, Decimal]] = field(default_factory=list)
    analog_ids: list[str] = field(default_factory=list)
    requisites: dict[str, str] = field(default_factory=dict)
    marking: str = ""
    deleted: bool = False
    line: int = 0


@dataclass(slots=True)
class Price:
    """`value` is None for 0.00 and for an empty price: «по запросу».

    `unit` is a name or a code as it came, `factor` says how many base units it
    holds. `currency` may differ in spelling from the price type's: trust that one.
    """

    type_id: str
    value: Decimal | None
    currency: str = ""
    unit: str = ""
    factor: Decimal | None = None
    min_qty: Decimal | None = None


@dataclass(slots=True)
class Stock:
    warehouse_id: str
    qty: Decimal | None


@dataclass(slots=True)
class Offer:
    """Prices and stock of a good or of one characteristic of it.

    `prices`, `stocks` and `qty` are None when the offer does not speak of them;
    an empty list of prices means that it has none any more.
    """

    product_id: str
    char_id: str = ""
    name: str = ""
    article: str = ""
    barcode: str = ""
    unit: Unit | None = None
    characteristics: list[Characteristic] | None = None
    property_values: list[PropertyValue] | None = None
    pictures: list[Picture] | None = None
    prices: list[Price] | None = None
    qty: Decimal | None = None
    stocks: list[Stock] | None = None
    requisites: dict[str, str] | None = None
    deleted: bool = False
    line: int = 0
