"""What УТ 11 does with the site's orders: rejects, swallows, makes up."""

from decimal import Decimal

import pytest

from .. import dump, fixture, orders
from ..commerceml.orders_in import LoadError, load_orders
from .conftest import ORDER


def load(books, text=ORDER, **replaced):
    return load_orders(books, text.encode())


def test_an_honest_order_is_loaded_to_the_kopeck(books):
    books.set("vat2026", "1")
    load(books)
    order = orders.find(books, "P1-1")
    assert (order.total, order.vat_total) == (Decimal("12499.70"), Decimal("2254.04"))
    assert order.status == "AwaitingApproval"
    assert order.row["contract"] == fixture.guid("contract", "Ромашка")
    assert dump.garbage(books) == []
    assert not any(line["reserved"] for line in order.lines)  # loading reserves nothing


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<ХозОперация>Заказ товара</ХозОперация>", ""),
        ("Заказ товара", "Возврат товара"),
        ("<Валюта>RUB</Валюта>", ""),
        ("<Роль>Продавец</Роль>", "<Роль/>"),
        ("<Курс>1</Курс>", "<Курс>1</Курс><Склады><Склад>1</Склад></Склады>"),
        ("<Количество>3<", "<Количество>три<"),
        ("<КоммерческаяИнформация ", '<КоммерческаяИнформация xmlns="urn:x" '),
        ("</Товары>", ""),
        ("<?xml", "\ufeff<?xml"),
        ("<?xml", "\n<?xml"),
    ],
)
def test_one_bad_order_rejects_the_whole_answer(books, old, new):
    good, bad = ORDER, ORDER.replace("P1-1", "P1-2").replace(old, new)
    body = bad
    if "<?xml" not in old and "КоммерческаяИнформация" not in old:
        head, _sep, tail = bad.partition(" <Документ>")
        first = good.partition(" <Документ>")[2].partition(" </Документ>")[0]
        body = f"{head} <Документ>{first} </Документ> <Документ>{tail}"
    with pytest.raises(LoadError):
        load(books, body)
    assert dump.all_orders(books) == []


def test_a_repeat_changes_nothing_and_an_edit_rewrites_until_approval(books):
    load(books)
    assert load(books).skipped == ["P1-1"]
    edited = ORDER.replace("<Курс>1</Курс>", "<Курс>1</Курс>").replace(
        "<Количество>3</Количество>\n    <Сумма>299.70",
        "<Количество>2</Количество>\n    <Сумма>199.80",
    )
    assert load(books, edited).rewritten == ["P1-1"]
    orders.confirm(books, orders.find(books, "P1-1").guid)
    assert load(books).skipped == ["P1-1"]  # silently, and success is still sent
    assert orders.find(books, "P1-1").total == Decimal("12399.80")


def test_unknown_vat_text_becomes_zero(books):
    load(books)
    assert {line["vat_rate"] for line in orders.find(books, "P1-1").lines} == {"0"}
    assert any("стала 0%" in text for text in dump.garbage(books))


def test_zero_on_the_line_falls_back_to_the_rate_of_the_document(books):
    text = ORDER.replace(
        "<Сумма>2254.04</Сумма><Ставка>22", "<Сумма>1<!-- --></Сумма><Ставка>20"
    )
    load(books, text)
    assert {line["vat_rate"] for line in orders.find(books, "P1-1").lines} == {"20"}


def test_without_vat_elements_there_is_no_vat(books):
    import re

    text = re.sub(r"<(СтавкиНалогов|Налоги)>.*?</\1>", "", ORDER, flags=re.S)
    load(books, text)
    assert {line["vat_rate"] for line in orders.find(books, "P1-1").lines} == {"none"}
    assert dump.garbage(books) == []


def test_unit_of_the_previous_line_leaks(books):
    head, _sep, tail = ORDER.rpartition('<БазоваяЕдиница Код="796">шт</БазоваяЕдиница>')
    load(books, head + tail)
    assert any("leak" in text for text in dump.garbage(books))


def test_unknown_counterparty_and_product_are_made_up(books):
    text = (
        ORDER.replace("7728168971", "7700000000")
        .replace(fixture.guid("good", "3"), fixture.guid("none"))
        .replace("T-003", "X-1")
        .replace(">Свеча<", ">Небывалое<")
    )
    load(books, text)
    made = [line for line in dump.garbage(books) if line.startswith("garbage")]
    assert len(made) == 2
    assert books.value("SELECT count(*) FROM entity WHERE garbage") == 1
    assert books.value("SELECT count(*) FROM good WHERE garbage") == 1


def test_kpp_is_compared_even_when_empty(books):
    load(books, ORDER.replace("<КПП>770801001</КПП>", ""))
    assert any("контрагент" in text for text in dump.garbage(books))


def test_characteristic_is_found_by_article_and_the_guid_after_the_hash(books):
    text = ORDER.replace(
        f"<Ид>{fixture.guid('good', '1')}</Ид><Артикул>T-001",
        f"<Ид>{fixture.guid('good', '2')}#{fixture.guid('char', 'M')}</Ид>"
        "<Артикул>T-002",
    )
    load(books, text)
    line = orders.find(books, "P1-1").lines[0]
    assert line["characteristic"] == fixture.guid("char", "M")


def test_missing_characteristic_leaves_the_order_unposted(books):
    text = ORDER.replace(fixture.guid("good", "1"), fixture.guid("good", "2"))
    load(books, text.replace("T-001", "T-002"))
    assert not orders.find(books, "P1-1").row["posted"]


def test_long_numbers_are_matched_by_eleven_characters(books):
    load(books, ORDER.replace("P1-1", "PORTAL-000001"))
    load(books, ORDER.replace("P1-1", "PORTAL-000002"))
    assert len(dump.all_orders(books)) == 1
    assert any(text.startswith("number") for text in dump.garbage(books))


def test_shipping_date_means_ship_whole(books):
    text = ORDER.replace("Статус заказа", "Дата отгрузки").replace(
        "<Значение>Принят", "<Значение>2026-12-01"
    )
    load(books, text)
    row = orders.find(books, "P1-1").row
    assert (row["wanted_date"], row["ship_whole"]) == ("2026-12-01", 1)
