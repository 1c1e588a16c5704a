import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

#: state → states it may be reached from
TRANSITIONS = {
    "draft": {"sent", "accepted", "declined", "expired"},
    "sent": {"draft", "sent"},
    "accepted": {"sent"},
    "declined": {"sent"},
    "expired": {"sent"},
}
#: state → tone and icon
STATE_LOOKS = {
    "draft": ("wait", "fa-pencil"),
    "sent": ("work", "fa-paper-plane-o"),
    "accepted": ("done", "fa-check"),
    "declined": ("bad", "fa-times"),
    "expired": ("wait", "fa-clock-o"),
}
MAX_COMMENTS_PER_HOUR = 10


class B2bQuote(models.Model):
    """Коммерческое предложение: a contractor's offer to its own customer.

    It begins as a copy of the cart at the contractor's purchase prices, to which the
    contractor adds its markup. The customer sees what ``_document_values`` gives out
    and nothing else: the page, the PDF and the XLSX are all made from it, and the
    purchase price is not in it.
    """

    _name = "b2b.quote"
    _description = "Quote of a contractor"
    _order = "date desc, id desc"

    name = fields.Char("Number", required=True, readonly=True, copy=False, index=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("sent", "Sent"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
            ("expired", "Expired"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    contractor_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("b2b_type", "=", "contractor")],
    )
    author_id = fields.Many2one(
        "res.partner",
        "Author",
        required=True,
        index=True,
        ondelete="restrict",
        help="The contractor's employee who made the quote.",
    )
    customer_id = fields.Many2one("b2b.customer", index=True, ondelete="restrict")
    entity_id = fields.Many2one(
        "res.partner",
        "Seller",
        ondelete="set null",
        help="The contractor's legal entity in whose name it offers.",
    )
    date = fields.Date(
        required=True, default=lambda self: self.env["b2b.deadline"]._today()
    )
    valid_until = fields.Date()
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    line_ids = fields.One2many("b2b.quote.line", "quote_id", "Lines", copy=True)
    intro = fields.Text("Comment", help="Printed above the goods.")
    terms = fields.Text(help="Printed under the goods.")
    vat_mode = fields.Selection(
        selection=lambda self: (
            self.env["res.partner"]._fields["b2b_quote_vat"].selection
        ),
        string="VAT",
        default="included",
    )
    show_images = fields.Boolean("Show pictures", default=True)
    show_codes = fields.Boolean("Show articles", default=True)
    access_token = fields.Char(copy=False, readonly=True)
    event_ids = fields.One2many("b2b.quote.event", "quote_id", "History")
    order_id = fields.Many2one(
        "sale.order", "Made from", readonly=True, copy=False, ondelete="set null"
    )
    gross = fields.Monetary(
        "Sum before discounts", compute="_compute_amounts", store=True
    )
    amount = fields.Monetary("Total", compute="_compute_amounts", store=True)
    cost_amount = fields.Monetary(
        "Purchase sum", compute="_compute_amounts", store=True
    )
    margin = fields.Monetary(compute="_compute_amounts", store=True)
    margin_percent = fields.Float(
        "Margin, %", compute="_compute_amounts", store=True, aggregator="avg"
    )
    answer = fields.Text("Customer's words", readonly=True, copy=False)
    answered_at = fields.Datetime(readonly=True, copy=False)
    opened_at = fields.Datetime("Last opened", readonly=True, copy=False)
    opened_count = fields.Integer("Times opened", readonly=True, copy=False)

    _number_unique = models.Constraint(
        "UNIQUE(contractor_id, name)", "This number is already taken."
    )

    @api.depends("line_ids.amount", "line_ids.gross", "line_ids.cost_amount")
    def _compute_amounts(self):
        for quote in self:
            lines = quote.line_ids
            quote.gross = sum(lines.mapped("gross"))
            quote.amount = sum(lines.mapped("amount"))
            quote.cost_amount = sum(lines.mapped("cost_amount"))
            quote.margin = quote.amount - quote.cost_amount
            quote.margin_percent = (
                quote.margin / quote.amount * 100.0 if quote.amount else 0.0
            )

    @api.depends("name", "date")
    def _compute_display_name(self):
        for quote in self:
            date = quote.date.strftime("%d.%m.%Y") if quote.date else ""
            quote.display_name = self.env._(
                "Quote No. %(number)s of %(date)s", number=quote.name, date=date
            )

    @api.constrains("author_id", "entity_id", "customer_id", "contractor_id")
    def _check_same_contractor(self):
        for quote in self:
            contractor = quote.contractor_id
            if any(
                owner and owner != contractor
                for owner in (
                    quote.author_id.b2b_contractor_id,
                    quote.entity_id.b2b_contractor_id,
                    quote.customer_id.contractor_id,
                )
            ):
                raise ValidationError(
                    self.env._("A quote belongs to one contractor with all its parts.")
                )

    @api.constrains("date", "valid_until")
    def _check_dates(self):
        for quote in self:
            if quote.valid_until and quote.valid_until < quote.date:
                raise ValidationError(
                    self.env._("The quote cannot end before its date.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("name"):
                vals["name"] = self._next_number(vals["contractor_id"])
        return super().create(vals_list)

    @api.model
    def _next_number(self, contractor_id):
        """Numbers run per contractor: its customers see them."""
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE res_partner
                   SET b2b_quote_counter = COALESCE(b2b_quote_counter, 0) + 1
                 WHERE id = %s
             RETURNING b2b_quote_counter
                """,
                contractor_id,
            )
        )
        contractor = self.env["res.partner"].browse(contractor_id)
        contractor.invalidate_recordset(["b2b_quote_counter"])
        return str(rows[0][0])

    # === STATE === #

    def _transition(self, state, kind=None, note=None):
        """THE way a quote changes its state.

        :return: the quotes that moved; those already there are left alone, except
                 that sending again is an event of its own
        """
        moved = self.filtered(lambda quote: quote.state in TRANSITIONS[state])
        wrong = (self - moved).filtered(lambda quote: quote.state != state)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(quote)s is “%(old)s” and cannot become “%(new)s”.",
                    quote=wrong[0].display_name,
                    old=labels[wrong[0].state],
                    new=labels[state],
                )
            )
        moved.write({"state": state})
        for quote in moved:
            quote._log(kind or {"draft": "edited"}.get(state, state), note)
        return moved

    def _log(self, kind, note=None):
        self.ensure_one()
        user = self.env.user
        self.env["b2b.quote.event"].create(
            {
                "quote_id": self.id,
                "kind": kind,
                "note": note or False,
                "user_id": False if user._is_public() else user.id,
            }
        )

    def _status_look(self):
        """Word, colour and icon of the state, as the cabinet shows statuses."""
        self.ensure_one()
        labels = dict(self._fields["state"]._description_selection(self.env))
        tone, icon = STATE_LOOKS[self.state]
        return {"label": labels[self.state], "tone": tone, "icon": icon}

    def _give_token(self):
        """The secret of the customer's link, made when it is first needed."""
        self.ensure_one()
        if not self.access_token:
            self.access_token = secrets.token_urlsafe(24)
        return self.access_token

    def _public_path(self):
        return f"/offer/{self.id}/{self._give_token()}"

    def _public_url(self):
        website = self.env["website"].get_current_website()
        return website.get_base_url() + self._public_path()

    def _is_open(self):
        """May the customer still answer?"""
        today = self.env["b2b.deadline"]._today()
        in_time = not self.valid_until or self.valid_until >= today
        return self.state == "sent" and in_time

    def _answer(self, verdict, comment=None):
        """The customer's answer from its page: accepted, declined or a comment."""
        self.ensure_one()
        if not self._is_open():
            raise UserError(
                self.env._("This offer is closed. Please ask for a new one.")
            )
        comment = (comment or "").strip()[:2000]
        if verdict == "comment":
            self._check_comment(comment)
            self._log("comment", comment)
        elif verdict in ("accepted", "declined"):
            self.answered_at = fields.Datetime.now()
            self._transition(verdict, note=comment)
        else:
            raise ValueError(f"Not an answer: {verdict}")
        if comment:
            self.answer = comment
        self._notify_author(verdict, comment)

    def _check_comment(self, comment):
        """Each one is a letter to the author: a link that got about must not flood the
        mailbox."""
        if not comment:
            raise UserError(self.env._("Write a comment first."))
        hour_ago = fields.Datetime.now() - timedelta(hours=1)
        recent = self.event_ids.filtered(
            lambda event: event.kind == "comment" and event.create_date > hour_ago
        )
        if len(recent) >= MAX_COMMENTS_PER_HOUR:
            raise UserError(
                self.env._(
                    "Your comments have been received. Please wait an hour before the "
                    "next one, or call."
                )
            )

    @api.model
    def _cron_expire(self):
        """Close the sent quotes whose date has passed."""
        self.search(
            [
                ("state", "=", "sent"),
                ("valid_until", "<", self.env["b2b.deadline"]._today()),
            ]
        )._transition("expired")
