"""Prices, compared and written in sets."""

from odoo import models
from odoo.tools import SQL

#: Offers per transaction.
SLICE = 5000


class OnecImportPrices(models.AbstractModel):
    """Prices of goods and characteristics, one price list per price type.

    A slice of the staged prices is joined with the rules that are there; only
    what differs is written, in three statements whatever their number. The rows
    are those that the ORM would write: a test compares both, column by column.
    """

    _name = "onec.import.prices"
    _inherit = "onec.import"
    _description = "Import of prices"

    def _slice(self, file):
        stage = self.env["onec.stage"]
        if not file.total:
            top = stage._top(file, "onec_stage_price")
            if not top:
                return False
            file.total = top
            self._report_unmapped(file)
        if file.position >= file.total:
            return False
        upto = file.position + SLICE
        self._apply(file, file.position, upto)
        file.position = upto
        return True

    def _apply(self, file, after, upto):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE onec_price ON COMMIT DROP AS
                SELECT DISTINCT ON (pricelist_id, product_tmpl_id, product_id) *
                  FROM (
                    SELECT type.res_id AS pricelist_id,
                           COALESCE(product.product_tmpl_id, good.res_id)
                               AS product_tmpl_id,
                           product.id AS product_id,
                           stage.price, stage.seq, stage.guid
                      FROM onec_stage_price stage
                      JOIN onec_link type ON type.connection_id = %(connection)s
                           AND type.kind = 'price_type' AND type.guid = stage.type_guid
                           AND type.res_id IS NOT NULL
                 LEFT JOIN onec_link variant ON variant.connection_id = %(connection)s
                           AND variant.kind = 'variant' AND variant.guid = stage.guid
                 LEFT JOIN product_product product ON product.id = variant.res_id
                 -- The price of a good with characteristics holds for all of them.
                 LEFT JOIN onec_link good ON variant.res_id IS NULL
                           AND good.connection_id = %(connection)s
                           AND good.kind = 'good' AND good.guid = stage.guid
                     WHERE stage.file_id = %(file)s
                       AND stage.seq > %(after)s AND stage.seq <= %(upto)s
                  ) AS staged
                 WHERE product_tmpl_id IS NOT NULL
              ORDER BY pricelist_id, product_tmpl_id, product_id, seq DESC
                """,
                connection=file.connection_id.id,
                file=file.id,
                after=after,
                upto=upto,
            )
        )
        self.env.cr.execute("ANALYZE onec_price")
        same_rule = SQL(
            """rule.pricelist_id = price.pricelist_id
               AND rule.product_tmpl_id = price.product_tmpl_id
               AND rule.product_id IS NOT DISTINCT FROM price.product_id
               AND COALESCE(rule.min_quantity, 0) = 0
               AND rule.applied_on IN ('0_product_variant', '1_product')"""
        )
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM product_pricelist_item rule USING onec_price price
                 WHERE price.price IS NULL AND %s
                """,
                same_rule,
            )
        )
        changed = self.env.cr.rowcount
        self.env.cr.execute(
            SQL(
                """
                UPDATE product_pricelist_item rule
                   SET fixed_price = price.price, compute_price = 'fixed',
                       write_date = now() AT TIME ZONE 'UTC', write_uid = %s
                  FROM onec_price price
                 WHERE price.price IS NOT NULL AND %s
                   AND (rule.fixed_price IS DISTINCT FROM price.price::float8
                        OR rule.compute_price <> 'fixed')
                """,
                self.env.uid,
                same_rule,
            )
        )
        changed += self.env.cr.rowcount
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO product_pricelist_item
                       (pricelist_id, product_tmpl_id, product_id, applied_on,
                        display_applied_on, base, compute_price, fixed_price,
                        min_quantity, company_id, currency_id,
                        create_uid, write_uid, create_date, write_date)
                SELECT price.pricelist_id, price.product_tmpl_id, price.product_id,
                       CASE WHEN price.product_id IS NULL
                            THEN '1_product' ELSE '0_product_variant' END,
                       '1_product', 'list_price', 'fixed', price.price,
                       0, pricelist.company_id, pricelist.currency_id,
                       %(uid)s, %(uid)s,
                       now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM onec_price price
                  JOIN product_pricelist pricelist ON pricelist.id = price.pricelist_id
                 WHERE price.price IS NOT NULL
                   AND NOT EXISTS (
                       SELECT FROM product_pricelist_item rule WHERE %(same)s)
                """,
                uid=self.env.uid,
                same=same_rule,
            )
        )
        created = self.env.cr.rowcount
        self.env["product.pricelist.item"].invalidate_model()
        self.env["product.pricelist"].invalidate_model(["item_ids"])
        [(rows,)] = self.env.execute_query(SQL("SELECT COUNT(*) FROM onec_price"))
        self._report_unknown(file, after, upto)
        self.env.cr.execute("DROP TABLE onec_price")
        file._count(
            created=created, changed=changed, unchanged=rows - created - changed
        )

    # === what could not be placed === #

    def _report_unmapped(self, file):
        """Price types that nobody has placed: their prices would be lost silently."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT stage.type_guid, MAX(link.name), COUNT(*)
                  FROM onec_stage_price stage
             LEFT JOIN onec_link link ON link.connection_id = %s
                   AND link.kind = 'price_type' AND link.guid = stage.type_guid
                 WHERE stage.file_id = %s AND link.res_id IS NULL
              GROUP BY stage.type_guid
                """,
                file.connection_id.id,
                file.id,
            )
        )
        file._skip(
            [
                {
                    "kind": "price",
                    "guid": guid,
                    "name": name,
                    "code": "price_type",
                    "cause": self.env._(
                        "%s prices of a price type that has no price list here.", count
                    ),
                    "fix": self.env._(
                        "Choose its price list under Exchange with 1С, Mapping."
                    ),
                }
                for guid, name, count in rows
            ]
        )

    def _report_unknown(self, file, after, upto):
        """Prices of goods that we do not have."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT stage.guid FROM onec_stage_price stage
                 WHERE stage.file_id = %s AND stage.seq > %s AND stage.seq <= %s
                   AND stage.price IS NOT NULL
                   AND NOT EXISTS (
                       SELECT FROM onec_link link
                        WHERE link.connection_id = %s AND link.guid = stage.guid
                          AND link.kind IN ('variant', 'good')
                          AND link.res_id IS NOT NULL)
                 LIMIT 200
                """,
                file.id,
                after,
                upto,
                file.connection_id.id,
            )
        )
        file._skip(
            [
                {
                    "kind": "price",
                    "guid": guid,
                    "code": "good",
                    "cause": self.env._("A price of a good that has not come."),
                    "fix": self.env._("Run a full export in 1С."),
                }
                for (guid,) in rows
            ]
        )
