from odoo import api, fields, models
from odoo.fields import Domain

# Code → (percent, valid from, valid to). Law 425-ФЗ of 28.11.2025: the base rate is
# 22 % from 2026-01-01; earlier documents keep 20 %. "none" (Без НДС) is not 0 %.
VAT_RATES = {
    "22": (22.0, "2026-01-01", False),
    "20": (20.0, "2019-01-01", "2025-12-31"),
    "10": (10.0, False, False),
    "7": (7.0, "2025-01-01", False),
    "5": (5.0, "2025-01-01", False),
    "0": (0.0, False, False),
    "none": (0.0, False, False),
}
# Rates that follow one another in time: one and the same kind of goods.
BASE_RATES = ("22", "20")


class AccountTax(models.Model):
    _inherit = "account.tax"

    b2b_vat_code = fields.Selection(
        [
            ("22", "22 %"),
            ("20", "20 %"),
            ("10", "10 %"),
            ("7", "7 %"),
            ("5", "5 %"),
            ("0", "0 %"),
            ("none", "Without VAT"),
        ],
        string="Russian VAT rate",
        index=True,
        help="What 1С calls the rate. «Without VAT» is not the same as 0 %.",
    )
    b2b_valid_from = fields.Date("Valid from")
    b2b_valid_to = fields.Date("Valid to")

    @api.model
    def _b2b_vat(self, code, included=True, company=None):
        """The tax of a Russian VAT rate.

        :param str code: key of ``VAT_RATES``
        :param bool included: whether prices hold the VAT inside
        :return: one ``account.tax`` or an empty set
        """
        company = company or self.env.company
        return self.sudo().search(
            Domain("b2b_vat_code", "=", code)
            & Domain("company_id", "=", company.id)
            & Domain(
                "price_include_override",
                "=",
                "tax_included" if included else "tax_excluded",
            ),
            limit=1,
        )

    def _b2b_effective(self, date, included, special=False):
        """Map taxes of goods to those that hold for a sale.

        :param date date: date of the sale
        :param bool included: whether the price list holds VAT inside
        :param special: code of the rate that the seller's VAT regime puts on all
            goods (``5``, ``7``, ``none``); goods at 0 % keep it in front of 5 and 7
        :return: ``account.tax``: the same kinds of rates, valid on the date
        """
        result = self.browse()
        for tax in self:
            code = tax.b2b_vat_code
            if not code:
                result |= tax
                continue
            if special == "none" or (special and code not in ("0", "none")):
                code = special
            elif code in BASE_RATES:
                code = next(
                    c
                    for c in BASE_RATES
                    if fields.Date.to_date(VAT_RATES[c][1]) <= date or c == "20"
                )
            if code == tax.b2b_vat_code and tax.price_include == included:
                result |= tax
            else:
                result |= self._b2b_vat(code, included, tax.company_id) or tax
        return result
