import base64
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.image import image_data_uri
from odoo.tools.mail import email_split_and_format, formataddr

from odoo.addons.b2b_portal.tools.format import Formatter

from ..tools import quote_xlsx

XLSX_MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Recipients of one letter, and letters of one contractor in 24 hours: the cabinet
#: mails for people whom the wholesaler does not know, and must not become a relay.
MAX_RECIPIENTS = 5
MAX_LETTERS_A_DAY = 200


class B2bQuote(models.Model):
    """The quote on its way to the customer: PDF, XLSX, e-mail, answer."""

    _inherit = "b2b.quote"

    # === Files === #

    def _formatter(self):
        return Formatter(self.env, self.currency_id)

    def _render_pdf(self):
        """The document as PDF bytes."""
        self.ensure_one()
        document = self._document_values()
        page = self.env["ir.qweb"]._render(
            "b2b_quotes.report_quote_page",
            {
                "document": document,
                "labels": self._labels(document),
                "fmt": self._formatter(),
                "image_data_uri": image_data_uri,
            },
        )
        return (
            self.env["ir.actions.report"]
            .sudo()
            ._run_wkhtmltopdf([page], report_ref="b2b_quotes.report_quote")
        )

    def _render_xlsx(self):
        """The document as an Excel workbook."""
        self.ensure_one()
        document = self._document_values()
        document["logo"] = self._decode(document["logo"])
        for line in document["lines"]:
            line["image"] = document["show_images"] and self._decode(line["image"])
        return quote_xlsx.build(
            document, self._labels(document), self._currency_format()
        )

    @staticmethod
    def _decode(content):
        return base64.b64decode(content) if content else False

    def _currency_format(self):
        symbol = self.currency_id.symbol or self.currency_id.name
        if self.currency_id.position == "before":
            return f'"{symbol}"#,##0.00'
        return f'#,##0.00\N{NO-BREAK SPACE}"{symbol}"'

    def _labels(self, document):
        """The words around the figures, for every form of the document."""
        _ = self.env._
        fmt = self._formatter()
        seller, customer = document["seller"], document["customer"]

        def joined(*parts):
            return " · ".join(part for part in parts if part)

        return {
            "title": _(
                "Commercial offer No. %(number)s of %(date)s",
                number=document["number"],
                date=fmt.date(document["date"]),
            ),
            "sheet": _("Offer %s", document["number"]),
            "valid": document["valid_until"]
            and _("Valid until %s", fmt.date(document["valid_until"])),
            "seller": joined(
                seller["vat"] and _("INN %s", seller["vat"]),
                seller["kpp"] and _("KPP %s", seller["kpp"]),
                seller["address"],
            ),
            "contact": joined(seller["person"], seller["phone"], seller["email"]),
            "customer": customer["name"]
            and _("For: %s", joined(customer["name"], customer["person"])),
            "columns": {
                "index": _("No."),
                "image": _("Picture"),
                "code": _("Article"),
                "name": _("Goods and services"),
                "quantity": _("Quantity"),
                "unit": _("Unit"),
                "price": _("Price"),
                "discount": _("Discount, %"),
                "amount": _("Sum"),
            },
            "gross": _("Sum without discount"),
            "discount": _("Discount"),
            "total": _("Total"),
            "vat": {
                "included": _("Prices include VAT"),
                "without": _("Without VAT"),
            }.get(document["vat_mode"]),
            "terms": _("Terms"),
        }

    # === E-mail === #

    def _default_letter(self):
        """What the letter says unless the employee writes something else."""
        _ = self.env._
        fmt = self._formatter()
        person = self.customer_id.contact_name or self.customer_id.name
        greeting = _("Good afternoon, %s!", person) if person else _("Good afternoon!")
        body = _("We have prepared a commercial offer for you, see the attached file.")
        total = _("Total: %s.", fmt.money(self.amount, self.currency_id))
        valid = (
            _("It is valid until %s.", fmt.date(self.valid_until))
            if self.valid_until
            else ""
        )
        return {
            "email": self.customer_id.email or "",
            "subject": _(
                "Commercial offer No. %(number)s from %(seller)s",
                number=self.name,
                seller=(self.entity_id or self.contractor_id).name,
            ),
            "body": f"{greeting}\n\n{body}\n{total} {valid}".strip(),
        }

    def _send_email(self, email, subject, body, xlsx=False):
        """Mail the quote with its PDF to the customer; it becomes «sent».

        :param str email: one or several addresses
        :param bool xlsx: attach the workbook too
        """
        self.ensure_one()
        recipients = email_split_and_format(email or "")
        if not recipients:
            raise UserError(self.env._("Write the customer's e-mail address."))
        if len(recipients) > MAX_RECIPIENTS:
            raise UserError(
                self.env._("At most %s addresses in one letter.", MAX_RECIPIENTS)
            )
        if not self.line_ids:
            raise UserError(self.env._("The quote is empty: add goods first."))
        self._check_letters_left()
        if self.state not in ("draft", "sent"):
            raise UserError(self.env._("Press “Edit” before sending it again."))
        files = [(self._file_name("pdf"), "application/pdf", self._render_pdf())]
        if xlsx:
            files.append((self._file_name("xlsx"), XLSX_MIMETYPE, self._render_xlsx()))
        self._transition("sent", note=", ".join(recipients))
        self.env["mail.mail"].create(
            {
                "subject": (subject or self._default_letter()["subject"])[:200],
                "body_html": self.env["ir.qweb"]._render(
                    "b2b_quotes.mail_offer",
                    {
                        "quote": self,
                        "paragraphs": (body or "").strip()[:5000].splitlines(),
                        "url": self._public_url(),
                        "fmt": self._formatter(),
                    },
                ),
                "email_from": self._sender(),
                "reply_to": self.author_id.email_formatted,
                "email_to": ", ".join(recipients),
                "model": self._name,
                "res_id": self.id,
                "auto_delete": True,
                "attachment_ids": [
                    fields.Command.create(
                        {
                            "name": name,
                            "mimetype": mimetype,
                            "raw": content,
                            "res_model": "mail.message",
                        }
                    )
                    for name, mimetype, content in files
                ],
            }
        ).send()
        if self.customer_id and not self.customer_id.email:
            self.customer_id.email = recipients[0]

    def _sender(self):
        """The contractor's name over the wholesaler's address: its own domain would
        not let us mail in its name, and answers go to the author."""
        seller = self.entity_id or self.contractor_id
        company_email = self.env.company.email or self.env.user.email
        address = email_split_and_format(company_email or "")
        plain = address and address[0].rpartition("<")[2].rstrip(">")
        return formataddr((seller.name, plain)) if plain else False

    def _check_letters_left(self):
        since = fields.Datetime.now() - timedelta(days=1)
        sent = self.env["b2b.quote.event"].search_count(
            [
                ("quote_id.contractor_id", "=", self.contractor_id.id),
                ("kind", "=", "sent"),
                ("create_date", ">=", since),
            ]
        )
        if sent >= MAX_LETTERS_A_DAY:
            raise UserError(
                self.env._(
                    "Your company sent %s letters in a day. Please go on tomorrow, or "
                    "give the customer the link.",
                    sent,
                )
            )

    def _notify_author(self, verdict, comment):
        """Tell the employee what the customer answered."""
        if not self.author_id.email:
            return
        quote = self.with_context(lang=self.author_id.lang or self.env.lang)
        template = self.env.ref("b2b_quotes.mail_template_answer")
        template.with_context(verdict=verdict, comment=comment).send_mail(
            quote.id,
            email_values={
                "recipient_ids": [fields.Command.set(self.author_id.ids)],
                "email_to": False,
            },
        )

    def _cabinet_url(self):
        website = self.env["website"].get_current_website()
        return f"{website.get_base_url()}/my/offers/{self.id}"
