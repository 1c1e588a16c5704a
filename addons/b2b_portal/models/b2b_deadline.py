"""When reserves end and how old a debt may be: settings, and what follows of them."""

from datetime import datetime, timedelta

import pytz

from odoo import api, models

from ..tools.format import DEFAULT_TIMEZONE, Formatter

# Defaults of ``b2b_portal.<name>``, settings of the portal.
DEFAULTS = {
    # An order that waits for payment holds its goods so many days.
    "hold_days": 3,
    # Goods are freed at this hour of the last day; 24 is its end.
    "expiry_hour": 24,
    # Whether only working days of the company's calendar count.
    "expiry_working_days": 0,
    # People are told so many days before; 0: not at all.
    "expiry_notice_days": 1,
    # How often a contractor may put off the end of a reserve by itself.
    "max_extensions": 1,
    # Credit stops when 1С's debt figures are older; 0: their age does not matter.
    "debt_max_hours": 0,
}


class B2bDeadline(models.AbstractModel):
    _name = "b2b.deadline"
    _description = "Deadlines of reserves"

    @api.model
    def _setting(self, name):
        """A setting as a number."""
        value = self.env["ir.config_parameter"].sudo().get_param(f"b2b_portal.{name}")
        return int(value) if value else DEFAULTS[name]

    @api.model
    def _debt_hours(self):
        return self._setting("debt_max_hours")

    @api.model
    def _now(self):
        """This moment in the wholesaler's time zone (that of the company's card)."""
        return datetime.now(pytz.utc).astimezone(Formatter(self.env).timezone)

    @api.model
    def _today(self):
        return self._now().date()

    @api.model
    def _after(self, days, start=None, working=None):
        """The day that is so many (working) days after another one.

        :param start: date; default: today
        :param working: whether only days of the company's working calendar count;
            default: the setting of reserves
        """
        start = start or self._today()
        if working is None:
            working = self._setting("expiry_working_days")
        calendar = self.env.company.sudo().resource_calendar_id
        if not (working and calendar and days):
            return start + timedelta(days=days)
        # The calendar counts the day it starts from: begin with the next one.
        midnight = pytz.timezone(calendar.tz or DEFAULT_TIMEZONE).localize(
            datetime.combine(start + timedelta(days=1), datetime.min.time())
        )
        return calendar.plan_days(days, midnight, compute_leaves=True).date()

    @api.model
    def _ended(self):
        """The last day whose reserves have ended by now."""
        now = self._now()
        if now.hour >= self._setting("expiry_hour"):
            return now.date()
        return now.date() - timedelta(days=1)

    @api.model
    def _notice_until(self):
        """Reserves that end up to this day are worth a notice; None: none is."""
        days = self._setting("expiry_notice_days")
        return self._after(days) if days else None
