from odoo.tests import tagged
from odoo.tests.common import JsonRpcException

from .test_portal_pages import PortalCase


@tagged("post_install", "-at_install")
class TestOrders(PortalCase):
    def setUp(self):
        super().setUp()
        self.order = self._make_order(self.buyer)
        self.order._place()
        self.url = f"/my/orders/{self.order.id}"

    def test_who_opens_an_order(self):
        expected = {
            self.buyer: 200,
            self.director: 200,
            self.accountant: 200,
            self.colleague: 404,
            self.stranger_director: 404,
            self.make_stranger(): 404,
        }
        for user, status in expected.items():
            self.login(user)
            with self.subTest(user=user.login):
                self.assertEqual(self.get(self.url).status_code, status)

    def test_token_opens_nothing_for_a_guest(self):
        token = self.order._portal_ensure_token()
        self.login(None)
        answer = self.get(f"{self.url}?access_token={token}")
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/web/login", answer.headers["Location"])

    def test_list_shows_own_orders_to_a_buyer_and_all_to_a_director(self):
        other = self._make_order(self.colleague)
        other._place()
        for user, numbers in {
            self.buyer: {self.order.name},
            self.colleague: {other.name},
            self.director: {self.order.name, other.name},
            self.stranger_director: set(),
        }.items():
            self.login(user)
            text = self.get("/my/orders").text
            with self.subTest(user=user.login):
                seen = {o.name for o in (self.order, other) if o.name in text}
                self.assertEqual(seen, numbers)

    def test_filters(self):
        self.login(self.director)
        for query, found in {
            "status=awaiting_payment": True,
            "status=shipped": False,
            f"search={self.order.name}": True,
            "search=VAZ-1": True,
            "search=nothing": False,
            f"employee={self.colleague.partner_id.id}": False,
            "date_from=2000-01-01&date_to=2000-01-02": False,
            "status=nonsense&entity=x&date_from=y": True,
        }.items():
            with self.subTest(query=query):
                text = self.get(f"/my/orders?{query}").text
                self.assertEqual(f'/my/orders/{self.order.id}"' in text, found)

    def test_only_own_people_act(self):
        for user in (self.colleague, self.accountant, self.stranger_director):
            self.login(user)
            for action in ("cancel", "approve", "refuse"):
                with self.subTest(user=user.login, action=action):
                    answer = self.post(f"{self.url}/{action}", note="x")
                    self.assertEqual(answer.status_code, 404)
        self.assertEqual(self.order.state, "sale")

    def test_buyer_cancels(self):
        self.login(self.buyer)
        self.post(f"{self.url}/cancel")
        self.assertEqual(self.order.b2b_status, "cancelled")

    def test_paid_order_is_not_cancelled_at_once(self):
        self.order._b2b_register_payment("1", 10, "2026-11-20", "1", "staff")
        self.login(self.buyer)
        self.post(f"{self.url}/cancel")
        self.assertEqual(self.order.state, "sale")

    def test_director_decides(self):
        self.buyer.partner_id.b2b_limit_order = 100
        waiting = self._make_order(self.buyer)
        waiting._place()
        refused = self._make_order(self.buyer)
        refused._place()
        self.login(self.buyer)
        self.assertEqual(self.post(f"/my/orders/{waiting.id}/approve").status_code, 404)
        self.login(self.director)
        self.post(f"/my/orders/{waiting.id}/approve", note="Хорошо")
        self.assertEqual(waiting.b2b_status, "awaiting_payment")
        # The buyer reads who it was.
        note = waiting.b2b_event_ids.sorted("id")[-1:].note
        self.assertIn(self.director.name, note)
        self.post(f"/my/orders/{refused.id}/refuse")
        self.assertEqual(refused.b2b_status, "approval", "a reason is needed")
        self.post(f"/my/orders/{refused.id}/refuse", note="Дорого")
        self.assertEqual(refused.b2b_status, "refused")

    def test_core_ways_to_confirm_are_closed(self):
        order = self._make_order(self.buyer)
        token = order._portal_ensure_token()
        self.login(self.buyer)
        with self.assertRaises(JsonRpcException):
            self.call(
                f"/my/orders/{order.id}/accept",
                access_token=token,
                name="x",
                signature="eA==",
            )
        self.assertEqual(order.state, "draft")

    # === Documents === #

    def test_invoice_on_demand(self):
        self.login(self.buyer)
        answer = self.call(f"{self.url}/invoice")
        self.assertEqual(answer["state"], "requested")
        again = self.call(f"{self.url}/invoice")
        self.assertEqual(answer["id"], again["id"], "one request, however often asked")
        document = self.env["b2b.document"].browse(answer["id"])
        document._b2b_set_pending("В очереди: 1С временно недоступна")
        state = self.call(f"/my/documents/{document.id}/state")
        self.assertIn("1С", state["message"])
        document._b2b_set_ready({"name": "УТ-1"}, b"%PDF-1.4 x", "x.pdf")
        state = self.call(f"/my/documents/{document.id}/state")
        self.assertEqual((state["state"], state["name"]), ("ready", "УТ-1"))
        self.assertEqual(self.get(state["url"]).content, b"%PDF-1.4 x")

    def test_documents_belong_to_their_people(self):
        document = self.order._b2b_request_invoice()
        document._b2b_set_ready({"name": "УТ-1"}, b"%PDF-1.4 x", "x.pdf")
        url = f"/my/documents/{document.id}/pdf"
        for user, status in {
            self.buyer: 200,
            self.director: 200,
            self.accountant: 200,
            self.colleague: 404,
            self.stranger_director: 404,
        }.items():
            self.login(user)
            with self.subTest(user=user.login):
                self.assertEqual(self.get(url).status_code, status)
                if status == 404:
                    with self.assertRaises(JsonRpcException):
                        self.call(f"/my/documents/{document.id}/state")
                    with self.assertRaises(JsonRpcException):
                        self.call(f"{self.url}/invoice")
        self.login(None)
        self.assertEqual(self.get(url).status_code, 303)
