"""Minimum and multiple of goods: 1С keeps them as additional properties.

The site exchange has no field for them, so wholesalers add properties to their goods.
They are known by their names.
"""

from odoo import models

from odoo.addons.b2b_portal.tools.order_list import amount

#: Name of the property → field; «2 упак» names a pack, which has a field of its own.
PROPERTIES = {
    "минимальная партия": "b2b_min_qty",
    "минимальная партия отгрузки": "b2b_min_qty",
    "минимальное количество": "b2b_min_qty",
    "минимальный заказ": "b2b_min_qty",
    "кратность": "b2b_multiple_qty",
    "кратность заказа": "b2b_multiple_qty",
    "кратность отгрузки": "b2b_multiple_qty",
}


UNITS = {
    "b2b_min_qty": "b2b_min_uom_id",
    "b2b_multiple_qty": "b2b_multiple_uom_id",
}


class OnecImportProperties(models.AbstractModel):
    _inherit = "onec.import.properties"

    def _set_lines(self, pairs, wanted, values, attributes):
        portions = self._portions(attributes)
        known = set(portions)
        had = {
            template.id: known & set(template.attribute_line_ids.attribute_id.ids)
            for _item, template in pairs
            if known
        }
        super()._set_lines(pairs, wanted, values, attributes)
        for item, template in pairs if known else ():
            # What 1С has taken away holds no longer; what staff typed where 1С has
            # no such property stays.
            found = {portions[id_]: (0.0, None) for id_ in had[template.id]}
            for guid, texts in wanted[item].items():
                if field := portions.get(attributes[guid]):
                    typed = amount(next(iter(texts.values()), ""))
                    found[field] = (typed["quantity"] or 0.0, typed["unit"])
            changed = {}
            for field, (quantity, word) in found.items():
                pack = template.uom_ids._b2b_named(word or "")
                if template[field] != quantity:
                    changed[field] = quantity
                if template[UNITS[field]] != pack:
                    changed[UNITS[field]] = pack.id
            if changed:
                template.write(changed)

    def _portions(self, attributes):
        """``{attribute id: field}`` of the properties that say how goods are sold."""
        return {
            attribute.id: PROPERTIES[attribute.name.strip().lower()]
            for attribute in self.env["product.attribute"].browse(attributes.values())
            if attribute.name.strip().lower() in PROPERTIES
        }
