"""How figures look in the cabinet: one place for money, quantities and dates."""

from datetime import date as Date
from datetime import datetime, timedelta

import pytz

from odoo import fields
from odoo.tools import float_repr, format_amount, format_date

DEFAULT_TIMEZONE = "Europe/Moscow"
NBSP = "\N{NO-BREAK SPACE}"
DASH = "\N{EM DASH}"


class Formatter:
    """Formats values in the person's language and the wholesaler's time zone.

    Templates get one as ``fmt``. Empty values become a dash, so that a template does
    not have to ask before it prints.
    """

    def __init__(self, env, currency=None):
        self.env = env
        self.currency = currency or env.company.currency_id
        # The wholesaler's time: its warehouses and documents live by it.
        self.timezone = pytz.timezone(
            env.company.sudo().partner_id.tz or DEFAULT_TIMEZONE
        )

    def money(self, amount, currency=None):
        """``1234.5`` → ``1 234,50 ₽``; None, «no price», → a dash."""
        if amount is None or amount is False:
            return DASH
        return format_amount(self.env, amount, currency or self.currency)

    def qty(self, quantity, uom=None):
        """``2.5`` → ``2,5 м``: no more decimals than there are."""
        text = float_repr(quantity or 0.0, 3).rstrip("0").rstrip(".")
        decimals = len(text.partition(".")[2])
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        lang = self.env["res.lang"].browse(lang.id)
        text = lang.format(f"%.{decimals}f", float(text), grouping=True)
        text = text.replace(" ", NBSP)
        return f"{text}{NBSP}{uom.name}" if uom else text

    def input_qty(self, quantity):
        """A quantity as a form field takes it: point, no grouping, no spare zeros."""
        return float_repr(quantity or 0.0, 3).rstrip("0").rstrip(".")

    def date(self, value):
        """A date, or the local day of a moment: ``23.11.2026``."""
        if not value:
            return DASH
        if isinstance(value, datetime):
            value = self._local(value).date()
        return format_date(self.env, value)

    def datetime(self, value):
        if not value:
            return DASH
        local = self._local(value)
        return f"{format_date(self.env, local.date())}{NBSP}{local:%H:%M}"

    def time(self, value):
        """Only the time of a moment of today; with the day otherwise."""
        if not value:
            return DASH
        local = self._local(value)
        if local.date() == self.today():
            return f"{local:%H:%M}"
        return f"{local:%d.%m}{NBSP}{local:%H:%M}"

    def local_day(self, moment):
        """The day of a UTC moment where the wholesaler is."""
        return self._local(moment).date()

    def today(self):
        return self._local(fields.Datetime.now()).date()

    def days_left(self, value):
        """Days from today until a date; negative when it has passed."""
        if isinstance(value, datetime):
            value = self._local(value).date()
        return (value - self.today()).days

    def to_utc(self, day, hour=12):
        """The moment in UTC of an hour of a local day."""
        if isinstance(day, str):
            day = Date.fromisoformat(day)
        local = self.timezone.localize(
            datetime(day.year, day.month, day.day) + timedelta(hours=hour)
        )
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    def percent(self, part, whole):
        """Share of a limit for a bar: 0…100."""
        if not whole or whole <= 0:
            return 100 if part and part > 0 else 0
        return int(max(0, min(100, round(100 * (part or 0.0) / whole))))

    def _local(self, moment):
        return pytz.utc.localize(moment).astimezone(self.timezone)
