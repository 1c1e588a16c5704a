"""Messages about reconciliations: asking for the act, its rows, the answer to it."""

from odoo import models

from ..soap import operations
from ..soap.errors import BusinessError

STATES = {
    "Created": "requested",
    "InReview": "review",
    "Agreed": "agreed",
    "Disputed": "disputed",
    "Rejected": "rejected",
}


class OnecMessage(models.Model):
    _inherit = "onec.message"

    # === The act === #

    def _soap_build_request_reconciliation(self):
        act, guid_of = self._record(), self.connection_id._soap_guid
        return {
            "Request": {
                "SiteID": str(act.id),
                "OrganisationGUID": guid_of("organisation", act.organisation_id, True),
                "LegalEntityGUID": guid_of("entity", act.entity_id, True),
                "ContractGUID": act.contract_id
                and guid_of("contract", act.contract_id, True)
                or None,
                "Currency": act.currency_id.name,
                "DateFrom": operations.day(act.date_from),
                "DateTo": operations.day(act.date_to),
                "Comment": act.comment or None,
            }
        }

    def _soap_apply_request_reconciliation(self, answer):
        self._record()._onec_soap_apply(self.connection_id, answer["return"])

    def _soap_fail_request_reconciliation(self, text, final):
        if final:
            self._record()._b2b_set_failed(text)

    def _soap_build_get_reconciliation(self):
        act = self._record()
        guid = self.connection_id._soap_guid("reconciliation", act, required=True)
        return {"GUID": guid}

    def _soap_apply_get_reconciliation(self, answer):
        self._record()._onec_soap_apply(self.connection_id, answer["return"])

    def _soap_apply_get_reconciliation_changes(self, data):
        connection = self.connection_id
        act = connection._soap_record("reconciliation", operations.guid(data["GUID"]))
        site_id = data.get("SiteID") or ""
        if not act and site_id.isdigit():
            act = self.env["b2b.reconciliation"].browse(int(site_id)).exists()
            if connection._soap_guid("reconciliation", act):
                act = act.browse()  # that one is another act of 1С
        if not act:
            act = act._onec_soap_from_staff(connection, data)
        if act:
            self.write(
                {"res_model": act._name, "res_id": act.id, "name": act.display_name}
            )
            act._onec_soap_apply(connection, data)

    # === The answer === #

    def _soap_build_answer_reconciliation(self):
        answer = self._record()
        act = answer.reconciliation_id
        connection = self.connection_id
        return {
            "GUID": connection._soap_guid("reconciliation", act, required=True),
            "Answer": {
                "Version": answer.version,
                "Agreed": answer.agreed,
                "PersonName": answer.person_name,
                "AnsweredAt": operations.moment(answer.date, connection.tz),
                "Comment": answer.comment or None,
                "Row": [
                    {
                        "RowID": row.ref or None,
                        "Date": operations.day(row.date),
                        "Text": row.name,
                        "TheirDebit": operations.money(row.their_debit),
                        "TheirCredit": operations.money(row.their_credit),
                        "Comment": row.comment or None,
                    }
                    for row in act.row_ids
                    if row.disputed and not answer.agreed
                ],
            },
        }

    def _soap_apply_answer_reconciliation(self, data):
        answer = self._record()
        answer.taken = True
        answer.reconciliation_id._onec_soap_apply(self.connection_id, data["return"])

    def _soap_fail_answer_reconciliation(self, text, final):
        """1С refuses the answer to an act that was changed there meanwhile."""
        if not final:
            return
        act = self._record().reconciliation_id
        act._b2b_answer_refused(text)
        if self.connection_id._soap_supports("GetReconciliation"):
            self._send(self.connection_id, "GetReconciliation", act, urgent=True)


class B2bReconciliation(models.Model):
    _inherit = "b2b.reconciliation"

    def _b2b_dispatch(self):
        # EXTENDS b2b_portal
        super()._b2b_dispatch()
        self._onec_soap_send("RequestReconciliation", self)

    def _onec_soap_lost(self):
        """1С lost these with a restoration: open ones are asked for again."""
        for act in self:
            if act.state in ("requested", "review", "answered"):
                act._b2b_dispatch()

    def _onec_soap_send(self, operation, record, urgent=True):
        """Queue `operation` for the base that keeps the books of these parties.

        :return: whether there is one that can do it
        """
        connection = self.env["onec.connection"]._soap_for(self.organisation_id)
        if not connection or not connection._soap_supports(operation):
            return False
        self.env["onec.message"].sudo()._send(
            connection, operation, record, after=self, urgent=urgent
        )
        return True

    def _onec_soap_from_staff(self, connection, data):
        """An act that was made in 1С and sent for checking without a request."""
        entity = connection._soap_record(
            "entity", operations.guid(data["LegalEntityGUID"])
        )
        organisation = connection._soap_record(
            "organisation", operations.guid(data["OrganisationGUID"])
        )
        if not entity.b2b_contractor_id or not organisation:
            return self
        if data["State"] not in ("InReview", "Agreed", "Disputed"):
            return self
        return self.create(
            {
                "entity_id": entity.id,
                "organisation_id": organisation.id,
                "contract_id": connection._soap_record(
                    "contract", operations.guid(data.get("ContractGUID"))
                ).id,
                "date_from": operations.read_day(data["DateFrom"]),
                "date_to": operations.read_day(data["DateTo"]),
            }
        )

    def _onec_soap_apply(self, connection, data):
        """Take over the act as 1С has it (a plain ``Reconciliation``)."""
        self.ensure_one()
        state = STATES.get(data["State"])
        if not state:
            raise BusinessError("invalid", f"unknown state {data['State']}")
        connection._soap_link(
            "reconciliation", operations.guid(data["GUID"]), self, name=data["Number"]
        )
        changed = self.version != data["Version"]
        if state == "review" and self.state == "answered" and not changed:
            state = "answered"  # 1С has not read our answer yet
        rows = [
            {
                "ref": row["RowID"],
                "date": operations.read_day(row["Date"]),
                "name": row["Text"],
                "debit": row["Debit"],
                "credit": row["Credit"],
                "their_debit": row.get("TheirDebit") or 0,
                "their_credit": row.get("TheirCredit") or 0,
                "disputed": row.get("TheirDebit") is not None,
                "comment": row.get("Comment"),
                "document_id": connection._soap_record(
                    "document", operations.guid(row.get("DocumentGUID"))
                ).id,
            }
            for row in data.get("Row", [])
        ]
        self._b2b_set_act(
            {
                "name": data["Number"].strip(),
                "date": operations.read_day(data["Date"]),
                "version": data["Version"],
                "currency_id": connection._soap_currency(data["Currency"]).id,
                "opening": data["Opening"],
                "debit": data["Debit"],
                "credit": data["Credit"],
                "closing": data["Closing"],
                "note": data.get("Comment"),
            },
            rows,
            state,
        )
        if data["HasPrintedForm"] and (changed or not self.attachment_id):
            self._onec_soap_send("GetPrintedForm", self, urgent=False)


class B2bReconciliationAnswer(models.Model):
    _inherit = "b2b.reconciliation.answer"

    def _b2b_dispatch(self):
        # EXTENDS b2b_portal
        return super()._b2b_dispatch() or self.reconciliation_id._onec_soap_send(
            "AnswerReconciliation", self
        )
