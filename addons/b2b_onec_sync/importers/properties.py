"""Values of properties on goods."""

import re

from odoo import models
from odoo.fields import Command

from ..models.onec_owner import may_write
from .classifier import CATEGORY

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)


class OnecImportProperties(models.AbstractModel):
    """What goods are filtered by: attribute lines that make no variants.

    A helper of the goods step: it works on the goods of one slice together.
    """

    _name = "onec.import.properties"
    _inherit = "onec.import"
    _description = "Import of property values"

    def _apply(self, file, pairs, owners, new):
        """Give templates the property values of their goods.

        :param pairs: (staged good, template)
        :param owners: see :meth:`onec.connection._owners`
        :param new: the staged goods that have just been made
        :return: {staged good: keys of properties and values that have not come}
        """
        connection = file.connection_id
        attributes = self.env["onec.link"]._map(connection, "property")
        collections = self.env["onec.link"]._map(connection, "collection")
        wanted, unknown = self._wanted(pairs, attributes, collections)
        self._drop_unknown_values(file, wanted, unknown)
        file._skip(
            [
                self._unknown_property(item, key)
                for item, keys in unknown.items()
                for key in keys
            ]
        )
        values = self._value_ids(connection, wanted, attributes)
        ours = set(attributes.values())
        lines = [
            (item, template)
            for item, template in pairs
            if item in new
            or may_write(
                owners["properties"],
                template.attribute_line_ids.filtered(
                    lambda line: line.attribute_id.id in ours
                ),
            )
        ]
        self._set_lines(lines, wanted, values, attributes)
        if connection.collection_source:
            some = [
                (item, template)
                for item, template in pairs
                if item in new
                or may_write(owners["collections"], template.b2b_collection_ids)
            ]
            self._set_collections(some, collections)
        return unknown

    def _wanted(self, pairs, attributes, collections):
        """{item: {property guid: {value key: text}}}, {item: unknown keys}"""
        wanted, unknown = {}, {}
        for item, _template in pairs:
            values = wanted[item] = {}
            for entry in item.get("property_values", []):
                guid = entry["property_id"].lower()
                texts = entry.get("values", [])
                keys = {f"{guid}/{text.lower()}": text for text in texts}
                if guid not in attributes:
                    if texts:
                        unknown.setdefault(item, []).append(guid)
                elif not keys.keys() & collections.keys():
                    values.setdefault(guid, {}).update(keys)
            category = item.get("category_id")
            key = f"{CATEGORY}/{category.lower()}" if category else ""
            if key and CATEGORY in attributes:
                values[CATEGORY] = {key: category}
            elif key:
                unknown.setdefault(item, []).append(key)
        return wanted, unknown

    def _drop_unknown_values(self, file, wanted, unknown):
        """Keys of dictionary values that have not come are no texts to show."""
        keys = {
            key
            for values in wanted.values()
            for texts in values.values()
            for key, text in texts.items()
            if _GUID.fullmatch(text)
        }
        known = self.env["onec.link"]._map(file.connection_id, "value", keys)
        lost = keys - known.keys()
        for item, values in wanted.items():
            for texts in values.values():
                for key in lost & texts.keys():
                    del texts[key]
                    unknown.setdefault(item, []).append(key)

    def _value_ids(self, connection, wanted, attributes):
        """{value key: attribute value id}; texts that are new become values."""
        texts = {
            key: (guid, text)
            for values in wanted.values()
            for guid, keys in values.items()
            for key, text in keys.items()
        }
        known = self.env["onec.link"]._map(connection, "value", texts)
        new = [key for key in texts if key not in known]
        records = self.env["product.attribute.value"].create(
            [
                {"attribute_id": attributes[texts[key][0]], "name": texts[key][1]}
                for key in new
            ]
        )
        self._link_rows(
            connection,
            "value",
            [
                (key, texts[key][1], record.id, None)
                for key, record in zip(new, records, strict=True)
            ],
        )
        known.update(zip(new, records.ids, strict=True))
        return known

    def _set_lines(self, pairs, wanted, values, attributes):
        """Make the attribute lines what 1С says; leave alone those it owns not."""
        owned = set(attributes.values())
        create = []
        for item, template in pairs:
            target = {
                attributes[guid]: {values[key] for key in keys}
                for guid, keys in wanted[item].items()
                if keys
            }
            for line in template.attribute_line_ids:
                ids = target.pop(line.attribute_id.id, None)
                if ids is None:
                    if line.attribute_id.id in owned:
                        line.unlink()
                elif set(line.value_ids.ids) != ids:
                    line.value_ids = [Command.set(list(ids))]
            create += [
                {
                    "product_tmpl_id": template.id,
                    "attribute_id": attribute,
                    "value_ids": [Command.set(list(ids))],
                }
                for attribute, ids in target.items()
            ]
        self._create_lines(create)

    def _create_lines(self, create):
        """Attribute lines with their values, without core's search for variants."""
        if not create:
            return
        clone = self.env["onec.clone"]
        model = self.env["product.template.attribute.line"]
        attributes = self.env["product.attribute"].browse(
            {values["attribute_id"] for values in create}
        )
        goods = attributes._fields["product_tmpl_ids"]
        # Core would look up all goods of an attribute, however few are added.
        with self.env.protecting([goods], attributes):
            lines = model.with_context(create_product_product=False).create(create[:1])
            copies = clone._clone(
                lines,
                [
                    {
                        "product_tmpl_id": values["product_tmpl_id"],
                        "attribute_id": values["attribute_id"],
                        "value_count": len(values["value_ids"][0][2]),
                    }
                    for values in create[1:]
                ],
                {"value_ids": [values["value_ids"][0][2] for values in create[1:]]},
            )
        clone._relate(
            goods,
            [(values["attribute_id"], values["product_tmpl_id"]) for values in create],
        )
        attributes.invalidate_recordset(["product_tmpl_ids"])
        model.invalidate_model(["value_ids"])
        self._create_values(lines | copies)

    def _create_values(self, lines):
        """The values of lines on their templates: core does it for one at a time."""
        rows = [
            {
                "attribute_line_id": line.id,
                "product_attribute_value_id": value.id,
                "product_tmpl_id": line.product_tmpl_id.id,
                "attribute_id": line.attribute_id.id,
            }
            for line in lines
            for value in line.value_ids
        ]
        first = self.env["product.template.attribute.value"].create(
            [
                {
                    name: rows[0][name]
                    for name in ("attribute_line_id", "product_attribute_value_id")
                }
            ]
        )
        self.env["onec.clone"]._clone(first, rows[1:])
        self.env["product.template"].invalidate_model(["attribute_line_ids"])
        lines.invalidate_recordset(["product_template_value_ids"])

    def _set_collections(self, pairs, collections):
        """Collections by property or group; those that people added stay."""
        owned = set(collections.values())
        for item, template in pairs:
            keys = {group.lower() for group in item.get("group_ids", [])}
            for entry in item.get("property_values", []):
                guid = entry["property_id"].lower()
                keys.update(
                    f"{guid}/{text.lower()}" for text in entry.get("values", [])
                )
            current = set(template.b2b_collection_ids.ids)
            target = {collections[key] for key in keys if key in collections}
            target |= current - owned
            if target != current:
                template.b2b_collection_ids = [Command.set(list(target))]

    def _unknown_property(self, item, guid):
        return {
            "kind": "property",
            "guid": guid,
            "name": item.get("name"),
            "code": "property",
            "cause": self.env._("A good has a property that has not come yet."),
            "fix": self.env._("Run a full export in 1С: it sends the properties."),
        }
