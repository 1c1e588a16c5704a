"""Orders that go to a 1С base and what 1С tells of them."""

from lxml import etree

from odoo.addons.b2b_portal.tests.common import B2bCommon

ENTITY = "99999999-0000-4000-8000-000000000001"
VASE = "77777777-0000-4000-8000-000000000001"
CANDLE = f"{VASE[:-1]}2"


class OrdersCase(B2bCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["onec.connection"].search([]).active = False
        cls.env["onec.node"].search([]).active = False
        cls.connection = cls.env["onec.connection"].create(
            {"name": "УТ", "vat_proven": "none,0,5,7,10,20,22"}
        )
        cls.node = cls.env["onec.node"].create(
            {"connection_id": cls.connection.id, "login": "orders"}
        )
        link = cls.env["onec.link"]._link
        for product in (cls.vase, cls.candle):
            key = VASE if product == cls.vase else f"{VASE[:-1]}2"
            link(cls.connection, "variant", key, product)
        units = (cls.vase | cls.candle).uom_id
        for number, unit in enumerate(units):
            link(cls.connection, "unit", f"79{6 + number}", unit)
        cls.engine = cls.env["onec.exchange.orders"]

    def setUp(self):
        super().setUp()
        self.order = self._make_order()
        self.order._place()
        self.entity = self.order.b2b_entity_id
        self.env["onec.link"]._link(self.connection, "entity", ENTITY, self.entity)
        self.session, _token = self.env["onec.session"]._open(self.node, "sale")

    def documents(self):
        answer = etree.fromstring(self.engine._answer(self.session))
        return answer.findall("Документ")

    def tell(
        self,
        amount=None,
        number=None,
        lines=(),
        party=None,
        guid=ENTITY,
        extra="",
        **requisites,
    ):
        """1С sends a document about the order; return its file.

        :param lines: (GUID, quantity, sum), and the code of a unit after them
        :param party: (ИНН, КПП)
        :param guid: its key in 1С
        :param extra: more elements of the document
        """
        goods = "".join(
            f"<Товар><Ид>{good}</Ид><Наименование>Товар</Наименование>"
            + "".join(f"<Единица>{code}</Единица>" for code in unit)
            + f"<Количество>{quantity}</Количество><Сумма>{total}</Сумма></Товар>"
            for good, quantity, total, *unit in lines
        )
        goods = goods or (
            f"<Товар><Ид>{VASE}</Ид><Наименование>Ваза</Наименование></Товар>"
        )
        who = party and (
            f"<Контрагенты><Контрагент><Ид>{guid}</Ид><Наименование>К</Наименование>"
            f"<Роль>Покупатель</Роль><ИНН>{party[0]}</ИНН><КПП>{party[1]}</КПП>"
            "</Контрагент></Контрагенты>"
        )
        values = "".join(
            f"<ЗначениеРеквизита><Наименование>{name.replace('_', ' ')}</Наименование>"
            f"<Значение>{value}</Значение></ЗначениеРеквизита>"
            for name, value in requisites.items()
        )
        text = f"""<?xml version="1.0" encoding="UTF-8"?>
<КоммерческаяИнформация ВерсияСхемы="2.07" ДатаФормирования="2026-02-01T10:00:00">
 <Документ><Ид>88888888-0000-4000-8000-000000000001</Ид>
  <Номер>{number or self.order.name}</Номер><Дата>2026-02-01</Дата>
  <ХозОперация>Заказ товара</ХозОперация><Роль>Продавец</Роль><Валюта>RUB</Валюта>
  <Сумма>{self.order.amount_total if amount is None else amount}</Сумма>{who or ""}
  <Товары>{goods}</Товары>
  <ЗначенияРеквизитов>{values}</ЗначенияРеквизитов>{extra}
 </Документ></КоммерческаяИнформация>"""
        file = self.session._receive("orders-1_1.xml", text.encode())
        self.env["onec.stage"]._fill(file)
        file.write({"state": "working", "position": 0, "total": 0})
        importer = self.env["onec.import.orders"]
        while importer._slice(file):
            pass
        return file
