"""Books out of a catalogue: the state of the base before the first exchange."""

from __future__ import annotations

import json
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

from .books import Books
from .catalogue.model import Catalogue, Characteristic, Good, Pack, Unit


def dumps(value) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def as_good(data: dict) -> Good:
    """The good back from its JSON (for the picture maker)."""
    packs = [
        Pack(Unit(**pack["unit"]), pack["name"], Decimal(pack["factor"]))
        for pack in data["packs"]
    ]
    chars = [Characteristic(**char) for char in data["characteristics"]]
    return Good(
        **{**data, "unit": Unit(**data["unit"])}
        | {"packs": packs, "characteristics": chars}
    )


def fill(books: Books, catalogue: Catalogue) -> None:
    """Put the catalogue into the books; what is there already is kept.

    Goods are replaced by GUID (with their prices and stock), orders, numbers and
    everything born later stay: this is how the demo is started a second time.
    """
    with books.transaction():
        books.set("catalogue", catalogue.guid)
        books.set("classifier", catalogue.classifier)
        _references(books, catalogue)
        for good in catalogue.goods:
            _good(books, good)
        for partner in catalogue.counterparties:
            _partner(books, partner)
        _node_defaults(books, catalogue)


def _references(books: Books, catalogue: Catalogue) -> None:
    kinds = {
        "group": catalogue.groups,
        "property": catalogue.properties,
        "price_type": catalogue.price_types,
        "warehouse": catalogue.warehouses,
        "organisation": catalogue.organisations,
    }
    for kind, objects in kinds.items():
        for position, obj in enumerate(objects):
            books.db.execute(
                "INSERT OR REPLACE INTO reference VALUES (?, ?, ?, ?, ?)",
                (obj.guid, kind, obj.name, position, dumps(asdict(obj))),
            )
    for position, unit in enumerate(catalogue.units):
        books.db.execute(
            "INSERT OR REPLACE INTO reference VALUES (?, 'unit', ?, ?, ?)",
            (f"unit:{unit.code}", unit.name, position, dumps(asdict(unit))),
        )


def _good(books: Books, good) -> None:
    data = asdict(good)
    prices, stock = data.pop("prices"), data.pop("stock")
    before = books.value("SELECT data FROM good WHERE guid = ?", good.guid)
    if before == dumps(data):
        return
    books.db.execute(
        "INSERT OR REPLACE INTO good (guid, code, article, name, deleted, data) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (good.guid, good.code, good.article, good.name, good.deleted, dumps(data)),
    )
    if before is None:  # later prices and stock live in the books
        books.db.executemany(
            "INSERT OR REPLACE INTO price VALUES (?, ?, ?, ?)",
            [
                (good.guid, char, price_type, Decimal(price))
                for char, row in prices.items()
                for price_type, price in row.items()
            ],
        )
        books.db.executemany(
            "INSERT OR REPLACE INTO stock VALUES (?, ?, ?, ?)",
            [
                (good.guid, char, warehouse, Decimal(quantity))
                for char, row in stock.items()
                for warehouse, quantity in row.items()
            ],
        )
    books.register("good", [good.guid])
    books.register("offer", [good.guid])


def _partner(books: Books, partner) -> None:
    data = asdict(partner)
    entities = data.pop("legal_entities")
    if books.one("SELECT 1 FROM partner WHERE guid = ?", partner.guid):
        return
    books.insert("partner", guid=partner.guid, name=partner.name, data=dumps(data))
    for entity in entities:
        contracts = entity.pop("contracts")
        books.insert(
            "entity",
            guid=entity["guid"],
            partner=partner.guid,
            name=entity["name"],
            inn=entity["inn"],
            kpp=entity["kpp"] or "",
            data=dumps(entity),
        )
        for contract in contracts:
            books.insert(
                "contract",
                guid=contract["guid"],
                entity=entity["guid"],
                organisation=contract["organisation"],
                data=dumps(contract),
            )
            books.touch("contract", contract["guid"])
    books.touch("partner", partner.guid)


def _node_defaults(books: Books, catalogue: Catalogue) -> None:
    """УТ's node stands for one organisation, agreement and warehouse."""
    first = {
        "organisation": catalogue.organisations,
        "price_type": catalogue.price_types,
        "warehouse": catalogue.warehouses,
    }
    for key, objects in first.items():
        if objects and not books.setting(key):
            books.set(key, objects[0].guid)


def make(path: Path | str, catalogue: Catalogue, fresh: bool = False) -> Books:
    """Open (or make) books at ``path`` and fill them.

    ``fresh`` throws orders and documents away but goes on with the numbers, as a
    new base that follows the old one's numbering.
    """
    path = Path(path)
    numbers: list[tuple[str, int]] = []
    if fresh and path.exists():
        with Books(path) as old:
            numbers = [tuple(row) for row in old.all("SELECT * FROM number")]
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    books = Books(path)
    books.create()
    books.db.executemany("INSERT OR REPLACE INTO number VALUES (?, ?)", numbers)
    fill(books, catalogue)
    return books
