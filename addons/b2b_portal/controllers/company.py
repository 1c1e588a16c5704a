from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import request, route

from ..tools.typed import figure
from .common import CabinetController

ROLES = ("director", "buyer", "accountant")


class CabinetCompany(CabinetController):
    @route("/my/company", type="http", auth="user", website=True)
    def b2b_company(self, **kw):
        self._check_role()
        values = self._cabinet_values("company")
        contractor_sudo = values["contractor"]
        entities = contractor_sudo.b2b_entity_ids
        values.update(
            entities=entities,
            contracts=contractor_sudo.b2b_contract_ids.grouped("entity_id"),
            employees=self._company_employees(contractor_sudo),
            is_director=values["role"] == "director",
            archived=contractor_sudo.with_context(active_test=False).b2b_entity_ids
            - entities,
            requests=self._company_requests(contractor_sudo),
            join_requests=self._company_join_requests(values),
            notice=request.session.pop("b2b_notice", None),
            problem=request.session.pop("b2b_problem", None),
        )
        return request.render("b2b_portal.company", values)

    def _company_requests(self, contractor_sudo):
        """Questions to staff about the entities that are not answered yet."""
        return (
            request.env["b2b.entity.request"]
            .sudo()
            .with_context(active_test=False)
            .search([("contractor_id", "=", contractor_sudo.id), ("state", "=", "new")])
        )

    def _company_join_requests(self, values):
        """People who ask to join: for the director to decide."""
        Application = request.env["b2b.application"].sudo()
        if values["role"] != "director":
            return Application
        return Application.search(Application._b2b_join_domain(values["contractor"]))

    def _company_employees(self, contractor_sudo):
        """Employees with a login, blocked ones last."""
        people = contractor_sudo.with_context(active_test=False).b2b_employee_ids
        return people.filtered(lambda p: p.user_ids).sorted(
            lambda p: (p.b2b_blocked, p.name or "")
        )

    def _company_back(self, notice=None, problem=None):
        if notice:
            request.session["b2b_notice"] = notice
        if problem:
            request.session["b2b_problem"] = problem
        return request.redirect("/my/company")

    # === Employees === #

    @route(
        ["/my/company/employee/new", "/my/company/employee/<int:employee_id>"],
        type="http",
        auth="user",
        website=True,
        sitemap=False,
    )
    def b2b_employee(self, employee_id=None, **post):
        self._check_role("director")
        employee_sudo = self._company_employee(employee_id) if employee_id else None
        values = self._cabinet_values("company", employee=employee_sudo, problem=None)
        form = {
            "name": employee_sudo.name if employee_sudo else "",
            "email": employee_sudo.email if employee_sudo else "",
            "phone": (employee_sudo and employee_sudo.phone) or "",
            "role": (employee_sudo and employee_sudo.user_ids[:1].b2b_role) or "buyer",
            **{
                name: values["fmt"].qty(limit) if limit else ""
                for name, limit in (
                    ("limit_order", employee_sudo and employee_sudo.b2b_limit_order),
                    ("limit_month", employee_sudo and employee_sudo.b2b_limit_month),
                )
            },
        }
        if request.httprequest.method == "POST":
            form.update(
                {name: (post.get(name) or "").strip()[:120] for name in form},
            )
            try:
                with request.env.cr.savepoint():
                    self._employee_save(form, employee_sudo, values["contractor"])
            except UserError as error:
                values["problem"] = str(error)
            else:
                return self._company_back(
                    request.env._("Saved: %s", form["name"])
                    if employee_sudo
                    else request.env._("An invitation was sent to %s", form["email"])
                )
        values["form"] = form
        return request.render("b2b_portal.company_employee", values)

    def _company_employee(self, employee_id):
        employee_sudo = (
            request.env["res.partner"]
            .sudo()
            .with_context(active_test=False)
            .browse(employee_id)
            .exists()
        )
        contractor = request.env.user._b2b_contractor()
        if employee_sudo.parent_id != contractor or employee_sudo.b2b_type:
            raise NotFound()
        return employee_sudo

    def _employee_save(self, form, employee_sudo, contractor_sudo):
        if form["role"] not in ROLES:
            raise UserError(
                request.env._("Role: choose director, buyer or accountant.")
            )
        limits = {
            f"b2b_{name}": self._employee_limit(form[name])
            for name in ("limit_order", "limit_month")
        }
        if employee_sudo:
            employee_sudo.write(
                {"name": form["name"] or employee_sudo.name, "phone": form["phone"]}
            )
            if form["role"] != employee_sudo.user_ids[:1].b2b_role:
                employee_sudo._b2b_set_role(form["role"])
        else:
            user = contractor_sudo._b2b_invite(form, form["role"])
            employee_sudo = user.partner_id
        employee_sudo.write(limits)

    def _employee_limit(self, text):
        limit = figure(text)
        if limit is None:
            raise UserError(
                request.env._("Limit: a sum is expected, 0 means no limit.")
            )
        return limit

    @route(
        "/my/company/employee/<int:employee_id>/<any(block,unblock):action>",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_employee_block(self, employee_id, action, **post):
        self._check_role("director")
        employee_sudo = self._company_employee(employee_id)
        if employee_sudo == request.env.user.partner_id:
            return self._company_back(
                problem=request.env._("You cannot block yourself.")
            )
        try:
            with request.env.cr.savepoint():
                employee_sudo._b2b_set_employee_blocked(action == "block")
        except UserError as error:
            return self._company_back(problem=str(error))
        return self._company_back()

    @route(
        "/my/company/employee/<int:employee_id>/invite",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_employee_invite(self, employee_id, **post):
        """Send the invitation once more to somebody who has never signed in."""
        self._check_role("director")
        user_sudo = self._company_employee(employee_id).user_ids[:1]
        if not user_sudo.active or user_sudo.login_date:
            raise NotFound()
        user_sudo.with_context(create_user=True).action_reset_password()
        return self._company_back(
            request.env._("An invitation was sent to %s", user_sudo.email)
        )
