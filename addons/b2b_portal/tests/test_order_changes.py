from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import B2bCommon
from .test_portal_pages import PortalCase


@tagged("post_install", "-at_install")
class TestOrderChanges(B2bCommon):
    def setUp(self):
        super().setUp()
        self.order = self._make_order(lines=[(self.vase, 10), (self.candle, 2)])
        self.order._place()
        self.vases, self.candles = self.order.order_line

    def _held(self, product=None):
        product = product or self.vase
        return 100 - product._b2b_stock(self.warehouse)[product.id][self.warehouse.id]

    # === The contractor asks === #

    def test_goods_stay_held_until_the_answer(self):
        change = self.order._b2b_ask_cancel("Ordered twice")
        self.assertEqual((self.order.state, self._held()), ("sale", 10))
        manager = new_test_user(self.env, "m", groups="b2b_portal.group_manager")
        change.with_user(manager).action_accept()
        self.assertEqual((self.order.b2b_status, self._held()), ("cancelled", 0))
        self.assertEqual(change.state, "accepted")

    def test_expiry_waits_for_the_answer(self):
        self.order.b2b_reserve_until = "2020-01-01"
        change = self.order._b2b_ask_cancel("")
        domain = self.order._b2b_ending_domain()
        self.assertFalse(self.order.filtered_domain(domain))
        change._b2b_withdraw()
        self.assertTrue(self.order.filtered_domain(domain))

    def test_asking_again_takes_the_place_of_the_first(self):
        first = self.order._b2b_ask_cancel("")
        second = self.order._b2b_ask_lines({self.vases.id: 4}, "Too many")
        self.assertEqual((first.state, second.state), ("withdrawn", "waiting"))
        second._b2b_accept("staff")
        self.assertEqual((self.vases.product_uom_qty, self._held()), (4, 4))
        self.assertEqual(self.vases.price_total, 400)

    def test_1c_cancelling_is_the_answer(self):
        change = self.order._b2b_ask_cancel("")
        self.order._b2b_cancel("onec_http", "1")
        self.assertEqual(change.state, "accepted")

    def test_1c_taking_over_the_quantities_is_the_answer(self):
        change = self.order._b2b_ask_lines({self.vases.id: 4}, "")
        self._tell({self.vase: (4, 400), self.candle: (2, 101)})
        self.assertEqual(change.state, "accepted")
        self.assertEqual(self._held(), 4)

    def test_refused_request_changes_nothing(self):
        change = self.order._b2b_ask_lines({self.vases.id: 4}, "")
        change._b2b_refuse("staff", "Packed already")
        self.assertEqual(self.vases.product_uom_qty, 10)
        event = self.order.b2b_event_ids.sorted("id")[-1]
        self.assertIn("Packed already", event.note)

    def test_only_what_is_not_shipped_can_be_asked_back(self):
        self.order._b2b_register_shipment(
            "s", [(self.vase.id, 6)], False, "1", "onec_soap"
        )
        for quantity in (5, 11):
            with self.assertRaises(UserError):
                self.order._b2b_ask_lines({self.vases.id: quantity}, "")

    # === 1С tells === #

    def _tell(self, lines):
        return self.order._b2b_receive_lines(lines, "onec_http")

    def test_the_same_is_no_news(self):
        events = self.order.b2b_event_ids
        self.assertFalse(self._tell({self.vase: (10, 1000), self.candle: (2, 101)}))
        self.assertEqual(self.order.b2b_event_ids, events)

    def test_less_and_cheaper_hold_at_once(self):
        self.assertFalse(self._tell({self.vase: (7, 630)}))
        self.assertEqual((self.vases.product_uom_qty, self.vases.price_total), (7, 630))
        self.assertEqual(self.candles.product_uom_qty, 0)
        self.assertEqual((self._held(), self._held(self.candle)), (7, 0))

    def test_dearer_waits_for_consent(self):
        change = self._tell({self.vase: (10, 1200), self.candle: (2, 101)})
        self.assertEqual(self.order.amount_total, 1101)
        again = self._tell({self.vase: (10, 1200), self.candle: (2, 101)})
        self.assertEqual(again, change)
        change._b2b_accept("portal")
        self.assertEqual(self.order.amount_total, 1301)
        self.assertEqual(self.vases.price_unit, 120)

    def test_fewer_and_dearer_is_split(self):
        change = self._tell({self.vase: (5, 600), self.candle: (2, 101)})
        self.assertEqual((self.vases.product_uom_qty, self.vases.price_total), (5, 500))
        self.assertEqual(change.line_ids.new_amount, 600)

    def test_substitute_waits_for_consent(self):
        change = self._tell({self.vase: (10, 1000), self.unpriced: (2, 150)})
        self.assertEqual(self.candles.product_uom_qty, 0)
        self.assertEqual(change.line_ids.product_id, self.unpriced)
        self.assertFalse(change.line_ids.line_id)
        change._b2b_accept("portal")
        line = self.order.order_line - self.vases - self.candles
        self.assertEqual((line.product_uom_qty, line.price_total), (2, 150))
        self.assertEqual(self._held(self.unpriced), 2)

    def test_consent_is_not_given_beyond_the_stock(self):
        change = self._tell({self.vase: (101, 10_100), self.candle: (2, 101)})
        with self.assertRaises(UserError), self.env.cr.savepoint():
            change._b2b_accept("portal")
        self.env.invalidate_all()
        self.assertEqual((change.state, self._held()), ("waiting", 10))

    def test_refusal_calls_the_manager(self):
        change = self._tell({self.vase: (10, 1200), self.candle: (2, 101)})
        change._b2b_refuse("portal", "Too dear")
        self.assertEqual(self.order.amount_total, 1101)
        self.assertTrue(self.order.activity_ids)

    def test_what_was_typed_is_no_html_for_the_manager(self):
        self.order._b2b_ask_cancel('<a href="http://evil.example.com">3 < 5</a>')
        note = self.order.activity_ids.note
        self.assertNotIn("<a", note)
        self.assertIn("3 &lt; 5", note)

    def test_1c_taking_it_back_ends_the_matter(self):
        change = self._tell({self.vase: (10, 1200), self.candle: (2, 101)})
        self._tell({self.vase: (10, 1000), self.candle: (2, 101)})
        self.assertEqual(change.state, "withdrawn")

    def test_vat_on_top(self):
        self.price_type.b2b_vat_included = False
        self.vase.taxes_id = self.env["account.tax"]._b2b_vat("22")
        order = self._make_order(lines=[(self.vase, 10)])
        order._place()
        self.assertEqual(order.amount_total, 1220)
        change = order._b2b_receive_lines({self.vase: (10, 2440)}, "onec_http")
        change._b2b_accept("portal")
        self.assertEqual((order.order_line.price_unit, order.amount_total), (200, 2440))


@tagged("post_install", "-at_install")
class TestOrderChangePages(PortalCase):
    def setUp(self):
        super().setUp()
        self.order = self._make_order(
            self.buyer, lines=[(self.vase, 10)], b2b_payment_mode="reserve"
        )
        self.order._place()
        self.url = f"/my/orders/{self.order.id}"
        self.line = self.order.order_line

    def _post(self, path, **values):
        return self.post(f"{self.url}/{path}", **values)

    def test_reserve_is_put_off_reduced_and_ordered(self):
        self.vase.uom_id.b2b_whole = False
        self.login(self.buyer)
        until = self.order.b2b_reserve_until
        self._post("extend")
        self.assertGreater(self.order.b2b_reserve_until, until)
        self._post("reduce", **{f"keep_{self.line.id}": "2,5"})
        self.assertEqual(self.line.product_uom_qty, 2.5)
        self._post("reduce", **{f"keep_{self.line.id}": "many"})
        self.assertIn("many", self.get(self.url).text)
        self._post("turn", mode="invoice")
        self.assertEqual(self.order.b2b_status, "awaiting_payment")

    def test_who_may_change_an_order(self):
        change = self.order._b2b_receive_lines({self.vase: (10, 1200)}, "onec_http")
        paths = ("extend", "reduce", "turn", f"changes/{change.id}/accept")
        expected = {
            self.colleague: 404,
            self.accountant: 404,
            self.stranger_director: 404,
            self.make_stranger(): 404,
        }
        for user, status in expected.items():
            self.login(user)
            for path in paths:
                with self.subTest(user=user.login, path=path):
                    answer = self._post(path, mode="invoice")
                    self.assertEqual(answer.status_code, status)
        self.assertEqual(self.order.amount_total, 1000)
        self.login(self.director)
        self._post(f"changes/{change.id}/accept")
        self.assertEqual(self.order.amount_total, 1200)

    def test_change_of_another_order_is_not_answered(self):
        other = self._make_order(self.buyer, lines=[(self.vase, 1)])
        other._place()
        change = other._b2b_receive_lines({self.vase: (1, 120)}, "onec_http")
        self.login(self.buyer)
        answer = self._post(f"changes/{change.id}/accept")
        self.assertEqual((answer.status_code, change.state), (404, "waiting"))

    def test_nobody_agrees_to_the_own_request(self):
        change = self.order._b2b_ask_cancel("")
        self.login(self.buyer)
        answer = self._post(f"changes/{change.id}/accept")
        self.assertEqual((answer.status_code, change.state), (404, "waiting"))
        self._post(f"changes/{change.id}/withdraw")
        self.assertEqual(change.state, "withdrawn")

    def test_once_another_system_has_the_order_changes_are_asked_for(self):
        self.login(self.buyer)
        with patch.object(
            self.registry["sale.order"], "_b2b_is_outside", lambda order: True
        ):
            self._post("cancel", note="Ordered twice")
            self.assertEqual(self.order.b2b_change_ids.kind, "cancel")
            self._post("reduce", **{f"keep_{self.line.id}": "4"})
        waiting = self.order.b2b_change_ids.filtered(lambda c: c.state == "waiting")
        self.assertEqual(waiting.kind, "lines")
        self.assertEqual((self.order.state, self.line.product_uom_qty), ("sale", 10))
