from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import INN_COMPANY, B2bCommon

VALUES = {
    "legal_form": "company",
    "vat": "7736 207543",
    "kpp": "770401001",
    "ogrn": "1027700229193",
    "name": "ООО «Новая лавка»",
    "legal_address": "Москва, ул. Льва Толстого, 16",
    "contact_name": "Пётр Новиков",
    "email": "petr@lavka.example.com",
    "phone": "8 (495) 739-70-00",
}


@tagged("post_install", "-at_install")
class TestApplication(B2bCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Application = cls.env["b2b.application"]

    def _submit(self, **values):
        values = self.Application._b2b_prepare({**VALUES, **values})
        self.assertEqual(self.Application._b2b_problems(values), {})
        return self.Application._b2b_submit(values)

    def test_messages_stand_at_their_fields(self):
        post = {**VALUES, "vat": "7736207540", "kpp": "1", "phone": "12", "email": "x"}
        post["bic"], post["account"] = "044525225", "40702810000000000000"
        values = self.Application._b2b_prepare(post)
        problems = self.Application._b2b_problems(values, consent=False)
        self.assertEqual(
            set(problems), {"vat", "kpp", "phone", "email", "account", "consent"}
        )

    def test_posted_fields_are_allow_listed(self):
        values = self.Application._b2b_prepare({**VALUES, "state": "approved"})
        self.assertNotIn("state", values)

    def test_no_field_takes_a_book(self):
        long = dict.fromkeys(VALUES, "0" * 100_000)
        for name, text in self.Application._b2b_prepare(long).items():
            self.assertLessEqual(len(text), 1000, name)

    def test_approval_makes_contractor_entity_and_director(self):
        application = self._submit()
        self.assertEqual(application.phone, "+74957397000")
        with self.assertRaises(ValidationError):
            application.action_approve()
        application.tier_id = self.tier
        application.action_approve()
        contractor = application.contractor_id
        self.assertEqual(contractor.b2b_entity_ids.vat, "7736207543")
        user = contractor.b2b_employee_ids.user_ids
        self.assertEqual(user._b2b_role(), "director")
        self.assertEqual(user.partner_id._b2b_get_pricelist(), self.price_type)

    def test_refusal_needs_a_reason(self):
        application = self._submit()
        with self.assertRaises(ValidationError):
            application.action_refuse()
        application.refuse_reason = "Мы не работаем в этом регионе"
        application.action_refuse()
        self.assertEqual(application.state, "refused")

    def test_known_inn_asks_the_director(self):
        before = self.env["mail.mail"].search([])
        application = self._submit(vat=INN_COMPANY)
        self.assertEqual(application.state, "new")
        self.assertEqual(application.known_contractor_id, self.romashka)
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual(mail.recipient_ids, self.director.partner_id)
        with self.assertRaises(UserError):
            application.action_approve()

    def test_second_application_of_a_company_joins_the_first(self):
        first, second = self._submit(), self._submit(email="anna@lavka.example.com")
        (first | second).tier_id = self.tier
        (first | second).action_approve()
        self.assertEqual(first.state, "approved")
        self.assertEqual(second.state, "new", "the director decides")
        self.assertEqual(second.known_contractor_id, first.contractor_id)

    def test_last_director_stays(self):
        person = self.director.partner_id
        with self.assertRaises(UserError):
            person._b2b_set_role("buyer")
        with self.assertRaises(UserError):
            person._b2b_set_employee_blocked(True)
        self.romashka._b2b_invite(
            {"name": "Вторая", "email": "second@example.com"}, "director"
        )
        person._b2b_set_role("buyer")
        self.assertEqual(self.director._b2b_role(), "buyer")
