from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..tools import forecast
from ..tools.format import Formatter


class B2bForecast(models.Model):
    """What will be ordered in the months that come, see ``tools/forecast.py``."""

    _name = "b2b.forecast"
    _description = "Forecast of demand"
    _order = "date, quantity desc, id"
    _rec_name = "product_id"

    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="cascade", readonly=True
    )
    date = fields.Date("Month", required=True, readonly=True)
    quantity = fields.Float(
        "Forecast",
        digits="Product Unit",
        readonly=True,
        help="Level × season; in the first month not below what is pre-ordered. In the "
        "base unit.",
    )
    level = fields.Float(
        digits="Product Unit",
        readonly=True,
        aggregator=None,
        help="Mean of the last six full months; the last one weighs 6, the one before "
        "5, and so on down to 1.",
    )
    season = fields.Float(
        digits=(6, 2),
        readonly=True,
        aggregator=None,
        help="The same month of the year before to the mean of twelve months, from 0.5 "
        "to 2; 1 for what has not been sold for a year.",
    )
    preordered = fields.Float(
        "Pre-ordered", digits="Product Unit", readonly=True, aggregator=None
    )

    _month_unique = models.Constraint(
        "UNIQUE(product_id, date)", "One forecast for a product and a month."
    )

    @api.model
    def _cron_forecast(self):
        """Reckon every forecast anew from what was ordered in twelve full months."""
        today = Formatter(self.env).today()
        this_month = today.replace(day=1)
        sold = self._sold(this_month)
        preordered = dict(
            self.env["b2b.preorder"]._read_group(
                [("state", "in", ("waiting", "ready"))],
                ["product_id"],
                ["quantity:sum"],
            )
        )
        products = self.env["product.product"].union(*sold, *preordered)
        rows = []
        for product in products:
            months = sold.get(product, [0.0] * forecast.MONTHS)
            waiting = preordered.get(product, 0.0)
            for ahead in range(1, forecast.AHEAD + 1):
                rows.append(
                    {
                        "product_id": product.id,
                        "date": this_month + relativedelta(months=ahead - 1),
                        "quantity": forecast.forecast(months, ahead, waiting),
                        "level": forecast.level(months),
                        "season": forecast.season(months, ahead),
                        "preordered": waiting if ahead == 1 else 0.0,
                    }
                )
        self.search([("product_id", "!=", False)]).unlink()
        return self.create(rows)

    def _sold(self, this_month):
        """Quantities by product: twelve months, the last full one first."""
        self.env.flush_all()
        groups = self.env["b2b.demand"]._read_group(
            [
                ("kind", "in", ("sale", "reserve")),
                ("date", ">=", this_month - relativedelta(months=forecast.MONTHS)),
                ("date", "<", this_month),
            ],
            ["product_id", "date:month"],
            ["quantity:sum"],
        )
        sold = defaultdict(lambda: [0.0] * forecast.MONTHS)
        for product, month, quantity in groups:
            apart = relativedelta(this_month, month)
            sold[product][apart.years * 12 + apart.months - 1] += quantity
        return dict(sold)

    @api.model
    def action_reckon(self):
        self.check_access("read")
        # By sudo: staff read forecasts, nobody writes one by hand.
        self.sudo()._cron_forecast()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "b2b_portal.action_forecast"
        )
        # The same page anew, and not another one after it.
        return {**action, "target": "main"}
