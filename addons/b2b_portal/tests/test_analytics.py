import io

import openpyxl

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ..tools import chart
from .test_portal_pages import PortalCase


@tagged("post_install", "-at_install")
class TestChart(BaseCase):
    def test_the_axis_ends_at_a_round_figure(self):
        for greatest, top in ((0, 1), (0.7, 1), (7, 10), (130, 200), (201, 250)):
            self.assertAlmostEqual(chart.scale(greatest), top)

    def test_names_are_escaped(self):
        svg = chart.bars([("<b>", 5), ("x", 0)], 'a"b')
        self.assertIn("&lt;b&gt;", svg)
        self.assertNotIn("<b>", svg)
        self.assertEqual(svg.count("<rect"), 2)
        self.assertEqual(chart.bars([], "x"), "")


@tagged("post_install", "-at_install")
class TestAnalytics(PortalCase):
    def setUp(self):
        super().setUp()
        self.colleague.name = "Пётр Соседов"
        for user, quantity in ((self.buyer, 2), (self.colleague, 3)):
            self._make_order(user, [(self.vase, quantity)])._place()
        self._make_order(self.buyer)  # a cart is no purchase
        cancelled = self._make_order(self.buyer, [(self.vase, 9)])
        cancelled._place()
        cancelled._b2b_cancel("portal")
        self.buyer_total, self.all_total = (
            sum(self._totals(people))
            for people in (self.buyer, self.buyer | self.colleague)
        )

    def _totals(self, users):
        return (
            self.env["sale.order"]
            .search(
                [("b2b_buyer_id", "in", users.partner_id.ids), ("state", "=", "sale")]
            )
            .mapped("amount_total")
        )

    def report(self, user, *args):
        return self.env["b2b.analytics"].with_user(user)._report(*args)

    def test_a_buyer_sees_the_own_figures_a_director_all(self):
        report = self.report(self.buyer, 12)
        self.assertEqual((report["count"], report["total"]), (1, self.buyer_total))
        self.assertEqual(report["products"][0][1], 2)
        report = self.report(self.director, 12)
        self.assertEqual((report["count"], report["total"]), (2, self.all_total))
        self.assertEqual(len(report["employees"]), 2)
        self.assertEqual(len(report["months"]), 12)
        self.assertEqual(report["months"][-1][1:], (2, self.all_total))
        self.assertEqual(self.report(self.stranger_director, 12)["count"], 0)

    def test_one_employee(self):
        report = self.report(self.director, 3, self.colleague.partner_id.id)
        self.assertEqual(report["count"], 1)
        self.assertEqual(len(report["months"]), 3)

    def test_page_and_file(self):
        self.login(self.director)
        page = self.get("/my/analytics?months=6").text
        self.assertEqual(page.count("<rect"), 6)
        self.assertIn(self.colleague.name, page)
        book = openpyxl.load_workbook(
            io.BytesIO(self.get("/my/analytics.xlsx").content)
        )
        self.assertEqual(len(book.worksheets), 4)
        total = sum(row[2].value for row in book.worksheets[0].iter_rows(min_row=2))
        self.assertAlmostEqual(total, self.all_total)

    def test_a_buyer_cannot_choose_a_colleague(self):
        self.login(self.buyer)
        other = self.colleague.partner_id
        page = self.get(f"/my/analytics?employee={other.id}").text
        self.assertNotIn(other.name, page)
        self.login(self.accountant)
        for url in ("/my/analytics", "/my/analytics.xlsx"):
            self.assertEqual(self.get(url).status_code, 404)

    def test_the_figures_do_not_count_orders(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.report(self.director, 12)
            return self.cr.sql_log_count - before

        queries()
        few = queries()
        for _i in range(8):
            self._make_order(self.buyer)._place()
        self.assertLessEqual(queries(), few)
