"""Rows of articles and quantities, each answered for: the heart of the quick order.

A thousand rows cost as many queries as ten.
"""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import goods_search


class B2bQuickOrder(models.AbstractModel):
    _name = "b2b.quick.order"
    _description = "Quick order"

    @api.model
    def _check(self, rows):
        """Say of every row what it is and whether it can be ordered.

        Call it with the person's own user, whose catalogue and terms decide.

        :param rows: list of ``order_list.Row``; rows of one product are summed
        :return: list of dicts in the order of the rows: ``article`` (as typed),
            ``source`` (rows as typed), ``product`` (by sudo, may be empty),
            ``choices`` (variants that the article may mean),
            ``quantity`` (base unit), ``price``, ``free``, ``problems`` (every reason
            why it cannot be ordered), ``warnings`` (it can, but…), ``suggest`` (the
            nearest quantity that can be ordered, or None)
        """
        found, strangers = self._find({row.article for row in rows})
        answers = {}
        for row in rows:
            products, factor = found.get(_key(row.article), (None, 1.0))
            product = products if products and len(products) == 1 else None
            quantity, problem = self._quantity(row, product, factor)
            # Rows that are wrong by themselves stay apart: each is to be mended.
            key = product.id if product and not problem else (row.source,)
            answer = answers.setdefault(key, self._blank(row.article, product))
            answer["source"].append(row.source)
            answer["quantity"] += quantity
            if not product:
                problem = problem or self._unknown(row.article, products, strangers)
                answer["choices"] = products or answer["choices"]
            if problem and problem not in answer["problems"]:
                answer["problems"].append(problem)
        answers = list(answers.values())
        self._check_products(answers)
        return answers

    @api.model
    def _resolve(self, articles):
        """Say of every article which product it means.

        :return: ``{article: (product by sudo, base units in one of what it names)}``
            of those that are clear, and ``{article: why not}`` of the others
        """
        found, strangers = self._find(set(articles))
        clear, problems = {}, {}
        for article in articles:
            products, factor = found.get(_key(article), (None, 1.0))
            if products and len(products) == 1:
                clear[article] = (products, factor)
            else:
                problems[article] = self._unknown(article, products, strangers)
        return clear, problems

    def _blank(self, article, product=None):
        none = self.env["product.product"]
        return {
            "article": article,
            "source": [],
            "product": product or none,
            "choices": none,
            "quantity": 0.0,
            "price": None,
            "free": None,
            "problems": [],
            "warnings": [],
            "suggest": None,
        }

    def _unknown(self, article, products, strangers):
        if products:
            return self.env._(
                "%s variants have this article: choose one", len(products)
            )
        if _key(article) in strangers:
            return self.env._("this product is not in your catalogue")
        return self.env._("nothing has this article or barcode")

    def _quantity(self, row, product, factor):
        """Quantity of a row in the base unit, and what is wrong with it."""
        if row.quantity is None:
            return 0.0, self.env._("the quantity is not a number")
        if row.quantity <= 0:
            return 0.0, self.env._("the quantity must be above zero")
        if not product or not row.unit:
            return row.quantity * factor, None
        if unit := (product.uom_id | product.uom_ids)._b2b_named(row.unit):
            return product._b2b_in_base(row.quantity, unit), None
        return row.quantity, self.env._(
            "the unit «%(unit)s» is not known, it is sold by %(units)s",
            unit=row.unit,
            units=", ".join((product.uom_id | product.uom_ids).mapped("name")),
        )

    def _check_products(self, answers):
        """What products say of the quantities, each figure read in one set."""
        known = [answer for answer in answers if answer["product"]]
        products = self.env["product.product"].union(
            *(answer["product"] for answer in known)
        )
        if not products:
            return
        stock = products.sudo(False)._b2b_stock()
        self._check_prices(known, products)
        for answer in known:
            product, quantity = answer["product"], answer["quantity"]
            answer["free"] = sum(stock[product.id].values())
            if not answer["price"]:
                answer["problems"].append(
                    self.env._("no price: ask your manager for it")
                )
            if not quantity:
                continue
            wrong = product._b2b_quantity_problems(quantity)
            answer["problems"] += wrong
            if wrong:
                answer["suggest"] = product._b2b_nearest_quantity(quantity)
            self._check_stock(answer)

    def _check_prices(self, answers, products):
        """Prices by quantity, each from the list of whoever sells the product."""
        by_product = {}
        for answer in answers:
            by_product.setdefault(answer["product"].id, []).append(answer)
        for pricelist, sold in products.sudo(False)._b2b_own_lists().items():
            own = [answer for id_ in sold.ids for answer in by_product[id_]]
            rows = [
                (answer["product"], answer["quantity"] or 1.0, answer["product"].uom_id)
                for answer in own
            ]
            prices = pricelist.sudo()._b2b_price_rows(rows)
            for answer, (price, _rule) in zip(own, prices, strict=True):
                answer["price"] = price or None

    def _check_stock(self, answer):
        product, free = answer["product"], answer["free"]
        if not product.is_storable:
            return
        if product.uom_id.compare(answer["quantity"], free) <= 0:
            return
        answer["warnings"].append(
            self.env._(
                "more than in stock: there are %(free)g %(unit)s",
                free=free,
                unit=product.uom_id.name,
            )
            if free > 0
            else self.env._("out of stock")
        )
        if not answer["suggest"]:
            answer["suggest"] = product._b2b_round_down(free) or None

    # === Which goods are meant === #

    def _find(self, articles):
        """Goods by article or barcode, of the product or of a pack of it.

        :return: ``{key: (products by sudo, base units in one of what the key names)}``
            of what the person may order (several variants may have one article), and
            the keys of what others may
        """
        keys = {_key(article) for article in articles} - {""}
        chosen = {int(key[1:]) for key in keys if key[0] == "#"}
        matches = {}
        for product_id, key in self._match(keys):
            matches.setdefault(key, set()).add(product_id)
        packs = self.env["product.uom"].sudo()
        packs = packs.search_fetch(
            Domain("barcode", "in", [article.strip() for article in articles]),
            ["barcode", "product_id", "uom_id"],
        )
        ids = set().union(*matches.values(), packs.product_id.ids, chosen)
        website = self.env["website"].get_current_website()
        own = self.env["product.product"].search(
            Domain("id", "in", list(ids)) & Domain(website.sale_product_domain())
        )
        mine = {product.id: product.sudo() for product in own}
        found, strangers = {}, set()
        for key, product_ids in matches.items():
            goods = own.sudo().browse(sorted(product_ids & mine.keys()))
            if goods:
                # Read together with the others, not one by one.
                found[key] = (goods.with_prefetch(own.ids), 1.0)
            else:
                strangers.add(key)
        for pack in packs:
            product = pack.product_id
            if product.id in mine:
                factor = pack.uom_id._compute_quantity(1.0, product.uom_id, round=False)
                found.setdefault(_key(pack.barcode), (product, factor))
        for id_ in chosen & mine.keys():
            found[f"#{id_}"] = (mine[id_], 1.0)
        return found, strangers

    def _match(self, keys):
        """``[(product id, key)]`` of goods on sale, whoever may see them."""
        self.env["product.product"].flush_model(["default_code", "barcode", "active"])
        article = SQL(
            "regexp_replace(translate(upper(product.default_code), %s, %s),"
            " '[^0-9A-ZА-Я]', '', 'g')",
            *goods_search.LOOKALIKES,
        )
        return self.env.execute_query(
            SQL(
                """
                SELECT goods.id, goods.key
                  FROM (SELECT product.id, %(article)s AS key,
                               product.product_tmpl_id
                          FROM product_product product
                         WHERE product.active AND product.default_code IS NOT NULL
                     UNION ALL
                        SELECT product.id, upper(product.barcode),
                               product.product_tmpl_id
                          FROM product_product product
                         WHERE product.active AND product.barcode IS NOT NULL
                       ) AS goods
                  JOIN product_template template ON template.id = goods.product_tmpl_id
                 WHERE goods.key = ANY(%(keys)s)
                   AND template.sale_ok AND template.is_published
              ORDER BY goods.id
                """,
                article=article,
                keys=list(keys),
            )
        )

    @api.model
    def _suggest(self, text, limit=8):
        """Goods that a person may mean while typing, the best first.

        :return: the answers of ``_check`` for one least quantity of each
        """
        website = self.env["website"].get_current_website()
        domain = Domain(website.sale_product_domain())
        templates = self.env["product.template"]._b2b_find(text, domain)[:limit]
        products = self.env["product.product"].search(
            domain & Domain("product_tmpl_id", "in", templates.ids)
        )
        key = goods_search.article_key(text)
        place = {id_: number for number, id_ in enumerate(templates.ids)}
        products = products.sorted(
            lambda product: (
                place[product.product_tmpl_id.id],
                not goods_search.article_key(product.default_code).startswith(key),
                product.default_code or "",
            )
        )[:limit]
        answers = [
            {
                **self._blank(
                    product.default_code or product.barcode or "", product.sudo()
                ),
                "quantity": product._b2b_least_quantity(),
            }
            for product in products
        ]
        self._check_products(answers)
        return answers


def _key(article):
    """What articles are compared by: ``VZ-1007 / 2`` is ``VZ10072``.

    ``#12`` is the product of this id: a variant that was chosen among several.
    """
    if article[:1] == "#" and article[1:].isdecimal() and len(article) < 10:
        return article
    return goods_search.article_key(article)
