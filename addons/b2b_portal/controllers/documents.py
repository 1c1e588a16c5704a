import io
import zipfile
from datetime import date as Date

from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import content_disposition, request, route

from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..tools.format import Formatter
from ..tools.typed import figure
from .common import ORDERING_ROLES, CabinetController

DOCUMENTS_PER_PAGE = 40
#: Documents in one archive: it is built in memory.
MAX_ZIP = 100
PDF = "application/pdf"


class CabinetDocuments(CabinetController):
    @route(
        ["/my/documents", "/my/documents/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def b2b_documents(self, page=1, **sent):
        self._check_role()
        values = self._cabinet_values("documents")
        filters, domain = self._documents_filters(values, sent)
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
            kinds=self._documents_kinds(values["role"]),
            edo_states=Document._fields["edo_state"]._description_selection(
                request.env
            ),
            has_edo=bool(
                Document.search_count(
                    values["cabinet"]._documents_domain()
                    & Domain("edo_state", "!=", False),
                    limit=1,
                )
            ),
            filters=filters,
            entities=values["contractor"].b2b_entity_ids,
            organisations=request.env["b2b.organisation"].sudo().search([]),
            tab="documents",
            problem=request.session.pop("b2b_problem", None),
        )
        return request.render("b2b_portal.documents", values)

    def _documents_kinds(self, role):
        """Kinds that the current person can meet, as ``(key, name)``."""
        kinds = (
            request.env["b2b.document"]
            ._fields["kind"]
            ._description_selection(request.env)
        )
        if role != "buyer":
            return kinds
        seen = request.env["b2b.cabinet"]._buyer_documents()
        return [kind for kind in kinds if kind[0] in seen]

    def _documents_filters(self, values, sent):
        """``(filters as they are written back into the form, domain)``."""
        domain = values["cabinet"]._documents_domain()
        filters = {}
        if sent.get("kind") in dict(self._documents_kinds(values["role"])):
            filters["kind"] = sent["kind"]
            domain &= Domain("kind", "=", sent["kind"])
        edo = request.env["b2b.document"]._fields["edo_state"]
        if sent.get("edo") in edo.get_values(request.env):
            filters["edo"] = sent["edo"]
            domain &= Domain("edo_state", "=", sent["edo"])
        for name, field in (
            ("entity", "entity_id"),
            ("organisation", "organisation_id"),
            ("order", "order_ids"),
        ):
            if str(sent.get(name) or "").isdigit():
                filters[name] = sent[name]
                domain &= Domain(field, "in", [int(sent[name])])
        for name, operator in (("date_from", ">="), ("date_to", "<=")):
            if day := _day(sent.get(name)):
                filters[name] = day.isoformat()
                domain &= Domain("date", operator, day)
        if search := (sent.get("search") or "").strip()[:80]:
            filters["search"] = search
            domain &= Domain("name", "ilike", search) | Domain(
                "order_ids.name", "ilike", search
            )
        return filters, domain

    # === Reading === #

    @route(
        "/my/documents/<int:document_id>/pdf",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def b2b_document_pdf(self, document_id, download=None, **kw):
        """The copy to read of a document."""
        copy = self._documents_check(document_id)._b2b_copy()
        if not copy:
            raise NotFound()
        return self._documents_file(*copy, download=download)

    def _documents_file(self, name, content, kind=PDF, download=False):
        """A file as an answer; what is not asked to be saved opens in the browser."""
        return request.make_response(
            content,
            headers=[
                ("Content-Type", kind),
                (
                    "Content-Disposition",
                    content_disposition(
                        name, disposition_type="attachment" if download else "inline"
                    ),
                ),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "private, no-store"),
            ],
        )

    @route(
        "/my/documents/zip", type="http", auth="user", methods=["POST"], website=True
    )
    def b2b_documents_zip(self, **post):
        """Several documents as one archive."""
        documents_sudo = self._documents_marked()
        if len(documents_sudo) > MAX_ZIP:
            return self._documents_back(
                request.env._("At most %s documents at once.", MAX_ZIP)
            )
        out, names = io.BytesIO(), set()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for document in documents_sudo:
                if not (copy := document._b2b_copy()):
                    continue
                archive.writestr(_unique(copy[0], names), copy[1])
        if not names:
            return self._documents_back(
                request.env._("Mark documents that have a PDF.")
            )
        fmt = Formatter(request.env)
        name = request.env._("Documents %s.zip", fmt.date(fmt.today()))
        return self._documents_file(
            name, out.getvalue(), "application/zip", download=True
        )

    def _documents_marked(self):
        """The documents marked in the list that the person may see, by sudo."""
        self._check_role()
        ids = [
            int(value)
            for value in request.httprequest.form.getlist("document")
            if value.isdigit()
        ]
        return (
            request.env["b2b.document"]
            .sudo()
            .search(
                request.env["b2b.cabinet"]._documents_domain() & Domain("id", "in", ids)
            )
        )

    def _documents_back(self, problem):
        request.session["b2b_problem"] = problem
        return request.redirect("/my/documents")

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
        order_sudo = self._documents_invoiceable(order_id)
        document_sudo = order_sudo.b2b_document_ids.filtered(
            lambda d: d.kind == "invoice" and d.state == "failed"
        )[:1]
        if document_sudo:
            document_sudo._b2b_request_again()
        else:
            document_sudo = order_sudo._b2b_request_invoice(order_sudo._b2b_pay_ahead())
        return self._documents_state(document_sudo)

    @route(
        "/my/orders/<int:order_id>/invoice/part",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_order_invoice_part(self, order_id, amount=None, **post):
        """One more invoice, for a part of the order."""
        self._check_role(*ORDERING_ROLES)
        order_sudo = self._order_check(order_id)

        def act():
            self._documents_invoiceable(order_id)
            # What failed is not kept beside the new request: one invoice, one line.
            order_sudo.b2b_document_ids.filtered(
                lambda d: d.kind == "invoice" and d.state == "failed"
            )._b2b_set_cancelled()
            order_sudo._b2b_request_invoice(_amount(amount))

        return self._order_act(order_sudo, act)

    @route(
        "/my/documents/<int:document_id>/reissue",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_document_reissue(self, document_id, **post):
        """A new invoice instead of one that is not right any more."""
        self._check_role(*ORDERING_ROLES)
        document_sudo = self._documents_check(document_id)
        if not document_sudo._b2b_can_reissue():
            raise NotFound()
        order_sudo = document_sudo.order_ids
        return self._order_act(
            order_sudo,
            lambda: order_sudo._b2b_request_invoice(
                document_sudo.requested_amount, replaces=document_sudo
            ),
        )

    def _documents_invoiceable(self, order_id):
        order_sudo = self._order_check(order_id)
        if not order_sudo._b2b_can_invoice():
            raise UserError(
                request.env._("An invoice is made for a placed order only.")
            )
        return order_sudo

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
        has_copy = document_sudo.state == "ready" and document_sudo._b2b_has_copy()
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


def _day(text):
    """A date as a form sends it, None for anything else."""
    try:
        return Date.fromisoformat(text or "")
    except ValueError:
        return None


def _amount(text):
    """A sum as a person types it."""
    value = figure(text)
    if not value:
        raise UserError(request.env._("Amount: a number above zero."))
    return value


def _unique(name, names):
    """A file name that is not in the archive yet."""
    name = name.replace("/", "-").replace("\\", "-")
    stem, dot, ending = name.rpartition(".")
    number = 2
    while name in names:
        name = f"{stem} ({number}){dot}{ending}"
        number += 1
    names.add(name)
    return name
