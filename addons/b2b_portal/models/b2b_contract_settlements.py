from datetime import timedelta

from odoo import models


class B2bContract(models.Model):
    _inherit = "b2b.contract"

    def _b2b_due_day(self, day):
        """When what was shipped on a day has to be paid; without a contract: at once.

        Banking days are Monday to Friday: bank holidays are 1С's to know.
        """
        days = self.deferral_days
        if not day or not days or self.deferral_kind == "calendar":
            return day and day + timedelta(days=days or 0)
        while days:
            day += timedelta(days=1)
            days -= day.weekday() < 5
        return day

    def _b2b_debt_moments(self):
        """Until when the debt of each contract is known: ``{contract: moment}``.

        An exchange that asks 1С again and again knows it for longer than the moment of
        the last change.
        """
        return {contract: contract.debt_at for contract in self}
