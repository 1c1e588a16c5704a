"""Messages about documents: asking for an invoice, printed forms, what 1С has made."""

import json

from odoo import models

from ..soap import operations
from ..soap.errors import BusinessError

KINDS = {
    "Invoice": "invoice",
    "UPD": "upd",
    "Waybill": "waybill",
    "TaxInvoice": "tax_invoice",
    "Act": "act",
    "Correction": "correction",
    "CorrectionTaxInvoice": "correction",
    "Return": "return",
    "Reconciliation": "reconciliation",
    "ConsignmentTransfer": "consignment",
    "ConsignmentReport": "consignment_report",
}
#: Seconds between questions whether a pending invoice is ready.
POLL = 2


class OnecMessage(models.Model):
    _inherit = "onec.message"

    # === Invoices === #

    def _soap_build_request_invoice(self):
        """The order travels along: 1С finds it by the site number, or makes
        it now, and never makes a second one. Where it cannot be written any more (its
        good has lost the link) and 1С has it already, its number does."""
        document = self._record()
        order = document.order_ids[:1]
        if not order:
            raise BusinessError("invalid", "the request names no order")
        try:
            told = {"Order": order._onec_soap_order(self.connection_id)}
        except BusinessError:
            if not self.connection_id._soap_guid("order", order):
                raise
            told = {"SiteNumber": order.name}
        part = document.requested_amount
        return {
            **told,
            "Sum": operations.money(part) if part else None,
            "ReplacesGUID": document.replaces_id
            and self.connection_id._soap_guid("document", document.replaces_id)
            or None,
            "WithPrintedForm": True,
        }

    def _soap_apply_request_invoice(self, answer):
        return self._apply_invoice(answer)

    def _soap_fail_request_invoice(self, text, final):
        self._tell_invoice(text, final)

    def _soap_build_get_invoice(self):
        raise BusinessError("invalid", "the request is not known any more")

    def _soap_apply_get_invoice(self, answer):
        return self._apply_invoice(answer)

    def _soap_fail_get_invoice(self, text, final):
        self._tell_invoice(text, final)

    def _tell_invoice(self, text, final):
        document = self._record()
        if final:
            document._b2b_set_failed(text)
        else:
            document._b2b_set_pending(text)

    def _apply_invoice(self, answer):
        """Ready: into the cabinet. Pending: ask again. Refused: say why."""
        connection, document = self.connection_id, self._record()
        invoice = operations.Invoice.read(answer, connection.tz)
        problem = None
        if invoice.order:
            problem = document.order_ids[:1]._onec_soap_apply(connection, invoice.order)
        if invoice.state == "Ready" and document.state == "cancelled":
            # Nobody waits for it any more, but 1С has made it.
            document._onec_soap_upsert(connection, invoice.document)
        elif invoice.state == "Ready":
            document._onec_soap_ready(connection, invoice.document, invoice.form)
            if not invoice.form and invoice.document.has_form:
                document._onec_soap_fetch(connection, urgent=True)
        elif invoice.state == "Pending":
            document._b2b_set_pending()
            if self.operation == "GetInvoice":
                return POLL
            self.env["onec.message"]._send(
                connection,
                "GetInvoice",
                document,
                urgent=True,
                payload={"RequestID": invoice.request, "WithPrintedForm": True},
            )
        else:
            document._b2b_set_failed(invoice.reason or self._person_text("refused"))
        return problem

    # === Printed forms === #

    def _soap_build_get_printed_form(self):
        record = self._record()
        kind = "reconciliation" if record._name == "b2b.reconciliation" else "document"
        guid = self.connection_id._soap_guid(kind, record, required=True)
        return {"DocumentGUID": guid}

    def _soap_apply_get_printed_form(self, answer):
        document = self._record()
        if document._name == "b2b.document":
            self._link_of("document", self._asked_for())._was_told()
        if not answer.get("return"):
            return  # 1С has no form for it: the portal renders its own
        file = operations.File.read(
            {
                "Name": answer.get("FileName") or f"{document.display_name}.pdf",
                "MimeType": answer.get("MimeType") or "application/pdf",
                "Content": answer["return"],
            }
        )
        if document._name == "b2b.reconciliation":
            document._b2b_store_form(file.content, file.name)
        elif document.state != "cancelled":
            document._b2b_set_ready({}, file.content, file.name)

    def _asked_for(self):
        """The GUID of the document whose form this message asks for."""
        return json.loads(self.payload or "{}").get("DocumentGUID")

    # === What 1С has made === #

    def _soap_apply_get_document_changes(self, data):
        connection = self.connection_id
        fact = operations.Document.read(data, connection.tz)
        document = self.env["b2b.document"]._onec_soap_upsert(connection, fact)
        if document:
            self.write(
                {
                    "res_model": document._name,
                    "res_id": document.id,
                    "name": document.display_name,
                }
            )


class B2bDocument(models.Model):
    _inherit = "b2b.document"

    def _b2b_dispatch(self):
        # EXTENDS b2b_portal: 1С makes the invoice.
        super()._b2b_dispatch()
        for document in self.filtered(lambda document: document.kind == "invoice"):
            connection = self.env["onec.connection"]._soap_for(document.organisation_id)
            if connection and connection._soap_supports("RequestInvoice"):
                document._onec_soap_settle()
                self.env["onec.message"].sudo()._send(
                    connection,
                    "RequestInvoice",
                    document,
                    after=document.order_ids[:1],
                    urgent=True,
                )

    def _onec_soap_settle(self):
        """Requests for these documents that ended with a person are nobody's matter
        any more: they were asked for anew, or given up."""
        self.env["onec.message"].sudo().search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("operation", "in", ("RequestInvoice", "GetInvoice")),
                ("state", "=", "dead"),
            ]
        ).action_skip()

    def _b2b_set_cancelled(self):
        # EXTENDS b2b_portal
        super()._b2b_set_cancelled()
        self._onec_soap_settle()

    def _onec_soap_values(self, connection, fact):
        """Field values out of an ``operations.Document``."""
        entity = connection._soap_record("entity", fact.entity)
        values = {
            "name": fact.number,
            "date": operations.local_day(fact.date, connection.tz),
            "currency_id": connection._soap_currency(fact.currency).id,
            "amount": float(fact.total),
            "vat_amount": float(fact.vat),
            "paid_amount": float(fact.paid),
            "pay_until": fact.pay_until,
            "purpose": fact.purpose,
            "bank": fact.bank,
            "lines": fact.lines,
            "edo_state": fact.edi_state.lower() if fact.edi_state != "None" else False,
            "edo_date": fact.edi_date,
            "edo_note": fact.edi_message,
        }
        found = {
            "entity_id": entity,
            "organisation_id": connection._soap_record(
                "organisation", fact.organisation
            ),
            "contract_id": connection._soap_record("contract", fact.contract),
            "picking_id": connection._soap_record("shipment", fact.shipment),
            "replaces_id": connection._soap_record("document", fact.replaces),
        }
        return values | {name: record.id for name, record in found.items() if record}

    def _onec_soap_ready(self, connection, fact, form=None):
        """1С has made this document."""
        self.ensure_one()
        twin = connection._soap_record("document", fact.guid)
        if twin and twin != self:
            # The feed of changes was faster than the answer: one document stays.
            twin.unlink()
        connection._soap_link("document", fact.guid, self, name=fact.number)
        self._b2b_set_ready(
            self._onec_soap_values(connection, fact),
            form and form.content,
            form and form.name,
        )

    def _onec_soap_upsert(self, connection, fact):
        """Take over a document that 1С tells about, if it concerns the portal.

        :return: the document, empty when it belongs to nobody here
        """
        document = connection._soap_record("document", fact.guid)
        orders = connection._soap_orders(fact)
        gone = fact.deleted or fact.annulled or not fact.posted
        if not document and fact.kind == "Invoice":
            # Somebody is waiting for this very invoice.
            document = orders.b2b_document_ids.filtered(
                lambda item: (
                    item.kind == "invoice"
                    and item.state in ("requested", "pending")
                    and (
                        not item.requested_amount
                        or item.currency_id.compare_amounts(
                            item.requested_amount, float(fact.total)
                        )
                        == 0
                    )
                )
            )[:1]
        if not document:
            if gone:
                return document
            document = self._onec_soap_create(connection, fact, orders)
            if not document:
                return document
        if gone:
            document.state = "cancelled"
            return document
        changed = document.onec_version != fact.version
        if document.state == "cancelled":
            document.state = "pending"
        document.onec_version = fact.version
        document._onec_soap_ready(connection, fact)
        if fact.has_form and (changed or not document.attachment_id):
            document._onec_soap_fetch(connection)
        return document

    def _onec_soap_create(self, connection, fact, orders):
        entity = connection._soap_record("entity", fact.entity) or orders.b2b_entity_id
        contractor = entity.b2b_contractor_id or orders.b2b_contractor_id
        if len(contractor) != 1:
            return self.browse()
        return self.create(
            {
                "kind": KINDS.get(fact.kind, "other"),
                "state": "pending",
                "contractor_id": contractor.id,
                "order_ids": [(6, 0, orders.ids)],
                **self._onec_soap_values(connection, fact),
            }
        )

    def _onec_soap_fetch(self, connection, urgent=False):
        """Queue the printed form."""
        if connection._soap_supports("GetPrintedForm"):
            self.env["onec.message"].sudo()._send(
                connection, "GetPrintedForm", self, urgent=urgent
            )


class OnecConnection(models.Model):
    _inherit = "onec.connection"

    def _soap_orders(self, fact):
        """The orders that a document belongs to."""
        orders = self.env["sale.order"]
        for guid in fact.orders:
            orders |= self._soap_record("order", guid)
        if not orders and fact.site_numbers:
            orders = orders.search(
                [
                    ("name", "in", fact.site_numbers),
                    ("b2b_contractor_id", "!=", False),
                ]
            )
        return orders
