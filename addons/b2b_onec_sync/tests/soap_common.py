"""A 1С base that answers what a test tells it, and what it says about an order."""

from lxml import etree

from odoo.addons.b2b_portal.tests.common import B2bCommon

from ..soap import operations
from ..soap.client import BINDING, _set_nil, contract
from .soap_server import Answer, Server

GUIDS = {
    name: f"00000000-0000-4000-8000-{number:012x}"
    for number, name in enumerate(
        (
            "organisation", "partner", "entity", "warehouse", "vase", "candle", "order",
            "invoice", "payment", "payment_2", "shipment", "upd", "claim", "unknown",
            "contract", "price_type", "organisation_2", "entity_2", "partner_2",
            "request", "act", "upload", "originals", "report", "invoice_2",
        ),
        1,
    )
}  # fmt: skip
PDF = b"%PDF-1.4 printed by 1C"


def envelope(operation, values):
    """The answer of `operation` as 1С would write it: by the contract."""
    output = contract().bindings[BINDING].get(operation).output
    _set_nil(output.body.type, values)
    return etree.tostring(output.serialize(**values).content)


class SoapCommon(B2bCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["onec.connection"].search([]).soap_active = False
        cls.connection = cls.env["onec.connection"].create(
            {
                "name": "УТ",
                "soap_active": True,
                "soap_login": "Обмен",
                "soap_password": "secret",
                "soap_capabilities": [
                    "Version", "PutOrder", "CancelOrder",
                    "RequestInvoice", "GetInvoice", "PutPartner",
                    "GetPrintedForm", "GetOrderChanges", "GetDocumentChanges",
                    "PutClaim", "PutClaimMessage", "GetClaimChanges",
                    "GetOrganisations", "GetPartnerChanges", "GetContractChanges",
                    "GetPriceChanges", "GetExpectedArrivals", "PutShipmentRequest",
                    "GetShipmentRequestChanges", "GetOpenOrders", "GetOrder",
                    "ChangeOrder", "SetReservation",
                    "AnnulInvoice", "GetBalanceChanges", "GetSettlements",
                    "RequestReconciliation", "GetReconciliation",
                    "GetReconciliationChanges", "AnswerReconciliation",
                    "PutContractorDocument", "GetContractorDocumentChanges",
                    "PutOriginalsRequest", "GetOriginalsChanges",
                    "GetConsignmentBalance", "PutConsignmentReport",
                    "GetConsignmentChanges", "GetConsignmentReportChanges",
                ],
            }
        )  # fmt: skip
        link = cls.env["onec.link"]._link
        for kind, name, record in (
            ("organisation", "organisation", cls.organisation),
            ("warehouse", "warehouse", cls.warehouse),
            ("good", "vase", cls.vase.product_tmpl_id),
            ("good", "candle", cls.candle.product_tmpl_id),
            ("entity", "entity", cls.romashka.b2b_entity_ids),
            ("price_type", "price_type", cls.price_type_2),
        ):
            link(cls.connection, kind, GUIDS[name], record)
        cls.env["onec.message"].search([]).unlink()

    def setUp(self):
        super().setUp()
        self.server = Server()
        self.addCleanup(self.server.stop)
        self.connection.soap_url = self.server.url
        self.order = self._make_order()
        self.order._place()
        # Tests of other messages must not wait for this one.
        self.messages("PutOrder").unlink()

    # === what 1С answers === #

    def answer(self, operation, **values):
        self.server.answers.append(Answer(envelope(operation, values)))

    def answer_raw(self, *answers):
        self.server.answers.extend(answers)

    def page(self, name, *items):
        return {"return": {name: list(items)}, "NextToken": "7", "More": False}

    def state(self, order=None, **values):
        """An ``OrderState`` of the contract."""
        order = order or self.order
        return {
            "GUID": GUIDS["order"],
            "Number": "УТ00-000012",
            "Date": "2026-02-01T10:00:00",
            "SiteNumber": order.name,
            "SiteVersion": 1,
            "Kind": "Sale",
            "Posted": True,
            "Deleted": False,
            "Status": "AwaitingPayment",
            "PaymentState": "NotPaid",
            "ShipmentState": "NotShipped",
            "OrganisationGUID": GUIDS["organisation"],
            "PartnerGUID": GUIDS["partner"],
            "LegalEntityGUID": GUIDS["entity"],
            "Currency": "RUB",
            "VATIncluded": True,
            "Total": order.amount_total,
            "VATTotal": order.amount_tax,
            "PaidSum": 0,
            "ShippedSum": 0,
            "Line": [],
            **values,
        }

    def read_state(self, order=None, **values):
        """What the portal makes of an ``OrderState``."""
        data = operations.plain(self.state(order, **values))
        return operations.OrderState.read(data, self.connection.tz)

    def payment(self, name="payment", amount=100, **values):
        return {
            "GUID": GUIDS[name],
            "Number": "УТ00-000005",
            "Date": "2026-02-02T00:30:00",
            "Sum": amount,
            "Deleted": False,
            **values,
        }

    def shipment(self, *lines, **values):
        """Lines: (name of the good, quantity)."""
        return {
            "GUID": GUIDS["shipment"],
            "Number": "УТ00-000007",
            "Date": "2026-02-03T12:00:00",
            "Posted": True,
            "Deleted": False,
            "OrganisationGUID": GUIDS["organisation"],
            "Total": 100,
            "VATTotal": 0,
            "State": "Shipped",
            "Line": [
                {
                    "LineNo": number,
                    "OrderLineNo": number,
                    "ProductGUID": GUIDS[good],
                    "Name": good,
                    "Quantity": quantity,
                    "Price": 10,
                    "VATRate": "none",
                    "VATSum": 0,
                    "Sum": 10 * quantity,
                }
                for number, (good, quantity) in enumerate(lines, 1)
            ],
            **values,
        }

    def document(self, name="invoice", kind="Invoice", **values):
        return {
            "GUID": GUIDS[name],
            "Kind": kind,
            "Number": "УТ00-000003",
            "PrintedNumber": "3",
            "Date": "2026-02-01T23:30:00",
            "Posted": True,
            "Deleted": False,
            "Annulled": False,
            "Version": "1",
            "OrganisationGUID": GUIDS["organisation"],
            "LegalEntityGUID": GUIDS["entity"],
            "OrderGUID": [GUIDS["order"]],
            "SiteNumber": [self.order.name],
            "Currency": "RUB",
            "VATIncluded": True,
            "Total": self.order.amount_total,
            "VATTotal": 0,
            "HasPrintedForm": True,
            **values,
        }

    def form(self):
        return {"Name": "schet.pdf", "MimeType": "application/pdf", "Content": PDF}

    def answer_invoice(self, **values):
        self.answer(
            "RequestInvoice",
            **{
                "return": "Ready",
                "RequestID": "r1",
                "Document": self.document(),
                "PrintedForm": self.form(),
                "OrderState": self.state(),
                **values,
            },
        )

    def link(self, kind, name, record):
        self.env["onec.link"]._link(self.connection, kind, GUIDS[name], record)
        return record

    def make_contract(self, **values):
        """A contract of Ромашка that 1С knows."""
        return self.link(
            "contract",
            "contract",
            self.env["b2b.contract"].create(
                {
                    "name": "12-П",
                    "entity_id": self.romashka.b2b_entity_ids.id,
                    "organisation_id": self.organisation.id,
                    **values,
                }
            ),
        )

    # === what the portal does === #

    def messages(self, operation=None, **values):
        domain = [("connection_id", "=", self.connection.id)]
        domain += [("operation", "=", operation)] if operation else []
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env["onec.message"].search(domain, order="id")

    def feed(self, operation):
        return self.connection._soap_feeds().filtered(
            lambda feed: feed.operation == operation
        )

    def pull(self, operation, name, *items):
        """1С tells of changes, and the portal reads them."""
        self.answer(operation, **self.page(name, *items))
        self.feed(operation)._pull()
        return self.messages(operation)

    def requests(self):
        """What went over the wire, as text."""
        return [body.decode() for _path, _headers, body in self.server.requests]
