import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

EDO_LOOKS = {
    "preparing": ("wait", "fa-hourglass-start"),
    "sent": ("work", "fa-paper-plane-o"),
    "delivered": ("need", "fa-pencil"),
    "signed": ("done", "fa-check"),
    "rejected": ("bad", "fa-ban"),
    "annulled": ("wait", "fa-times-circle-o"),
    "error": ("bad", "fa-exclamation-circle"),
}


class B2bDocument(models.Model):
    """A document between the wholesaler and a contractor: invoice, УПД, act…

    What lies here is a copy to read; the legally valid one is on paper or at the
    operator of electronic documents.
    """

    _name = "b2b.document"
    _description = "Document"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"

    name = fields.Char("Number", copy=False, index=True)
    kind = fields.Selection(
        [
            ("invoice", "Invoice for payment"),
            ("upd", "Universal transfer document"),
            ("waybill", "Waybill"),
            ("tax_invoice", "Tax invoice"),
            ("act", "Act"),
            ("correction", "Correction"),
            ("return", "Return of goods"),
            ("consignment", "Transfer on consignment"),
            ("consignment_report", "Report of the commission agent"),
            ("reconciliation", "Reconciliation act"),
            ("contract", "Contract"),
            ("other", "Other"),
        ],
        required=True,
        index=True,
    )
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("pending", "Being made"),
            ("ready", "Ready"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="requested",
        tracking=True,
    )
    date = fields.Date(default=lambda self: self.env["b2b.deadline"]._today())
    amount = fields.Monetary()
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    contractor_id = fields.Many2one("res.partner", required=True, ondelete="restrict")
    entity_id = fields.Many2one("res.partner", "Legal entity", ondelete="restrict")
    organisation_id = fields.Many2one("b2b.organisation", ondelete="restrict")
    contract_id = fields.Many2one("b2b.contract", ondelete="restrict")
    order_ids = fields.Many2many(
        "sale.order", "b2b_document_order_rel", "document_id", "order_id", "Orders"
    )
    picking_id = fields.Many2one("stock.picking", "Shipment")
    attachment_id = fields.Many2one("ir.attachment", "Copy (PDF)", copy=False)
    error = fields.Char("What went wrong", copy=False)
    is_untold = fields.Boolean(
        "A letter is due",
        readonly=True,
        copy=False,
        help="It is ready, and its people have not been written to yet.",
    )
    edo_state = fields.Selection(
        [
            ("preparing", "Being prepared"),
            ("sent", "Sent to the contractor"),
            ("delivered", "Delivered, wait for signature"),
            ("signed", "Signed"),
            ("rejected", "Rejected"),
            ("annulled", "Annulled"),
            ("error", "Error"),
        ],
        "State at the operator",
        help="Of the legally valid electronic document; empty: it is on paper.",
    )
    edo_date = fields.Datetime("State since")
    edo_note = fields.Char("Message of the operator")
    # === what is printed where 1С has no form of its own === #
    vat_amount = fields.Monetary("VAT")
    paid_amount = fields.Monetary("Paid")
    pay_until = fields.Date("To be paid before")
    purpose = fields.Char("Purpose of payment")
    bank = fields.Json(
        readonly=True, help="Account to pay to: number, bic, bank, corr, name."
    )
    lines = fields.Json(
        readonly=True,
        help="List of rows: name, article, unit, quantity, price, vat (code), "
        "vat_sum, sum (strings with exact digits).",
    )
    replaces_id = fields.Many2one(
        "b2b.document", "Instead of", copy=False, ondelete="set null"
    )
    requested_amount = fields.Monetary(
        "Asked for", help="An invoice for a part of the order; 0: the whole order."
    )

    #: Pages of the cabinet, newest first.
    _listed_index = models.Index("(contractor_id, date DESC, id DESC)")
    _untold_index = models.Index("(id) WHERE is_untold")

    @api.depends("kind", "name", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for document in self:
            parts = [labels[document.kind]]
            if document.name:
                parts.append(f"№ {document.name}")
            document.display_name = " ".join(parts)

    def _edo_look(self):
        """Word, tone and icon of the state at the operator of documents."""
        self.ensure_one()
        return self.env["b2b.cabinet"]._look(
            self._fields["edo_state"], EDO_LOOKS, self.edo_state
        )

    def _b2b_dispatch(self):
        """Hook: whoever makes documents takes this request."""

    def _b2b_set_ready(self, values, pdf_bytes=None, filename=None):
        """The one transition to ``ready``; a repeat only refreshes the values.

        :param dict values: fields of the finished document
        :param bytes pdf_bytes: the copy to read, if there is one
        """
        self.ensure_one()
        document = self.sudo()
        if document.state == "cancelled":
            raise UserError(self.env._("The document was cancelled."))
        if document.state != "ready":
            # People who wait for it see it at once. Letters take longer to write than
            # the document to book: a scheduled job does it, within a minute.
            values = {**values, "is_untold": True}
        if pdf_bytes:
            values = {
                **values,
                "attachment_id": document._b2b_store_copy(pdf_bytes, filename).id,
            }
        document.write({**values, "state": "ready", "error": False})
        # An invoice that was asked for instead of another one puts that one out of use.
        document.replaces_id._b2b_set_cancelled()
        return document

    @api.model
    def _cron_tell(self):
        """Write to the people of documents that have become ready."""
        documents = self.search([("is_untold", "=", True)], order="id", limit=200)
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(documents))
        for document in documents:
            document._b2b_tell()
            if not cron._commit_progress(1):
                break

    def _b2b_tell(self):
        self.ensure_one()
        self.is_untold = False
        if self.state != "ready":
            return
        template = self.env.ref("b2b_portal.mail_template_document").sudo()
        for order in self.order_ids:
            order._b2b_notify("document", template=template, document=self)

    def _b2b_store_copy(self, pdf_bytes, filename):
        values = {
            "name": filename or f"{self.display_name}.pdf",
            "datas": base64.b64encode(pdf_bytes),
            "mimetype": "application/pdf",
            "res_model": self._name,
            "res_id": self.id,
        }
        if self.attachment_id:
            self.attachment_id.write(values)
            return self.attachment_id
        return self.env["ir.attachment"].sudo().create(values)

    def _b2b_set_pending(self, message=None):
        """The request is on its way; ``message`` tells the person why it lasts."""
        self.filtered(
            lambda d: d.state in ("requested", "pending", "failed")
        ).sudo().write({"state": "pending", "error": message})

    def _b2b_set_failed(self, message):
        """The request cannot be met; ``message`` says why and what to do."""
        self.filtered(lambda d: d.state in ("requested", "pending")).sudo().write(
            {"state": "failed", "error": message}
        )

    def _b2b_set_cancelled(self):
        """The document does not count any more; what was printed stays readable."""
        self.sudo().filtered(lambda d: d.state != "cancelled").write(
            {"state": "cancelled", "error": False}
        )

    def _b2b_can_reissue(self):
        """Whether a new invoice can be asked for instead of this one."""
        self.ensure_one()
        return (
            self.kind == "invoice"
            and self.state == "ready"
            and len(self.order_ids) == 1
            and self.order_ids._b2b_can_invoice()
            and self.currency_id.compare_amounts(self.paid_amount, 0) <= 0
        )

    def _b2b_annul(self):
        """Hook: whoever made the invoice is told that it does not count any more.

        :return: whether somebody takes the word; else it is cancelled here at once
        """
        return False

    def action_annul(self):
        """Annul an invoice (staff)."""
        self.check_access("write")
        for document in self:
            if document.kind != "invoice" or document.state != "ready":
                raise UserError(
                    self.env._("Only an invoice that is ready is annulled.")
                )
            if not document._b2b_annul():
                document._b2b_set_cancelled()

    def action_request_again(self):
        self.check_access("write")
        self._b2b_request_again()

    def _b2b_request_again(self):
        """Ask anew for those of these documents that failed."""
        documents = self.sudo().filtered(lambda d: d.state == "failed")
        documents.write({"state": "requested", "error": False})
        for document in documents:
            document._b2b_dispatch()
