"""The shape of what 1С's books are first filled with.

Plain data, no behaviour beyond small look-ups: the catalogue package builds it,
the books (:mod:`tests.onec.books`) store it, the tests read it as the truth.
Every ``guid`` is a lower-case UUID string, stable for a given seed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

#: Key of ``Good.prices`` and ``Good.stock`` for a good without characteristics.
WHOLE = ""


@dataclass(frozen=True)
class Group:
    """Группа номенклатуры; ``parent`` is a group's guid or None."""

    guid: str
    name: str
    parent: str | None = None


@dataclass(frozen=True)
class Property:
    """Дополнительный реквизит; ``kind`` is 'Справочник', 'Строка' or 'Число'."""

    guid: str
    name: str
    kind: str = "Справочник"
    values: tuple[tuple[str, str], ...] = ()  # (value guid, text), Справочник only

    def text(self, value: str) -> str:
        """The readable text of a stored value (a value guid, or text itself)."""
        return dict(self.values).get(value, value)


@dataclass(frozen=True)
class PriceType:
    """Вид цен, exported by УТ as a типовое соглашение."""

    guid: str
    name: str
    currency: str = "RUB"
    vat_included: bool = True


@dataclass(frozen=True)
class Warehouse:
    guid: str
    name: str


@dataclass(frozen=True)
class Unit:
    """Единица измерения by ОКЕИ: ``code`` '796', ``name`` 'шт'."""

    code: str
    name: str
    full_name: str
    abbreviation: str = ""  # international, 3 letters: 'PCE'


@dataclass(frozen=True)
class Pack:
    """Упаковка: ``factor`` base units in one pack of ``unit``."""

    unit: Unit
    name: str
    factor: Decimal


@dataclass(frozen=True)
class Characteristic:
    """Характеристика номенклатуры, e.g. ('Синий, L', {'Цвет': 'Синий', …})."""

    guid: str
    name: str
    values: dict[str, str]
    barcode: str | None = None


@dataclass
class Good:
    """Номенклатура with all that the site exchange tells about it.

    ``prices`` and ``stock`` are keyed first by characteristic guid (or
    :data:`WHOLE` for a good without characteristics), then by price type guid
    or warehouse guid. A missing price type means «по запросу».
    """

    guid: str
    code: str  # '00-00000001', eleven characters as УТ numbers them
    article: str
    name: str
    full_name: str
    group: str  # guid
    unit: Unit
    description: str = ""
    packs: list[Pack] = field(default_factory=list)
    barcode: str | None = None
    vat: str = "22"  # '22', '10', '0' or 'none' (Без НДС)
    manufacturer: str | None = None
    properties: dict[str, str] = field(default_factory=dict)
    characteristics: list[Characteristic] = field(default_factory=list)
    prices: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    stock: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    #: Relative paths as in the exchange ('import_files/ab/abcd….jpg'), first = main.
    pictures: list[str] = field(default_factory=list)
    deleted: bool = False

    def keys(self) -> list[str]:
        """What is sold: characteristic guids, or the good as a whole."""
        return [char.guid for char in self.characteristics] or [WHOLE]


@dataclass(frozen=True)
class BankAccount:
    number: str  # 20 digits, valid with the БИК
    bic: str
    bank: str
    correspondent: str


@dataclass(frozen=True)
class Organisation:
    """Организация: the wholesaler's own legal entity."""

    guid: str
    name: str
    full_name: str
    inn: str
    kpp: str | None  # None for an ИП
    ogrn: str
    address: str
    phone: str
    director: str
    accountant: str
    account: BankAccount
    vat_payer: bool = True


@dataclass(frozen=True)
class PaymentStage:
    """Этап графика оплаты of a contract."""

    kind: str  # 'Аванс', 'Предоплата' or 'Кредит'
    percent: Decimal
    days: int = 0  # shift in days from order (advance) or shipment (credit)
    banking_days: bool = False


@dataclass(frozen=True)
class Contract:
    """Договор: legal entity × organisation, with terms."""

    guid: str
    number: str
    date: str  # '2025-03-01'
    name: str
    organisation: str  # guid
    price_type: str  # guid
    credit_limit: Decimal = Decimal(0)
    #: days that a debt may be overdue before shipments are forbidden
    overdue_days: int = 0
    currency: str = "RUB"
    valid_to: str | None = None
    stages: tuple[PaymentStage, ...] = ()
    #: 'ПоЗаказам', 'ПоНакладным' or 'ПоДоговорам' (порядок расчётов)
    settlement_order: str = "ПоЗаказам"
    consignment: bool = False


@dataclass
class LegalEntity:
    """Контрагент: ЮрЛицо or ИП of a partner."""

    guid: str
    name: str
    full_name: str
    kind: str  # 'ЮрЛицо' or 'ИП'
    inn: str
    kpp: str | None
    ogrn: str
    address: str
    account: BankAccount | None = None
    contracts: list[Contract] = field(default_factory=list)


@dataclass
class Partner:
    """Партнёр: a client of the wholesaler with one or several legal entities."""

    guid: str
    name: str
    phone: str
    email: str
    price_type: str  # guid
    legal_entities: list[LegalEntity] = field(default_factory=list)


@dataclass
class Catalogue:
    """All that the books start with."""

    guid: str  # каталог
    classifier: str  # guid of классификатор
    groups: list[Group]
    properties: list[Property]
    price_types: list[PriceType]
    warehouses: list[Warehouse]
    units: list[Unit]
    goods: list[Good]
    organisations: list[Organisation] = field(default_factory=list)
    counterparties: list[Partner] = field(default_factory=list)
