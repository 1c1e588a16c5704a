"""Analogues of goods, also those that come after the goods they belong to."""

from odoo import models
from odoo.fields import Command
from odoo.tools import SQL

from ..models.onec_owner import ONEC


class OnecImportAnalogues(models.AbstractModel):
    """Joins goods with their analogues.

    A helper of the goods step. 1С tells of analogues in no order, and may send the two
    in different portions: what has not come yet is noted on the link of the good.
    """

    _name = "onec.import.analogues"
    _inherit = "onec.import"
    _description = "Import of analogues"

    def _apply(self, connection, pairs, owners):
        """Give templates their analogues that are here, and note the others.

        :param pairs: (staged good, template); all of them are linked already
        :param owners: see :meth:`onec.connection._owners`
        """
        if owners["analogues"] != ONEC:
            return
        wanted = {
            item.guid: [guid.lower() for guid in item.get("analog_ids", [])]
            for item, _template in pairs
        }
        links = self.env["onec.link"]
        guids = {guid for some in wanted.values() for guid in some}
        known = links._map(connection, "good", guids) if guids else {}
        for item, template in pairs:
            ids = {known[guid] for guid in wanted[item.guid] if guid in known}
            ids.discard(template.id)
            if ids != set(template.b2b_analogue_ids.ids):
                template.b2b_analogue_ids = [Command.set(sorted(ids))]
        waiting = {
            guid: ",".join(left)
            for guid, some in wanted.items()
            if (left := [other for other in some if other not in known])
        }
        for link in links.search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", "good"),
                "|",
                ("guid", "in", list(waiting)),
                "&",
                ("waiting_analogues", "!=", False),
                ("guid", "in", list(wanted)),
            ]
        ):
            link.waiting_analogues = waiting.get(link.guid)

    def _attach(self, connection):
        """Join the goods that wait with what has come since, in one statement."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH wish AS (
                    SELECT link.id, link.res_id, wanted.guid, other.id AS other_id
                      FROM onec_link link
                      JOIN product_template good ON good.id = link.res_id
                      CROSS JOIN LATERAL
                           unnest(string_to_array(link.waiting_analogues, ','))
                           AS wanted (guid)
                      LEFT JOIN onec_link came
                        ON came.connection_id = link.connection_id
                       AND came.kind = 'good' AND came.guid = wanted.guid
                      LEFT JOIN product_template other ON other.id = came.res_id
                     WHERE link.connection_id = %s AND link.kind = 'good'
                       AND link.waiting_analogues IS NOT NULL
                ), joined AS (
                    INSERT INTO b2b_product_analogue_rel (product_tmpl_id, analogue_id)
                    SELECT res_id, other_id FROM wish
                     WHERE other_id IS NOT NULL AND other_id <> res_id
                        ON CONFLICT DO NOTHING
                ), rest AS (
                    SELECT id, string_agg(guid, ',') FILTER (WHERE other_id IS NULL)
                           AS guids
                      FROM wish GROUP BY id HAVING COUNT(other_id) > 0
                )
                UPDATE onec_link link SET waiting_analogues = rest.guids
                  FROM rest WHERE link.id = rest.id
                """,
                connection.id,
            )
        )
        self.env["onec.link"].invalidate_model(["waiting_analogues"])
        self.env["product.template"].invalidate_model(["b2b_analogue_ids"])
