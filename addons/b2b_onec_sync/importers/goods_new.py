"""New goods, many at once."""

from odoo import models

#: What each good has of its own; goods that agree in all else are of one kind.
OWN = (
    "name",
    "description_ecommerce",
    "b2b_manufacturer",
    "onec_components",
    "weight",
)


class OnecImportGoods(models.AbstractModel):
    """A catalogue that comes for the first time is all new goods.

    The ORM makes one good of each kind, the others are copied from it in sets.
    """

    _inherit = "onec.import.goods"

    def _create(self, connection, items, values):
        """New templates with one variant each; return [(item, template)]."""
        kinds = {}
        for item in items:
            kinds.setdefault(_kind(values[item]), []).append(item)
        free = self._free_barcodes(items)
        pairs = []
        for first, *others in kinds.values():
            prototype = self._create_one(connection, values[first])
            pairs.append((first, prototype))
            pairs += self._copies(prototype, others, values, free)
        rows = [
            (item.guid, item.get("name"), template.product_variant_id.id, None)
            for item, template in pairs
        ]
        self._link_rows(connection, "variant", rows)
        return pairs

    def _create_one(self, connection, values):
        template = (
            self.env["product.template"]
            .with_context(create_product_product=False)
            .create(
                {
                    **values,
                    "sale_ok": True,
                    "purchase_ok": False,
                    "is_published": connection.publish_new
                    and bool(values["public_categ_ids"][0][2]),
                }
            )
        )
        # The template hands its weight to the variants that it has; it has none yet.
        self.env["product.product"].create(
            {"product_tmpl_id": template.id, "weight": values.get("weight", 0.0)}
        )
        # The variant was made behind the template's back.
        template.invalidate_recordset(["product_variant_ids", "product_variant_id"])
        return template

    def _copies(self, prototype, items, values, free):
        """Goods like the prototype, with what is their own; [(item, template)]."""
        if not items:
            return []
        clone = self.env["onec.clone"]
        templates = clone._clone(
            prototype,
            [{name: values[item].get(name) for name in OWN} for item in items],
            {"public_categ_ids": [values[i]["public_categ_ids"][0][2] for i in items]},
        )
        clone._clone(
            prototype.product_variant_id,
            [
                {
                    "product_tmpl_id": template.id,
                    "default_code": item.get("article") or False,
                    "barcode": free.get(item, False),
                    "weight": values[item].get("weight", 0.0),
                }
                for item, template in zip(items, templates, strict=True)
            ],
        )
        templates.invalidate_recordset(
            ["product_variant_ids", "product_variant_id", "public_categ_ids"]
        )
        return list(zip(items, templates, strict=True))

    def _free_barcodes(self, items):
        """{item: its barcode}, of those that nothing else has."""
        wanted = {}
        for item in items:
            if item.get("barcode"):
                wanted.setdefault(item.get("barcode"), item)
        domain = [("barcode", "in", list(wanted))]
        for model in ("product.product", "product.uom"):
            for barcode in self.env[model].search(domain).mapped("barcode"):
                wanted.pop(barcode, None)
        return {item: barcode for barcode, item in wanted.items()}


def _kind(values):
    """What goods of one kind agree in."""
    return repr(
        sorted(
            (name, value) if name != "public_categ_ids" else (name, bool(value[0][2]))
            for name, value in values.items()
            if name not in OWN
        )
    )
