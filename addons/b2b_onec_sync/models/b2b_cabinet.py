"""What of the cabinet has a source: what no base can tell is hidden."""

from odoo import api, models

#: What the cabinet asks for → the operation that gives it.
OPERATIONS = {
    "settlements": "GetSettlements",
    "reconciliation": "RequestReconciliation",
    "uploads": "PutContractorDocument",
    "originals": "PutOriginalsRequest",
    "consignment": "GetConsignmentBalance",
    "consignment_report": "PutConsignmentReport",
}


class B2bCabinet(models.AbstractModel):
    _inherit = "b2b.cabinet"

    @api.model
    def _has_source(self, name):
        # EXTENDS b2b_portal
        if operation := OPERATIONS.get(name):
            connections = (
                self.env["onec.connection"].sudo().search([("soap_active", "=", True)])
            )
            if connections:
                return any(
                    connection._soap_supports(operation) for connection in connections
                )
        return super()._has_source(name)
