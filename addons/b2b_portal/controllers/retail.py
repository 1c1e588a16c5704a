from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request, route

from ..models.b2b_retail_request import MAX_GOODS
from ..tools.format import Formatter

FORM = "/retail/request"
#: Goods that a visitor has chosen: ``{product id as text: quantity}``.
SESSION_KEY = "b2b_retail_goods"


class RetailController(http.Controller):
    """Individuals ask contractors to sell them goods of the showcase."""

    @route(FORM, type="http", auth="public", website=True, sitemap=True)
    def b2b_retail_form(self, **post):
        Request = request.env["b2b.retail.request"].sudo()
        goods = self._retail_goods()
        form = Request._prepare(post)
        values = {
            "form": form,
            "errors": {},
            "chosen": request.env["res.partner"],
            "too_often": False,
        }
        if request.httprequest.method == "POST":
            form["consent"] = post.get("consent")
            goods = self._retail_quantities(goods, post)
            values["chosen"] = self._retail_chosen()
            if post.get("action") != "city":
                answer = self._retail_take(form, values, goods)
                if answer:
                    return answer
        values.update(
            goods=goods,
            cities=Request._cities(),
            contractors=Request._contractors(form["city"] or None) | values["chosen"],
            anybody=bool(Request._contractors()),
            fmt=Formatter(request.env),
        )
        return request.render("b2b_portal.retail_form", values)

    def _retail_take(self, form, values, goods):
        """Check and submit; a response when all is well, else ``values`` say why."""
        Request = request.env["b2b.retail.request"].sudo()
        post = {key: form[key] for key in form if key != "consent"}
        values["errors"] = Request._problems(
            post, values["chosen"], goods, consent=bool(form.get("consent"))
        )
        if values["errors"]:
            return None
        address = request.httprequest.remote_addr
        robot = bool(request.params.get("site"))
        too_often = Request._too_often(post, address)
        if too_often:
            values["too_often"] = True
            return None
        if robot:  # the same answer as to a person
            return request.render("b2b_portal.retail_sent", {"path": None})
        record = Request._submit(post, values["chosen"], goods, source_address=address)
        request.session.pop(SESSION_KEY, None)
        return request.redirect(f"{record._path()}?sent=1")

    def _retail_chosen(self):
        """Contractors that the visitor ticked, as far as they are in the list."""
        ids = {
            int(value)
            for value in request.httprequest.form.getlist("contractor")
            if value.isdigit()
        }
        contractors = request.env["b2b.retail.request"].sudo()._contractors()
        return contractors.filtered(lambda p: p.id in ids)

    # === Goods === #

    def _retail_goods(self):
        """Goods of the session that are still in the showcase: ``{product: qty}``."""
        kept = request.session.get(SESSION_KEY) or {}
        products = self._retail_products([int(key) for key in kept])
        return {product: kept[str(product.id)] for product in products}

    def _retail_products(self, ids):
        # As the visitor: what is not in the showcase is not found.
        domain = [("id", "in", ids), *request.website.sale_product_domain()]
        return request.env["product.product"].search(domain).sudo()

    def _retail_quantities(self, goods, post):
        """Quantities typed in the form; 0 removes the row."""
        result = {}
        for product, quantity in goods.items():
            text = (post.get(f"qty_{product.id}") or "").replace(",", ".")
            try:
                quantity = float(text) if text else quantity
            except ValueError:
                quantity = 1.0
            if 0 < quantity < 1e6:
                result[product] = quantity
        self._retail_keep(result)
        return result

    def _retail_keep(self, goods):
        request.session[SESSION_KEY] = {
            str(product.id): quantity for product, quantity in goods.items()
        }

    @route(
        "/retail/goods",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def b2b_retail_add(self, product_id="", **post):
        """Put goods of the showcase into the request that is being written."""
        product = self._retail_products(
            [int(product_id)] if product_id.isdigit() else []
        )
        if not product:
            raise NotFound()
        goods = self._retail_goods()
        if len(goods) < MAX_GOODS:
            goods.setdefault(product, 1.0)
        self._retail_keep(goods)
        return request.redirect(FORM)

    # === After sending === #

    @route(
        "/retail/request/<int:request_id>/<string:token>",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
    )
    def b2b_retail_page(self, request_id, token, sent=None, **kw):
        """The visitor follows the request: who took it and what they answer."""
        record_sudo = self._retail_record(request_id, token)
        return request.render(
            "b2b_portal.retail_page",
            {
                "record": record_sudo,
                "token": token,
                "sent": sent,
                "fmt": Formatter(request.env),
            },
        )

    @route(
        "/retail/request/<int:request_id>/<string:token>/withdraw",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def b2b_retail_withdraw(self, request_id, token, **post):
        record_sudo = self._retail_record(request_id, token)
        try:
            with request.env.cr.savepoint():
                record_sudo.answer_ids._withdraw()
        except UserError:
            pass  # closed in the meantime: the page says so
        return request.redirect(record_sudo._path())

    def _retail_record(self, request_id, token):
        record_sudo = request.env["b2b.retail.request"].sudo().browse(request_id)
        if not record_sudo.exists() or not record_sudo._is_token(token):
            raise NotFound()
        return record_sudo
