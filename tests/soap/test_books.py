"""Documents, settlements, reconciliation: the cabinet and 1С's books say the same."""

import io
import re
from decimal import Decimal

import pytest
from PyPDF2 import PdfReader

SCAN = b"%PDF-1.4 a scan"


@pytest.fixture(scope="module")
def shipped(rig):
    """An order that 1С has shipped whole and that is paid in part."""
    (order,) = rig.place(1)
    rig.wait(
        "order in 1С",
        "SELECT count(*) FROM onec_message WHERE operation = 'PutOrder' "
        f"AND state = 'done' AND res_id = {order['id']}",
        1,
    )
    rig.onec.confirm(order["name"])
    rig.onec.pay(order["name"], "10.50")
    rig.onec.ship(order["name"])
    rig.shell("pull")
    rig.wait("entries", "SELECT count(*) FROM b2b_settlement_entry", 2)
    rig.wait(
        "УПД with its copy",
        "SELECT count(*) FROM b2b_document WHERE kind = 'upd' "
        "AND attachment_id IS NOT NULL",
        1,
    )
    return order


def post(rig, session, path, files=None, **data):
    """Send a form as its page does."""
    page = session.get(f"{rig.odoo.url}/my/documents", timeout=60).text
    data["csrf_token"] = re.search(r'csrf_token: "([^"]+)"', page)[1]
    answer = session.post(f"{rig.odoo.url}{path}", data=data, files=files, timeout=60)
    assert answer.ok, f"{path}: {answer.status_code}"
    return answer


def requests(rig, kind):
    return [item for item in rig.onec.dump()["requests"] if item["kind"] == kind]


def test_settlements_agree_with_the_books(rig, shipped):
    owed = [row for row in rig.onec.dump()["balances"] if row["Debt"] or row["Advance"]]
    assert owed
    told = {
        Decimal(row.split("|")[0]): Decimal(row.split("|")[1])
        for row in rig.sql(
            "SELECT account.balance, account.opening + sum(debit) - sum(credit) "
            "FROM b2b_settlement account "
            "JOIN b2b_settlement_entry entry ON entry.settlement_id = account.id "
            "GROUP BY account.id"
        )
    }
    assert set(told) == {Decimal(row["Debt"]) - Decimal(row["Advance"]) for row in owed}
    for balance, entries in told.items():
        assert balance == entries, "the balance follows from the entries"
    page = rig.login().get(f"{rig.odoo.url}/my/settlements", timeout=60).text
    assert "Реализация" in page and "Оплата" in page


def test_a_printed_form_of_1c_says_that_it_is_a_copy(rig, shipped):
    (document,) = rig.sql("SELECT id FROM b2b_document WHERE kind = 'upd'")
    pdf = rig.login().get(f"{rig.odoo.url}/my/documents/{document}/pdf", timeout=60)
    text = PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
    assert "Копия для чтения" in text and "передаточный" in text


def test_what_is_sent_and_asked_for_reaches_1c_and_comes_back(rig, shipped):
    session = rig.login()
    (document,) = rig.sql("SELECT id FROM b2b_document WHERE kind = 'upd'")
    post(
        rig,
        session,
        "/my/documents/sent/new",
        files={"files": ("упд.pdf", SCAN)},
        document=document,
        kind="signed_upd",
    )
    post(
        rig,
        session,
        "/my/documents/originals/new",
        document=document,
        send=1,
        channel="paper",
        address="101000, Москва, а/я 1",
    )
    for operation in ("PutContractorDocument", "PutOriginalsRequest"):
        rig.wait(
            operation,
            f"SELECT count(*) FROM onec_message WHERE operation = '{operation}' "
            "AND state = 'done'",
            1,
        )
    (upload,) = requests(rig, "contractor_document")
    (originals,) = requests(rig, "originals")
    assert originals["payload"]["Address"] == "101000, Москва, а/я 1"
    rig.onec.answer_request("contractor_document", upload["guid"], "Done")
    rig.onec.answer_request("originals", originals["guid"], "Sent", tracking=["101"])
    rig.shell("pull")
    rig.wait("accepted", "SELECT count(*) FROM b2b_upload WHERE state = 'done'", 1)
    rig.wait(
        "sent",
        "SELECT count(*) FROM b2b_originals WHERE state = 'sent' "
        "AND tracking LIKE '%101'",
        1,
    )


def test_a_disputed_act_is_disputed_in_1c(rig, shipped):
    session = rig.login()
    account = rig.sql("SELECT entity_id, organisation_id FROM b2b_settlement")[0]
    entity, organisation = account.split("|")
    answer = post(
        rig,
        session,
        "/my/settlements/reconciliation/new",
        entity=entity,
        organisation=organisation,
        date_from="2020-01-01",
        date_to="2030-01-01",
    )
    act = int(answer.url.rpartition("/")[2])
    rig.wait("act", "SELECT count(*) FROM b2b_reconciliation WHERE state = 'review'", 1)
    row = rig.sql("SELECT min(id) FROM b2b_reconciliation_row")[0]
    post(
        rig,
        session,
        f"/my/settlements/reconciliation/{act}/answer",
        verdict="disputed",
        version="1",
        **{f"disputed_{row}": "1", f"debit_{row}": "1,25"},
    )
    rig.wait(
        "disputed",
        "SELECT count(*) FROM b2b_reconciliation WHERE state = 'disputed'",
        1,
    )
    (request,) = requests(rig, "reconciliation")
    assert request["state"] == "Disputed"
    assert request["answer"]["person"] == "Ирина Белова"
    (told,) = request["answer"]["rows"]
    assert Decimal(told["TheirDebit"]) == Decimal("1.25")


def test_nothing_is_left_over(rig, shipped):
    assert not rig.onec.garbage()
    assert not rig.sql("SELECT operation, error FROM onec_message WHERE state = 'dead'")
