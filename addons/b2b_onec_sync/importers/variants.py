"""Characteristics: variants of goods."""

from collections import defaultdict

from psycopg2 import IntegrityError

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..models.onec_owner import may_write

#: Goods per transaction; each may have many characteristics.
SLICE = 300
#: The attribute for characteristics that have no values of their own, or whose
#: values cannot tell them apart.
PLAIN = "Характеристика"


class OnecImportVariants(models.AbstractModel):
    """A characteristic of 1С becomes a variant, keyed by its GUID.

    Where all characteristics of a good have the same named values («Цвет»,
    «Размер») and no two are alike, these make real attributes. Otherwise one
    attribute, «Характеристика», holds their names.

    Variants are made only here, and only those that 1С has: core would build
    every combination of the values.
    """

    _name = "onec.import.variants"
    _inherit = "onec.import"
    _description = "Import of characteristics"

    def _slice(self, file):
        stage = self.env["onec.stage"]
        if not file.total:
            top = stage._top(file, "variant")
            if not top:
                return False
            self._drop_dangling(file.connection_id, "variant")
            file.total = top
        items = stage._changed(file, "variant", after=file.position, limit=SLICE * 20)
        if not items:
            return False
        by_good = defaultdict(list)
        for item in items:
            if len(by_good) == SLICE and item.guid.partition("#")[0] not in by_good:
                break
            by_good[item.guid.partition("#")[0]].append(item)
            last = item
        goods = self.env["onec.link"]._map(file.connection_id, "good", by_good)
        there = self.env["product.template"].browse(goods.values()).exists()
        waiting = {}
        for good, some in by_good.items():
            template = there & there.browse(goods.get(good))
            if template:
                waiting.setdefault(template, []).extend(some)
            else:
                file._skip([self._no_good(item) for item in some])
        for template in self._apply_new(file, waiting):
            del waiting[template]
        for template, some in waiting.items():
            self._apply_each(
                file,
                some,
                lambda part, template=template: self._apply(file, template, part),
                "variant",
            )
        file.position = last.seq
        return True

    def _apply_new(self, file, waiting):
        """Goods without any characteristics yet, all at once; return them.

        What breaks a rule takes the others with it here: they are done one by one
        then.
        """
        quick = self.env["onec.import.variants.new"]
        if not waiting:
            return []
        fresh, plain = quick._split(file, waiting)
        if not fresh:
            return []
        counted = {name: file[name] for name in ("created", "skipped")}
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                quick._apply(file, fresh, plain)
        except (UserError, IntegrityError):
            self.env.invalidate_all()
            file.write(counted)
            return []
        return list(fresh)

    def _tell_new_apart(self, template, items):
        """{item: {attribute name: value}} for the first characteristics of a good."""
        pairs = {item: self._pairs(item) for item in items}
        alike = len({tuple(sorted(values)) for values in pairs.values()}) == 1
        distinct = len({tuple(sorted(v.items())) for v in pairs.values()}) == len(items)
        if alike and distinct and all(pairs.values()):
            return pairs
        return self._plain_names(template, items)

    def _apply(self, file, template, items):
        """Characteristics of one good."""
        connection = file.connection_id
        known = self.env["onec.link"]._map(
            connection, "variant", [item.guid for item in items]
        )
        products = {
            item: self.env["product.product"].browse(known.get(item.guid))
            for item in items
        }
        gone = [item for item in items if item.get("deleted", False)]
        self._hide(connection, gone, products)
        named = self._tell_apart(
            file, template, [item for item in items if item not in gone]
        )
        values = self._ensure_values(template, named)
        new = [item for item in named if not products[item]]
        if new:
            self._take_plain_variant(connection, template, new, products)
        renamed = False
        missing = {}
        there = self._by_combination(template)
        owners = connection._owners()
        for item in named:
            ids = [values[pair].id for pair in named[item].items()]
            # A key made anew in 1С, or a map that was lost: core allows one variant
            # of a combination.
            if not products[item]:
                products[item] = there.get(frozenset(ids), products[item])
            if products[item]:
                renamed |= self._update(products[item], template, item, ids, owners)
            else:
                missing[item] = ids
        products.update(self._create(template, missing))
        if renamed:
            self._drop_unused_values(template)
        refused = self._set_barcodes(
            file, {item: products[item] for item in named}, set(new)
        )
        self._link_rows(
            connection,
            "variant",
            [
                # One whose barcode was taken is looked at again next time.
                (
                    item.guid,
                    item.get("name"),
                    products[item].id,
                    None if item in refused else item.checksum,
                )
                for item in named
            ],
        )
        template.invalidate_recordset(["product_variant_ids", "product_variant_id"])
        file._count(created=len(new), changed=len(named) - len(new) + len(gone))
        settled = [item.guid for item in [*named, *gone] if item not in refused]
        self.env["onec.skip"]._solve(connection, "variant", settled)

    def _by_combination(self, template):
        """{ids of the values: variant}, also of archived ones."""
        variants = template.with_context(active_test=False).product_variant_ids
        return {
            frozenset(variant.product_template_attribute_value_ids.ids): variant
            for variant in variants
            if variant.product_template_attribute_value_ids
        }

    def _hide(self, connection, items, products):
        for item in items:
            products[item].filtered("active").active = False
        self._link_rows(
            connection,
            "variant",
            [
                (item.guid, item.get("name"), products[item].id or None, item.checksum)
                for item in items
            ],
        )

    # === what tells variants apart === #

    def _tell_apart(self, file, template, items):
        """{item: {attribute name: value}}; what cannot be told apart is left aside."""
        lines = self._variant_lines(template)
        pairs = {item: self._pairs(item) for item in items}
        if lines.attribute_id.mapped("name") == [PLAIN]:
            return self._plain_names(template, items)
        if lines:
            names = set(lines.attribute_id.mapped("name"))
            misfits = [item for item in items if pairs[item].keys() != names]
            file._skip([self._clash(item, names) for item in misfits])
            return {item: pairs[item] for item in items if item not in misfits}
        return self._tell_new_apart(template, items)

    def _pairs(self, item):
        return {
            pair["name"].strip(): pair["value"].strip()
            for pair in item.get("characteristics", [])
            if pair.get("name", "").strip() and pair.get("value", "").strip()
        }

    def _plain_names(self, template, items):
        """A name for each characteristic; twins get the end of their GUID."""
        result = {}
        taken = set()
        for item in items:
            name = self._own_name(template, item)
            if name in taken:
                name = f"{name} ({item.guid[-4:]})"
            taken.add(name)
            result[item] = {PLAIN: name}
        return result

    def _own_name(self, template, item):
        """«L» of «Болт М8 (L)»."""
        name = item.get("name")
        start = f"{template.name} ("
        if name.startswith(start) and name.endswith(")"):
            return name[len(start) : -1].strip() or name
        values = [pair.get("value", "") for pair in item.get("characteristics", [])]
        return ", ".join(filter(None, values)) or name or item.guid

    # === attributes and their values === #

    def _variant_lines(self, template):
        return template.attribute_line_ids.filtered(
            lambda line: line.attribute_id.create_variant == "dynamic"
        )

    def _ensure_values(self, template, named):
        """{(attribute name, value): template value}, made where they are not."""
        wanted = {pair for pairs in named.values() for pair in pairs.items()}
        lines = {line.attribute_id.name: line for line in self._variant_lines(template)}
        template_values = self.env["product.template.attribute.value"]
        create = []
        for name in sorted({name for name, _value in wanted}):
            texts = {value for other, value in wanted if other == name}
            attribute = (
                lines[name].attribute_id if name in lines else self._attribute(name)
            )
            values = self._attribute_values(attribute, texts)
            if name in lines:
                # Core would look for variants to make; what is needed is made below.
                lines[name].with_context(
                    update_product_template_attribute_values=False
                ).value_ids |= values
            else:
                lines[name] = (
                    self.env["product.template.attribute.line"]
                    .with_context(create_product_product=False)
                    .create(
                        {
                            "product_tmpl_id": template.id,
                            "attribute_id": attribute.id,
                            "value_ids": [Command.set(values.ids)],
                        }
                    )
                )
            line = lines[name]
            there = line.product_template_value_ids
            there.filtered(
                lambda value, values=values: (
                    not value.ptav_active and value.product_attribute_value_id in values
                )
            ).ptav_active = True
            create += [
                {"attribute_line_id": line.id, "product_attribute_value_id": value.id}
                for value in values - there.product_attribute_value_id
            ]
        template_values.create(create)
        template.invalidate_recordset()
        return {
            (name, value.product_attribute_value_id.name): value
            for name, line in lines.items()
            for value in line.product_template_value_ids
        }

    def _attribute(self, name):
        """The attribute that makes variants under this name."""
        model = self.env["product.attribute"]
        return model.search(
            [("name", "=", name), ("create_variant", "=", "dynamic")], limit=1
        ) or model.create(
            {
                "name": name,
                "create_variant": "dynamic",
                # Names of characteristics are as many as goods: no filter of them.
                "visibility": "hidden" if name == PLAIN else "visible",
            }
        )

    def _attribute_values(self, attribute, texts):
        model = self.env["product.attribute.value"]
        found = model.search(
            [("attribute_id", "=", attribute.id), ("name", "in", list(texts))]
        )
        missing = sorted(texts - set(found.mapped("name")))
        return found | model.create(
            [{"attribute_id": attribute.id, "name": text} for text in missing]
        )

    def _drop_unused_values(self, template):
        """Values that no variant has any more are no choice on the website."""
        used = template.product_variant_ids.product_template_attribute_value_ids
        for line in self._variant_lines(template):
            unused = line.product_template_value_ids - used
            keep = line.value_ids - unused.product_attribute_value_id
            unused.ptav_active = False
            line.with_context(
                update_product_template_attribute_values=False
            ).value_ids = keep

    # === variants === #

    def _take_plain_variant(self, connection, template, new, products):
        """The variant that stood for the whole good becomes the first characteristic,
        or leaves the sale if somebody has dealt in it.
        """
        plain = template.product_variant_ids.filtered(
            lambda product: not product.product_template_attribute_value_ids
        )[:1]
        if not plain:
            return
        dealt_in = self.env["sale.order.line"].search_count(
            [("product_id", "=", plain.id)], limit=1
        ) or self.env["stock.move"].search_count(
            [("product_id", "=", plain.id)], limit=1
        )
        if dealt_in:
            plain.active = False
        else:
            products[new[0]] = plain
        self.env["onec.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", "variant"),
                ("res_id", "=", plain.id),
            ]
        ).unlink()

    def _create(self, template, missing):
        """New variants: the ORM makes one if there is none yet, the others are copies.

        :param missing: {item: ids of its values on the template}
        :return: {item: variant}
        """
        if not missing:
            return {}
        items = list(missing)
        article = template.product_variant_ids[:1].default_code
        made = {}
        prototype = template.product_variant_ids[:1]
        if not prototype:
            first = items.pop(0)
            prototype = made[first] = prototype.create(
                {
                    "product_tmpl_id": template.id,
                    "product_template_attribute_value_ids": [
                        Command.set(missing[first])
                    ],
                    "default_code": first.get("article") or article,
                }
            )
        # What the template computes from its variants has to see the copies.
        template.invalidate_recordset(["product_variant_ids", "product_variant_id"])
        copies = self.env["onec.clone"]._clone(
            prototype,
            [
                {
                    "default_code": item.get("article") or article,
                    "barcode": False,
                    "combination_indices": ",".join(map(str, sorted(missing[item]))),
                }
                for item in items
            ],
            {"product_template_attribute_value_ids": [missing[i] for i in items]},
        )
        made.update(zip(items, copies, strict=True))
        return made

    def _update(self, product, template, item, ids, owners):
        """Return whether the variant was given other values than it had."""
        values = {}
        article = item.get("article")
        if article and product.default_code != article:
            if may_write(owners["article"], product.default_code):
                values["default_code"] = article
        if not product.active and template.active:
            values["active"] = True
        before = set(product.product_template_attribute_value_ids.ids)
        if before != set(ids):
            values["product_template_attribute_value_ids"] = [Command.set(ids)]
        if values:
            product.write(values)
        return bool(before) and before != set(ids)

    def _set_barcodes(self, file, products, new):
        """Give variants their barcodes, as far as nothing else has them.

        :param products: {item: variant}
        :param new: the items whose variants have just been made
        :return: the items whose barcode something else has
        """
        owner = file.connection_id._owners()["barcode"]
        goods = self.env["onec.import.goods"]
        wanted = {item.get("barcode") for item in products} - {""}
        taken = goods._barcode_holders(wanted)
        fresh = {products[item] for item in new}
        refused, problems, settled = set(), [], set()
        for item, product in products.items():
            barcode = item.get("barcode")
            if not barcode:
                continue
            holder = taken.get(barcode, product)
            if holder != product and not (
                # What stood for the whole good had it from the good.
                holder.product_tmpl_id == product.product_tmpl_id
                and holder not in settled
                and (holder in fresh or may_write(owner, holder.barcode))
            ):
                refused.add(item)
                problems.append(goods._same_barcode("variant", item, holder))
                continue
            if product.barcode != barcode and (
                product in fresh or may_write(owner, product.barcode)
            ):
                taken.pop(product.barcode, None)
                holder.barcode = False
                product.barcode = barcode
            taken[barcode] = product
            settled.add(product)
        file._skip(problems)
        return refused

    # === causes === #

    def _no_good(self, item):
        return {
            "kind": "variant",
            "guid": item.guid,
            "name": item.get("name"),
            "code": "good",
            "cause": self.env._("The good of this characteristic has not come."),
            "fix": self.env._("Export the good in 1С; the offers follow it."),
        }

    def _clash(self, item, names):
        return {
            "kind": "variant",
            "guid": item.guid,
            "name": item.get("name"),
            "code": "clash",
            "cause": self.env._(
                "Other characteristics of this good are told apart by %s, "
                "this one is not.",
                ", ".join(sorted(names)),
            ),
            "fix": self.env._(
                "Fill in the same additional attributes for all of them in 1С."
            ),
        }
