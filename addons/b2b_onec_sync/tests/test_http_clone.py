from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.tests import tagged

from ..importers import variants, variants_new
from .http_common import GROUP, SiteExchangeCase

GOODS = "99999999-0000-4000-8000-00000000000"


@tagged("post_install", "-at_install")
class TestHttpClone(SiteExchangeCase):
    """Goods that are copies in the database are what the ORM would have made."""

    def good(self, number):
        return (
            f"<Товар><Ид>{GOODS}{number}</Ид><Штрихкод>460000000000{number}</Штрихкод>"
            f"<Артикул>K-{number}</Артикул><Наименование>Кисть {number}</Наименование>"
            '<БазоваяЕдиница Код="796 ">шт<Пересчет><Единица>778</Единица>'
            "<Коэффициент>6</Коэффициент></Пересчет></БазоваяЕдиница>"
            f"<Группы><Ид>{GROUP}</Ид></Группы>"
            f"<Описание>Щетина & {number}</Описание>".replace("&", "&amp;")
            + f"<Изготовитель><Ид>m{number}</Ид><Наименование>Завод {number}"
            "</Наименование></Изготовитель><ЗначенияСвойств><ЗначенияСвойства>"
            f"<Ид>p</Ид><Значение>v{number % 2}</Значение></ЗначенияСвойства>"
            "</ЗначенияСвойств></Товар>"
        )

    def send(self, name, *numbers):
        answer = self.push(
            name,
            '<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация '
            'xmlns="urn:1C.ru:commerceml_2" ВерсияСхемы="2.07"><Классификатор>'
            f"<Ид>k</Ид><Группы><Группа><Ид>{GROUP}</Ид><Наименование>Кисти"
            "</Наименование></Группа></Группы><Свойства><Свойство><Ид>p</Ид>"
            "<Наименование>Цвет</Наименование><ТипЗначений>Справочник</ТипЗначений>"
            "<ВариантыЗначений>"
            + "".join(
                f"<Справочник><ИдЗначения>v{n}</ИдЗначения><Значение>Цвет {n}"
                "</Значение></Справочник>"
                for n in range(2)
            )
            + "</ВариантыЗначений></Свойство></Свойства></Классификатор>"
            "<Каталог><Ид>c</Ид><Товары>"
            + "".join(map(self.good, numbers))
            + "</Товары></Каталог></КоммерческаяИнформация>",
        )
        self.assertEqual(answer.partition("\n")[0], "success")

    def rows(self, numbers):
        """Every stored value of the goods and what hangs on them, without keys."""
        result = []
        for number in numbers:
            template = self.product(f"{GOODS}{number}").product_tmpl_id
            tree = template, template.product_variant_ids, template.attribute_line_ids
            tree += (template.attribute_line_ids.product_template_value_ids,)
            result.append([self.values(records) for records in tree])
        return result

    def values(self, records):
        self.assertEqual(len(records), 1)
        names = [
            name
            for name, field in records._fields.items()
            if field.store and field.column_type and name not in _KEYS
        ]
        self.env.flush_all()
        columns = ", ".join(f'"{name}"' for name in names)
        self.env.cr.execute(
            f'SELECT {columns} FROM "{records._table}" WHERE id = %s', [records.id]
        )
        [row] = self.env.cr.dictfetchall()
        for name, field in records._fields.items():
            if field.type == "many2many" and field.store:
                row[name] = records[name].ids
        return {name: _without_number(value) for name, value in row.items()}

    def test_copies_are_what_the_orm_makes(self):
        self.send("import0_1.xml", 1, 3, 5)  # 3 and 5 are copies of 1
        self.send("import1_1.xml", 7)  # alone in its slice: made by the ORM
        made = self.rows([3, 5])
        [by_orm] = self.rows([7])
        for by_copy in made:
            self.assertEqual(by_copy, by_orm)

    def test_copies_have_their_own_values(self):
        self.send("import0_1.xml", 1, 2, 3)
        for number in (1, 2, 3):
            product = self.product(f"{GOODS}{number}")
            template = product.product_tmpl_id
            self.assertEqual(template.name, f"Кисть {number}")
            self.assertEqual(template.default_code, f"K-{number}")
            self.assertEqual(product.barcode, f"460000000000{number}")
            self.assertEqual(template.public_categ_ids.name, "Кисти")
            self.assertEqual(
                template.attribute_line_ids.value_ids.name, f"Цвет {number % 2}"
            )
            self.assertIn(
                template, template.attribute_line_ids.attribute_id.product_tmpl_ids
            )
            self.assertIn(f"&amp; {number}", template.description_ecommerce)


#: Keys, when it was written, the place in the shop (core counts it by batches) and the
#: colour of a value (core draws lots).
_KEYS = {
    "id", "create_date", "write_date", "publish_date", "product_tmpl_id",
    "attribute_line_id", "website_sequence", "color",
}  # fmt: skip


def _without_number(value):
    """A value of any of the goods made alike."""
    if isinstance(value, str):
        return "".join("#" if char.isdigit() else char for char in value)
    if isinstance(value, dict):
        return {key: _without_number(item) for key, item in value.items()}
    return value


@tagged("post_install", "-at_install")
class TestHttpVariants(SiteExchangeCase):
    """Characteristics made in sets are what the way one by one makes."""

    SIZES = ("S", "M", "L")

    def send(self, name, *numbers):
        goods = "".join(
            f"<Товар><Ид>{GOODS}{n}</Ид><Артикул>K-{n}</Артикул><Наименование>Шапка {n}"
            "</Наименование><БазоваяЕдиница Код='796'>шт</БазоваяЕдиница>"
            f"<Вес>0.{n}</Вес></Товар>"
            for n in numbers
        )
        offers = "".join(
            f"<Предложение><Ид>{GOODS}{n}#{size}</Ид><Штрихкод>46000000000{n}{i}"
            f"</Штрихкод><Наименование>Шапка {n} ({size})</Наименование>"
            "<ХарактеристикиТовара><ХарактеристикаТовара><Наименование>Размер"
            f"</Наименование><Значение>{size}</Значение></ХарактеристикаТовара>"
            "</ХарактеристикиТовара></Предложение>"
            for n in numbers
            for i, size in enumerate(self.SIZES)
        )
        head = (
            '<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация '
            'xmlns="urn:1C.ru:commerceml_2" ВерсияСхемы="2.07">'
        )
        end = "</КоммерческаяИнформация>"
        self.push(
            f"import{name}",
            f"{head}<Каталог><Ид>c</Ид><Товары>{goods}</Товары></Каталог>{end}",
        )
        return self.push(
            f"offers{name}",
            f"{head}<ПакетПредложений><Ид>c#</Ид><Предложения>{offers}</Предложения>"
            f"</ПакетПредложений>{end}",
        )

    def rows(self, number):
        template = self.product(f"{GOODS}{number}#s").product_tmpl_id
        values = template.attribute_line_ids.product_template_value_ids
        trees = [template, template.attribute_line_ids, *values]
        trees += [self.product(f"{GOODS}{number}#{s}") for s in ("s", "m", "l")]
        result = []
        for record in trees:
            row = TestHttpClone.values(self, record)
            result.append({key: row[key] for key in row.keys() - _OF_VARIANTS})
        return result

    def test_sets_make_what_one_by_one_makes(self):
        self.send("0_1.xml", 1, 2)
        way = variants.OnecImportVariants
        with patch.object(way, "_apply_new", lambda *_args: []):
            self.send("1_1.xml", 3)
        by_one = self.rows(3)
        for number in (1, 2):
            self.assertEqual(self.rows(number), by_one)
        for number in (1, 2, 3):
            for index, size in enumerate(self.SIZES):
                product = self.product(f"{GOODS}{number}#{size.lower()}")
                values = product.product_template_attribute_value_ids
                self.assertEqual(values.mapped("name"), [size])
                self.assertEqual(product.combination_indices, str(values.id))
                self.assertEqual(product.barcode, f"46000000000{number}{index}")
                self.assertEqual(product.default_code, f"K-{number}")
                self.assertEqual(product.weight, float(f"0.{number}"))

    def test_a_slice_that_breaks_a_rule_is_done_one_by_one(self):
        def broken(*_args):
            raise IntegrityError("no")

        quick = variants_new.OnecImportVariantsNew
        with patch.object(quick, "_make", broken):
            answer = self.send("0_1.xml", 1)
        self.assertTrue(answer.startswith("success"))
        self.assertEqual(
            len(self.product(f"{GOODS}1#s").product_tmpl_id.product_variant_ids), 3
        )


#: Ids that differ from good to good, figures that the test looks at by itself, and the
#: unit of a price per unit, which core counts anew only where a person looks.
_OF_VARIANTS = {
    "base_unit_count", "ptav_product_variant_ids",
    "combination_indices", "weight", "volume", "product_template_attribute_value_ids",
    "product_template_variant_value_ids", "attribute_line_ids", "value_ids",
}  # fmt: skip
