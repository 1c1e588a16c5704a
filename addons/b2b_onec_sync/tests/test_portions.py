from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestPortions(TransactionCase):
    def test_properties_of_1c_say_how_goods_are_sold(self):
        attributes = self.env["product.attribute"].create(
            [
                {"name": name, "create_variant": "no_variant"}
                for name in ("Кратность", "Минимальная партия", "Цвет")
            ]
        )
        values = self.env["product.attribute.value"].create(
            [
                {"name": name, "attribute_id": attribute.id}
                for name, attribute in zip(("6", "12", "12"), attributes, strict=True)
            ]
        )
        guids = dict(zip("abc", attributes.ids, strict=True))
        ids = dict(zip(("a/6", "b/12", "c/12"), values.ids, strict=True))
        template = self.env["product.template"].create({"name": "Ваза"})
        step = self.env["onec.import.properties"]
        wanted = {"a": {"a/6": "6"}, "b": {"b/12": "12"}, "c": {"c/12": "12"}}
        step._set_lines([("good", template)], {"good": wanted}, ids, guids)
        self.assertEqual((template.b2b_min_qty, template.b2b_multiple_qty), (12, 6))
        del wanted["a"]
        step._set_lines([("good", template)], {"good": wanted}, ids, guids)
        self.assertEqual((template.b2b_min_qty, template.b2b_multiple_qty), (12, 0))
        pack = self.env["uom.uom"].create(
            {
                "name": "упак (5 шт)",
                "relative_uom_id": template.uom_id.id,
                "relative_factor": 5,
            }
        )
        template.uom_ids = pack
        wanted["b"] = {"b/12": "2 упак."}
        step._set_lines([("good", template)], {"good": wanted}, ids, guids)
        self.assertEqual((template.b2b_min_qty, template.b2b_min_uom_id), (2, pack))
        wanted["b"] = {"b/12": "12"}
        step._set_lines([("good", template)], {"good": wanted}, ids, guids)
        self.assertEqual((template.b2b_min_qty, template.b2b_min_uom_id.ids), (12, []))
        template.b2b_multiple_qty = 4  # staff
        step._set_lines([("good", template)], {"good": wanted}, ids, guids)
        self.assertEqual(template.b2b_multiple_qty, 4)
