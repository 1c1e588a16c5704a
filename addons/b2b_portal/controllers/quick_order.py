import json

from werkzeug.exceptions import BadRequest, NotFound

from odoo.exceptions import UserError
from odoo.http import content_disposition, request, route

from ..tools import order_list, order_xlsx
from ..tools.format import Formatter
from .common import ORDERING_ROLES, CabinetController

MAX_FILE = 5 * 1024 * 1024
ARTICLE, QUANTITY = "Артикул", "Количество"


class CabinetQuickOrder(CabinetController):
    """Order by a list of articles: typed, pasted, or uploaded as XLSX or CSV."""

    @route("/my/quick-order", type="http", auth="user", website=True, sitemap=False)
    def b2b_quick_order(self, lines="", upload=None, **post):
        """The page. Without scripts its form puts good rows into the cart at once."""
        self._check_role(*ORDERING_ROLES)
        values = self._cabinet_values(
            "quick_order", answer=None, error=None, rows=[], lists=self._quick_lists()
        )
        if request.httprequest.method == "POST":
            try:
                rows = self._quick_order_read(lines, upload)
            except order_list.UnreadableList:
                rows, values["error"] = [], self._quick_unreadable()
            if rows:
                answer = self._quick_order_fill(rows)
                values.update(answer=answer, rows=self._quick_rows(answer["bad"]))
            elif not values["error"]:
                values["error"] = request.env._("There is no row with an article.")
        return request.render("b2b_portal.quick_order", values)

    # === What the page asks for === #

    @route("/my/quick-order/check", type="jsonrpc", auth="user", website=True)
    def b2b_quick_check(self, rows=(), text=""):
        """Answer for every row: ``rows`` as the page has them, ``text`` is added."""
        self._check_role(*ORDERING_ROLES)
        typed = self._quick_typed(rows) + order_list.parse_text(str(text or ""))
        return self._quick_answer(typed)

    @route(
        "/my/quick-order/upload",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_quick_upload(self, upload=None, rows="[]", **post):
        """The same for a file; ``rows`` (JSON) is what the page holds already."""
        self._check_role(*ORDERING_ROLES)
        try:
            read = self._quick_order_read("", upload)
        except order_list.UnreadableList:
            return request.make_json_response({"error": self._quick_unreadable()})
        if not read:
            return request.make_json_response(
                {"error": request.env._("There is no row with an article.")}
            )
        return request.make_json_response(
            self._quick_answer(self._quick_typed(self._quick_json(rows)) + read)
        )

    @route("/my/quick-order/suggest", type="jsonrpc", auth="user", website=True)
    def b2b_quick_suggest(self, term=""):
        """Goods that the person may mean while typing."""
        self._check_role(*ORDERING_ROLES)
        term = str(term or "").strip()[:80]
        if len(term) < 2:
            return []
        found = request.env["b2b.quick.order"]._suggest(term)
        return self._quick_rows(found)

    @route("/my/quick-order/put", type="jsonrpc", auth="user", website=True)
    def b2b_quick_put(self, rows=(), target="cart", name="", list_id=None):
        """Send the good rows on; the others stay with their reasons.

        :param target: ``cart``, ``list``, or what another add-on knows
        :return: dict ``sent`` (how many), ``url`` (where they are), ``rows`` (left)
        """
        self._check_role(*ORDERING_ROLES)
        put = getattr(self, f"_quick_put_{target}", None)
        if target not in self._quick_targets() or not put:
            raise NotFound()
        answers = request.env["b2b.quick.order"]._check(self._quick_typed(rows))
        good = [answer for answer in answers if not answer["problems"]]
        left = [answer for answer in answers if answer["problems"]]
        if not good:
            raise UserError(request.env._("There is no row that can be ordered."))
        wanted = [(answer["product"].id, answer["quantity"]) for answer in good]
        url, refused = put(wanted, str(name or "").strip()[:80], list_id)
        for answer in good:
            if problem := refused.get(answer["product"].id):
                answer["problems"].append(problem)
                left.append(answer)
        return {
            "sent": len(answers) - len(left),
            "url": url,
            "rows": self._quick_rows(left),
        }

    def _quick_targets(self):
        """Where rows can go."""
        return ["cart", "list"]

    def _quick_put_cart(self, wanted, name, list_id):
        cart_sudo = request.cart or request.website._create_cart()
        refused = {
            row["product_id"]: row["problem"]
            for row in cart_sudo._b2b_cart_add(wanted)
            if row["problem"]
        }
        return "/shop/cart", refused

    def _quick_put_list(self, wanted, name, list_id):
        if list_id:
            list_sudo = self._list_check(list_id, change=True)
            list_sudo._put(wanted)
        else:
            list_sudo = request.env["b2b.list"]._make(
                request.env.user.partner_id,
                name or request.env._("Quick order"),
                wanted,
            )
        return f"/my/lists/{list_sudo.id}", {}

    def _quick_lists(self):
        """Named lists that the person may add to."""
        return (
            request.env["b2b.list"]
            .sudo()
            .search(
                [
                    ("owner_id", "=", request.env.user.partner_id.id),
                    ("kind", "=", "list"),
                ]
            )
        )

    # === Reading and answering === #

    def _quick_order_read(self, text, upload):
        if upload:
            content = upload.read(MAX_FILE + 1)
            if len(content) > MAX_FILE:
                raise order_list.UnreadableList("too large")
            return order_list.parse_file(upload.filename or "", content)
        return order_list.parse_text(text or "")

    def _quick_order_fill(self, rows):
        """Put the good rows into the cart.

        :return: dict: ``good`` and ``bad`` lists of answers of ``b2b.quick.order``
        """
        answers = request.env["b2b.quick.order"]._check(rows)
        good = [answer for answer in answers if not answer["problems"]]
        bad = [answer for answer in answers if answer["problems"]]
        if good:
            _url, refused = self._quick_put_cart(
                [(answer["product"].id, answer["quantity"]) for answer in good],
                "",
                None,
            )
            for answer in good:
                if problem := refused.get(answer["product"].id):
                    answer["problems"].append(problem)
                    bad.append(answer)
        return {
            "good": [answer for answer in good if not answer["problems"]],
            "bad": bad,
        }

    def _quick_json(self, text):
        try:
            return json.loads(text or "[]")
        except ValueError:
            raise BadRequest() from None

    def _quick_typed(self, rows):
        """Rows of the page, ``[article, quantity as typed]``, as those of a list."""
        result = []
        if not isinstance(rows, list | tuple):
            raise BadRequest()
        for row in rows[: order_list.MAX_ROWS]:
            if not isinstance(row, list | tuple) or len(row) != 2:
                raise BadRequest()
            article, quantity = (str(cell if cell is not None else "") for cell in row)
            article = article.strip()[:80]
            if article:
                result.append(
                    order_list.Row(
                        article,
                        source=f"{article};{quantity[:40]}",
                        **order_list.amount(quantity[:40]),
                    )
                )
        return result

    def _quick_answer(self, typed):
        answers = request.env["b2b.quick.order"]._check(typed)
        return {"rows": self._quick_rows(answers)}

    def _quick_rows(self, answers):
        """Answers of ``b2b.quick.order`` as the page shows them."""
        currency = request.pricelist.currency_id
        fmt = Formatter(request.env, currency)
        plain = {"display_default_code": False}
        rows = []
        for answer in answers:
            product, price = answer["product"], answer["price"]
            named = product.with_context(**plain)
            quantity = answer["quantity"]
            # What could not be read stays as it was typed.
            if not quantity and answer["source"]:
                typed = answer["source"][-1].partition(";")[2]
            else:
                typed = fmt.input_qty(quantity).replace(".", ",")
            rows.append(
                {
                    "article": answer["article"],
                    "typed": typed,
                    "product_id": product.id,
                    "name": named.display_name if product else "",
                    "code": product.default_code or "",
                    "unit": product.uom_id.name or "",
                    "price": fmt.money(price, currency) if price else "",
                    "amount": currency.round(price * quantity) if price else 0,
                    "total": fmt.money(price * quantity, currency) if price else "",
                    "free": fmt.qty(answer["free"]) if answer["free"] else "",
                    "problems": answer["problems"],
                    "warnings": answer["warnings"],
                    "suggest": fmt.input_qty(answer["suggest"]).replace(".", ",")
                    if answer["suggest"]
                    else "",
                    "choices": [
                        {
                            "article": f"#{choice.id}",
                            "name": choice.with_context(**plain).display_name,
                        }
                        for choice in answer["choices"]
                    ],
                }
            )
        return rows

    def _quick_unreadable(self):
        return request.env._(
            "The file cannot be read. An XLSX or CSV file with columns «Артикул» and "
            "«Количество» is expected."
        )

    # === Files === #

    @route(
        "/my/quick-order/problems.xlsx",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
    )
    def b2b_quick_problems(self, rows="[]", **post):
        """Rows that cannot be ordered, with the reasons: mend and upload again."""
        self._check_role(*ORDERING_ROLES)
        _ = request.env._
        answers = request.env["b2b.quick.order"]._check(
            self._quick_typed(self._quick_json(rows))
        )
        table = [
            [
                row["article"] if not row["article"].startswith("#") else row["code"],
                row["typed"],
                "; ".join(row["problems"]),
                row["suggest"],
                row["name"],
            ]
            for row in self._quick_rows(answers)
            if row["problems"]
        ]
        content = order_xlsx.book(
            _("Not ordered"),
            [ARTICLE, QUANTITY, _("Reason"), _("Would fit"), _("Product")],
            table,
            (20, 14, 60, 12, 50),
        )
        return self._quick_file(content, _("Rows to mend"))

    @route("/my/quick-order/template.xlsx", type="http", auth="user", website=True)
    def b2b_quick_template(self, **kw):
        """An empty file to be filled in."""
        self._check_role(*ORDERING_ROLES)
        _ = request.env._
        content = order_xlsx.book(
            _("Order"),
            [ARTICLE, QUANTITY],
            [],
            (24, 14),
            notes=[
                _("First column: article or barcode, as in the catalogue."),
                _("Second column: quantity, e.g. 12, 2.5 or «3 pack»."),
                _("Other columns do not matter; repeated articles are summed."),
            ],
        )
        return self._quick_file(content, _("Order template"))

    def _quick_file(self, content, name):
        return request.make_response(
            content,
            headers=[
                ("Content-Type", order_xlsx.MIMETYPE),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
            ],
        )
