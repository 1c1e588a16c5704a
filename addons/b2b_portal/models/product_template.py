from odoo import api, fields, models

#: Prices of core that guests may read: they stay zero, whoever writes them.
CORE_PRICES = ("list_price", "compare_list_price")


def _without(vals, names, always=False):
    """``vals`` with zeros for the names that it has (``always``: for all of them)."""
    zeros = {name: 0.0 for name in names if always or vals.get(name)}
    return {**vals, **zeros} if zeros else vals


class ProductTemplate(models.Model):
    _inherit = "product.template"

    # Charged by core where no price-list rule matches, sortable and readable by
    # guests: a price list is the only place for a price.
    list_price = fields.Float(default=0.0)
    # Whether goods suffice is decided under a lock when an order is placed. Core's
    # check cuts quantities to whole units and knows only one warehouse.
    allow_out_of_stock_order = fields.Boolean(default=True)

    b2b_collection_ids = fields.Many2many(
        "b2b.collection",
        "b2b_collection_product_rel",
        "product_tmpl_id",
        "collection_id",
        string="Collections",
    )
    b2b_manufacturer = fields.Char("Manufacturer", index="trigram")
    b2b_marking_group = fields.Char(
        "Group of obligatory marking",
        help="As 1С calls it («Обувь», «Лёгкая промышленность»…). Sold only to a legal "
        "entity that is registered for marked goods; the codes themselves stay in 1С.",
    )
    b2b_analogue_ids = fields.Many2many(
        "product.template",
        "b2b_product_analogue_rel",
        "product_tmpl_id",
        "analogue_id",
        string="Analogues",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([_without(vals, CORE_PRICES, True) for vals in vals_list])

    def write(self, vals):
        return super().write(_without(vals, CORE_PRICES))

    def _get_additionnal_combination_info(
        self, product_or_template, quantity, uom, date, website
    ):
        # EXTENDS website_sale: a guest's answer holds no figure of price or stock.
        info = super()._get_additionnal_combination_info(
            product_or_template, quantity, uom, date, website
        )
        if website._b2b_prices_closed():
            info.update(price=0.0, list_price=0.0, has_discounted_price=False)
            for key in ("free_qty", "cart_qty", "show_availability", "base_unit_price"):
                if key in info:
                    info[key] = 0
        if website._b2b_prices_closed() or self.env.user._b2b_role():
            # These pages have no core buttons for core's script to switch by stock.
            info["is_storable"] = False
        return info

    def _is_sold_out(self):
        # EXTENDS website_sale_stock: «sold out» is a stock figure too.
        if self.env["website"].get_current_website()._b2b_prices_closed():
            return False
        return super()._is_sold_out()


class ProductTemplateAttributeValue(models.Model):
    _inherit = "product.template.attribute.value"

    @api.model_create_multi
    def create(self, vals_list):
        # Core copies the default surcharge of the value, and everybody may read both.
        names = ("price_extra",)
        return super().create([_without(vals, names, True) for vals in vals_list])

    def write(self, vals):
        return super().write(_without(vals, ("price_extra",)))


class ProductAttributeValue(models.Model):
    _inherit = "product.attribute.value"

    @api.model_create_multi
    def create(self, vals_list):
        names = ("default_extra_price",)
        return super().create([_without(vals, names, True) for vals in vals_list])

    def write(self, vals):
        return super().write(_without(vals, ("default_extra_price",)))
