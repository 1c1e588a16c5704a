import contextlib
from datetime import datetime
from xml.sax.saxutils import escape

from odoo.tests import tagged

from ..importers import goods
from .http_common import (
    BOLT,
    IMPORT,
    LARGE,
    OFFERS,
    PLACE,
    SHIRT,
    SMALL,
    WHOLESALE,
    SiteExchangeCase,
    offer,
    offers,
)


@tagged("post_install", "-at_install")
class TestHttpImport(SiteExchangeCase):
    def setUp(self):
        super().setUp()
        self.assertTrue(self.push("import0_1.xml", IMPORT).startswith("success"))
        self.assertTrue(self.push("offers0_1.xml", OFFERS).startswith("success"))
        self.pricelist = self.env["onec.link"]._record(
            self.connection, "price_type", WHOLESALE
        )

    def free(self, product):
        warehouse = self.connection.link_ids.filtered(
            lambda link: link.kind == "warehouse"
        )
        return product._b2b_stock(warehouse.warehouse_id)[product.id][warehouse.res_id]

    def advance(self, file):
        """Work on a file as a request does, in a transaction of its own."""
        try:
            with self.registry.cursor() as cr:
                return file.with_env(self.env(cr=cr))._advance(10)
        finally:
            file.invalidate_recordset()

    def last_file(self):
        return self.env["onec.session.file"].search([], order="id DESC", limit=1)

    def test_goods_with_group_property_unit_and_pack(self):
        template = self.product(BOLT).product_tmpl_id
        self.assertEqual(template.default_code, "B-100")
        self.assertEqual(template.public_categ_ids.name, "Крепёж")
        self.assertTrue(template.is_published)
        self.assertEqual(template.attribute_line_ids.value_ids.name, "Сталь")
        self.assertEqual(template.attribute_line_ids.attribute_id.name, "Материал")
        self.assertEqual(template.uom_ids.relative_factor, 10)

    def test_description_brings_no_scripts(self):
        text = (
            "<p onclick='steal()'>Сталь <b>40Х</b></p><script>steal()</script>"
            "<a href='javascript:steal()'>ГОСТ</a>"
        )
        more = escape(text)
        name = "<Наименование>Болт М8</Наименование>"
        tag = f'{name}<Описание ФорматHTML="true">{more}</Описание>'
        again = IMPORT.replace(name, tag)
        new = again.replace(BOLT, BOLT.replace("1", "9")).replace("B-100", "B-900")
        for content, key in ((again, BOLT), (new, BOLT.replace("1", "9"))):
            self.push("import0_1.xml", content)
            template = self.env["onec.link"]._record(self.connection, "good", key)
            shown = template.description_ecommerce
            self.assertIn("<b>40Х</b>", shown)
            self.assertNotIn("steal", shown)

    def test_prices_and_stock_per_characteristic(self):
        small = self.product(f"{SHIRT}#{SMALL}")
        large = self.product(f"{SHIRT}#{LARGE}")
        self.assertEqual(small.product_tmpl_id, large.product_tmpl_id)
        self.assertEqual(len(small.product_tmpl_id.product_variant_ids), 2)
        for product, size in ((small, "S"), (large, "L")):
            self.assertEqual(
                product.product_template_attribute_value_ids.mapped("name"), [size]
            )
            self.assertEqual(
                product.combination_indices,
                str(product.product_template_attribute_value_ids.id),
            )
        prices = (small | large)._b2b_prices(self.pricelist)
        self.assertEqual(prices, {small.id: 500.0, large.id: None})
        self.assertEqual((self.free(small), self.free(large)), (3, 4))

    def test_the_same_again_changes_nothing(self):
        rules = self.env["product.pricelist.item"].search([])
        self.push("import0_1.xml", IMPORT)
        self.assertEqual(self.last_file().unchanged, 2)
        self.push("offers0_1.xml", OFFERS)
        file = self.last_file()
        self.assertEqual((file.created, file.changed, file.skipped), (0, 0, 0))
        self.assertEqual(self.env["product.pricelist.item"].search([]), rules)

    def test_price_that_became_zero_is_taken_away(self):
        bolt = self.product(BOLT)
        self.push("offers0_1.xml", offers(offer(BOLT, "0.00", 7)))
        self.assertEqual(bolt._b2b_prices(self.pricelist), {bolt.id: None})
        self.assertEqual(self.free(bolt), 7)

    def test_rules_are_those_that_the_orm_would_write(self):
        bolt = self.product(BOLT)
        ours = self.env["product.pricelist.item"].search(
            [("pricelist_id", "=", self.pricelist.id), ("product_id", "=", bolt.id)]
        )
        core = ours.create(
            {
                "pricelist_id": self.pricelist.id,
                "applied_on": "0_product_variant",
                "product_tmpl_id": bolt.product_tmpl_id.id,
                "product_id": bolt.id,
                "compute_price": "fixed",
                "fixed_price": 100.0,
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT * FROM product_pricelist_item WHERE id IN %s ORDER BY id",
            [tuple((ours + core).ids)],
        )
        mine, theirs = self.env.cr.dictfetchall()
        technical = {"id", "create_date", "write_date", "create_uid", "write_uid"}
        different = {
            name: (mine[name], theirs[name])
            for name in mine.keys() - technical
            if (mine[name] or None) != (theirs[name] or None)
        }
        self.assertFalse(different)

    def test_deleted_good_leaves_the_website_and_comes_back(self):
        template = self.product(BOLT).product_tmpl_id
        marked = IMPORT.replace(
            f"<Товар><Ид>{BOLT}", f'<Товар Статус="Удален"><Ид>{BOLT}'
        )
        self.push("import0_1.xml", marked)
        self.assertFalse(template.active)
        self.push("import0_1.xml", IMPORT)
        self.assertTrue(template.active)
        self.assertTrue(template.is_published)

    def test_good_missing_from_a_full_export_is_hidden_and_comes_back(self):
        template = self.product(BOLT).product_tmpl_id
        self.connection.deactivate_limit = 60
        long_ago = "UPDATE onec_link SET seen = '2026-01-01' WHERE kind = 'good'"
        self.env.cr.execute(long_ago + " AND guid = %s", [BOLT])
        self.ask("catalog", "checkauth")
        stamp = int(datetime(2026, 1, 2).timestamp())
        answer = self.ask("catalog", "deactivate", timestamp=stamp)[1]
        self.assertEqual(answer, "success")
        self.env.invalidate_all()
        self.assertFalse(template.is_published)
        shirt = self.product(f"{SHIRT}#{SMALL}").product_tmpl_id
        self.assertTrue(shirt.is_published)
        self.push("import0_1.xml", IMPORT)
        self.assertTrue(template.is_published)
        # A broken export would hide too much: a person is asked.
        self.connection.deactivate_limit = 10
        self.env.cr.execute(long_ago)
        self.ask("catalog", "deactivate", timestamp=stamp)
        self.env.invalidate_all()
        self.assertTrue(template.is_published)
        self.assertTrue(self.env["onec.skip"].search([("code", "=", "deactivate")]))

    def test_hiding_since_no_moment_hides_nothing(self):
        template = self.product(BOLT).product_tmpl_id
        self.connection.deactivate_limit = 100
        self.ask("catalog", "checkauth")
        for stamp in ("", "²", "9" * 30):
            answer = self.ask("catalog", "deactivate", timestamp=stamp)[1]
            self.assertTrue(answer.startswith("failure\nВ запросе не сказано"), answer)
        self.env.invalidate_all()
        self.assertTrue(template.is_published)

    def test_unknown_good_is_reported_with_a_way_out(self):
        self.push("offers0_1.xml", offers(offer("no-such-good", "1.00", 1)))
        skips = self.env["onec.skip"].search([("guid", "=", "no-such-good")])
        self.assertEqual(set(skips.mapped("kind")), {"price", "stock"})
        self.assertTrue(all(skips.mapped("fix")))

    def test_many_marks_at_once_wait_for_a_person(self):
        self.patch(goods, "FEW", 0)
        template = self.product(BOLT).product_tmpl_id
        marked = IMPORT.replace(
            f"<Товар><Ид>{BOLT}", f'<Товар Статус="Удален"><Ид>{BOLT}'
        )
        self.push("import0_1.xml", marked)
        self.assertTrue(template.active)
        skip = self.env["onec.skip"].search([("code", "=", "deactivate")])
        self.assertIn("1", skip.cause)
        self.connection.deactivate_limit = 60
        self.push("import0_1.xml", marked)
        self.assertFalse(template.active)

    def test_files_are_applied_in_their_order_whatever_1c_asks_first(self):
        self.ask("catalog", "checkauth")
        guid = BOLT[:-1] + "7"
        text = IMPORT.replace(BOLT, guid).replace("B-100", "N-1")
        self.ask("catalog", "file", text.encode(), filename="import0_1.xml")
        figures = offers(offer(guid, "7.00", 1), formed="2026-02-01T11:00:00")
        self.ask("catalog", "file", figures.encode(), filename="offers0_1.xml")
        for name in ("offers0_1.xml", "import0_1.xml"):
            answer = self.ask("catalog", "import", filename=name)[1]
            self.assertTrue(answer.startswith("success"), answer)
        self.env.invalidate_all()
        product = self.product(guid)
        self.assertEqual(product._b2b_prices(self.pricelist), {product.id: 7.0})

    def test_files_with_prices_or_stock_alone(self):
        bolt = self.product(BOLT)
        row = offer(BOLT, "101.00", 5)
        head, _sep, tail = row.partition("<Количество>")
        self.push("prices_1.xml", offers(f"{head}</Предложение>"))
        self.assertEqual(bolt._b2b_prices(self.pricelist), {bolt.id: 101.0})
        self.assertEqual(self.free(bolt), 15)
        head = head.partition("<Цены>")[0]
        figures = offers(f"{head}<Количество>{tail}", formed="2026-02-01T11:00:00")
        self.push("rests_1.xml", figures)
        self.assertEqual(bolt._b2b_prices(self.pricelist), {bolt.id: 101.0})
        self.assertEqual(self.free(bolt), 5)

    def test_prices_from_a_quantity_on_are_reported(self):
        row = offer(BOLT, "100.00", 15).replace(
            "</Цены>",
            f"<Цена><ИдТипаЦены>{WHOLESALE}</ИдТипаЦены><ЦенаЗаЕдиницу>90</ЦенаЗаЕдиницу>"
            "<МинКоличество>10</МинКоличество></Цена></Цены>",
        )
        self.push("offers0_1.xml", offers(row))
        bolt = self.product(BOLT)
        self.assertEqual(bolt._b2b_prices(self.pricelist), {bolt.id: 100.0})
        self.assertTrue(self.env["onec.skip"].search([("code", "=", "breaks")]))

    def test_import_goes_on_after_a_crash_between_slices(self):
        self.patch(goods, "SLICE", 1)
        self.env["onec.link"].search([("kind", "=", "good")]).checksum = False
        step = type(self.env["onec.import.goods"])
        slices = []

        def dies(importer, items_file, some, caches):
            if slices:
                raise MemoryError
            slices.append(some)
            return original(importer, items_file, some, caches)

        original = step._apply
        self.ask("catalog", "checkauth")
        self.ask("catalog", "file", IMPORT.encode(), filename="import0_1.xml")
        file = self.last_file()
        self.patch(step, "_apply", dies)
        # Not assertRaises: it would roll back what was committed before.
        with contextlib.suppress(MemoryError):
            self.advance(file)
        self.assertEqual((file.state, file.changed), ("working", 1))
        self.patch(step, "_apply", original)
        self.assertEqual(self.advance(file), "done")
        self.assertEqual(file.changed, 2)

    def test_older_figure_says_nothing(self):
        bolt = self.product(BOLT)
        self.push(
            "offers0_1.xml",
            offers(offer(BOLT, "100.00", 99), formed="2026-01-01T10:00:00"),
        )
        self.assertEqual(self.free(bolt), 15)

    def test_total_says_nothing_of_warehouses_of_other_logins(self):
        other = self.env["stock.warehouse"].create({"name": "Дальний", "code": "FAR"})
        guid = PLACE[:-1] + "9"
        self.env["onec.link"]._link(self.connection, "warehouse", guid, other)
        bolt = self.product(BOLT)
        figure = self.env["onec.stock"].create(
            {
                "product_id": bolt.id,
                "warehouse_id": other.id,
                "free": 5,
                "moment": "2026-02-01 07:00:00",
            }
        )
        later = offers(offer(BOLT, "100.00", 16), formed="2026-02-01T11:00:00")
        self.push("offers0_1.xml", later)
        self.assertEqual(figure.free, 5)
        # Once this login has spoken of it, a total without it proves that it is empty.
        self.node._saw_warehouses([guid])
        latest = offers(offer(BOLT, "100.00", 17), formed="2026-02-01T12:00:00")
        self.push("offers0_1.xml", latest)
        figure.invalidate_recordset()
        self.assertEqual(figure.free, 0)
