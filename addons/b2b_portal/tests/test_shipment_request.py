from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_portal_pages import PortalCase


@tagged("post_install", "-at_install")
class TestShipmentRequest(PortalCase):
    def setUp(self):
        super().setUp()
        self.order = self._make_order(
            self.buyer, [(self.vase, 6)], b2b_payment_mode="reserve"
        )
        self.order._place()
        self.line = self.order.order_line
        self.day = self.today + timedelta(days=2)

    def file(self, quantity=4, **values):
        return self.env["b2b.shipment.request"]._file(
            self.order,
            self.buyer.partner_id,
            {self.line: quantity},
            {"date": self.day, "way": "pickup", **values},
        )

    def test_no_more_than_is_left_is_asked_for(self):
        request = self.file(4)
        self.assertEqual(self.order._b2b_requestable(), {self.line: 2})
        with self.assertRaisesRegex(UserError, "2"):
            self.file(3)
        request._transition("cancelled")
        self.assertEqual(self.order._b2b_requestable(), {self.line: 6})
        self.order._b2b_register_shipment("s", [(self.vase.id, 5)], None, "1", "staff")
        self.assertEqual(self.order._b2b_requestable(), {self.line: 1})

    def test_goods_that_are_neither_reserved_nor_paid_stay(self):
        order = self._make_order(self.buyer)
        order._place()
        self.assertEqual(order._b2b_requestable(), {})
        order._b2b_register_full_payment("1", None, "staff")
        self.assertTrue(order._b2b_requestable())

    def test_what_is_wrong_is_said(self):
        yesterday = self.today - timedelta(days=1)
        for values in (
            {"date": yesterday},
            {"time_from": 14, "time_to": 12},
            {"way": "terminal"},
            {"proxy_until": self.today},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.file(1, **values)

    def test_states_move_one_way_and_each_once(self):
        request = self.file()
        self.assertEqual(request._transition("accepted"), request)
        self.assertFalse(request._transition("accepted"))
        mails = self.env["mail.mail"].search(
            [("recipient_ids", "in", self.buyer.partner_id.ids)]
        )
        self.assertEqual(len(mails.filtered(lambda m: request.name in m.subject)), 1)
        request._transition("shipped")
        for state in ("cancelled", "refused", "ready"):
            with self.assertRaises(UserError):
                request._transition(state)

    def test_filed_and_cancelled_in_the_cabinet(self):
        self.login(self.buyer)
        url = f"/my/shipments/new?order={self.order.id}"
        self.assertIn("VAZ-1", self.get(url).text)
        data = {
            f"qty_{self.line.id}": "2",
            "date": str(self.day),
            "way": "address",
            "driver": "Петров",
        }
        answer = self.post(url, **data)
        self.assertEqual(answer.status_code, 200)  # no address: said, nothing lost
        self.assertIn("Петров", answer.text)
        answer = self.post(url, address="Тула, Мира 1", state="shipped", **data)
        request = self.env["b2b.shipment.request"].search([])
        self.assertIn(f"/my/shipments/{request.id}", answer.headers["Location"])
        self.assertEqual((request.state, request.line_ids.quantity), ("new", 2))
        self.assertIn(request.name, self.get("/my/shipments").text)
        self.post(f"/my/shipments/{request.id}/cancel")
        self.assertEqual(request.state, "cancelled")

    def test_errors_stand_beside_their_fields(self):
        self.login(self.buyer)
        answer = self.post(
            f"/my/shipments/new?order={self.order.id}",
            **{
                f"qty_{self.line.id}": "2",
                "date": "2020-01-01",
                "time_from": "14:00",
                "time_to": "12:00",
                "way": "terminal",
                "proxy_until": "когда-нибудь",
            },
        )
        for field in ("date", "time_to", "address", "proxy_until"):
            with self.subTest(field=field):
                self.assertIn(f'id="error_{field}"', answer.text)
        self.assertFalse(self.env["b2b.shipment.request"].search([]))

    def test_refusal_needs_an_answer(self):
        request = self.file()
        with self.assertRaises(UserError):
            request.action_refuse()
        request.answer = "Машина не проходит по высоте"
        request.action_refuse()
        self.login(self.buyer)
        self.assertIn("по высоте", self.get(f"/my/shipments/{request.id}").text)

    def test_access(self):
        request = self.file()
        request.proxy_id = request._attach("x.pdf", b"%PDF")
        for user in (self.colleague, self.stranger_director, self.accountant):
            self.login(user)
            for url in (
                f"/my/shipments/{request.id}",
                f"/my/shipments/{request.id}/proxy",
                f"/my/shipments/new?order={self.order.id}",
            ):
                with self.subTest(user=user.login, url=url):
                    self.assertEqual(self.get(url).status_code, 404)
            url = f"/my/shipments/{request.id}/cancel"
            self.assertEqual(self.post(url).status_code, 404)
        self.assertEqual(request.state, "new")
        self.login(self.director)
        self.assertEqual(self.get(f"/my/shipments/{request.id}/proxy").content, b"%PDF")
