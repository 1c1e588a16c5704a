import uuid
from decimal import Decimal

import pytest
import requests
import zeep
from zeep.transports import Transport

from .. import fixture
from ..client import OneC
from ..fill import make
from ..soap.contract import WSDL
from .site import Site


@pytest.fixture
def books(tmp_path):
    with make(tmp_path / "onec.sqlite", fixture.catalogue()) as opened:
        yield opened


@pytest.fixture
def base(tmp_path):
    """Books and the 1С user's hands, without the SOAP server."""
    opened = OneC(tmp_path, catalogue=fixture.catalogue())
    yield opened
    opened.close()


@pytest.fixture
def onec(base):
    """The same with its SOAP server running."""
    base.start()
    return base


@pytest.fixture
def site():
    with Site() as running:
        yield running


@pytest.fixture
def service(onec):
    """The service as any client sees it, through zeep."""
    return connect(onec)


def connect(onec, port="B2BPortalSoap", strict=True):
    session = requests.Session()
    session.auth = (onec.login, onec.password)
    client = zeep.Client(
        str(WSDL),
        transport=Transport(session=session, operation_timeout=20),
        settings=zeep.Settings(strict=strict),
    )
    binding = f"{{urn:b2bportal:1.0}}{port}Binding"
    return client.create_service(binding, onec.soap_url)


def key() -> str:
    return str(uuid.uuid4())


def order_data(number="P1-1", version=1, **values) -> dict:
    """An order of two lines for «Ромашка»: 10 vases and 3 candles."""
    lines = [
        _line(1, 1, "T-001", 10, "1220.00", "2200.00"),
        _line(2, 3, "T-003", 3, "99.90", "54.04"),
    ]
    return {
        "SiteNumber": number,
        "SiteDate": "2026-11-23T10:00:00",
        "Version": version,
        "Kind": "Sale",
        "LegalEntity": {
            "Kind": "Company",
            "Name": "Ромашка ООО",
            "INN": "7728168971",
            "KPP": "770801001",
        },
        "WarehouseGUID": fixture.MAIN,
        "Currency": "RUB",
        "VATIncluded": True,
        "Total": sum(line["Sum"] for line in lines),
        "VATTotal": sum(line["VATSum"] for line in lines),
        "PaymentMode": "Prepayment",
        "Reserve": False,
        "Line": lines,
    } | values


def _line(number, good, article, quantity, price, vat) -> dict:
    return {
        "LineNo": number,
        "ProductGUID": fixture.guid("good", str(good)),
        "Article": article,
        "Quantity": Decimal(quantity),
        "Price": Decimal(price),
        "VATRate": "22",
        "VATSum": Decimal(vat),
        "Sum": Decimal(price) * quantity,
    }


ORDER = """<?xml version="1.0" encoding="UTF-8"?>
<КоммерческаяИнформация ВерсияСхемы="2.07" ДатаФормирования="2026-11-23T10:00:00">
 <Документ>
  <Ид>4711</Ид><Номер>P1-1</Номер><Дата>2026-11-23</Дата><Время>10:00:00</Время>
  <ХозОперация>Заказ товара</ХозОперация><Роль>Продавец</Роль>
  <Валюта>RUB</Валюта><Курс>1</Курс><Сумма>12499.70</Сумма>
  <Контрагенты><Контрагент>
   <Наименование>Ромашка ООО</Наименование><Роль>Покупатель</Роль>
   <ОфициальноеНаименование>ООО "Ромашка"</ОфициальноеНаименование>
   <ИНН>7728168971</ИНН><КПП>770801001</КПП>
  </Контрагент></Контрагенты>
  <Товары>
   <Товар>
    <Ид>VASE</Ид><Артикул>T-001</Артикул><Наименование>Ваза</Наименование>
    <БазоваяЕдиница Код="796">шт</БазоваяЕдиница>
    <СтавкиНалогов><СтавкаНалога><Наименование>НДС</Наименование>
     <Ставка>22</Ставка></СтавкаНалога></СтавкиНалогов>
    <ЦенаЗаЕдиницу>1220.00</ЦенаЗаЕдиницу><Количество>10</Количество>
    <Сумма>12200.00</Сумма><Единица>шт</Единица><Коэффициент>1</Коэффициент>
    <Налоги><Налог><Наименование>НДС</Наименование><УчтеноВСумме>true</УчтеноВСумме>
     <Сумма>2200.00</Сумма><Ставка>22</Ставка></Налог></Налоги>
   </Товар>
   <Товар>
    <Ид>CANDLE</Ид><Артикул>T-003</Артикул><Наименование>Свеча</Наименование>
    <БазоваяЕдиница Код="796">шт</БазоваяЕдиница>
    <СтавкиНалогов><СтавкаНалога><Наименование>НДС</Наименование>
     <Ставка>22</Ставка></СтавкаНалога></СтавкиНалогов>
    <ЦенаЗаЕдиницу>99.90</ЦенаЗаЕдиницу><Количество>3</Количество>
    <Сумма>299.70</Сумма><Единица>шт</Единица><Коэффициент>1</Коэффициент>
    <Налоги><Налог><Наименование>НДС</Наименование><УчтеноВСумме>true</УчтеноВСумме>
     <Сумма>54.04</Сумма><Ставка>22</Ставка></Налог></Налоги>
   </Товар>
  </Товары>
  <Налоги><Налог><Наименование>НДС</Наименование><УчтеноВСумме>true</УчтеноВСумме>
   <Сумма>2254.04</Сумма><Ставка>22</Ставка></Налог></Налоги>
  <ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>Статус заказа</Наименование>
   <Значение>Принят</Значение></ЗначениеРеквизита></ЗначенияРеквизитов>
 </Документ>
</КоммерческаяИнформация>"""
ORDER = ORDER.replace("VASE", fixture.guid("good", "1"))
ORDER = ORDER.replace("CANDLE", fixture.guid("good", "3"))
