"""The last stock figure of 1С, and the quant that follows from it."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.spots import at_spots

#: Tables of which a quick update of 1С rewrites every row. Where a page has room for
#: the new version of a row, no index has to be touched: half the work.
ROOMY = ("product_pricelist_item", "stock_quant", "onec_stock")


class OnecStock(models.Model):
    """What 1С last said is free of a product in a warehouse, and when.

    1С's figure knows nothing of what the portal promised since. The quant is
    derived from both on every event that changes either::

        quantity = max(free in 1С − buffer, 0)
                 + reserved here and, at that moment, in 1С as well
                 − shipped after that moment without having been reserved in 1С

    so that what people see as available, ``quantity − reserved_quantity``, is the
    figure less the buffer and less our promises that 1С had not yet counted. A
    shipment is taken off once: either 1С's figure has it or the last term.

    This module, :mod:`..importers.prices` and :mod:`..importers.clone` are the only
    ones that write to core's tables past the ORM; ``reserved_quantity`` is never
    touched.
    """

    _name = "onec.stock"
    _description = "Stock figure of 1С"
    _log_access = False

    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="cascade"
    )
    warehouse_id = fields.Many2one("stock.warehouse", required=True, ondelete="cascade")
    free = fields.Float("Free in 1С", required=True)
    moment = fields.Datetime("As of", required=True)

    _place_unique = models.Constraint(
        "UNIQUE(product_id, warehouse_id)", "One figure per product and warehouse."
    )

    def init(self):
        for table in ROOMY:
            self.env.cr.execute(
                SQL("ALTER TABLE %s SET (fillfactor = 50)", SQL.identifier(table))
            )

    @api.model
    def _derive_for(self, products, warehouses):
        """Derive the quants of some products anew, after an event of ours."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE onec_place ON COMMIT DROP AS
                SELECT product_id, warehouse_id, free, moment FROM onec_stock
                 WHERE product_id = ANY(%s) AND warehouse_id = ANY(%s)
                """,
                products.ids,
                warehouses.ids,
            )
        )
        changed = self._derive()
        self.env.cr.execute("DROP TABLE onec_place")
        return changed

    @api.model
    def _derive(self):
        """Derive the quants of the temporary table ``onec_place``.

        Its rows are those of this model, as they have just been written. The result
        stays in ``onec_target``: product, warehouse, quantity, what is reserved of it.

        :return: number of quants that changed
        """
        # The same locks in the same order as orders take.
        self.env.cr.execute("DROP TABLE IF EXISTS onec_quant, onec_target")
        self.env.cr.execute(
            """
            CREATE TEMPORARY TABLE onec_quant ON COMMIT DROP AS
            SELECT quant.id, quant.ctid AS spot, quant.product_id,
                   location.warehouse_id,
                   quant.quantity, quant.reserved_quantity,
                   location.id = warehouse.lot_stock_id AS is_main,
                   location.usage = 'internal' AS is_internal
              FROM onec_place place
              JOIN stock_quant quant ON quant.product_id = place.product_id
              JOIN stock_location location ON location.id = quant.location_id
                   AND location.warehouse_id = place.warehouse_id
              JOIN stock_warehouse warehouse ON warehouse.id = place.warehouse_id
          ORDER BY quant.id FOR UPDATE OF quant
            """,
            # A quant that changed meanwhile is no error: the caller tries again.
            log_exceptions=False,
        )
        self.env.cr.execute(_TARGET)
        changed = at_spots(
            self.env.cr,
            SQL(
                """
                UPDATE stock_quant quant
                   SET quantity = target.quantity, write_uid = %s,
                       write_date = now() AT TIME ZONE 'UTC'
                  FROM onec_target target
                 WHERE quant.ctid = target.spot
                   AND quant.quantity <> target.quantity
                """,
                self.env.uid,
            ),
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO stock_quant
                       (product_id, location_id, company_id, quantity,
                        reserved_quantity, inventory_quantity_set, in_date,
                        inventory_date, create_uid, write_uid, create_date, write_date)
                SELECT target.product_id, warehouse.lot_stock_id, warehouse.company_id,
                       target.quantity, 0, FALSE,
                       now() AT TIME ZONE 'UTC', CURRENT_DATE,
                       %(uid)s, %(uid)s,
                       now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                  FROM onec_target target
                  JOIN stock_warehouse warehouse ON warehouse.id = target.warehouse_id
                 WHERE target.spot IS NULL AND target.quantity <> 0
                """,
                uid=self.env.uid,
            )
        )
        changed += self.env.cr.rowcount
        self.env["stock.quant"].invalidate_model()
        self.env["product.product"].invalidate_model()
        return changed


# Quantities are figures of 1С with three digits: rounding keeps sums of floats even.
_TARGET = """
CREATE TEMPORARY TABLE onec_target ON COMMIT DROP AS
WITH reserved AS (
    SELECT place.product_id, place.warehouse_id, SUM(line.quantity_product_uom) AS qty
      FROM onec_place place
      JOIN stock_move move ON move.product_id = place.product_id
           AND move.state IN ('assigned', 'partially_available')
      JOIN stock_move_line line ON line.move_id = move.id
      JOIN stock_location location ON location.id = line.location_id
           AND location.warehouse_id = place.warehouse_id
      JOIN sale_order_line sale_line ON sale_line.id = move.sale_line_id
      JOIN sale_order ON sale_order.id = sale_line.order_id
           AND sale_order.onec_reserved_at <= place.moment
  GROUP BY place.product_id, place.warehouse_id
), shipped AS (
    SELECT place.product_id, place.warehouse_id, SUM(line.quantity_product_uom) AS qty
      FROM onec_place place
      JOIN stock_move move ON move.product_id = place.product_id AND move.state = 'done'
      JOIN stock_picking picking ON picking.id = move.picking_id
           AND picking.date_done > place.moment
      JOIN stock_move_line line ON line.move_id = move.id
      JOIN stock_location location ON location.id = line.location_id
           AND location.warehouse_id = place.warehouse_id
      JOIN stock_location target ON target.id = line.location_dest_id
           AND target.usage = 'customer'
 LEFT JOIN sale_order_line sale_line ON sale_line.id = move.sale_line_id
 LEFT JOIN sale_order ON sale_order.id = sale_line.order_id
     WHERE sale_order.onec_reserved_at IS NULL
        OR sale_order.onec_reserved_at > place.moment
  GROUP BY place.product_id, place.warehouse_id
), quants AS (
    SELECT product_id, warehouse_id, MIN(id) FILTER (WHERE is_main) AS quant_id,
           SUM(quantity) FILTER (WHERE is_internal) AS total,
           SUM(reserved_quantity) FILTER (WHERE is_main) AS reserved
      FROM onec_quant GROUP BY product_id, warehouse_id
)
SELECT place.product_id, place.warehouse_id, quant.spot,
       COALESCE(quants.reserved, 0) AS reserved,
       ROUND(1000 * (
           GREATEST(place.free - COALESCE(warehouse.b2b_buffer, 0), 0)
           + COALESCE(reserved.qty, 0) - COALESCE(shipped.qty, 0)
           -- What lies in other places of the warehouse counts as well.
           - (COALESCE(quants.total, 0) - COALESCE(quant.quantity, 0))
       )::float8) / 1000 AS quantity
  FROM onec_place place
  JOIN stock_warehouse warehouse ON warehouse.id = place.warehouse_id
LEFT JOIN reserved USING (product_id, warehouse_id)
LEFT JOIN shipped USING (product_id, warehouse_id)
LEFT JOIN quants USING (product_id, warehouse_id)
LEFT JOIN onec_quant quant ON quant.id = quants.quant_id
"""
