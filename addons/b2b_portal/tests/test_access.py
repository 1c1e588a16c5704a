from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import B2bCommon


@tagged("post_install", "-at_install")
class TestAccess(B2bCommon):
    """Record rules with a warm cache: what each role reads through the ORM."""

    def setUp(self):
        super().setUp()
        self.order = self._make_order(self.buyer)
        self.order._place()
        self.document = self.order._b2b_request_invoice()

    def _sees(self, user, record):
        return record in record.with_user(user).search([("id", "=", record.id)])

    def test_roles(self):
        expected = {
            self.buyer: True,
            self.colleague: False,
            self.director: True,
            self.accountant: True,
            self.stranger_director: False,
        }
        records = (
            self.order,
            self.order.order_line[0],
            self.order.picking_ids,
            self.document,
            self.order.b2b_event_ids[0],
        )
        for user, seen in expected.items():
            for record in records:
                with self.subTest(user=user.login, model=record._name):
                    self.assertEqual(self._sees(user, record), seen)

    def test_self_registered_user_is_a_guest(self):
        user = self.env["res.users"].create(
            {
                "name": "Stranger",
                "login": "stranger",
                "group_ids": [(6, 0, [self.env.ref("base.group_portal").id])],
            }
        )
        self.assertFalse(user._b2b_role())
        self.assertFalse(self._sees(user, self.order))

    def test_prices_are_closed_to_everyone_outside(self):
        for user in (self.buyer, self.director, self.env.ref("base.public_user")):
            items = self.env["product.pricelist.item"].with_user(user)
            self.assertFalse(items.search([]))
            with self.assertRaises(AccessError):
                self.price_type.item_ids.with_user(user).mapped("fixed_price")
            self.assertEqual(self.vase.with_user(user).lst_price, 0)

    def test_demoted_director_loses_sight_at_once(self):
        self.assertTrue(self._sees(self.director, self.order))
        self.director.b2b_role = "buyer"
        self.assertFalse(self._sees(self.director, self.order))

    def test_person_who_left_loses_sight_at_once(self):
        self.assertTrue(self._sees(self.director, self.order))
        self.director.partner_id.parent_id = self.vasilek
        self.assertFalse(self._sees(self.director, self.order))

    def test_blocked_contractor_loses_sight_at_once(self):
        self.assertTrue(self._sees(self.buyer, self.order))
        self.romashka.b2b_state = "blocked"
        self.assertFalse(self._sees(self.buyer, self.order))

    def test_collections_limit_the_catalogue_at_once(self):
        self.assertTrue(self._sees(self.buyer, self.vase))
        collection = self.env["b2b.collection"].create({"name": "Лён"})
        self.tier.collection_ids = collection
        self.assertFalse(self._sees(self.buyer, self.vase))
        self.vase.b2b_collection_ids = collection
        self.assertTrue(self._sees(self.buyer, self.vase))

    def test_blocked_person_is_archived(self):
        self.buyer._b2b_set_blocked(True)
        self.assertFalse(self.buyer.active)
        self.assertFalse(self.buyer._b2b_role())
        self.buyer._b2b_set_blocked(False)
        self.assertEqual(self.buyer._b2b_role(), "buyer")
