"""Prices of one contractor, above those of its tier."""

from datetime import timedelta

from odoo import api, fields, models

from ..tools.format import Formatter


class B2bIndividualPrice(models.Model):
    """A price that was agreed with one contractor, for one of its contracts or all.

    Individual prices stand on top of whatever price list the contractor has. For each
    such list a price list of the contractor's own is kept (:meth:`_b2b_rebuild`) that
    holds them and falls back on it; only staff can read either.
    """

    _name = "b2b.individual.price"
    _description = "Individual price"
    _order = "contractor_id, product_id, min_quantity"
    _rec_name = "product_id"

    contractor_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("b2b_type", "=", "contractor")],
    )
    contract_id = fields.Many2one(
        "b2b.contract",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: holds for all contracts.",
    )
    entity_id = fields.Many2one(
        "res.partner",
        "Legal entity",
        index="btree_not_null",
        ondelete="cascade",
        help="Holds for all contracts of this legal entity; empty: of every one.",
    )
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        help="The price holds in lists of this currency.",
    )
    price = fields.Float(digits="Product Price", help="0: the discount holds.")
    discount = fields.Float("Discount, %", help="From the contractor's list.")
    vat_included = fields.Boolean("VAT inside", default=True)
    min_quantity = fields.Float(digits="Product Unit")
    date_from = fields.Date("Valid from")
    date_to = fields.Date("Valid to")
    source = fields.Selection(
        [("staff", "Staff"), ("onec_soap", "1С (SOAP)")],
        required=True,
        default="staff",
        readonly=True,
    )
    ref = fields.Char("External id", copy=False, readonly=True)

    _ref_unique = models.UniqueIndex("(source, ref) WHERE ref IS NOT NULL")
    _price_positive = models.Constraint(
        "CHECK(price > 0 OR discount > 0)", "A price or a discount is needed."
    )

    @api.model
    def _b2b_book(self, ref, values):
        """Book an individual price that another system tells; a repeat corrects it.

        :param values: field values, None: the price was taken back
        :return: contractors whose lists have to be rebuilt
        """
        price = self.sudo().search([("source", "=", "onec_soap"), ("ref", "=", ref)])
        contractors = price.contractor_id
        if values is None:
            price.with_context(b2b_no_rebuild=True).unlink()
        elif price:
            price.with_context(b2b_no_rebuild=True).write(values)
        else:
            price = price.with_context(b2b_no_rebuild=True).create(
                {**values, "source": "onec_soap", "ref": ref}
            )
        return contractors | price.exists().contractor_id

    def _b2b_for(self, pricelist):
        """Those of these prices, the most special first, that hold in a list: one for
        each product and quantity, in the currency of the list."""
        chosen = {}
        for price in self:
            if not price.price or price.currency_id == pricelist.currency_id:
                chosen.setdefault((price.product_id, price.min_quantity), price)
        return self.browse(price.id for price in chosen.values())

    # === Price lists follow === #

    @api.model_create_multi
    def create(self, vals_list):
        prices = super().create(vals_list)
        prices._b2b_changed(prices.contractor_id)
        return prices

    def write(self, vals):
        contractors = self.contractor_id
        result = super().write(vals)
        self._b2b_changed(contractors | self.contractor_id)
        return result

    def unlink(self):
        contractors = self.contractor_id
        result = super().unlink()
        self._b2b_changed(contractors)
        return result

    def _b2b_changed(self, contractors):
        if not self.env.context.get("b2b_no_rebuild"):
            contractors._b2b_rebuild_own_lists()


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    b2b_owner_id = fields.Many2one(
        "res.partner",
        "Contractor",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
        help="This list holds the individual prices of one contractor.",
    )
    b2b_owner_contract_id = fields.Many2one(
        "b2b.contract", "Contract", readonly=True, copy=False, ondelete="cascade"
    )
    b2b_base_id = fields.Many2one(
        "product.pricelist",
        "Stands on",
        readonly=True,
        copy=False,
        ondelete="cascade",
        help="The list whose prices hold where there is no individual one.",
    )

    def _b2b_base(self):
        """The list that other systems know: without the contractor's own on top."""
        return self.b2b_base_id or self

    def _compute_price_rule(self, products, quantity, **kwargs):
        # EXTENDS product: goods without an individual price are computed with the
        # list below in one set, not one by one as a core rule on a list would be.
        result = super()._compute_price_rule(products, quantity, **kwargs)
        if not self.b2b_base_id:
            return result
        fallback = self.item_ids.filtered(lambda item: item.applied_on == "3_global")
        rest = products.filtered(
            lambda product: (
                not result[product.id][1] or result[product.id][1] in fallback.ids
            )
        )
        if rest:
            currency = kwargs.pop("currency", None) or self.currency_id
            result.update(
                self.b2b_base_id._compute_price_rule(
                    rest, quantity, currency=currency, **kwargs
                )
            )
        return result

    def _b2b_fill(self, prices):
        """Make the rules of this list be these individual prices."""
        self.ensure_one()
        values = [self._b2b_fallback_rule(), *map(self._b2b_rule, prices)]
        names = list(values[0])
        rules = self.item_ids
        known = [
            {
                name: rule[name].id if name.endswith("_id") else rule[name]
                for name in names
            }
            for rule in rules
        ]
        rules.browse(
            [
                rule.id
                for rule, value in zip(rules, known, strict=True)
                if value not in values
            ]
        ).unlink()
        self.env["product.pricelist.item"].create(
            [
                {"pricelist_id": self.id, **value}
                for value in values
                if value not in known
            ]
        )

    def _b2b_fallback_rule(self):
        """Whoever walks from list to list (price breaks) finds the base by it."""
        return {
            "applied_on": "3_global",
            "product_id": False,
            "min_quantity": 0.0,
            "date_start": False,
            "date_end": False,
            "compute_price": "formula",
            "base": "pricelist",
            "base_pricelist_id": self.b2b_base_id.id,
            "fixed_price": 0.0,
            "price_discount": 0.0,
        }

    def _b2b_rule(self, price):
        # Days are the wholesaler's, moments of price lists are UTC.
        to_utc = Formatter(self.env).to_utc
        rule = {
            **self._b2b_fallback_rule(),
            "applied_on": "0_product_variant",
            "product_id": price.product_id.id,
            "min_quantity": price.min_quantity,
            "date_start": price.date_from and to_utc(price.date_from, hour=0),
            "date_end": price.date_to
            and to_utc(price.date_to, hour=24) - timedelta(seconds=1),
        }
        if price.price:
            return {
                **rule,
                "compute_price": "fixed",
                "base": "list_price",
                "base_pricelist_id": False,
                "fixed_price": self._b2b_with_vat_of_list(price),
            }
        return {**rule, "price_discount": price.discount}

    def _b2b_with_vat_of_list(self, price):
        """The price as this list holds prices: with the VAT inside, or without."""
        if price.vat_included == self.b2b_vat_included:
            return price.price
        taxes = price.product_id.taxes_id._b2b_effective(
            self.env["b2b.deadline"]._today(), included=self.b2b_vat_included
        )
        factor = 1 + sum(taxes.mapped("amount")) / 100
        total = price.price * (factor if self.b2b_vat_included else 1 / factor)
        return self.currency_id.round(total)


class ResPartner(models.Model):
    _inherit = "res.partner"

    b2b_individual_price_ids = fields.One2many(
        "b2b.individual.price", "contractor_id", "Individual prices"
    )

    def _b2b_get_pricelist(self, contract=None):
        # EXTENDS b2b_portal: individual prices stand on top.
        base = super()._b2b_get_pricelist(contract)
        contractor = self.sudo().b2b_contractor_id
        own = base.search(
            [
                ("b2b_owner_id", "=", contractor.id),
                ("b2b_base_id", "=", base.id),
                ("b2b_owner_contract_id", "in", [False, contract and contract.id]),
            ]
        )
        # The list for the contract comes before the one for all contracts.
        own = own.filtered("b2b_owner_contract_id")[:1] or own[:1]
        return own or base

    def _b2b_price_lists(self, contract=None):
        """The lists that individual prices stand on: a contract's, or all that the
        contractor buys by."""
        self.ensure_one()
        plain = self.b2b_pricelist_id or self.b2b_tier_id.pricelist_id
        if contract:
            return contract.pricelist_id or plain
        contracts = self.env["b2b.contract"].search([("contractor_id", "=", self.id)])
        return plain | contracts.pricelist_id

    def _b2b_rebuild_own_lists(self):
        """Make the price lists of these contractors say what is agreed with them."""
        for contractor in self.sudo():
            contractor._b2b_rebuild_own_list()

    def _b2b_rebuild_own_list(self):
        self.ensure_one()
        Pricelist = self.env["product.pricelist"]
        wanted = {}
        prices = self.b2b_individual_price_ids
        if prices:
            common = prices.filtered(lambda p: not p.contract_id and not p.entity_id)
            for base in self._b2b_price_lists():
                wanted[base, prices.contract_id.browse()] = common._b2b_for(base)
            contracts = self.env["b2b.contract"].search(
                [("entity_id", "in", prices.entity_id.ids)]
            )
            for contract in prices.contract_id | contracts:
                if base := self._b2b_price_lists(contract):
                    own = prices.filtered(lambda p, c=contract: p.contract_id == c)
                    of_entity = prices.filtered(
                        lambda p, c=contract: (
                            not p.contract_id and p.entity_id == c.entity_id
                        )
                    )
                    wanted[base, contract] = (own + of_entity + common)._b2b_for(base)
        known = {
            (own.b2b_base_id, own.b2b_owner_contract_id): own
            for own in Pricelist.with_context(active_test=False).search(
                [("b2b_owner_id", "=", self.id)]
            )
        }
        for key, own in known.items():
            if key not in wanted:
                # Orders refer to it: without rules it says what its base says.
                own._b2b_fill(self.env["b2b.individual.price"])
        for (base, contract), rules in wanted.items():
            own = known.get((base, contract)) or Pricelist.create(
                {
                    "name": f"{self.name}: {base.name}",
                    "b2b_owner_id": self.id,
                    "b2b_owner_contract_id": contract.id,
                    "b2b_base_id": base.id,
                    "currency_id": base.currency_id.id,
                    "company_id": base.company_id.id,
                    "b2b_vat_included": base.b2b_vat_included,
                }
            )
            own._b2b_fill(rules)

    def write(self, vals):
        result = super().write(vals)
        if {"b2b_tier_id", "b2b_pricelist_id"} & vals.keys():
            self.filtered("b2b_individual_price_ids")._b2b_rebuild_own_lists()
        return result


class B2bTier(models.Model):
    _inherit = "b2b.tier"

    def write(self, vals):
        result = super().write(vals)
        if "pricelist_id" in vals:
            contractors = self.env["res.partner"].search(
                [
                    ("b2b_tier_id", "in", self.ids),
                    ("b2b_individual_price_ids", "!=", False),
                ]
            )
            contractors._b2b_rebuild_own_lists()
        return result


class B2bContract(models.Model):
    _inherit = "b2b.contract"

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        contracts._b2b_rebuild_own_lists()
        return contracts

    def write(self, vals):
        result = super().write(vals)
        if {"pricelist_id", "entity_id", "active"} & vals.keys():
            self._b2b_rebuild_own_lists()
        return result

    def _b2b_rebuild_own_lists(self):
        contractors = self.sudo().contractor_id
        contractors.filtered("b2b_individual_price_ids")._b2b_rebuild_own_lists()
