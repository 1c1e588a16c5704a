"""Groups, properties, price types and warehouses."""

from odoo import models
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ..models.onec_owner import may_write

#: The key of the property that «Категория» of УНФ makes.
CATEGORY = "category"


class OnecImportClassifier(models.AbstractModel):
    """What goods refer to. 1С defines it in the first file only: links remember it."""

    _name = "onec.import.classifier"
    _inherit = "onec.import"
    _description = "Import of groups, properties, price types and warehouses"

    def _slice(self, file):
        if file.position:
            return False
        file.write({"position": 1, "total": 1})
        stage = self.env["onec.stage"]
        for kind in ("group", "property", "price_type", "warehouse"):
            self._drop_dangling(file.connection_id, kind)
            items = stage._changed(file, kind)
            items = self.env["onec.import.marks"]._apply(file, kind, items)
            getattr(self, f"_apply_{kind}")(file, items)
        self._apply_category(file, stage._items(file, "category"))
        self._apply_unit(file, stage._items(file, "unit"))
        self._apply_classifier(file, stage._items(file, "classifier"))
        self._report_unknown(file, stage._items(file, "unknown"))
        return True

    # === units, owner === #

    def _apply_unit(self, file, items):
        """Names of units that goods give by code alone (3.1)."""
        for item in items:
            if not item.get("deleted", False) and (item.get("name") or item.get("id")):
                self.env["onec.import.units"]._unit(file.connection_id, item.data)

    def _apply_classifier(self, file, items):
        """The owner of the classifier is an organisation: found by its ИНН."""
        links = self.env["onec.link"]
        for item in items:
            guid, inn = item.get("owner_id").lower(), item.get("owner_inn")
            if not guid or links._record(file.connection_id, "organisation", guid):
                continue
            found = self.env["b2b.organisation"].search(
                [("partner_id.vat", "=", inn or "-")]
            )
            if len(found) == 1:
                name = item.get("owner_name")
                links._link(file.connection_id, "organisation", guid, found, name=name)

    # === groups === #

    def _attach_waiting(self, connection, groups):
        """Goods that came before their groups find them now.

        :param groups: {guid: category id} of all known groups
        """
        links = self.env["onec.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", "good"),
                ("waiting", "like", "group:"),
            ]
        )
        for link in links:
            waiting = link.waiting.split(",")
            come = {
                key: groups[guid]
                for key in waiting
                if (guid := key.removeprefix("group:")) in groups
            }
            template = self.env["product.template"].browse(link.res_id).exists()
            if not come or not template:
                continue
            values = {"public_categ_ids": [Command.link(id_) for id_ in come.values()]}
            if connection.publish_new and not template.public_categ_ids:
                values["is_published"] = template.active
            template.write(values)
            left = [key for key in waiting if key not in come]
            link.waiting = ",".join(left) or False
            if not any(key.startswith("group:") for key in left):
                self.env["onec.skip"]._solve(connection, "good", [link.guid])

    def _apply_group(self, file, items):
        """Groups become categories of the website."""
        connection = file.connection_id
        categories = self.env["product.public.category"]
        known = self.env["onec.link"]._map(connection, "group")
        rows = []
        owner = connection._owners()["group_name"]
        for item in items:  # parents come first
            values = {
                "name": item.get("name") or item.guid,
                "parent_id": known.get(item.get("parent_id").lower(), False),
            }
            category = categories.browse(known.get(item.guid))
            if category:
                if may_write(owner, category.name):
                    category.write(values)
            else:
                category = categories.create(values)
                known[item.guid] = category.id
            rows.append((item.guid, values["name"], category.id, item.checksum))
        self._link_rows(connection, "group", rows)
        if rows:
            self._attach_waiting(connection, known)
        if connection.collection_source == "group":
            self._collections_of_groups(connection, items, known)

    def _collections_of_groups(self, connection, items, known):
        """Groups directly below the one that the connection names."""
        root = self.env["product.public.category"].search(
            [
                ("name", "=", connection.collection_name),
                ("id", "in", list(known.values())),
            ],
            limit=1,
        )
        for item in items:
            if root and known.get(item.get("parent_id").lower()) == root.id:
                self._collection(connection, item.guid, item.get("name"))

    def _collection(self, connection, guid, name):
        links = self.env["onec.link"]
        collection = links._record(connection, "collection", guid)
        if collection:
            collection.name = name
        else:
            found = collection.search([("name", "=", name)])
            collection = found if len(found) == 1 else collection.create({"name": name})
        links._link(connection, "collection", guid, collection, name=name)

    # === properties === #

    def _apply_property(self, file, items):
        """Properties become attributes to filter by; they make no variants."""
        connection = file.connection_id
        attributes = self.env["product.attribute"]
        known = self.env["onec.link"]._map(connection, "property")
        rows = []
        for item in items:
            name = item.get("name") or item.guid
            is_collection = (
                connection.collection_source == "property"
                and name.casefold() == (connection.collection_name or "").casefold()
            )
            attribute = attributes.browse(known.get(item.guid))
            if not attribute:
                attribute = attributes.create(
                    {
                        "name": name,
                        "create_variant": "no_variant",
                        # Free texts and numbers would make endless filters.
                        "visibility": "visible"
                        if item.get("type") == "dictionary" and not is_collection
                        else "hidden",
                    }
                )
            elif attribute.name != name:
                attribute.name = name
            rows.append((item.guid, name, attribute.id, item.checksum))
            options = {
                f"{item.guid}/{(option.get('id') or option['value']).lower()}": option[
                    "value"
                ]
                for option in item.get("values", [])
                if option.get("value")
            }
            if is_collection:
                for guid, value in options.items():
                    self._collection(connection, guid, value)
            else:
                self._values(connection, attribute, options)
        self._link_rows(connection, "property", rows)
        self._look_again(connection, [row[0] for row in rows if row[0] not in known])

    def _look_again(self, connection, keys):
        """Goods that wait for one of these properties or values are applied anew when
        they come, though 1С has changed nothing about them."""
        if not keys:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE onec_link SET checksum = NULL
                 WHERE connection_id = %s AND kind = 'good' AND waiting IS NOT NULL
                   AND string_to_array(waiting, ',') && %s::text[]
                """,
                connection.id,
                [f"property:{key}" for key in keys],
            )
        )
        self.env["onec.link"].invalidate_model(["checksum"])
        self.env["onec.skip"]._solve(connection, "property", keys)

    def _apply_category(self, file, items):
        """УНФ's kind of goods, «Категория», is one more property to filter by."""
        if not items:
            return
        connection, links = file.connection_id, self.env["onec.link"]
        attribute = links._record(connection, "property", CATEGORY)
        if not attribute:
            attribute = attribute.create(
                {"name": "Категория", "create_variant": "no_variant"}
            )
            links._link(connection, "property", CATEGORY, attribute)
        options = {
            f"{CATEGORY}/{item.guid}": item.get("name") or item.guid for item in items
        }
        self._values(connection, attribute, options)

    def _values(self, connection, attribute, options):
        """Values of an attribute by their keys; return {key: value id}."""
        known = self.env["onec.link"]._map(connection, "value", options)
        model = self.env["product.attribute.value"]
        for record in model.browse(
            [known[key] for key in options if key in known]
        ).exists():
            name = next(options[key] for key in options if known.get(key) == record.id)
            if record.name != name:
                record.name = name
        new = [key for key in options if key not in known]
        records = model.create(
            [{"attribute_id": attribute.id, "name": options[key]} for key in new]
        )
        self._link_rows(
            connection,
            "value",
            [
                (key, options[key], record.id, None)
                for key, record in zip(new, records, strict=True)
            ],
        )
        self._look_again(connection, new)
        known.update(zip(new, records.ids, strict=True))
        return known

    # === price types === #

    def _apply_price_type(self, file, items):
        """A price list of our own for each price type, found by its name at first."""
        connection = file.connection_id
        known = self.env["onec.link"]._map(connection, "price_type")
        model = self.env["product.pricelist"]
        owner = connection._owners()["price_type_name"]
        rows = []
        for item in items:
            name = item.get("name") or item.guid
            pricelist = model.browse(known.get(item.guid))
            if not pricelist:
                found = self._unlinked(
                    connection, "price_type", [("b2b_price_type", "=", True)], name
                )
                if len(found) > 1:
                    file._skip([self._ambiguous("price", item, name)])
                    rows.append((item.guid, name, None, None))
                    continue
                currency = self._currency(file, item)
                if not currency:
                    continue
                pricelist = found or model.create(
                    {
                        "name": name,
                        "b2b_price_type": True,
                        "currency_id": currency.id,
                    }
                )
            if item.guid not in known or may_write(owner, pricelist.name):
                pricelist.name = name
            pricelist.write(
                {
                    "b2b_price_type": True,
                    "b2b_vat_included": item.get("vat_included", None) is not False,
                }
            )
            rows.append((item.guid, name, pricelist.id, item.checksum))
        self._link_rows(connection, "price_type", rows)

    def _currency(self, file, item):
        code = item.get("currency") or "RUB"
        currency = self.env["res.currency"].search([("name", "=", code)], limit=1)
        if not currency:
            file._skip(
                [
                    {
                        "kind": "price",
                        "guid": item.guid,
                        "name": item.get("name"),
                        "code": "currency",
                        "cause": self.env._("The currency %s is unknown.", code),
                        "fix": self.env._("Add the currency under Settings."),
                    }
                ]
            )
        elif not currency.active:
            currency.active = True
        return currency

    # === warehouses === #

    def _apply_warehouse(self, file, items):
        """A warehouse of our own for each of 1С's."""
        connection = file.connection_id
        known = self.env["onec.link"]._map(connection, "warehouse")
        model = self.env["stock.warehouse"].with_context(active_test=True)
        owner = connection._owners()["warehouse_name"]
        rows = []
        for item in items:
            name = item.get("name") or item.guid
            warehouse = model.browse(known.get(item.guid))
            if not warehouse:
                warehouse = self._unlinked(connection, "warehouse", [], name)
                if len(warehouse) > 1:
                    file._skip([self._ambiguous("stock", item, name)])
                    rows.append((item.guid, name, None, None))
                    continue
            values = {"name": name}
            if not warehouse:
                warehouse = self._unused_warehouse()
                values["code"] = self._warehouse_code(name)
            if warehouse:
                # The one that Odoo made has no name that anybody chose.
                if "code" in values or may_write(owner, warehouse.name):
                    warehouse.write(values)
            else:
                warehouse = model.create(values)
            rows.append((item.guid, name, warehouse.id, item.checksum))
            # The next one has to see that this warehouse is taken.
            self._link_rows(connection, "warehouse", rows[-1:])
        self._link_rows(connection, "warehouse", rows)

    def _unused_warehouse(self):
        """The warehouse that Odoo made for the company, while nobody has used it."""
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], order="id", limit=1
        )
        locations = warehouse.view_location_id
        used = (
            self.env["onec.link"].search_count(
                [("kind", "=", "warehouse"), ("res_id", "=", warehouse.id)], limit=1
            )
            or self.env["stock.quant"].search_count(
                [("location_id", "child_of", locations.ids)], limit=1
            )
            or self.env["stock.picking"].search_count(
                [("picking_type_id.warehouse_id", "=", warehouse.id)], limit=1
            )
            or self.env["sale.order"].search_count(
                [("warehouse_id", "=", warehouse.id)], limit=1
            )
        )
        return warehouse.browse() if used else warehouse

    def _warehouse_code(self, name):
        """A free short name of at most five characters."""
        model = self.env["stock.warehouse"].with_context(active_test=False)
        taken = set(model.search([]).mapped("code"))  # pylint: disable=no-search-all
        base = "".join(char for char in name.upper() if char.isalnum())[:3] or "W"
        code = base
        number = 1
        while code in taken:
            number += 1
            code = f"{base}{number}"
        return code

    # === shared === #

    def _unlinked(self, connection, kind, domain, name):
        """Records of this name that no object of this base is linked with."""
        taken = list(self.env["onec.link"]._map(connection, kind).values())
        return self.env[self.env["onec.link"]._model_of(kind)].search(
            Domain(domain)
            & Domain("name", "=", name)
            & Domain("active", "=", True)
            & Domain("id", "not in", taken)
        )

    def _ambiguous(self, kind, item, name):
        return {
            "kind": kind,
            "guid": item.guid,
            "name": name,
            "code": "ambiguous",
            "cause": self.env._("Several records here have this name."),
            "fix": self.env._(
                "Choose the right one in the mapping of price types or warehouses, "
                "then «Apply again»."
            ),
        }

    def _report_unknown(self, file, items):
        """Count what the reader did not understand, by place and reason."""
        by_place = {}
        for item in items:
            key = (item.get("path"), item.get("reason", "element"))
            by_place.setdefault(key, []).append(item)
        file._skip(
            [
                {
                    "kind": "element",
                    "guid": path,
                    "name": found[0].get("value") or path,
                    "code": reason,
                    "cause": self.env._(
                        "Not understood, met %(count)d times.", count=len(found)
                    )
                    if reason == "element"
                    else self.env._(
                        "The value cannot be used, met %(count)d times.",
                        count=len(found),
                    ),
                    "fix": self.env._(
                        "Nothing, if the portal does not need it. Otherwise send the "
                        "raw file of the session to the developer."
                    ),
                }
                for (path, reason), found in by_place.items()
            ]
        )
