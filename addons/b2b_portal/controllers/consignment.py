from datetime import timedelta

from werkzeug.exceptions import NotFound

from odoo import fields
from odoo.exceptions import UserError
from odoo.http import request, route

from ..tools import consignment_list
from ..tools.order_list import UnreadableList
from ..tools.typed import figure
from .analytics import XLSX
from .common import ORDERING_ROLES, CabinetController
from .documents import _day

MAX_UPLOAD = 5 * 1024 * 1024
#: Figures older than this are asked for anew by whoever opens the page.
FRESH = timedelta(minutes=15)


class CabinetConsignment(CabinetController):
    """Goods on commission: what is unsold, and the reports on what was sold."""

    @route("/my/consignment", type="http", auth="user", website=True, sitemap=False)
    def b2b_consignment(self, **kw):
        values = self._consignment_values()
        old = fields.Datetime.now() - FRESH
        values["contracts"].filtered(
            lambda c: not c.consignment_at or c.consignment_at < old
        )._b2b_refresh_consignment()
        Report = request.env["b2b.consignment.report"].sudo()
        values["reports"] = Report.search(
            [("contractor_id", "=", values["contractor"].id)], limit=50
        )
        values["left"] = {
            contract: Report._left(contract) for contract in values["contracts"]
        }
        values["problem"] = request.session.pop("b2b_problem", None)
        return request.render("b2b_portal.consignment", values)

    @route(
        "/my/consignment/refresh",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_consignment_refresh(self, **post):
        self._consignment_values()["contracts"]._b2b_refresh_consignment()
        return request.redirect("/my/consignment?asked=1")

    @route(
        "/my/consignment/stamp",
        type="jsonrpc",
        auth="user",
        methods=["POST"],
        website=True,
        readonly=True,
    )
    def b2b_consignment_stamp(self):
        """What changes when newer figures are here."""
        contracts = self._consignment_values()["contracts"]
        return {"stamp": _stamp(contracts)}

    @route(
        "/my/consignment/<int:contract_id>/report.xlsx",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def b2b_consignment_form(self, contract_id, **kw):
        """The report as a form to fill in."""
        contract = self._consignment_contract(self._consignment_values(), contract_id)
        _ = request.env._
        heads = [_("Article"), _("Product"), _("Unit"), _("Unsold"), _("Sold")]
        heads += [_("Sale price"), _("Returned")]
        left = request.env["b2b.consignment.report"].sudo()._left(contract)
        rows = [
            (
                product.default_code or "",
                product.display_name,
                product.uom_id.name,
                quantity,
            )
            for product, quantity in left.items()
            if quantity > 0
        ]
        title = _("Report on consignment")
        return self._documents_file(
            f"{title} {contract.name.replace('/', '-')}.xlsx",
            consignment_list.form(title, heads, rows),
            XLSX,
            download=True,
        )

    @route(
        "/my/consignment/<int:contract_id>/report",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
    )
    def b2b_consignment_report_new(self, contract_id, file=None, **post):
        """The report by hand, or filled in from an XLSX; a refusal keeps what was
        typed."""
        values = self._consignment_values()
        if not values["can_report"]:
            raise NotFound()
        contract = self._consignment_contract(values, contract_id)
        left = request.env["b2b.consignment.report"].sudo()._left(contract)
        typed, problem, missed = dict(post), None, []
        if request.httprequest.method == "POST":
            try:
                if file and file.filename:
                    filled, missed = self._consignment_read(contract, file)
                    typed.update(filled)
                else:
                    return self._consignment_send(contract, left, post)
            except UserError as error:
                problem = str(error)
        today = values["fmt"].today()
        typed.setdefault("date_from", today.replace(day=1).isoformat())
        typed.setdefault("date_to", today.isoformat())
        values.update(
            contract=contract,
            rows=[
                (row, left.get(row.product_id, 0.0))
                for row in contract.consignment_ids
                if left.get(row.product_id, 0.0) > 0
            ],
            typed=typed,
            missed=missed,
            problem=problem,
        )
        return request.render("b2b_portal.consignment_report_new", values)

    def _consignment_send(self, contract, left, post):
        rows = {
            product: tuple(
                _number(post.get(f"{name}_{product.id}"))
                for name in ("sold", "price", "returned")
            )
            for product in left
        }
        with request.env.cr.savepoint():
            report = request.env["b2b.consignment.report"]._file(
                request.env.user.partner_id,
                contract,
                _day(post.get("date_from")),
                _day(post.get("date_to")),
                rows,
                (post.get("comment") or "").strip()[:500],
            )
        return request.redirect(f"/my/consignment/report/{report.id}")

    def _consignment_read(self, contract, file):
        """``(values of the form, articles that are not in the balance)``."""
        _ = request.env._
        content = file.read(MAX_UPLOAD + 1)
        if len(content) > MAX_UPLOAD:
            raise UserError(_("The file is larger than 5 MB."))
        try:
            found = consignment_list.parse(content)
        except UnreadableList as error:
            raise UserError(
                _(
                    "The file cannot be read (%s). Take the form from this page, fill "
                    "it in and upload it again.",
                    error,
                )
            ) from error
        products = {
            (product.default_code or "").lower(): product
            for product in contract.consignment_ids.product_id
        }
        typed, missed = {}, []
        for row in found:
            product = products.get(row["article"].lower())
            if not product:
                missed.append(row["article"])
                continue
            for name in ("sold", "price", "returned"):
                if row[name]:
                    typed[f"{name}_{product.id}"] = f"{row[name]:g}".replace(".", ",")
        return typed, missed

    @route(
        "/my/consignment/report/<int:report_id>",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
    )
    def b2b_consignment_report(self, report_id, **kw):
        values = self._consignment_values()
        values["report"] = self._consignment_check(report_id)
        values["problem"] = request.session.pop("b2b_problem", None)
        return request.render("b2b_portal.consignment_report", values)

    @route(
        "/my/consignment/report/<int:report_id>/cancel",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_consignment_report_cancel(self, report_id, **post):
        self._consignment_values()
        report_sudo = self._consignment_check(report_id)
        try:
            report_sudo._transition("cancelled")
        except UserError as error:
            request.session["b2b_problem"] = str(error)
        return request.redirect(f"/my/consignment/report/{report_id}")

    def _consignment_values(self):
        """Contracts on consignment of the contractor; without any there is no page."""
        self._check_role(*ORDERING_ROLES)
        values = self._cabinet_values("consignment")
        contracts = values["cabinet"]._consignment_contracts()
        if not contracts:
            raise NotFound()
        values.update(
            contracts=contracts,
            can_report=values["cabinet"]._has_source("consignment_report"),
            stamp=_stamp(contracts),
        )
        return values

    @staticmethod
    def _consignment_contract(values, contract_id):
        contract = values["contracts"].filtered(lambda c: c.id == contract_id)
        if not contract:
            raise NotFound()
        return contract

    def _consignment_check(self, report_id):
        report_sudo = self._document_check("b2b.consignment.report", report_id)
        if report_sudo.contractor_id != request.env.user._b2b_contractor():
            raise NotFound()
        return report_sudo


def _stamp(contracts):
    return str(min((str(c.consignment_at or "") for c in contracts), default=""))


def _number(text):
    """A quantity or a price as typed; empty is zero."""
    value = figure(text)
    if value is None:
        raise UserError(request.env._("Quantities and prices: numbers like 12.5."))
    return value
