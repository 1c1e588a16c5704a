"""Characteristics of many goods at once, where they are the first of their goods."""

from odoo import models
from odoo.fields import Command
from odoo.tools import SQL

#: What a variant has of its own; those that agree in all else are copies of one.
_OWN = (
    "id", "product_tmpl_id", "default_code", "barcode", "combination_indices",
    "weight", "volume", "create_date", "write_date", "create_uid", "write_uid",
)  # fmt: skip


class OnecImportVariantsNew(models.AbstractModel):
    """The quick way of :class:`onec.import.variants`.

    A full export brings the characteristics of thousands of goods that have none
    yet. One by one each costs some sixty queries; here attributes, values, lines and
    variants of a whole slice are made in some dozens. Goods that people have dealt
    in, or that have characteristics already, go the other way.
    """

    _name = "onec.import.variants.new"
    _inherit = "onec.import"
    _description = "First characteristics of goods"

    def _split(self, file, by_template):
        """Those of the goods that this way is for.

        :param by_template: {template: staged characteristics}
        """
        templates = self.env["product.template"].union(*by_template)
        templates.fetch(["active", "name"])
        guids = [item.guid for items in by_template.values() for item in items]
        known = self.env["onec.link"]._map(file.connection_id, "variant", guids)
        plain = self._plain_variants(templates)
        result = {}
        for template, items in by_template.items():
            if template.id not in plain or not template.active:
                continue
            if any(item.guid in known or item.get("deleted", False) for item in items):
                continue
            result[template] = items
        return result, plain

    def _plain_variants(self, templates):
        """{template id: id of its only variant}, if it has no values and no past."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product.product_tmpl_id, MIN(product.id)
                  FROM product_product product
                 WHERE product.product_tmpl_id = ANY(%s)
              GROUP BY product.product_tmpl_id
                HAVING COUNT(*) = 1 AND BOOL_AND(product.active)
                   AND MAX(COALESCE(product.combination_indices, '')) = ''
                   AND NOT EXISTS (
                       SELECT FROM product_template_attribute_line line
                         JOIN product_attribute attribute
                           ON attribute.id = line.attribute_id
                        WHERE line.product_tmpl_id = product.product_tmpl_id
                          AND attribute.create_variant <> 'no_variant')
                   AND NOT EXISTS (
                       SELECT FROM sale_order_line line
                        WHERE line.product_id = MIN(product.id))
                   AND NOT EXISTS (
                       SELECT FROM stock_move move
                        WHERE move.product_id = MIN(product.id))
                """,
                templates.ids,
            )
        )
        return dict(rows)

    def _apply(self, file, by_template, plain):
        """Make the variants of goods that have passed :meth:`_split`."""
        connection = file.connection_id
        slow = self.env["onec.import.variants"]
        named = {
            template: slow._tell_new_apart(template, items)
            for template, items in by_template.items()
        }
        values = self._values(named)
        self._lines(named, values)
        ptavs = self._template_values(named)
        barcodes = self.env["onec.import.goods"]._free_barcodes(
            [item for items in by_template.values() for item in items]
        )
        first, others = {}, []
        for template, pairs in named.items():
            for number, (item, names) in enumerate(pairs.items()):
                ids = sorted(ptavs[(template.id, *pair)] for pair in names.items())
                if number:
                    others.append((template, item, ids))
                else:
                    first[template] = (item, ids)
        made = self._turn_plain(connection, first, plain, barcodes)
        made.update(self._make(others, plain, barcodes))
        refused = set()
        if any(item.get("barcode") and item not in barcodes for item in made):
            products = self.env["product.product"].browse(made.values())
            refused = slow._set_barcodes(
                file, dict(zip(made, products, strict=True)), set(made)
            )
        self._link_rows(
            connection,
            "variant",
            [
                (
                    item.guid,
                    item.get("name"),
                    id_,
                    None if item in refused else item.checksum,
                )
                for item, id_ in made.items()
            ],
        )
        file._count(created=len(made))
        self.env["onec.skip"]._solve(
            connection, "variant", [item.guid for item in made if item not in refused]
        )
        self.env["product.template"].invalidate_model(
            ["product_variant_ids", "product_variant_id", "attribute_line_ids"]
        )

    # === attributes, values, lines === #

    def _values(self, named):
        """{(attribute name, value name): (attribute id, value id)}"""
        wanted = {}
        for pairs in named.values():
            for names in pairs.values():
                for name, value in names.items():
                    wanted.setdefault(name, set()).add(value)
        slow, result = self.env["onec.import.variants"], {}
        for name in sorted(wanted):
            attribute = slow._attribute(name)
            for value in slow._attribute_values(attribute, wanted[name]):
                if value.name in wanted[name]:
                    result.setdefault((name, value.name), (attribute.id, value.id))
        return result

    def _lines(self, named, values):
        create = []
        for template, pairs in named.items():
            by_attribute = {}
            for names in pairs.values():
                for pair in names.items():
                    attribute, value = values[pair]
                    by_attribute.setdefault(attribute, {})[value] = None
            create += [
                {
                    "product_tmpl_id": template.id,
                    "attribute_id": attribute,
                    "value_ids": [Command.set(list(ids))],
                }
                for attribute, ids in by_attribute.items()
            ]
        self.env["onec.import.properties"]._create_lines(create)

    def _template_values(self, named):
        """{(template id, attribute name, value name): id of the template's value}"""
        found = self.env["product.template.attribute.value"].search_fetch(
            [
                ("product_tmpl_id", "in", [template.id for template in named]),
                ("attribute_id.create_variant", "=", "dynamic"),
            ],
            ["product_tmpl_id", "attribute_id", "product_attribute_value_id"],
        )
        return {
            (
                value.product_tmpl_id.id,
                value.attribute_id.name,
                value.product_attribute_value_id.name,
            ): value.id
            for value in found
        }

    # === variants === #

    def _turn_plain(self, connection, first, plain, barcodes):
        """The variants that stood for whole goods become the first of each."""
        ids = {template: plain[template.id] for template in first}
        products = self.env["product.product"].browse(ids.values())
        self.env["onec.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", "variant"),
                ("res_id", "in", products.ids),
            ]
        ).unlink()
        self.env.flush_all()
        field = products._fields["product_template_attribute_value_ids"]
        self.env["onec.clone"]._relate(
            field,
            [
                (ids[template], id_)
                for template, (_i, own) in first.items()
                for id_ in own
            ],
        )
        self.env.cr.execute_values(
            """
            UPDATE product_product product SET combination_indices = new.indices
              FROM (VALUES %s) AS new (id, indices) WHERE product.id = new.id
            """,
            [
                (ids[template], ",".join(map(str, own)))
                for template, (_item, own) in first.items()
            ],
            page_size=1000,
        )
        products.invalidate_recordset()
        products.modified(["product_template_attribute_value_ids"])
        for template, (item, _own) in first.items():
            product = products.browse(ids[template])
            if item.get("article") and product.default_code != item.get("article"):
                product.default_code = item.get("article")
            if item in barcodes:
                product.barcode = barcodes[item]
        return {item: ids[template] for template, (item, _own) in first.items()}

    def _make(self, others, plain, barcodes):
        """The other characteristics, copies of the plain variants of their goods."""
        groups = {}
        digests = self._digests([plain[template.id] for template, _i, _o in others])
        for row in others:
            groups.setdefault(digests[plain[row[0].id]], []).append(row)
        made = {}
        products = self.env["product.product"].browse(plain.values())
        products.fetch(["default_code", "weight", "volume"])
        for rows in groups.values():
            protos = [products.browse(plain[template.id]) for template, _i, _o in rows]
            copies = self.env["onec.clone"]._clone(
                protos[0],
                [
                    {
                        "product_tmpl_id": template.id,
                        "default_code": item.get("article") or proto.default_code,
                        "barcode": barcodes.get(item, False),
                        "combination_indices": ",".join(map(str, own)),
                        "weight": proto.weight,
                        "volume": proto.volume,
                    }
                    for (template, item, own), proto in zip(rows, protos, strict=True)
                ],
                {"product_template_attribute_value_ids": [own for _t, _i, own in rows]},
            )
            made.update(
                (item, copy.id)
                for (_t, item, _o), copy in zip(rows, copies, strict=True)
            )
        return made

    def _digests(self, ids):
        """{id: digest of all that a variant has beside what is its own}"""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, MD5((TO_JSONB(product) - %s)::text)
                  FROM product_product product WHERE id = ANY(%s)
                """,
                list(_OWN),
                list(ids),
            )
        )
        return dict(rows)
