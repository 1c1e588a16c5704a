"""Lines of an order as 1С tells them, in the units and goods of ours."""

from odoo import models


class OnecImportOrderLines(models.AbstractModel):
    """УТ writes lines in packs and takes sets apart: both are undone here.

    A helper of the orders step. What cannot be told for sure is None, and a person
    compares the order then.
    """

    _name = "onec.import.order.lines"
    _inherit = "onec.import"
    _description = "Lines of an order"

    def _told(self, file, item, order):
        """``{product: (quantity in the unit of our line, sum with VAT)}``, or None.

        None: something is missing or unknown, in units that we do not know, a good
        is on several lines of ours, or the lines do not make the order's sum. So it
        is where our lines hold a share of what 1С does not know (delivery, points):
        nobody can tell a change of it from one of the goods.
        """
        lines, amount = item.get("lines", []), item.get("amount", None)
        own = {line.product_id: line for line in order.order_line if line.product_id}
        if amount is None or order.b2b_shipment_state == "full":
            return None
        if len(own) != len(order.order_line.filtered("product_id")):
            return None
        if order._onec_extra_lines():
            return None
        told = {}
        for line in lines:
            part = self._line(file.connection_id, line, own)
            if part is None:
                return None
            product, quantity, total = part
            before = told.get(product, (0.0, 0.0))
            told[product] = (before[0] + quantity, before[1] + total)
        total = sum(total for _quantity, total in told.values())
        if order.currency_id.compare_amounts(total, float(amount)):
            return None
        return self._put_together(file.connection_id, told, own)

    def _line(self, connection, line, own):
        """(product, quantity, sum) of a line of 1С, or None."""
        if not line.get("product_id") or None in (line.get("qty"), line.get("amount")):
            return None
        product = self._product(connection, line)
        if not product:
            return None
        ours = own[product].product_uom_id if product in own else product.uom_id
        unit = self._unit(connection, line, product, ours)
        if not unit:
            return None
        quantity = float(line["qty"]) * float(line.get("factor") or 1)
        quantity = unit._compute_quantity(quantity, ours, round=False)
        return product, quantity, float(line["amount"])

    def _product(self, connection, line):
        return self.env["onec.link"]._record(connection, "variant", line_key(line))

    def _unit(self, connection, line, product, ours):
        """The unit that a line counts in: ours where 1С does not say; or empty.

        A coefficient counts in base units. Otherwise the code of the unit is that of
        the base unit or of a pack of the good; «упак» may be several packs, then it
        is ours if that is one of them.
        """
        if float(line.get("factor") or 1) != 1:
            return product.uom_id
        code = (line.get("unit") or {}).get("code") or line.get("unit_text") or ""
        code = code.strip().casefold()
        if not code:
            return ours
        units = product.uom_id | product.product_tmpl_id.uom_ids | ours
        keys = self.env["onec.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", "unit"),
                ("res_id", "in", units.ids),
            ]
        )
        found = units.browse(
            key.res_id for key in keys if key.guid.partition("*")[0] == code
        )
        if not found:
            # A name («шт») instead of a code.
            found = units.filtered(
                lambda unit: unit.name.partition(" (")[0].casefold() == code
            )
        if ours in found:
            return ours
        return found if len(found) == 1 else found.browse()

    def _put_together(self, connection, told, own):
        """Components that УТ made of a set become the set again; None if unclear."""
        for product in own:
            recipe = product.product_tmpl_id.onec_components
            if not recipe or product in told:
                continue
            known = self.env["onec.link"]._map(connection, "variant", recipe)
            if len(known) != len(recipe):
                return None
            parts = {
                product.browse(known[guid]): quantity
                for guid, quantity in recipe.items()
            }
            if parts.keys() & own.keys():
                return None  # the same good is ordered by itself as well
            if not parts.keys() & told.keys():
                continue  # the set was removed
            sets = {
                told.get(part, (0.0, 0.0))[0] / quantity
                for part, quantity in parts.items()
            }
            count = min(sets)
            if max(sets) - count > 1e-6:
                return None  # not whole sets: a person looks at it
            total = sum(told.pop(part)[1] for part in parts)
            told[product] = (count, total)
        return told

    def _shipped(self, connection, order, lines):
        """[(product id, quantity in base units)] of a shipment's lines, or None."""
        result = []
        for line in lines:
            product = line.get("product_id") and self._product(connection, line)
            if not product or line.get("qty") is None:
                return None
            unit = self._unit(connection, line, product, product.uom_id)
            if not unit:
                return None
            quantity = float(line["qty"]) * float(line.get("factor") or 1)
            result.append(
                (
                    product.id,
                    unit._compute_quantity(quantity, product.uom_id, round=False),
                )
            )
        return result


def line_key(line):
    """The GUID that a line's good is linked by: with its characteristic, if any."""
    key = line["product_id"]
    if line.get("char_id"):
        key = f"{key}#{line['char_id']}"
    return key.lower()
