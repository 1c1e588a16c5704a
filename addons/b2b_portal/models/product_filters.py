"""Filters of the catalogue: in stock, bought before, of a collection, by attributes."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class Namesakes:
    """Attributes of one name as one filter: the first of them, with the values of all.

    1С knows a property «Цвет» of plain goods and a characteristic «Цвет» of goods with
    variants; here they are two attributes, to a buyer they are one thing.
    """

    def __init__(self, attributes):
        self._first = attributes[0]
        named = {}
        for value in attributes.value_ids:
            named.setdefault(value.name, value)
        self.value_ids = attributes.value_ids.browse(v.id for v in named.values())

    def __getattr__(self, name):
        return getattr(self._first, name)


class ProductAttribute(models.Model):
    _inherit = "product.attribute"

    def _b2b_filters(self):
        """These attributes as filters of a catalogue: namesakes are one filter."""
        return [
            attributes if len(attributes) == 1 else Namesakes(attributes)
            for attributes in self.grouped("name").values()
        ]


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _get_attribute_value_domain(self, attribute_value_dict):
        # EXTENDS website_sale: a chosen value stands for those of its name, too.
        Value = self.env["product.attribute.value"]
        widened = {}
        for attribute_id, value_ids in attribute_value_dict.items():
            chosen = Value.browse(value_ids).exists()
            widened[attribute_id] = Value.search(
                Domain("attribute_id.name", "in", chosen.attribute_id.mapped("name"))
                & Domain("name", "in", chosen.mapped("name"))
            ).ids
        return super()._get_attribute_value_domain(widened)

    @api.model
    def _search_get_detail(self, website, order, options):
        # EXTENDS website_sale: what the catalogue is narrowed to.
        detail = super()._search_get_detail(website, order, options)
        if "b2b_domain" in options:
            detail["base_domain"].append(options["b2b_domain"])
        return detail

    @api.model
    def _b2b_filter_domain(self, in_stock=False, bought=False, collection=None):
        """Domain of the filters that the current person chose."""
        domain = Domain.TRUE
        if in_stock:
            domain &= Domain("id", "in", self._b2b_in_stock_ids())
        if bought:
            domain &= Domain("id", "in", self._b2b_bought_ids())
        if collection:
            domain &= Domain("b2b_collection_ids", "=", collection.id)
        return domain

    def _b2b_in_stock_ids(self):
        """Goods of which some warehouse of the portal has anything free."""
        warehouses = self.env["stock.warehouse"]._b2b_published_for()
        if not warehouses:
            return []
        self.env["stock.quant"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT product.product_tmpl_id
                  FROM stock_quant quant
                  JOIN stock_location location ON location.id = quant.location_id
                  JOIN product_product product ON product.id = quant.product_id
                 WHERE location.warehouse_id = ANY(%s)
                   AND location.usage = 'internal'
                   AND product.active
              GROUP BY product.product_tmpl_id, product.id, location.warehouse_id
                HAVING SUM(quant.quantity - quant.reserved_quantity) > 0
                """,
                warehouses.ids,
            )
        )
        return [id_ for (id_,) in rows]

    def _b2b_bought_ids(self):
        """Goods of the orders that the current person may see."""
        lines = self.env["sale.order.line"].sudo()
        orders = self.env["b2b.cabinet"]._orders_domain()
        groups = lines._read_group(
            Domain("order_id", "any", orders & Domain("state", "=", "sale"))
            & Domain("product_id", "!=", False),
            ["product_id"],
        )
        products = self.env["product.product"].sudo().union(*(p for (p,) in groups))
        return products.product_tmpl_id.ids


class B2bCollection(models.Model):
    _inherit = "b2b.collection"

    @api.model
    def _b2b_offered(self):
        """Collections (sudo) with goods that the current person may order."""
        allowed = self.env.user._b2b_contractor().sudo().b2b_tier_id.collection_ids
        filled = self.sudo().search([("product_tmpl_ids", "!=", False)])
        return filled & allowed if allowed else filled


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _b2b_pack_prices(self, lists):
        """Prices of whole packs.

        :param lists: as ``_b2b_own_lists`` returns them
        :return: ``{product_id: [(uom, price of the pack)]}``, the smallest pack first
        """
        result = {}
        for pricelist, products in lists.items():
            rows = [
                (product, 1.0, unit)
                for product in products.sudo()
                for unit in product.uom_ids.sorted("factor")
                if unit != product.uom_id
            ]
            if not rows:
                continue
            answers = pricelist.sudo()._b2b_price_rows(rows)
            for (product, _one, unit), (price, _rule) in zip(
                rows, answers, strict=True
            ):
                if price:
                    result.setdefault(product.id, []).append((unit, price))
        return result

    def _b2b_matrix(self):
        """These variants of one product by their two characteristics.

        :return: dict ``rows`` and ``columns`` (``product.attribute.value`` in order),
            ``row_name``, ``column_name``, ``cells`` ({(row id, column id): variant}),
            or None where they do not differ by exactly two
        """
        lines = self.product_tmpl_id.attribute_line_ids.filtered(
            lambda line: len(self._b2b_values(line)) > 1
        )
        if len(lines) != 2 or len(self) < 3:
            return None
        # The longer side goes down: a phone has room for few columns.
        rows, columns = sorted(lines, key=lambda line: -len(self._b2b_values(line)))
        cells = {}
        for variant in self:
            values = variant.product_template_attribute_value_ids
            row = values.filtered(lambda v: v.attribute_line_id == rows)
            column = values.filtered(lambda v: v.attribute_line_id == columns)
            key = (
                row[:1].product_attribute_value_id.id,
                column[:1].product_attribute_value_id.id,
            )
            if not all(key) or key in cells:
                return None
            cells[key] = variant
        return {
            "rows": self._b2b_values(rows),
            "columns": self._b2b_values(columns),
            "row_name": rows.attribute_id.name,
            "column_name": columns.attribute_id.name,
            "cells": cells,
        }

    def _b2b_values(self, line):
        """Values of an attribute line that these variants have, in order."""
        values = self.product_template_attribute_value_ids
        return values.filtered(
            lambda value: value.attribute_line_id == line
        ).product_attribute_value_id.sorted()
