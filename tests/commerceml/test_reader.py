"""Files as УТ 11.5, УНФ 2.10 and the 3.1 module write them."""

import io
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from commerceml import (
    BankAccount,
    Category,
    Characteristic,
    Classifier,
    Contact,
    Counterparty,
    Group,
    Header,
    Offer,
    OrderDocument,
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
from commerceml.reader import read

GUID = "-0000-11f0-8d3a-00155d0a0101"


@pytest.fixture
def records(data):
    def records(name, kind=object):
        with open(data / name, "rb") as file:
            return [record for record in read(file) if isinstance(record, kind)]

    return records


def parse(body):
    text = f"<?xml version='1.0'?><КоммерческаяИнформация>{body}"
    return list(read(io.BytesIO(f"{text}</КоммерческаяИнформация>".encode())))


def offer(body):
    records = parse(
        "<ПакетПредложений><Предложения><Предложение><Ид>a</Ид>"
        f"{body}</Предложение></Предложения></ПакетПредложений>"
    )
    return [r for r in records if not isinstance(r, Header | Package)]


# === УТ 11: catalogue === #


def test_order_of_records(records):
    kinds = [type(record) for record in records("ut_import0_1.xml")]
    assert kinds == [
        Header,
        Classifier,
        *[Group] * 4,
        *[Property] * 2,
        Package,
        *[Product] * 3,
        Unknown,
        Unknown,
    ]


def test_header_and_package(records):
    header, package = records("ut_import0_1.xml", Header | Package)
    assert header == Header("2.07", datetime(2026, 2, 1, 10))
    assert package.kind == "catalog"
    assert package.only_changes is False
    assert package.id == package.catalog_id == f"c1000000{GUID}"


def test_owner_of_the_classifier(records):
    (classifier,) = records("ut_import0_1.xml", Classifier)
    assert classifier.owner_name == 'ООО "Крепёж-Опт"'
    assert (classifier.owner_inn, classifier.owner_kpp) == ("7701234567", "770101001")


def test_parents_of_groups_come_first(records):
    groups = records("ut_import0_1.xml", Group)
    assert [(g.name, g.parent_id[:2]) for g in groups] == [
        ("Крепёж", ""),
        ("Болты", "a1"),
        ("Болты оцинкованные", "a2"),
        ("Гайки", "a1"),
    ]


def test_properties(records):
    color, weight = records("ut_import0_1.xml", Property)
    assert (color.type, weight.type) == ("dictionary", "number")
    assert color.values[1] == PropertyOption(f"b1000002{GUID}", "Жёлтый")


def test_a_good_of_ut(records):
    product = records("ut_import0_1.xml", Product)[0]
    assert product.id == f"d1000000{GUID}"
    assert product.char_id == ""
    assert product.unit == Unit("796", "шт", "Штука", "PCE")
    assert product.packs == [Pack("778", Decimal(10))]
    assert product.pictures == [
        Picture("import_files/ab/abcd.jpg"),
        Picture("import_files/ab/abce.jpg", "Вид сбоку"),
    ]
    assert product.code == "00-00000001"
    assert product.full_name == "Болт М8×30 оцинкованный, класс 8.8"
    assert product.description.endswith("<оцинкованный>")
    assert product.description_html == "<p>Болт</p>"
    assert product.weight == Decimal("0.125")
    assert product.vat == "22"
    assert product.manufacturer == "Завод метизов"
    assert product.property_values == [
        PropertyValue(f"b1000000{GUID}", (f"b1000001{GUID}",)),
        PropertyValue(f"b2000000{GUID}", ()),
    ]
    assert product.requisites["типноменклатуры"] == "Товар"


def test_a_good_with_a_characteristic(records):
    product = records("ut_import0_1.xml", Product)[1]
    assert (product.id, product.char_id) == (f"d2000000{GUID}", f"f2000000{GUID}")
    assert product.article == ""
    assert product.vat == "none", "without VAT is not VAT 0"
    assert product.characteristics == [Characteristic("Размер", "L", f"f2000000{GUID}")]
    assert product.marking == "Лёгкая промышленность"


def test_deleted_and_unknown(records):
    assert records("ut_import0_1.xml", Product)[2].deleted
    strange, nameless = records("ut_import0_1.xml", Unknown)
    assert strange.path.endswith("Каталог/Товары/Товар/НеобычноеПоле")
    assert (strange.reason, strange.value) == ("element", "42")
    assert strange.item_id == f"d3000000{GUID}"
    assert (nameless.reason, nameless.value) == ("no_id", "Товар без идентификатора")
    assert nameless.line == 170


# === УТ 11: offers === #


def test_price_types_and_warehouses(records):
    first, second = records("ut_offers0_1.xml", PriceType)
    assert (first.currency, first.vat_included) == ("RUB", True)
    assert (second.currency, second.vat_included) == ("RUB", False)
    main = records("ut_offers0_1.xml", Warehouse)[0]
    assert (main.name, main.address) == ("Основной", "г. Москва, ул. Складская, 1")


def test_offers_of_ut(records):
    bolt, gloves, washer = records("ut_offers0_1.xml", Offer)
    wholesale, dealer = bolt.prices
    assert wholesale.value == Decimal("1234.50")
    assert dealer.value is None, "0.00 is no price"
    assert bolt.qty == Decimal("15.5")
    assert bolt.stocks == [
        Stock(f"11000000{GUID}", Decimal(12)),
        Stock(f"12000000{GUID}", Decimal("3.5")),
    ]
    assert gloves.char_id == f"f2000000{GUID}"
    assert gloves.prices == [
        Price(f"01000000{GUID}", Decimal(1050), "RUB", "упак", Decimal(10), Decimal(2))
    ]
    assert (gloves.qty, gloves.stocks) == (Decimal(0), None)
    assert (washer.prices, washer.qty, washer.stocks) == ([], None, None)


def test_changes_package(records):
    (package,) = records("ut_changes0_1.xml", Package)
    assert package.is_changes
    assert package.catalog_id == f"c1000000{GUID}"
    bolt, gloves = records("ut_changes0_1.xml", Offer)
    assert bolt.char_id == "", "the empty GUID is no characteristic"
    assert bolt.prices[0].currency == "RUB"
    assert bolt.prices[0].unit == "796"
    assert [stock.qty for stock in bolt.stocks] == [Decimal(7), Decimal(0)]
    assert gloves.char_id == f"f2000000{GUID}"
    assert gloves.prices is None, "not a word about prices"


# === УТ 11: orders === #


def test_an_order_that_comes_back(records):
    order = records("ut_orders.xml", OrderDocument)[0]
    assert order.number == "B2-000001"
    assert (order.date, order.time) == (date(2026, 2, 1), time(10, 5))
    assert order.number_1c == "КО00-000017"
    assert order.date_1c == datetime(2026, 2, 1, 10, 20, 30)
    assert order.operation == "Заказ товара"
    assert order.amount == Decimal(12345)
    assert order.deleted is False
    assert order.flag("Проведён") is True
    assert order.flag("Отменен") is None
    assert order.text("Номер оплаты по 1С") == "00БП-000005"
    (line,) = order.lines
    assert (line.unit_text, line.factor, line.qty) == ("778 ".strip(), 1, 1)
    assert (line.vat, line.vat_amount) == ("22", Decimal("2226.15"))
    (party,) = order.counterparties
    assert party.is_company
    assert (party.inn, party.kpp) == ("7702345678", "770201001")


def test_a_cancelled_order_with_empty_dates(records):
    order = records("ut_orders.xml", OrderDocument)[1]
    assert order.amount == 0
    assert order.lines[0].char_id == f"f2000000{GUID}"
    assert order.currency == "RUB"
    assert order.date_1c is None, "T means none"
    assert order.moment("Дата отгрузки по 1С") is None
    assert "номеротгрузкипо1с" not in order.requisites
    assert order.deleted is None


# === УНФ === #


def test_catalogue_of_unf(records):
    assert records("unf_import.xml", Header)[0].version == "2.10"
    in_group, color = records("unf_import.xml", Property)
    assert in_group.group_id == "unf-group"
    assert (color.multiple, color.for_goods, color.for_offers) == (True, True, False)
    assert [option.value for option in color.values] == ["Белый", "Синий"]
    (category,) = records("unf_import.xml", Category)
    assert category.property_ids == ("unf-prop-color",)
    (unit,) = records("unf_import.xml", Unit)
    assert (unit.code, unit.name, unit.id) == ("006", "м", "unf-unit")
    (product,) = records("unf_import.xml", Product)
    assert product.code == "НФ-00000007"
    assert product.vat == "5"
    assert product.packs == [Pack("рул", Decimal("25.5"))]
    assert product.property_values[0].values == ("Белый", "Синий")
    assert product.components == [("unf-part", Decimal(2))]
    assert product.analog_ids == ["unf-other"]
    assert (product.category_id, product.brand) == ("unf-category", "Ткачиха")
    assert records("unf_import.xml", Unknown) == []


def test_documents_below_an_order(records):
    (order,) = records("unf_orders.xml", OrderDocument)
    assert order.text("Статус заказа") == "В работе", "written «Статус Заказа»"
    assert order.lines[0].reserved == 10
    payment, shipment = order.subordinate
    assert payment.operation == "Выплата безналичных денег"
    assert (payment.amount, payment.basis) == (Decimal(4000), "B2-000007")
    assert payment.text("Номер платежного документа") == "511"
    assert shipment.operation == "Отпуск товара"
    assert shipment.lines[0].qty == 10
    assert shipment.flag("Отгружен") is True


# === 3.1 === #


def test_classifiers_of_3_1(records):
    groups = records("groups_1_1_9c0d.xml", Group)
    assert [(g.id, g.parent_id, g.deleted) for g in groups] == [
        ("g31", "", False),
        ("g32", "g31", True),
    ]
    assert records("propertiesOffers_1_1_9c0d.xml", Property)[0].for_offers
    assert records("priceLists_1_1_9c0d.xml", PriceType)[0].vat_included
    assert records("storages_1_1_9c0d.xml", Warehouse)[0].name == "Центральный"
    assert records("units_1_1_9c0d.xml", Unit)[0].code == "796"


def test_goods_of_3_1(records):
    key, old = records("goods_1_1_9c0d.xml", Product)
    assert key.unit == Unit("796"), "a bare code"
    assert key.description_html == "<b>Ключ</b>"
    assert key.description == ""
    assert old.deleted


def test_offers_prices_and_rests_of_3_1(records):
    (offer,) = records("offers_1_1_9c0d.xml", Offer)
    assert (offer.product_id, offer.char_id) == ("n31", "x31")
    assert offer.prices is None
    assert offer.property_values[0].values == ("v31",)
    (package,) = records("prices_1_1_9c0d.xml", Package)
    assert (package.id, package.catalog_id) == ("#c31", "c31")
    (priced,) = records("prices_1_1_9c0d.xml", Offer)
    assert priced.prices == [Price("t31", Decimal("99.9"), "RUB", "шт", Decimal(1))]
    by_warehouse, total = records("rests_1_1_9c0d.xml", Offer)
    assert by_warehouse.stocks == [Stock("s31", Decimal(5))]
    assert (total.qty, total.stocks) == (Decimal(8), None)


def test_contragents_of_3_1(records):
    (party,) = records("contragents_1_9c0d.xml", Counterparty)
    assert party.is_company
    assert party.accounts == [
        BankAccount(
            "40702810900000000001", "ПАО Банк", "044525225", "30101810400000000225"
        )
    ]
    assert party.contacts == [Contact("Почта", "mail@lutik.example")]
    assert party.representatives[0].name == "Иванов Иван"
    assert party.legal_address == "101000, г. Москва, ул. Мясницкая, д. 1"


def test_documents_in_a_container(records):
    order, shipment = records("documents_1_9c0d.xml", OrderDocument)
    assert order.number_1c == "ТД00-000031"
    assert order.date_1c == datetime(2026, 4, 1)
    assert order.amount == Decimal("99.90")
    assert order.version == "AAAAAAACP6E="
    assert shipment.basis == "o31"


def test_no_recorded_file_has_unknown_content(data, records):
    for path in data.glob("*.xml"):
        if path.name != "ut_import0_1.xml":
            assert records(path.name, Unknown) == [], path.name


# === encodings and namespaces === #


def test_windows_1251_and_2_04(records):
    (product,) = records("old_import_cp1251.xml", Product)
    assert product.name == "Уголок стальной «50»"
    assert product.property_values == [PropertyValue("old-prop", ("old-value",))]
    (material,) = records("old_import_cp1251.xml", Property)
    assert material.type == "dictionary"
    assert material.values == [PropertyOption("old-value", "Сталь")]


@pytest.mark.parametrize(
    "root",
    [
        "<КоммерческаяИнформация>",
        '<КоммерческаяИнформация xmlns="urn:1C.ru:commerceml_205">',
        "<КоммерческаяИнформация ВерсияСхемы='2.05' xmlns = 'urn:1C.ru:commerceml_3'>",
        '<c:КоммерческаяИнформация xmlns:c="urn:1C.ru:commerceml_2">',
        '<КоммерческаяИнформация ВерсияСхемы="xmlns=a" xmlns="urn:1C.ru:commerceml_2">',
    ],
)
@pytest.mark.parametrize("inner", ["", ' xmlns="urn:other"', ' xmlns=""'])
def test_every_namespace(root, inner):
    close = "</" + root[1:].split()[0].rstrip(">") + ">"
    text = (
        f"{root}<ПакетПредложений{inner}><Ид>q</Ид><Предложения><Предложение>"
        "<Ид>a#b</Ид><Цены><Цена><ИдТипаЦены>t</ИдТипаЦены>"
        "<ЦенаЗаЕдиницу>5</ЦенаЗаЕдиницу><Валюта>RUB</Валюта><Единица>шт</Единица>"
        "<Коэффициент>1</Коэффициент></Цена></Цены></Предложение></Предложения>"
        f"</ПакетПредложений>{close}"
    )
    records = list(read(io.BytesIO(text.encode())))
    assert [type(record) for record in records] == [Header, Package, Offer]
    assert records[1].id == "q"
    assert (records[2].product_id, records[2].char_id) == ("a", "b")
    assert records[2].prices == [Price("t", Decimal(5), "RUB", "шт", Decimal(1))]


# === odd content === #


def test_numbers_as_people_write_them():
    (record,) = offer("<Количество>1\u00a0234,5</Количество>")
    assert record.qty == Decimal("1234.5")


def test_a_number_that_is_none_is_reported():
    record, unknown = offer("<Количество>много</Количество>")
    assert record.qty is None
    assert (unknown.reason, unknown.value, unknown.item_id) == ("value", "много", "a")


def test_odd_prices():
    record, unknown = offer(
        "<Цены><Цена><ИдТипаЦены>1</ИдТипаЦены><ЦенаЗаЕдиницу/></Цена>"
        "<Цена><ИдТипаЦены>2</ИдТипаЦены><ЦенаЗаЕдиницу>1e9</ЦенаЗаЕдиницу>"
        "<Валюта/><Единица/><Коэффициент/></Цена>"
        "<Цена><ИдТипаЦены> 3 </ИдТипаЦены><ЦенаЗаЕдиницу>7,00</ЦенаЗаЕдиницу>"
        "<Валюта>USD</Валюта></Цена></Цены>"
    )
    assert record.prices == [
        Price("1", None),
        Price("2", None),
        Price("3", Decimal(7), "USD"),
    ]
    assert unknown.path.endswith("Цены/Цена/ЦенаЗаЕдиницу")


def test_stock_without_a_quantity_is_not_zero():
    (record,) = offer('<Склад ИдСклада="w1"/>')
    assert record.stocks == [Stock("w1", None)]


def test_stock_in_child_elements():
    (record,) = offer(
        "<Склады><Склад><Ид>w</Ид><Количество>2</Количество></Склад></Склады>"
    )
    assert record.stocks == [Stock("w", Decimal(2))]


def test_unknown_parts_are_counted_wherever_they_are():
    records = parse(
        "<Ресурсы><Ресурс/></Ресурсы><Классификатор><Ид>c</Ид><Тайна>1</Тайна>"
        "<Свойства><Чужое>2</Чужое></Свойства></Классификатор>"
    )
    assert [r.path for r in records if isinstance(r, Unknown)] == [
        "КоммерческаяИнформация/Ресурсы",
        "КоммерческаяИнформация/Классификатор/Тайна",
        "КоммерческаяИнформация/Классификатор/Свойства/Чужое",
    ]


def test_empty_parts_still_have_their_records():
    records = parse("<Классификатор/><Каталог/><ПакетПредложений/>")
    assert [type(record) for record in records] == [
        Header,
        Classifier,
        Package,
        Package,
    ]


def test_a_session_in_another_language():
    (product,) = [
        r
        for r in parse(
            "<Каталог><Товары><Товар><Ид>a</Ид><СтавкиНалогов><СтавкаНалога>"
            "<Name>VAT</Name><Ставка>10.00</Ставка></СтавкаНалога></СтавкиНалогов>"
            "</Товар></Товары></Каталог>"
        )
        if isinstance(r, Product)
    ]
    assert product.vat == "10"


def test_order_without_an_id():
    records = parse("<Документ><Номер>17</Номер><Сумма>1</Сумма></Документ>")
    assert records[1].id == ""
    assert records[1].number == "17"


def test_records_do_not_depend_on_the_pieces(data, monkeypatch):
    from commerceml import stream

    path = data / "ut_import0_1.xml"
    expected = list(read(io.BytesIO(path.read_bytes())))
    for size in (700, 1024, 4099):
        monkeypatch.setattr(stream, "PIECE", size)
        assert list(read(io.BytesIO(path.read_bytes()))) == expected, size


def test_progress(data):
    path = data / "ut_import0_1.xml"
    with open(path, "rb") as file:
        reader = read(file)
        assert reader.bytes_read == 0
        for _record in reader:
            pass
    assert reader.bytes_read == path.stat().st_size
