"""Examples of every operation for ``docs/onec-soap-examples.md``, from real calls.

``python3 -m tests.onec_check.examples`` plays them against the stand-in for 1С and
writes the file; a test holds it against the contract.
"""

import base64
import sys
import tempfile
from argparse import Namespace
from pathlib import Path

from lxml import etree

from tests.onec import fixture
from tests.onec.client import OneC, free_port
from tests.onec.soap import server
from tools import paths
from tools.onec_check import changing, papers, reading  # noqa: F401  (they register)
from tools.onec_check.suite import Run
from tools.onec_check.wire import SOAP11, XSI, Base

TARGET = paths.ROOT / "docs" / "onec-soap-examples.md"
#: A file in an example is as long as this.
FILE = base64.b64encode(b"%PDF-1.4 ...").decode()
HEAD = """# B2BPortal: a request and an answer of every operation

Real messages, as the portal writes them and a base answers; envelopes are left out and
files are cut short. What the operations mean stands in [`onec-soap.md`](onec-soap.md).
The file is made by `python3 -m tests.onec_check.examples` and held against the WSDL by
a test.
"""


class Recorder(Base):
    """A base whose last good call of each operation is kept."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.examples = {}

    def post(self, body, operation="", envelope=SOAP11, **options):
        response = super().post(body, operation, envelope, **options)
        if operation and envelope == SOAP11 and response.status_code == 200:
            self.examples[operation] = body, self.unwrap(response)
        return response


def prepare(onec):
    """Something of everything: a shipped order, goods on commission, a price."""
    clients = onec.catalogue.counterparties
    order = onec.phone_order(clients[0].legal_entities[0].inn, {"T-001": 2, "T-003": 1})
    onec.ship(order, tracking=[{"carrier": "СДЭК", "number": "1234567890"}])
    onec.pay(order, "1000")
    partner = next(
        partner
        for partner in clients
        if any(c.consignment for e in partner.legal_entities for c in e.contracts)
    )
    consigned = onec.phone_order(partner.legal_entities[0].inn, {"T-001": 3})
    onec.books.update("customer_order", consigned, kind="Consignment")
    onec.ship(consigned)


def play(base):
    """Every operation; the recorder keeps what was said."""
    options = Namespace(write=True, product=None, warehouse=None, organisation=None)
    run = Run(base, options)
    run.go(lambda _result: None)
    bad = [result.title for result in run.results if result.problems or result.skipped]
    if bad:
        raise SystemExit(f"not everything was played: {bad}")
    made, key = run.made, changing._key
    order = changing._order(run)
    base.call("PutOrder", Order=order, IdempotencyKey="order/P1-17/1")
    base.call(
        "ChangeOrder",
        Order={**order, "Version": 2, "Comment": "Прошу меньше"},
        IdempotencyKey=key(),
    )
    base.call("GetOrder", GUID=None, SiteNumber=order["SiteNumber"])
    asked = base.call(
        "RequestInvoice", Order=None, SiteNumber=order["SiteNumber"], Sum=None,
        ReplacesGUID=None, WithPrintedForm=True, IdempotencyKey=key(),
    )  # fmt: skip
    base.call("GetInvoice", RequestID=asked["RequestID"], WithPrintedForm=False)
    base.call(
        "AnnulInvoice", GUID=asked["Document"]["GUID"], Reason="Изменился заказ",
        IdempotencyKey=key(),
    )  # fmt: skip
    act = made["seen"]["GetBalanceChanges"][0]
    base.call(
        "GetSettlements", LegalEntityGUID=act["LegalEntityGUID"],
        OrganisationGUID=None, ContractGUID=None, DateFrom="2026-01-01",
        DateTo="2027-12-31",
    )  # fmt: skip
    acts = base.call("GetReconciliationChanges", Token=None, Limit=1)["return"]
    base.call("GetReconciliation", GUID=acts["Reconciliation"][0]["GUID"])
    for name in base.contract.operations:
        if base.contract.takes(name, "Limit"):
            base.call(name, Token=None, Limit=1)


def shown(element, base):
    """An element as text: indented, files cut short, prefixes alike everywhere."""
    contract = base.contract
    names = {None: contract.namespace, "d": contract.data_namespace, "xsi": XSI[1:-1]}
    root = _copy(element, etree.Element(element.tag, nsmap=names))
    etree.cleanup_namespaces(root)
    etree.indent(root)
    return etree.tostring(root, encoding="unicode")


def _copy(source, target):
    target.attrib.update(source.attrib)
    target.text = source.text
    if not len(source) and len(source.text or "") > 200:
        target.text = FILE
    for child in source:
        _copy(child, etree.SubElement(target, child.tag))
    return target


def text(base):
    """The whole file."""
    parts = [HEAD]
    for name in base.contract.operations:
        request, answer = base.examples[name]
        parts.append(
            f"\n## {name}\n\n```xml\n{shown(request, base)}\n```\n\n"
            f"```xml\n{shown(answer, base)}\n```\n"
        )
    return "".join(parts)


def main():
    with tempfile.TemporaryDirectory() as folder:
        onec = OneC(Path(folder), catalogue=fixture.catalogue(), port=free_port())
        prepare(onec)
        publication = server.Publication(
            books=onec.path, login=onec.login, password=onec.password, quiet=True
        )
        running = server.serve("127.0.0.1", onec.port, publication)
        try:
            base = Recorder(onec.soap_url, onec.login, onec.password)
            play(base)
            TARGET.write_text(text(base))
        finally:
            running.shutdown()
            running.server_close()
            onec.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
