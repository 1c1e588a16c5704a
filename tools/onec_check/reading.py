"""Checks that change nothing in the base."""

from datetime import datetime
from decimal import Decimal

from lxml import etree

from .suite import check
from .wire import SOAP12, WSDL_NS, Broken, Fault

NOBODY = "00000000-0000-4000-8000-00000000dead"
SOAPBIND = "{http://schemas.xmlsoap.org/wsdl/soap/}"
#: Pages of one feed that are read: enough to see whether it ends well.
PAGES = 30


@check("Без пароля не пускает")
def access(run):
    for auth in (None, (b"nobody", b"wrong")):
        known, run.base.session.auth = run.base.session.auth, auth
        try:
            body = run.base.contract.write("Version", {})
            status = run.base.post(body, "Version").status_code
        finally:
            run.base.session.auth = known
        who = "с неверным паролем" if auth else "без пароля"
        run.expect(status == 401, f"{who}: HTTP {status}, ждали 401")


@check("Version: версия, база, список операций")
def version(run):
    answer = run.call("Version")
    run.expect(
        answer["return"].startswith("1."), f"версия контракта {answer['return']!r}"
    )
    run.expect(answer["BaseID"], "BaseID пуст: по нему отличают базы")
    names = answer["Capabilities"]["Operation"]
    strange = sorted(set(names) - set(run.base.contract.operations))
    run.expect(not strange, f"операций нет в контракте: {', '.join(strange)}")
    run.expect("Version" in names, "в списке нет самой Version")
    run.expect(len(names) == len(set(names)), "операции в списке повторяются")
    ahead = datetime.fromisoformat(answer["BaseTime"][:19]) - datetime.now()
    hours = ahead.total_seconds() / 3600
    run.expect(abs(hours) < 15, f"часы базы отличаются на {hours:.1f} ч")
    run.supported = set(names)


@check("WSDL опубликован и совпадает с контрактом")
def wsdl(run):
    response = run.base.get()
    if not run.expect(
        response.status_code == 200, f"?wsdl: HTTP {response.status_code}"
    ):
        return
    try:
        root = etree.fromstring(response.content)
    except etree.XMLSyntaxError as error:
        raise Broken(f"?wsdl: {error}") from error
    wanted = run.base.contract.namespace
    run.expect(
        root.get("targetNamespace") == wanted,
        f"пространство имён {root.get('targetNamespace')}, ждали {wanted}",
    )
    listed = root.iterfind(f"{WSDL_NS}portType/{WSDL_NS}operation")
    published = {node.get("name") for node in listed}
    for name in sorted((run.supported or set()) - published):
        run.expect(False, f"{name}: есть в Version, нет в WSDL")
    for node in root.iterfind(f"{WSDL_NS}binding/{WSDL_NS}operation"):
        bound = node.find(f"{SOAPBIND}operation")
        if bound is not None and node.get("name") in run.base.contract.operations:
            action = f"{wanted}#B2BPortal:{node.get('name')}"
            run.expect(
                bound.get("soapAction") == action,
                f"{node.get('name')}: soapAction {bound.get('soapAction')}",
            )


@check("SOAP 1.2 работает так же")
def soap12(run):
    answer = run.call("Version", envelope=SOAP12)
    run.expect(answer["return"], "пустая версия")


@check("Сеанс (IBSession) открывается и продолжается")
def session(run):
    jar = run.base.session.cookies
    jar.clear()
    run.call("Version", _headers={"IBSession": "start"})
    if run.expect(
        jar.get("ibsession"),
        "IBSession: start не дал cookie ibsession: «Использование сеансов» должно "
        "быть «Автоматически»",
    ):
        run.call("Version")
        run.call("Version", _headers={"IBSession": "finish"})
    jar.clear()


@check("Сообщение не по схеме отвергается, а не исполняется")
def malformed(run):
    namespace = run.base.contract.namespace
    body = etree.Element(f"{{{namespace}}}GetOrderChanges")  # no Token, no Limit
    response = run.base.post(body, "GetOrderChanges")
    try:
        run.base.unwrap(response)
    except Fault as fault:
        known = fault.code == "BUSINESS/Contract" or "XDTO" in str(fault)
        run.expect(known, f"текст отказа: «{str(fault)[:200]}»")
    else:
        run.expect(False, "принято сообщение без обязательных полей")


@check("Неподдерживаемая операция отвечает отказом, а не тишиной")
def unsupported(run):
    missing = [
        name for name in run.base.contract.operations
        if name.endswith("Changes") and not run.supports(name)
    ]  # fmt: skip
    for name in missing:
        try:
            run.call(name, Token=None, Limit=1)
        except Fault:
            continue
        except Broken as error:
            run.expect("HTTP 500" in str(error), f"{name}: {error}")
        else:
            run.expect(False, f"{name}: нет в Version, а отвечает")


def _feed_check(name):
    def feed(run):
        seen, token, more, size, pages = {}, None, True, None, 0
        while more and pages < PAGES:
            answer = run.call(name, Token=token, Limit=3)
            items = next(iter(answer["return"].values()))
            run.expect(len(items) <= 3, f"Limit=3, а пришло {len(items)}")
            if not pages:
                again = run.call(name, Token=None, Limit=3)
                run.expect(
                    _keys(again) == _keys(answer),
                    "то же самое чтение с начала дало другое",
                )
            for item in items:
                key = _identity(item)
                run.expect(
                    key not in seen or item != seen[key],
                    f"объект {key} пришёл дважды без изменения",
                )
                seen[key] = item
                _sums(run, item)
            more, token, pages = answer["More"], answer["NextToken"], pages + 1
            run.expect(not more or items, "More=true, а страница пуста")
            run.expect(token, "пустой NextToken")
            size = len(seen)
        run.made.setdefault("seen", {})[name] = list(seen.values())
        if not more:
            answer = run.call(name, Token=token, Limit=3)
            rest = next(iter(answer["return"].values()))
            run.expect(
                len(rest) <= size and not answer["More"],
                "после конца с тем же токеном снова приходят изменения",
            )
        run.refused("BUSINESS/UnknownToken", name, Token="987654321-notissued", Limit=1)

    feed.__doc__ = f"The feed {name}."
    check(f"{name}: страницы, токены, незнакомый токен", name)(feed)


def _keys(answer):
    return [_identity(item) for item in next(iter(answer["return"].values()))]


def _identity(item):
    """What tells an object of a feed apart."""
    if item.get("GUID"):
        return item["GUID"].lower()
    return "/".join(
        str(value) for name, value in item.items() if name.endswith("GUID") and value
    )


def _sums(run, item):
    """The sum of an order's lines is its total, to the kopeck."""
    lines = [line for line in item.get("Line") or [] if "Sum" in line]
    if not lines or "Total" not in item or item.get("Status") == "Cancelled":
        return
    total = sum(
        (Decimal(line["Sum"]) for line in lines if not line.get("Cancelled")),
        Decimal(0),
    )
    run.expect(
        total == Decimal(item["Total"]) or "Settlement" in item,
        f"{item.get('Number')}: сумма строк {total}, документа {item['Total']}",
    )
    for name in ("Payment", "Shipment"):
        guids = [part["GUID"] for part in item.get(name) or []]
        run.expect(
            len(guids) == len(set(guids)), f"{item.get('Number')}: {name} повторяется"
        )


for _name in (
    "GetPartnerChanges", "GetContractChanges", "GetPriceChanges", "GetOrderChanges",
    "GetShipmentRequestChanges", "GetDocumentChanges", "GetContractorDocumentChanges",
    "GetBalanceChanges", "GetReconciliationChanges", "GetClaimChanges",
    "GetOriginalsChanges", "GetConsignmentChanges", "GetConsignmentReportChanges",
):  # fmt: skip
    _feed_check(_name)


@check("GetOrganisations: реквизиты организаций", "GetOrganisations")
def organisations(run):
    rows = run.call("GetOrganisations")["return"]["Organisation"]
    run.expect(rows, "нет ни одной организации")
    for row in rows:
        run.expect(
            len(row["INN"]) == (12 if row["Kind"] == "Entrepreneur" else 10),
            f"{row['Name']}: ИНН {row['INN']!r}",
        )
    run.made["organisations"] = [row for row in rows if not row["Deleted"]]


@check("GetExpectedArrivals: список поступлений", "GetExpectedArrivals")
def arrivals(run):
    answer = run.call("GetExpectedArrivals", WarehouseGUID=None)
    for row in answer["return"]["Arrival"]:
        run.expect(Decimal(row["Quantity"]) > 0, "количество не больше нуля")
    run.made["arrivals"] = answer["return"]["Arrival"]


@check("GetOpenOrders: каждый заказ один раз", "GetOpenOrders")
def open_orders(run):
    seen, token, more, pages = set(), None, True, 0
    while more and pages < PAGES:
        answer = run.call("GetOpenOrders", Token=token, Limit=50)
        for item in answer["return"]["Order"]:
            run.expect(item["GUID"] not in seen, f"{item['Number']} пришёл дважды")
            seen.add(item["GUID"])
        more, token, pages = answer["More"], answer["NextToken"], pages + 1


@check("GetOrder: незнакомый заказ – пусто или NotFound", "GetOrder")
def unknown_order(run):
    try:
        answer = run.call("GetOrder", GUID=NOBODY, SiteNumber=None)
    except Fault as fault:
        run.expect(fault.code == "BUSINESS/NotFound", f"«{str(fault)[:200]}»")
    else:
        run.expect(answer["return"] is None, "по чужому GUID пришёл заказ")


@check("GetPrintedForm: PDF документа", "GetPrintedForm", "GetDocumentChanges")
def printed_form(run):
    documents = run.made.get("seen", {}).get("GetDocumentChanges", [])
    with_form = [item for item in documents if item["HasPrintedForm"]][:3]
    for item in with_form:
        answer = run.call("GetPrintedForm", DocumentGUID=item["GUID"])
        run.expect(
            (answer["return"] or "").startswith("JVBERi"),
            f"{item['Number']}: содержимое не PDF",
        )
