from werkzeug.exceptions import NotFound

from odoo.http import request, route

from .common import CabinetController


class CabinetProfile(CabinetController):
    """Personal data. Core's own address pages stay closed to contractors' people.

    Core lets a person edit addresses of the whole company, and renames the company
    when somebody fills in «company name»; requisites go through checked pages only.
    """

    @route()
    def account(self, **kwargs):
        # EXTENDS portal
        if not self._profile_bound():
            return super().account(**kwargs)
        self._check_role()
        user = request.env.user
        person_sudo = user.partner_id.sudo()
        form = {name: person_sudo[name] or "" for name in ("name", "function", "phone")}
        errors, saved = {}, False
        if request.httprequest.method == "POST":
            form.update({name: (kwargs.get(name) or "").strip()[:120] for name in form})
            errors = self._profile_problems(form)
            if not errors:
                person_sudo.write(form)
                saved = True
        values = self._cabinet_values(
            "profile", form=form, errors=errors, saved=saved, person=person_sudo
        )
        return request.render("b2b_portal.profile", values)

    def _profile_problems(self, form):
        """What is wrong; a right phone is brought to E.164 on the way."""
        problems = {}
        if not form["name"]:
            problems["name"] = request.env._("Please fill this in.")
        if form["phone"]:
            phone = request.env["b2b.application"].sudo()._b2b_phone(form["phone"])
            if phone:
                form["phone"] = phone
            else:
                problems["phone"] = request.env._(
                    "Phone: a number like +7 495 123-45-67 is expected."
                )
        return problems

    def _profile_bound(self):
        """Whether the person belongs to a contractor, approved or not."""
        return bool(request.env.user.partner_id.sudo().b2b_contractor_id)

    # === Core's address pages === #

    @route()
    def my_addresses(self, **query_params):
        # EXTENDS portal
        if self._profile_bound():
            return request.redirect("/my/company")
        return super().my_addresses(**query_params)

    @route()
    def portal_address(self, **kwargs):
        # EXTENDS portal
        if self._profile_bound():
            return request.redirect("/my/company")
        return super().portal_address(**kwargs)

    @route()
    def portal_address_submit(self, partner_id=None, **form_data):
        # EXTENDS portal
        if self._profile_bound():
            raise NotFound()
        return super().portal_address_submit(partner_id=partner_id, **form_data)

    @route()
    def address_archive(self, partner_id):
        # EXTENDS portal
        if self._profile_bound():
            raise NotFound()
        return super().address_archive(partner_id)
