from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import BaseCase, tagged

from ..tools import forecast
from .common import B2bCommon

# The last full month first: a year that grows, with a December.
SERIES = [21, 18, 15, 12, 9, 6, 6, 6, 6, 6, 12, 3]


@tagged("post_install", "-at_install")
class TestForecastFormula(BaseCase):
    def test_a_fixed_series(self):
        # (6·21 + 5·18 + 4·15 + 3·12 + 2·9 + 1·6) / 21
        self.assertEqual(forecast.level(SERIES), 16)
        # The mean of the year is 10; a year ago there were 3, 12 and 6.
        self.assertEqual(forecast.season(SERIES, 1), 0.5)  # 0.3 is too little
        self.assertEqual(forecast.season(SERIES, 2), 1.2)
        self.assertEqual(forecast.season(SERIES, 3), 0.6)
        self.assertEqual(
            [round(forecast.forecast(SERIES, ahead), 6) for ahead in (1, 2, 3)],
            [8, 19.2, 9.6],
        )

    def test_without_a_whole_year_there_is_no_season(self):
        self.assertEqual(forecast.forecast([21, 0, 0]), 6)
        self.assertEqual(forecast.season([5] * 11 + [0]), 1)
        self.assertEqual(forecast.forecast([]), 0)

    def test_what_is_preordered_is_no_guess(self):
        self.assertEqual(forecast.forecast(SERIES, 1, preordered=30), 30)
        self.assertEqual(forecast.forecast(SERIES, 2, preordered=30), 19.2)


@tagged("post_install", "-at_install")
class TestForecast(B2bCommon):
    def test_orders_become_a_forecast(self):
        month = self.today.replace(day=1)
        for back, quantity in ((1, 7), (2, 14), (0, 50)):
            order = self._make_order(lines=[(self.vase, quantity)])
            order._place()
            day = month - relativedelta(months=back) + timedelta(hours=12)
            order.date_order = fields.Datetime.to_datetime(day)
        self.env["b2b.preorder"].create(
            {
                "buyer_id": self.buyer.partner_id.id,
                "product_id": self.candle.id,
                "warehouse_id": self.warehouse_2.id,
                "quantity": 9,
            }
        )
        self.env["b2b.forecast"]._cron_forecast()
        made = self.env["b2b.forecast"].search([("product_id", "=", self.vase.id)])
        # (6·7 + 5·14) / 21; the month that is not over does not count.
        self.assertEqual([round(row.quantity, 2) for row in made], [5.33] * 3)
        self.assertEqual(made[0].date, month)
        candle = self.env["b2b.forecast"].search(
            [("product_id", "=", self.candle.id)], limit=1
        )
        self.assertEqual(candle.quantity, 9)
        self.env.flush_all()
        demand = self.env["b2b.demand"].search(
            [("product_id", "=", self.vase.id), ("kind", "=", "forecast")]
        )
        self.assertEqual(len(demand), 3)
