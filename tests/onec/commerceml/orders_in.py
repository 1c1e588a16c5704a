"""Loading the site's orders as УТ 11 does, with all its habits.

All orders of an answer are written in one transaction: what УТ stumbles over
rejects the whole answer. What it swallows silently (a lost VAT rate, a product or
counterparty made up on the way) is loaded and noted in the log, so that a test can
assert that nothing of the kind happened.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from lxml import etree

from .. import orders
from ..books import Books, money, new_guid, vat_inside
from ..orders import ZERO, Draft, DraftLine

#: Texts of VAT rates that the site module knows; anything else is 0.
RATES = {
    "0": "0", "0.00": "0",
    "10": "10", "10.00": "10", "10/110": "10",
    "18": "18", "18.00": "18", "18/118": "18",
    "20": "20", "20.00": "20", "20/120": "20",
}  # fmt: skip
RATES_2026 = {"22": "22", "22.00": "22", "22/122": "22"}
NUMBER_LENGTH = 11


class LoadError(Exception):
    """The whole answer is rejected."""


@dataclass
class Loaded:
    """What became of an answer to mode=query."""

    numbers: list[str] = field(default_factory=list)  # every order in the answer
    created: list[str] = field(default_factory=list)
    rewritten: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def load_orders(books: Books, body: bytes) -> Loaded:
    """Load an answer to type=sale&mode=query; raises :class:`LoadError`."""
    result = Loaded()
    documents = _documents(_unpack(body))
    with books.transaction():
        for element in documents:
            reader = _Reader(books, element)
            draft = reader.draft()
            guid, created, written = orders.upsert(books, draft, "http")
            number = draft.site_number
            result.numbers.append(number)
            state = result.created if created else result.rewritten
            (state if written else result.skipped).append(number)
            reader.after(guid)
    return result


def _unpack(body: bytes) -> bytes:
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = [name for name in archive.namelist() if name.endswith(".xml")]
            if len(names) != 1:
                raise LoadError("В архиве должен быть ровно один файл xml")
            return archive.read(names[0])
    if not body.startswith(b"<?xml"):
        raise LoadError(f"Ответ сайта не распознан: {body[:60]!r}")
    return body


def _documents(xml: bytes) -> list[etree._Element]:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True
    )
    try:
        top = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise LoadError(f"Ошибка разбора XML: {error}") from error
    if etree.QName(top).localname != "КоммерческаяИнформация":
        raise LoadError(f"Неизвестный корневой элемент {top.tag}")
    if etree.QName(top).namespace:
        # Read by the types of the schema then, which no site answer survives.
        raise LoadError("Ошибка преобразования данных XDTO: ответ с пространством имен")
    for element in top.iter():
        if element is not top and not len(element) and not (element.text or "").strip():
            raise LoadError(f"Поле объекта не обнаружено ({element.tag})")
    return top.findall("Документ")


def _decimal(element, tag: str, default: Decimal | None = None) -> Decimal:
    text = element.findtext(tag)
    if text is None:
        if default is None:
            raise LoadError(f"Поле объекта не обнаружено ({tag})")
        return default
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        raise LoadError(f"Преобразование значения к типу Число: {text}") from None


class _Reader:
    """One Документ of the answer."""

    def __init__(self, books: Books, element):
        self.books = books
        self.element = element
        self.number = ""
        self.rates = RATES | (RATES_2026 if books.setting("vat2026") == "1" else {})
        self.posted = True

    def draft(self) -> Draft:
        element = self.element
        if element.findtext("ХозОперация") != "Заказ товара":
            raise LoadError("Неизвестная хозяйственная операция документа")
        if not element.findtext("Валюта"):
            raise LoadError("Не заполнена валюта документа")
        self.number = self._number()
        if element.find("Склады") is not None:
            raise LoadError("Склады: ожидается одно адресное поле и один контакт")
        entity = self._counterparty()
        requisites = self._requisites()
        lines = self._lines()
        total = money(sum((line.sum for line in lines), ZERO))
        discount = self._discount(lines)
        if total - discount != money(_decimal(element, "Сумма", total)):
            self._log("sum", f"строки дают {total - discount}")
        contract = self._contract(entity["guid"])
        tax = element.findtext("Налоги/Налог/УчтеноВСумме")
        day, time = element.findtext("Дата"), element.findtext("Время") or "00:00:00"
        return Draft(
            site_number=self.number,
            site_date=f"{day}T{time}",
            organisation=self.books.setting("organisation"),
            partner=entity["partner"],
            entity=entity["guid"],
            contract=contract,
            warehouse=self.books.setting("warehouse"),
            currency=element.findtext("Валюта"),
            vat_included=tax != "false",
            comment=element.findtext("Комментарий"),
            # «Дата отгрузки» also means "do not ship in parts".
            wanted_date=requisites.get("Дата отгрузки"),
            ship_whole="Дата отгрузки" in requisites,
            lines=lines,
            posted=self.posted,
        )

    def after(self, guid: str) -> None:
        """What УТ does once the order is written."""
        if self._requisites().get("Отменен") != "true":
            return
        order = orders.read(self.books, guid)
        if self.books.setting("cancel_reasons") != "1":
            self._log("skipped", "отмена с сайта не принята: причины отмены выключены")
        elif not order.cancelled and order.row["stage"] == "approval":
            orders.cancel(self.books, guid, "Отменен на сайте")

    def _log(self, kind: str, text: str) -> None:
        self.books.log(kind, f"{self.number}: {text}")

    def _number(self) -> str:
        number = (self.element.findtext("Номер") or "").strip()
        if not number:
            raise LoadError("Поле объекта не обнаружено (Номер)")
        if len(number) > NUMBER_LENGTH:
            self.books.log("number", f"{number}: длиннее {NUMBER_LENGTH} знаков")
        return number[:NUMBER_LENGTH]

    def _requisites(self) -> dict[str, str]:
        rows = self.element.findall("ЗначенияРеквизитов/ЗначениеРеквизита")
        return {row.findtext("Наименование"): row.findtext("Значение") for row in rows}

    # === counterparty === #

    def _counterparty(self):
        """Only the first one counts; not found, it is created with a partner."""
        element = self.element.find("Контрагенты/Контрагент")
        if element is None:
            raise LoadError("Поле объекта не обнаружено (Контрагенты)")
        name = element.findtext("Наименование") or ""
        inn, kpp = element.findtext("ИНН") or "", element.findtext("КПП") or ""
        if self.books.setting("search_by") == "name":
            found = self.books.one("SELECT * FROM entity WHERE name = ?", name)
        else:
            found = self.books.one(
                "SELECT * FROM entity WHERE inn = ? AND kpp = ?", inn, kpp
            )
        if found:
            return found
        self._log("garbage", f"создан контрагент {name} ИНН {inn} КПП {kpp}")
        legal = element.find("ОфициальноеНаименование") is not None
        return self._new_counterparty(name, inn, kpp, legal)

    def _new_counterparty(self, name: str, inn: str, kpp: str, legal: bool):
        partner, guid = new_guid(), new_guid()
        self.books.insert(
            "partner",
            guid=partner,
            name=name,
            garbage=1,
            data=json.dumps({"guid": partner, "name": name}, ensure_ascii=False),
        )
        data = {
            "guid": guid,
            "name": name,
            "full_name": name,
            "inn": inn,
            "kpp": kpp or None,
            "kind": "ЮрЛицо" if legal else "ИП",
            "ogrn": "",
            "address": "",
            "account": None,
        }
        self.books.insert(
            "entity",
            guid=guid,
            partner=partner,
            name=name,
            inn=inn,
            kpp=kpp,
            garbage=1,
            data=json.dumps(data, ensure_ascii=False),
        )
        self.books.touch("partner", partner)
        return self.books.get("entity", guid)

    def _contract(self, entity: str) -> str | None:
        """The only contract with the node's organisation, as УТ fills it in."""
        rows = self.books.all(
            "SELECT guid FROM contract WHERE entity = ? AND organisation = ? "
            "AND NOT deleted",
            entity,
            self.books.setting("organisation"),
        )
        return rows[0]["guid"] if len(rows) == 1 else None

    # === lines === #

    def _lines(self) -> list[DraftLine]:
        lines, unit, rate = [], None, None
        document_rate = self.element.findtext("Налоги/Налог/Ставка")
        for position, element in enumerate(self.element.findall("Товары/Товар"), 1):
            # Unit and rate are not reset: a line without them takes the last ones.
            base = element.find("БазоваяЕдиница")
            if base is not None:
                unit = (base.get("Код") or "").strip()
            elif unit is not None:
                self._log("leak", f"строка {position}: единица предыдущей строки")
            own = element.findtext("СтавкиНалогов/СтавкаНалога/Ставка")
            own = own or element.findtext("Налоги/Налог/Ставка")
            if own:
                rate = self._rate(own, document_rate, position)
            elif rate is not None:
                self._log("leak", f"строка {position}: ставка НДС предыдущей строки")
            lines.append(self._line(element, position, unit, rate or "none"))
        if not lines:
            raise LoadError("Поле объекта не обнаружено (Товары)")
        return lines

    def _rate(self, text: str, document_rate: str | None, position: int) -> str:
        rate = self.rates.get(text.strip(), "0")
        if rate == "0" and document_rate:
            rate = self.rates.get(document_rate.strip(), "0")
        if text.strip() not in self.rates:
            self._log("vat", f"строка {position}: ставка «{text}» стала {rate}%")
        return rate

    def _line(self, element, position: int, unit: str | None, rate: str) -> DraftLine:
        good, characteristic = self._product(element, position)
        data = self.books.data("good", good)
        quantity = _decimal(element, "Количество")
        price = _decimal(element, "ЦенаЗаЕдиницу")
        total = money(_decimal(element, "Сумма", money(quantity * price)))
        if total != money(quantity * price):
            self._log("sum", f"строка {position}: {quantity} × {price} ≠ {total}")
        if data["characteristics"] and not characteristic:
            self.posted = False
            self._log("post", f"строка {position}: не указана характеристика")
        code, factor = self._unit(data, unit, position)
        vat = vat_inside(total, rate)
        stated = element.findtext("Налоги/Налог/Сумма")
        if stated is not None and money(stated) != vat:
            self._log("vat", f"строка {position}: НДС {vat}, на сайте {stated}")
        return DraftLine(
            good=good, characteristic=characteristic, unit_code=code, factor=factor,
            quantity=quantity, price=money(price), sum=total, vat_rate=rate,
            vat_sum=vat, line_no=position,
        )  # fmt: skip

    def _unit(self, data: dict, code: str | None, position: int):
        if code and code != data["unit"]["code"].strip():
            for pack in data["packs"]:
                if pack["unit"]["code"].strip() == code:
                    return code, Decimal(pack["factor"])
            self._log("garbage", f"строка {position}: создана единица {code}")
        return data["unit"]["code"].strip(), Decimal(1)

    def _product(self, element, position: int) -> tuple[str, str]:
        """By GUID (the whole text), then article, then name; else created."""
        ident = (element.findtext("Ид") or "").strip()
        _guid, _sep, char = ident.partition("#")
        article = element.findtext("Артикул") or ""
        name = element.findtext("Наименование") or ""
        row = self.books.one("SELECT * FROM good WHERE guid = ?", ident.lower())
        if row is None and article:
            row = self.books.one("SELECT * FROM good WHERE article = ?", article)
        if row is None and name:
            row = self.books.one("SELECT * FROM good WHERE name = ?", name)
        if row is None:
            return self._new_product(ident, article, name, position), ""
        for known in json.loads(row["data"])["characteristics"]:
            if char and char in (known["guid"], known["name"]):
                return row["guid"], known["guid"]
        return row["guid"], ""

    def _new_product(self, ident, article: str, name: str, position: int) -> str:
        self._log(
            "garbage", f"строка {position}: создан товар {ident} {article} {name}"
        )
        guid = new_guid()
        data = {
            "guid": guid, "code": "", "article": article, "name": name,
            "full_name": name, "group": None, "description": "", "packs": [],
            "unit": {"code": "796", "name": "шт", "full_name": "Штука",
                     "abbreviation": "PCE"},
            "barcode": None, "vat": "none", "manufacturer": None, "properties": {},
            "characteristics": [], "pictures": [], "deleted": False,
        }  # fmt: skip
        self.books.insert(
            "good",
            guid=guid,
            code="",
            article=article,
            name=name,
            garbage=1,
            data=json.dumps(data, ensure_ascii=False),
        )
        return guid

    def _discount(self, lines: list[DraftLine]) -> Decimal:
        """Document discounts that are not in the sum yet go off the lines."""
        amount = ZERO
        for row in self.element.findall("Скидки/Скидка"):
            if row.findtext("УчтеноВСумме") == "false":
                amount += money(_decimal(row, "Сумма"))
        if amount:
            self._log("discount", f"скидка документа {amount}")
        return amount
