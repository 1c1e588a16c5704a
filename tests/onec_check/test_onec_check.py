"""The conformance suite: passes an honest base, fails one that breaks the contract."""

import threading
from argparse import Namespace

import pytest

from tests.onec import fixture
from tests.onec.books import Books
from tests.onec.client import OneC, free_port
from tests.onec.soap import server, service
from tests.onec.soap.operations import OPERATIONS
from tools.onec_check import changing, reading  # noqa: F401  (they register)
from tools.onec_check.suite import Run
from tools.onec_check.wire import Base


@pytest.fixture
def base(tmp_path):
    """A base in this process, so that a test can break it."""
    onec = OneC(tmp_path, catalogue=fixture.catalogue(), port=free_port())
    inn = onec.catalogue.counterparties[0].legal_entities[0].inn
    for _number in range(4):
        onec.phone_order(inn, {"T-001": 2, "T-003": 1})
    publication = server.Publication(
        books=onec.path, login=onec.login, password=onec.password, quiet=True
    )
    running = server.serve("127.0.0.1", onec.port, publication)
    yield onec
    running.shutdown()
    running.server_close()
    onec.close()


def check(onec, write=True):
    options = Namespace(write=write, product=None, warehouse=None, organisation=None)
    run = Run(Base(onec.soap_url, onec.login, onec.password), options)
    run.go(lambda _result: None)
    return run


def failures(run):
    return {
        result.title.partition(":")[0]: " ".join(result.problems)
        for result in run.results
        if result.failed
    }


def test_honest_base_passes_and_reading_alone_changes_nothing(base):
    before = base.dump()
    run = check(base, write=False)
    assert failures(run) == {}
    assert base.dump() == before
    assert sum("--write" in result.skipped for result in run.results) > 5
    run = check(base)
    assert failures(run) == {}
    assert not any(result.skipped for result in run.results)


def test_base_of_parts_is_checked_for_its_parts(base):
    base.setting("without", "RequestInvoice,GetInvoice,GetPriceChanges")
    run = check(base, write=False)
    assert failures(run) == {}
    assert any("GetPriceChanges" in result.skipped for result in run.results)


def test_wrong_password_is_told(base):
    base.password = "wrong"
    assert "401" in " ".join(failures(check(base, write=False)).values())


def _forget_keys(monkeypatch):
    """Every repeat is done again."""

    def call(self, name, values, element):
        key = values.pop("IdempotencyKey", None)
        with self.books.transaction():
            if key:
                values["_key"] = f"{key}-{threading.get_ident()}-{id(values)}"
            return self._answer(name, values)

    monkeypatch.setattr(service.Service, "call", call)


def _forgive_tokens(monkeypatch):
    """A token that was never issued means the beginning."""
    position = Books._position

    def forgiving(self, token):
        try:
            return position(self, token)
        except Exception:
            return 0

    monkeypatch.setattr(Books, "_position", forgiving)


def _endless_pages(monkeypatch):
    """The limit of a page is not kept."""
    changes = Books.changes

    def all_at_once(self, kind, token, _limit):
        return changes(self, kind, token, 1000)

    monkeypatch.setattr(Books, "changes", all_at_once)


def _wrong_total(monkeypatch):
    """An order's total is not the sum of its lines."""
    honest = OPERATIONS["GetOrderChanges"]

    def lying(books, values):
        answer = honest(books, values)
        for order in answer["return"]["Order"]:
            order["Total"] += 1
        return answer

    monkeypatch.setitem(OPERATIONS, "GetOrderChanges", lying)


def _unknown_goods_are_taken(monkeypatch):
    """An order with a total that its lines do not make is taken."""
    honest = OPERATIONS["PutOrder"]

    def careless(books, values):
        order = values["Order"]
        order["Total"] = sum(line["Sum"] for line in order["Line"])
        return honest(books, values)

    monkeypatch.setitem(OPERATIONS, "PutOrder", careless)


@pytest.mark.parametrize(
    ("fault", "title", "word"),
    [
        (_forget_keys, "PutPartner", "KeyReused"),
        (_forgive_tokens, "GetOrderChanges", "UnknownToken"),
        (_endless_pages, "GetOrderChanges", "Limit=3"),
        (_wrong_total, "GetOrderChanges", "сумма строк"),
        (_unknown_goods_are_taken, "PutOrder", "WrongSum"),
    ],
)
def test_broken_base_fails_and_is_told_why(base, monkeypatch, fault, title, word):
    fault(monkeypatch)
    found = failures(check(base))
    assert word in " ".join(found.values()), found
    assert any(title in name for name in found), found
