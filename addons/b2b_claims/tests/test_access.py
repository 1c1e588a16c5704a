from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ClaimsCommon, photo


@tagged("post_install", "-at_install")
class TestAccess(ClaimsCommon):
    def setUp(self):
        super().setUp()
        self.order = self._make_shipped()
        self.claim = self._make_claim(self.order, photos=[("a.jpg", photo())])
        self.env.flush_all()

    def _found(self, user, model):
        return self.env[model].with_user(user).search([])

    def test_who_sees_a_claim(self):
        for model in ("b2b.claim", "b2b.claim.line"):
            for user in (self.buyer, self.director, self.clerk):
                self.assertTrue(self._found(user, model), f"{user.login} {model}")
            for user in (self.colleague, self.stranger_director):
                self.assertFalse(self._found(user, model), f"{user.login} {model}")
            for user in (self.accountant, self.env.ref("base.public_user")):
                with self.assertRaises(AccessError):
                    self._found(user, model)

    def test_portal_people_cannot_write_past_the_cabinet(self):
        claim = self.claim.with_user(self.buyer)
        with self.assertRaises(AccessError):
            claim.write({"description": "x"})
        with self.assertRaises(AccessError):
            claim.line_ids.write({"quantity": 2})
        with self.assertRaises(AccessError):
            self.env["b2b.claim"].with_user(self.buyer).create(
                {"order_id": self.order.id}
            )
        with self.assertRaises(AccessError):
            claim.message_post(body="мимо кабинета")

    def test_photos_follow_the_claim(self):
        photo_ = self.claim.photo_ids
        self.assertTrue(photo_.with_user(self.buyer).raw)
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            photo_.with_user(self.colleague).read(["raw"])

    def test_former_employee_sees_nothing(self):
        self.buyer.b2b_role = False
        with self.assertRaises(AccessError):
            self._found(self.buyer, "b2b.claim")

    def test_clerk_works_without_being_a_salesman(self):
        claim = self.claim.with_user(self.clerk)
        claim.action_take()
        self.assertTrue(claim.order_id.display_name)
        self.assertTrue(claim.line_ids.picking_id.name)
        self.assertTrue(claim.line_ids.move_id.display_name)
        claim.message_post(body="Разберёмся")
