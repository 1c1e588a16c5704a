"""Catalogue files: import, offers, and the changes package of prices and stock."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from .. import dialect
from ..books import Books
from .xml import add, document, number, requisite, root

ZERO = Decimal(0)


@dataclass
class Portion:
    """One session's worth: XML files by name, and pictures by path."""

    files: dict[str, bytes]
    pictures: list[tuple[str, dict, int]] = field(default_factory=list)


class CatalogueWriter:
    """Writes what the node «Обмен с сайтом» would export from the books."""

    def __init__(self, books: Books, portion: int = 1000):
        self.books = books
        self.portion = portion
        self.dialect = dialect.of(books)
        self.price_types = books.references("price_type")
        self.warehouses = books.references("warehouse")
        self.units = {unit["code"]: unit for unit in books.references("unit")}
        self._prices = self._table("price", "price_type", "price")
        self._lies = self._table("stock", "warehouse", "quantity")
        self._held = self._reserved()

    # === portions === #

    def full(self) -> Iterator[Portion]:
        """Everything: the first portion carries the classifier and says so."""
        goods = [
            row["guid"]
            for row in self.books.all(
                "SELECT guid FROM good WHERE NOT garbage ORDER BY code"
            )
        ]
        for index, part in enumerate(self._parts(goods)):
            yield self._portion(index, part, part, full=True)

    def changes(self, goods: list[str], offers: list[str]) -> Iterator[Portion]:
        """Registered goods and offers only."""
        for index, part in enumerate(self._parts(sorted({*goods, *offers}))):
            changed = [guid for guid in part if guid in set(goods)]
            yield self._portion(index, changed, part, full=False)

    def prices_and_stock(self, goods: list[str]) -> Iterator[Portion]:
        """ИзмененияПакетаПредложений, under the same file name as offers."""
        for index, part in enumerate(self._parts(goods)):
            top = root(self.dialect)
            package = add(top, "ИзмененияПакетаПредложений")
            add(package, "Ид", f"{self.books.setting('catalogue')}#")
            add(package, "ИдКаталога", self.books.setting("catalogue"))
            rows = add(package, "Предложения")
            for good in self._goods(part):
                for char in self._characteristics(good):
                    self._change(rows, good, char)
            yield Portion({f"offers{index}_1.xml": document(top)})

    def _parts(self, goods: list[str]) -> Iterator[list[str]]:
        for start in range(0, max(len(goods), 1), self.portion):
            yield goods[start : start + self.portion]

    def _portion(
        self, index: int, goods: list[str], offers: list[str], full: bool
    ) -> Portion:
        files, pictures = {}, []
        if goods or full:
            top = root(self.dialect)
            if index == 0:
                self._classifier(top)
            catalogue = self._catalogue(top, only_changes=not (full and index == 0))
            rows = add(catalogue, "Товары")
            for good in self._goods(goods):
                self._good(rows, good)
                pictures += [
                    (path, good, place) for place, path in enumerate(good["pictures"])
                ]
            files[f"import{index}_1.xml"] = document(top)
        top = root(self.dialect)
        package = self._package(top, only_changes=not (full and index == 0))
        rows = add(package, "Предложения")
        for good in self._goods(offers):
            for char in self._characteristics(good):
                self._offer(rows, good, char)
        files[f"offers{index}_1.xml"] = document(top)
        return Portion(files, pictures)

    # === import.xml === #

    def _classifier(self, top) -> None:
        classifier = add(top, "Классификатор")
        add(classifier, "Ид", self.books.setting("classifier"))
        add(classifier, "Наименование", "Классификатор (Каталог товаров)")
        self._owner(classifier)
        self._groups(classifier, None, self.books.references("group"))
        self._properties(classifier)

    def _properties(self, classifier) -> None:
        properties = add(classifier, "Свойства")
        for prop in self.books.references("property"):
            row = add(properties, "Свойство")
            add(row, "Ид", prop["guid"])
            add(row, "Наименование", prop["name"])
            add(row, "ТипЗначений", prop["kind"])
            if prop["values"]:
                variants = add(row, "ВариантыЗначений")
                for guid, text in prop["values"]:
                    variant = add(variants, "Справочник")
                    add(variant, "ИдЗначения", guid)
                    add(variant, "Значение", text)

    def _groups(self, parent, above: str | None, groups: list[dict]) -> None:
        below = [group for group in groups if group["parent"] == above]
        if below:
            rows = add(parent, "Группы")
            for group in below:
                row = add(rows, "Группа")
                add(row, "Ид", group["guid"])
                add(row, "Наименование", group["name"])
                self._groups(row, group["guid"], groups)

    def _owner(self, parent) -> None:
        guid = self.books.setting("organisation")
        if not guid:
            return
        organisation = self.books.data("reference", guid)
        owner = add(parent, "Владелец")
        add(owner, "Ид", guid)
        add(owner, "Наименование", organisation["name"])
        add(owner, "ОфициальноеНаименование", organisation["full_name"])
        add(owner, "ИНН", organisation["inn"])
        if organisation["kpp"]:
            add(owner, "КПП", organisation["kpp"])

    def _catalogue(self, top, only_changes: bool):
        catalogue = add(top, "Каталог", СодержитТолькоИзменения=only_changes)
        add(catalogue, "Ид", self.books.setting("catalogue"))
        add(catalogue, "ИдКлассификатора", self.books.setting("classifier"))
        add(catalogue, "Наименование", "Каталог товаров")
        self._owner(catalogue)
        return catalogue

    def _good(self, rows, good: dict) -> None:
        row = add(rows, "Товар", **({"Статус": "Удален"} if good["deleted"] else {}))
        add(row, "Ид", good["guid"])
        if good["barcode"] and 8 <= len(good["barcode"]) <= 14:
            add(row, "Штрихкод", good["barcode"])
        add(row, "Артикул", good["article"])
        add(row, "Наименование", good["name"])
        self._unit(row, good)
        add(add(row, "Группы"), "Ид", good["group"])
        if good["description"]:
            add(row, "Описание", good["description"][:3000])
        for path in good["pictures"]:
            add(row, "Картинка", path)
        if good["manufacturer"]:
            maker = add(row, "Изготовитель")
            add(maker, "Ид", uuid.uuid5(uuid.NAMESPACE_OID, good["manufacturer"]))
            add(maker, "Наименование", good["manufacturer"])
        if good["properties"]:
            values = add(row, "ЗначенияСвойств")
            for guid, value in good["properties"].items():
                pair = add(values, "ЗначенияСвойства")
                add(pair, "Ид", guid)
                add(pair, "Значение", value)
        rate = add(add(row, "СтавкиНалогов"), "СтавкаНалога")
        add(rate, "Наименование", "НДС")
        add(rate, "Ставка", "Без НДС" if good["vat"] == "none" else good["vat"])
        requisites = add(row, "ЗначенияРеквизитов")
        requisite(requisites, "ВидНоменклатуры", "Товар")
        requisite(requisites, "ТипНоменклатуры", "Товар")
        requisite(requisites, "Полное наименование", good["full_name"])
        requisite(requisites, "Код", good["code"])

    def _unit(self, row, good: dict) -> None:
        unit = good["unit"]
        base = add(
            row,
            "БазоваяЕдиница",
            unit["name"],
            Код=f"{unit['code']:<4}",  # 1С pads the code
            НаименованиеПолное=unit["full_name"],
            МеждународноеСокращение=unit["abbreviation"],
        )
        for pack in good["packs"]:
            other = add(base, "Пересчет")
            add(other, "Единица", pack["unit"]["code"])
            add(other, "Коэффициент", number(Decimal(pack["factor"])))

    # === offers.xml === #

    def _package(self, top, only_changes: bool):
        package = add(top, "ПакетПредложений", СодержитТолькоИзменения=only_changes)
        add(package, "Ид", f"{self.books.setting('catalogue')}#")
        add(package, "Наименование", "Пакет предложений")
        add(package, "ИдКаталога", self.books.setting("catalogue"))
        add(package, "ИдКлассификатора", self.books.setting("classifier"))
        self._owner(package)
        kinds = add(package, "ТипыЦен")
        for kind in self.price_types:
            self._price_type(kinds, kind)
        places = add(package, "Склады")
        for warehouse in self.warehouses:
            row = add(places, "Склад")
            add(row, "Ид", warehouse["guid"])
            add(row, "Наименование", warehouse["name"])
        return package

    def _price_type(self, rows, kind: dict) -> None:
        row = add(rows, "ТипЦены")
        add(row, "Ид", kind["guid"])
        add(row, "Наименование", kind["name"])
        add(row, "Валюта", kind["currency"])
        tax = add(row, "Налог")
        add(tax, "Наименование", "НДС")
        add(tax, "УчтеноВСумме", kind["vat_included"])
        add(tax, "Акциз", False)

    def _offer(self, rows, good: dict, char: dict | None) -> None:
        row = add(rows, "Предложение")
        name = f"{good['name']} ({char['name']})" if char else good["name"]
        add(row, "Ид", f"{good['guid']}#{char['guid']}" if char else good["guid"])
        barcode = char["barcode"] if char else good["barcode"]
        if barcode and 8 <= len(barcode) <= 14:
            add(row, "Штрихкод", barcode)
        add(row, "Артикул", good["article"])
        add(row, "Наименование", name)
        self._unit(row, good)
        if char:
            values = add(row, "ХарактеристикиТовара")
            for title, value in char["values"].items():
                pair = add(values, "ХарактеристикаТовара")
                add(pair, "Наименование", title)
                add(pair, "Значение", value)
        self._price_rows(row, good, char, currency=lambda kind: kind["currency"])
        free = self._free(good, char)
        add(row, "Количество", sum(free.values(), ZERO))
        for warehouse, quantity in free.items():
            add(row, "Склад", ИдСклада=warehouse, КоличествоНаСкладе=quantity)

    def _change(self, rows, good: dict, char: dict | None) -> None:
        row = add(rows, "Предложение")
        add(row, "Ид", good["guid"])
        if char:
            add(row, "ИдХарактеристики", char["guid"])
        free = self._free(good, char)
        for warehouse, quantity in free.items():
            add(row, "Склады", ИдСклада=warehouse, КоличествоНаСкладе=quantity)
        self._price_rows(row, good, char, currency=lambda _kind: "643")
        add(row, "Количество", sum(free.values(), ZERO))

    def _price_rows(self, row, good, char, currency: Callable[[dict], str]) -> None:
        """A good without a price of some type goes out as 0.00."""
        prices = self._prices.get((good["guid"], char["guid"] if char else ""), {})
        unit = good["unit"]["name"]
        cells = add(row, "Цены")
        for kind in self.price_types:
            price = prices.get(kind["guid"], ZERO)
            cell = add(cells, "Цена")
            text = f"{price:.2f} {kind['currency']} за {unit}"
            add(cell, "Представление", text)
            add(cell, "ИдТипаЦены", kind["guid"])
            add(cell, "ЦенаЗаЕдиницу", f"{price:.2f}")
            add(cell, "Валюта", currency(kind))
            add(cell, "Единица", unit)
            add(cell, "Коэффициент", "1")

    # === what the books say === #

    def _goods(self, guids: list[str]) -> Iterator[dict]:
        for guid in guids:
            row = self.books.get("good", guid)
            yield json.loads(row["data"]) | {"deleted": bool(row["deleted"])}

    def _characteristics(self, good: dict) -> list[dict | None]:
        return good["characteristics"] or [None]

    def _free(self, good: dict, char: dict | None) -> dict[str, Decimal]:
        """Free stock by warehouse: a row for every warehouse, zeros too."""
        key = (good["guid"], char["guid"] if char else "")
        lies, held = self._lies.get(key, {}), self._held.get(key, {})
        return {
            warehouse["guid"]: lies.get(warehouse["guid"], ZERO)
            - held.get(warehouse["guid"], ZERO)
            for warehouse in self.warehouses
        }

    def _table(self, table: str, by: str, value: str) -> dict:
        result: dict[tuple[str, str], dict[str, Decimal]] = {}
        for row in self.books.all(f"SELECT * FROM {table}"):
            cell = result.setdefault((row["good"], row["characteristic"]), {})
            cell[row[by]] = row[value]
        return result

    def _reserved(self) -> dict:
        result: dict[tuple[str, str], dict[str, Decimal]] = {}
        for row in self.books.all(
            "SELECT l.good, l.characteristic, l.reserved, l.factor, o.warehouse "
            "FROM order_line l JOIN customer_order o ON o.guid = l.order_guid "
            "WHERE NOT o.deleted AND l.reserved <> '0'"
        ):
            cell = result.setdefault((row["good"], row["characteristic"]), {})
            held = row["reserved"] * row["factor"]
            cell[row["warehouse"]] = cell.get(row["warehouse"], ZERO) + held
        return result
