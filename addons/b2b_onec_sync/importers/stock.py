"""Stock figures, compared and written in sets."""

from odoo import fields, models
from odoo.tools import SQL

from ..tools.spots import at_spots


class OnecImportStock(models.AbstractModel):
    """Free stock per warehouse; what it means for quants is :class:`onec.stock`'s."""

    _name = "onec.import.stock"
    _inherit = "onec.import.figures"
    _description = "Import of stock"

    def _begin(self, file):
        self._report_unmapped(file, "stocks", "warehouse", self._unknown_warehouse)

    def _apply(self, file):
        moment = file.formed_at or fields.Datetime.now()
        named, others = self._warehouses(file)
        self.env.cr.execute(SQL(_PLACES, warehouses=named + others, moment=moment))
        rows = self.env.cr.rowcount
        # A figure that is older than the one we have came late: it says nothing.
        # The moment of an equal one matters where something has moved since.
        self.env.cr.execute(
            """
            DELETE FROM onec_place
             WHERE told > moment
                OR NOT differs AND NOT EXISTS (
                   SELECT FROM stock_move move
                    WHERE move.product_id = onec_place.product_id
                      AND move.write_date > onec_place.told - interval '1 day')
            """
        )
        changed = self._take(file) if self.env.cr.rowcount < rows else 0
        self.env.cr.execute("DROP TABLE onec_place")
        self._report_unknown(file)
        file._count(changed=changed, unchanged=rows - changed)

    def _take(self, file):
        """Write the figures in ``onec_place``; return how many quants changed."""
        self.env.cr.execute("ANALYZE onec_place (product_id, warehouse_id)")
        at_spots(
            self.env.cr,
            """
            UPDATE onec_stock stock SET free = told.free, moment = told.moment
              FROM onec_place told WHERE stock.ctid = told.spot
            """,
        )
        self.env.cr.execute(
            """
            INSERT INTO onec_stock (product_id, warehouse_id, free, moment)
            SELECT product_id, warehouse_id, free, moment
              FROM onec_place WHERE spot IS NULL
          ORDER BY product_id, warehouse_id
            """
        )
        changed = self.env["onec.stock"]._derive()
        self._report_below_promise(file)
        self.env["onec.stock"].invalidate_model()
        return changed

    def _warehouses(self, file):
        """(ids of the warehouses by their place, ids of others that totals speak of)"""
        known = self.env["onec.link"]._map(file.connection_id, "warehouse")
        guids = file.columns["stocks"]
        if len(known) == 1:
            # A total without warehouses belongs to the only one there is.
            known[""] = next(iter(known.values()))
        others = set(file.session_id.node_id.warehouses or ()) - set(guids)
        return (
            [known.get(guid) for guid in guids],
            [known[guid] for guid in sorted(others & known.keys())],
        )

    def _finish(self, file):
        """Say as of when the figures of these warehouses hold."""
        moment = file.formed_at or fields.Datetime.now()
        named, _others = self._warehouses(file)
        self.env["stock.warehouse"].browse(filter(None, named)).filtered(
            lambda place: not place.b2b_stock_date or place.b2b_stock_date < moment
        ).b2b_stock_date = moment

    # === what people have to know === #

    def _report_below_promise(self, file):
        """1С has less than we have promised: somebody has to decide who waits."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT variant.guid, low.product_id, warehouse.name,
                       low.reserved - low.quantity
                  FROM onec_target low
                  JOIN stock_warehouse warehouse ON warehouse.id = low.warehouse_id
                  JOIN onec_link variant ON variant.connection_id = %s
                       AND variant.kind = 'variant'
                       AND variant.res_model = 'product.product'
                       AND variant.res_id = low.product_id
                 WHERE low.reserved - low.quantity > 0.0005
                """,
                file.connection_id.id,
            )
        )
        self._solve_promises(file, {f"{row[0]}@{row[2]}" for row in rows})
        goods = self.env["product.product"].browse({row[1] for row in rows})
        names = {good.id: good.display_name for good in goods}
        file._skip(
            [
                {
                    "kind": "stock",
                    "guid": f"{guid}@{warehouse}",
                    "name": names[product],
                    "code": "below_promise",
                    "cause": self.env._(
                        "%(warehouse)s: %(missing)g less than is promised in orders.",
                        warehouse=warehouse,
                        missing=missing,
                    ),
                    "fix": self.env._(
                        "Agree with the contractors who waits, and change their orders."
                    ),
                }
                for guid, product, warehouse, missing in rows
            ]
        )

    def _solve_promises(self, file, below):
        """What suffices again needs nobody's decision."""
        known = self.env["onec.skip"].search(
            [
                ("connection_id", "=", file.connection_id.id),
                ("code", "=", "below_promise"),
                ("solved", "=", False),
                ("guid", "not in", list(below)),
            ]
        )
        if not known:
            return
        keys = {
            f"{guid}@{warehouse}"
            for guid, warehouse in self.env.execute_query(
                SQL(
                    """
                    SELECT variant.guid, warehouse.name
                      FROM onec_place place
                      JOIN stock_warehouse warehouse
                        ON warehouse.id = place.warehouse_id
                      JOIN onec_link variant ON variant.connection_id = %s
                           AND variant.kind = 'variant'
                           AND variant.res_model = 'product.product'
                           AND variant.res_id = place.product_id
                    """,
                    file.connection_id.id,
                )
            )
        }
        known.filtered(lambda skip: skip.guid in keys).solved = True

    def _unknown_warehouse(self, guid, name, count):
        if guid:
            cause = self.env._(
                "%s figures of a warehouse that is not known here.", count
            )
            fix = self.env._(
                "Choose the warehouse under «Mapping of warehouses», "
                "then «Apply again»."
            )
        else:
            cause = self.env._(
                "%s figures come without a warehouse, and there are several.", count
            )
            fix = self.env._("Switch on stock by warehouse in the node of 1С.")
        return {
            "kind": "stock",
            "guid": guid or "total",
            "name": name,
            "code": "warehouse",
            "cause": cause,
            "fix": fix,
        }

    def _report_unknown(self, file):
        """Stock of goods that we do not have."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT guid FROM onec_offer
                 WHERE product_id IS NULL
                   AND EXISTS (SELECT FROM unnest(stocks) AS qty WHERE qty <> 0)
                 LIMIT 200
                """
            )
        )
        file._skip(
            [
                {
                    "kind": "stock",
                    "guid": guid,
                    "code": "good",
                    "cause": self.env._("Stock of a good that has not come."),
                    "fix": self.env._("Run a full export in 1С."),
                }
                for (guid,) in rows
            ]
        )


# The figures of a slice, each beside the one that was told last.
_PLACES = """
CREATE TEMPORARY TABLE onec_place ON COMMIT DROP AS
WITH given AS (
    SELECT offer.seq, offer.product_id, offer.is_total,
           unnest(%(warehouses)s::integer[]) AS warehouse_id,
           unnest(offer.stocks) AS free
      FROM onec_offer offer
      JOIN product_template template ON template.id = offer.product_tmpl_id
           AND template.is_storable
     WHERE offer.product_id IS NOT NULL
), place AS (
    SELECT DISTINCT ON (product_id, warehouse_id)
           product_id, warehouse_id, COALESCE(free, 0) AS free
      FROM given
     WHERE warehouse_id IS NOT NULL AND (free IS NOT NULL OR is_total)
  ORDER BY product_id, warehouse_id, seq DESC
)
SELECT place.product_id, place.warehouse_id, place.free,
       %(moment)s::timestamp AS moment, stock.ctid AS spot, stock.moment AS told,
       stock.ctid IS NULL OR stock.free <> place.free AS differs
  FROM place
LEFT JOIN LATERAL (
    SELECT ctid, free, moment FROM onec_stock
     WHERE product_id = place.product_id AND warehouse_id = place.warehouse_id
    OFFSET 0
) stock ON TRUE
"""
