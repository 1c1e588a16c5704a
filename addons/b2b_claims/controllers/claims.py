from urllib.parse import urlencode

from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.b2b_portal.controllers.common import CabinetController
from odoo.addons.portal.controllers.portal import pager

from ..models.b2b_claim import PEOPLE
from ..models.b2b_claim_thread import MAX_PHOTO_BYTES, MAX_PHOTOS

PAGE_SIZE = 40


class Claims(CabinetController):
    """Претензии: on shipped goods only."""

    # === List === #

    @route(
        ["/my/claims", "/my/claims/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def b2b_claims(self, page=1, state=None, search=None, **kw):
        self._check_role(*PEOPLE)
        # Record rules decide what is found: own for a buyer, all for the director.
        Claim = request.env["b2b.claim"]
        base = self._claims_domain(search)
        states = dict(Claim._fields["state"]._description_selection(request.env))
        state = state if state in states else None
        domain = base & Domain("state", "=", state) if state else base
        args = {"state": state, "search": search}
        args = {key: value for key, value in args.items() if value}
        pages = pager(
            "/my/claims", Claim.search_count(domain), page, PAGE_SIZE, url_args=args
        )
        claims = Claim.search(domain, limit=PAGE_SIZE, offset=pages["offset"])
        return request.render(
            "b2b_claims.claims",
            self._cabinet_values(
                "claims",
                claims=claims.sudo(),
                pager=pages,
                states=states,
                counts=dict(Claim._read_group(base, ["state"], ["__count"])),
                state=state,
                search=search or "",
                tab_url=self._claims_tab_url(search),
            ),
        )

    def _claims_domain(self, search):
        search = (search or "").strip()[:80]
        if not search:
            return Domain.TRUE
        return Domain.OR(
            Domain(field, "ilike", search)
            for field in (
                "name",
                "order_id.name",
                "line_ids.product_id.name",
                "line_ids.product_id.default_code",
            )
        )

    @staticmethod
    def _claims_tab_url(search):
        """Address of the list with another state and the same search."""

        def url(state=None):
            args = {"state": state, "search": search}
            return "/my/claims?" + urlencode({k: v for k, v in args.items() if v})

        return url

    # === Filing === #

    @route(
        "/my/claims/new",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def b2b_claim_new(self, order=None, **post):
        self._check_role(*PEOPLE)
        if not order:
            return self._claim_choose_order()
        order_sudo = self._order_check(order)
        problem = None
        if request.httprequest.method == "POST":
            try:
                with request.env.cr.savepoint():
                    claim_sudo = self._claim_file(order_sudo, post)
                return request.redirect(f"/my/claims/{claim_sudo.id}?filed=1")
            except (UserError, ValidationError) as error:
                order_sudo.invalidate_recordset()
                problem = error.args[0]
        return request.render(
            "b2b_claims.claim_new",
            self._cabinet_values(
                "claims",
                order=order_sudo,
                rows=order_sudo._b2b_claimable(),
                reasons=self._claim_selection("b2b.claim.line", "reason"),
                wishes=self._claim_selection("b2b.claim", "wish"),
                post=post,
                problem=problem,
                crumbs=[
                    ("/my/claims", request.env._("Claims")),
                    (f"/my/orders/{order_sudo.id}", order_sudo.name),
                ],
            ),
        )

    def _claim_choose_order(self):
        """Without an order: the shipped ones to choose from."""
        orders_sudo = (
            request.env["sale.order"]
            .sudo()
            .search(
                request.env["b2b.cabinet"]._orders_domain()
                & Domain("b2b_shipment_state", "in", ("partly", "full")),
                limit=30,
                order="date_order desc, id desc",
            )
        )
        return request.render(
            "b2b_claims.claim_choose_order",
            self._cabinet_values(
                "claims",
                orders=orders_sudo,
                crumbs=[("/my/claims", request.env._("Claims"))],
            ),
        )

    def _claim_file(self, order_sudo, post):
        reasons = self._claim_selection("b2b.claim.line", "reason")
        wishes = self._claim_selection("b2b.claim", "wish")
        lines = []
        for row in order_sudo._b2b_claimable():
            move_id = row["move"].id
            quantity = self._claim_quantity(post.get(f"quantity_{move_id}"))
            if quantity:
                reason = post.get(f"reason_{move_id}")
                lines.append(
                    {
                        "move_id": move_id,
                        "quantity": quantity,
                        "reason": reason if reason in reasons else "other",
                    }
                )
        wish = post.get("wish")
        return (
            request.env["b2b.claim"]
            .sudo()
            ._file(
                order_sudo,
                request.env.user.partner_id.sudo(),
                lines,
                wish if wish in wishes else "replace",
                (post.get("description") or "").strip()[:5000],
                self._claim_photos(),
            )
        )

    def _claim_selection(self, model, field):
        return dict(
            request.env[model]._fields[field]._description_selection(request.env)
        )

    @staticmethod
    def _claim_quantity(text):
        """``2,5`` → 2.5; nothing typed → 0."""
        cleaned = "".join((text or "").split()).replace(",", ".")
        if not cleaned:
            return 0.0
        try:
            quantity = float(cleaned)
        except ValueError:
            quantity = -1.0
        if not 0 <= quantity < 1e9:
            raise UserError(request.env._("“%s” is not a quantity. Example: 2", text))
        return quantity

    def _claim_photos(self):
        """Uploaded photos as ``(name, bytes)``, not one byte more than we take."""
        files = request.httprequest.files.getlist("photos")
        return [
            (file.filename, file.read(MAX_PHOTO_BYTES + 1))
            for file in files[: MAX_PHOTOS + 1]
            if file.filename
        ]

    # === One claim === #

    @route("/my/claims/<int:claim_id>", type="http", auth="user", website=True)
    def b2b_claim(self, claim_id, filed=None, **kw):
        claim_sudo = self._claim_check(claim_id)
        return request.render(
            "b2b_claims.claim", self._claim_values(claim_sudo, filed=bool(filed))
        )

    def _claim_check(self, claim_id):
        self._check_role(*PEOPLE)
        return self._document_check("b2b.claim", claim_id)

    def _claim_values(self, claim_sudo, **values):
        return self._cabinet_values(
            "claims",
            claim=claim_sudo,
            messages=claim_sudo._visible_messages(),
            crumbs=[("/my/claims", request.env._("Claims"))],
            **{"problem": None, "text": "", "filed": False, **values},
        )

    @route(
        "/my/claims/<int:claim_id>/message",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def b2b_claim_message(self, claim_id, text="", **kw):
        claim_sudo = self._claim_check(claim_id)
        try:
            with request.env.cr.savepoint():
                claim_sudo._post_from_buyer(
                    request.env.user.partner_id.sudo(), text, self._claim_photos()
                )
        except UserError as error:
            claim_sudo.invalidate_recordset()
            return request.render(
                "b2b_claims.claim",
                self._claim_values(claim_sudo, problem=error.args[0], text=text),
            )
        return request.redirect(f"/my/claims/{claim_id}#messages")

    @route(
        "/my/claims/<int:claim_id>/photo/<int:photo_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def b2b_claim_photo(self, claim_id, photo_id, size=0, **kw):
        claim_sudo = self._claim_check(claim_id)
        # Of this claim and shown to both sides, whatever id was asked for.
        shown = claim_sudo.photo_ids | claim_sudo._visible_messages().attachment_ids
        photo_sudo = shown.filtered(lambda attachment: attachment.id == photo_id)
        if not photo_sudo:
            raise NotFound()
        if not (photo_sudo.mimetype or "").startswith("image/"):
            stream = request.env["ir.binary"]._get_stream_from(photo_sudo)
            return stream.get_response(as_attachment=True)
        side = 160 if str(size) == "160" else 0
        stream = request.env["ir.binary"]._get_image_stream_from(
            photo_sudo, width=side, height=side, crop=bool(side)
        )
        return stream.get_response()
