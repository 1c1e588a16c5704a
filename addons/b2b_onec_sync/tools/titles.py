"""What the operations of the service are about, in the words of people."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

TITLES = {
    "PutPartner": _lt("Contractor"),
    "PutOrder": _lt("Order"),
    "CancelOrder": _lt("Cancellation of an order"),
    "RequestInvoice": _lt("Request for an invoice"),
    "GetInvoice": _lt("Invoice"),
    "GetPrintedForm": _lt("Printed form"),
    "PutShipmentRequest": _lt("Shipment request"),
    "PutClaim": _lt("Claim"),
    "PutClaimMessage": _lt("Message of a claim"),
    "PutContractorDocument": _lt("Document of the contractor"),
    "PutOriginalsRequest": _lt("Request for originals"),
    "PutConsignmentReport": _lt("Report of the commission agent"),
    "RequestReconciliation": _lt("Request for a reconciliation"),
    "AnswerReconciliation": _lt("Answer to a reconciliation"),
    "GetReconciliation": _lt("Reconciliation"),
    "GetSettlements": _lt("Settlements"),
    "GetOpenOrders": _lt("Open orders"),
    "GetOrder": _lt("Order in 1С"),
    "GetConsignmentBalance": _lt("Goods on commission"),
    "GetOrganisations": _lt("Organisations"),
    "GetPartnerChanges": _lt("Partners"),
    "GetContractChanges": _lt("Contracts"),
    "GetPriceChanges": _lt("Individual prices"),
    "GetExpectedArrivals": _lt("Expected arrivals"),
    "GetOrderChanges": _lt("Orders"),
    "GetShipmentRequestChanges": _lt("Shipment requests"),
    "GetDocumentChanges": _lt("Documents"),
    "GetBalanceChanges": _lt("Balances"),
    "GetReconciliationChanges": _lt("Reconciliations"),
    "GetContractorDocumentChanges": _lt("Documents of contractors"),
    "GetOriginalsChanges": _lt("Requests for originals"),
    "GetConsignmentReportChanges": _lt("Reports of commission agents"),
    "GetConsignmentChanges": _lt("Changes of goods on commission"),
    "GetClaimChanges": _lt("Claims"),
}


def title(env, operation):
    """What an operation is about; its own name where nobody has named it."""
    return env._(TITLES[operation]) if operation in TITLES else operation
