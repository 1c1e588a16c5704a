from odoo.tests import tagged

from ..importers import goods as goods_step
from .http_common import (
    AGAIN,
    BOLT,
    IMPORT,
    LARGE,
    LATER,
    OFFERS,
    SHIRT,
    SMALL,
    WHOLESALE,
    SiteExchangeCase,
    catalogue,
    good,
    offer,
    offers,
)

FABRIC = "22222222-0000-4000-8000-000000000002"
COTTON = "77777777-0000-4000-8000-000000000001"
THIRD = "66666666-0000-4000-8000-000000000003"


@tagged("post_install", "-at_install")
class TestHttpLeftAside(SiteExchangeCase):
    """What could not be placed comes by itself later, or stays on the list."""

    def setUp(self):
        super().setUp()
        self.push("import0_1.xml", IMPORT)
        self.push("offers0_1.xml", OFFERS)
        self.bolt = self.product(BOLT).product_tmpl_id

    def link(self, guid):
        return self.env["onec.link"].search(
            [("kind", "=", "good"), ("guid", "=", guid)]
        )

    def open(self, *kinds):
        """(kind, cause, key) of what staff see."""
        skips = self.env["onec.skip"].search(
            [
                ("connection_id", "=", self.connection.id),
                ("solved", "=", False),
                ("kind", "in", kinds),
            ]
        )
        return {(skip.kind, skip.code, skip.guid) for skip in skips}

    # === goods === #

    def test_analogues_that_come_after_their_goods_are_joined(self):
        self.patch(goods_step, "SLICE", 1)
        first, second, third = (
            f"55555555-0000-4000-8000-00000000001{digit}" for digit in "abc"
        )
        like = "<Аналоги>{}</Аналоги>".format(
            "".join(
                f"<Аналог><Ид>{guid}</Ид></Аналог>" for guid in (BOLT, second, third)
            )
        )
        self.push(
            "import0_1.xml",
            catalogue(
                good(first, "A-1", "Первый", extra=like),
                good(second, "A-2", "Второй"),
            ),
        )
        template = self.goods("A-1")
        self.assertEqual(template.b2b_analogue_ids, self.bolt | self.goods("A-2"))
        self.assertEqual(self.link(first).waiting, f"good:{third}")
        self.push("import0_1.xml", catalogue(good(third, "A-3", "Третий")))
        everyone = self.bolt | self.goods("A-2") | self.goods("A-3")
        self.assertEqual(template.b2b_analogue_ids, everyone)
        self.assertFalse(self.link(first).waiting)
        # What 1С does not name any more is not waited for either.
        changed = good(first, "A-1", "Первый", extra=like.replace(third, LATER))
        self.push("import0_1.xml", catalogue(changed))
        self.assertEqual(template.b2b_analogue_ids, self.bolt | self.goods("A-2"))
        self.assertEqual(self.link(first).waiting, f"good:{LATER}")
        self.push("import0_1.xml", catalogue(good(first, "A-1", "Первый")))
        self.assertFalse(template.b2b_analogue_ids)
        self.assertFalse(self.link(first).waiting)

    def test_a_good_may_wait_for_more_than_an_index_holds(self):
        many = "".join(
            f"<Аналог><Ид>88888888-0000-4000-8000-{number:012}</Ид></Аналог>"
            for number in range(100)
        )
        extra = f"<Аналоги>{many}</Аналоги>"
        self.push("import0_1.xml", catalogue(good(AGAIN, "N-1", "Н", extra=extra)))
        self.assertEqual(self.link(AGAIN).waiting.count("good:"), 100)

    def test_properties_that_come_after_their_goods_are_set_by_a_full_export(self):
        extra = (
            f"<ЗначенияСвойств><ЗначенияСвойства><Ид>{FABRIC}</Ид><Значение>{COTTON}"
            "</Значение></ЗначенияСвойства></ЗначенияСвойств>"
        )
        one = catalogue(good(AGAIN, "N-1", "Н", group=LATER, extra=extra))
        self.push("import0_1.xml", one)
        waiting = {f"group:{LATER}", f"property:{FABRIC}"}
        self.assertEqual(set(self.link(AGAIN).waiting.split(",")), waiting)
        self.assertEqual(
            self.open("good", "property"),
            {("property", "property", FABRIC), ("good", "group", AGAIN)},
        )
        # The property comes, its value does not yet; the good is as it was.
        kind = (
            f"<Свойство><Ид>{FABRIC}</Ид><Наименование>Ткань</Наименование>"
            "<ТипЗначений>Справочник</ТипЗначений>{}</Свойство></Свойства>"
        )
        value = (
            f"<ВариантыЗначений><Справочник><ИдЗначения>{COTTON}</ИдЗначения>"
            "<Значение>Хлопок</Значение></Справочник></ВариантыЗначений>"
        )
        self.push("import0_1.xml", one.replace("</Свойства>", kind.format("")))
        key = f"{FABRIC}/{COTTON}"
        self.assertIn(f"property:{key}", self.link(AGAIN).waiting.split(","))
        self.assertEqual(
            self.open("good", "property"),
            {("property", "property", key), ("good", "group", AGAIN)},
        )
        full = one.replace("</Свойства>", kind.format(value)).replace(
            "<Группы><Группа>",
            f"<Группы><Группа><Ид>{LATER}</Ид><Наименование>Поздняя</Наименование>"
            "</Группа><Группа>",
            1,
        )
        self.push("import0_1.xml", full)
        template = self.goods("N-1")
        [line] = template.attribute_line_ids
        self.assertEqual(line.attribute_id.name, "Ткань")
        self.assertEqual(line.value_ids.name, "Хлопок")
        self.assertEqual(template.public_categ_ids.name, "Поздняя")
        self.assertFalse(self.link(AGAIN).waiting)
        self.assertFalse(self.open("good", "property"))

    def test_a_barcode_that_is_free_again_is_taken(self):
        code = "<Штрихкод>4600000000017</Штрихкод>"
        other = good(AGAIN, "N-1", "Н", extra=code)
        third = good(LATER, "N-2", "П", extra=code)
        self.push("import0_1.xml", catalogue(other, third))
        self.assertEqual(self.open("good"), {("good", "barcode", LATER)})
        self.push("import0_1.xml", catalogue(other.replace("017<", "024<"), third))
        self.assertEqual(self.goods("N-2").barcode, "4600000000017")
        self.assertFalse(self.open("good"))

    # === characteristics === #

    def test_a_characteristic_that_clashes_stays_on_the_list(self):
        odd = offer(SHIRT, "500.00", 3, THIRD)
        self.push("offers0_1.xml", offers(odd, formed="2026-02-01T11:00:00"))
        clash = ("variant", "clash", f"{SHIRT}#{THIRD}")
        self.assertEqual(self.open("variant"), {clash})
        told = offer(SHIRT, "500.00", 3, THIRD, "XL")
        self.push("offers0_1.xml", offers(told, formed="2026-02-01T12:00:00"))
        self.assertFalse(self.open("variant"))
        self.assertTrue(self.product(f"{SHIRT}#{THIRD}"))

    def with_code(self, row, code):
        return row.replace(
            "<Наименование>X", f"<Штрихкод>{code}</Штрихкод><Наименование>X"
        )

    def test_barcodes_of_characteristics(self):
        code, spare = "4600000000017", "4600000000024"
        self.bolt.barcode = code
        new = "55555555-0000-4000-8000-00000000000b"
        self.push(
            "import0_1.xml",
            catalogue(good(new, "N-1", "Н", extra=f"<Штрихкод>{spare}</Штрихкод>")),
        )
        rows = {
            good_: [
                self.with_code(offer(good_, "1.00", 1, SMALL, "S"), code),
                self.with_code(offer(good_, "1.00", 1, LARGE, "L"), other),
            ]
            # Of a good with characteristics already, and of one without any: the
            # barcode that stood for the whole of it goes where 1С says.
            for good_, other in ((SHIRT, "4600000000031"), (new, spare))
        }
        stands = offers(*rows[SHIRT], *rows[new], formed="2026-02-01T11:00:00")
        self.push("offers0_1.xml", stands)
        taken = {("variant", "barcode", f"{good_}#{SMALL}") for good_ in (SHIRT, new)}
        self.assertEqual(self.open("variant", "good"), taken)
        self.assertEqual(self.product(f"{SHIRT}#{LARGE}").barcode, "4600000000031")
        self.assertEqual(self.product(f"{new}#{LARGE}").barcode, spare)
        self.assertFalse(self.product(f"{new}#{SMALL}").barcode)
        # It is free now: the next full export gives it to the first that has it.
        self.bolt.barcode = False
        self.push("offers0_1.xml", stands)
        self.assertEqual(self.product(f"{SHIRT}#{SMALL}").barcode, code)
        self.assertEqual(
            self.open("variant", "good"), {("variant", "barcode", f"{new}#{SMALL}")}
        )
        # Two characteristics change theirs.
        small, large = (
            self.with_code(offer(SHIRT, "1.00", 1, key, size), its)
            for key, size, its in ((SMALL, "S", "4600000000031"), (LARGE, "L", code))
        )
        self.push("offers0_1.xml", offers(small, large, formed="2026-02-01T12:00:00"))
        self.assertEqual(self.product(f"{SHIRT}#{SMALL}").barcode, "4600000000031")
        self.assertEqual(self.product(f"{SHIRT}#{LARGE}").barcode, code)

    def test_articles_and_barcodes_that_the_portal_owns_are_kept(self):
        owners = self.connection.owner_ids.filtered(
            lambda owner: owner.field in ("article", "barcode")
        )
        owners.owner = "site"
        shirt = self.product(f"{SHIRT}#{SMALL}")
        shirt.write({"default_code": "OURS", "barcode": "4600000000017"})
        row = self.with_code(offer(SHIRT, "1.00", 1, SMALL, "S"), "4600000000024")
        row = row.replace("<Наименование>X", "<Артикул>THEIRS</Артикул><Наименование>X")
        self.push("offers0_1.xml", offers(row, formed="2026-02-01T11:00:00"))
        self.assertEqual((shirt.default_code, shirt.barcode), ("OURS", "4600000000017"))
        # Nor does a new characteristic of the same good take it away.
        row = self.with_code(offer(SHIRT, "1.00", 1, THIRD, "XL"), "4600000000017")
        self.push("offers0_1.xml", offers(row, formed="2026-02-01T12:00:00"))
        self.assertEqual(shirt.barcode, "4600000000017")
        self.assertFalse(self.product(f"{SHIRT}#{THIRD}").barcode)
        self.assertEqual(
            self.open("variant"), {("variant", "barcode", f"{SHIRT}#{THIRD}")}
        )

    # === figures === #

    def test_figures_of_a_good_that_comes_later_are_solved_with_it(self):
        late = offers(offer(LATER, "7.00", 5), formed="2026-02-01T11:00:00")
        self.push("offers0_1.xml", late)
        left = {(kind, "good", LATER) for kind in ("price", "stock")}
        self.assertEqual(self.open("price", "stock"), left)
        self.push("import0_1.xml", catalogue(good(LATER, "N-1", "Н")))
        self.assertEqual(self.open("price", "stock"), left)
        self.push("offers0_1.xml", late)
        self.assertFalse(self.open("price", "stock"))

    def test_prices_of_a_type_that_staff_choose_are_applied_again(self):
        link = self.connection.link_ids.filtered(lambda link: link.guid == WHOLESALE)
        pricelist = self.env["product.pricelist"].browse(link.res_id)
        # Two of the same name, and none is linked: a person has to say which.
        pricelist.copy({"name": pricelist.name})
        link.res_id = False
        row = offer(BOLT, "123.00", 7)
        self.push("offers0_1.xml", offers(row, formed="2026-02-01T11:00:00"))
        left = {("price", code, WHOLESALE) for code in ("ambiguous", "price_type")}
        self.assertEqual(self.open("price"), left)
        bolt = self.product(BOLT)
        self.assertEqual(bolt._b2b_prices(pricelist), {bolt.id: 100.0})
        link.pricelist_id = pricelist
        self.env["onec.skip"].search([("guid", "=", WHOLESALE)]).action_repeat()
        self.repeat()
        self.assertEqual(bolt._b2b_prices(pricelist), {bolt.id: 123.0})
        self.assertFalse(self.open("price"))
