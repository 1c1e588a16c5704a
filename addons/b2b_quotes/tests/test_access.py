from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import QuotesCommon

MODELS = ("b2b.quote", "b2b.quote.line", "b2b.quote.event")


@tagged("post_install", "-at_install")
class TestAccess(QuotesCommon):
    def setUp(self):
        super().setUp()
        self.quote = self._make_quote()
        self.env.flush_all()

    def _found(self, user, model):
        return self.env[model].with_user(user).search([])

    def test_who_sees_a_quote(self):
        for model in MODELS:
            for user in (self.buyer, self.director):
                self.assertTrue(self._found(user, model), f"{user.login} {model}")
            for user in (self.colleague, self.stranger_director):
                self.assertFalse(self._found(user, model), f"{user.login} {model}")
            for user in (self.accountant, self.env.ref("base.public_user")):
                with self.assertRaises(AccessError):
                    self._found(user, model)

    def test_former_employee_sees_nothing(self):
        self.buyer.b2b_role = False
        with self.assertRaises(AccessError):
            self._found(self.buyer, "b2b.quote")

    def test_blocked_contractor_sees_nothing(self):
        self.assertTrue(self._found(self.director, "b2b.quote"))
        self.romashka.b2b_state = "blocked"
        self.assertFalse(self._found(self.director, "b2b.quote"))

    def test_portal_people_cannot_write_past_the_cabinet(self):
        quote = self.quote.with_user(self.buyer)
        with self.assertRaises(AccessError):
            quote.write({"terms": "x"})
        with self.assertRaises(AccessError):
            quote.line_ids.write({"cost": 1})
        with self.assertRaises(AccessError):
            quote.unlink()

    def test_customers_own_and_shared(self):
        self.assertEqual(self._found(self.buyer, "b2b.customer"), self.customer)
        self.assertFalse(self._found(self.colleague, "b2b.customer"))
        self.assertEqual(self._found(self.director, "b2b.customer"), self.customer)
        self.assertFalse(self._found(self.stranger_director, "b2b.customer"))
        self.customer.owner_id = False
        self.assertEqual(self._found(self.colleague, "b2b.customer"), self.customer)
        self.assertFalse(self._found(self.stranger_director, "b2b.customer"))
