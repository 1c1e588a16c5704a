from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import email_normalize

from ..tools import requisites
from ..tools.locking import write_lock

REQUIRED = ("name", "contact_name", "email", "phone", "legal_address")
MAX_TEXT = 1000
#: What a visitor may fill in; nothing else is taken from the form.
WRITABLE = (
    "legal_form",
    "vat",
    "kpp",
    "ogrn",
    "name",
    "full_name",
    "legal_address",
    "delivery_address",
    "bic",
    "account",
    "contact_name",
    "email",
    "phone",
    "comment",
)


class B2bApplication(models.Model):
    """A company asks to become a contractor, or a person to join a known one.

    The visitor gets the same answer in both cases: the form must not tell strangers
    who is a client.
    """

    _name = "b2b.application"
    _description = "Application of a contractor"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "create_date desc, id desc"

    name = fields.Char("Company", required=True, tracking=True)
    state = fields.Selection(
        [("new", "New"), ("approved", "Approved"), ("refused", "Refused")],
        default="new",
        required=True,
        tracking=True,
        group_expand=True,
    )
    legal_form = fields.Selection(
        [("company", "Company (ООО, АО…)"), ("sole", "Sole trader (ИП)")],
        required=True,
        default="company",
    )
    vat = fields.Char("ИНН", required=True, index=True)
    kpp = fields.Char("КПП")
    ogrn = fields.Char("ОГРН / ОГРНИП")
    full_name = fields.Char("Official name")
    legal_address = fields.Char()
    delivery_address = fields.Char()
    bic = fields.Char("БИК")
    account = fields.Char("Settlement account")
    contact_name = fields.Char("Contact person", required=True)
    email = fields.Char(required=True)
    phone = fields.Char(required=True)
    comment = fields.Text()
    consent_at = fields.Datetime("Consent given on", readonly=True)
    tier_id = fields.Many2one("b2b.tier", tracking=True)
    user_id = fields.Many2one(
        "res.users", "Manager", domain=[("share", "=", False)], tracking=True
    )
    known_contractor_id = fields.Many2one(
        "res.partner",
        "Known contractor",
        readonly=True,
        help="A contractor with this ИНН is here already: its director decides.",
    )
    contractor_id = fields.Many2one("res.partner", readonly=True, copy=False)
    refuse_reason = fields.Char(tracking=True)
    source_address = fields.Char(
        readonly=True, copy=False, help="Kept for a day, to hold robots off."
    )

    # === The form === #

    @api.model
    def _b2b_prepare(self, post):
        """Values of a posted form: allow-listed, trimmed, numbers without spaces."""
        values = {key: (post.get(key) or "").strip()[:MAX_TEXT] for key in WRITABLE}
        for key in ("vat", "kpp", "ogrn", "bic", "account"):
            values[key] = requisites.digits(values[key])
        # The length of the ИНН is the law's own answer; the choice on the form helps
        # only while the ИНН is wrong.
        by_length = {10: "company", 12: "sole"}.get(len(values["vat"]))
        if by_length:
            values["legal_form"] = by_length
        elif values["legal_form"] not in ("company", "sole"):
            values["legal_form"] = "company"
        return values

    @api.model
    def _b2b_problems(self, values, consent=True):
        """What is wrong with prepared values.

        :return: ``{field: message for the person}``
        """
        _ = self.env._
        named = {
            "vat": values["vat"],
            "b2b_legal_form": values["legal_form"],
            "b2b_kpp": values["kpp"],
            "b2b_ogrn": values["ogrn"],
        }
        problems = {
            key.removeprefix("b2b_"): message
            for key, message in self.env["res.partner"]
            ._b2b_requisites_problems(named, complete=True)
            .items()
        }
        for key in REQUIRED:
            if not values[key]:
                problems[key] = _("Please fill this in.")
        if values["email"] and not email_normalize(values["email"]):
            problems["email"] = _(
                "E-mail: an address like name@company.ru is expected."
            )
        if values["phone"] and not self._b2b_phone(values["phone"]):
            problems["phone"] = _("Phone: a number like +7 495 123-45-67 is expected.")
        problems.update(self._b2b_bank_problems(values["bic"], values["account"]))
        if not consent:
            problems["consent"] = _("We cannot register you without your consent.")
        return problems

    @api.model
    def _b2b_bank_warnings(self, bic, account):
        """What is worth a second look, but is no mistake: accounts of the Treasury.

        :return: ``{field: message}``; the person may send the form again as it is
        """
        if not account or requisites.is_account(account, bic):
            return {}
        return {
            "account": self.env._(
                "The control digit does not fit the БИК. Accounts of the Treasury may "
                "be so: compare the number once more and send the form again."
            )
        }

    @api.model
    def _b2b_bank_problems(self, bic, account):
        """What is wrong with a БИК and an account; both may be empty."""
        _ = self.env._
        if not bic and not account:
            return {}
        if not requisites.is_bic(bic):
            return {"bic": _("БИК: nine digits are expected.")}
        if not requisites.is_account(account, bic) and not requisites.is_treasury(
            account, bic
        ):
            return {
                "account": _(
                    "Account: 20 digits that fit the БИК are expected. Please compare "
                    "both with the bank's letter."
                )
            }
        return {}

    @api.model
    def _b2b_phone(self, number, country=None):
        """The number in E.164, or False when it is none.

        :param country: of a number without a code; default: Russia
        """
        country = country or self.env.ref("base.ru")
        return self.env["res.partner"]._phone_format(
            number=number, country=country, force_format="E164", raise_exception=False
        )

    @api.model
    def _b2b_submit(self, values, source_address=None):
        """Take an application from the website.

        :param dict values: prepared and free of problems
        :param str source_address: network address it came from, kept for a day
        """
        values = {**values, "phone": self._b2b_phone(values["phone"])}
        values["email"] = email_normalize(values["email"])
        known = self._b2b_entity_of(values["vat"])
        application = self.create(
            {
                **values,
                "source_address": source_address,
                "consent_at": fields.Datetime.now(),
                "known_contractor_id": known.b2b_contractor_id.id,
                "user_id": known.b2b_contractor_id.user_id.id,
            }
        )
        if known:
            application._b2b_ask_director()
        else:
            application._b2b_apply_rule()
        return application

    @api.model
    def _b2b_entity_of(self, vat):
        """The legal entity that is here with this ИНН, or an empty record."""
        return self.env["res.partner"].search(
            [("b2b_type", "=", "entity"), ("vat", "=", vat)], limit=1
        )

    def _b2b_became_known(self):
        """Whether the company came in by another way since: its director decides."""
        self.ensure_one()
        known = self._b2b_entity_of(self.vat).b2b_contractor_id
        if not known:
            return False
        self.write({"known_contractor_id": known.id, "user_id": known.user_id.id})
        self._b2b_ask_director()
        return True

    # === Decisions === #

    def action_approve(self):
        """Make contractor, legal entity and director; invite the person."""
        # Two of the staff who approve at once make one contractor.
        write_lock(self)
        for application in self:
            if application.state != "new":
                continue
            if application.known_contractor_id:
                raise UserError(
                    self.env._(
                        "%s is a contractor already: let the person join it, or leave "
                        "the answer to its director.",
                        application.known_contractor_id.name,
                    )
                )
            if application._b2b_became_known():
                continue
            if not application.tier_id:
                raise ValidationError(self.env._("Choose a tier first."))
            if not application.user_id and self.env.user._is_internal():
                # Whoever takes the company on is its manager, until another is chosen.
                application.user_id = self.env.user
            application.contractor_id = application._b2b_make_contractor()
            application.state = "approved"
            application._b2b_note(
                self.env._(
                    "Approved: contractor %(contractor)s was made, %(email)s was "
                    "invited as its director.",
                    contractor=application.contractor_id.name,
                    email=application.email,
                )
            )

    def action_refuse(self):
        """Refuse; the reason goes to the person."""
        for application in self.filtered(lambda a: a.state == "new"):
            if not application.refuse_reason:
                raise ValidationError(
                    self.env._("Reason: tell the company why it is refused.")
                )
            application.state = "refused"
            self.env.ref("b2b_portal.mail_template_refused").send_mail(application.id)
            application._b2b_note(
                self.env._("Refused; the reason went to %s.", application.email)
            )

    def _b2b_note(self, text):
        """A step of the application, in its chatter."""
        self.ensure_one()
        self.sudo().message_post(body=text, subtype_xmlid="mail.mt_note")

    def _b2b_make_contractor(self):
        self.ensure_one()
        Partner = self.env["res.partner"]
        contractor = Partner.create(
            {
                "name": self.name,
                "is_company": True,
                "b2b_type": "contractor",
                "b2b_state": "approved",
                "b2b_tier_id": self.tier_id.id,
                "user_id": self.user_id.id,
                "email": self.email,
                "phone": self.phone,
                "country_id": self.env.ref("base.ru").id,
            }
        )
        entity = Partner.create(
            {
                "name": self.name,
                "b2b_full_name": self.full_name or self.name,
                "is_company": True,
                "type": "other",
                "parent_id": contractor.id,
                "b2b_type": "entity",
                "b2b_is_default": True,
                "b2b_legal_form": self.legal_form,
                "country_id": self.env.ref("base.ru").id,
                "vat": self.vat,
                "b2b_kpp": self.kpp,
                "b2b_ogrn": self.ogrn,
                "street": self.legal_address,
                "phone": self.phone,
                "email": self.email,
            }
        )
        if self.delivery_address:
            Partner.create(
                {
                    "name": self.delivery_address,
                    "type": "delivery",
                    "parent_id": entity.id,
                    "street": self.delivery_address,
                    "country_id": self.env.ref("base.ru").id,
                }
            )
        if self.account:
            entity._b2b_set_account(self.bic, self.account)
        contractor._b2b_invite(self._b2b_person(), role="director", asked=True)
        contractor.message_post(
            body=self.env._("Registered by application of %s.", self.contact_name)
        )
        entity._b2b_after_change()
        return contractor
