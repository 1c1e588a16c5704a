from datetime import timedelta

from werkzeug.exceptions import NotFound

from odoo import fields
from odoo.exceptions import UserError
from odoo.http import request, route
from odoo.tools import consteq

from .offers import Offers

# A page that is reloaded is the same visit.
VISIT = timedelta(minutes=10)


class PublicOffer(Offers):
    """The customer's page. No login: the secret in the link is the key to one quote.

    The wholesaler's website does not show here: the customer is the contractor's.
    """

    @route(
        "/offer/<int:quote_id>/<string:token>", type="http", auth="public", website=True
    )
    def b2b_public_offer(self, quote_id, token, **kw):
        quote_sudo = self._public_offer_check(quote_id, token)
        self._public_offer_visit(quote_sudo)
        return self._public_offer_page(quote_sudo, token)

    @route(
        "/offer/<int:quote_id>/<string:token>/answer",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def b2b_public_offer_answer(self, quote_id, token, verdict="", comment="", **kw):
        quote_sudo = self._public_offer_check(quote_id, token)
        if verdict not in ("accepted", "declined", "comment"):
            raise NotFound()
        try:
            quote_sudo._answer(verdict, comment)
        except UserError as error:
            return self._public_offer_page(
                quote_sudo, token, error=error.args[0], comment=comment
            )
        suffix = "?thanks=1" if verdict == "comment" else ""
        return request.redirect(f"/offer/{quote_id}/{token}{suffix}")

    @route(
        "/offer/<int:quote_id>/<string:token>/<any(pdf,xlsx):extension>",
        type="http",
        auth="public",
        website=True,
    )
    def b2b_public_offer_file(self, quote_id, token, extension, **kw):
        quote_sudo = self._public_offer_check(quote_id, token)
        if quote_sudo.state == "draft":
            raise NotFound()
        return self._public_offer_close(self._offer_file(quote_sudo, extension))

    def _public_offer_check(self, quote_id, token):
        """The quote by sudo when the token is its own; else 404, whatever is wrong."""
        quote_sudo = request.env["b2b.quote"].sudo().browse(quote_id).exists()
        secret = quote_sudo.access_token or ""
        # As bytes: a link with other letters is a wrong link, not an error.
        if not secret or not consteq(secret.encode(), token.encode()):
            raise NotFound()
        return quote_sudo

    def _public_offer_visit(self, quote_sudo):
        """Remember that the customer looked, unless it is the contractor's own look."""
        if request.env.user._b2b_role() or quote_sudo.state == "draft":
            return
        now = fields.Datetime.now()
        if quote_sudo.opened_at and now - quote_sudo.opened_at < VISIT:
            return
        quote_sudo.write(
            {"opened_at": now, "opened_count": quote_sudo.opened_count + 1}
        )
        quote_sudo._log("opened")

    def _public_offer_page(self, quote_sudo, token, **values):
        draft = quote_sudo.state == "draft"
        # Only the document reaches the template: no record, no purchase price.
        document = None if draft else quote_sudo._document_values()
        response = request.render(
            "b2b_quotes.public_offer",
            {
                "document": document,
                "labels": document and quote_sudo._labels(document),
                "fmt": quote_sudo._formatter(),
                "state": quote_sudo.state,
                "is_open": quote_sudo._is_open(),
                "answered_at": quote_sudo.answered_at,
                "path": f"/offer/{quote_sudo.id}/{token}",
                "thanks": bool(request.params.get("thanks")),
                "error": None,
                "comment": "",
                **values,
            },
        )
        return self._public_offer_close(response)

    @staticmethod
    def _public_offer_close(response):
        """The link is a secret: nobody stores, indexes or passes it on."""
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "private, no-store"
        return response
