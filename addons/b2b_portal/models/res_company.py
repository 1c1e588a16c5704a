from odoo import models

from .account_tax import VAT_RATES


class ResCompany(models.Model):
    _inherit = "res.company"

    def _b2b_setup(self):
        """Make a fresh company Russian and give every company its VAT rates.

        A company that has sold or booked anything keeps its country and currency.
        """
        rub = self.env.ref("base.RUB")
        rub.write({"active": True, "symbol": "₽"})
        for company in self:
            if company._b2b_is_fresh():
                company.partner_id.country_id = self.env.ref("base.ru")
                company.currency_id = rub
            # Kopecks are rounded per line, as 1С does; otherwise sums differ.
            company.tax_calculation_rounding_method = "round_per_line"
            company._b2b_create_taxes()
            company.account_sale_tax_id = self.env["account.tax"]._b2b_vat(
                "22", company=company
            )

    def _b2b_is_fresh(self):
        self.ensure_one()
        return not (
            self.env["sale.order"].search_count([("company_id", "=", self.id)], limit=1)
            or self.env["account.move.line"].search_count(
                [("company_id", "=", self.id)], limit=1
            )
        )

    def _b2b_create_taxes(self):
        self.ensure_one()
        Tax = self.env["account.tax"].with_company(self)
        known = {
            (tax.b2b_vat_code, tax.price_include_override)
            for tax in Tax.search(
                [("company_id", "=", self.id), ("b2b_vat_code", "!=", False)]
            )
        }
        country = self.account_fiscal_country_id or self.country_id
        groups = {}
        values = []
        for sequence, (code, (percent, date_from, date_to)) in enumerate(
            VAT_RATES.items()
        ):
            label = "Без НДС" if code == "none" else f"НДС {code} %"
            for included in ("tax_included", "tax_excluded"):
                if (code, included) in known:
                    continue
                if code not in groups:
                    groups[code] = self.env["account.tax.group"].create(
                        {
                            "name": label,
                            "company_id": self.id,
                            "country_id": country.id,
                        }
                    )
                suffix = "" if included == "tax_included" else " сверху"
                values.append(
                    {
                        "name": label + suffix,
                        "invoice_label": label,
                        "sequence": sequence,
                        "amount": percent,
                        "amount_type": "percent",
                        "type_tax_use": "sale",
                        "price_include_override": included,
                        "tax_group_id": groups[code].id,
                        "company_id": self.id,
                        "country_id": country.id,
                        "b2b_vat_code": code,
                        "b2b_valid_from": date_from,
                        "b2b_valid_to": date_to,
                    }
                )
        Tax.create(values)
