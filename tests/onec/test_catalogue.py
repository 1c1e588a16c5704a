"""The demo company: complete, the same at every build, with valid identifiers."""

from decimal import Decimal
from io import BytesIO

import pytest

from .catalogue import build, picture
from .catalogue.goods import KINDS
from .catalogue.model import WHOLE
from .catalogue.pictures import SHAPES


@pytest.fixture(scope="module")
def books():
    return build()


def test_two_builds_are_equal_and_another_seed_differs(books):
    assert build() == books
    other = {good.guid for good in build(seed=2).goods}
    assert not other & {good.guid for good in books.goods}


def test_a_larger_catalogue_keeps_the_goods_of_the_smaller(books):
    large = {good.guid: good for good in build(2000).goods}
    assert len(large) == 2000
    assert all(large[good.guid].name == good.name for good in books.goods)


def test_goods_are_told_apart_by_article_name_and_barcode(books):
    assert len(books.goods) >= 300
    for attribute in ("guid", "code", "article", "name"):
        assert len({getattr(good, attribute) for good in books.goods}) == len(
            books.goods
        )
    codes = [good.barcode for good in books.goods if good.barcode]
    codes += [char.barcode for good in books.goods for char in good.characteristics]
    assert len(set(codes)) == len(codes)
    for code in codes:
        weighted = sum(int(d) * (1, 3)[i % 2] for i, d in enumerate(code))
        assert len(code) == 13 and code[:2] == "46" and weighted % 10 == 0


def test_goods_refer_to_what_the_catalogue_holds(books):
    groups = {group.guid for group in books.groups}
    properties = {item.guid: item for item in books.properties}
    types = {item.guid for item in books.price_types}
    warehouses = {item.guid for item in books.warehouses}
    for good in books.goods:
        assert good.group in groups
        for key, value in good.properties.items():
            known = properties[key].values
            assert not known or value in dict(known)
        for key in good.keys():
            assert set(good.prices[key]) <= types
            assert set(good.stock[key]) == warehouses
            assert all(price > 0 for price in good.prices[key].values())


def test_what_a_careful_portal_must_cope_with_is_there(books):
    stock = [
        sum(good.stock[WHOLE].values()) for good in books.goods if WHOLE in good.stock
    ]
    assert sum(amount == 0 for amount in stock) >= 10
    assert sum(amount == 1 for amount in stock) >= 4
    assert any(not good.prices.get(WHOLE, True) for good in books.goods)
    metres = [good for good in books.goods if good.unit.name == "м"]
    assert any(
        amount % 1 == Decimal("0.5")
        for good in metres
        for shelf in good.stock.values()
        for amount in shelf.values()
    )
    share = sum(bool(good.characteristics) for good in books.goods) / len(books.goods)
    assert 0.15 < share < 0.30
    assert {good.vat for good in books.goods} == {"22", "10", "none"}


def test_requisites_have_valid_control_digits(books):
    entities = [e for partner in books.counterparties for e in partner.legal_entities]
    assert len(books.counterparties) == 6 and len(books.organisations) == 2
    for entity in (*entities, *books.organisations):
        inn, ogrn, account = entity.inn, int(entity.ogrn), entity.account
        weights = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)[-(len(inn) - 1) :]
        control = sum(int(d) * w for d, w in zip(inn, weights, strict=False)) % 11 % 10
        assert control == int(inn[-1])
        size = 11 if len(str(ogrn)) == 13 else 13
        assert ogrn // 10 % size % 10 == ogrn % 10
        for prefix, number in (
            (account.bic[-3:], account.number),
            (f"0{account.bic[4:6]}", account.correspondent),
        ):
            assert len(number) == 20
            digits = zip(prefix + number, (7, 1, 3) * 8, strict=False)
            assert sum(int(d) * w % 10 for d, w in digits) % 10 == 0
    branches = {(e.inn, e.kpp) for e in entities}
    assert len(branches) == len(entities) > len({e.inn for e in entities})


def test_every_kind_can_be_drawn():
    assert {shape for kind in KINDS for shape in kind.shapes} <= set(SHAPES)


def test_a_picture_is_a_small_square_jpeg_and_always_the_same(books):
    from PIL import Image

    for good in books.goods[::40]:
        data = picture(good)
        assert len(data) <= 60 * 1024
        assert Image.open(BytesIO(data)).size == (800, 800)
        assert picture(good) == data
