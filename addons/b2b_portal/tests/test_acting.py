from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PASSWORD
from .test_portal_pages import PortalCase


@tagged("post_install", "-at_install")
class TestActing(PortalCase):
    """Staff act for a contractor's person: banner, audit, way back."""

    def setUp(self):
        super().setUp()
        self.manager = self.make_staff("manager", "b2b_portal.group_manager")
        self.Acting = self.env["b2b.acting"]

    def make_staff(self, login, *groups):
        return self.env["res.users"].create(
            {
                "name": f"Staff {login}",
                "login": login,
                "password": PASSWORD,
                "email": f"{login}@example.com",
                "group_ids": [
                    (4, self.env.ref(group).id)
                    for group in ("base.group_user", *groups)
                ],
            }
        )

    def begin(self, staff=None, user=None):
        person = (user or self.buyer).partner_id.with_user(staff or self.manager)
        return person.action_b2b_act_as()["url"]

    def act(self):
        self.login(self.manager)
        url = self.begin()
        self.get(url)
        return self.Acting.browse(int(url.rsplit("/", 1)[1]))

    def test_banner_on_every_page_and_the_way_back(self):
        acting = self.act()
        for url in ("/my", "/shop", "/my/orders", "/contactus"):
            with self.subTest(url=url):
                self.assertIn("b2b-acting", self.url_open(url).text)
        self.assertEqual(acting.state, "open")
        self.assertIn(self.manager.name, self.romashka.message_ids[0].body)
        answer = self.post("/b2b/act-as/end")
        self.assertIn("/odoo/", answer.headers["Location"])
        self.assertEqual(acting.state, "done")
        self.assertTrue(acting.ended_at)
        self.assertNotIn("b2b-acting", self.url_open("/shop").text)
        self.assertEqual(self.url_open("/odoo").status_code, 200)

    def test_what_was_done_is_on_record(self):
        self.act()
        self.call("/shop/cart/add_lines", lines=[[self.vase.id, 1]])
        order = self.buyer.partner_id.b2b_cart_id
        self.post(
            "/my/checkout",
            b2b_entity_id=order.b2b_entity_id.id,
            warehouse_id=self.warehouse.id,
            b2b_payment_mode="invoice",
            shown=order._b2b_shown(),
        )
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.b2b_buyer_id, self.buyer.partner_id)
        event = order.b2b_event_ids[0]
        self.assertEqual((event.source, event.user_id), ("staff", self.manager))
        self.assertIn(self.manager.name, " ".join(order.message_ids.mapped("body")))

    def test_a_record_turns_one_session_once(self):
        self.login(self.manager)
        url = self.begin()
        self.assertEqual(self.get(url).status_code, 303)
        self.login(self.manager)
        self.assertEqual(self.get(url).status_code, 404)

    def test_a_record_is_for_who_made_it_and_for_a_minute(self):
        other = self.make_staff("other", "b2b_portal.group_manager")
        url = self.begin()
        self.login(other)
        self.assertEqual(self.get(url).status_code, 404)
        self.login(self.stranger_director)
        self.assertEqual(self.get(url).status_code, 404)
        self.env.cr.execute(
            "UPDATE b2b_acting SET create_date = %s",
            [fields.Datetime.now() - timedelta(minutes=2)],
        )
        self.Acting.invalidate_model()
        self.login(self.manager)
        self.assertEqual(self.get(url).status_code, 404)

    def test_who_may_act_and_for_whom(self):
        clerk = self.make_staff("clerk", "b2b_portal.group_claims")
        with self.assertRaises(AccessError):
            self.begin(staff=clerk)
        with self.assertRaises(AccessError):
            self.Acting.with_user(self.director)._begin_url(self.buyer)
        with self.assertRaises(UserError):
            self.Acting.with_user(self.manager)._begin_url(clerk)
        with self.assertRaises(UserError):
            self.Acting.with_user(self.manager)._begin_url(self.make_stranger())

    def test_acting_ends_with_the_right_to(self):
        endings = {
            "dismissed": lambda: self.manager.write({"active": False}),
            "demoted": lambda: self.manager.write(
                {"group_ids": [(3, self.env.ref("b2b_portal.group_manager").id)]}
            ),
            "new password": lambda: self.manager.write(
                {"password": "other-password-1"}
            ),
            "person blocked": lambda: self.buyer._b2b_set_blocked(True),
        }
        for name, end in endings.items():
            with self.subTest(name):
                savepoint = self.env.cr.savepoint()
                self.act()
                self.assertEqual(self.get("/my/company").status_code, 200)
                end()
                answer = self.get("/my/company")
                self.assertIn("/web/login", answer.headers.get("Location", ""))
                savepoint.close(rollback=True)
                self.env.invalidate_all()
                self.env.registry.clear_cache()

    def test_nobody_ends_what_is_not_theirs(self):
        acting = self.act()
        self.login(self.colleague)
        self.post("/b2b/act-as/end")
        self.assertEqual(acting.state, "open")
