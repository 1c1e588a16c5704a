import base64

from odoo import api, fields, models
from odoo.exceptions import UserError


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
            ("tax_invoice", "Tax invoice"),
            ("act", "Act"),
            ("correction", "Correction"),
            ("reconciliation", "Reconciliation act"),
            ("contract", "Contract"),
            ("other", "Other"),
        ],
        required=True,
        index=True,
    )
    direction = fields.Selection(
        [("in", "From the wholesaler"), ("out", "From the contractor")],
        required=True,
        default="in",
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
        index=True,
        tracking=True,
    )
    date = fields.Date(default=fields.Date.context_today)
    amount = fields.Monetary()
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    contractor_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict"
    )
    entity_id = fields.Many2one("res.partner", "Legal entity", ondelete="restrict")
    organisation_id = fields.Many2one("b2b.organisation", ondelete="restrict")
    contract_id = fields.Many2one("b2b.contract", ondelete="restrict")
    order_ids = fields.Many2many(
        "sale.order", "b2b_document_order_rel", "document_id", "order_id", "Orders"
    )
    picking_id = fields.Many2one("stock.picking", "Shipment")
    attachment_id = fields.Many2one("ir.attachment", "Copy (PDF)", copy=False)
    error = fields.Char("What went wrong", copy=False)
    edo_state = fields.Char("State at the operator")

    @api.depends("kind", "name", "date")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for document in self:
            parts = [labels[document.kind]]
            if document.name:
                parts.append(f"№ {document.name}")
            document.display_name = " ".join(parts)

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
        first = document.state != "ready"
        if pdf_bytes:
            values = {
                **values,
                "attachment_id": document._b2b_store_copy(pdf_bytes, filename).id,
            }
        document.write({**values, "state": "ready", "error": False})
        if first:
            for order in document.order_ids:
                order._b2b_notify(
                    "document",
                    template=self.env.ref("b2b_portal.mail_template_document").sudo(),
                    document=document,
                )
        return document

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

    def action_request_again(self):
        documents = self.filtered(lambda d: d.state == "failed")
        documents.write({"state": "requested", "error": False})
        for document in documents:
            document._b2b_dispatch()
