from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import PASSWORD
from .test_portal_pages import PortalCase


@tagged("post_install", "-at_install")
class TestBuyerLimits(PortalCase):
    """Above a limit an order waits for the director, whatever way it takes."""

    def setUp(self):
        super().setUp()
        self.person = self.buyer.partner_id

    def place(self, quantity=1, user=None):
        order = self._make_order(user or self.buyer, [(self.vase, quantity)])
        return order, order.with_user(user or self.buyer).sudo()._place()

    def waiting(self, quantity=3):
        self.person.b2b_limit_order = 150
        order, answer = self.place(quantity)
        self.assertEqual(answer["result"], "approval")
        return order

    def test_month_limit_counts_every_placed_order(self):
        self.person.b2b_limit_month = 350
        self.assertEqual(self.place(1)[1]["result"], "placed")
        self.assertEqual(self.place(2)[1]["result"], "placed")
        self.assertEqual(self.place(1)[1]["result"], "approval")
        self.assertEqual(self.person._b2b_month_used(), 400.0)

    def test_refused_and_cancelled_orders_do_not_count(self):
        self.person.b2b_limit_month = 350
        order, _answer = self.place(3)
        order._b2b_cancel("portal", "")
        self.assertEqual(self.person._b2b_month_used(), 0.0)
        waiting, answer = self.place(4)
        self.assertEqual(answer["result"], "approval")
        waiting._b2b_refuse("Дорого")
        self.assertEqual(self.person._b2b_month_used(), 0.0)

    def test_month_begins_at_local_midnight(self):
        # 22:00 UTC of the last day is the first of the next month in Moscow.
        with freeze_time("2026-10-31 22:00:00"):
            self.place(1)
        with freeze_time("2026-11-15 12:00:00"):
            self.assertEqual(self.person._b2b_month_used(), 100.0)
        with freeze_time("2026-12-15 12:00:00"):
            self.assertEqual(self.person._b2b_month_used(), 0.0)

    def test_confirming_directly_does_not_get_around_the_limit(self):
        self.person.b2b_limit_month = 150
        order = self._make_order(self.buyer, [(self.vase, 2)])
        with self.assertRaises(UserError):
            order.with_user(self.buyer).sudo().action_confirm()
        self.assertEqual(order.state, "draft")

    def test_staff_may_confirm_for_a_buyer(self):
        self.person.b2b_limit_month = 150
        order = self._make_order(self.buyer, [(self.vase, 2)])
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertEqual(self.person._b2b_month_used(), 200.0)

    def test_a_director_asks_nobody(self):
        self.director.partner_id.b2b_limit_order = 1
        self.assertEqual(self.place(1, self.director)[1]["result"], "placed")

    def test_buyer_and_director_are_told(self):
        before = self.env["mail.mail"].search([])
        order = self.waiting()
        mails = self.env["mail.mail"].search([]) - before
        self.assertEqual(mails.recipient_ids, self.person | self.director.partner_id)
        before |= mails
        order.with_user(self.director).sudo()._b2b_approve("Берём")
        mails = self.env["mail.mail"].search([]) - before
        self.assertEqual(mails.recipient_ids, self.person)
        self.assertIn("Берём", mails.body_html)

    def test_director_changes_and_approves(self):
        order = self.waiting()
        line = order.order_line
        self.login(self.director)
        self.post(f"/my/orders/{order.id}/approve/change", **{f"qty_{line.id}": "2"})
        self.assertEqual(line.product_uom_qty, 2)
        self.assertIn("3 → 2", order.b2b_approval_changes)
        self.post(f"/my/orders/{order.id}/approve", note="Берём")
        event = order.b2b_event_ids[0]
        self.assertEqual(event.user_id, self.director, "who did it is on record")
        self.assertIn(self.director.name, event.note)
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.amount_total, 200.0)
        self.login(self.buyer)
        self.assertIn("3 → 2", self.get(f"/my/orders/{order.id}").text)

    def test_change_keeps_minimum_and_leaves_something(self):
        order = self.waiting()
        line = order.order_line
        self.vase.b2b_multiple_qty = 3
        director = order.with_user(self.director).sudo()
        with self.assertRaises(UserError):
            director._b2b_director_change({line.id: 2})
        with self.assertRaises(UserError):
            director._b2b_director_change({line.id: 0})
        self.assertEqual(line.product_uom_qty, 3)

    def test_only_the_director_changes(self):
        order = self.waiting()
        field = f"qty_{order.order_line.id}"
        for user in (self.buyer, self.colleague, self.accountant):
            self.login(user)
            answer = self.post(f"/my/orders/{order.id}/approve/change", **{field: "1"})
            self.assertEqual(answer.status_code, 404)
        self.login(self.stranger_director)
        answer = self.post(f"/my/orders/{order.id}/approve/change", **{field: "1"})
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(order.order_line.product_uom_qty, 3)

    def test_foreign_lines_are_not_touched(self):
        order = self.waiting()
        other = self._make_order(self.colleague, [(self.vase, 5)]).order_line
        self.login(self.director)
        self.post(f"/my/orders/{order.id}/approve/change", **{f"qty_{other.id}": "1"})
        self.assertEqual(other.product_uom_qty, 5)


@tagged("post_install", "-at_install")
class TestEmployees(PortalCase):
    def test_blocked_person_is_out_at_once(self):
        self.login(self.buyer)
        self.assertEqual(self.get("/my/company").status_code, 200)
        self.buyer.partner_id._b2b_set_employee_blocked(True)
        answer = self.get("/my/company")
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/web/login", answer.headers["Location"])
        self.buyer.with_context(active_test=False).partner_id._b2b_set_employee_blocked(
            False
        )
        self.login(self.buyer)
        self.assertEqual(self.get("/my/company").status_code, 200)

    def test_nobody_outside_the_staff_blocks_over_rpc(self):
        person = self.accountant.partner_id
        for user in (self.buyer, self.director):
            with self.assertRaises(AccessError):
                person.with_user(user).action_b2b_block_employee()
        self.assertTrue(self.accountant.active)

    def test_staff_block_contractors_people_only(self):
        clerk = new_test_user(self.env, "clerk", groups="base.group_user")
        manager = new_test_user(self.env, "manager", groups="b2b_portal.group_manager")
        admin = self.env.ref("base.user_admin")
        with self.assertRaises(AccessError):
            self.buyer.partner_id.with_user(clerk).action_b2b_block_employee()
        with self.assertRaises(UserError):
            admin.partner_id.with_user(manager).action_b2b_block_employee()
        self.assertTrue(admin.active)
        self.buyer.partner_id.with_user(manager).action_b2b_block_employee()
        self.assertFalse(self.buyer.active)

    def test_only_staff_invite_directors(self):
        clerk = new_test_user(self.env, "clerk", groups="base.group_user")
        self.romashka.b2b_employee_ids.user_ids.unlink()
        self.romashka.email = "clerk@example.com"
        with self.assertRaises(AccessError):
            self.romashka.with_user(clerk).action_b2b_invite_directors()

    def test_last_director_cannot_delete_the_account(self):
        self.login(self.director)
        self.post(
            "/my/deactivate_account", validation=self.director.login, password=PASSWORD
        )
        self.assertTrue(self.director.active)
        self.assertEqual(self.director._b2b_role(), "director")

    def test_staff_give_a_contact_its_login(self):
        person = self.env["res.partner"].create(
            {
                "name": "Зоя",
                "email": "zoya@example.com",
                "parent_id": self.romashka.id,
            }
        )
        person.b2b_role = "accountant"
        self.assertEqual(person.user_ids._b2b_role(), "accountant")
        person.b2b_role = "buyer"
        self.assertEqual(person.user_ids._b2b_role(), "buyer")
