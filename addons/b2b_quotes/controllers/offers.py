from urllib.parse import urlencode

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.http import content_disposition, request, route

from odoo.addons.b2b_portal.controllers.common import CabinetController
from odoo.addons.portal.controllers.portal import pager

from ..models.b2b_quote_send import XLSX_MIMETYPE
from ..tools import numbers

PAGE_SIZE = 40
SELLERS = ("director", "buyer")
LINE_FIELDS = ("name", "quantity", "markup", "price_unit", "discount")
MAX_LOGO_BYTES = 4 * 1024 * 1024


class Offers(CabinetController):
    """КП: the contractor's own quotes (core's ``/my/quotes`` stays core's)."""

    # === List === #

    @route(
        ["/my/offers", "/my/offers/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def b2b_offers(self, page=1, state=None, search=None, customer=None, **kw):
        self._check_role(*SELLERS)
        # Record rules decide what is found: own for a buyer, all for the director.
        Quote = request.env["b2b.quote"]
        base = self._offers_domain(search, customer)
        states = dict(Quote._fields["state"]._description_selection(request.env))
        domain = base & Domain("state", "=", state) if state in states else base
        total = Quote.search_count(domain)
        args = {"state": state, "search": search, "customer": customer}
        pages = pager(
            "/my/offers",
            total,
            page,
            PAGE_SIZE,
            url_args={key: value for key, value in args.items() if value},
        )
        quotes = Quote.search(domain, limit=PAGE_SIZE, offset=pages["offset"])
        counts = {
            key: count for key, count in Quote._read_group(base, ["state"], ["__count"])
        }
        return request.render(
            "b2b_quotes.offers",
            self._cabinet_values(
                "offers",
                quotes=quotes.sudo(),
                pager=pages,
                states=states,
                counts=counts,
                state=state if state in states else None,
                search=search or "",
                customer=customer,
                tab_url=self._offers_tab_url(search),
            ),
        )

    def _offers_domain(self, search, customer):
        domain = Domain.TRUE
        if search:
            domain &= (
                Domain("name", "=", search.strip().lstrip("№ "))
                | Domain("customer_id.name", "ilike", search)
                | Domain("line_ids.name", "ilike", search)
                | Domain("line_ids.product_id.default_code", "=ilike", search.strip())
            )
        if customer and str(customer).isdigit():
            domain &= Domain("customer_id", "=", int(customer))
        return domain

    @staticmethod
    def _offers_tab_url(search):
        """Address of the list with another state and the same search."""

        def url(state=None):
            args = {"state": state, "search": search}
            return "/my/offers?" + urlencode({k: v for k, v in args.items() if v})

        return url

    # === From the cart === #

    @route(
        "/my/offers/from-cart", type="http", auth="user", website=True, methods=["POST"]
    )
    def b2b_offer_from_cart(self, customer_id=None, **kw):
        self._check_role(*SELLERS)
        cart_sudo = request.cart
        customer_sudo = self._offer_customer(customer_id)
        try:
            quote_sudo = (
                request.env["b2b.quote"]
                .sudo()
                ._create_from_order(
                    cart_sudo, request.env.user.partner_id, customer_sudo
                )
            )
        except UserError:
            return request.redirect("/shop/cart")
        return request.redirect(f"/my/offers/{quote_sudo.id}")

    @route(
        "/my/orders/<int:order_id>/offer",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def b2b_offer_from_order(self, order_id, **kw):
        self._check_role(*SELLERS)
        order_sudo = self._order_check(order_id)
        quote_sudo = (
            request.env["b2b.quote"]
            .sudo()
            ._create_from_order(order_sudo, request.env.user.partner_id)
        )
        return request.redirect(f"/my/offers/{quote_sudo.id}")

    def _offer_customer(self, customer_id):
        if not customer_id:
            return request.env["b2b.customer"].sudo()
        return self._document_check("b2b.customer", customer_id)

    # === One quote === #

    @route("/my/offers/<int:quote_id>", type="http", auth="user", website=True)
    def b2b_offer(self, quote_id, message=None, **kw):
        quote_sudo = self._offer_check(quote_id)
        return request.render(
            "b2b_quotes.offer", self._offer_values(quote_sudo, message=message)
        )

    def _offer_check(self, quote_id):
        self._check_role(*SELLERS)
        return self._document_check("b2b.quote", quote_id)

    def _offer_values(self, quote_sudo, **values):
        customers = request.env["b2b.customer"].search([])
        quote_sudo.line_ids.fetch(["name", "product_id", "amount"])
        return self._cabinet_values(
            "offers",
            quote=quote_sudo,
            customers=customers.sudo() | quote_sudo.customer_id,
            entities=quote_sudo.contractor_id.b2b_entity_ids,
            letter=quote_sudo._default_letter(),
            figures=self._offer_figures(quote_sudo),
            crumbs=[("/my/offers", request.env._("Quotes"))],
            **values,
        )

    def _offer_figures(self, quote_sudo):
        """Everything on the page that follows from a change, ready to be shown."""
        values = self._cabinet_values("offers")
        fmt = values["fmt"]
        currency = quote_sudo.currency_id

        def money(amount):
            return fmt.money(amount, currency)

        return {
            "lines": {
                str(line.id): {
                    "name": line.name,
                    "quantity": fmt.qty(line.quantity),
                    "markup": fmt.qty(line.markup),
                    "price_unit": self._plain_money(line.price_unit),
                    "discount": fmt.qty(line.discount),
                    "amount": money(line.amount),
                    "margin": money(line.margin),
                    "loss": bool(line.cost) and line.margin < 0,
                }
                for line in quote_sudo.line_ids
            },
            "gross": money(quote_sudo.gross),
            "discount": money(quote_sudo.amount - quote_sudo.gross or 0.0),
            "amount": money(quote_sudo.amount),
            "total": self._plain_money(quote_sudo.amount),
            "cost": money(quote_sudo.cost_amount),
            "margin": money(quote_sudo.margin),
            "margin_percent": fmt.qty(round(quote_sudo.margin_percent, 1)),
            "loss": quote_sudo.margin < 0,
        }

    @staticmethod
    def _plain_money(amount):
        """For an input: ``1 234,56`` without the currency's sign."""
        return f"{amount:,.2f}".replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")

    @route(
        "/my/offers/<int:quote_id>/update", type="jsonrpc", auth="user", website=True
    )
    def b2b_offer_update(self, quote_id, change, value=None, line_id=None, **kw):
        """One change of the page; answers with all the figures that follow from it.

        :param str change: a line's field with ``line_id``; or ``markup_all``,
            ``discount_all``, ``total``, or a field of the quote
        """
        quote_sudo = self._offer_check(quote_id)
        try:
            with request.env.cr.savepoint():
                warning = self._offer_apply(quote_sudo, change, value, line_id)
                request.env.flush_all()
        except (UserError, ValidationError) as error:
            quote_sudo.invalidate_recordset()
            return {
                "error": error.args[0],
                "figures": self._offer_figures(quote_sudo),
            }
        return {"figures": self._offer_figures(quote_sudo), "warning": warning}

    def _offer_apply(self, quote_sudo, change, value, line_id):
        if line_id is not None:
            self._offer_apply_line(quote_sudo, change, value, line_id)
        elif change in ("markup_all", "discount_all", "total"):
            return self._offer_apply_all(quote_sudo, change, self._number(value))
        else:
            quote_sudo._edit({change: self._offer_value(change, value)})
        return False

    def _offer_apply_line(self, quote_sudo, change, value, line_id):
        # The line is looked for among the checked quote's own.
        line_sudo = quote_sudo.line_ids.filtered(lambda line: line.id == line_id)
        if not line_sudo or change not in LINE_FIELDS:
            raise ValidationError(request.env._("This row is gone. Reload the page."))
        if change == "name":
            value = str(value or "").strip()[:300]
            if not value:
                raise ValidationError(request.env._("A row needs a name."))
        else:
            value = self._number(value)
        quote_sudo._edit_line(line_sudo, change, value)

    def _offer_apply_all(self, quote_sudo, change, number):
        quote_sudo._check_editable()
        if change == "markup_all":
            quote_sudo.line_ids._set_markup(number)
        elif change == "discount_all":
            quote_sudo.line_ids.discount = number
        else:
            quote_sudo._set_total(number)
            if quote_sudo.currency_id.compare_amounts(quote_sudo.amount, number):
                return request.env._(
                    "With whole kopecks in the prices the nearest total is %s.",
                    self._plain_money(quote_sudo.amount),
                )
        return False

    def _number(self, value):
        number = numbers.parse(value)
        if number is None:
            raise ValidationError(
                request.env._("“%s” is not a number. Example: 1 234,50", value)
            )
        return number

    def _offer_value(self, field, value):
        """A posted value of one of the quote's own fields, checked."""
        if field == "customer_id":
            return self._offer_customer(value).id
        if field == "entity_id":
            entity_sudo = request.env.user._b2b_contractor().b2b_entity_ids
            return entity_sudo.filtered(lambda e: str(e.id) == str(value)).id
        if field in ("show_images", "show_codes"):
            return bool(value)
        if field in ("date", "valid_until"):
            return self._offer_date(field, value)
        if field == "vat_mode":
            allowed = dict(
                request.env["b2b.quote"]
                ._fields["vat_mode"]
                ._description_selection(request.env)
            )
            return value if value in allowed else "none"
        if field in ("intro", "terms"):
            return str(value or "").strip()[:5000] or False
        raise ValidationError(request.env._("This cannot be changed here."))

    def _offer_date(self, field, value):
        try:
            date = (
                request.env["b2b.quote"]
                ._fields[field]
                .convert_to_column(value or None, request.env["b2b.quote"])
            )
        except ValueError:
            date = None
        if field == "date" and not date:
            raise ValidationError(request.env._("Write a date, such as 23.11.2026."))
        return date or False

    # === Rows === #

    @route(
        "/my/offers/<int:quote_id>/remove",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def b2b_offer_remove(self, quote_id, line_id, **kw):
        quote_sudo = self._offer_check(quote_id)
        quote_sudo._check_editable()
        quote_sudo.line_ids.filtered(lambda line: str(line.id) == line_id).unlink()
        return request.redirect(f"/my/offers/{quote_id}#lines")

    @route(
        "/my/offers/<int:quote_id>/add",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def b2b_offer_add(self, quote_id, name="", price="", **kw):
        """A row of the contractor's own: delivery, assembly, design."""
        quote_sudo = self._offer_check(quote_id)
        name = name.strip()[:300]
        if name:
            quote_sudo._add_service(name, max(numbers.parse(price) or 0.0, 0.0))
        return request.redirect(f"/my/offers/{quote_id}#lines")

    # === Out of the cabinet === #

    @route("/my/offers/<int:quote_id>/pdf", type="http", auth="user", website=True)
    def b2b_offer_pdf(self, quote_id, **kw):
        return self._offer_file(self._offer_check(quote_id), "pdf")

    @route("/my/offers/<int:quote_id>/xlsx", type="http", auth="user", website=True)
    def b2b_offer_xlsx(self, quote_id, **kw):
        return self._offer_file(self._offer_check(quote_id), "xlsx")

    def _offer_file(self, quote_sudo, extension):
        if extension == "pdf":
            content, mimetype = quote_sudo._render_pdf(), "application/pdf"
        else:
            content, mimetype = quote_sudo._render_xlsx(), XLSX_MIMETYPE
        return request.make_response(
            content,
            headers=[
                ("Content-Type", mimetype),
                ("Content-Length", len(content)),
                ("X-Content-Type-Options", "nosniff"),
                (
                    "Content-Disposition",
                    content_disposition(quote_sudo._file_name(extension)),
                ),
            ],
        )

    @route(
        "/my/offers/<int:quote_id>/send",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def b2b_offer_send(self, quote_id, email="", subject="", body="", xlsx=None, **kw):
        quote_sudo = self._offer_check(quote_id)
        try:
            quote_sudo._send_email(email, subject, body, xlsx=bool(xlsx))
        except (UserError, ValidationError) as error:
            typed = {"email": email, "subject": subject, "body": body}
            values = self._offer_values(quote_sudo, send_error=error.args[0])
            return request.render("b2b_quotes.offer", {**values, "letter": typed})
        return request.redirect(f"/my/offers/{quote_id}?message=sent")

    @route(
        "/my/offers/<int:quote_id>/state",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def b2b_offer_state(self, quote_id, action, **kw):
        """Take the quote back for editing, give out its link, copy or delete it."""
        quote_sudo = self._offer_check(quote_id)
        if action == "edit":
            quote_sudo._transition("draft")
        elif action == "link":
            quote_sudo._give_token()
            if quote_sudo.state == "draft":
                quote_sudo._transition("sent", kind="link")
            return request.redirect(f"/my/offers/{quote_id}?message=link")
        elif action == "copy":
            copy_sudo = quote_sudo._duplicate(request.env.user.partner_id)
            return request.redirect(f"/my/offers/{copy_sudo.id}")
        elif action == "delete" and quote_sudo.state == "draft":
            quote_sudo.unlink()
            return request.redirect("/my/offers")
        return request.redirect(f"/my/offers/{quote_id}")

    # === Back into the cart === #

    @route(
        "/my/offers/<int:quote_id>/to-cart",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def b2b_offer_to_cart(self, quote_id, **kw):
        quote_sudo = self._offer_check(quote_id)
        cart_sudo = request.cart or request.website._create_cart()
        # The cart page shows the report once.
        request.session["b2b_cart_report"] = quote_sudo._put_into_cart(cart_sudo)
        return request.redirect("/shop/cart")

    # === Settings of the company's quotes === #

    @route(
        "/my/offers/settings",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def b2b_offer_settings(self, **post):
        self._check_role("director")
        contractor_sudo = request.env.user._b2b_contractor()
        errors = {}
        if request.httprequest.method == "POST":
            values, errors = self._offer_settings_values(post)
            if not errors:
                try:
                    contractor_sudo.write(values)
                    return request.redirect("/my/offers/settings?saved=1")
                except (UserError, ValidationError, ValueError):
                    errors["logo"] = request.env._("This file is not a picture.")
        return request.render(
            "b2b_quotes.offer_settings",
            self._cabinet_values(
                "offers",
                post=post,
                errors=errors,
                saved=bool(post.get("saved")),
                crumbs=[("/my/offers", request.env._("Quotes"))],
            ),
        )

    def _offer_settings_values(self, post):
        errors = {}
        days = numbers.parse(post.get("days"))
        markup = numbers.parse(post.get("markup") or "0")
        if days is None or not 1 <= days <= 365:
            errors["days"] = request.env._("From 1 to 365 days.")
        if markup is None or not 0 <= markup <= 10000:
            errors["markup"] = request.env._("A number of percent, zero or more.")
        logo, problem = self._offer_logo(post.get("logo"))
        if problem:
            errors["logo"] = problem
        if errors:
            return {}, errors
        vat = post.get("vat")
        values = {
            "b2b_quote_days": int(days),
            "b2b_quote_markup": markup,
            "b2b_quote_terms": (post.get("terms") or "").strip()[:5000],
            "b2b_quote_vat": vat if vat in ("included", "without") else "none",
        }
        if logo or post.get("remove_logo"):
            values["b2b_quote_logo"] = logo
        return values, errors

    def _offer_logo(self, upload):
        """The uploaded logo as base64 and what is wrong with it."""
        if not upload or not getattr(upload, "filename", None):
            return False, None
        content = upload.read(MAX_LOGO_BYTES + 1)
        if len(content) > MAX_LOGO_BYTES:
            return False, request.env._("The picture is larger than 4 MB.")
        logo = request.env["b2b.quote"]._logo_from_upload(content)
        if not logo:
            return False, request.env._("PNG or JPEG picture, please.")
        return logo, None
