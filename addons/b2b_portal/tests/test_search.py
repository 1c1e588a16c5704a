from unittest.mock import patch

from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged

from ..models.product_search import MAX_QUERY
from ..tools import goods_search

GOODS = (
    ("VZ-1204", "Ваза-кувшин «Вуаль» сливовая, 28 см"),
    ("VZ-1403", "Ваза напольная «Залив» белая, 52 см"),
    ("SV-1602", "Свеча столбик «Карусель»"),
    ("SV-1704", "Свечи столовые, 2 шт «Веранда», 25 см"),
    ("SV-2002", "Подсвечник «Агава» горчичный, 21 см"),
    ("CH-3002", "Часы-солнце «Саванна» горчичные, 60 см"),
    ("CH-3104", "Будильник «Причал» синий, 13 см"),
    ("RP-3302", "Рамка «Рассвет» голубая"),
    ("RP-3703", "Зеркало «Камея» молочное, 50 см"),
    ("TX-4802", "Подушка декоративная «Саванна»"),
    ("TX-4904", "Подушка круглая «Причал», 40 см"),
    ("TX-5102", "Полотенце «Сенокос»"),
    ("TX-5203", "Скатерть «Колос»"),
    ("TX-5404", "Фартук «Олива»"),
    ("KH-5604", "Корзина лозовая «Кораблик» песочная, 40 см"),
    ("KH-5804", "Корзина вязаная «Каньон» коричневая, 35 см"),
    ("AR-6404", "Спрей для дома «Папоротник» белый, 100 мл"),
    ("AR-6602", "Саше «Олива» изумрудное, 12 см"),
    ("EL-6801", "Шар ёлочный «Ирис», 8 см"),
    ("EL-7703", "Венок «Эвкалипт» оливковый, 35 см"),
    ("IG-8003", "Лисёнок «Мельница» песочный, 30 см"),
    ("IG-8303", "Пирамидка «Облако» мятная, 22 см"),
    ("IG-8603", "Паровозик «Ирис» молочный, 32 см"),
    ("PS-4102", "Кружка «Фьорд», 350 мл"),
    ("PS-4403", "Кувшин «Залив» белый, 1,2 л"),
    ("PS-4503", "Бокалы, 2 шт «Магнолия» оливковые, 420 мл"),
    ("UP-9102", "Набор коробок «Пряжа» молочный, 3 в 1"),
    ("UP-9203", "Пакет подарочный «Бархат» чёрный, 18×23 см"),
    ("UP-9501", "Бирки, 10 шт «Зефир» пудровые, 5×9 см"),
)
# Thirty queries as people misspell them, and what has to come first.
MISSPELT = (
    ("вза напольная", "VZ-1403"),  # a letter left out
    ("напольнная ваза", "VZ-1403"),  # doubled, other order
    ("свеча стлобик", "SV-1602"),  # swapped
    ("подсвещник", "SV-2002"),  # as it sounds
    ("будилник", "CH-3104"),
    ("бугильник", "CH-3104"),
    ("зиркало", "RP-3703"),
    ("рамка расвет", "RP-3302"),
    ("подужка круглая", "TX-4904"),
    ("палатенце", "TX-5102"),
    ("скатирть", "TX-5203"),
    ("фартух", "TX-5404"),
    ("карзина лозовая", "KH-5604"),
    ("корзина вязанная", "KH-5804"),
    ("спрэй для дома", "AR-6404"),
    ("шар елочный", "EL-6801"),  # е for ё
    ("эфкалипт", "EL-7703"),
    ("лисенок мельнеца", "IG-8003"),
    ("перамидка", "IG-8303"),
    ("паравозик", "IG-8603"),
    ("крушка", "PS-4102"),
    ("бакалы", "PS-4503"),
    ("падарочный пакет", "UP-9203"),
    ("rhe;rf", "PS-4102"),  # the wrong keyboard layout
    ("dtyjr", "EL-7703"),
    ("skatert", "TX-5203"),  # Latin letters
    ("polotence", "TX-5102"),
    ("chasy solnce", "CH-3002"),
    ("ch3104", "CH-3104"),  # an article without its dash
    ("СН-3002", "CH-3002"),  # an article in look-alike Russian letters
)


@tagged("post_install", "-at_install")
class TestSearch(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls.env["product.template"].create(
            [{"name": name, "default_code": code} for code, name in GOODS]
        )
        cls.goods[0].barcode = "4607102003005"

    def find(self, text):
        found = self.env["product.template"]._b2b_find(
            text, Domain("id", "in", self.goods.ids)
        )
        return found.mapped("default_code")

    def test_misspelt_queries_find_what_was_meant(self):
        self.assertEqual(len(MISSPELT), 30)
        for query, expected in MISSPELT:
            with self.subTest(query=query):
                self.assertEqual(self.find(query)[:1], [expected])

    def test_articles_and_barcodes_come_alone(self):
        self.assertEqual(self.find("4607102003005"), ["VZ-1204"])
        self.assertEqual(self.find("vz-1"), ["VZ-1204", "VZ-1403"])
        self.assertEqual(self.find("VZ 1403"), ["VZ-1403"])

    def test_words_narrow_and_nonsense_finds_nothing(self):
        self.assertEqual(set(self.find("олива")), {"TX-5404", "AR-6602"})
        self.assertEqual(self.find("саше олива"), ["AR-6602"])
        self.assertFalse(self.find("холодильник"))

    def test_end_of_an_endless_query_is_not_looked_at(self):
        with patch.object(
            goods_search, "score", side_effect=goods_search.score
        ) as compared:
            found = self.find("ваза " * 10_000)
        self.assertEqual(set(found), {"VZ-1204", "VZ-1403"})
        queries = [call.args[0] for call in compared.call_args_list]
        self.assertEqual(max(map(len, queries)), MAX_QUERY // len("ваза "))

    def test_without_the_extension_exact_words_are_found(self):
        with patch.object(self.env.registry, "has_trigram", False):
            self.assertEqual(self.find("ваза залив"), ["VZ-1403"])
            self.assertEqual(self.find("dtyjr"), ["EL-7703"])
            self.assertFalse(self.find("крушка"))
