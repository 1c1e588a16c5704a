from datetime import timedelta

from odoo import fields, models


def day_after(day, days, banking=False):
    """The day so many (banking) days later.

    Banking days are Monday to Friday: bank holidays are 1С's to know.
    """
    if not banking:
        return day + timedelta(days=days)
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


class B2bContract(models.Model):
    _inherit = "b2b.contract"

    overdue_days_allowed = fields.Integer(
        "Overdue allowed, days",
        tracking=True,
        help="A debt that is overdue for longer stops new credit; a younger one is "
        "shown and stops nothing.",
    )

    _overdue_days_positive = models.Constraint(
        "CHECK(COALESCE(overdue_days_allowed, 0) >= 0)",
        "Days that are allowed cannot be negative.",
    )

    def _b2b_due_day(self, day):
        """When all that was shipped on a day has to be paid; at once, if there is no
        contract."""
        return day and day_after(
            day, self.deferral_days, self.deferral_kind == "banking"
        )

    def _b2b_debt_moments(self):
        """Until when the debt of each contract is known: ``{contract: moment}``.

        An exchange that asks 1С again and again knows it for longer than the moment of
        the last change.
        """
        return {contract: contract.debt_at for contract in self}
