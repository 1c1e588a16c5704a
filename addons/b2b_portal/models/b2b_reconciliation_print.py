from odoo import models

from ..tools import pdf_forms
from ..tools.format import Formatter


class B2bReconciliation(models.Model):
    _inherit = "b2b.reconciliation"

    def _b2b_copy(self):
        """The act to read: 1С's form, else the portal's own; see ``b2b.document``."""
        self.ensure_one()
        act = self.sudo()
        if act.attachment_id:
            return act.attachment_id.name, pdf_forms.stamp(act.attachment_id.raw)
        if not act.version:
            return None
        number = (act.name or "").replace("/", "-")
        return f"Акт сверки {number}.pdf", pdf_forms.stamp(act._b2b_print())

    def _b2b_print(self):
        """«Акт сверки» out of the rows that 1С has told."""
        self.ensure_one()
        seller = self.organisation_id.partner_id
        return pdf_forms.reconciliation(
            {
                "number": self.name,
                "date": self.date,
                "date_from": self.date_from,
                "date_to": self.date_to,
                "seller": seller._b2b_printed_party(self.organisation_id.name),
                "buyer": self.entity_id._b2b_printed_party(),
                "contract": self.contract_id.name,
                "currency": self.currency_id.name,
                "signer": self.organisation_id.director,
                "opening": self.opening,
                "debit": self.debit,
                "credit": self.credit,
                "closing": self.closing,
                "rows": self.row_ids.read(
                    [
                        "date",
                        "name",
                        "debit",
                        "credit",
                        "their_debit",
                        "their_credit",
                        "disputed",
                    ]
                ),
                "answers": [answer._b2b_line() for answer in self.answer_ids],
            }
        )


class B2bReconciliationAnswer(models.Model):
    _inherit = "b2b.reconciliation.answer"

    def _b2b_line(self):
        """What was said, by whom and when, as the printed act names it."""
        self.ensure_one()
        said = "согласовано" if self.agreed else "есть расхождения"
        moment = Formatter(self.with_context(lang="ru_RU").env).datetime(self.date)
        return (
            f"Ответ на сайте: {said}, {self.person_name}, {moment}, версия акта "
            f"{self.version} (не является подписью)."
        )
