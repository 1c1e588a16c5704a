from odoo import models


class B2bQuote(models.Model):
    """What the customer reads: the same values for the page, the PDF and the XLSX."""

    _inherit = "b2b.quote"

    def _document_values(self):
        """All that the customer may know. The purchase price is not here."""
        self.ensure_one()
        seller = self.entity_id or self.contractor_id
        return {
            "number": self.name,
            "date": self.date,
            "valid_until": self.valid_until,
            "currency": self.currency_id,
            "logo": self.contractor_id.b2b_quote_logo,
            "seller": {
                "name": seller.b2b_full_name or seller.name,
                "vat": seller.vat,
                "kpp": seller.b2b_kpp,
                "address": self._one_line_address(seller),
                "person": self.author_id.name,
                "phone": self.author_id.phone or seller.phone,
                "email": self.author_id.email or seller.email,
            },
            "customer": {
                "name": self.customer_id.name,
                "person": self.customer_id.contact_name,
            },
            "intro": self.intro,
            "terms": self.terms,
            "vat_mode": self.vat_mode,
            "show_images": self.show_images
            and any(line.product_id.image_128 for line in self.line_ids),
            "show_codes": self.show_codes
            and any(line.product_id.default_code for line in self.line_ids),
            "has_discount": any(line.discount for line in self.line_ids),
            "lines": [
                {
                    "index": index,
                    "id": line.id,
                    "code": line.product_id.default_code or "",
                    "name": line.name,
                    "image": line.product_id.image_128 or False,
                    "quantity": line.quantity,
                    "unit": line.uom_id.name or "",
                    "price": line.price_unit,
                    "discount": line.discount,
                    "amount": line.amount,
                }
                for index, line in enumerate(self.line_ids, 1)
            ],
            "gross": self.gross,
            "discount": self.gross - self.amount,
            "amount": self.amount,
        }

    @staticmethod
    def _one_line_address(partner):
        """The address in one line; a country alone says nothing."""
        if not (partner.street or partner.city):
            return ""
        lines = partner._display_address(without_company=True).splitlines()
        return ", ".join(line.strip() for line in lines if line.strip())

    def _file_name(self, extension):
        number = self.name.replace("/", "-")
        return self.env._(
            "Quote %(number)s of %(date)s.%(extension)s",
            number=number,
            date=self.date.strftime("%d.%m.%Y"),
            extension=extension,
        )
