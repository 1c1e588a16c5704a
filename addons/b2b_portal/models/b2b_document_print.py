from odoo import models

from ..tools import pdf_forms

#: ОКЕИ codes that forms name in words; other units go by their name here.
UNITS = {
    "003": "мм",
    "004": "см",
    "006": "м",
    "018": "пог. м",
    "055": "м²",
    "111": "мл",
    "112": "л",
    "113": "м³",
    "163": "г",
    "166": "кг",
    "168": "т",
    "356": "ч",
    "625": "лист",
    "657": "изд",
    "704": "набор",
    "715": "пар",
    "736": "рул",
    "778": "упак",
    "796": "шт",
    "812": "ящ",
    "839": "компл",
    "868": "бут",
    "872": "флак",
}


class B2bDocument(models.Model):
    """What a person gets to read: 1С's form, else the portal's own."""

    _inherit = "b2b.document"

    def _b2b_has_copy(self):
        """Whether there is something to read."""
        self.ensure_one()
        return self.state in ("ready", "cancelled") and bool(
            self.attachment_id or self._b2b_can_print()
        )

    def _b2b_can_print(self):
        """Whether the portal can render the document: an invoice with its lines."""
        self.ensure_one()
        return self.kind == "invoice" and bool(self.lines) and bool(self.name)

    def _b2b_copy(self):
        """The copy to read, which says that it is one.

        :return: ``(file name, PDF bytes)``, or None when there is nothing to read
        """
        self.ensure_one()
        document = self.sudo()
        if document.attachment_id:
            name, content = document.attachment_id.name, document.attachment_id.raw
        elif document._b2b_can_print():
            name, content = document._b2b_file_name(), document._b2b_print()
        else:
            return None
        if document.state == "cancelled":
            text = "Документ аннулирован. " + pdf_forms.COPY
            return name, pdf_forms.stamp(content, text)
        return name, pdf_forms.stamp(content)

    def _b2b_file_name(self):
        number = (self.name or "").replace("/", "-").replace("\\", "-")
        day = self.date and self.date.strftime("%d.%m.%Y") or ""
        return f"Счёт на оплату {number} от {day}.pdf"

    def _b2b_print(self):
        """«Счёт на оплату» out of what 1С has told about it."""
        self.ensure_one()
        seller = self.organisation_id.partner_id
        stages = self._b2b_printed_stages()
        return pdf_forms.invoice(
            {
                "currency": self.currency_id.name,
                "signers": self.organisation_id._b2b_signers(),
                "stages": stages,
                "due": self._b2b_due_now(stages),
                "number": self.name,
                "date": self.date,
                "seller": seller._b2b_printed_party(self.organisation_id.name),
                "buyer": self.entity_id._b2b_printed_party(),
                "bank": self.bank or seller._b2b_printed_bank(),
                "basis": ", ".join(self.order_ids.mapped("name"))
                and f"Заказ {', '.join(self.order_ids.mapped('name'))}",
                "lines": [
                    {**line, "unit": UNITS.get(line["unit"], line["unit"])}
                    for line in self.lines
                ],
                "total": self.amount,
                "vat": self.vat_amount,
                "pay_until": self.pay_until,
                "purpose": self.purpose,
            }
        )

    def _b2b_printed_stages(self):
        """In which parts the contract wants a whole order paid: pairs of words and sum;
        empty where all of it is paid at once."""
        contract = self.contract_id or self.order_ids[:1].b2b_contract_id
        total = sum(self.order_ids.mapped("amount_total"))
        if self.currency_id.compare_amounts(self.amount, total):
            return []  # an invoice for a part is for what it says
        if set(self.order_ids.mapped("b2b_payment_mode")) != {"credit"}:
            return []  # who pays by invoice pays all of it first
        shares = contract._b2b_printed_shares()
        if len(shares) < 2:
            return []
        amounts = [
            self.currency_id.round(self.amount * share / 100) for share, _text in shares
        ]
        amounts[-1] = self.currency_id.round(self.amount - sum(amounts[:-1]))
        return [
            (text, amount)
            for (_share, text), amount in zip(shares, amounts, strict=True)
        ]

    def _b2b_due_now(self, stages):
        """The first of these stages that is not paid yet; 0: all of the invoice."""
        left = self.paid_amount
        for _text, amount in stages:
            if self.currency_id.compare_amounts(left, amount) < 0:
                return self.currency_id.round(amount - left)
            left -= amount
        return 0.0


class B2bContract(models.Model):
    _inherit = "b2b.contract"

    def _b2b_printed_shares(self):
        """The stages of payment as pairs of percent and words, without empty ones."""
        ahead, advance = self._b2b_prepayment_share(), self.advance_percent
        days = f"{self.deferral_days} " + (
            "банк. дн." if self.deferral_kind == "banking" else "дн."
        )
        shares = (
            (advance, f"аванс {advance:g} % до обеспечения заказа"),
            (ahead - advance, f"предоплата {ahead - advance:g} % до отгрузки"),
            (100 - ahead, f"остаток {100 - ahead:g} % после отгрузки, отсрочка {days}"),
        )
        return [(share, text) for share, text in shares if share > 0]


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _b2b_printed_party(self, name=None):
        """Requisites as printed forms name them.

        :param name: used where the card has no official name
        :return: dict: ``name``, ``inn``, ``kpp``, ``address``, ``phone``
        """
        return {
            "name": self.b2b_full_name or name or self.name or "",
            "inn": self.vat or "",
            "kpp": self.b2b_kpp or "",
            "address": ", ".join(
                filter(None, (self.zip, self.city, self.street, self.street2))
            ),
            "phone": self.phone or "",
        }

    def _b2b_printed_bank(self):
        """The first bank account as ``b2b.document.bank``, or None."""
        account = self.bank_ids[:1]
        return (
            account
            and {
                "number": account.acc_number,
                "bic": account.bank_id.bic or "",
                "bank": account.bank_id.name or "",
                "corr": account.bank_id.b2b_corr_account or "",
            }
            or None
        )
