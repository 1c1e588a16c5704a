"""The dialogue of the site exchange, as УТ 11 leads it."""

import io

import pytest
from lxml import etree

from .. import fixture, trade
from ..http_client import ExchangeError
from .conftest import ORDER

NS = "{urn:1C.ru:commerceml_2}"


def test_full_catalogue_goes_in_chunks_of_the_limit_and_polls(base, site):
    report = base.push(*site.where)
    names = set(site.unpacked())
    assert {"import0_1.xml", "offers0_1.xml"} <= names
    assert len([name for name in names if name.endswith(".jpg")]) == 8
    assert report.chunks == site.chunks > 1
    assert report.polls == 4  # two files, twice "progress" each
    assert [line.split("&filename")[0] for line in site.requests[:3]] == [
        "GET type=catalog&mode=checkauth",
        "GET type=catalog&mode=init",
        "POST type=catalog&mode=file",
    ]
    assert not base.books.registered("good")


def test_without_zip_every_file_is_its_own_post(base, site):
    site.zipped = False
    base.push(*site.where)
    posts = {
        line.split("filename=")[1] for line in site.requests if "mode=file" in line
    }
    assert len(posts) == 2 + 8


def test_portions_are_sessions_and_only_the_first_says_it_is_full(base, site):
    seen = {}
    answer = site.answer

    def spy(method, query, body):
        if "mode=import" in query:
            seen.update(site.unpacked())
        return answer(method, query, body)

    site.answer = spy
    base.push(*site.where, portion=3)
    flags = {
        name: etree.fromstring(content)
        .find(f"{NS}Каталог")
        .get("СодержитТолькоИзменения")
        for name, content in seen.items()
        if name.startswith("import") and name.endswith(".xml")
    }
    assert flags == {
        "import0_1.xml": "false",
        "import1_1.xml": "true",
        "import2_1.xml": "true",
    }
    assert sum("checkauth" in line for line in site.requests) == 3


def test_offers_hold_characteristics_prices_and_free_stock(base, site):
    base.phone_order("7728168971", {"T-001": 6})  # reserved: no longer free
    base.push(*site.where)
    tree = etree.fromstring(site.unpacked()["offers0_1.xml"])
    offers = {row.findtext(f"{NS}Ид"): row for row in tree.iter(f"{NS}Предложение")}
    assert f"{fixture.guid('good', '2')}#{fixture.guid('char', 'S')}" in offers
    vase = offers[fixture.guid("good", "1")]
    stock = {
        row.get("ИдСклада"): row.get("КоличествоНаСкладе")
        for row in vase.findall(f"{NS}Склад")
    }
    assert stock == {fixture.MAIN: "44", fixture.NORTH: "7", fixture.RETAIL: "0"}
    prices = [row.text for row in vase.iter(f"{NS}ЦенаЗаЕдиницу")]
    assert prices == ["1220.00", "1098.00"]
    assert tree.find(f".//{NS}Валюта").text == "RUB"


def test_quick_update_is_a_changes_package_under_the_name_of_offers(base, site):
    base.push(*site.where)
    base.set_stock("T-002", 9, characteristic="M")
    base.push(*site.where, what="prices-stock")
    files = site.unpacked()
    assert list(files) == ["offers0_1.xml"]
    tree = etree.fromstring(files["offers0_1.xml"])
    assert tree[0].tag == f"{NS}ИзмененияПакетаПредложений"
    rows = list(tree.iter(f"{NS}Предложение"))
    assert [row.findtext(f"{NS}ИдХарактеристики") for row in rows] == [
        fixture.guid("char", size) for size in "SML"
    ]
    assert rows[1].find(f"{NS}Склады").get("КоличествоНаСкладе") == "9"
    assert tree.find(f".//{NS}Валюта").text == "643"


def test_nothing_changed_sends_nothing(base, site):
    base.push(*site.where)
    site.requests.clear()
    base.push(*site.where, what="changes")
    assert not site.requests


@pytest.mark.parametrize("answer", ["failure\nошибка", "готово"])
def test_refused_import_keeps_the_registration(base, site, answer):
    site.import_answer = answer
    with pytest.raises(ExchangeError):
        base.push(*site.where)
    assert len(base.books.registered("good")) == 8


def test_wrong_password_stops_the_session(base, site):
    with pytest.raises(ExchangeError, match="Авторизация"):
        base.push(site.url, "exchange", "wrong")


def test_a_cut_line_is_sent_again_as_a_whole(base, site):
    with pytest.raises(ExchangeError):
        base.push(*site.where, cut=2)
    base.push(*site.where)
    assert "offers0_1.xml" in site.unpacked()


def test_orders_are_fetched_and_confirmed(base, site):
    site.orders = ORDER
    loaded = base.fetch(*site.where)
    assert loaded.created == ["P1-1"] and site.succeeded == 1
    assert base.fetch(*site.where).skipped == ["P1-1"]
    assert len(base.orders()) == 1


def test_rejected_orders_never_get_success(base, site):
    site.orders = ORDER.replace("<Валюта>RUB</Валюта>", "")
    with pytest.raises(ExchangeError, match="валюта"):
        base.fetch(*site.where)
    assert site.succeeded == 0 and not base.orders()


def _sent(site):
    names = [name for name in site.files if name.startswith("orders-")]
    tree = etree.parse(io.BytesIO(site.files[names[0]]))
    document = tree.find(f"{NS}Документ")
    requisites = {
        row.findtext(f"{NS}Наименование"): row.findtext(f"{NS}Значение")
        for row in document.iterfind(f"{NS}ЗначенияРеквизитов/{NS}ЗначениеРеквизита")
    }
    return document, requisites


def _fetched(base, site):
    base.setting("vat2026", "1")
    site.orders = ORDER
    base.fetch(*site.where)


def test_partial_payment_and_shipment_are_not_told(base, site):
    _fetched(base, site)
    base.pay("P1-1", "100.00")
    base.ship("P1-1", {"T-001": 4})
    base.send(*site.where)
    document, requisites = _sent(site)
    assert set(requisites) == {
        "Номер по 1С", "Дата по 1С", "ПометкаУдаления", "Проведен",
    }  # fmt: skip
    assert document.findtext(f"{NS}Номер") == "P1-1"


def test_full_payment_and_shipment_are_told(base, site):
    _fetched(base, site)
    base.pay("P1-1")
    base.ship("P1-1")
    base.send(*site.where)
    requisites = _sent(site)[1]
    assert requisites["Номер оплаты по 1С"] and requisites["Дата отгрузки по 1С"]


def test_cancelled_order_is_a_zero_sum_with_all_its_lines(base, site):
    _fetched(base, site)
    base.cancel("P1-1")
    base.send(*site.where)
    document, requisites = _sent(site)
    assert document.findtext(f"{NS}Сумма") == "0.00"
    assert len(list(document.iter(f"{NS}Товар"))) == 2
    assert requisites["Дата оплаты по 1С"] == requisites["Дата отгрузки по 1С"] == "T"
    assert "Отменен" not in requisites


def test_deleted_and_phone_orders_are_silent(base, site):
    _fetched(base, site)
    base.delete("P1-1")
    base.phone_order("7728168971", {"T-003": 1})
    assert base.send(*site.where) == []


def test_packs_come_back_as_packs(base, site):
    _fetched(base, site)
    base.set_stock("T-001", 100)
    site.orders = (
        ORDER.replace("P1-1", "P1-2")
        .replace("<Количество>10<", "<Количество>12<")
        .replace("12200.00", "14640.00")
        .replace("12499.70", "14939.70")
    )
    base.fetch(*site.where)
    trade.orders.repack(base.books, trade.orders.find(base.books, "P1-2").guid)
    base.send(*site.where)
    tree = etree.parse(io.BytesIO(next(iter(site.files.values()))))
    found = tree.xpath("//*[local-name()='Документ'][*[local-name()='Номер']='P1-2']")
    row = found[0].find(f"{NS}Товары/{NS}Товар")
    assert row.findtext(f"{NS}Количество") == "2"
    assert row.findtext(f"{NS}ЦенаЗаЕдиницу") == "7320.00"
    assert row.findtext(f"{NS}Коэффициент") == "1"
