"""Prices, compared and written in sets."""

from odoo import models
from odoo.tools import SQL

from ..tools.spots import at_spots


class OnecImportPrices(models.AbstractModel):
    """Prices of goods and characteristics, one price list per price type.

    The prices of a slice are joined with the rules that are there; only what differs
    is written, in three statements whatever their number. The rows are those that
    the ORM would write: a test compares both, column by column.
    """

    _name = "onec.import.prices"
    _inherit = "onec.import.figures"
    _description = "Import of prices"

    def _begin(self, file):
        self._report_unmapped(file, "prices", "price_type", self._unknown_type)

    def _finish(self, file):
        """Nothing is left to do."""

    def _apply(self, file):
        known = self.env["onec.link"]._map(file.connection_id, "price_type")
        pricelists = [known.get(guid) for guid in file.columns["prices"]]
        self.env.cr.execute(SQL(_PRICES, pricelists=pricelists))
        rows = self.env.cr.rowcount
        changed = at_spots(
            self.env.cr,
            """
            DELETE FROM product_pricelist_item rule USING onec_price price
             WHERE rule.ctid = price.spot AND price.price = 0
            """,
        )
        changed += at_spots(
            self.env.cr,
            SQL(
                """
                UPDATE product_pricelist_item rule
                   SET fixed_price = price.price, compute_price = 'fixed',
                       write_date = now() AT TIME ZONE 'UTC', write_uid = %s
                  FROM onec_price price
                 WHERE rule.ctid = price.spot AND price.price <> 0 AND price.differs
                """,
                self.env.uid,
            ),
        )
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
                 WHERE price.price <> 0 AND price.spot IS NULL
              ORDER BY price.product_tmpl_id, price.product_id, price.pricelist_id
                """,
                uid=self.env.uid,
            )
        )
        created = self.env.cr.rowcount
        self.env["product.pricelist.item"].invalidate_model()
        self.env["product.pricelist"].invalidate_model(["item_ids"])
        self._report_unknown(file)
        self.env.cr.execute("DROP TABLE onec_price")
        file._count(
            created=created, changed=changed, unchanged=rows - created - changed
        )

    # === what could not be placed === #

    def _unknown_type(self, guid, name, count):
        """Prices of a price type that nobody has placed would be lost silently."""
        return {
            "kind": "price",
            "guid": guid,
            "name": name,
            "code": "price_type",
            "cause": self.env._(
                "%s prices of a price type that has no price list here.", count
            ),
            "fix": self.env._(
                "Choose its price list under «Mapping of price types», "
                "then «Apply again»."
            ),
        }

    def _report_unknown(self, file):
        """Prices of goods that we do not have."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT guid FROM onec_offer
                 WHERE product_tmpl_id IS NULL
                   AND EXISTS (SELECT FROM unnest(prices) AS price WHERE price <> 0)
                 LIMIT 200
                """
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


# The prices of a slice, each beside the rule that is there for it.
_PRICES = """
CREATE TEMPORARY TABLE onec_price ON COMMIT DROP AS
WITH given AS (
    SELECT seq, product_tmpl_id, product_id,
           unnest(%(pricelists)s::integer[]) AS pricelist_id, unnest(prices) AS price
      FROM onec_offer WHERE product_tmpl_id IS NOT NULL
), price AS (
    SELECT DISTINCT ON (product_tmpl_id, product_id, pricelist_id)
           product_tmpl_id, product_id, pricelist_id, price
      FROM given WHERE pricelist_id IS NOT NULL AND price IS NOT NULL
  ORDER BY product_tmpl_id, product_id, pricelist_id, seq DESC
)
SELECT price.*, rule.ctid AS spot,
       rule.fixed_price IS DISTINCT FROM price.price
       OR rule.compute_price <> 'fixed' AS differs
  FROM price
LEFT JOIN LATERAL (
    SELECT ctid, fixed_price, compute_price FROM product_pricelist_item
     WHERE pricelist_id = price.pricelist_id
       AND product_tmpl_id = price.product_tmpl_id
       AND COALESCE(product_id, 0) = COALESCE(price.product_id, 0)
       AND applied_on IN ('0_product_variant', '1_product')
       AND COALESCE(min_quantity, 0) = 0
    OFFSET 0  -- each price looks for its rule by index, however many there are
) rule ON TRUE
"""
