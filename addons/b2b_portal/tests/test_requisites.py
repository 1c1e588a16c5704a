from odoo.exceptions import ValidationError
from odoo.tests import BaseCase, tagged

from ..tools import requisites
from .common import INN_COMPANY, INN_SOLE, B2bCommon


@tagged("post_install", "-at_install")
class TestRequisites(BaseCase):
    def test_inn(self):
        self.assertTrue(requisites.is_inn(INN_COMPANY))
        self.assertTrue(requisites.is_inn(INN_SOLE))
        for wrong in ("7707083894", "0000000000", "77070838", "", None, "770708389З"):
            self.assertFalse(requisites.is_inn(wrong), wrong)

    def test_kpp(self):
        self.assertTrue(requisites.is_kpp("770701001"))
        self.assertTrue(requisites.is_kpp("7707AB001"))
        self.assertFalse(requisites.is_kpp("77070100"))

    def test_ogrn(self):
        self.assertTrue(requisites.is_ogrn("1027700132195"))
        self.assertFalse(requisites.is_ogrn("1027700132196"))
        self.assertTrue(requisites.is_ogrn("304500116000157", sole=True))
        self.assertFalse(requisites.is_ogrn("1027700132195", sole=True))
        # The remainder is 11: its last digit counts.
        self.assertTrue(requisites.is_ogrn("320784700345181", sole=True))

    def test_account(self):
        # Published requisites of the bank itself.
        self.assertTrue(requisites.is_corr_account("30101810400000000225", "044525225"))
        self.assertFalse(
            requisites.is_corr_account("30101810500000000225", "044525225")
        )
        account = "40702810{}00000000123"
        good = [
            requisites.is_account(account.format(digit), "044525225")
            for digit in range(10)
        ]
        self.assertEqual(sum(good), 1, "one control digit of ten fits")


@tagged("post_install", "-at_install")
class TestEntities(B2bCommon):
    def test_wrong_inn_is_refused(self):
        with self.assertRaises(ValidationError):
            self._make_entity(self.romashka, "ООО «Ошибка»", "7707083894", "770701001")

    def test_branches_share_an_inn(self):
        branch = self._make_entity(self.romashka, "Филиал", INN_COMPANY, "780201001")
        self.assertEqual(branch.b2b_contractor_id, self.romashka)

    def test_sole_trader_has_no_kpp(self):
        values = {"b2b_legal_form": "sole"}
        entity = self._make_entity(
            self.romashka, "ИП Иванов", INN_SOLE, False, **values
        )
        self.assertEqual(entity.b2b_contractor_id, self.romashka)
        with self.assertRaises(ValidationError):
            entity.b2b_kpp = "770701001"

    def test_used_entity_cannot_be_deleted(self):
        self._make_order()._place()
        with self.assertRaises(ValidationError):
            self.romashka.b2b_entity_ids.unlink()
