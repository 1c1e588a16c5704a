import io
import json

from odoo.tests import tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from ..tools import order_list, order_xlsx
from .test_portal_pages import PortalCase


@tagged("post_install", "-at_install")
class TestQuickOrder(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ribbon = cls._make_product(
            "Лента", "LEN-1", {cls.price_type: 10.0}, stock=7.5
        )
        cls.ribbon.uom_id = cls.env.ref("uom.product_uom_meter")
        cls.vase.barcode = "4607102003005"

    def check(self, *rows):
        return self.call("/my/quick-order/check", rows=[list(row) for row in rows])[
            "rows"
        ]

    def test_every_row_is_answered_with_every_reason(self):
        self.tier.collection_ids = collection = self.env["b2b.collection"].create(
            {"name": "Лён"}
        )
        goods = self.vase | self.unpriced | self.ribbon
        goods.product_tmpl_id.b2b_collection_ids = collection
        self.vase.write({"b2b_min_qty": 12, "b2b_multiple_qty": 6})
        self.login(self.buyer)
        rows = self.check(
            ("VAZ-1", "7"),
            ("CHA-1", "1"),
            ("SVE-1", "1"),
            ("NONE", "1"),
            ("LEN-1", "2,5"),
            ("LEN-1", "x"),
        )
        self.assertEqual(
            [len(row["problems"]) for row in rows],
            # too few and no multiple; no price; not theirs; unknown; good; no number
            [2, 1, 1, 1, 0, 1],
        )
        self.assertEqual(rows[0]["suggest"], "12")
        self.assertNotEqual(rows[2]["problems"], rows[3]["problems"])
        self.assertIn("25,00", rows[4]["total"])
        # A stranger to this catalogue learns nothing more of the goods than that.
        self.assertFalse(rows[2]["name"] or rows[2]["price"] or rows[2]["free"])

    def test_more_than_in_stock_says_how_many_there_are(self):
        self.login(self.buyer)
        row = self.check(("LEN-1", "9"))[0]
        self.assertFalse(row["problems"])
        self.assertIn("7.5", row["warnings"][0])
        self.assertEqual(row["suggest"], "7,5")

    def test_rows_of_one_product_are_summed_however_it_is_named(self):
        self.login(self.buyer)
        rows = self.check(
            ("VAZ-1", "1"), ("vaz 1", "2"), ("4607102003005", "3"), ("VАZ-1", "4")
        )
        self.assertEqual([row["typed"] for row in rows], ["10"])

    def test_packs(self):
        unit = self.vase.uom_id
        pack = self.env["uom.uom"].create(
            {"name": "упак (12 шт)", "relative_uom_id": unit.id, "relative_factor": 12}
        )
        self.vase.uom_ids = pack
        self.env["product.uom"].create(
            {"product_id": self.vase.id, "uom_id": pack.id, "barcode": "24607102003005"}
        )
        self.login(self.buyer)
        rows = self.check(("VAZ-1", "2 упак"), ("24607102003005", "1"))
        self.assertEqual([row["typed"] for row in rows], ["36"])
        self.assertTrue(self.check(("VAZ-1", "2 вагона"))[0]["problems"])
        self.vase.b2b_pack_id = pack
        rows = self.check(("VAZ-1", "13"))
        self.assertTrue(rows[0]["problems"])
        self.assertEqual(rows[0]["suggest"], "24")

    def test_fractions_only_where_the_unit_is_measured(self):
        self.login(self.buyer)
        rows = self.check(("VAZ-1", "2,5"), ("LEN-1", "2,5"))
        self.assertEqual([bool(row["problems"]) for row in rows], [True, False])

    def test_variants_of_one_article_are_chosen(self):
        self.candle.default_code = "VAZ-1"
        self.login(self.buyer)
        row = self.check(("VAZ-1", "3"))[0]
        self.assertTrue(row["problems"])
        self.assertEqual(
            {choice["article"] for choice in row["choices"]},
            {f"#{self.vase.id}", f"#{self.candle.id}"},
        )
        row = self.check((f"#{self.candle.id}", "3"))[0]
        self.assertEqual(row["product_id"], self.candle.id)
        self.assertFalse(row["problems"])

    def test_good_rows_go_on_and_bad_ones_stay(self):
        self.login(self.buyer)
        rows = [["VAZ-1", "2"], ["NONE", "1"], ["SVE-1", "3"]]
        answer = self.call("/my/quick-order/put", rows=rows, target="cart")
        cart = self.buyer.partner_id.b2b_cart_id
        self.assertEqual(cart.order_line.mapped("product_uom_qty"), [2.0, 3.0])
        self.assertEqual(answer["sent"], 2)
        self.assertEqual([row["article"] for row in answer["rows"]], ["NONE"])
        answer = self.call("/my/quick-order/put", rows=rows, target="list", name="Пн")
        made = self.env["b2b.list"].search([("name", "=", "Пн")])
        self.assertEqual(answer["url"], f"/my/lists/{made.id}")
        self.assertEqual(made.line_ids.product_id, self.vase | self.candle)
        self.assertEqual(len(cart.order_line), 2)

    @mute_logger("odoo.http")
    def test_only_known_targets_and_own_lists(self):
        other = self.env["b2b.list"]._make(self.colleague.partner_id, "Чужой", [])
        self.login(self.buyer)
        rows = [["VAZ-1", "2"]]
        for params in (
            {"target": "order_fill"},
            {"target": "list", "list_id": other.id},
        ):
            with self.assertRaises(JsonRpcException):
                self.call("/my/quick-order/put", rows=rows, **params)
        self.assertFalse(other.line_ids)
        for user in (self.accountant, self.make_stranger()):
            self.login(user)
            for url in ("check", "suggest", "put"):
                with self.assertRaises(JsonRpcException):
                    self.call(f"/my/quick-order/{url}")
            self.assertEqual(self.get("/my/quick-order/template.xlsx").status_code, 404)

    def test_type_ahead_forgives_and_shows_own_goods_only(self):
        self.login(self.buyer)
        found = self.call("/my/quick-order/suggest", term="свечя")
        self.assertEqual([row["code"] for row in found], ["SVE-1"])
        self.assertIn("50,50", found[0]["price"])
        self.candle.is_published = False
        self.assertFalse(self.call("/my/quick-order/suggest", term="свечя"))

    def test_files_of_several_forms(self):
        table = [("Наименование", "Артикул", "Кол-во"), ("Ваза", "VAZ-1", 4)]
        book = order_xlsx.book("x", table[0], table[1:], (9, 9, 9))
        self.login(self.buyer)
        for name, content in (
            ("a.xlsx", book),
            ("a.csv", "Артикул;Заказ\nVAZ-1;4\n".encode("cp1251")),
            ("b.csv", b"VAZ-1,4\n"),
        ):
            answer = self.url_open(
                "/my/quick-order/upload",
                data={"csrf_token": self.csrf_token(), "rows": '[["SVE-1", "1"]]'},
                files={"upload": (name, content)},
            ).json()
            with self.subTest(name=name):
                self.assertEqual(
                    [(row["code"], row["typed"]) for row in answer["rows"]],
                    [("SVE-1", "1"), ("VAZ-1", "4")],
                )
        answer = self.url_open(
            "/my/quick-order/upload",
            data={"csrf_token": self.csrf_token()},
            files={"upload": ("a.xlsx", b"PK no")},
        ).json()
        self.assertIn("error", answer)

    def test_rows_to_mend_are_a_file_that_is_read_back(self):
        self.login(self.buyer)
        answer = self.post(
            "/my/quick-order/problems.xlsx",
            rows=json.dumps([["NONE", "5"], ["VAZ-1", "1"], ["=1+1", "2"]]),
        )
        rows = order_list.parse_file("bad.xlsx", answer.content)
        self.assertEqual(
            [(row.article, row.quantity) for row in rows], [("NONE", 5), ("=1+1", 2)]
        )

    def test_price_list_is_filled_in_and_read_back(self):
        import openpyxl

        self.login(self.buyer)
        for url in ("/my/price-list.xlsx", "/my/price-list.xlsx?pictures=1"):
            content = self.get(url).content
            book = openpyxl.load_workbook(io.BytesIO(content))
            sheet = book.worksheets[0]
            heads = [cell.value for cell in sheet[1]]
            at = {name: heads.index(name) for name in ("Артикул", "Количество")}
            quantities = {"VAZ-1": 2, "LEN-1": 1.5}
            seen = set()
            for cells in sheet.iter_rows(min_row=2):
                article = cells[at["Артикул"]].value
                seen.add(article)
                if article in quantities:
                    cells[at["Количество"]].value = quantities[article]
            out = io.BytesIO()
            book.save(out)
            rows = order_list.parse_file("price.xlsx", out.getvalue())
            self.assertEqual({row.article: row.quantity for row in rows}, quantities)
            self.assertNotIn("CHA-1", seen)  # no price

    def test_text_as_people_paste_it(self):
        for text, expected in {
            "A-1 3 шт": [("A-1", 3.0, "шт")],
            "A-1;Ваза белая;3;шт": [("A-1", 3.0, "шт")],
            "A-1;3 упак.": [("A-1", 3.0, "упак.")],
            "A-1 x 5": [("A-1", 5.0, "")],
            "A-1\t\t2": [("A-1", 2.0, "")],
            "4607102003005 2\n\nB;1": [("4607102003005", 2.0, ""), ("B", 1.0, "")],
        }.items():
            with self.subTest(text=text):
                rows = order_list.parse_text(text)
                self.assertEqual(
                    [(row.article, row.quantity, row.unit) for row in rows], expected
                )
