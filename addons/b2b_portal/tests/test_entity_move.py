from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..wizards.b2b_entity_move import KEPT
from .common import INN_SOLE
from .test_portal_pages import PortalCase

NEW_INN = "7736207543"


@tagged("post_install", "-at_install")
class TestEntityMove(PortalCase):
    """Entities go to another contractor, and all that is theirs with them."""

    def setUp(self):
        super().setUp()
        self.manager = self.env["res.users"].create(
            {
                "name": "Ольга",
                "login": "olga",
                "email": "olga@example.com",
                "group_ids": [(6, 0, self.env.ref("b2b_portal.group_manager").ids)],
            }
        )
        self.entity = self.romashka.b2b_entity_ids
        self.contract = self.env["b2b.contract"].create(
            {
                "name": "1",
                "entity_id": self.entity.id,
                "organisation_id": self.organisation.id,
                "credit_limit": 900,
            }
        )

    def move(self, entities=None, target=None, **values):
        chosen = entities if entities is not None else self.entity
        wizard = (
            self.env["b2b.entity.move"]
            .with_user(self.manager)
            .with_context(active_model="res.partner", active_ids=chosen.ids)
            .create(
                {
                    "target_id": (target or self.vasilek).id,
                    "reason": "Один владелец",
                    **values,
                }
            )
        )
        wizard.action_move()
        return wizard

    def order(self, **values):
        order = self._make_order(lines=[(self.vase, 3)], **values)
        order._place()
        return order

    # === One entity === #

    def second(self):
        return self._make_entity(
            self.romashka, "ИП Лугов", INN_SOLE, False, b2b_legal_form="sole"
        )

    def test_history_of_an_entity_follows_it(self):
        second = self.second()
        order = self.order(b2b_payment_mode="credit")
        kept = self.order(b2b_entity_id=second.id)
        document = order._b2b_request_invoice()
        account = self.env["b2b.settlement"].create(
            {"entity_id": self.entity.id, "organisation_id": self.organisation.id}
        )
        self.move()
        self.assertEqual(self.entity.b2b_contractor_id, self.vasilek)
        for record in (order, document, account, self.contract):
            field = "b2b_contractor_id" if record == order else "contractor_id"
            self.assertEqual(record[field], self.vasilek, record)
        self.assertEqual(kept.b2b_contractor_id, self.romashka)
        self.assertEqual(self.vasilek._b2b_limits()["credit_used"], 300)
        self.assertEqual(self.romashka._b2b_limits()["credit_used"], 0)
        self.assertEqual(self.buyer._b2b_contractor(), self.romashka)
        self.assertTrue(second.b2b_is_default)
        self.assertTrue(self.romashka.active)

    def test_pages_follow_at_once(self):
        self.second()
        order = self.order()
        url = f"/my/orders/{order.id}"
        for user, before in ((self.director, 200), (self.stranger_director, 404)):
            self.login(user)
            self.assertEqual(self.get(url).status_code, before)
        before = order.read([*KEPT, "amount_total"])
        self.move()
        self.assertEqual(order.read([*KEPT, "amount_total"]), before)
        for user, after in (
            (self.director, 404),
            (self.buyer, 404),
            (self.stranger_director, 200),
        ):
            self.login(user)
            self.assertEqual(self.get(url).status_code, after, user.login)

    def test_cart_of_who_stays_is_made_out_to_what_stays(self):
        second = self.second()
        cart = self._make_order()
        self.assertEqual(cart.b2b_entity_id, self.entity)
        self.move()
        self.assertEqual(cart.b2b_contractor_id, self.romashka)
        self.assertEqual(cart.b2b_entity_id, second)

    def test_raised_limit_of_a_contract_goes_on_and_stays_readable(self):
        self.second()
        raised = self.env["b2b.limit.raise"].create(
            {
                "contractor_id": self.romashka.id,
                "contract_id": self.contract.id,
                "kind": "credit",
                "amount": 50,
                "date_to": self.today + timedelta(days=9),
                "reason": "Сезон",
            }
        )
        self.move()
        self.assertFalse(raised.is_current)
        self.assertEqual(raised.contractor_id, self.romashka)
        current = self.env["b2b.limit.raise"]._b2b_current(self.vasilek)
        self.assertEqual((current.contract_id, current.amount), (self.contract, 50))

    def test_people_may_go_along(self):
        self.second()
        cart = self._make_order()
        placed = self.order()
        self.move(people_ids=[(6, 0, self.buyer.partner_id.ids)])
        self.assertEqual(self.buyer._b2b_contractor(), self.vasilek)
        self.assertEqual(cart.b2b_contractor_id, self.vasilek)
        self.assertEqual(cart.b2b_entity_id.b2b_contractor_id, self.vasilek)
        self.assertEqual(placed.b2b_contractor_id, self.vasilek)
        self.assertEqual(placed.b2b_buyer_id, self.buyer.partner_id)

    def test_who_leaves_takes_no_order_along(self):
        order = self.order()
        self.buyer.partner_id.parent_id = self.vasilek
        self.assertEqual(order.b2b_contractor_id, self.romashka)

    # === Merge === #

    def test_contractor_without_entities_is_merged(self):
        order, waiting = self.order(), self._make_order()
        waiting._place_prepare()
        waiting._b2b_ask_approval("above")
        address = self.env["res.partner"].create(
            {"type": "delivery", "parent_id": self.romashka.id, "name": "Склад"}
        )
        wanted = self.env["b2b.list"]._make(
            self.buyer.partner_id, "Список", [(self.vase.id, 1)]
        )
        self.move(self.romashka)
        self.assertFalse(self.romashka.active)
        self.assertEqual(self.romashka.b2b_state, "blocked")
        for user in (self.director, self.buyer, self.accountant, self.colleague):
            self.assertEqual(user._b2b_contractor(), self.vasilek)
            self.assertTrue(user._b2b_role())
        for record in (order, waiting):
            self.assertEqual(record.b2b_contractor_id, self.vasilek)
        self.assertEqual(wanted.contractor_id, self.vasilek)
        self.assertEqual(address.parent_id, self.vasilek)
        self.login(self.buyer)
        self.assertEqual(self.get(f"/my/orders/{order.id}").status_code, 200)

    def test_points_are_added_up(self):
        program = self.env["loyalty.program"].create(
            {"name": "Бонусы", "program_type": "loyalty"}
        )
        (self.tier | self.tier_2).bonus_program_id = program
        for contractor, points in ((self.romashka, 30), (self.vasilek, 12)):
            contractor._b2b_bonus_card(create=True).points = points
        self.move(self.romashka)
        self.assertEqual(self.vasilek._b2b_bonus()["points"], 42)

    def test_two_chosen_contractors_become_the_one_with_the_longer_history(self):
        self.order()
        chosen = self.romashka | self.vasilek
        wizard = Form(
            self.env["b2b.entity.move"]
            .with_user(self.manager)
            .with_context(active_model="res.partner", active_ids=chosen.ids)
        )
        self.assertEqual(wizard.target_id, self.romashka)
        self.assertEqual(wizard.entity_ids[:], self.vasilek.b2b_entity_ids)
        self.assertEqual(
            wizard.people_ids[:], self.stranger_director.partner_id, "all of them"
        )

    # === The history === #

    def test_both_histories_tell_who_moved_what_and_why(self):
        self.second()
        self.order()
        self.move()
        for record in (self.romashka, self.vasilek, self.entity):
            message = record.message_ids[0]
            self.assertEqual(message.author_id, self.manager.partner_id)
            for word in ("Один владелец", self.entity.vat, "Василёк"):
                self.assertIn(word, message.body)

    # === What is refused === #

    def test_refusals_change_nothing(self):
        second = self.second()
        self._make_entity(
            self.vasilek, "Двойник", INN_SOLE, False, b2b_legal_form="sole"
        )
        cases = {
            "a twin": {"entities": second},
            "its own contractor": {"entities": second, "target": self.romashka},
            "the last director": {"people_ids": [(6, 0, self.director.partner_id.ids)]},
            "strangers": {
                "people_ids": [(6, 0, self.stranger_director.partner_id.ids)]
            },
            "somebody is left": {"entities": self.romashka, "people_ids": [(5,)]},
        }
        for name, values in cases.items():
            with self.subTest(name), self.assertRaises(UserError):
                self.move(**values)
            self.assertEqual(self.romashka.b2b_entity_ids, self.entity | second)

    def test_target_has_to_be_approved(self):
        self.vasilek.b2b_state = "blocked"
        with self.assertRaises(UserError):
            self.move()

    def test_nobody_but_managers_moves(self):
        for user in (self.director, self.buyer):
            with self.assertRaises(AccessError):
                self.env["b2b.entity.move"].with_user(user).create(
                    {"target_id": self.vasilek.id, "reason": "x"}
                )

    def test_no_other_way_moves_an_entity_with_a_history(self):
        self.order()
        with self.assertRaises(UserError):
            self.entity.parent_id = self.vasilek
        merge = self.env["base.partner.merge.automatic.wizard"]
        with self.assertRaises(UserError):
            merge._merge((self.romashka | self.vasilek).ids, self.vasilek)
        new = self._make_entity(self.romashka, "Новое", NEW_INN, "770401001")
        new.parent_id = self.vasilek  # made by mistake, nothing hangs on it
        self.assertEqual(new.b2b_contractor_id, self.vasilek)
