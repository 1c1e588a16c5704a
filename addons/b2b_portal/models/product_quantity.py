"""In what quantities goods are ordered: minimum, multiple, packs, whole units."""

import math
import re

from odoo import api, fields, models
from odoo.tools import float_compare, float_is_zero

# Units that are measured and not counted: those that core makes, and what 1С calls
# them where it brings units of its own.
MEASURES = (
    "uom.product_uom_meter",
    "uom.product_uom_kgm",
    "uom.product_uom_litre",
    "uom.product_uom_square_meter",
    "uom.product_uom_hour",
)
MEASURE_NAMES = re.compile(
    r"(пог|п)\.? ?м|[кмс]?м|м[23²³]|(пог|кв|куб)\. ?м|к?г|т|л|мл|kg|g|m|l",
    re.IGNORECASE,
)


class UomUom(models.Model):
    _inherit = "uom.uom"

    b2b_whole = fields.Boolean(
        "Whole numbers only",
        compute="_compute_b2b_whole",
        store=True,
        readonly=False,
        help="Nobody orders a half of it. Unset for what is measured: metres, litres.",
    )

    @api.depends("relative_uom_id")
    def _compute_b2b_whole(self):
        refs = [self.env.ref(name, raise_if_not_found=False) for name in MEASURES]
        for unit in self:
            measured = any(
                ref and (ref == unit or ref._has_common_reference(unit)) for ref in refs
            )
            unit.b2b_whole = not measured and not MEASURE_NAMES.fullmatch(
                (unit.name or "").strip()
            )


class ProductTemplate(models.Model):
    _inherit = "product.template"

    b2b_pack_id = fields.Many2one(
        "uom.uom",
        "Sold in whole packs",
        domain="[('id', 'in', uom_ids)]",
        help="Only whole packs of this kind can be ordered, e.g. «упак (12 шт)».",
    )


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _b2b_step(self):
        """Only multiples of this quantity (base unit) can be ordered; 0: any."""
        self.ensure_one()
        multiple = self.b2b_multiple_qty
        if self.b2b_pack_id:
            pack = self.b2b_pack_id._compute_quantity(1.0, self.uom_id, round=False)
            # A multiple of both: 6 and a pack of 4 is 12.
            if not multiple or float_is_zero(pack % multiple, precision_digits=3):
                multiple = pack
            elif not float_is_zero(multiple % pack, precision_digits=3):
                common = math.lcm(round(pack * 1000), round(multiple * 1000))
                multiple = common / 1000
        return multiple or (1.0 if self.uom_id.b2b_whole else 0.0)

    def _b2b_least_quantity(self):
        """The least quantity that can be ordered, in the base unit."""
        self.ensure_one()
        return self._b2b_nearest_quantity(0.0)

    def _b2b_nearest_quantity(self, quantity):
        """The least quantity from this one up that can be ordered."""
        self.ensure_one()
        step = self._b2b_step()
        quantity = max(quantity, self.b2b_min_qty) or step or 1.0
        if step:
            # Not 13 for 12.0000001: what is nothing but noise is no rest.
            quantity = math.ceil(round(quantity / step, 6)) * step
        return round(quantity, 6)

    def _b2b_quantity_problem(self, quantity):
        """Whether a quantity (base unit) keeps the minimum and the multiple.

        :return: message for the person, or False
        """
        self.ensure_one()
        problems = self._b2b_quantity_problems(quantity)
        if not problems:
            return False
        return f"{self.display_name}: {'; '.join(problems)}."

    def _b2b_quantity_problems(self, quantity):
        """Every reason why a quantity (base unit) cannot be ordered.

        :return: list of messages without the name of the product
        """
        self.ensure_one()
        _ = self.env._
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        minimum, step, unit = self.b2b_min_qty, self._b2b_step(), self.uom_id.name
        problems = []
        if minimum and float_compare(quantity, minimum, precision_digits=digits) < 0:
            problems.append(
                _("the minimum is %(minimum)g %(unit)s", minimum=minimum, unit=unit)
            )
        if step and not float_is_zero(
            quantity - round(quantity / step) * step, precision_digits=digits
        ):
            if self.b2b_pack_id:
                problems.append(
                    _(
                        "sold in whole packs only: %(pack)s, multiples of "
                        "%(multiple)g %(unit)s",
                        pack=self.b2b_pack_id.name,
                        multiple=step,
                        unit=unit,
                    )
                )
            elif self.b2b_multiple_qty:
                problems.append(
                    _(
                        "sold in multiples of %(multiple)g %(unit)s",
                        multiple=step,
                        unit=unit,
                    )
                )
            else:
                problems.append(_("sold in whole numbers of %(unit)s", unit=unit))
        return problems
