import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import consteq, email_normalize

# More than this within an hour, from one network address or with one contact, is no
# person who wants to buy.
MAX_PER_HOUR_ADDRESS = 10
MAX_PER_HOUR_CONTACT = 3
ADDRESS_KEPT = timedelta(days=1)
# What people told about themselves is not kept longer than it is of use.
CLOSED_KEPT = timedelta(days=365)
#: How many contractors one request may be sent to.
MAX_CONTRACTORS = 5
MAX_GOODS = 50
#: What a visitor may fill in, and how much: the name goes out in a letter to an address
#: that anybody may have typed.
WRITABLE = {"contact_name": 80, "email": 200, "phone": 50, "city": 100, "text": 2000}


class B2bRetailRequest(models.Model):
    """An individual wants to buy: one request, an answer of each chosen contractor.

    Individuals are no contractors. They choose who should answer among contractors
    that said they sell at retail; each works its own ``b2b.retail.answer`` and sees
    nothing of the others'.
    """

    _name = "b2b.retail.request"
    _description = "Retail request"
    _order = "id desc"

    name = fields.Char("Number", readonly=True, copy=False, default="/")
    contact_name = fields.Char("Name", required=True)
    email = fields.Char()
    phone = fields.Char()
    city = fields.Char(index=True)
    text = fields.Text("What is wanted")
    line_ids = fields.One2many("b2b.retail.request.line", "request_id", "Goods")
    answer_ids = fields.One2many("b2b.retail.answer", "request_id", "Contractors")
    answer_count = fields.Integer(compute="_compute_state", store=True)
    state = fields.Selection(
        [
            ("new", "Nobody has taken it"),
            ("work", "In work"),
            ("closed", "Closed"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
    )
    access_token = fields.Char(
        required=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(24),
        groups="base.group_system",
    )
    consent_at = fields.Datetime("Consent given on", readonly=True)
    source_address = fields.Char(
        readonly=True, copy=False, help="Kept for a day, to hold robots off."
    )

    @api.depends("answer_ids.state")
    def _compute_state(self):
        for request in self:
            answers = request.answer_ids
            request.answer_count = len(answers)
            if not answers or set(answers.mapped("state")) <= {"new"}:
                request.state = "new"
            elif answers.filtered("is_open"):
                request.state = "work"
            else:
                request.state = "closed"

    # === The form === #

    @api.model
    def _prepare(self, post):
        """Values of a posted form: allow-listed and trimmed."""
        return {
            key: (post.get(key) or "").strip()[:size] for key, size in WRITABLE.items()
        }

    @api.model
    def _problems(self, values, contractors, goods, consent=True):
        """What is wrong with prepared values.

        :return: ``{field: message for the person}``
        """
        _ = self.env._
        problems = {}
        if not values["contact_name"]:
            problems["contact_name"] = _("Please fill this in.")
        if not values["email"] and not values["phone"]:
            problems["email"] = _("E-mail or phone: how should you be answered?")
        if values["email"] and not email_normalize(values["email"]):
            problems["email"] = _("E-mail: an address like name@mail.ru is expected.")
        phone = values["phone"]
        if phone and not self.env["b2b.application"]._b2b_phone(phone):
            problems["phone"] = _("Phone: a number like +7 495 123-45-67 is expected.")
        if not values["text"] and not goods:
            problems["text"] = _("Write what you want to buy.")
        if not contractors:
            problems["contractors"] = _("Choose who should answer.")
        elif len(contractors) > MAX_CONTRACTORS:
            problems["contractors"] = _("Choose %s at most.", MAX_CONTRACTORS)
        if not consent:
            problems["consent"] = _("We cannot pass the request on without consent.")
        return problems

    @api.model
    def _contractors(self, city=None):
        """Contractors that a visitor may choose: approved ones that sell at retail.

        :param str city: those of this city, then those who serve any; None: all
        :return: sudoed ``res.partner``
        """
        partners = (
            self.env["res.partner"]
            .sudo()
            .search(
                Domain("b2b_type", "=", "contractor")
                & Domain("b2b_state", "=", "approved")
                & Domain("b2b_retail", "=", True),
                order="name, id",
            )
        )
        if not city:
            return partners
        wanted = city.strip().lower()
        near = partners.filtered(
            lambda p: wanted in [name.lower() for name in p._b2b_retail_cities()]
        )
        return near + partners.filtered(lambda p: not p._b2b_retail_cities())

    @api.model
    def _cities(self):
        """Cities that the contractors named, in alphabetical order."""
        names = {
            name.lower(): name
            for partner in self._contractors()
            for name in partner._b2b_retail_cities()
        }
        return sorted(names.values())

    @api.model
    def _too_often(self, values, source_address):
        """``address`` or ``contact`` when this looks like a robot, else False."""
        recent = Domain("create_date", ">", fields.Datetime.now() - timedelta(hours=1))
        count = self.sudo().search_count
        if source_address and (
            count(recent & Domain("source_address", "=", source_address))
            >= MAX_PER_HOUR_ADDRESS
        ):
            return "address"
        contacts = Domain.OR(
            Domain(field, "=", value)
            for field, value in self._contacts(values).items()
            if value
        )
        return "contact" if count(recent & contacts) >= MAX_PER_HOUR_CONTACT else False

    @api.model
    def _contacts(self, values):
        return {
            "email": email_normalize(values["email"] or ""),
            "phone": values["phone"]
            and self.env["b2b.application"]._b2b_phone(values["phone"]),
        }

    @api.model
    def _submit(self, values, contractors, goods, source_address=None):
        """Take a request from the website and tell the contractors.

        :param dict values: prepared and free of problems
        :param dict goods: ``{product.product: quantity}`` of the showcase
        """
        request = self.create(
            {
                **values,
                **self._contacts(values),
                "name": self.env["ir.sequence"].next_by_code("b2b.retail.request"),
                "consent_at": fields.Datetime.now(),
                "source_address": source_address,
                "line_ids": [
                    Command.create({"product_id": product.id, "quantity": quantity})
                    for product, quantity in goods.items()
                ],
                "answer_ids": [
                    Command.create({"contractor_id": contractor.id})
                    for contractor in contractors
                ],
            }
        )
        if request.email:
            request._letter("b2b_portal.mail_template_retail_sent")
        request.answer_ids._tell_people()
        return request

    def _letter(self, xmlid):
        self.env.ref(xmlid).sudo().send_mail(self.id)

    # === The visitor's page === #

    def _path(self):
        """Path of the page on which the visitor follows the request."""
        self.ensure_one()
        return f"/retail/request/{self.id}/{self.sudo().access_token}"

    def _is_token(self, token):
        self.ensure_one()
        # As bytes: a link with other letters is a wrong link, not an error.
        return consteq(self.sudo().access_token.encode(), token.encode())

    @api.autovacuum
    def _gc_source_address(self):
        """Forget where requests came from: it is personal data."""
        self.search(
            [
                ("source_address", "!=", False),
                ("create_date", "<", fields.Datetime.now() - ADDRESS_KEPT),
            ]
        ).source_address = False

    @api.autovacuum
    def _gc_closed(self):
        """Delete requests that nobody has touched for a year."""
        old = fields.Datetime.now() - CLOSED_KEPT
        self.search(
            Domain("state", "=", "closed")
            & Domain("create_date", "<", old)
            & Domain("answer_ids", "not any", [("write_date", ">=", old)]),
            limit=1000,
        ).unlink()


class B2bRetailRequestLine(models.Model):
    _name = "b2b.retail.request.line"
    _description = "Goods of a retail request"
    _order = "request_id, id"

    request_id = fields.Many2one(
        "b2b.retail.request", required=True, ondelete="cascade", index=True
    )
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    quantity = fields.Float(digits="Product Unit", default=1.0, required=True)
