from odoo.tests import tagged

from .http_common import (
    AGAIN,
    BOLT,
    IMPORT,
    LARGE,
    LATER,
    OFFERS,
    SHIRT,
    SMALL,
    SiteExchangeCase,
    catalogue,
    good,
    offer,
    offers,
)


@tagged("post_install", "-at_install")
class TestHttpMatching(SiteExchangeCase):
    """Keys that 1С has lost make no duplicates, and people's words are kept."""

    def setUp(self):
        super().setUp()
        self.push("import0_1.xml", IMPORT)
        self.push("offers0_1.xml", OFFERS)
        self.bolt = self.product(BOLT).product_tmpl_id

    def matches(self):
        return self.env["onec.match"].search(
            [("connection_id", "=", self.connection.id)]
        )

    def test_good_made_anew_waits_for_a_person_and_becomes_the_old_one(self):
        self.push("import0_1.xml", catalogue(good(AGAIN, "B-100", "Болт новый")))
        match = self.matches()
        self.assertEqual(match.template_id, self.bolt)
        self.assertEqual((match.state, match.old_guid), ("waiting", BOLT))
        self.assertEqual(self.goods("B-100"), self.bolt)
        skip = self.env["onec.skip"].search([("guid", "=", AGAIN)])
        self.assertEqual((skip.code, skip.solved), ("match", False))

        match.action_same()
        self.assertTrue(skip.solved)
        self.repeat()
        self.assertEqual(self.product(AGAIN).product_tmpl_id, self.bolt)
        self.assertEqual(self.bolt.name, "Болт новый")
        links = self.env["onec.link"]
        self.assertEqual(links._guid_of(self.connection, "good", self.bolt), AGAIN)
        self.push("offers0_1.xml", offers(offer(AGAIN, "120.00", 5)))
        self.assertEqual(len(self.goods("B-100")), 1)

    def test_another_good_with_the_same_article_is_made_when_a_person_says_so(self):
        self.push("import0_1.xml", catalogue(good(AGAIN, "B-100", "Другой болт")))
        self.matches().action_other()
        self.repeat()
        self.assertEqual(len(self.goods("B-100")), 2)
        self.push("import0_1.xml", catalogue(good(AGAIN, "B-100", "Другой болт 2")))
        self.assertEqual(self.matches().state, "other")
        self.assertEqual(len(self.goods("B-100")), 2)

    def test_two_goods_of_one_article_side_by_side_are_two_goods(self):
        text = IMPORT.replace("</Товары>", good(AGAIN, "B-100", "Болт") + "</Товары>")
        self.push("import0_1.xml", text)
        self.assertFalse(self.matches())
        self.assertEqual(len(self.goods("B-100")), 2)

    def test_a_lost_map_makes_no_duplicates(self):
        small = self.product(f"{SHIRT}#{SMALL}")
        count = self.env["product.product"].search_count([])
        self.connection.link_ids.filtered(
            lambda link: link.kind in ("good", "variant")
        ).unlink()
        self.push("import0_1.xml", IMPORT)
        self.push("offers0_1.xml", OFFERS)
        self.assertEqual(self.product(BOLT).product_tmpl_id, self.bolt)
        self.assertEqual(self.product(f"{SHIRT}#{SMALL}"), small)
        self.assertEqual(self.env["product.product"].search_count([]), count)
        self.assertTrue(self.product(f"{SHIRT}#{LARGE}"))

    def test_owner_of_a_field_decides_whose_words_stand(self):
        owners = {row.field: row for row in self.connection.owner_ids}
        owners["name"].owner = "site"
        owners["description"].owner = "fill"
        owners["categories"].owner = "site"
        self.bolt.name = "Болт оцинкованный"
        described = good(
            BOLT, "B-101", "Болт из 1С", LATER, "<Описание>Из 1С</Описание>"
        )
        self.push("import0_1.xml", catalogue(described))
        self.assertEqual(self.bolt.name, "Болт оцинкованный")
        self.assertEqual(self.bolt.default_code, "B-101")
        self.assertEqual(self.bolt.public_categ_ids.name, "Крепёж")
        self.assertIn("Из 1С", self.bolt.description_ecommerce)
        self.push("import0_1.xml", catalogue(described.replace("Из 1С<", "Другое<")))
        self.assertIn("Из 1С", self.bolt.description_ecommerce)
        # What the portal decides is taken from 1С when the good is made.
        self.push("import0_1.xml", catalogue(good(AGAIN, "N-1", "Новый")))
        self.assertEqual(self.goods("N-1").name, "Новый")

    def test_good_that_came_before_its_group_finds_it_later(self):
        self.push("import0_1.xml", catalogue(good(AGAIN, "N-1", "Новый", LATER)))
        template = self.goods("N-1")
        self.assertFalse(template.public_categ_ids)
        self.assertFalse(template.is_published)
        skip = self.env["onec.skip"].search([("guid", "=", AGAIN)])
        self.assertEqual((skip.code, skip.solved), ("group", False))
        group = f"<Группа><Ид>{LATER}</Ид><Наименование>Позже</Наименование></Группа>"
        self.push("import0_1.xml", IMPORT.replace("</Группы>", group + "</Группы>", 1))
        self.assertEqual(template.public_categ_ids.name, "Позже")
        self.assertTrue(template.is_published)
        self.assertTrue(skip.solved)

    def test_key_of_a_value_that_has_not_come_is_no_value(self):
        entry = (
            "<ЗначенияСвойств><ЗначенияСвойства><Ид>22222222-0000-4000-8000-"
            f"000000000001</Ид><Значение>{LATER}</Значение></ЗначенияСвойства>"
            "</ЗначенияСвойств>"
        )
        self.push("import0_1.xml", catalogue(good(AGAIN, "N-1", "Н", extra=entry)))
        self.assertFalse(self.goods("N-1").attribute_line_ids)
        self.assertTrue(
            self.env["onec.skip"].search([("kind", "=", "property")], limit=1)
        )

    def test_marking_group_set_and_analogue(self):
        extra = (
            f"<Аналоги><Аналог><Ид>{BOLT}</Ид></Аналог></Аналоги><Комплектующие>"
            f"<Комплектующее><Ид>{BOLT}</Ид><Количество>4</Количество>"
            "</Комплектующее></Комплектующие><ЗначенияРеквизитов><ЗначениеРеквизита>"
            "<Наименование>Особенность учета</Наименование><Значение>Обувь</Значение>"
            "</ЗначениеРеквизита></ЗначенияРеквизитов>"
        )
        self.push("import0_1.xml", catalogue(good(AGAIN, "N-1", "Набор", extra=extra)))
        template = self.goods("N-1")
        self.assertEqual(template.b2b_marking_group, "Обувь")
        self.assertEqual(template.onec_components, {BOLT: 4.0})
        self.assertEqual(template.b2b_analogue_ids, self.bolt)

    def test_buffer_is_taken_off_at_once_and_a_promise_that_fits_again_is_solved(self):
        bolt = self.product(BOLT)
        warehouse = self.env["stock.warehouse"].search([("name", "=", "Основной")])
        warehouse.b2b_buffer = 5
        stock = bolt._b2b_stock(warehouse)[bolt.id][warehouse.id]
        self.assertEqual(stock, 10)
        quant = self.env["stock.quant"].search(
            [
                ("product_id", "=", bolt.id),
                ("location_id", "=", warehouse.lot_stock_id.id),
            ]
        )
        self.env.cr.execute(
            "UPDATE stock_quant SET reserved_quantity = 9 WHERE id = %s", [quant.id]
        )
        late = "2026-02-01T11:00:00"
        self.push("offers0_1.xml", offers(offer(BOLT, "100.00", 6), formed=late))
        skip = self.env["onec.skip"].search([("code", "=", "below_promise")])
        self.assertFalse(skip.solved)
        later = "2026-02-01T12:00:00"
        self.push("offers0_1.xml", offers(offer(BOLT, "100.00", 60), formed=later))
        self.assertTrue(skip.solved)
