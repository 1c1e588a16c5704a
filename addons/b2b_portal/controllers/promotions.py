from werkzeug.exceptions import NotFound

from odoo.http import request, route

from .common import CabinetController
from .home import CabinetHome

# More than that pushes the orders off the screen; the rest is on the page.
HOME_BANNERS = 3


class CabinetPromotions(CabinetController):
    """Promotions and advertising materials of the contractor's tier."""

    @route("/my/promotions", type="http", auth="user", website=True, sitemap=False)
    def b2b_promotions(self, **kw):
        self._check_role()
        values = self._cabinet_values("promotions")
        promotions = request.env["b2b.promotion"]._b2b_visible(values["contractor"])
        values.update(
            banners=promotions.filtered(lambda p: p.kind == "banner"),
            materials=promotions.filtered(lambda p: p.kind == "material"),
        )
        return request.render("b2b_portal.promotions", values)

    @route(
        "/my/promotions/<int:promotion_id>/<any(image,file):part>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def b2b_promotion_file(self, promotion_id, part, **kw):
        """The picture, or the file to download, of what the person's tier may see."""
        self._check_role()
        visible = request.env["b2b.promotion"]._b2b_visible(
            request.env.user._b2b_contractor()
        )
        promotion_sudo = visible.filtered(lambda p: p.id == promotion_id)
        if not promotion_sudo or not promotion_sudo[part]:
            raise NotFound()
        Binary = request.env["ir.binary"]
        if part == "image":
            stream = Binary._get_image_stream_from(promotion_sudo, "image")
            return stream.get_response()
        stream = Binary._get_stream_from(
            promotion_sudo, "file", filename=promotion_sudo.file_name or None
        )
        return stream.get_response(as_attachment=True)


class PromotionsHome(CabinetHome):
    def _home_values(self):
        # EXTENDS
        values = super()._home_values()
        values["banners"] = request.env["b2b.promotion"]._b2b_visible(
            values["contractor"], "banner"
        )[:HOME_BANNERS]
        return values
