"""A 1С base with one login, and the requests that 1С makes of the site."""

import base64
from urllib.parse import quote

from odoo.tests import HttpCase

from ..models.onec_node import hash_key

GROUP = "11111111-0000-4000-8000-000000000001"
COLOUR = "22222222-0000-4000-8000-000000000001"
RETAIL = "33333333-0000-4000-8000-000000000001"
WHOLESALE = "33333333-0000-4000-8000-000000000002"
PLACE = "44444444-0000-4000-8000-000000000001"
BOLT = "55555555-0000-4000-8000-000000000001"
SHIRT = "55555555-0000-4000-8000-000000000002"
SMALL = "66666666-0000-4000-8000-000000000001"
LARGE = "66666666-0000-4000-8000-000000000002"
AGAIN = "55555555-0000-4000-8000-00000000000a"
LATER = "11111111-0000-4000-8000-000000000009"

IMPORT = f"""<?xml version="1.0" encoding="UTF-8"?>
<КоммерческаяИнформация xmlns="urn:1C.ru:commerceml_2" ВерсияСхемы="2.07"
    ДатаФормирования="2026-02-01T10:00:00">
 <Классификатор><Ид>k</Ид><Наименование>Каталог</Наименование>
  <Группы><Группа><Ид>{GROUP}</Ид><Наименование>Крепёж</Наименование></Группа></Группы>
  <Свойства><Свойство><Ид>{COLOUR}</Ид><Наименование>Материал</Наименование>
   <ТипЗначений>Справочник</ТипЗначений><ВариантыЗначений><Справочник>
   <ИдЗначения>v1</ИдЗначения><Значение>Сталь</Значение></Справочник>
   </ВариантыЗначений></Свойство></Свойства>
 </Классификатор>
 <Каталог СодержитТолькоИзменения="false"><Ид>c</Ид><Наименование>Каталог</Наименование>
 <Товары>
  <Товар><Ид>{BOLT}</Ид><Артикул>B-100</Артикул><Наименование>Болт М8</Наименование>
   <БазоваяЕдиница Код="796 " НаименованиеПолное="Штука">шт
    <Пересчет><Единица>778</Единица><Коэффициент>10</Коэффициент></Пересчет>
   </БазоваяЕдиница>
   <Группы><Ид>{GROUP}</Ид></Группы>
   <ЗначенияСвойств><ЗначенияСвойства><Ид>{COLOUR}</Ид><Значение>v1</Значение>
   </ЗначенияСвойства></ЗначенияСвойств></Товар>
  <Товар><Ид>{SHIRT}</Ид><Артикул>S-200</Артикул><Наименование>Футболка</Наименование>
   <БазоваяЕдиница Код="796 ">шт</БазоваяЕдиница>
   <Группы><Ид>{GROUP}</Ид></Группы></Товар>
 </Товары></Каталог>
</КоммерческаяИнформация>"""


def offer(good, price, qty, char="", size=""):
    """One Предложение; price 0 is «по запросу»."""
    key = f"{good}#{char}" if char else good
    values = size and (
        "<ХарактеристикиТовара><ХарактеристикаТовара><Наименование>Размер"
        f"</Наименование><Значение>{size}</Значение></ХарактеристикаТовара>"
        "</ХарактеристикиТовара>"
    )
    return f"""<Предложение><Ид>{key}</Ид>
     <Наименование>X ({size})</Наименование>{values}
     <Цены><Цена><ИдТипаЦены>{WHOLESALE}</ИдТипаЦены>
      <ЦенаЗаЕдиницу>{price}</ЦенаЗаЕдиницу><Валюта>RUB</Валюта></Цена></Цены>
     <Количество>{qty}</Количество>
     <Склад ИдСклада="{PLACE}" КоличествоНаСкладе="{qty}"/></Предложение>"""


def offers(*rows, formed="2026-02-01T10:00:00"):
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<КоммерческаяИнформация xmlns="urn:1C.ru:commerceml_2" ВерсияСхемы="2.07"
    ДатаФормирования="{formed}">
 <ПакетПредложений СодержитТолькоИзменения="false"><Ид>c#</Ид>
  <ТипыЦен><ТипЦены><Ид>{WHOLESALE}</Ид><Наименование>Оптовая</Наименование>
   <Валюта>RUB</Валюта></ТипЦены></ТипыЦен>
  <Склады><Склад><Ид>{PLACE}</Ид><Наименование>Основной</Наименование></Склад></Склады>
  <Предложения>{"".join(rows)}</Предложения>
 </ПакетПредложений></КоммерческаяИнформация>"""


OFFERS = offers(
    offer(BOLT, "100.00", 15),
    offer(SHIRT, "500.00", 3, SMALL, "S"),
    offer(SHIRT, "0.00", 4, LARGE, "L"),
)


def catalogue(*goods):
    """The file of the common fixture with these goods instead of its own."""
    head, _sep, rest = IMPORT.partition("<Товары>")
    return f"{head}<Товары>{''.join(goods)}</Товары>{rest.partition('</Товары>')[2]}"


def good(guid, article, name, group=GROUP, extra=""):
    return (
        f"<Товар><Ид>{guid}</Ид><Артикул>{article}</Артикул>"
        f"<Наименование>{name}</Наименование><БазоваяЕдиница Код='796'>шт"
        f"</БазоваяЕдиница><Группы><Ид>{group}</Ид></Группы>{extra}</Товар>"
    )


class SiteExchangeCase(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection = cls.env["onec.connection"].create({"name": "УТ"})
        cls.node = cls.env["onec.node"].create(
            {
                "connection_id": cls.connection.id,
                "login": "site",
                "key_hash": hash_key("secret"),
            }
        )

    def ask(self, kind, mode, data=None, key="secret", filename="", **params):
        """A request of 1С; return (status, text of the answer)."""
        query = f"type={kind}&mode={mode}"
        if filename:
            query += f"&filename={quote(filename)}"
        for name, value in params.items():
            query += f"&{name}={value}"
        basic = base64.b64encode(f"site:{key}".encode()).decode()
        # A form's content type on purpose: some installations send one.
        headers = {
            "Authorization": f"Basic {basic}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        answer = self.url_open(
            f"/1c_exchange?{query}",
            data=data,
            headers=headers,
            method="POST" if data is not None else "GET",
        )
        return answer.status_code, answer.content.decode()

    def push(self, filename, text, kind="catalog"):
        """A whole session that sends one file; the last answer of 1С's polling."""
        self.ask(kind, "checkauth")
        self.ask(kind, "init")
        self.ask(kind, "file", data=text.encode(), filename=filename)
        for _attempt in range(20):
            _status, answer = self.ask(kind, "import", filename=filename)
            if not answer.startswith("progress"):
                break
        self.env.invalidate_all()
        return answer

    def product(self, key):
        return self.env["onec.link"]._record(self.connection, "variant", key)

    def goods(self, article):
        return self.env["product.template"].search([("default_code", "=", article)])

    def repeat(self):
        """The job that applies the raw files of a session once more."""
        session = self.connection.session_ids.filtered("repeat_of_id")[:1]
        self.env.flush_all()
        with self.registry.cursor() as cr:
            session.with_env(self.env(cr=cr))._finish_repeat()
        self.env.invalidate_all()
        self.assertEqual(session.state, "done", session.error)
        return session
