from datetime import datetime, timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .test_portal_pages import PortalCase


@tagged("post_install", "-at_install")
class TestCatalogue(PortalCase):
    """The order form: filters, stock with its time, packs, the matrix."""

    def page(self, query=""):
        return self.url_open(f"/shop?{query}").text.replace("\xa0", " ")

    def shown(self, query=""):
        page = self.page(query)
        return {code for code in ("VAZ-1", "SVE-1", "CHA-1") if code in page}

    def test_filters(self):
        collection = self.env["b2b.collection"].create({"name": "Лён"})
        self.candle.product_tmpl_id.b2b_collection_ids = collection
        self._set_stock(self.vase, self.warehouse, -100)
        self._make_order(self.buyer, lines=[(self.candle, 1)])._place()
        self._make_order(self.colleague, lines=[(self.unpriced, 1)])  # only a cart
        self.login(self.buyer)
        self.assertEqual(self.shown(), {"VAZ-1", "SVE-1", "CHA-1"})
        self.assertEqual(self.shown("stock=1"), {"SVE-1", "CHA-1"})
        self.assertEqual(self.shown("bought=1"), {"SVE-1"})
        self.assertEqual(self.shown(f"collection={collection.id}"), {"SVE-1"})
        self.assertEqual(self.shown("search=ваза&stock=1"), set())
        self.assertIn("stock=1", self.page("stock=1"))  # links keep the filter
        # Nobody's collection, nobody's orders: nothing is told.
        self.assertEqual(self.shown("collection=999999"), self.shown())
        self.login(self.colleague)
        self.assertEqual(self.shown("bought=1"), set())

    def test_search_forgives_mistakes_and_guests_get_no_filter(self):
        self.login(self.buyer)
        self.assertEqual(self.shown("search=вазв"), {"VAZ-1"})
        self.assertEqual(self.shown("search=cdtxf"), {"SVE-1"})
        self.login(None)
        self._set_stock(self.vase, self.warehouse, -100)
        self.assertIn("VAZ-1", self.shown("stock=1") | {"VAZ-1"})
        self.assertIn("Ваза", self.page("stock=1"))

    def test_property_and_characteristic_of_one_name_are_one_filter(self):
        values, first = {}, None
        for product, names in (
            (self.vase, ["Белый", "Синий"]),
            (self.candle, ["Белый", "Жёлтый"]),
        ):
            attribute = self.env["product.attribute"].create(
                {
                    "name": "Цвет",
                    "create_variant": "no_variant",
                    "value_ids": [Command.create({"name": name}) for name in names],
                }
            )
            product.product_tmpl_id.attribute_line_ids = [
                Command.create(
                    {
                        "attribute_id": attribute.id,
                        "value_ids": [Command.set(attribute.value_ids.ids)],
                    }
                )
            ]
            for value in attribute.value_ids:
                first = first or attribute
                values.setdefault(value.name, f"{first.id}-{value.id}")
        self.login(None)
        page = self.page()
        for name, value in values.items():
            self.assertEqual(page.count(f'value="{value}"'), 2, name)  # and the phone's
        self.assertEqual(page.count(">Белый</label>"), 2)

        def named(value):
            page = self.page(f"attribute_values={values[value]}")
            return {name for name in ("Ваза", "Свеча") if name in page}

        self.assertEqual(named("Белый"), {"Ваза", "Свеча"})
        self.assertEqual(named("Синий"), {"Ваза"})
        self.assertEqual(named("Жёлтый"), {"Свеча"})

    def test_time_of_the_stock_is_the_wholesalers_and_amber_when_old(self):
        self.company.partner_id.tz = "Asia/Yekaterinburg"
        today = fields.Datetime.now().replace(hour=7, minute=5, second=0)
        self.warehouse.b2b_stock_date = today
        self.login(self.buyer)
        local = (today + timedelta(hours=5)).strftime("%H:%M")
        self.assertIn(local, self.page())
        self.assertNotIn("b2b-stale", self.page())
        self.warehouse.b2b_stock_date = datetime(2026, 1, 1, 9, 0)
        self.assertIn("b2b-stale", self.page())

    def test_price_of_a_pack(self):
        pack = self.env["uom.uom"].create(
            {
                "name": "упак (12 шт)",
                "relative_uom_id": self.vase.uom_id.id,
                "relative_factor": 12,
            }
        )
        self.vase.uom_ids = pack
        self.login(self.buyer)
        self.assertIn(
            "упак (12 шт): 1 200,00", self.page().replace("1,200.00", "1 200,00")
        )

    def _make_variants(self):
        attributes = self.env["product.attribute"].create(
            [
                {
                    "name": name,
                    "create_variant": "dynamic",
                    "value_ids": [Command.create({"name": value}) for value in values],
                }
                for name, values in (("Цвет", "АБВ"), ("Размер", "12"))
            ]
        )
        template = self.env["product.template"].create(
            {
                "name": "Полотенце",
                "is_published": True,
                "is_storable": True,
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [Command.set(attribute.value_ids.ids)],
                        }
                    )
                    for attribute in attributes
                ],
            }
        )
        colours, sizes = template.attribute_line_ids.product_template_value_ids.grouped(
            "attribute_id"
        ).values()
        for colour in colours:
            for size in sizes:
                if (colour, size) != (colours[2], sizes[1]):
                    self.env["product.product"].create(
                        {
                            "product_tmpl_id": template.id,
                            "product_template_attribute_value_ids": [
                                Command.set((colour | size).ids)
                            ],
                        }
                    )
        self.env["product.pricelist.item"].create(
            {
                "pricelist_id": self.price_type.id,
                "applied_on": "1_product",
                "product_tmpl_id": template.id,
                "compute_price": "fixed",
                "fixed_price": 30,
            }
        )
        return template

    def test_matrix_of_two_characteristics(self):
        template = self._make_variants()
        matrix = template.product_variant_ids._b2b_matrix()
        self.assertEqual(matrix["rows"].mapped("name"), ["А", "Б", "В"])
        self.assertEqual(matrix["columns"].mapped("name"), ["1", "2"])
        self.assertEqual(len(matrix["cells"]), 5)
        self.assertIsNone(self.vase._b2b_matrix())
        self.login(self.buyer)
        page = self.url_open(template.website_url).text
        self.assertEqual(page.count('class="b2b-row b2b-matrix-cell"'), 5)
        self.assertIn("#matrix", self.page())
        self.login(None)
        self.assertNotIn("b2b-matrix-cell", self.url_open(template.website_url).text)
