from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.format import Formatter

PERIODS = {"3": 3, "6": 6, "12": 12, "24": 24}
TOP = 20


class B2bAnalytics(models.AbstractModel):
    """Purchases of a contractor in figures, as far as the current person sees them.

    A buyer sees the own orders, a director everybody's, or one employee's. Counted
    are placed orders that were not cancelled, on the day they were placed (an order
    born in 1С: on its date).
    """

    _name = "b2b.analytics"
    _description = "Analytics of a contractor's purchases"

    @api.model
    def _domain(self, months, employee=None):
        """Orders that are counted.

        :param int months: how many calendar months up to now, the current one included
        :param int employee: id of the employee (only a director's choice counts)
        """
        domain = self.env["b2b.cabinet"]._orders_domain()
        domain &= Domain("state", "=", "sale")
        domain &= Domain("date_order", ">=", self._start(months))
        if employee:
            domain &= Domain("b2b_buyer_id", "=", employee)
        return domain

    @api.model
    def _start(self, months):
        fmt = Formatter(self.env)
        first = fmt.today().replace(day=1) - relativedelta(months=months - 1)
        return fmt.to_utc(first, 0)

    @api.model
    def _report(self, months, employee=None):
        """All figures of the page; the queries do not follow the number of orders.

        :return: dict: ``count``, ``total``, ``average``, and ``months``, ``employees``,
            ``entities``, ``products``: lists of ``(name, number, sum)``; the number is
            of orders, of base units for products. Every month has its row.
        """
        domain = self._domain(months, employee)
        Order = self.env["sale.order"].sudo()
        aggregates = ["__count", "amount_total:sum"]
        count, total = Order._read_group(domain, [], aggregates)[0]
        total = total or 0.0
        return {
            "count": count,
            "total": total,
            "average": total / count if count else 0.0,
            "months": self._by_month(domain, months),
            "employees": self._by("b2b_buyer_id", domain),
            "entities": self._by("b2b_entity_id", domain),
            "products": self._by_product(domain),
        }

    @api.model
    def _by_month(self, domain, months):
        timezone = Formatter(self.env).timezone.zone
        rows = {
            moment.date().replace(day=1): (count, total)
            for moment, count, total in self.env["sale.order"]
            .sudo()
            .with_context(tz=timezone)
            ._read_group(domain, ["date_order:month"], ["__count", "amount_total:sum"])
        }
        today = fields.Date.to_date(Formatter(self.env).today()).replace(day=1)
        days = [today - relativedelta(months=i) for i in reversed(range(months))]
        return [(day.strftime("%m.%y"), *rows.get(day, (0, 0.0))) for day in days]

    @api.model
    def _by(self, field, domain):
        return [
            (record.name or self.env._("not set"), count, total)
            for record, count, total in self.env["sale.order"]
            .sudo()
            ._read_group(
                domain,
                [field],
                ["__count", "amount_total:sum"],
                order="amount_total:sum desc",
            )
        ]

    @api.model
    def _by_product(self, domain):
        orders = self.env["sale.order"].sudo()._search(domain)
        return [
            (product.display_name, quantity, total)
            for product, quantity, total in self.env["sale.order.line"]
            .sudo()
            ._read_group(
                [
                    ("order_id", "in", orders),
                    ("product_id", "!=", False),
                    ("is_delivery", "=", False),
                ],
                ["product_id"],
                ["product_uom_qty:sum", "price_total:sum"],
                order="price_total:sum desc",
                limit=TOP,
            )
        ]
