"""The search of the catalogue: by article, barcode and name, forgiving mistakes.

PostgreSQL's ``pg_trgm`` picks the goods whose names look like the query, through core's
trigram index of names; ``tools/goods_search.py`` then says how well each fits. Without
the extension (nobody may create it in this database) the words have to be spelt as in
the name; wrong layout and Latin letters are still understood.
"""

import logging

import psycopg2

from odoo import api, models
from odoo.fields import Domain
from odoo.modules.db import has_trigram
from odoo.tools import SQL

from ..tools import goods_search

_logger = logging.getLogger(__name__)

# So many names that look like the query are compared word by word.
CANDIDATES = 400
# How much of a word's trigrams a name has to have to be compared at all.
LIKENESS = 0.2
# The rest of a longer query is not looked at: each word is compared with each name.
MAX_QUERY = 100
# What fits much worse than the best is left out.
MARGIN = 0.12


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def init(self):
        # Where the database's owner may; a refusal is no reason not to work.
        super().init()
        if has_trigram(self.env.cr):
            return
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute("CREATE EXTENSION pg_trgm", log_exceptions=False)
        except psycopg2.Error as error:
            _logger.info("Search without pg_trgm, mistakes are not forgiven: %s", error)
            return
        # Indexes of names are made at the end of this installation.
        self.env.registry.has_trigram = True

    @api.model
    def _search_fetch(self, search_detail, search, limit, order):
        # EXTENDS website
        if not (search or "").strip():
            return super()._search_fetch(search_detail, search, limit, order)
        found = self._b2b_find(search, Domain.AND(search_detail["base_domain"]))
        if search_detail.get("b2b_order"):
            found = self.search([("id", "in", found.ids)], order=order)
        return (found[:limit] if limit else found), len(found)

    @api.model
    def _b2b_find(self, text, domain):
        """Goods that a query may mean, the best first.

        :param str text: an article (its beginning), a barcode, or words of the name
        :param domain: what the person may find
        """
        text = text[:MAX_QUERY]
        return self.browse(self._b2b_find_articles(text, domain)) or self.browse(
            self._b2b_find_names(text, domain)
        )

    def _b2b_find_articles(self, text, domain):
        """Ids of templates with a variant of this article or barcode."""
        keys = [
            key
            for key in goods_search.article_keys(text)
            # Words are no articles; three figures may be the beginning of one.
            if len(key) > 2 and any(sign.isdigit() for sign in key)
        ]
        if not keys:
            return []
        query = self._search(domain)
        article = SQL(
            "regexp_replace(translate(upper(product.default_code), %s, %s),"
            " '[^0-9A-ZА-Я]', '', 'g')",
            *goods_search.LOOKALIKES,
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product.product_tmpl_id
                  FROM product_product product
                 WHERE product.active
                   AND product.product_tmpl_id IN %(goods)s
                   AND (%(article)s LIKE ANY(%(starts)s)
                        OR product.barcode = ANY(%(keys)s))
              GROUP BY product.product_tmpl_id
              ORDER BY BOOL_OR(%(article)s = ANY(%(keys)s)
                               OR product.barcode = ANY(%(keys)s)) IS TRUE DESC,
                       MIN(product.default_code)
                 LIMIT %(limit)s
                """,
                goods=query.subselect(),
                article=article,
                starts=[f"{key}%" for key in keys],
                keys=keys,
                limit=CANDIDATES,
            )
        )
        return [id_ for (id_,) in rows]

    def _b2b_find_names(self, text, domain):
        """Ids of templates by words of the name, articles of variants included."""
        readings = goods_search.readings(text)
        if not readings:
            return []
        query = self._search(domain)
        name = self._field_to_sql(self._table, "name", query)
        if self.env.registry.has_trigram:
            self._b2b_like_names(query, [" ".join(reading) for reading in readings])
        else:
            self._b2b_with_words(query, name, readings)
        query.limit = CANDIDATES
        columns = [SQL.identifier(self._table, "id"), name]
        columns.append(SQL.identifier(self._table, "default_code"))
        rows = self.env.execute_query(query.select(*columns))
        scores = {}
        for id_, found, article in rows:
            parts = goods_search.words(found) + goods_search.words(article)
            # A reading that had to be guessed is worth a little less.
            best = max(
                goods_search.score(reading, parts) - 0.01 * place
                for place, reading in enumerate(readings)
            )
            if best > 0:
                scores[id_] = best
        least = max(scores.values(), default=0) - MARGIN
        return sorted(
            (id_ for id_, value in scores.items() if value >= least),
            key=lambda id_: -scores[id_],
        )

    def _b2b_like_names(self, query, texts):
        """Narrow a query to names that look like one of the texts, the likest first."""
        unaccent = self.env.registry.unaccent
        # The expression of core's trigram index; trigrams know no case.
        names = unaccent(
            SQL(
                "jsonb_path_query_array(%s, '$.*')::text",
                SQL.identifier(self._table, "name"),
            )
        )
        texts = [unaccent(SQL("%s", text)) for text in texts]
        self.env.cr.execute(
            SQL("SET LOCAL pg_trgm.word_similarity_threshold TO %s", LIKENESS)
        )
        query.add_where(
            SQL(
                "(%s)",
                SQL(" OR ").join(SQL("%s <%% %s", text, names) for text in texts),
            )
        )
        query.order = SQL(
            "GREATEST(%s) DESC",
            SQL(", ").join(
                SQL("word_similarity(%s, %s)", text, names) for text in texts
            ),
        )

    def _b2b_with_words(self, query, name, readings):
        """Narrow a query to names that hold all the words of one of the readings."""
        folded = SQL("translate(lower(%s), 'ё', 'е')", name)
        query.add_where(
            SQL(
                "(%s)",
                SQL(" OR ").join(
                    SQL(
                        "(%s)",
                        SQL(" AND ").join(
                            SQL("%s LIKE %s", folded, f"%{word}%") for word in reading
                        ),
                    )
                    for reading in readings
                ),
            )
        )


class Website(models.Model):
    _inherit = "website"

    def _search_find_fuzzy_term(self, search_details, search, *args, **kwargs):
        # EXTENDS website: goods forgive mistakes themselves; core would replace the
        # query by one word of somebody's name.
        if any(detail["model"] == "product.template" for detail in search_details):
            return False
        return super()._search_find_fuzzy_term(search_details, search, *args, **kwargs)
