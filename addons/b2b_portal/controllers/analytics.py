import io

from odoo.http import content_disposition, request, route

from ..models.b2b_analytics import PERIODS
from ..tools import chart
from .common import ORDERING_ROLES, CabinetController

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CabinetAnalytics(CabinetController):
    """Purchases in figures: a buyer's own, for a director everybody's."""

    @route(
        "/my/analytics",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        readonly=True,
    )
    def b2b_analytics(self, **filters):
        role = self._check_role(*ORDERING_ROLES)
        values = self._cabinet_values("analytics")
        months, employee = self._analytics_filters(values, filters)
        report = request.env["b2b.analytics"]._report(months, employee)
        fmt = values["fmt"]
        values.update(
            report=report,
            sections=self._analytics_sections(report, role),
            months=months,
            employee=employee,
            periods=list(PERIODS),
            employees=values["contractor"].b2b_employee_ids
            if role == "director"
            else (),
            chart=chart.bars(
                [(name, total) for name, _count, total in report["months"]],
                request.env._("Purchases by month"),
                lambda value: fmt.money(round(value)).replace(",00", ""),
            ),
        )
        return request.render("b2b_portal.analytics", values)

    @route("/my/analytics.xlsx", type="http", auth="user", website=True, readonly=True)
    def b2b_analytics_xlsx(self, **filters):
        """The tables of the page, one sheet each."""
        role = self._check_role(*ORDERING_ROLES)
        import openpyxl

        values = self._cabinet_values("analytics")
        report = request.env["b2b.analytics"]._report(
            *self._analytics_filters(values, filters)
        )
        book = openpyxl.Workbook(write_only=True)
        for section in self._analytics_sections(report, role):
            sheet = book.create_sheet(section["title"][:31])
            sheet.column_dimensions["A"].width = 50
            sheet.freeze_panes = "A2"
            sheet.append(section["head"])
            for row in section["rows"]:
                sheet.append([_plain(row[0]), *row[1:]])
        out = io.BytesIO()
        book.save(out)
        name = request.env._("Analytics.xlsx")
        return request.make_response(
            out.getvalue(),
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(name)),
            ],
        )

    def _analytics_filters(self, values, filters):
        """``(months, employee id or None)``, whatever was sent."""
        months = PERIODS.get(filters.get("months"), 12)
        employee = None
        sent = str(filters.get("employee") or "")
        if values["role"] == "director" and sent.isdigit():
            people = values["contractor"].b2b_employee_ids
            employee = people.filtered(lambda p: p.id == int(sent)).id or None
        return months, employee

    def _analytics_sections(self, report, role):
        """The tables: title, headings, rows of ``(name, number, sum)``."""
        _ = request.env._
        orders, total = _("Orders"), _("Amount")
        sections = [
            {
                "key": "months",
                "title": _("By month"),
                "head": [_("Month"), orders, total],
            },
            {
                "key": "products",
                "title": _("Products"),
                "head": [_("Product"), _("Quantity"), total],
            },
            {
                "key": "entities",
                "title": _("By legal entity"),
                "head": [_("Legal entity"), orders, total],
            },
        ]
        if role == "director":
            sections.insert(
                1,
                {
                    "key": "employees",
                    "title": _("By employee"),
                    "head": [_("Employee"), orders, total],
                },
            )
        for section in sections:
            section["rows"] = report[section["key"]]
        return sections


def _plain(text):
    """A name that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
