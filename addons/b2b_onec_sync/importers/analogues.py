"""Analogues of goods, also those that come after the goods they belong to."""

from odoo import models
from odoo.fields import Command
from odoo.tools import SQL

from ..models.onec_owner import ONEC


class OnecImportAnalogues(models.AbstractModel):
    """Joins goods with their analogues.

    A helper of the goods step. 1С tells of analogues in no order, and may send the two
    in different portions: what has not come yet is noted as what the good waits for.
    """

    _name = "onec.import.analogues"
    _inherit = "onec.import"
    _description = "Import of analogues"

    def _apply(self, connection, pairs, owners):
        """Give templates their analogues that are here.

        :param pairs: (staged good, template); all of them are linked already
        :param owners: see :meth:`onec.connection._owners`
        :return: {staged good: keys of analogues that have not come}
        """
        if owners["analogues"] != ONEC:
            return {}
        wanted = {
            item: [guid.lower() for guid in item.get("analog_ids", [])]
            for item, _template in pairs
        }
        guids = {guid for some in wanted.values() for guid in some}
        known = self.env["onec.link"]._map(connection, "good", guids) if guids else {}
        for item, template in pairs:
            ids = {known[guid] for guid in wanted[item] if guid in known}
            ids.discard(template.id)
            if ids != set(template.b2b_analogue_ids.ids):
                template.b2b_analogue_ids = [Command.set(sorted(ids))]
        return {
            item: [guid for guid in some if guid not in known]
            for item, some in wanted.items()
        }

    def _attach(self, connection):
        """Join the goods that wait with what has come since, in one statement."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH wish AS (
                    SELECT link.id, link.res_id, wanted.key, other.id AS other_id
                      FROM onec_link link
                      JOIN product_template good ON good.id = link.res_id
                      CROSS JOIN LATERAL
                           unnest(string_to_array(link.waiting, ','))
                           AS wanted (key)
                      LEFT JOIN onec_link came
                        ON came.connection_id = link.connection_id
                       AND came.kind = 'good'
                       AND wanted.key LIKE 'good:%%'
                       AND came.guid = substr(wanted.key, 6)
                      LEFT JOIN product_template other ON other.id = came.res_id
                     WHERE link.connection_id = %s AND link.kind = 'good'
                       AND link.waiting IS NOT NULL
                ), joined AS (
                    INSERT INTO b2b_product_analogue_rel (product_tmpl_id, analogue_id)
                    SELECT res_id, other_id FROM wish
                     WHERE other_id IS NOT NULL AND other_id <> res_id
                        ON CONFLICT DO NOTHING
                ), rest AS (
                    SELECT id, string_agg(key, ',') FILTER (WHERE other_id IS NULL)
                           AS keys
                      FROM wish GROUP BY id HAVING COUNT(other_id) > 0
                )
                UPDATE onec_link link SET waiting = rest.keys
                  FROM rest WHERE link.id = rest.id
                """,
                connection.id,
            )
        )
        self.env["onec.link"].invalidate_model(["waiting"])
        self.env["product.template"].invalidate_model(["b2b_analogue_ids"])
