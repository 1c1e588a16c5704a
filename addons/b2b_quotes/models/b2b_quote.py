import base64
import io
import secrets
from datetime import timedelta
from itertools import combinations

from PIL import Image, UnidentifiedImageError

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL
from odoo.tools.image import image_process

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
#: By how many kopecks two prices may be moved against each other for a round total.
MAX_STEPS = 20
#: What a contractor's employee may change in a quote and in its lines.
EDITABLE = {
    "customer_id",
    "entity_id",
    "date",
    "valid_until",
    "terms",
    "intro",
    "vat_mode",
    "show_images",
    "show_codes",
}


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
    date = fields.Date(required=True, default=fields.Date.context_today)
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

    # === FROM THE CART === #

    @api.model
    def _create_from_order(self, order, author, customer=None):
        """A quote with the goods of a cart or an order, at the usual markup.

        :param order: ``sale.order`` whose access was checked
        :param author: the employee (``res.partner``)
        """
        contractor = order.b2b_contractor_id
        lines = order._b2b_goods()
        if not lines:
            raise UserError(
                self.env._("The cart is empty: add goods to make a quote of them.")
            )
        today = fields.Date.context_today(self)
        entity = order.b2b_entity_id or contractor.b2b_entity_ids.filtered(
            "b2b_is_default"
        )
        quote = self.create(
            {
                "contractor_id": contractor.id,
                "author_id": author.id,
                "customer_id": customer.id if customer else False,
                "entity_id": entity[:1].id,
                "order_id": order.id,
                "date": today,
                "valid_until": today + timedelta(days=contractor.b2b_quote_days or 14),
                "currency_id": order.currency_id.id,
                "terms": contractor.b2b_quote_terms,
                "vat_mode": contractor.b2b_quote_vat or "included",
                "line_ids": [
                    fields.Command.create(self._line_values(line, sequence))
                    for sequence, line in enumerate(lines, 1)
                ],
            }
        )
        quote.line_ids._set_markup(contractor.b2b_quote_markup)
        if customer:
            quote.line_ids.discount = customer.discount
        quote._log("created")
        return quote

    def _line_values(self, order_line, sequence):
        product = order_line.product_id
        cost = order_line.currency_id.round(order_line.price_reduce_taxinc)
        return {
            "sequence": sequence,
            "product_id": product.id,
            "name": product.with_context(display_default_code=False).display_name,
            "quantity": order_line.product_uom_qty,
            "uom_id": order_line.product_uom_id.id,
            "cost": cost,
            "price_unit": cost,
        }

    # === EDITING === #

    def _edit(self, values):
        """Change the quote's own fields; unknown ones are refused."""
        self._check_editable()
        unknown = set(values) - EDITABLE
        if unknown:
            raise ValueError(f"Not a quote's field: {', '.join(sorted(unknown))}")
        old_customer = self.customer_id
        self.write(values)
        if self.customer_id != old_customer and self.customer_id:
            # A customer comes with its discount.
            self.line_ids.discount = self.customer_id.discount

    def _edit_line(self, line, field, value):
        """Change one figure of one line; the figures that depend on it follow."""
        self._check_editable()
        if field == "markup":
            line._set_markup(value)
        elif field == "price_unit":
            line._set_price(value)
        elif field in ("quantity", "discount", "name"):
            line.write({field: value})
        else:
            raise ValueError(f"Not a quote line's field: {field}")

    def _set_total(self, total):
        """Change the prices so that the quote comes to ``total``.

        Prices are whole kopecks, so not every total exists: all are scaled, then the
        rest is laid on the lines that can take it, those with small quantities last.
        """
        self._check_editable()
        lines = self.line_ids.filtered(lambda line: line.price_unit > 0)
        if not lines or total <= 0:
            raise UserError(
                self.env._("Give the lines prices first, and a total above zero.")
            )
        fixed = self.amount - sum(lines.mapped("amount"))
        factor = (total - fixed) / sum(lines.mapped("amount"))
        if factor <= 0:
            raise UserError(self.env._("This total cannot be reached."))
        for line in lines:
            line._set_price(line.price_unit * factor)
        step = self.currency_id.rounding
        for line in lines.sorted("quantity", reverse=True):
            rest = self.currency_id.round(total - self.amount)
            per_step = line._raw_amount(step)
            steps = int(round(rest / per_step)) if per_step else 0
            if steps and abs(rest - steps * per_step) < abs(rest):
                line._set_price(line.price_unit + steps * step)
        self._set_total_by_pairs(lines.sorted("quantity")[:10], total)

    def _set_total_by_pairs(self, lines, total):
        """Lay the last kopecks on two lines at once: 2 and 3 pieces make 1 kopeck."""
        rest = self.currency_id.round(total - self.amount)
        step = self.currency_id.rounding
        if not rest:
            return
        for first, second in combinations(lines, 2):
            for steps in range(-MAX_STEPS, MAX_STEPS + 1):
                left = rest - steps * first._raw_amount(step)
                other = left / second._raw_amount(step)
                if abs(other) > MAX_STEPS or abs(other - round(other)) > 1e-6:
                    continue
                prices = (first.price_unit, second.price_unit)
                first._set_price(first.price_unit + steps * step)
                second._set_price(second.price_unit + round(other) * step)
                if not self.currency_id.compare_amounts(self.amount, total):
                    return
                # A discount rounded it away.
                first._set_price(prices[0])
                second._set_price(prices[1])

    def _add_service(self, name, price):
        """A row of the contractor's own: delivery, assembly, design."""
        self._check_editable()
        self.write(
            {
                "line_ids": [
                    fields.Command.create(
                        {
                            "name": name,
                            "price_unit": self.currency_id.round(price),
                            "sequence": max(self.line_ids.mapped("sequence") or [0])
                            + 1,
                        }
                    )
                ]
            }
        )

    def _duplicate(self, author):
        """A new draft with the same goods and prices, for another customer."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        days = self.contractor_id.b2b_quote_days or 14
        copy = self.copy(
            {
                "author_id": author.id,
                "date": today,
                "valid_until": today + timedelta(days=days),
            }
        )
        copy._log("created")
        return copy

    @api.model
    def _logo_from_upload(self, content):
        """An uploaded picture as base64 PNG or JPEG, False when it is not one."""
        try:
            with Image.open(io.BytesIO(content)) as image:
                if image.format not in ("PNG", "JPEG"):
                    return False
            return base64.b64encode(
                image_process(content, size=(600, 240), verify_resolution=True)
            )
        except (
            UnidentifiedImageError,
            Image.DecompressionBombError,
            UserError,
            OSError,
            ValueError,
        ):
            return False

    def _check_editable(self):
        self.ensure_one()
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "The customer already has this quote. Press “Edit” to take it back."
                )
            )

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
        today = fields.Date.context_today(self)
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
        if comment:
            self.answer = comment
        if verdict == "comment":
            if not comment:
                raise UserError(self.env._("Write a comment first."))
            self._log("comment", comment)
        elif verdict in ("accepted", "declined"):
            self.answered_at = fields.Datetime.now()
            self._transition(verdict, note=comment)
        else:
            raise ValueError(f"Not an answer: {verdict}")
        self._notify_author(verdict, comment)

    @api.model
    def _cron_expire(self):
        """Close the sent quotes whose date has passed."""
        self.search(
            [
                ("state", "=", "sent"),
                ("valid_until", "<", fields.Date.context_today(self)),
            ]
        )._transition("expired")

    # === BACK INTO THE CART === #

    def _put_into_cart(self, cart):
        """Put the goods into a cart at the prices of today.

        The quote's quantities replace what the cart holds of the same goods: pressing
        twice does not order twice. What cannot be bought now is left out.

        :param cart: the current cart (``sale.order`` by sudo) of the current person
        :return: messages about all that differs from what the quote reckoned with
        """
        self.ensure_one()
        by_product = self.line_ids.filtered("product_id").grouped("product_id")
        wanted = {
            product: sum(lines.mapped("quantity"))
            for product, lines in by_product.items()
        }
        cart._b2b_reprice()
        problems = {}
        rows = [(product.id, quantity) for product, quantity in wanted.items()]
        for result in cart._b2b_cart_add(rows, replace=True):
            problems[result["product_id"]] = result["problem"]
        self._log("ordered")
        in_cart = cart.order_line.grouped("product_id")
        return [
            message
            for product, lines in by_product.items()
            if (
                message := lines[:1]._cart_message(
                    in_cart.get(product, cart.order_line.browse())[:1],
                    wanted[product],
                    problems.get(product.id),
                )
            )
        ]

    # === THE DOCUMENT === #

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
