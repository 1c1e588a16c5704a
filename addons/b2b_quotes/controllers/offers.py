from urllib.parse import urlencode

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.http import content_disposition, request, route

from odoo.addons.b2b_portal.controllers.common import CabinetController
from odoo.addons.portal.controllers.portal import pager

from ..models.b2b_quote_send import XLSX_MIMETYPE

PAGE_SIZE = 40
SELLERS = ("director", "buyer")


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
