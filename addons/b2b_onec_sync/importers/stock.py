"""Stock figures, compared and written in sets."""

from odoo import fields, models
from odoo.tools import SQL

#: Offers per transaction: orders for these goods wait meanwhile.
SLICE = 2000


class OnecImportStock(models.AbstractModel):
    """Free stock per warehouse; what it means for quants is :class:`onec.stock`'s."""

    _name = "onec.import.stock"
    _inherit = "onec.import"
    _description = "Import of stock"

    def _slice(self, file):
        stage = self.env["onec.stage"]
        if not file.total:
            top = stage._top(file, "onec_stage_stock")
            if not top:
                return False
            file.total = top
            self._place_totals(file)
            self._report_unmapped(file)
        if file.position >= file.total:
            self._finish(file)
            return False
        upto = file.position + SLICE
        self._apply(file, file.position, upto)
        file.position = upto
        return True

    def _apply(self, file, after, upto):
        moment = file.formed_at or fields.Datetime.now()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE onec_place ON COMMIT DROP AS
                SELECT DISTINCT ON (product.id, warehouse.id)
                       product.id AS product_id, warehouse.id AS warehouse_id,
                       stage.qty AS free
                  FROM onec_stage_stock stage
                  JOIN onec_link variant ON variant.connection_id = %(connection)s
                       AND variant.kind = 'variant' AND variant.guid = stage.guid
                  JOIN product_product product ON product.id = variant.res_id
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
                       AND template.is_storable
                  JOIN onec_link place ON place.connection_id = %(connection)s
                       AND place.kind = 'warehouse'
                       AND place.guid = stage.warehouse_guid
                  JOIN stock_warehouse warehouse ON warehouse.id = place.res_id
                 WHERE stage.file_id = %(file)s
                   AND stage.seq > %(after)s AND stage.seq <= %(upto)s
              ORDER BY product.id, warehouse.id, stage.seq DESC
                """,
                connection=file.connection_id.id,
                file=file.id,
                after=after,
                upto=upto,
            )
        )
        self.env.cr.execute("ANALYZE onec_place")
        # A figure that is older than the one we have came late: it says nothing.
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM onec_place place USING onec_stock stock
                 WHERE stock.product_id = place.product_id
                   AND stock.warehouse_id = place.warehouse_id
                   AND stock.moment > %s
                """,
                moment,
            )
        )
        late = self.env.cr.rowcount
        # The moment matters where something has moved since: elsewhere an equal
        # figure is left as it is, since writing it costs more than reading it.
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO onec_stock AS stock (product_id, warehouse_id, free, moment)
                SELECT product_id, warehouse_id, free, %(moment)s FROM onec_place
                ON CONFLICT (product_id, warehouse_id) DO UPDATE
                        SET free = EXCLUDED.free, moment = EXCLUDED.moment
                      WHERE stock.free <> EXCLUDED.free
                         OR EXISTS (
                            SELECT FROM stock_move move
                             WHERE move.product_id = stock.product_id
                               AND move.write_date > stock.moment - interval '1 day')
                """,
                moment=moment,
            )
        )
        changed = self.env["onec.stock"]._derive()
        [(rows,)] = self.env.execute_query(SQL("SELECT COUNT(*) FROM onec_place"))
        self._report_below_promise(file)
        self._report_unknown(file, after, upto)
        self.env.cr.execute("DROP TABLE onec_place")
        self.env["onec.stock"].invalidate_model()
        file._count(changed=changed, unchanged=rows - changed + late)

    def _warehouses(self, file):
        """The warehouses that a file has figures of."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT link.res_id FROM onec_stage_stock stage
                  JOIN onec_link link ON link.connection_id = %s
                       AND link.kind = 'warehouse' AND link.guid = stage.warehouse_guid
                       AND link.res_id IS NOT NULL
                 WHERE stage.file_id = %s
                """,
                file.connection_id.id,
                file.id,
            )
        )
        return self.env["stock.warehouse"].browse(id_ for (id_,) in rows)

    def _finish(self, file):
        """Say as of when the figures of these warehouses hold."""
        moment = file.formed_at or fields.Datetime.now()
        self._warehouses(file).filtered(
            lambda place: not place.b2b_stock_date or place.b2b_stock_date < moment
        ).b2b_stock_date = moment

    def _place_totals(self, file):
        """A total without warehouses belongs to the only one there is."""
        guids = [
            guid for guid in self.env["onec.link"]._map(file.connection_id, "warehouse")
        ]
        if len(guids) == 1:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE onec_stage_stock SET warehouse_guid = %s
                     WHERE file_id = %s AND warehouse_guid = ''
                    """,
                    guids[0],
                    file.id,
                )
            )

    # === what people have to know === #

    def _report_below_promise(self, file):
        """1С has less than we have promised: somebody has to decide who waits."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT variant.guid, quant.product_id, warehouse.name,
                       SUM(quant.reserved_quantity - quant.quantity)
                  FROM onec_place place
                  JOIN stock_warehouse warehouse ON warehouse.id = place.warehouse_id
                  JOIN stock_quant quant ON quant.product_id = place.product_id
                       AND quant.location_id = warehouse.lot_stock_id
                  JOIN onec_link variant ON variant.connection_id = %s
                       AND variant.kind = 'variant'
                       AND variant.res_id = quant.product_id
              GROUP BY variant.guid, quant.product_id, warehouse.name
                HAVING SUM(quant.reserved_quantity - quant.quantity) > 0.0005
                """,
                file.connection_id.id,
            )
        )
        self._solve_promises(file, {f"{row[0]}@{row[2]}" for row in rows})
        file._skip(
            [
                {
                    "kind": "stock",
                    "guid": f"{guid}@{warehouse}",
                    "name": self.env["product.product"].browse(product).display_name,
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
                           AND variant.res_id = place.product_id
                    """,
                    file.connection_id.id,
                )
            )
        }
        known.filtered(lambda skip: skip.guid in keys).solved = True

    def _report_unmapped(self, file):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT stage.warehouse_guid, MAX(link.name), COUNT(*)
                  FROM onec_stage_stock stage
             LEFT JOIN onec_link link ON link.connection_id = %s
                   AND link.kind = 'warehouse' AND link.guid = stage.warehouse_guid
                 WHERE stage.file_id = %s AND link.res_id IS NULL
              GROUP BY stage.warehouse_guid
                """,
                file.connection_id.id,
                file.id,
            )
        )
        file._skip(
            [
                {
                    "kind": "stock",
                    "guid": guid or "total",
                    "name": name,
                    "code": "warehouse",
                    "cause": self.env._(
                        "%s figures of a warehouse that is not known here.", count
                    )
                    if guid
                    else self.env._(
                        "%s figures come without a warehouse, and there are several.",
                        count,
                    ),
                    "fix": self.env._(
                        "Choose the warehouse under Exchange with 1С, Mapping."
                    )
                    if guid
                    else self.env._("Switch on stock by warehouse in the node of 1С."),
                }
                for guid, name, count in rows
            ]
        )

    def _report_unknown(self, file, after, upto):
        """Stock of goods that we do not have."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT stage.guid FROM onec_stage_stock stage
                 WHERE stage.file_id = %s AND stage.seq > %s AND stage.seq <= %s
                   AND stage.qty <> 0
                   AND NOT EXISTS (
                       SELECT FROM onec_link link
                        WHERE link.connection_id = %s AND link.guid = stage.guid
                          AND link.kind = 'variant' AND link.res_id IS NOT NULL)
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
                    "kind": "stock",
                    "guid": guid,
                    "code": "good",
                    "cause": self.env._("Stock of a good that has not come."),
                    "fix": self.env._("Run a full export in 1С."),
                }
                for (guid,) in rows
            ]
        )
