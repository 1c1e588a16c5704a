from odoo.exceptions import UserError, ValidationError
from odoo.http import request, route

from odoo.addons.b2b_portal.controllers.common import CabinetController

from ..tools import numbers

MAX_LOGO_BYTES = 4 * 1024 * 1024


class OfferSettings(CabinetController):
    """How the quotes of a company look; its director decides."""

    @route(
        "/my/offers/settings",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def b2b_offer_settings(self, **post):
        self._check_role("director")
        contractor_sudo = request.env.user._b2b_contractor()
        errors = {}
        if request.httprequest.method == "POST":
            values, errors = self._offer_settings_values(post)
            if not errors:
                try:
                    contractor_sudo.write(values)
                    return request.redirect("/my/offers/settings?saved=1")
                except (UserError, ValidationError, ValueError):
                    errors["logo"] = request.env._("This file is not a picture.")
        return request.render(
            "b2b_quotes.offer_settings",
            self._cabinet_values(
                "offers",
                post=post,
                errors=errors,
                saved=bool(post.get("saved")),
                crumbs=[("/my/offers", request.env._("Quotes"))],
            ),
        )

    def _offer_settings_values(self, post):
        errors = {}
        days = numbers.parse(post.get("days"))
        markup = numbers.parse(post.get("markup") or "0")
        if days is None or not 1 <= days <= 365:
            errors["days"] = request.env._("From 1 to 365 days.")
        if markup is None or not 0 <= markup <= 10000:
            errors["markup"] = request.env._("A number of percent, zero or more.")
        logo, problem = self._offer_logo(post.get("logo"))
        if problem:
            errors["logo"] = problem
        if errors:
            return {}, errors
        vat = post.get("vat")
        values = {
            "b2b_quote_days": int(days),
            "b2b_quote_markup": markup,
            "b2b_quote_terms": (post.get("terms") or "").strip()[:5000],
            "b2b_quote_vat": vat if vat in ("included", "without") else "none",
        }
        if logo or post.get("remove_logo"):
            values["b2b_quote_logo"] = logo
        return values, errors

    def _offer_logo(self, upload):
        """The uploaded logo as base64 and what is wrong with it."""
        if not upload or not getattr(upload, "filename", None):
            return False, None
        content = upload.read(MAX_LOGO_BYTES + 1)
        if len(content) > MAX_LOGO_BYTES:
            return False, request.env._("The picture is larger than 4 MB.")
        logo = request.env["b2b.quote"]._logo_from_upload(content)
        if not logo:
            return False, request.env._("PNG or JPEG picture, please.")
        return logo, None
