"""What comes wrong from 1С changes nothing, and says so where a person looks."""

import json

import pytest

from tests.onec import fill, fixture
from tests.onec.http_client import ExchangeError

from . import shop


def last_file(portal):
    [row] = portal.query(
        "SELECT state, error FROM onec_session_file ORDER BY id DESC LIMIT 1"
    )
    return row


def test_wrong_key_is_refused_and_nothing_is_stored(filled, onec):
    before, sessions = filled.state(), filled.value("SELECT COUNT(*) FROM onec_session")
    url, login, _key = filled.where
    with pytest.raises(ExchangeError, match="Авторизация"):
        onec.push(url, login, "wrong")

    assert [text for text in onec.books.logged("http") if text.endswith("401")]
    assert filled.value("SELECT COUNT(*) FROM onec_session") == sessions
    assert filled.state() == before


def test_broken_xml_fails_with_its_place_and_changes_nothing(filled, onec):
    before = filled.state()
    onec.set_price("T-001", 1)
    with pytest.raises(ExchangeError, match="не выполнен") as error:
        onec.push(*filled.where, bad_xml=True)

    state, text = last_file(filled)
    assert state == "failed"
    line = int("".join(c for c in text.partition(",")[0] if c.isdigit()))
    assert line > 0
    # 1С's administrator reads the same words in the log of 1С.
    assert text in str(error.value)
    after = filled.state()
    # offers0_1.xml is broken, import0_1.xml is not: it is applied before, and the same.
    assert after == before
    # 1С sends the portion again, which goes through.
    onec.push(*filled.where)
    assert filled.state() != before


def test_half_a_file_changes_nothing(filled, onec):
    before = filled.state()
    onec.set_stock("T-003", 1)
    with pytest.raises(ExchangeError):
        onec.push(*filled.where, what="prices-stock", half_file=True)
    assert filled.state() == before
    onec.push(*filled.where, what="prices-stock")
    assert filled.state() != before


def test_unknown_good_in_an_answer_is_kept_and_other_orders_are_booked(filled, onec):
    filled.shell(shop.CONTRACTOR)
    orders = [[["T-001", 2]], [["T-003", 1]], [["T-006", 1]]]
    numbers = filled.shell(shop.PLACE, ORDERS=json.dumps(orders))
    onec.setting("vat2026", "1")
    assert onec.fetch(*filled.where).created == numbers
    assert not onec.garbage()
    # In 1С somebody has put in a good that was never sent to the site.
    stranger = fixture._good(9, "Новинка", fixture.guid("group", "vases"), "99.90")
    fill._good(onec.books, stranger)
    onec.books.db.execute(
        "UPDATE order_line SET good = ? WHERE good = ?",
        (stranger.guid, fixture.guid("good", "1")),
    )
    for number in numbers:
        onec.pay(number)
    onec.send(*filled.where)

    states = dict(
        filled.query(
            "SELECT name, b2b_payment_state FROM sale_order WHERE state='sale'"
        )
    )
    assert states == dict.fromkeys(numbers, "paid")
    skips = filled.query(
        "SELECT kind, code, cause, fix, solved FROM onec_skip WHERE guid LIKE %s",
        f"{numbers[0]}/%",
    )
    [(kind, code, cause, fix, solved)] = skips
    assert (kind, code, solved) == ("order", "product", None) or not solved
    assert cause and fix
    assert last_file(filled)[0] == "done"
