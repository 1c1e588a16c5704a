from odoo.tests import tagged

from .http_common import (
    BOLT,
    COLOUR,
    GROUP,
    IMPORT,
    OFFERS,
    PLACE,
    WHOLESALE,
    SiteExchangeCase,
)

CATEGORY = "77777777-0000-4000-8000-000000000001"
MARK = "<ПометкаУдаления>true</ПометкаУдаления>"
MARKED_GROUP = IMPORT.replace(f"<Ид>{GROUP}</Ид><Наим", f"<Ид>{GROUP}</Ид>{MARK}<Наим")
MARKED_PRICES = OFFERS.replace(
    f"<Ид>{WHOLESALE}</Ид><Наим", f"<Ид>{WHOLESALE}</Ид>{MARK}<Наим"
)


@tagged("post_install", "-at_install")
class TestHttpMarks(SiteExchangeCase):
    """What 1С marks for deletion leaves the portal, unless something stands on it."""

    def setUp(self):
        super().setUp()
        self.push("import0_1.xml", IMPORT)
        self.push("offers0_1.xml", OFFERS)

    def record(self, kind, guid):
        return self.env["onec.link"]._record(self.connection, kind, guid)

    def skips(self):
        return self.env["onec.skip"].search([("code", "=", "deleted")])

    def test_group_leaves_the_website_and_comes_back(self):
        group = self.record("group", GROUP)
        self.push("import0_1.xml", MARKED_GROUP)
        self.assertFalse(group.active)
        bolt = self.product(BOLT).product_tmpl_id
        self.assertFalse(bolt.public_categ_ids)
        self.assertIn("2", self.skips().cause)  # two goods are in no other group
        self.push("import0_1.xml", IMPORT)
        self.assertTrue(group.active)
        self.assertEqual(bolt.public_categ_ids, group)
        self.assertTrue(self.skips().solved)

    def test_property_is_no_filter_any_more(self):
        attribute = self.record("property", COLOUR)
        self.assertEqual(attribute.visibility, "visible")
        marked = IMPORT.replace(f"<Ид>{COLOUR}</Ид><Н", f"<Ид>{COLOUR}</Ид>{MARK}<Н")
        self.push("import0_1.xml", marked)
        self.assertEqual(attribute.visibility, "hidden")
        self.push("import0_1.xml", IMPORT)
        self.assertEqual(attribute.visibility, "visible")

    def test_price_type_that_nothing_stands_on_is_archived(self):
        pricelist = self.record("price_type", WHOLESALE)
        self.push("offers0_1.xml", MARKED_PRICES)
        self.assertFalse(pricelist.active)
        self.assertFalse(self.skips())
        self.push("offers0_1.xml", OFFERS)
        self.assertTrue(pricelist.active)

    def test_price_type_of_a_tier_stays_and_is_pointed_out(self):
        pricelist = self.record("price_type", WHOLESALE)
        self.env["b2b.tier"].create({"name": "Опт", "pricelist_id": pricelist.id})
        self.push("offers0_1.xml", MARKED_PRICES)
        self.assertTrue(pricelist.active)
        self.assertIn("Опт", self.skips().cause)
        self.push("offers0_1.xml", MARKED_PRICES)
        self.assertEqual(self.skips().count, 1)

    def test_warehouse_is_hidden_once_nothing_lies_there(self):
        warehouse = self.record("warehouse", PLACE)
        place = f"<Ид>{PLACE}</Ид>"
        marked = OFFERS.replace(f"{place}<Н", f"{place}{MARK}<Н")
        self.push("offers0_1.xml", marked)
        self.assertTrue(warehouse.b2b_published)
        self.assertTrue(self.skips())
        self.push("offers0_1.xml", OFFERS)
        self.env["stock.quant"].search(
            [("location_id", "child_of", warehouse.view_location_id.id)]
        ).quantity = 0
        self.push("offers0_1.xml", marked)
        self.assertFalse(warehouse.b2b_published)
        self.push("offers0_1.xml", OFFERS)
        self.assertTrue(warehouse.b2b_published)

    # === «Категория» of УНФ === #

    def test_category_of_unf_is_a_property_to_filter_by(self):
        text = IMPORT.replace(
            "</Классификатор>",
            f"<Категории><Категория><Ид>{CATEGORY}</Ид><Наименование>Метизы"
            "</Наименование></Категория></Категории></Классификатор>",
        ).replace(
            "<Артикул>B-100</Артикул>",
            f"<Артикул>B-100</Артикул><Категория>{CATEGORY}</Категория>",
        )
        self.push("import0_1.xml", text)
        lines = self.product(BOLT).product_tmpl_id.attribute_line_ids
        values = {line.attribute_id.name: line.value_ids.name for line in lines}
        self.assertEqual(values, {"Материал": "Сталь", "Категория": "Метизы"})
        self.push("import0_1.xml", text.replace("Метизы", "Крепёж мелкий"))
        values = lines.value_ids.with_context(lang="ru_RU")
        self.assertEqual(set(values.mapped("name")), {"Сталь", "Крепёж мелкий"})
        self.assertFalse(self.env["onec.skip"].search([("kind", "=", "element")]))

    def test_category_that_has_not_come_is_reported_and_set_when_it_comes(self):
        text = IMPORT.replace(
            "<Артикул>B-100</Артикул>",
            f"<Артикул>B-100</Артикул><Категория>{CATEGORY}</Категория>",
        )
        self.push("import0_1.xml", text)
        skip = self.env["onec.skip"].search([("guid", "=", f"category/{CATEGORY}")])
        self.assertFalse(skip.solved)
        kinds = (
            f"<Категории><Категория><Ид>{CATEGORY}</Ид><Наименование>Метизы"
            "</Наименование></Категория></Категории></Классификатор>"
        )
        self.push("import0_1.xml", text.replace("</Классификатор>", kinds))
        self.assertTrue(skip.solved)
        lines = self.product(BOLT).product_tmpl_id.attribute_line_ids
        self.assertIn("Метизы", lines.value_ids.mapped("name"))
