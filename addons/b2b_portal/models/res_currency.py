from odoo import models


class ResCurrency(models.Model):
    """Sums of contracts and orders in another currency, as the limits count them.

    A contractor's limits are kept in the company's currency. What is owed in another
    one counts at today's rate; where no rate is known nothing can be compared, and what
    depends on a limit is stopped (``_b2b_check_limits``) rather than guessed.
    """

    _inherit = "res.currency"

    def _b2b_in_company(self, amount):
        """A sum of this currency in the company's; 0 where no rate is known."""
        company = self.env.company
        if not amount or not self or self == company.currency_id:
            return amount
        if self._b2b_unrated():
            return 0.0
        today = self.env["b2b.deadline"]._today()
        return self._convert(amount, company.currency_id, company, today)

    def _b2b_unrated(self):
        """Those of these currencies whose rate is not known today."""
        company = self.env.company
        foreign = self.sudo() - company.currency_id
        if not foreign:
            return foreign
        today = self.env["b2b.deadline"]._today()
        return foreign.filtered(
            lambda currency: (
                not currency.rate_ids.filtered(
                    lambda rate: (
                        rate.name <= today
                        and rate.company_id
                        in (company.root_id, rate.company_id.browse())
                    )
                )
            )
        )
