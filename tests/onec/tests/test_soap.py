"""The service through zeep: roundtrips, idempotency, refusals, broken lines."""

import base64
import threading
from decimal import Decimal

import pytest
import requests
import zeep
from lxml import etree
from zeep import xsd
from zeep.exceptions import Fault

from .. import fixture
from ..commerceml.orders_in import load_orders
from ..soap.contract import WSDL, Contract
from .conftest import ORDER, connect, key, order_data


def invoice_for(service, number=None, order=None, idem=None, form=False):
    return service.RequestInvoice(
        Order=order or xsd.Nil,
        SiteNumber=number or xsd.Nil,
        Sum=xsd.Nil,
        ReplacesGUID=xsd.Nil,
        WithPrintedForm=form,
        IdempotencyKey=idem or key(),
    )


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("port", ["B2BPortalSoap", "B2BPortalSoap12"])
def test_version_tells_what_is_supported(onec, port, strict):
    onec.setting("without", "PutConsignmentReport,GetConsignmentBalance")
    answer = connect(onec, port, strict).Version()
    assert answer["return"] == "1.0"
    names = set(answer["Capabilities"]["Operation"])
    assert {"PutOrder", "RequestInvoice"} <= names
    assert set(Contract().operations) - names == {
        "PutConsignmentReport", "GetConsignmentBalance",
    }  # fmt: skip


def test_wsdl_is_served_to_those_who_log_in(onec):
    assert requests.get(f"{onec.soap_url}?wsdl").status_code == 401
    answer = requests.get(f"{onec.soap_url}?wsdl", auth=(onec.login, onec.password))
    assert answer.content == WSDL.read_bytes()
    assert requests.post(onec.soap_url, auth=("portal", "wrong")).status_code == 401


def test_wsdl_is_in_the_style_of_1c():
    for strict in (True, False):
        client = zeep.Client(str(WSDL), settings=zeep.Settings(strict=strict))
        ports = {port.name for port in client.wsdl.services["B2BPortal"].ports.values()}
        assert ports == {"B2BPortalSoap", "B2BPortalSoap12"}
    tree = etree.parse(WSDL)
    actions = tree.xpath("//@soapAction")
    assert "urn:b2bportal:1.0#B2BPortal:PutOrder" in actions
    assert len(actions) == 2 * len(Contract().operations)


def test_order_is_put_once_whatever_the_channel(onec, service):
    data = order_data()
    idem = key()
    first = service.PutOrder(Order=data, IdempotencyKey=idem)
    again = service.PutOrder(Order=data, IdempotencyKey=idem)
    other = service.PutOrder(Order=data, IdempotencyKey=key())
    assert first["Created"] and again["Created"]  # the first answer again
    assert not other["Created"]
    assert len({answer["return"]["GUID"] for answer in (first, again, other)}) == 1
    load_orders(onec.books, ORDER.encode())
    assert len(onec.orders()) == 1
    assert first["return"]["Total"] == Decimal("12499.70")
    assert onec.order("P1-1")["status"] == "AwaitingApproval"


def test_order_first_fetched_over_http_is_found_by_soap(onec, service):
    onec.setting("vat2026", "1")
    load_orders(onec.books, ORDER.encode())
    answer = service.PutOrder(Order=order_data(), IdempotencyKey=key())
    assert not answer["Created"] and len(onec.orders()) == 1


def test_reservation_holds_what_is_free(onec, service):
    onec.set_stock("T-001", 6)
    data = order_data(Reserve=True, ReserveUntil="2026-12-01T18:00:00")
    state = service.PutOrder(Order=data, IdempotencyKey=key())["return"]
    assert [line["Reserved"] for line in state["Line"]] == [6, 3]
    assert state["ReserveUntil"].isoformat() == "2026-12-01T18:00:00"
    second = order_data("P1-2", Reserve=True)
    state = service.PutOrder(Order=second, IdempotencyKey=key())["return"]
    assert [line["Reserved"] for line in state["Line"]] == [0, 3]
    service.SetReservation(
        GUID=xsd.Nil, SiteNumber="P1-1", Until=xsd.Nil, IdempotencyKey=key()
    )
    assert onec.dump()["free"]["T-001"][fixture.MAIN] == "6"


def test_key_of_another_message_is_refused(service):
    idem = key()
    service.PutOrder(Order=order_data(), IdempotencyKey=idem)
    with pytest.raises(Fault, match="BUSINESS/KeyReused"):
        service.PutOrder(Order=order_data("P1-2"), IdempotencyKey=idem)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Total": Decimal("1.00")}, "WrongSum"),
        ({"WarehouseGUID": fixture.guid("none")}, "NotFound"),
        ({"ContractGUID": fixture.guid("contract", "Лютик")}, "WrongContract"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_made_up(
    onec, service, change, code
):
    with pytest.raises(Fault, match=f"BUSINESS/{code}"):
        service.PutOrder(Order=order_data(**change), IdempotencyKey=key())
    assert onec.orders() == [] and onec.garbage() == []


def test_unknown_good_and_entity_are_refused(onec, service):
    data = order_data()
    data["Line"][0]["ProductGUID"] = fixture.guid("none")
    with pytest.raises(Fault, match="BUSINESS/UnknownProduct"):
        service.PutOrder(Order=data, IdempotencyKey=key())
    data = order_data()
    data["LegalEntity"]["KPP"] = None
    with pytest.raises(Fault, match="BUSINESS/UnknownLegalEntity"):
        service.PutOrder(Order=data, IdempotencyKey=key())
    assert onec.garbage() == []


def test_invoice_comes_with_its_pdf_and_brings_the_order_along(onec, service):
    answer = invoice_for(service, order=order_data(), form=True)
    assert answer["return"] == "Ready"
    document, form = answer["Document"], answer["PrintedForm"]
    assert (document["Kind"], document["Total"]) == ("Invoice", Decimal("12499.70"))
    assert document["SiteNumber"] == ["P1-1"]
    assert form["Content"].startswith(b"%PDF") and form["Name"].endswith(".pdf")
    assert answer["OrderState"]["Status"] == "AwaitingPayment"
    printed = service.GetPrintedForm(DocumentGUID=document["GUID"])
    assert printed["return"] == form["Content"]
    again = invoice_for(service, number="P1-1")
    assert again["Document"]["GUID"] == document["GUID"]
    assert len(onec.dump()["documents"]) == 1


def test_invoice_that_takes_time_is_polled_for(onec, service):
    onec.setting("invoice_delay", "0.5")
    asked = invoice_for(service, order=order_data())
    assert asked["return"] == "Pending"
    assert asked["Document"]["GUID"] is None  # zeep makes an empty object of a nil
    for _attempt in range(50):
        answer = service.GetInvoice(RequestID=asked["RequestID"], WithPrintedForm=False)
        if answer["return"] == "Ready":
            break
        threading.Event().wait(0.05)
    assert answer["Document"]["Total"] == Decimal("12499.70")


def test_reissued_invoice_annuls_the_old_one(onec, service):
    first = invoice_for(service, order=order_data())["Document"]["GUID"]
    second = service.RequestInvoice(
        Order=xsd.Nil, SiteNumber="P1-1", Sum=xsd.Nil, ReplacesGUID=first,
        WithPrintedForm=False, IdempotencyKey=key(),
    )["Document"]  # fmt: skip
    assert second["ReplacesGUID"] == first
    changed = service.GetDocumentChanges(Token=xsd.Nil, Limit=10)
    annulled = {doc["GUID"]: doc["Annulled"] for doc in changed["return"]["Document"]}
    assert annulled == {first: True, second["GUID"]: False}


def test_changes_are_paged_by_token(onec, service):
    for number in range(5):
        service.PutOrder(Order=order_data(f"P1-{number}"), IdempotencyKey=key())
    seen, token, more = [], xsd.Nil, True
    while more:
        page = service.GetOrderChanges(Token=token, Limit=2)
        seen += [order["SiteNumber"] for order in page["return"]["Order"]]
        token, more = page["NextToken"], page["More"]
    assert seen == [f"P1-{number}" for number in range(5)]
    onec.pay("P1-3", "100.00")
    page = service.GetOrderChanges(Token=token, Limit=100)
    [order] = page["return"]["Order"]
    assert (order["PaymentState"], order["PaidSum"]) == ("PartlyPaid", 100)
    assert order["Payment"][0]["Sum"] == 100


def test_a_token_of_the_time_after_a_backup_is_unknown(onec, service):
    copy = onec.backup()
    service.PutOrder(Order=order_data(), IdempotencyKey=key())
    token = service.GetOrderChanges(Token=xsd.Nil, Limit=10)["NextToken"]
    onec.restore(copy)
    service.PutOrder(Order=order_data("P1-7"), IdempotencyKey=key())
    with pytest.raises(Fault, match="BUSINESS/UnknownToken"):
        service.GetOrderChanges(Token=token, Limit=10)


def test_payment_and_partial_shipment_with_lines_and_documents(onec, service):
    service.PutOrder(Order=order_data(Reserve=True), IdempotencyKey=key())
    onec.pay("P1-1")
    onec.ship("P1-1", {"T-001": 4}, [{"carrier": "СДЭК", "number": "10"}])
    [order] = service.GetOrderChanges(Token=xsd.Nil, Limit=10)["return"]["Order"]
    assert (order["PaymentState"], order["ShipmentState"]) == ("Paid", "PartlyShipped")
    [shipment] = order["Shipment"]
    assert shipment["Tracking"][0]["Number"] == "10"
    assert [(line["Article"], line["Quantity"]) for line in shipment["Line"]] == [
        ("T-001", 4)
    ]
    assert [line["Reserved"] for line in order["Line"]] == [6, 3]
    onec.ship("P1-1")
    [order] = service.GetOrderChanges(Token=xsd.Nil, Limit=10)["return"]["Order"]
    assert order["ShippedSum"] == order["Total"]
    kinds = [
        document["Kind"]
        for document in service.GetDocumentChanges(Token=xsd.Nil, Limit=10)["return"][
            "Document"
        ]
    ]
    assert sorted(kinds) == ["TaxInvoice", "TaxInvoice", "UPD", "UPD"]


def test_orders_born_in_1c_are_told_too(onec, service):
    onec.phone_order("7728168971", {"T-002#M": 2})
    [order] = service.GetOrderChanges(Token=xsd.Nil, Limit=10)["return"]["Order"]
    assert order["SiteNumber"] is None and order["Line"][0]["Reserved"] == 2


def test_cancellation_is_decided_by_1c(onec, service):
    onec.setting("decide_changes", "pending")
    service.PutOrder(Order=order_data(Reserve=True), IdempotencyKey=key())
    idem = key()
    asked = service.CancelOrder(
        GUID=xsd.Nil, SiteNumber="P1-1", Reason="Передумали", IdempotencyKey=idem
    )
    assert asked["return"] == "Pending"
    onec.answer_change(idem, accept=True)
    state = service.GetOrder(GUID=xsd.Nil, SiteNumber="P1-1")
    assert (state["Status"], state["Total"]) == ("Cancelled", 0)
    assert state["Change"][0]["State"] == "Accepted"


def test_accepted_change_rewrites_the_lines(onec, service):
    service.PutOrder(Order=order_data(Reserve=True), IdempotencyKey=key())
    data = order_data(version=2, Reserve=True)
    data["Line"] = data["Line"][:1]
    data |= {"Total": Decimal("12200.00"), "VATTotal": Decimal("2200.00")}
    answer = service.ChangeOrder(Order=data, IdempotencyKey=key())
    assert answer["return"] == "Accepted"
    assert answer["OrderState"]["Total"] == Decimal("12200.00")
    assert [line["Reserved"] for line in answer["OrderState"]["Line"]] == [10]


def test_partner_is_linked_by_inn_and_kpp_or_created(onec, service):
    entity = {"SiteID": "7", "Kind": "Company", "Name": "Ромашка ООО",
              "INN": "7728168971", "KPP": "770801001"}  # fmt: skip
    partner = {"SiteID": "5", "Name": "Ромашка", "LegalEntity": [entity]}
    linked = service.PutPartner(Partner=partner, IdempotencyKey=key())
    assert linked["State"] == "Linked"
    assert linked["LegalEntity"][0]["GUID"] == fixture.guid("entity", "Ромашка")
    other = entity | {"SiteID": "8", "INN": "7707049388", "Name": "Василёк ООО"}
    new = {"SiteID": "6", "Name": "Василёк", "LegalEntity": [other]}
    created = service.PutPartner(Partner=new, IdempotencyKey=key())
    assert created["State"] == created["LegalEntity"][0]["State"] == "Created"
    again = service.PutPartner(Partner=new, IdempotencyKey=key())
    assert again["GUID"] == created["GUID"]
    told = service.GetPartnerChanges(Token=xsd.Nil, Limit=10)["return"]["Partner"]
    assert {row["SiteID"] for row in told} == {"5", "6", None}


def test_claim_goes_to_1c_and_its_decision_comes_back(onec, service):
    service.PutOrder(Order=order_data(), IdempotencyKey=key())
    shipment = onec.ship("P1-1", {"T-001": 4})
    claim = {
        "SiteID": "claim-1", "SiteNumber": "C-1", "SiteDate": "2026-11-23T12:00:00",
        "LegalEntityGUID": fixture.guid("entity", "Ромашка"), "Text": "Скол",
        "Line": [{
            "LineNo": 1, "ShipmentGUID": shipment, "ShipmentLineNo": 1,
            "ProductGUID": fixture.guid("good", "1"), "Quantity": 5,
            "Kind": "Defect", "Wish": "Replace",
        }],
        "File": [{"Name": "a.jpg", "MimeType": "image/jpeg", "Content": b"\xff\xd8"}],
    }  # fmt: skip
    with pytest.raises(Fault, match="BUSINESS/TooMuch"):
        service.PutClaim(Claim=claim, IdempotencyKey=key())
    claim["Line"][0]["Quantity"] = 2
    made = service.PutClaim(Claim=claim, IdempotencyKey=key())
    assert made["State"] == "Registered"
    onec.answer_claim("claim-1", "Satisfied", decision="Заменим", message="Везём")
    [told] = service.GetClaimChanges(Token=xsd.Nil, Limit=10)["return"]["Claim"]
    assert (told["State"], told["Decision"]) == ("Satisfied", "Заменим")
    assert told["Line"][0]["Accepted"] == 2
    assert told["Message"][0]["Text"] == "Везём"
    assert onec.books.value("SELECT content FROM file") == b"\xff\xd8"


def test_settlements_and_reconciliation(onec, service):
    entity = fixture.guid("entity", "Ромашка")
    service.PutOrder(
        Order=order_data(ContractGUID=fixture.guid("contract", "Ромашка")),
        IdempotencyKey=key(),
    )
    onec.pay("P1-1", "5000.00")
    onec.ship("P1-1")
    year = {"DateFrom": "2020-01-01", "DateTo": "2100-01-01"}
    [account] = service.GetSettlements(
        LegalEntityGUID=entity, OrganisationGUID=xsd.Nil, ContractGUID=xsd.Nil, **year
    )["Account"]
    assert (account["Debit"], account["Credit"]) == (Decimal("12499.70"), 5000)
    assert account["Closing"] == account["Debt"] == Decimal("7499.70")
    balances = service.GetBalanceChanges(Token=xsd.Nil, Limit=10)["return"]["Balance"]
    assert [row["Debt"] for row in balances] == [Decimal("7499.70")]
    act = service.RequestReconciliation(
        Request={"SiteID": "r1", "OrganisationGUID": fixture.COMPANY,
                 "LegalEntityGUID": entity, **year},
        IdempotencyKey=key(),
    )  # fmt: skip
    assert (act["State"], act["Closing"]) == ("InReview", Decimal("7499.70"))
    answer = {
        "Version": act["Version"], "Agreed": False, "PersonName": "Иванов И. И.",
        "AnsweredAt": "2026-11-23T12:00:00",
        "Row": [{"RowID": act["Row"][0]["RowID"], "TheirDebit": 0, "TheirCredit": 1}],
    }  # fmt: skip
    act = service.AnswerReconciliation(
        GUID=act["GUID"], Answer=answer, IdempotencyKey=key()
    )
    assert act["State"] == "Disputed" and act["Row"][0]["TheirCredit"] == 1


def test_shipment_request_uploads_and_originals(onec, service):
    service.PutOrder(Order=order_data(Reserve=True), IdempotencyKey=key())
    line = {"OrderLineNo": 1, "ProductGUID": fixture.guid("good", "1"), "Quantity": 4}
    request = {"SiteID": "s1", "SiteNumber": "P1-1", "Date": "2026-11-25",
               "TimeFrom": "09:00:00", "Line": [line]}  # fmt: skip
    put = service.PutShipmentRequest(Request=request, IdempotencyKey=key())
    onec.answer_request("shipment_request", "s1", "Accepted")
    told = service.GetShipmentRequestChanges(Token=xsd.Nil, Limit=5)["return"]
    assert [(row["GUID"], row["State"]) for row in told["Request"]] == [
        (put["GUID"], "Accepted")
    ]
    entity = fixture.guid("entity", "Ромашка")
    upload = {
        "SiteID": "d1", "Kind": "PaymentOrder", "LegalEntityGUID": entity,
        "File": [{"Name": "п.pdf", "MimeType": "application/pdf", "Content": b"1"}],
    }  # fmt: skip
    state = service.PutContractorDocument(Document=upload, IdempotencyKey=key())
    assert state["State"] == "New"
    onec.ship("P1-1")
    upd = service.GetDocumentChanges(Token=xsd.Nil, Limit=5)["return"]["Document"][0]
    originals = {"SiteID": "o1", "LegalEntityGUID": entity, "Channel": "Paper",
                 "Address": "Москва", "DocumentGUID": [upd["GUID"]]}  # fmt: skip
    service.PutOriginalsRequest(Request=originals, IdempotencyKey=key())
    onec.answer_request("originals", "o1", "Sent", tracking=["80088"])
    [told] = service.GetOriginalsChanges(Token=xsd.Nil, Limit=5)["return"]["Request"]
    assert (told["State"], told["Tracking"][0]["Number"]) == ("Sent", "80088")


def test_consignment_balance_falls_by_reports(onec, service):
    entity = fixture.guid("entity", "Лютик")
    contract = fixture.guid("contract", "Лютик")
    who = {"Kind": "Company", "Name": "Лютик", "INN": "7710140679", "KPP": "771301001"}
    service.PutOrder(
        Order=order_data(Kind="Consignment", LegalEntity=who, ContractGUID=contract),
        IdempotencyKey=key(),
    )
    onec.ship("P1-1", {"T-001": 4})
    report = {
        "SiteID": "c1", "SiteDate": "2026-11-23T10:00:00", "ContractGUID": contract,
        "OrganisationGUID": fixture.COMPANY, "LegalEntityGUID": entity,
        "DateFrom": "2026-11-01", "DateTo": "2026-11-30",
        "Line": [{"LineNo": 1, "ProductGUID": fixture.guid("good", "1"),
                  "Quantity": 3, "SalePrice": 1500, "SaleSum": 4500}],
    }  # fmt: skip
    service.PutConsignmentReport(Report=report, IdempotencyKey=key())
    [account] = service.GetConsignmentBalance(
        LegalEntityGUID=entity, ContractGUID=xsd.Nil
    )  # zeep unwraps a sole return with a sole list
    [row] = account["Row"]
    assert (row["Received"], row["Sold"], row["Balance"]) == (4, 3, 1)
    changes = service.GetConsignmentChanges(Token=xsd.Nil, Limit=9)
    [told] = changes["return"]["Account"]
    assert (told["ContractGUID"], told["Row"][0]["Balance"]) == (contract, 1)
    # Nothing is owed before 1С books the report.
    assert not service.GetBalanceChanges(Token=xsd.Nil, Limit=9)["return"]
    onec.answer_request("consignment_report", "c1", "Done")
    balances = service.GetBalanceChanges(Token=xsd.Nil, Limit=9)["return"]["Balance"]
    assert [row["Debt"] for row in balances if row["LegalEntityGUID"] == entity] == [
        4500
    ]
    changes = service.GetConsignmentChanges(Token=changes["NextToken"], Limit=9)
    assert len(changes["return"]["Account"]) == 1
    with pytest.raises(Fault, match="BUSINESS/TooMuch"):
        service.PutConsignmentReport(
            Report=report | {"SiteID": "c2"}, IdempotencyKey=key()
        )


@pytest.mark.parametrize("moment", ["before", "during", "after", "half"])
def test_a_lost_answer_and_a_repeat_make_one_order(onec, service, moment):
    onec.arm("PutOrder", moment)
    idem = key()
    with pytest.raises((requests.RequestException, zeep.exceptions.Error)):
        service.PutOrder(Order=order_data(), IdempotencyKey=idem)
    assert len(onec.orders()) == (moment in ("after", "half"))
    answer = service.PutOrder(Order=order_data(), IdempotencyKey=idem)
    assert answer["Created"] and len(onec.orders()) == 1


@pytest.mark.parametrize(
    ("moment", "text"),
    [("fault", r"RETRY/Locked"), ("business", "BUSINESS/"), ("error", "не обнаружено")],
)
def test_faults_on_demand(onec, service, moment, text):
    onec.arm("PutOrder", moment)
    with pytest.raises(Fault, match=text):
        service.PutOrder(Order=order_data(), IdempotencyKey=key())


def test_what_does_not_fit_the_schema_is_refused(onec):
    body = (
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">'
        '<soap:Body><GetOrder xmlns="urn:b2bportal:1.0"><SiteNumber>1</SiteNumber>'
        "</GetOrder></soap:Body></soap:Envelope>"
    )
    answer = requests.post(onec.soap_url, body, auth=(onec.login, onec.password))
    assert answer.status_code == 500
    assert "BUSINESS/Contract" in answer.text and "XDTO" in answer.text


def test_session_is_kept_by_the_cookie(onec):
    token = base64.b64encode(f"{onec.login}:{onec.password}".encode()).decode()
    body = (
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">'
        '<soap:Body><Version xmlns="urn:b2bportal:1.0"/></soap:Body></soap:Envelope>'
    )
    headers = {"Authorization": f"Basic {token}", "IBSession": "start"}
    answer = requests.post(onec.soap_url, body, headers=headers)
    assert answer.cookies["ibsession"]


def test_books_survive_a_killed_server(onec, service):
    service.PutOrder(Order=order_data(), IdempotencyKey=key())
    onec.stop(kill=True)
    onec.start()
    assert service.GetOrder(GUID=xsd.Nil, SiteNumber="P1-1")["Number"] == "УТ00-000001"


def test_parallel_orders_get_numbers_of_their_own(onec):
    def put(number):
        connect(onec).PutOrder(
            Order=order_data(f"P1-{number}", Reserve=True), IdempotencyKey=key()
        )

    threads = [threading.Thread(target=put, args=(n,)) for n in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    found = onec.orders()
    assert len({order["number"] for order in found}) == 8
    reserved = sum(line["reserved"] for order in found for line in order["lines"]
                   if line["article"] == "T-001")  # fmt: skip
    assert reserved == 50  # exactly what lay there
