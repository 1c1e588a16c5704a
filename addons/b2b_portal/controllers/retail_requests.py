from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route

from ..tools.typed import figure
from .common import ORDERING_ROLES, CabinetController

PAGE = 50
STATES = {"new": ("new",), "work": ("accepted", "answered")}


class CabinetRetail(CabinetController):
    """Requests of retail customers, as the contractor works them."""

    @route("/my/requests", type="http", auth="user", website=True)
    def b2b_requests(self, state=None, page=1, **kw):
        role = self._check_role(*ORDERING_ROLES)
        # As the person: record rules say which they see.
        Answer = request.env["b2b.retail.answer"]
        domain = Domain("state", "in", STATES[state]) if state in STATES else []
        pager = request.website.pager(
            url="/my/requests",
            url_args={"state": state} if state in STATES else {},
            total=Answer.search_count(domain),
            page=int(page) if str(page).isdigit() else 1,
            step=PAGE,
        )
        answers = Answer.search(domain, limit=PAGE, offset=pager["offset"])
        values = self._cabinet_values(
            "requests",
            answers=answers.sudo(),
            state=state if state in STATES else None,
            pager=pager,
            is_director=role == "director",
            notice=request.session.pop("b2b_notice", None),
        )
        return request.render("b2b_portal.retail_requests", values)

    @route(
        "/my/requests/settings",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_requests_settings(self, **post):
        """The director says whether and where the company sells at retail."""
        self._check_role("director")
        contractor_sudo = request.env.user._b2b_contractor()
        contractor_sudo.write(
            {
                "b2b_retail": bool(post.get("b2b_retail")),
                "b2b_retail_city": (post.get("b2b_retail_city") or "").strip()[:200],
                "b2b_retail_about": (post.get("b2b_retail_about") or "").strip()[:200],
            }
        )
        request.session["b2b_notice"] = request.env._("Saved.")
        return request.redirect("/my/requests")

    @route("/my/requests/<int:answer_id>", type="http", auth="user", website=True)
    def b2b_request(self, answer_id, **kw):
        self._check_role(*ORDERING_ROLES)
        answer_sudo = self._document_check("b2b.retail.answer", answer_id)
        values = self._cabinet_values(
            "requests",
            answer=answer_sudo,
            record=answer_sudo.request_id,
            problem=request.session.pop("b2b_problem", None),
        )
        return request.render("b2b_portal.retail_answer", values)

    @route(
        "/my/requests/<int:answer_id>/<any(accept,answer,sold,lost,decline):action>",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_request_act(self, answer_id, action, **post):
        self._check_role(*ORDERING_ROLES)
        answer_sudo = self._document_check("b2b.retail.answer", answer_id)
        employee = request.env.user.partner_id
        text = (post.get("text") or "").strip()[:2000]
        try:
            with request.env.cr.savepoint():
                if action == "accept":
                    answer_sudo._accept(employee)
                elif action == "answer":
                    answer_sudo._answer(employee, text, self._request_sum(post))
                else:
                    state = "declined" if action == "decline" else action
                    answer_sudo._close(state, text[:250])
        except UserError as error:
            request.session["b2b_problem"] = str(error)
        return request.redirect(f"/my/requests/{answer_id}")

    def _request_sum(self, post):
        amount = figure(post.get("amount"))
        if amount is None:
            raise UserError(request.env._("Sum: a number is expected, or nothing."))
        return amount

    @route(
        "/my/requests/<int:answer_id>/cart",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_request_cart(self, answer_id, **post):
        """Put the goods of a request into the contractor's own cart."""
        self._check_role(*ORDERING_ROLES)
        answer_sudo = self._document_check("b2b.retail.answer", answer_id)
        cart_sudo = request.cart or request.website._create_cart()
        request.session["b2b_cart_report"] = cart_sudo._b2b_cart_report(
            cart_sudo._b2b_cart_add(answer_sudo._goods())
        )
        return request.redirect("/shop/cart")
