"""Messages about what contractors send and ask for: uploads, originals, annulments."""

from odoo import models

from ..soap import operations
from ..soap.errors import BusinessError

UPLOAD_KINDS = {
    "signed_upd": "SignedUPD",
    "signed_waybill": "SignedWaybill",
    "signed_act": "SignedAct",
    "signed_reconciliation": "SignedReconciliation",
    "payment_order": "PaymentOrder",
    "proxy": "PowerOfAttorney",
    "other": "Other",
}
UPLOAD_STATES = {
    "New": None,
    "Accepted": "accepted",
    "InWork": "work",
    "Done": "done",
    "PartlyDone": "done",
    "Refused": "refused",
    "Cancelled": "refused",
}
ORIGINALS_STATES = {
    "Received": "received",
    "InWork": "work",
    "Sent": "sent",
    "Delivered": "delivered",
    "Refused": "refused",
}


class OnecMessage(models.Model):
    _inherit = "onec.message"

    # === Uploads === #

    def _soap_build_put_contractor_document(self):
        return {"Document": self._record()._onec_soap_upload(self.connection_id)}

    def _soap_apply_put_contractor_document(self, answer):
        self._record()._onec_soap_apply(self.connection_id, answer["return"])

    def _soap_fail_put_contractor_document(self, text, final):
        self._tell_staff(text, final)

    def _soap_apply_get_contractor_document_changes(self, data):
        self._apply_by_site_id("upload", data)

    # === Originals === #

    def _soap_build_put_originals_request(self):
        return {"Request": self._record()._onec_soap_originals(self.connection_id)}

    def _soap_apply_put_originals_request(self, answer):
        self._record()._onec_soap_apply(self.connection_id, answer["return"])

    def _soap_fail_put_originals_request(self, text, final):
        self._tell_staff(text, final)

    def _soap_apply_get_originals_changes(self, data):
        self._apply_by_site_id("originals", data)

    # === Annulment === #

    def _soap_build_annul_invoice(self):
        return {
            "GUID": self.connection_id._soap_guid("document", self._record(), True),
            "Reason": None,
        }

    def _soap_apply_annul_invoice(self, answer):
        fact = operations.Document.read(answer["return"], self.connection_id.tz)
        self.env["b2b.document"]._onec_soap_upsert(self.connection_id, fact)

    def _soap_fail_annul_invoice(self, text, final):
        self._tell_staff(text, final)

    # === What they share === #

    def _tell_staff(self, text, final):
        """Staff learn from the record's thread that 1С does not have it."""
        if final:
            self._record().message_post(
                body=self.env._("Did not get to 1С: %s", text),
                subtype_xmlid="mail.mt_note",
            )

    def _apply_by_site_id(self, kind, data):
        """Apply a changed object that was born on the portal.

        :raises BusinessError: it says so, and the portal does not know it
        """
        connection = self.connection_id
        record = connection._soap_record(kind, operations.guid(data["GUID"]))
        site_id = data.get("SiteID") or ""
        if not record and site_id.isdigit():
            record = record.browse(int(site_id)).exists()
            if connection._soap_guid(kind, record):
                record = record.browse()  # that one is another object of 1С
        if not record:
            if site_id:
                raise BusinessError("not_found", f"{kind} {site_id} is unknown here")
            return
        self.write(
            {
                "res_model": record._name,
                "res_id": record.id,
                "name": record.display_name,
            }
        )
        record._onec_soap_apply(connection, data)


class B2bUpload(models.Model):
    _inherit = "b2b.upload"

    def _b2b_dispatch(self):
        # EXTENDS b2b_portal
        super()._b2b_dispatch()
        for upload in self.sudo():
            connection = self.env["onec.connection"]._soap_for(upload.organisation_id)
            if connection and connection._soap_supports("PutContractorDocument"):
                self.env["onec.message"].sudo()._send(
                    connection, "PutContractorDocument", upload
                )

    def _onec_soap_lost(self):
        """1С lost these with a restoration, also those that it had taken."""
        self.filtered(lambda upload: upload.state != "refused")._b2b_dispatch()

    def _onec_soap_upload(self, connection):
        """This document as the contract's ``ContractorDocument``."""
        self.ensure_one()
        guid_of = connection._soap_guid
        return {
            "SiteID": str(self.id),
            "Kind": UPLOAD_KINDS[self.kind],
            "LegalEntityGUID": guid_of("entity", self.entity_id, True),
            "OrganisationGUID": guid_of("organisation", self.organisation_id),
            "OrderGUID": guid_of("order", self.order_id),
            "DocumentGUID": guid_of("document", self.document_id),
            "Number": self.number or None,
            "Date": operations.day(self.date),
            "Sum": operations.money(self.amount) if self.amount else None,
            "ValidTo": operations.day(self.valid_to),
            "PersonName": self.person or None,
            "Comment": self.comment or None,
            "File": [
                {
                    "Name": attachment.name,
                    "MimeType": attachment.mimetype,
                    "Content": attachment.datas.decode(),
                }
                for attachment in self.attachment_ids
            ],
        }

    def _onec_soap_apply(self, connection, data):
        self.ensure_one()
        connection._soap_link("upload", operations.guid(data["GUID"]), self)
        if state := UPLOAD_STATES.get(data["State"]):
            self._transition(state, data.get("Reason"))


class B2bOriginals(models.Model):
    _inherit = "b2b.originals"

    def _b2b_dispatch(self):
        # EXTENDS b2b_portal
        super()._b2b_dispatch()
        for request in self.sudo():
            connection = self.env["onec.connection"]._soap_for(request.organisation_id)
            if connection and connection._soap_supports("PutOriginalsRequest"):
                self.env["onec.message"].sudo()._send(
                    connection, "PutOriginalsRequest", request
                )

    def _onec_soap_lost(self):
        """1С lost these with a restoration: what was not sent yet is asked for."""
        self.filtered(
            lambda request: request.state in ("new", "received", "work")
        )._b2b_dispatch()

    def _onec_soap_originals(self, connection):
        """This request as the contract's ``OriginalsRequest``."""
        self.ensure_one()
        guid_of = connection._soap_guid
        return {
            "SiteID": str(self.id),
            "LegalEntityGUID": guid_of("entity", self.entity_id, True),
            "Channel": "Paper" if self.channel == "paper" else "EDI",
            "Address": self.address or None,
            "EDIIdentifier": self.edi_identifier or None,
            "ContactName": self.contact or None,
            "Phone": self.phone or None,
            "Comment": self.comment or None,
            "DocumentGUID": [
                guid_of("document", document, True) for document in self.document_ids
            ],
        }

    def _onec_soap_apply(self, connection, data):
        self.ensure_one()
        connection._soap_link("originals", operations.guid(data["GUID"]), self)
        numbers = ", ".join(
            f"{item['Carrier']} {item['Number']}".strip()
            for item in data.get("Tracking", [])
        )
        self._transition(
            ORIGINALS_STATES[data["State"]],
            data.get("Reason"),
            numbers,
            operations.read_moment(data["StateDate"], connection.tz),
        )


class B2bDocument(models.Model):
    _inherit = "b2b.document"

    def _b2b_annul(self):
        # EXTENDS b2b_portal: 1С annuls what it has made.
        self.ensure_one()
        connection = self.env["onec.connection"]._soap_for(self.organisation_id)
        if (
            not connection
            or not connection._soap_supports("AnnulInvoice")
            or not connection._soap_guid("document", self)
        ):
            return super()._b2b_annul()
        self.env["onec.message"].sudo()._send(
            connection, "AnnulInvoice", self, urgent=True
        )
        return True
