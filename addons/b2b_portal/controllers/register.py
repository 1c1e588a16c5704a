from datetime import timedelta

from odoo import fields
from odoo.fields import Domain
from odoo.http import request, route

from .common import CabinetController

# A company that asks more often than this within an hour is a robot or a mistake.
MAX_PER_HOUR = 3


class CabinetRegister(CabinetController):
    @route("/b2b/register", type="http", auth="public", website=True, sitemap=True)
    def b2b_register(self, **post):
        """A company asks to become a contractor.

        The answer is the same whether the ИНН is known or not, and whether a robot was
        noticed or not: the form tells nobody who is a client.
        """
        if request.env.user._b2b_role():
            return request.redirect("/my")
        Application = request.env["b2b.application"].sudo()
        values = {"form": {}, "errors": {}, "done": False}
        if request.httprequest.method == "POST":
            form = Application._b2b_prepare(post)
            errors = Application._b2b_problems(form, consent=bool(post.get("consent")))
            if errors:
                values.update(
                    form={**form, "consent": post.get("consent")}, errors=errors
                )
            else:
                # People do not see this field; whoever fills it is no person.
                if not post.get("site") and not self._register_too_often(form):
                    Application._b2b_submit(form)
                values["done"] = True
        return request.render("b2b_portal.register", values)

    def _register_too_often(self, form):
        since = fields.Datetime.now() - timedelta(hours=1)
        domain = Domain("create_date", ">", since) & (
            Domain("vat", "=", form["vat"]) | Domain("email", "=ilike", form["email"])
        )
        return (
            request.env["b2b.application"].sudo().search_count(domain) >= MAX_PER_HOUR
        )
