"""From «Сформировать счёт» to the document in the cabinet.

A prefork Odoo with its job runner, a 1С that thinks for a while about every call, and
a person's browser: press, then ask as the page does until the document is there.

single  one after the other, each beside a bare SOAP call for another order in the
        same run: what the portal adds to 1С's own time
many    all pressed at once; drained at which share of what the job channels permit
        (so many calls at a time, each as long as a bare one)

Targets: single p95 within 1 s of the bare call's and within 5 s; many at 80 % or more;
nothing lost.
"""

import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from statistics import median, quantiles

import requests
import zeep
from zeep.transports import Transport

from tests.rig import Rig
from tools import paths
from tools.shell import say

WSDL = paths.ADDONS / "b2b_onec_sync" / "soap" / "B2BPortal.wsdl"
#: Calls to 1С at once, see ``config/odoo.conf``.
PARALLEL = 3
#: Browsers that press at the same time.
BROWSERS = 8


def _tell(text):
    """Progress, apart from what --json prints."""
    print(text, file=sys.stderr, flush=True)


def add_arguments(parser):
    parser.add_argument("--single", type=int, default=30, help="presses one by one")
    parser.add_argument("--many", type=int, default=300, help="presses at once")
    parser.add_argument("--think", type=float, default=0.2, help="1С's time, seconds")
    parser.add_argument("--workers", type=int, default=5, help="Odoo's workers")
    parser.add_argument("--port", type=int, help="port of Odoo")


def run(options):
    with Rig(
        "bench", think=options.think, workers=options.workers, port=options.port
    ) as rig:
        _tell(f"placing {2 * options.single + options.many} orders …")
        orders = rig.place(2 * options.single + options.many)
        bare, single = orders[: options.single], orders[options.single :]
        single, many = single[: options.single], single[options.single :]
        rig.wait(
            "orders in 1С",
            "SELECT count(*) FROM onec_message WHERE operation = 'PutOrder' "
            "AND state <> 'done'",
            0,
            seconds=600,
        )
        result = {"think": options.think, "workers": options.workers}
        result |= _one_by_one(rig, bare, single)
        if many:
            result["many"] = _at_once(rig, many, result["bare"]["p50"])
        result["lost"] = _lost(rig, single + many)
        return result


def _one_by_one(rig, bare, single):
    _tell(f"{len(single)} presses one by one, each beside a bare call …")
    service = _service(rig.onec)
    payloads = rig.shell("payloads", orders=[order["id"] for order in bare])
    session = rig.login()
    floor, whole, in_1c = [], [], []
    for payload, order in zip(payloads, single, strict=True):
        started = time.monotonic()
        service.RequestInvoice(
            payload, zeep.xsd.Nil, zeep.xsd.Nil, zeep.xsd.Nil, True,
            f"bench/{payload['SiteNumber']}",
        )  # fmt: skip
        floor.append(time.monotonic() - started)
        started = time.monotonic()
        document = rig.follow(session, rig.press(session, order))
        whole.append(time.monotonic() - started)
        assert document["state"] == "ready" and document["url"], document
        in_1c.append(_duration(rig, document))
    return {
        "bare": _figures(floor),
        "single": _figures(whole),
        "call within the portal": _figures(in_1c),
    }


def _at_once(rig, orders, bare):
    _tell(f"{len(orders)} presses at once …")
    sessions = [rig.login() for _number in range(BROWSERS)]
    started = time.monotonic()
    with ThreadPoolExecutor(BROWSERS) as pool:
        list(
            pool.map(
                lambda pair: rig.press(sessions[pair[0] % BROWSERS], pair[1]),
                enumerate(orders),
            )
        )
    pressed = time.monotonic() - started
    ids = ",".join(str(order["id"]) for order in orders)
    rig.wait(
        "all documents",
        "SELECT count(DISTINCT rel.order_id) FROM b2b_document document "
        "JOIN b2b_document_order_rel rel ON rel.document_id = document.id "
        f"WHERE document.state = 'ready' AND rel.order_id IN ({ids})",
        len(orders),
        seconds=1200,
    )
    drained = time.monotonic() - started
    permitted = len(orders) * bare / PARALLEL
    waits = rig.sql(
        "SELECT extract(epoch FROM message.done_at - document.create_date) "
        "FROM b2b_document document JOIN b2b_document_order_rel rel "
        "ON rel.document_id = document.id JOIN onec_message message "
        "ON message.res_id = document.id AND message.res_model = 'b2b.document' "
        f"AND message.operation = 'RequestInvoice' WHERE rel.order_id IN ({ids})"
    )
    return {
        "orders": len(orders),
        "pressed in": round(pressed, 2),
        "drained in": round(drained, 2),
        "permitted": round(permitted, 2),
        "share": round(permitted / drained, 2),
        "waited": _figures([float(wait) for wait in waits]),
    }


def _lost(rig, orders):
    """Orders without exactly one invoice on both sides."""
    books = rig.onec.dump()
    numbers = {order["guid"]: order["site_number"] for order in books["orders"]}
    made = Counter(
        numbers[document["order_guid"]]
        for document in books["documents"]
        if document["kind"] == "Invoice"
    )
    ready = Counter(
        rig.sql(
            'SELECT "order".name FROM b2b_document document '
            "JOIN b2b_document_order_rel rel ON rel.document_id = document.id "
            'JOIN sale_order "order" ON "order".id = rel.order_id '
            "WHERE document.kind = 'invoice' AND document.state = 'ready'"
        )
    )
    names = [order["name"] for order in orders]
    return [name for name in names if not made[name] == ready[name] == 1]


def _duration(rig, document):
    (found,) = rig.sql(
        "SELECT duration FROM onec_message WHERE operation = 'RequestInvoice' "
        f"AND res_id = {document['id']}"
    )
    return int(found) / 1000


def _service(onec):
    session = requests.Session()
    session.auth = (onec.login, onec.password)
    client = zeep.Client(str(WSDL), transport=Transport(session=session))
    return client.create_service(
        "{urn:b2bportal:1.0}B2BPortalSoapBinding", onec.soap_url
    )


def _figures(values):
    return {
        "p50": round(median(values), 3),
        "p95": round(quantiles(values, n=20)[18], 3),
        "max": round(max(values), 3),
    }


def show(result):
    say(f"\n1С thinks {result['think']} s, {result['workers']} workers, seconds:")
    for name in ("bare", "call within the portal", "single"):
        figures = result[name]
        say(f"  {name:24} p50 {figures['p50']:.3f}  p95 {figures['p95']:.3f}")
    added = result["single"]["p95"] - result["bare"]["p95"]
    say(f"  the portal adds          p95 {added:.3f} (target: 1.000)")
    if many := result.get("many"):
        say(
            f"  {many['orders']} at once: drained in {many['drained in']} s, the "
            f"channels permit {many['permitted']} s: {many['share']:.0%} (target: 80%)"
        )
        waited = many["waited"]
        say(f"  from press to document   p50 {waited['p50']}  p95 {waited['p95']}")
    say(f"  lost or doubled: {', '.join(result['lost']) or 'none'}")
