"""Prices and stock of offers, slice by slice."""

from odoo import models
from odoo.tools import SQL

#: Offers per transaction: orders for these goods wait for a part of it.
SLICE = 6000
#: Causes for which figures are left aside and that a later file may find mended.
PLACED_LATER = ("good", "price_type", "warehouse", "ambiguous", "currency")


class OnecImportFigures(models.AbstractModel):
    """What a slice of the staged offers says of goods that are here.

    The offers and the products that they are of make the temporary table
    ``onec_offer``; prices and stock are applied from it together, so that whoever
    looks at a good sees both of one file.
    """

    _name = "onec.import.figures"
    _inherit = "onec.import"
    _description = "Import of prices and stock"

    def _slice(self, file):
        parts = [self.env["onec.import.prices"], self.env["onec.import.stock"]]
        if not file.total:
            file.total = self.env["onec.stage"]._top(file, "figures")
            if not file.total:
                return False
            for part in parts:
                part._begin(file)
        if file.position >= file.total:
            for part in parts:
                part._finish(file)
            self._solve(file)
            return False
        upto = file.position + SLICE
        self.env.flush_all()
        self._resolve(file, file.position, upto)
        for part in parts:
            part._apply(file)
        self.env.cr.execute("DROP TABLE onec_offer")
        file.position = upto
        return True

    def _resolve(self, file, after, upto):
        """Find the products of a slice."""
        self.env.cr.execute(
            SQL(
                _OFFERS,
                connection=file.connection_id.id,
                file=file.staged_id.id,
                after=after,
                upto=upto,
            )
        )
        self.env.cr.execute("ANALYZE onec_offer (seq, product_id, product_tmpl_id)")

    def _solve(self, file):
        """What was left aside and has found its place in this file is solved."""
        skips = self.env["onec.skip"].search(
            [
                ("connection_id", "=", file.connection_id.id),
                ("kind", "in", ("price", "stock")),
                ("code", "in", PLACED_LATER),
                ("guid", "!=", False),
                ("solved", "=", False),
            ]
        )
        if not skips:
            return
        placed = self.env.execute_query(
            SQL(
                """
                SELECT link.guid FROM onec_link link
                 WHERE link.connection_id = %(connection)s AND link.res_id IS NOT NULL
                   AND link.guid = ANY(%(left)s)
                   AND (link.kind IN ('price_type', 'warehouse')
                        AND link.guid = ANY(%(columns)s)
                        OR link.kind IN ('good', 'variant') AND EXISTS (
                            SELECT FROM onec_stage stage
                             WHERE stage.file_id = %(file)s AND stage.kind = 'figures'
                               AND stage.guid = link.guid))
                """,
                connection=file.connection_id.id,
                left=skips.mapped("guid"),
                columns=[guid for guids in file.columns.values() for guid in guids],
                file=file.staged_id.id,
            )
        )
        found = {guid for (guid,) in placed}
        if file.columns["stocks"] and "" not in file.columns["stocks"]:
            found.add("total")
        skips.filtered(lambda skip: skip.guid in found).solved = True

    def _report_unmapped(self, file, figures, kind, describe):
        """Price types or warehouses of a file that nobody has placed.

        :param figures: the column of their figures
        :param describe: function of (guid, name, number of figures)
        """
        file._skip(
            [
                describe(*row)
                for row in self.env.execute_query(
                    SQL(
                        """
                        SELECT given.guid, link.name, (
                               SELECT COUNT(%(figures)s[given.place]) FROM onec_stage
                                WHERE file_id = %(file)s AND kind = 'figures')
                          FROM unnest(%(guids)s::varchar[])
                               WITH ORDINALITY AS given (guid, place)
                     LEFT JOIN onec_link link
                            ON link.connection_id = %(connection)s
                           AND link.kind = %(kind)s AND link.guid = given.guid
                         WHERE link.res_id IS NULL
                        """,
                        guids=file.columns[figures],
                        connection=file.connection_id.id,
                        kind=kind,
                        figures=SQL.identifier(figures),
                        file=file.staged_id.id,
                    )
                )
                if row[2]
            ]
        )


# Each offer looks for its links by index, whatever the planner knows by now. The price
# of a good with characteristics holds for all of them.
_OFFERS = """
CREATE TEMPORARY TABLE onec_offer ON COMMIT DROP AS
SELECT stage.seq, stage.guid, stage.prices, stage.stocks, stage.is_total,
       product.id AS product_id,
       COALESCE(product.product_tmpl_id, good.res_id) AS product_tmpl_id
  FROM onec_stage stage
LEFT JOIN LATERAL (
    SELECT res_id FROM onec_link
     WHERE connection_id = %(connection)s AND kind = 'variant' AND guid = stage.guid
    OFFSET 0
) variant ON TRUE
LEFT JOIN product_product product ON product.id = variant.res_id
LEFT JOIN LATERAL (
    SELECT res_id FROM onec_link
     WHERE variant.res_id IS NULL
       AND connection_id = %(connection)s AND kind = 'good' AND guid = stage.guid
    OFFSET 0
) good ON TRUE
 WHERE stage.file_id = %(file)s AND stage.kind = 'figures'
   AND stage.seq > %(after)s AND stage.seq <= %(upto)s
"""
