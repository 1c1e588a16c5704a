"""What of the cabinet has a source: what no base can tell is hidden."""

from odoo import api, models

#: What the cabinet asks for → the operations of which one gives it.
OPERATIONS = {
    "settlements": ("GetSettlements",),
    "reconciliation": ("RequestReconciliation", "GetReconciliationChanges"),
    "reconciliation_request": ("RequestReconciliation",),
    "uploads": ("PutContractorDocument",),
    "originals": ("PutOriginalsRequest",),
    "consignment": ("GetConsignmentBalance", "GetConsignmentChanges"),
    "consignment_report": ("PutConsignmentReport",),
}


class B2bCabinet(models.AbstractModel):
    _inherit = "b2b.cabinet"

    @api.model
    def _has_source(self, name):
        # EXTENDS b2b_portal
        if operations := OPERATIONS.get(name):
            told = self.env["onec.connection"]._soap_operations()
            if told is not None:
                return any(told(operation) for operation in operations)
        return super()._has_source(name)
