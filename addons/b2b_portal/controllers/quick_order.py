import io
from urllib.parse import quote

from odoo.http import content_disposition, request, route

from ..tools import order_list
from .common import ORDERING_ROLES, CabinetController

MAX_FILE = 5 * 1024 * 1024


class CabinetQuickOrder(CabinetController):
    @route("/my/quick-order", type="http", auth="user", website=True, sitemap=False)
    def b2b_quick_order(self, lines="", upload=None, **post):
        """Order by a list of articles: pasted, or uploaded as XLSX or CSV.

        Good rows go into the cart; bad ones come back with the reason, to be mended.
        """
        self._check_role(*ORDERING_ROLES)
        values = self._cabinet_values(
            "quick_order", text=lines, answer=None, error=None
        )
        if request.httprequest.method == "POST":
            try:
                rows = self._quick_order_read(lines, upload)
            except order_list.UnreadableList:
                rows = []
                values["error"] = request.env._(
                    "The file cannot be read. An XLSX or CSV file with columns "
                    "«Артикул» and «Количество» is expected."
                )
            if rows:
                answer = self._quick_order_fill(rows)
                values["answer"] = answer
                values["text"] = "\n".join(row["source"] for row in answer["bad"])
                values["bad_csv"] = "data:text/csv;charset=utf-8," + quote(
                    order_list.to_csv(
                        [(row["source"], row["problem"]) for row in answer["bad"]]
                    )
                )
            elif not values["error"]:
                values["error"] = request.env._("There is no row with an article.")
        return request.render("b2b_portal.quick_order", values)

    def _quick_order_read(self, text, upload):
        if upload:
            content = upload.read(MAX_FILE + 1)
            if len(content) > MAX_FILE:
                raise order_list.UnreadableList("too large")
            return order_list.parse_file(upload.filename or "", content)
        return order_list.parse_text(text or "")

    def _quick_order_fill(self, rows):
        """Put the rows into the cart.

        :return: dict: ``good`` and ``bad`` lists of dicts, ``warnings``
        """
        _ = request.env._
        found = self._quick_order_products({row.article for row in rows})
        bad, wanted, sources = [], [], {}
        for row in rows:
            product = found.get(row.article.lower())
            if not product:
                problem = _("This product is not in your catalogue.")
            elif not row.quantity:
                problem = _("The quantity must be above zero.")
            else:
                wanted.append((product.id, row.quantity))
                sources.setdefault(product.id, []).append(row.source)
                continue
            bad.append({"source": row.source, "problem": problem})
        good = []
        if wanted:
            cart_sudo = request.cart or request.website._create_cart()
            products = {product.id: product for product in found.values()}
            for result in cart_sudo._b2b_cart_add(wanted):
                product_id = result["product_id"]
                if result["problem"]:
                    bad += [
                        {"source": source, "problem": result["problem"]}
                        for source in sources[product_id]
                    ]
                else:
                    good.append({**result, "product": products[product_id]})
        return {
            "good": good,
            "bad": bad,
            "warnings": [row for row in good if row["warning"]],
        }

    def _quick_order_products(self, articles):
        """Goods of the person's catalogue by article or barcode, in lower case."""
        spellings = {
            text
            for article in articles
            for text in (article, article.upper(), article.lower())
        }
        products = request.env["product.product"].search(
            [
                *request.website.sale_product_domain(),
                "|",
                ("default_code", "in", list(spellings)),
                ("barcode", "in", list(spellings)),
            ]
        )
        found = {}
        for product in products:
            for key in (product.barcode, product.default_code):
                if key:
                    found[key.lower()] = product
        return found

    @route("/my/price-list.xlsx", type="http", auth="user", website=True, readonly=True)
    def b2b_price_list(self, **kw):
        """Own prices and stock as an order form: fill the last column, upload it."""
        self._check_role(*ORDERING_ROLES)
        import openpyxl

        _ = request.env._
        products = request.env["product.product"].search(
            request.website.sale_product_domain(), order="default_code, id"
        )
        prices = products._b2b_prices(request.pricelist)
        stock = products._b2b_stock()
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet(_("Price list"))
        widths = (18, 60, 8, 12, 12, 14)
        for letter, width in zip("ABCDEF", widths, strict=True):
            sheet.column_dimensions[letter].width = width
        sheet.freeze_panes = "A2"
        sheet.append(
            [
                "Артикул",
                _("Product"),
                _("Unit"),
                _("Price"),
                _("In stock"),
                "Количество",
            ]
        )
        for product in products:
            if not prices[product.id]:
                continue
            sheet.append(
                [
                    product.default_code or product.barcode or "",
                    product.with_context(display_default_code=False).display_name,
                    product.uom_id.name,
                    prices[product.id],
                    sum(stock[product.id].values()),
                    None,
                ]
            )
        out = io.BytesIO()
        book.save(out)
        return request.make_response(
            out.getvalue(),
            headers=[
                (
                    "Content-Type",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                ),
                (
                    "Content-Disposition",
                    content_disposition(f"{_('Price list')}.xlsx"),
                ),
            ],
        )
