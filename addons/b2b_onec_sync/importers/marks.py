"""Groups, properties, price types and warehouses that 1С marks for deletion."""

from odoo import models

#: Kinds of links → kinds of what is left aside.
SKIPS = {"price_type": "price", "warehouse": "stock"}


class OnecImportMarks(models.AbstractModel):
    """What 1С marks leaves the portal, unless something here stands on it.

    Nothing is deleted: orders and documents go on referring to it, and a mark that
    is taken off brings it back. A helper of the classifier's step.
    """

    _name = "onec.import.marks"
    _inherit = "onec.import"
    _description = "Deletion marks of 1С"

    def _apply(self, file, kind, items):
        """Follow the marks of these items; return the items without one."""
        gone = [item for item in items if item.get("deleted", False)]
        rest = [item for item in items if item not in gone]
        # What is archived here stands on nothing.
        here = self.with_context(active_test=True)
        here._hide(file, kind, gone)
        here._show(file, kind, rest)
        return rest

    def _links(self, file, kind, items, deleted):
        return self.env["onec.link"].search(
            [
                ("connection_id", "=", file.connection_id.id),
                ("kind", "=", kind),
                ("guid", "in", [item.guid for item in items]),
                ("deleted", "=", deleted),
            ]
        )

    def _record(self, link):
        return self.env[link.res_model].browse(link.res_id).exists()

    def _hide(self, file, kind, items):
        links = self._links(file, kind, items, False)
        # Without a digest it is looked at again when it comes without the mark.
        links.write({"deleted": True, "checksum": False})
        problems = []
        for link in links:
            record = self._record(link)
            cause = record and getattr(self, f"_hide_{kind}")(record)
            if cause:
                problems.append(
                    {
                        "kind": SKIPS.get(kind, kind),
                        "guid": link.guid,
                        "name": link.name,
                        "code": "deleted",
                        "cause": cause,
                        "fix": self.env._(
                            "Choose something else there, take it off the portal, "
                            "then press «Solved»."
                        ),
                    }
                )
        file._skip(problems)

    def _show(self, file, kind, items):
        by_guid = {item.guid: item for item in items}
        links = self._links(file, kind, items, True)
        for link in links:
            if record := self._record(link):
                getattr(self, f"_show_{kind}")(record, by_guid[link.guid])
        self.env["onec.skip"]._solve(
            file.connection_id, SKIPS.get(kind, kind), links.mapped("guid")
        )

    # === groups === #

    def _hide_group(self, category):
        category.active = False
        lonely = category.product_tmpl_ids.filtered(
            lambda good: good.is_published and not good.public_categ_ids
        )
        if lonely:
            return self.env._(
                "1С has marked it for deletion, and %s goods on the website are in no "
                "other group.",
                len(lonely),
            )
        return None

    def _show_group(self, category, item):
        category.active = True

    # === properties === #

    def _hide_property(self, attribute):
        attribute.visibility = "hidden"

    def _show_property(self, attribute, item):
        if item.get("type") == "dictionary":
            attribute.visibility = "visible"

    # === price types === #

    def _hide_price_type(self, pricelist):
        uses = [
            *self.env["b2b.tier"].search([("pricelist_id", "=", pricelist.id)]),
            *self.env["res.partner"].search([("b2b_pricelist_id", "=", pricelist.id)]),
            *self.env["b2b.contract"].search([("pricelist_id", "=", pricelist.id)]),
            *self.env["onec.node"].search([("pricelist_id", "=", pricelist.id)]),
        ]
        if uses:
            return self._still_used(uses)
        pricelist.active = False
        return None

    def _show_price_type(self, pricelist, item):
        pricelist.active = True

    # === warehouses === #

    def _hide_warehouse(self, warehouse):
        if self.env["stock.quant"].search_count(
            [
                ("location_id", "child_of", warehouse.view_location_id.id),
                "|",
                ("quantity", ">", 0),
                ("reserved_quantity", ">", 0),
            ],
            limit=1,
        ):
            return self.env._("1С has marked it for deletion, but goods lie there.")
        uses = [
            *self.env["stock.picking"].search(
                [
                    ("picking_type_id.warehouse_id", "=", warehouse.id),
                    ("state", "not in", ("done", "cancel")),
                ]
            ),
            *self.env["b2b.organisation"].search(
                [("warehouse_ids", "=", warehouse.id)]
            ),
            *self.env["onec.node"].search([("warehouse_id", "=", warehouse.id)]),
        ]
        if uses:
            return self._still_used(uses)
        warehouse.b2b_published = False
        return None

    def _show_warehouse(self, warehouse, item):
        warehouse.b2b_published = True

    def _still_used(self, records):
        """The cause, with the first few records that stand on it."""
        names = [record.display_name for record in records[:5]]
        if len(records) > len(names):
            names.append("…")
        return self.env._(
            "1С has marked it for deletion, but it is still used: %s.", ", ".join(names)
        )
