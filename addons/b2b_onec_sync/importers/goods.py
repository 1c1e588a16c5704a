"""Goods: what 1С says of them apart from figures."""

import json
from datetime import timedelta

from odoo import fields, models
from odoo.fields import Command
from odoo.tools import SQL, html_sanitize, plaintext2html

from ..models.onec_owner import ONEC, TEMPLATE_FIELDS, may_write
from .matching import ADOPT, PROPOSE

#: Goods per transaction: a second of work.
SLICE = 500
#: So many goods leave the website without a question, whatever their share.
FEW = 50


class OnecImportGoods(models.AbstractModel):
    """Goods become product templates; those that 1С did not change cost nothing.

    A new good gets one variant at once. When characteristics come for it, the
    next step makes their variants.
    """

    _name = "onec.import.goods"
    _inherit = "onec.import"
    _description = "Import of goods"

    def _slice(self, file):
        stage = self.env["onec.stage"]
        if not file.total:
            top = stage._top(file, "good")
            if not top:
                return False
            self._begin(file)
            file.total = top
        items = stage._changed(file, "good", after=file.position, limit=SLICE)
        if not items:
            self.env["onec.import.analogues"]._attach(file.connection_id)
            return False
        caches = self._caches(file.connection_id, items)
        self._apply_each(
            file, items, lambda some: self._apply(file, some, caches), "good"
        )
        file.position = items[-1].seq
        return True

    def _begin(self, file):
        connection = file.connection_id
        for kind in ("good", "variant"):
            self._drop_dangling(connection, kind)
        [(same, gone)] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*) FILTER (WHERE link.checksum = item.checksum),
                       COUNT(*) FILTER (
                           WHERE NOT link.deleted AND item.payload LIKE %s)
                  FROM onec_stage item
                  JOIN LATERAL (
                      SELECT checksum, deleted FROM onec_link
                       WHERE connection_id = %s AND kind = 'good'
                         AND guid = item.guid AND res_id IS NOT NULL
                      OFFSET 0
                  ) link ON TRUE
                 WHERE item.file_id = %s AND item.kind = 'good'
                """,
                '%"deleted":true%',
                connection.id,
                file.staged_id.id,
            )
        )
        file._count(unchanged=same)
        file.spares = self._spares(file, gone)
        if file.session_id.version:
            # Whoever may say `deactivate` later wants to know what came at all.
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE onec_link link SET seen = %s
                      FROM onec_stage item
                     WHERE item.file_id = %s AND item.kind = 'good'
                       AND link.connection_id = %s AND link.kind = 'good'
                       AND link.guid = item.guid
                    """,
                    fields.Datetime.now(),
                    file.staged_id.id,
                    connection.id,
                )
            )

    def _spares(self, file, gone):
        """Whether a file marks too many goods: a broken export, or a filter in 1С.

        1С sends a catalogue in portions, so those of the last day count as well.
        """
        goods = [
            ("connection_id", "=", file.connection_id.id),
            ("kind", "=", "good"),
            ("res_id", "!=", False),
        ]
        links = self.env["onec.link"]
        today = fields.Datetime.now() - timedelta(days=1)
        gone += links.search_count(
            [*goods, ("deleted", "=", True), ("seen", ">", today)]
        )
        return gone > FEW and file.session_id._spares(gone, links.search_count(goods))

    def _caches(self, connection, items):
        """What a slice looks up, fetched at once."""
        links = self.env["onec.link"]
        guids = [item.guid for item in items]
        taxes = {
            tax.b2b_vat_code: tax.id
            for tax in self.env["account.tax"].search(
                [
                    ("b2b_vat_code", "!=", False),
                    ("company_id", "=", self.env.company.id),
                    ("price_include_override", "=", "tax_included"),
                ]
            )
        }
        return {
            "good": links._map(connection, "good", guids),
            "variant": links._map(connection, "variant", guids),
            "group": links._map(connection, "group"),
            "collection": links._map(connection, "collection"),
            "tax": taxes,
            "owners": connection._owners(),
            "unit": {},
            "problem": set(),
            "again": set(),
            "hidden": set(
                links.search(
                    [
                        ("connection_id", "=", connection.id),
                        ("kind", "=", "good"),
                        ("guid", "in", guids),
                        ("deleted", "=", True),
                    ]
                ).mapped("guid")
            ),
        }

    # === applying === #

    def _apply(self, file, items, caches):
        connection = file.connection_id
        model = self.env["product.template"]
        new, pairs, gone = [], [], []
        for item in items:
            id_ = caches["good"].get(item.guid)
            if item.get("deleted", False):
                gone.append((item, model.browse(id_)))
            elif id_:
                pairs.append((item, model.browse(id_)))
            else:
                new.append(item)
        new = self._match(file, new, pairs, caches)
        if file.spares:
            gone = []
        self._hide(connection, gone)
        file._count(changed=len(pairs) + len(gone), created=len(new))
        values = {item: self._values(file, item, caches) for item in new}
        values.update({item: self._values(file, item, caches) for item, _r in pairs})
        for item, template in pairs:
            self._update(connection, template, item, values[item], caches)
        created = self._create(connection, new, values)
        pairs += created
        self._set_codes(file, pairs, caches, created)
        unknown = self.env["onec.import.properties"]._apply(
            file, pairs, caches["owners"], {item for item, _template in created}
        )
        self._link_rows(
            connection,
            "good",
            [
                # One that waits for its group or tax is looked at again next time.
                (
                    item.guid,
                    item.get("name"),
                    template.id,
                    self._complete(item, template, caches),
                )
                for item, template in pairs
            ],
        )
        alike = self.env["onec.import.analogues"]._apply(
            connection, pairs, caches["owners"]
        )
        self._note_waiting(
            connection,
            {
                item.guid: [
                    f"{kind}:{key}"
                    for kind, keys in (
                        ("group", self._unknown_groups(item, caches)),
                        ("property", unknown.get(item, ())),
                        ("good", alike.get(item, ())),
                    )
                    for key in keys
                ]
                for item, _template in pairs
            },
        )
        settled = [item.guid for item in items if item not in caches["problem"]]
        self.env["onec.skip"]._solve(connection, "good", settled)

    def _match(self, file, items, pairs, caches):
        """Put those that are here under another key among the pairs.

        :return: the items to make goods of; those to be reviewed wait
        """
        found = self.env["onec.import.matching"]._find(file, items)
        new = []
        for item in items:
            verdict, template, sign = found.get(item, ("", None, ""))
            if verdict == ADOPT:
                pairs.append((item, template))
            elif verdict == PROPOSE:
                caches["problem"].add(item)
                self.env["onec.match"]._propose(
                    file, "good", item.guid, item.get("name"), template, sign
                )
            else:
                new.append(item)
        return new

    def _note_waiting(self, connection, waiting):
        """Remember what is still to come for goods.

        Groups and analogues join them then, see `_attach_waiting` and `_attach`;
        for properties the good is looked at again, see `_look_again`.

        :param waiting: {key of a good: ``kind:key`` of what is not known yet}
        """
        links = self.env["onec.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", "good"),
                "|",
                ("guid", "in", [guid for guid, keys in waiting.items() if keys]),
                "&",
                ("waiting", "!=", False),
                ("guid", "in", list(waiting)),
            ]
        )
        for link in links:
            link.waiting = ",".join(waiting[link.guid]) or False

    def _unknown_groups(self, item, caches):
        return [
            group.lower()
            for group in item.get("group_ids", [])
            if group.lower() not in caches["group"]
        ]

    def _complete(self, item, template, caches):
        """The digest to remember; none for a good that waits for something."""
        waits = item in caches["again"]
        waits = waits or (item.get("group_ids") and not template.public_categ_ids)
        waits = waits or (item.get("vat") and item.get("vat") not in caches["tax"])
        return None if waits else item.checksum

    def _values(self, file, item, caches):
        """What 1С says of a good, in our words."""
        unit, packs = self._units(file.connection_id, item, caches["unit"])
        groups = [group.lower() for group in item.get("group_ids", [])]
        unknown = [group for group in groups if group not in caches["group"]]
        name = item.get("name") or item.get("full_name") or item.get("article")
        values = {
            "name": name or item.guid,
            "type": "service" if self._is_service(item) else "consu",
            "is_storable": not self._is_service(item),
            "uom_id": unit.id,
            "uom_ids": [Command.set([pack.id for pack in packs])],
            "public_categ_ids": [
                Command.set(
                    [caches["group"][group] for group in groups if group not in unknown]
                )
            ],
            "b2b_manufacturer": item.get("manufacturer") or item.get("brand") or False,
            "description_ecommerce": self._described(item),
        }
        values["b2b_marking_group"] = item.get("marking") or False
        values["onec_components"] = {
            guid.partition("#")[0].lower(): float(quantity or 1)
            for guid, quantity in item.get("components", [])
        } or False
        if item.get("weight"):
            values["weight"] = float(item.get("weight"))
        problems = []
        if unknown:
            problems.append(self._unknown_group(item, unknown))
        vat = item.get("vat")
        if vat and vat not in caches["tax"]:
            problems.append(self._unknown_vat(item, vat))
        elif vat:
            values["taxes_id"] = [Command.set([caches["tax"][vat]])]
        if problems:
            caches["problem"].add(item)
        file._skip(problems)
        return values

    def _described(self, item):
        """The description as HTML. Nobody cleans what the system writes, and pages of
        foreign shops are what descriptions in 1С are often copied from."""
        if html := item.get("description_html"):
            return html_sanitize(html)
        text = item.get("description")
        return plaintext2html(text) if text else False

    def _units(self, connection, item, known):
        """(unit, packs) of a good; each kind of them is looked up once."""
        data = item.get("unit", None)
        key = json.dumps([data, item.get("packs", [])], sort_keys=True)
        if key not in known:
            units = self.env["onec.import.units"]
            unit = units._unit(connection, data)
            base = (data or {}).get("code") or unit.name
            known[key] = (
                unit,
                [
                    units._pack(
                        connection, unit, base, pack["unit"], float(pack["factor"])
                    )
                    for pack in item.get("packs", [])
                    if pack.get("unit") and float(pack["factor"]) not in (0.0, 1.0)
                ],
            )
        return known[key]

    def _is_service(self, item):
        requisites = item.get("requisites", {})
        return requisites.get("типноменклатуры", "").casefold() == "услуга"

    def _update(self, connection, template, item, values, caches):
        """Write what differs, and nothing where nothing does."""
        changes = {
            name: value
            for name, value in values.items()
            if self._plain(template, name) != self._wanted(value)
            and may_write(
                caches["owners"].get(TEMPLATE_FIELDS.get(name), ONEC), template[name]
            )
        }
        if not template.active:
            changes["active"] = True
            self._wake_variants(connection, template)
        groups = values["public_categ_ids"][0][2]
        waited = not template.public_categ_ids and groups
        back = not template.active or item.guid in caches["hidden"]
        if caches["owners"]["published"] == ONEC:
            changes["is_published"] = bool(groups)
        elif connection.publish_new and (waited or back):
            changes["is_published"] = bool(groups)
        if changes:
            template.write(changes)
        if (
            item.guid not in caches["variant"]
            and len(template.product_variant_ids) == 1
        ):
            self._link_rows(
                connection,
                "variant",
                [(item.guid, item.get("name"), template.product_variant_ids.id, None)],
            )

    def _plain(self, record, name):
        value = record[name]
        if isinstance(value, models.BaseModel):
            return (
                set(value.ids) if record._fields[name].type != "many2one" else value.id
            )
        as_text = value and record._fields[name].type in ("html", "json")
        return str(value) if as_text else value

    def _wanted(self, value):
        if isinstance(value, list):
            return set(value[0][2])
        return (
            str(value) if value and not isinstance(value, (bool, int, float)) else value
        )

    def _wake_variants(self, connection, template):
        """A good that is back brings back the variants that 1С still has."""
        links = self.env["onec.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", "variant"),
                ("res_id", "in", template.product_variant_ids.ids),
                ("deleted", "=", False),
            ]
        )
        self.env["product.product"].browse(links.mapped("res_id")).write(
            {"active": True}
        )

    def _hide(self, connection, gone):
        """Goods that are marked for deletion leave the website, orders keep them."""
        templates = self.env["product.template"].union(*[record for _i, record in gone])
        templates.filtered("active").write({"active": False, "is_published": False})
        self._link_rows(
            connection,
            "good",
            [
                (item.guid, item.get("name"), record.id or None, item.checksum)
                for item, record in gone
            ],
        )
        links = self.env["onec.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", "good"),
                ("guid", "in", [item.guid for item, _r in gone]),
            ]
        )
        links.deleted = True

    def _set_codes(self, file, pairs, caches, created):
        """Articles on every variant; the barcode where there is only one."""
        owners = caches["owners"]
        new = {item for item, _template in created}
        variants = {item: template.product_variant_ids for item, template in pairs}
        wanted = {item.get("barcode") for item in variants} - {""}
        taken = self._barcode_holders(wanted)
        problems = []
        for item, products in variants.items():
            article = item.get("article") or False
            for product in products if article else ():
                free = item in new or may_write(owners["article"], product.default_code)
                if product.default_code != article and free:
                    product.default_code = article
            barcode = item.get("barcode")
            if not barcode or len(products) != 1 or products.barcode == barcode:
                continue
            if taken.get(barcode, products) != products:
                problems.append(self._same_barcode("good", item, taken[barcode]))
                caches["problem"].add(item)
                caches["again"].add(item)
            elif item in new or may_write(owners["barcode"], products.barcode):
                taken.pop(products.barcode, None)
                taken[barcode] = products
                products.barcode = barcode
        file._skip(problems)

    def _barcode_holders(self, barcodes):
        """{barcode: the variant that has it}"""
        domain = [("barcode", "in", list(barcodes))]
        return {
            product.barcode: product
            for product in self.env["product.product"].search(domain)
        }

    # === causes === #

    def _unknown_group(self, item, groups):
        return {
            "kind": "good",
            "guid": item.guid,
            "name": item.get("name"),
            "code": "group",
            "cause": self.env._("Its group has not come yet: %s", ", ".join(groups)),
            "fix": self.env._("Run a full export in 1С: it sends the groups."),
        }

    def _unknown_vat(self, item, vat):
        return {
            "kind": "good",
            "guid": item.guid,
            "name": item.get("name"),
            "code": "vat",
            "cause": self.env._("There is no tax for the VAT rate %s.", vat),
            "fix": self.env._("Give a tax this Russian VAT rate and repeat."),
        }

    def _same_barcode(self, kind, item, product):
        return {
            "kind": kind,
            "guid": item.guid,
            "name": item.get("name"),
            "code": "barcode",
            "cause": self.env._(
                "The barcode %(barcode)s belongs to %(product)s.",
                barcode=item.get("barcode"),
                product=product.display_name,
            ),
            "fix": self.env._("Mend the barcode of one of them in 1С."),
        }
