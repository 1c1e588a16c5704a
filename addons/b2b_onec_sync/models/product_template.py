from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    onec_components = fields.Json(
        "Components of the set",
        copy=False,
        help="Key of a good in 1С → its quantity in one set. УТ sends the components "
        "of a set back instead of the set.",
    )

    def _is_combination_possible(
        self, combination, parent_combination=None, ignore_no_variant=False
    ):
        # EXTENDS product: only the exchange makes variants. A combination that 1С has
        # no characteristic for cannot be ordered, and must not come to be by a click.
        possible = super()._is_combination_possible(
            combination, parent_combination, ignore_no_variant
        )
        if possible and self.has_dynamic_attributes():
            return bool(self._get_variant_for_combination(combination))
        return possible
