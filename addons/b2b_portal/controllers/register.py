from odoo.http import request, route

from .common import CabinetController


class CabinetRegister(CabinetController):
    @route("/b2b/register", type="http", auth="public", website=True, sitemap=True)
    def b2b_register(self, **post):
        """A company asks to become a contractor.

        The answer is the same whether the ИНН is known or not, and whether a robot was
        noticed or not: the form tells nobody who is a client.
        """
        user = request.env.user
        if user._b2b_role():
            return request.redirect("/my")
        values = {"form": {}, "errors": {}, "warnings": {}, "done": False}
        if request.httprequest.method == "POST":
            values.update(self._register_take(post))
        elif not user._is_public():
            # Somebody who signed up by themself: they have told their name already.
            values["form"] = {
                "contact_name": user.name,
                "email": user.email or user.login,
                "phone": user.phone,
            }
        return request.render("b2b_portal.register", values)

    def _register_take(self, post):
        """Check a posted form and submit it.

        :return: dict: values of the page
        """
        Application = request.env["b2b.application"].sudo()
        form = Application._b2b_prepare(post)
        typed = {**form, "consent": post.get("consent")}
        if post.get("legal_form") == "individual":
            # Individuals buy at retail; nothing of theirs is kept here.
            return {"form": {**typed, "legal_form": "individual"}, "individual": True}
        errors = Application._b2b_problems(form, consent=bool(post.get("consent")))
        if errors:
            return {"form": typed, "errors": errors}
        warnings = Application._b2b_bank_warnings(form["bic"], form["account"])
        if warnings and post.get("seen_account") != form["account"]:
            return {"form": typed, "warnings": warnings}
        address = request.httprequest.remote_addr
        # People do not see this field; whoever fills it is no person.
        too_often = bool(post.get("site")) or Application._b2b_too_often(form, address)
        if too_often == "address":
            return {"form": typed, "too_often": True}
        if not too_often:
            Application._b2b_submit(form, source_address=address)
        return {"done": True}
