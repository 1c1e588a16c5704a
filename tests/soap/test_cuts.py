"""Whatever is cut wherever: the same message again makes one document in 1С."""

import copy
import importlib.util
import sys
import uuid

import pytest

from tests.onec import fixture
from tests.onec.client import OneC
from tools import paths

MOMENTS = ("before", "during", "after", "half", "http500", "fault")


def _soap():
    """The add-on's client, which is plain Python, without Odoo."""
    name = "onec_soap_under_test"
    if name not in sys.modules:
        folder = paths.ADDONS / "b2b_onec_sync" / "soap"
        spec = importlib.util.spec_from_file_location(
            name, folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return (
        importlib.import_module(f"{name}.client"),
        importlib.import_module(f"{name}.errors"),
    )


@pytest.fixture(scope="module")
def onec(tmp_path_factory):
    with OneC(tmp_path_factory.mktemp("cuts"), catalogue=fixture.catalogue()) as made:
        yield made


def entity():
    partner = fixture.catalogue().counterparties[0].legal_entities[0]
    return {
        "Kind": "Company",
        "Name": partner.name,
        "INN": partner.inn,
        "KPP": partner.kpp,
    }


def order(number):
    return {
        "SiteNumber": number,
        "SiteDate": "2026-11-23T10:00:00",
        "Version": 1,
        "Kind": "Sale",
        "LegalEntity": entity(),
        "WarehouseGUID": fixture.MAIN,
        "Currency": "RUB",
        "VATIncluded": True,
        "Total": "1220.00",
        "VATTotal": "220.00",
        "PaymentMode": "Prepayment",
        "Reserve": True,
        "Line": [
            {
                "LineNo": 1,
                "ProductGUID": fixture.guid("good", "1"),
                "Article": "T-001",
                "Quantity": "1",
                "Price": "1220.00",
                "VATRate": "22",
                "VATSum": "220.00",
                "Sum": "1220.00",
            }
        ],
    }


def _put_partner(number):
    inn = str(uuid.uuid4().int)[:10]
    partner = {
        "SiteID": number,
        "Name": number,
        "LegalEntity": [{**entity(), "Name": number, "INN": inn, "SiteID": number}],
    }
    return {"Partner": partner}


def _request(number):
    return {
        "SiteID": number,
        "SiteNumber": number,
        "Date": "2026-12-01",
        "Line": [
            {
                "OrderLineNo": 1,
                "ProductGUID": fixture.guid("good", "1"),
                "Quantity": "1",
            }
        ],
    }


#: Operation → (does it need an order?, arguments by a number of its own, where it is
#: counted in the books: table and column that holds the number)
CHANGES = {
    "PutPartner": (False, _put_partner, ("partner", "site_id")),
    "PutOrder": (
        False,
        lambda number: {"Order": order(number)},
        ("customer_order", "site_number"),
    ),
    "RequestInvoice": (
        True,
        lambda number: {"SiteNumber": number, "WithPrintedForm": False},
        None,
    ),
    "ChangeOrder": (True, lambda number: {"Order": order(number)}, None),
    "CancelOrder": (
        True,
        lambda number: {"SiteNumber": number, "Reason": "нет"},
        None,
    ),
    "PutShipmentRequest": (
        True,
        lambda number: {"Request": _request(number)},
        ("request", "site_id"),
    ),
}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("operation", CHANGES)
def test_lost_answer_and_repeat_make_one_document(onec, operation, moment):
    client_module, errors = _soap()
    client = client_module.SoapClient(onec.soap_url, onec.login, onec.password)
    with_order, arguments, counted = CHANGES[operation]
    number = f"{operation[:2]}{uuid.uuid4().hex[:8]}"
    if with_order:
        client.call("PutOrder", Order=order(number), IdempotencyKey=str(uuid.uuid4()))
    values, key = arguments(number), str(uuid.uuid4())
    onec.arm(operation, moment)
    with pytest.raises(errors.RetryableError):
        client.call(operation, **copy.deepcopy(values), IdempotencyKey=key)
    first = client.call(operation, **copy.deepcopy(values), IdempotencyKey=key)
    again = client.call(operation, **copy.deepcopy(values), IdempotencyKey=key)
    assert first == again
    if counted:
        table, column = counted
        found = onec.books.value(
            f"SELECT count(*) FROM {table} WHERE {column} = ?", number
        )
        assert found == 1
    if operation == "RequestInvoice":
        (made,) = [item for item in onec.orders() if item["site_number"] == number]
        invoices = [
            row
            for row in onec.dump()["documents"]
            if row["order_guid"] == made["guid"] and row["kind"] == "Invoice"
        ]
        assert len(invoices) == 1
    if operation in ("ChangeOrder", "CancelOrder"):
        keys = onec.books.all("SELECT key FROM order_change WHERE key = ?", key)
        assert len(keys) == 1


def test_slow_base_is_given_up_in_time_and_the_work_is_found_done(onec):
    client_module, errors = _soap()
    client = client_module.SoapClient(
        onec.soap_url, onec.login, onec.password, timeouts=(2, 0.5, 1)
    )
    number, key = f"SL{uuid.uuid4().hex[:8]}", str(uuid.uuid4())
    onec.arm("PutOrder", "slow", arg=1.5)
    with pytest.raises(errors.RetryableError) as caught:
        client.call("PutOrder", Order=order(number), IdempotencyKey=key)
    assert caught.value.kind == "timeout"
    patient = client_module.SoapClient(onec.soap_url, onec.login, onec.password)
    patient.call("PutOrder", Order=order(number), IdempotencyKey=key)
    numbers = [item["site_number"] for item in onec.orders()]
    assert numbers.count(number) == 1
