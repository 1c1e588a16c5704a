"""CommerceML 3.1: a file for each kind of thing, as the module of 1С-Битрикс does.

Of its limits: a partial export leaves out rests of zero, the base unit of a good is
a bare code, currencies are spelled «руб» in prices and «RUB» in price lists.
"""

from __future__ import annotations

import base64
import secrets
import uuid
from collections.abc import Iterator
from decimal import Decimal

from .catalogue import CatalogueWriter, Portion
from .xml import add, document, root

ZERO = Decimal(0)


class SplitWriter(CatalogueWriter):
    """The same books as :class:`CatalogueWriter`, in other files."""

    def full(self) -> Iterator[Portion]:
        yield self._all(
            [
                row["guid"]
                for row in self.books.all(
                    "SELECT guid FROM good WHERE NOT garbage ORDER BY code"
                )
            ],
            full=True,
        )

    def changes(self, goods: list[str], offers: list[str]) -> Iterator[Portion]:
        yield self._all(sorted({*goods, *offers}), full=False)

    def prices_and_stock(self, goods: list[str]) -> Iterator[Portion]:
        series = self._series()
        prices, rests = self._offer_files(goods, full=False)[1:]
        yield Portion({f"prices_{series}": prices, f"rests_{series}": rests})

    def _series(self) -> str:
        """The end of the names of files that were made together."""
        return f"1_1_{uuid.uuid4()}.xml"

    def _all(self, guids: list[str], full: bool) -> Portion:
        goods_file, pictures = self._goods_file(guids, full)
        offers, prices, rests = self._offer_files(guids, full)
        parts = {
            "groups": self._classifier_file("Группы"),
            "propertiesGoods": self._classifier_file("Свойства"),
            "priceLists": self._classifier_file("ТипыЦен"),
            "storages": self._classifier_file("Склады"),
            "units": self._classifier_file("ЕдиницыИзмерения"),
            "goods": goods_file,
            "offers": offers,
            "prices": prices,
            "rests": rests,
            "contragents": self._contragents(),
        }
        series = self._series()
        files = {f"{kind}_{series}": content for kind, content in parts.items()}
        return Portion(files, pictures)

    # === lists === #

    def _classifier_file(self, what: str) -> bytes:
        top = root(self.dialect)
        classifier = add(top, "Классификатор")
        add(classifier, "Ид", self.books.setting("classifier"))
        add(classifier, "Наименование", "Классификатор")
        if what == "Группы":
            self._groups(classifier, None, self.books.references("group"))
            for group in classifier.iter("{*}Группа"):
                _version(group)
        elif what == "Свойства":
            self._properties(classifier)
        elif what == "ТипыЦен":
            rows = add(classifier, "ТипыЦен")
            for kind in self.price_types:
                self._price_type(rows, kind)
        elif what == "Склады":
            rows = add(classifier, "Склады")
            for warehouse in self.warehouses:
                row = add(rows, "Склад")
                add(row, "Ид", warehouse["guid"])
                add(row, "Наименование", warehouse["name"])
                _version(row)
        else:
            rows = add(classifier, "ЕдиницыИзмерения")
            for unit in self.books.references("unit"):
                row = add(rows, "ЕдиницаИзмерения")
                add(row, "Ид", unit["code"].strip())
                add(row, "НаименованиеКраткое", unit["name"])
                add(row, "Код", f"{unit['code']:<4}")
                add(row, "НаименованиеПолное", unit["full_name"])
                _version(row)
        return document(top)

    def _goods_file(self, guids: list[str], full: bool):
        top = root(self.dialect)
        rows = add(self._catalogue(top, only_changes=not full), "Товары")
        pictures = []
        for good in self._goods(guids):
            self._good(rows, good)
            pictures += [
                (path, good, place) for place, path in enumerate(good["pictures"])
            ]
        for row in rows:
            base = row.find("{*}БазоваяЕдиница")
            base.text = base.get("Код")
            for attribute in list(base.attrib):
                del base.attrib[attribute]
            _version(row)
        return document(top), pictures

    def _offer_files(self, guids: list[str], full: bool) -> tuple[bytes, bytes, bytes]:
        tops = [root(self.dialect) for _file in range(3)]
        lists = []
        for top in tops:
            package = add(top, "ПакетПредложений", СодержитТолькоИзменения=not full)
            add(package, "Ид", f"#{self.books.setting('catalogue')}")
            add(package, "ИдКаталога", self.books.setting("catalogue"))
            lists.append(add(package, "Предложения"))
        for good in self._goods(guids):
            for char in self._characteristics(good):
                self._offer_rows(lists, good, char, full)
        return tuple(document(top) for top in tops)

    def _offer_rows(self, lists, good: dict, char: dict | None, full: bool) -> None:
        key = f"{good['guid']}#{char['guid']}" if char else good["guid"]
        name = f"{good['name']} ({char['name']})" if char else good["name"]
        offers, prices, rests = lists
        row = add(offers, "Предложение")
        add(row, "Ид", key)
        add(row, "Наименование", name)
        if char:
            values = add(row, "ХарактеристикиТовара")
            for title, value in char["values"].items():
                pair = add(values, "ХарактеристикаТовара")
                add(pair, "Наименование", title)
                add(pair, "Значение", value)
        _version(row)
        row = add(prices, "Предложение")
        add(row, "Ид", key)
        self._price_rows(row, good, char, currency=lambda _kind: "руб")
        row = add(rests, "Предложение")
        add(row, "Ид", key)
        cells = add(row, "Остатки")
        for warehouse, quantity in self._free(good, char).items():
            if quantity or full:  # a partial export says nothing of zeros
                place = add(add(cells, "Остаток"), "Склад")
                add(place, "Ид", warehouse)
                add(place, "Количество", quantity)

    def _contragents(self) -> bytes:
        top = root(self.dialect)
        rows = add(top, "Контрагенты")
        for entity in self.books.all("SELECT * FROM entity WHERE NOT garbage"):
            row = add(rows, "Контрагент")
            add(row, "Ид", entity["guid"])
            _version(row)
            add(row, "Наименование", entity["name"])
            add(row, "ОфициальноеНаименование", entity["name"])
            add(row, "ИНН", entity["inn"])
            if entity["kpp"]:
                add(row, "КПП", entity["kpp"])
        return document(top)


def _version(row) -> None:
    """The version of a 1С object and its deletion mark, as 3.1 puts them everywhere."""
    add(row, "НомерВерсии", base64.b64encode(secrets.token_bytes(6)).decode())
    add(row, "ПометкаУдаления", False)
