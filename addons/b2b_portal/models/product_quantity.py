"""In what quantities goods are ordered: minimum, multiple, packs, whole units."""

import math
import re

from odoo import api, fields, models
from odoo.tools import float_compare, float_is_zero, float_round

from ..tools import goods_search

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

    def _b2b_word(self):
        """The name without what is inside: «упак» of «упак (12 шт)»."""
        self.ensure_one()
        return self.name.partition(" (")[0]

    def _b2b_named(self, word):
        """The one of these units that a person means by a word: ``Упак.``."""
        wanted = goods_search.fold(word).strip(". ")
        return self.filtered(
            lambda unit: goods_search.fold(unit._b2b_word()).strip(". ") == wanted
        )[:1]


class ProductTemplate(models.Model):
    _inherit = "product.template"

    b2b_min_qty = fields.Float(
        "Minimum quantity", help="Least quantity of one line, in the unit beside it."
    )
    b2b_min_uom_id = fields.Many2one(
        "uom.uom",
        "Unit of the minimum",
        domain="[('id', 'in', uom_ids)]",
        help="A pack of the product: «at least 2 упак». Empty: the base unit.",
    )
    b2b_multiple_qty = fields.Float(
        "Sold in multiples of",
        help="0: any quantity. In the unit beside it; fractions are allowed.",
    )
    b2b_multiple_uom_id = fields.Many2one(
        "uom.uom",
        "Unit of the multiple",
        domain="[('id', 'in', uom_ids)]",
        help="A pack of the product: «by 2 упак». Empty: the base unit.",
    )
    b2b_pack_id = fields.Many2one(
        "uom.uom",
        "Sold in whole packs",
        domain="[('id', 'in', uom_ids)]",
        help="Only whole packs of this kind can be ordered, e.g. «упак (12 шт)».",
    )


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _b2b_in_base(self, quantity, unit):
        """A quantity of a pack (empty: of the base unit) in the base unit."""
        if not quantity or not unit or unit == self.uom_id:
            return quantity
        return unit._compute_quantity(quantity, self.uom_id, round=False)

    def _b2b_minimum(self):
        """The minimum that was set, in the base unit; 0: none."""
        self.ensure_one()
        return self._b2b_in_base(self.b2b_min_qty, self.b2b_min_uom_id)

    def _b2b_multiple(self):
        """The multiple that was set, in the base unit; 0: none."""
        self.ensure_one()
        return self._b2b_in_base(self.b2b_multiple_qty, self.b2b_multiple_uom_id)

    def _b2b_step(self):
        """Only multiples of this quantity (base unit) can be ordered; 0: any."""
        self.ensure_one()
        multiple = self._b2b_multiple()
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
        quantity = max(quantity, self._b2b_minimum()) or step or 1.0
        if step:
            # Not 13 for 12.0000001: what is nothing but noise is no rest.
            quantity = math.ceil(round(quantity / step, 6)) * step
        return round(quantity, 6)

    def _b2b_round_down(self, quantity):
        """The greatest quantity up to this one that can be ordered, 0 for none."""
        self.ensure_one()
        if step := self._b2b_step():
            quantity = float_round(
                quantity, precision_rounding=step, rounding_method="DOWN"
            )
        return 0.0 if quantity < self._b2b_minimum() else max(quantity, 0.0)

    def _b2b_portion(self, quantity, unit):
        """A minimum or a multiple as people read it: «12 шт», «2 упак (24 шт)»."""
        self.ensure_one()
        base = f"{self._b2b_in_base(quantity, unit):g} {self.uom_id.name}"
        if not unit or unit == self.uom_id:
            return base
        return f"{quantity:g} {unit._b2b_word()} ({base})"

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
        minimum, step = self._b2b_minimum(), self._b2b_step()
        problems = []
        if minimum and float_compare(quantity, minimum, precision_digits=digits) < 0:
            least = self._b2b_portion(self.b2b_min_qty, self.b2b_min_uom_id)
            problems.append(_("the minimum is %s", least))
        if step and not float_is_zero(
            quantity - round(quantity / step) * step, precision_digits=digits
        ):
            if self.b2b_pack_id:
                problems.append(
                    _(
                        "sold in whole packs only: %(pack)s, multiples of %(multiple)s",
                        pack=self.b2b_pack_id.name,
                        multiple=self._b2b_portion(step, None),
                    )
                )
            elif self.b2b_multiple_qty:
                portion = self._b2b_portion(
                    self.b2b_multiple_qty, self.b2b_multiple_uom_id
                )
                problems.append(_("sold in multiples of %s", portion))
            else:
                problems.append(_("sold in whole numbers of %s", self.uom_id.name))
        return problems
