from datetime import date as Date

from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import request, route

from .cart import _quantity
from .common import ORDERING_ROLES, CabinetController

MAX_SCAN = 10 * 1024 * 1024
# First bytes of the files that are taken as a scan.
SCAN_MAGIC = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG")
TEXTS = ("address", "driver", "driver_phone", "vehicle", "proxy_number", "comment")
DATES = ("date", "proxy_date", "proxy_until")
TIMES = ("time_from", "time_to")


class CabinetShipments(CabinetController):
    """Requests to ship reserved or paid goods (``b2b.shipment.request``)."""

    @route("/my/shipments", type="http", auth="user", website=True, sitemap=False)
    def b2b_shipments(self, **kw):
        role = self._check_role(*ORDERING_ROLES)
        values = self._cabinet_values("shipments")
        domain = [("contractor_id", "=", values["contractor"].id)]
        if role == "buyer":
            domain.append(("buyer_id", "=", request.env.user.partner_id.id))
        values["requests"] = (
            request.env["b2b.shipment.request"].sudo().search(domain, limit=200)
        )
        values["orders"] = (
            request.env["sale.order"]
            .sudo()
            .search(
                values["cabinet"]._orders_domain()
                & request.env["sale.order"]._b2b_requestable_domain(),
                limit=50,
                order="id desc",
            )
        )
        return request.render("b2b_portal.shipments", values)

    @route("/my/shipments/new", type="http", auth="user", website=True, sitemap=False)
    def b2b_shipment_new(self, order=None, scan=None, **post):
        """The form of a request for one order; a refusal keeps what was typed."""
        self._check_role(*ORDERING_ROLES)
        order_sudo = self._order_check(order)
        problem, errors = None, {}
        Request = request.env["b2b.shipment.request"]
        if request.httprequest.method == "POST":
            filled = self._shipment_values(post, errors)
            errors = {**Request._value_problems(filled), **errors}
            try:
                proxy = self._shipment_scan(scan)
            except UserError as error:
                errors["scan"] = str(error)
            if not errors:
                try:
                    with request.env.cr.savepoint():
                        record = Request._file(
                            order_sudo,
                            request.env.user.partner_id,
                            self._shipment_quantities(order_sudo, post),
                            filled,
                            proxy,
                        )
                    return request.redirect(f"/my/shipments/{record.id}")
                except UserError as error:
                    order_sudo.invalidate_recordset()
                    problem = str(error)
        values = self._cabinet_values(
            "shipments",
            order=order_sudo,
            left=order_sudo._b2b_requestable(),
            typed=post,
            problem=problem,
            errors=errors,
            addresses=self._shipment_addresses(order_sudo),
        )
        return request.render("b2b_portal.shipment_new", values)

    @route(
        "/my/shipments/<int:request_id>",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
    )
    def b2b_shipment(self, request_id, **kw):
        record = self._shipment_check(request_id)
        values = self._cabinet_values("shipments", record=record)
        values["problem"] = request.session.pop("b2b_problem", None)
        return request.render("b2b_portal.shipment", values)

    @route(
        "/my/shipments/<int:request_id>/cancel",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_shipment_cancel(self, request_id, **post):
        record = self._shipment_check(request_id)
        try:
            record._transition("cancelled")
        except UserError as error:
            request.session["b2b_problem"] = str(error)
        return request.redirect(f"/my/shipments/{record.id}")

    @route(
        "/my/shipments/<int:request_id>/proxy",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
    )
    def b2b_shipment_proxy(self, request_id, **kw):
        """The scan of the power of attorney."""
        record = self._shipment_check(request_id)
        if not record.proxy_id:
            raise NotFound()
        stream = request.env["ir.binary"]._get_stream_from(record.proxy_id)
        return stream.get_response(as_attachment=True)

    # === Helpers === #

    def _shipment_check(self, request_id):
        self._check_role(*ORDERING_ROLES)
        return self._document_check("b2b.shipment.request", request_id)

    def _shipment_quantities(self, order_sudo, post):
        return {
            line: _quantity(post.get(f"qty_{line.id}") or 0)
            for line in order_sudo.order_line
        }

    def _shipment_addresses(self, order_sudo):
        """Delivery addresses of the buyer, to choose from instead of typing."""
        places = (order_sudo.b2b_contractor_id | order_sudo.b2b_entity_id).child_ids
        return [
            ", ".join(filter(None, (place.zip, place.city, place.street, place.name)))
            for place in places.filtered(lambda p: p.type == "delivery" and p.active)
        ]

    def _shipment_values(self, post, errors):
        """Allow-listed fields of the form, each of its type.

        :param dict errors: gets ``{field: message}`` of what cannot be read
        """
        _ = request.env._
        values = {name: (post.get(name) or "").strip()[:500] for name in TEXTS}
        values["way"] = post.get("way")
        if values["way"] not in ("pickup", "address", "terminal"):
            errors["way"] = _("Choose how the goods are taken.")
        for name in DATES:
            try:
                values[name] = (
                    Date.fromisoformat(post[name]) if post.get(name) else None
                )
            except ValueError:
                errors[name] = _("A date or a time cannot be read.")
        for name in TIMES:
            hours, _colon, minutes = (post.get(name) or "0:0").partition(":")
            try:
                values[name] = int(hours) + int(minutes or 0) / 60
            except ValueError:
                errors[name] = _("A date or a time cannot be read.")
        return values

    def _shipment_scan(self, scan):
        """``(name, bytes)`` of an uploaded scan, None when there is none."""
        if not scan or not scan.filename:
            return None
        content = scan.read(MAX_SCAN + 1)
        if len(content) > MAX_SCAN or not content.startswith(SCAN_MAGIC):
            raise UserError(request.env._("Scan: a PDF, JPEG or PNG up to 10 MB."))
        return scan.filename[:120], content
