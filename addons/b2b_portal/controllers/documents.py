from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import content_disposition, request, route

from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..tools.format import Formatter
from .common import CabinetController

DOCUMENTS_PER_PAGE = 40


class CabinetDocuments(CabinetController):
    @route(
        ["/my/documents", "/my/documents/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def b2b_documents(self, page=1, kind=None, entity=None, search=None, **kw):
        self._check_role()
        values = self._cabinet_values("documents")
        domain = values["cabinet"]._documents_domain()
        filters = {}
        kinds = (
            request.env["b2b.document"]
            ._fields["kind"]
            ._description_selection(request.env)
        )
        if kind in dict(kinds):
            domain &= Domain("kind", "=", kind)
            filters["kind"] = kind
        if str(entity or "").isdigit():
            domain &= Domain("entity_id", "=", int(entity))
            filters["entity"] = entity
        if search := (search or "").strip()[:80]:
            domain &= Domain("name", "ilike", search) | Domain(
                "order_ids.name", "ilike", search
            )
            filters["search"] = search
        Document = request.env["b2b.document"].sudo()
        pager = portal_pager(
            url="/my/documents",
            total=Document.search_count(domain),
            page=page,
            step=DOCUMENTS_PER_PAGE,
            url_args=filters,
        )
        values.update(
            documents=Document.search(
                domain, limit=DOCUMENTS_PER_PAGE, offset=pager["offset"]
            ),
            pager=pager,
            kinds=kinds,
            filters=filters,
            entities=values["contractor"].b2b_entity_ids,
        )
        return request.render("b2b_portal.documents", values)

    @route(
        "/my/documents/<int:document_id>/pdf",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def b2b_document_pdf(self, document_id, download=None, **kw):
        """The copy to read of a document."""
        document_sudo = self._documents_check(document_id)
        attachment_sudo = document_sudo.attachment_id
        if document_sudo.state != "ready" or not attachment_sudo:
            raise NotFound()
        return request.make_response(
            attachment_sudo.raw,
            headers=[
                ("Content-Type", "application/pdf"),
                (
                    "Content-Disposition",
                    content_disposition(
                        attachment_sudo.name,
                        disposition_type="attachment" if download else "inline",
                    ),
                ),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    # === Invoice on demand === #

    @route(
        "/my/orders/<int:order_id>/invoice",
        type="jsonrpc",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_order_invoice(self, order_id):
        """«Сформировать счёт»: ask for the invoice and say how to follow it."""
        order_sudo = self._order_check(order_id)
        if not order_sudo._b2b_can_invoice():
            raise UserError(
                request.env._("An invoice is made for a placed order only.")
            )
        failed = order_sudo.b2b_document_ids.filtered(
            lambda d: d.kind == "invoice" and d.state == "failed"
        )
        # What failed is not kept beside the new request: one invoice, one line.
        failed.write({"state": "cancelled"})
        return self._documents_state(order_sudo._b2b_request_invoice())

    @route(
        "/my/documents/<int:document_id>/state",
        type="jsonrpc",
        auth="user",
        methods=["POST"],
        website=True,
        readonly=True,
    )
    def b2b_document_state(self, document_id):
        """Where a requested document is; the page asks until it is ready."""
        return self._documents_state(self._documents_check(document_id))

    def _documents_check(self, document_id):
        document_sudo = self._document_check("b2b.document", document_id)
        if not document_sudo.filtered_domain(
            request.env["b2b.cabinet"]._documents_domain()
        ):
            raise NotFound()
        return document_sudo

    def _documents_state(self, document_sudo):
        fmt = Formatter(request.env, document_sudo.currency_id)
        look = request.env["b2b.cabinet"]._document_look(document_sudo.state)
        has_copy = document_sudo.state == "ready" and document_sudo.attachment_id
        return {
            "id": document_sudo.id,
            "state": document_sudo.state,
            "label": look["label"],
            "message": document_sudo.error or "",
            "name": document_sudo.name or "",
            "date": fmt.date(document_sudo.date),
            "amount": fmt.money(document_sudo.amount),
            "url": f"/my/documents/{document_sudo.id}/pdf" if has_copy else "",
        }
