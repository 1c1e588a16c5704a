"""Exchange files as УТ writes them, of any size, written without holding them."""

import random
import uuid
from pathlib import Path

PRICE_TYPES = 5
WAREHOUSES = 3
#: Of each hundred goods so many have characteristics, each of them so many.
WITH_CHARACTERISTICS = 20
SIZES = ("S", "M", "L")
GROUPS = 40
COLOURS = ("Красный", "Синий", "Зелёный", "Белый", "Чёрный")

_ROOT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<КоммерческаяИнформация xmlns="urn:1C.ru:commerceml_2" ВерсияСхемы="2.07" '
    'ДатаФормирования="{formed}">\n'
)
_END = "</КоммерческаяИнформация>\n"


def guid(*parts):
    """A GUID that is the same in every run."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "/".join(map(str, parts))))


class Catalogue:
    """A catalogue of `goods` goods; another `salt` makes other goods.

    :ivar offers: how many offers it has, characteristics counted one by one
    """

    def __init__(self, goods, folder, salt=""):
        self.goods = goods
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._salt = salt
        self.offers = sum(len(self._characteristics(n)) or 1 for n in range(goods))

    def _characteristics(self, number):
        return SIZES if number % 100 < WITH_CHARACTERISTICS else ()

    def _good(self, number):
        return guid("good", self._salt, number)

    # === files === #

    def import_file(self, name="import0_1.xml", formed=10, renamed=0):
        """All goods; the first `renamed` of them have another name than before."""
        with self._open(name, formed) as out:
            self._classifier(out)
            out.write(
                '<Каталог СодержитТолькоИзменения="false"><Ид>c</Ид>'
                "<ИдКлассификатора>k</ИдКлассификатора>"
                "<Наименование>Каталог</Наименование><Товары>\n"
            )
            for number in range(self.goods):
                self._write_good(out, number, "новый " if number < renamed else "")
            out.write(f"</Товары></Каталог>\n{_END}")
        return self.folder / name

    def offers_file(self, name="offers0_1.xml", formed=10, changed=0):
        """All offers; the first `changed` goods have other prices and stock."""
        figures, others = random.Random(1), random.Random(3)
        with self._open(name, formed) as out:
            out.write(
                '<ПакетПредложений СодержитТолькоИзменения="false"><Ид>c#</Ид>'
                "<Наименование>Пакет</Наименование><ИдКаталога>c</ИдКаталога>"
                "<ИдКлассификатора>k</ИдКлассификатора><ТипыЦен>"
            )
            for number in range(PRICE_TYPES):
                out.write(
                    f"<ТипЦены><Ид>{guid('price', number)}</Ид><Наименование>"
                    f"Цена {number}</Наименование><Валюта>RUB</Валюта><Налог>"
                    "<Наименование>НДС</Наименование><УчтеноВСумме>true</УчтеноВСумме>"
                    "</Налог></ТипЦены>"
                )
            out.write("</ТипыЦен><Склады>")
            for number in range(WAREHOUSES):
                out.write(
                    f"<Склад><Ид>{guid('place', number)}</Ид>"
                    f"<Наименование>Склад {number}</Наименование></Склад>"
                )
            out.write("</Склады><Предложения>\n")
            for number, size in self._offer_keys():
                row = _figures(figures)
                if number < changed:
                    row = _figures(others)
                self._write_offer(out, number, size, row)
            out.write(f"</Предложения></ПакетПредложений>\n{_END}")
        return self.folder / name

    def changes_file(self, name="offers0_1.xml", formed=11):
        """УТ's quick update: other prices and stock for every offer."""
        figures = random.Random(2)
        with self._open(name, formed) as out:
            out.write(
                "<ИзмененияПакетаПредложений><Ид>c#</Ид><ИдКаталога>c</ИдКаталога>"
                "<Предложения>\n"
            )
            for number, size in self._offer_keys():
                self._write_change(out, number, size, _figures(figures))
            out.write(f"</Предложения></ИзмененияПакетаПредложений>\n{_END}")
        return self.folder / name

    # === their parts === #

    def _open(self, name, formed):
        out = open(self.folder / name, "w", encoding="utf-8-sig", buffering=1 << 20)
        out.write(_ROOT.format(formed=f"2026-02-01T{formed:02}:00:00"))
        return out

    def _offer_keys(self):
        for number in range(self.goods):
            for size in self._characteristics(number) or ("",):
                yield number, size

    def _classifier(self, out):
        out.write(
            "<Классификатор><Ид>k</Ид><Наименование>Каталог</Наименование><Группы>"
        )
        for number in range(GROUPS):
            out.write(
                f"<Группа><Ид>{guid('group', number)}</Ид>"
                f"<Наименование>Группа {number}</Наименование></Группа>"
            )
        out.write(
            f"</Группы><Свойства><Свойство><Ид>{guid('colour')}</Ид><Наименование>Цвет"
            "</Наименование><ТипЗначений>Справочник</ТипЗначений><ВариантыЗначений>"
        )
        for colour in COLOURS:
            out.write(
                f"<Справочник><ИдЗначения>{guid('colour', colour)}</ИдЗначения>"
                f"<Значение>{colour}</Значение></Справочник>"
            )
        out.write("</ВариантыЗначений></Свойство></Свойства></Классификатор>\n")

    def _write_good(self, out, number, prefix):
        colour = guid("colour", COLOURS[number % len(COLOURS)])
        out.write(
            f"<Товар><Ид>{self._good(number)}</Ид>"
            f"<Штрихкод>{4_600_000_000_000 + number}{self._salt}</Штрихкод>"
            f"<Артикул>A{self._salt}-{number:06}</Артикул>"
            f"<Наименование>{prefix}Товар обычный номер {number}</Наименование>"
            '<БазоваяЕдиница Код="796 " НаименованиеПолное="Штука" '
            'МеждународноеСокращение="PCE">шт'
            + (
                "<Пересчет><Единица>778</Единица><Коэффициент>10</Коэффициент>"
                "</Пересчет>"
                if number % 2
                else ""
            )
            + f"</БазоваяЕдиница><Группы><Ид>{guid('group', number % GROUPS)}</Ид>"
            "</Группы><Описание>Описание товара, как его пишут люди: материал, "
            f"размеры и назначение. Номер {number}.</Описание>"
            f"<Изготовитель><Ид>{guid('maker', number % 30)}</Ид>"
            f"<Наименование>Завод {number % 30}</Наименование></Изготовитель>"
            f"<ЗначенияСвойств><ЗначенияСвойства><Ид>{guid('colour')}</Ид>"
            f"<Значение>{colour}</Значение></ЗначенияСвойства></ЗначенияСвойств>"
            "<СтавкиНалогов><СтавкаНалога><Наименование>НДС</Наименование>"
            f"<Ставка>{22 if number % 10 else 10}</Ставка></СтавкаНалога>"
            "</СтавкиНалогов><ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>"
            "ТипНоменклатуры</Наименование><Значение>Товар</Значение>"
            "</ЗначениеРеквизита><ЗначениеРеквизита><Наименование>Код</Наименование>"
            f"<Значение>00-{number:08}</Значение></ЗначениеРеквизита>"
            "</ЗначенияРеквизитов></Товар>\n"
        )

    def _write_offer(self, out, number, size, figures):
        key = self._good(number)
        name = f"Товар обычный номер {number}"
        values = ""
        if size:
            key = f"{key}#{guid('char', number, size)}"
            name = f"{name} ({size})"
            values = (
                "<ХарактеристикиТовара><ХарактеристикаТовара><Наименование>Размер"
                f"</Наименование><Значение>{size}</Значение></ХарактеристикаТовара>"
                "</ХарактеристикиТовара>"
            )
        out.write(
            f"<Предложение><Ид>{key}</Ид><Артикул>A{self._salt}-{number:06}</Артикул>"
            f"<Наименование>{name}</Наименование>"
            '<БазоваяЕдиница Код="796 " НаименованиеПолное="Штука">шт</БазоваяЕдиница>'
            + values
        )
        self._write_figures(out, figures, "RUB", "Склад")
        out.write("</Предложение>\n")

    def _write_change(self, out, number, size, figures):
        out.write(f"<Предложение><Ид>{self._good(number)}</Ид>")
        if size:
            out.write(
                f"<ИдХарактеристики>{guid('char', number, size)}</ИдХарактеристики>"
            )
        self._write_figures(out, figures, "643", "Склады")
        out.write("</Предложение>\n")

    def _write_figures(self, out, figures, currency, place):
        prices, stock = figures
        out.write("<Цены>")
        for number, price in enumerate(prices):
            out.write(
                f"<Цена><Представление>{price:.2f} RUB за шт</Представление>"
                f"<ИдТипаЦены>{guid('price', number)}</ИдТипаЦены>"
                f"<ЦенаЗаЕдиницу>{price:.2f}</ЦенаЗаЕдиницу><Валюта>{currency}</Валюта>"
                "<Единица>шт</Единица><Коэффициент>1</Коэффициент></Цена>"
            )
        out.write(f"</Цены><Количество>{sum(stock)}</Количество>")
        for number, qty in enumerate(stock):
            out.write(
                f'<{place} ИдСклада="{guid("place", number)}" '
                f'КоличествоНаСкладе="{qty}"/>'
            )


def _figures(source):
    """(prices, stock by warehouse) of an offer."""
    prices = [source.randrange(1000, 1_000_000) / 100 for _n in range(PRICE_TYPES)]
    return prices, [source.randrange(0, 500) for _n in range(WAREHOUSES)]
