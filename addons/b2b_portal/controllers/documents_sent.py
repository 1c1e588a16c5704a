from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route

from ..models.b2b_upload import MAX_FILE, MAX_FILES
from .common import CabinetController
from .documents import _amount, _day

TEXTS = ("number", "person", "comment")
ORIGINALS_TEXTS = ("address", "edi_identifier", "contact", "phone", "comment")


class CabinetDocumentsSent(CabinetController):
    """What the contractor sends, and the originals that it asks for."""

    # === Sent by us === #

    @route("/my/documents/sent", type="http", auth="user", website=True, sitemap=False)
    def b2b_documents_sent(self, **kw):
        values = self._sent_values("uploads")
        values["uploads"] = (
            request.env["b2b.upload"].sudo().search(self._sent_domain(), limit=200)
        )
        return request.render("b2b_portal.documents_sent", values)

    @route(
        "/my/documents/sent/new", type="http", auth="user", website=True, sitemap=False
    )
    def b2b_document_send(self, document=None, order=None, **post):
        """The form; a refusal keeps what was typed."""
        values = self._sent_values("uploads")
        document_sudo = request.env["b2b.document"].sudo()
        order_sudo = request.env["sale.order"].sudo()
        if document:
            document_sudo = self._documents_check(document)
        if order:
            order_sudo = self._order_check(order)
        entities = values["contractor"].b2b_entity_ids
        problem = None
        if request.httprequest.method == "POST":
            try:
                with request.env.cr.savepoint():
                    request.env["b2b.upload"]._file(
                        request.env.user.partner_id,
                        self._sent_read(values, post, document_sudo, order_sudo),
                        self._sent_files(),
                    )
                return request.redirect("/my/documents/sent")
            except UserError as error:
                problem = str(error)
        kinds = request.env["b2b.upload"]._fields["kind"]
        values.update(
            document=document_sudo,
            order=order_sudo,
            entities=entities,
            organisations=request.env["b2b.organisation"].sudo().search([]),
            kinds=kinds._description_selection(request.env),
            typed=post
            or {
                "kind": f"signed_{document_sudo.kind}",
                "entity": str(values["contractor"]._b2b_default_entity().id),
            },
            problem=problem,
        )
        return request.render("b2b_portal.document_send", values)

    def _sent_read(self, values, post, document_sudo, order_sudo):
        """Allow-listed values of the form."""
        _ = request.env._
        kinds = request.env["b2b.upload"]._fields["kind"].get_values(request.env)
        if post.get("kind") not in kinds:
            raise UserError(_("Choose what you send."))
        parent = document_sudo or order_sudo
        if document_sudo:
            entity, organisation = (
                document_sudo.entity_id,
                document_sudo.organisation_id,
            )
        elif parent:
            entity, organisation = parent.b2b_entity_id, parent.b2b_organisation_id
        else:
            entity = values["contractor"].b2b_entity_ids.filtered(
                lambda e: str(e.id) == post.get("entity")
            )
            organisations = request.env["b2b.organisation"].sudo().search([])
            organisation = organisations.filtered(
                lambda o: (
                    len(organisations) == 1 or str(o.id) == post.get("organisation")
                )
            )
            if not organisation:
                raise UserError(_("Organisation: choose to whom you send it."))
        if not entity:
            raise UserError(_("Legal entity: choose whose document it is."))
        result = {name: (post.get(name) or "").strip()[:200] for name in TEXTS}
        result.update(
            kind=post["kind"],
            contractor_id=values["contractor"].id,
            entity_id=entity.id,
            organisation_id=organisation.id,
            document_id=document_sudo.id,
            order_id=(order_sudo or document_sudo.order_ids[:1]).id,
            date=_day(post.get("date")),
            valid_to=_day(post.get("valid_to")),
            amount=_amount(post["amount"]) if post.get("amount") else 0.0,
        )
        return result

    def _sent_files(self):
        """``(name, bytes)`` of the files of the form; read up to the limits only."""
        files = []
        for file in request.httprequest.files.getlist("files")[: MAX_FILES + 1]:
            if file and file.filename:
                files.append((file.filename[:120], file.read(MAX_FILE + 1)))
        return files

    @route(
        "/my/documents/sent/<int:upload_id>/file/<int:number>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def b2b_document_sent_file(self, upload_id, number, **kw):
        """A file that was sent; ``number`` counts within the document."""
        self._sent_values("uploads")
        upload_sudo = self._document_check("b2b.upload", upload_id)
        if not upload_sudo.filtered_domain(self._sent_domain()):
            raise NotFound()
        attachments = upload_sudo.attachment_ids.sorted("id")
        if not 0 <= number < len(attachments):
            raise NotFound()
        file = attachments[number]
        return self._documents_file(file.name, file.raw, file.mimetype)

    def _sent_values(self, source):
        """Values of a page that has a source, else it does not exist."""
        self._check_role()
        values = self._cabinet_values("documents")
        if not values["cabinet"]._has_source(source):
            raise NotFound()
        values.update(tab=source, problem=request.session.pop("b2b_problem", None))
        return values

    def _sent_domain(self):
        """What the contractor sent; a buyer sees their own."""
        user = request.env.user
        domain = Domain("contractor_id", "=", user._b2b_contractor().id)
        if user._b2b_role() == "buyer":
            domain &= Domain("author_id", "=", user.partner_id.id)
        return domain

    # === Originals === #

    @route(
        "/my/documents/originals", type="http", auth="user", website=True, sitemap=False
    )
    def b2b_originals(self, **kw):
        values = self._sent_values("originals")
        values["requests"] = (
            request.env["b2b.originals"].sudo().search(self._sent_domain(), limit=200)
        )
        return request.render("b2b_portal.originals", values)

    @route(
        "/my/documents/originals/new",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_originals_new(self, send=None, **post):
        """The form for the documents that were marked; ``send`` files the request."""
        values = self._sent_values("originals")
        documents_sudo = self._documents_marked().filtered(
            lambda d: d.state == "ready" and d.entity_id
        )
        if not documents_sudo:
            return self._documents_back(
                request.env._("Mark the documents whose originals you need.")
            )
        problem = None
        if send:
            asked = {
                name: (post.get(name) or "").strip()[:500] for name in ORIGINALS_TEXTS
            }
            asked["channel"] = post.get("channel")
            try:
                with request.env.cr.savepoint():
                    request.env["b2b.originals"]._file(
                        request.env.user.partner_id, documents_sudo, asked
                    )
                return request.redirect("/my/documents/originals")
            except UserError as error:
                problem = str(error)
        entity = documents_sudo[:1].entity_id
        values.update(
            documents=documents_sudo,
            typed=post
            if send
            else {
                "channel": "edi"
                if all(documents_sudo.mapped("edo_state"))
                else "paper",
                "address": entity._b2b_printed_party()["address"],
                "contact": request.env.user.name,
                "phone": request.env.user.partner_id.phone,
            },
            problem=problem,
        )
        return request.render("b2b_portal.originals_new", values)
