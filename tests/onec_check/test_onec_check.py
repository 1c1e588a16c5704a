"""The conformance suite: passes an honest base, fails one that breaks the contract."""

import functools
import threading
from argparse import Namespace

import pytest

from tests.onec import fixture
from tests.onec.books import Books
from tests.onec.client import OneC, free_port
from tests.onec.soap import server, service
from tests.onec.soap.operations import OPERATIONS, consignment
from tools.onec_check import changing, papers, reading  # noqa: F401  (they register)
from tools.onec_check.suite import Run
from tools.onec_check.wire import Base, Broken


@pytest.fixture
def base(tmp_path):
    """A base in this process, so that a test can break it."""
    onec = OneC(tmp_path, catalogue=fixture.catalogue(), port=free_port())
    inn = onec.catalogue.counterparties[0].legal_entities[0].inn
    for number in range(4):
        order = onec.phone_order(inn, {"T-001": 2, "T-003": 1})
        if not number:
            onec.ship(order)
    _put_on_commission(onec)
    publication = server.Publication(
        books=onec.path, login=onec.login, password=onec.password, quiet=True
    )
    running = server.serve("127.0.0.1", onec.port, publication)
    yield onec
    running.shutdown()
    running.server_close()
    onec.close()


def _put_on_commission(onec):
    """Goods that a client holds under a contract of commission."""
    partner = next(
        partner
        for partner in onec.catalogue.counterparties
        if any(c.consignment for e in partner.legal_entities for c in e.contracts)
    )
    order = onec.phone_order(partner.legal_entities[0].inn, {"T-001": 3})
    onec.books.update("customer_order", order, kind="Consignment")
    onec.ship(order)


def check(onec, write=True):
    options = Namespace(write=write, product=None, warehouse=None, organisation=None)
    run = Run(Base(onec.soap_url, onec.login, onec.password), options)
    run.go(lambda _result: None)
    return run


def _facts(base):
    """What stands in the books, without the moment at which it was asked for."""
    dump = base.dump()
    for row in dump["balances"]:
        row.pop("AsOf")
    return dump


def failures(run):
    return {
        result.title.partition(":")[0]: " ".join(result.problems)
        for result in run.results
        if result.failed
    }


def test_honest_base_passes_and_reading_alone_changes_nothing(base):
    before = _facts(base)
    run = check(base, write=False)
    assert failures(run) == {}
    assert _facts(base) == before
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


def _lying(monkeypatch, operation, change):
    """The answers of an operation are changed before they go out."""
    honest = OPERATIONS[operation]

    def lying(books, values):
        answer = honest(books, values)
        change(answer["return"])
        return answer

    monkeypatch.setitem(OPERATIONS, operation, lying)


def _closing_is_wrong(monkeypatch):
    def change(answer):
        for account in answer["Account"]:
            account["Closing"] += 1

    _lying(monkeypatch, "GetSettlements", change)


def _unsold_is_wrong(monkeypatch):
    def change(answer):
        for account in answer["Account"]:
            for row in account["Row"]:
                row["Balance"] -= 1

    _lying(monkeypatch, "GetConsignmentBalance", change)


def _any_version_is_answered(monkeypatch):
    honest = OPERATIONS["AnswerReconciliation"]

    def careless(books, values):
        values["Answer"]["Version"] = "1"
        return honest(books, values)

    monkeypatch.setitem(OPERATIONS, "AnswerReconciliation", careless)


def _reports_are_not_counted(monkeypatch):
    monkeypatch.setattr(
        consignment, "balance", functools.partial(_without_reports, consignment.balance)
    )


def _without_reports(honest, books, entity, contract):
    return [row | {"sold": 0, "returned": 0} for row in honest(books, entity, contract)]


def test_nobody_at_the_address_is_one_sentence(base):
    base.port = free_port()
    with pytest.raises(Broken, match="никто не отвечает"):
        check(base)


@pytest.mark.parametrize(
    ("fault", "title", "word"),
    [
        (_forget_keys, "PutPartner", "KeyReused"),
        (_forgive_tokens, "GetOrderChanges", "UnknownToken"),
        (_endless_pages, "GetOrderChanges", "Limit=3"),
        (_wrong_total, "GetOrderChanges", "сумма строк"),
        (_unknown_goods_are_taken, "PutOrder", "WrongSum"),
        (_closing_is_wrong, "GetSettlements", "не равно конечному"),
        (_unsold_is_wrong, "GetConsignmentBalance", "не равно"),
        (_any_version_is_answered, "RequestReconciliation", "OldVersion"),
        (_reports_are_not_counted, "PutConsignmentReport", "отчёт принят, а остаток"),
    ],
)
def test_broken_base_fails_and_is_told_why(base, monkeypatch, fault, title, word):
    fault(monkeypatch)
    found = failures(check(base))
    assert word in " ".join(found.values()), found
    assert any(title in name for name in found), found
