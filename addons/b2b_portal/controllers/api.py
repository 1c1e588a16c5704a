import json

from werkzeug.exceptions import BadRequest, HTTPException, NotFound

from odoo.exceptions import UserError
from odoo.http import request, route

from .common import ORDERING_ROLES, CabinetController

PAGE = 500
MAX_LINES = 2000
MAX_QUANTITY = 1e9
MAX_BODY = 2 * 1024 * 1024
API = "/b2b/api/v1"
ROUTE = {"type": "http", "auth": "bearer", "save_session": False}


class Problem(Exception):
    """What is wrong with a request, for the program that sent it."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


class PortalApi(CabinetController):
    """For the contractors' own systems: goods, prices, stock, orders. See docs/api.md.

    A person's API key opens exactly what the person sees in the cabinet.
    """

    @route(f"{API}/products", methods=["GET"], readonly=True, **ROUTE)
    def api_products(self, offset="0", limit=PAGE, article=None, **query):
        """Goods of the person's catalogue with own prices and stock, by pages."""
        return self._api_answer(self._api_products, offset, limit, article)

    @route(f"{API}/orders", methods=["GET"], readonly=True, **ROUTE)
    def api_orders(self, offset="0", limit="100", **query):
        """Orders that the person sees, the newest first, without lines."""
        return self._api_answer(self._api_orders, offset, limit)

    @route(f"{API}/orders/<string:number>", methods=["GET"], readonly=True, **ROUTE)
    def api_order(self, number):
        """One order with its lines, shipments and documents."""
        return self._api_answer(self._api_order, number)

    @route(
        f"{API}/orders",
        methods=["POST"],
        csrf=False,
        max_content_length=MAX_BODY,
        **ROUTE,
    )
    def api_place(self, **ignored):
        """Place an order; a repeat with the same ``Idempotency-Key`` places nothing."""
        return self._api_answer(self._api_place)

    # === Reading === #

    def _api_products(self, offset, limit, article):
        self._check_role(*ORDERING_ROLES)
        env = request.env
        domain = env["website"].get_current_website().sale_product_domain()
        if article:
            domain = [*domain, ("default_code", "=", article)]
        products = env["product.product"].search(
            domain,
            order="id",
            offset=_number(offset),
            limit=min(_number(limit), PAGE) or PAGE,
        )
        return 200, {"products": env["b2b.api"]._products(products)}

    def _api_orders(self, offset, limit):
        self._check_role()
        orders = request.env["sale.order"].search(
            request.env["b2b.cabinet"]._orders_domain(),
            order="id desc",
            offset=_number(offset),
            limit=min(_number(limit), PAGE) or PAGE,
        )
        return 200, {"orders": request.env["b2b.api"]._orders(orders)}

    def _api_order(self, number):
        self._check_role()
        domain = request.env["b2b.cabinet"]._orders_domain()
        order = request.env["sale.order"].search([*domain, ("name", "=", number)])
        if not order:
            raise NotFound()
        return 200, request.env["b2b.api"]._whole_order(order)

    # === Placing === #

    def _api_place(self):
        self._check_role(*ORDERING_ROLES)
        env = request.env
        key = request.httprequest.headers.get("Idempotency-Key", "").strip()
        if not 8 <= len(key) <= 64:
            raise Problem(
                400, env._("Header Idempotency-Key: 8 to 64 characters of your own.")
            )
        api = env["b2b.api"]
        body = self._api_body()
        with env.cr.savepoint():
            order_sudo = api._draft(key, body)
        if order_sudo.b2b_status != "cart":
            return 200, api._whole_order(order_sudo)
        try:
            # The turn commits, so the draft is there for a repeat after a crash.
            env["b2b.turn"]._take(order_sudo)
            with env.cr.savepoint():
                answer = order_sudo._place(accept_changes=True)
        except UserError as error:
            order_sudo.invalidate_recordset()
            order_sudo.unlink()
            raise Problem(422, str(error)) from None
        status = 202 if answer["result"] == "approval" else 201
        return status, api._whole_order(order_sudo)

    def _api_body(self):
        """The order as it was sent: allow-listed values, checked for their kinds."""
        _ = request.env._
        try:
            body = json.loads(request.httprequest.get_data())
            lines = [
                (str(line["article"]).strip(), float(line["quantity"]))
                for line in body["lines"]
            ]
        except (ValueError, TypeError, KeyError):
            raise Problem(
                400,
                _(
                    "Body: JSON with «lines», a list of objects with «article» and "
                    "«quantity», is expected."
                ),
            ) from None
        if not 0 < len(lines) <= MAX_LINES:
            raise Problem(422, _("Lines: 1 to %s are expected.", MAX_LINES))
        for article, quantity in lines:
            # JSON lets NaN and infinity through, which are less than no limit.
            if not abs(quantity) < MAX_QUANTITY:
                wrong = _("Quantity: a number above zero is expected.")
                raise Problem(422, f"{article}: {wrong}")
        texts = (
            "inn",
            "kpp",
            "contract",
            "warehouse",
            "payment",
            "po_number",
            "comment",
        )
        values = {name: str(body.get(name) or "").strip() for name in texts}
        return {**values, "lines": lines}

    # === Answers === #

    def _api_answer(self, function, *args):
        """Run a method that returns status and content; answer in JSON, always."""
        try:
            status, content = function(*args)
        except Problem as problem:
            status, content = problem.status, {"error": str(problem)}
        except UserError as error:
            status, content = 422, {"error": str(error)}
        except NotFound:
            status, content = 404, {"error": request.env._("Not found.")}
        except HTTPException as error:
            status, content = error.code, {"error": error.description}
        return request.make_json_response(content, status=status)


def _number(text):
    try:
        number = int(text)
    except (TypeError, ValueError):
        raise BadRequest(f"{text!r} is no number") from None
    if not 0 <= number < 2**31:
        raise BadRequest(f"{text!r} is out of range")
    return number
