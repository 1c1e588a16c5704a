"""CommerceML and the site exchange of 1С in plain Python: no Odoo in here.

What is where
=============

==============  ==============================================================
`protocol`      query strings read leniently, replies byte for byte
`package`       file names, chunks, the order of files in a session folder
`archive`       `unzip` with limits
`reader`        `read(source)`: one pass over a file, typed records come out
`entities`      the records of catalogue files
`documents`     the records of order files
`values`        numbers, dates, VAT, units and currencies of 1С
`outgoing`      the records of an order on its way to 1С
`amounts`       `fold`: rewards and delivery into goods, exact to the kopeck
`checks`        `check_order`: what 1С would refuse, before it is sent
`writer`        the answers of `mode=query` and `mode=info`
`errors`        `CommerceMLError`, `PackageError`: code, place, plain words
==============  ==============================================================

Reading a file
==============

::

    with open(path, "rb") as file:
        for record in read(file):
            match record:
                case Header(): ...       # once, first
                case Package(): ...      # catalog, offers or changes begins
                case Product(): ...
                case Unknown(): ...      # count it, show it

The order is that of the file: `Header`, then for each part of it

* classifier: `Classifier`, `Group` (parents first), `Category`, `Property`,
  `PriceType`, `Warehouse`, `Unit`;
* catalogue: `Package(kind="catalog")`, then `Product`;
* offers: `Package(kind="offers")`, then `PriceType`, `Warehouse`, `Offer`;
* УТ's quick price and stock update: `Package(kind="changes")`, then `Offer`;
* orders: `OrderDocument`, whether it stood in a Контейнер or not;
* 3.1 contragents: `Counterparty`;
* anywhere: `Unknown`, just after the record in which it was met.

A broken or hostile file raises `CommerceMLError` in the middle of the stream, so
stage all the records of a file before applying any.

What the records do not say
===========================

* `Package.only_changes` is False on the first portion of a full export only.
  Whether something is gone can be judged after the whole series of sessions.
* A 1С base that is exported in portions defines groups and properties in the
  first file only; later ones refer to ids that have to be remembered.
* An offer with `prices` None says nothing about prices, with `[]` that there are
  none. A `Price` with `value` None is «по запросу».
* A document with amount 0 and lines is cancelled; absent requisites mean
  "no change".
"""

from .documents import (
    BankAccount,
    Contact,
    Counterparty,
    Discount,
    DocumentLine,
    OrderDocument,
    Tax,
)
from .entities import (
    Category,
    Characteristic,
    Classifier,
    Group,
    Header,
    Offer,
    Pack,
    Package,
    Picture,
    Price,
    PriceType,
    Product,
    Property,
    PropertyOption,
    PropertyValue,
    Stock,
    Unit,
    Unknown,
    Warehouse,
)
from .errors import CommerceMLError, ExchangeInputError, PackageError
from .outgoing import InfoItem, LineOut, OrderOut, PartyOut

__all__ = [
    "BankAccount",
    "Category",
    "Characteristic",
    "Classifier",
    "CommerceMLError",
    "Contact",
    "Counterparty",
    "Discount",
    "DocumentLine",
    "ExchangeInputError",
    "Group",
    "Header",
    "InfoItem",
    "LineOut",
    "Offer",
    "OrderDocument",
    "OrderOut",
    "Pack",
    "Package",
    "PackageError",
    "PartyOut",
    "Picture",
    "Price",
    "PriceType",
    "Product",
    "Property",
    "PropertyOption",
    "PropertyValue",
    "Stock",
    "Tax",
    "Unit",
    "Unknown",
    "Warehouse",
]
