from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_portal_pages import PortalCase


@tagged("post_install", "-at_install")
class TestPrepayment(PortalCase):
    """What the contract wants paid ahead is paid before the goods go."""

    def setUp(self):
        super().setUp()
        self.contract = self.env["b2b.contract"].create(
            {
                "name": "7/26",
                "entity_id": self.romashka.b2b_entity_ids.id,
                "organisation_id": self.organisation.id,
                "advance_percent": 10,
                "prepayment_percent": 30,
                "deferral_days": 14,
            }
        )

    def place(self, mode="credit", quantity=10, **values):
        order = self._make_order(
            lines=[(self.vase, quantity)], b2b_payment_mode=mode, **values
        )
        order._place()
        return order

    def pay(self, order, amount, ref="1"):
        order._b2b_register_payment(ref, amount, "2026-11-20", ref, "onec_soap")

    def expire(self):
        self.env.ref("b2b_portal.cron_release_expired").method_direct_trigger()

    def credit(self):
        return self.romashka._b2b_limits()["credit_used"]

    # === Until it is paid === #

    def test_order_on_credit_waits_for_its_prepayment(self):
        order = self.place()
        self.assertEqual(order.amount_total, 1_000)
        self.assertEqual(order.b2b_status, "awaiting_payment")
        self.assertEqual(order.b2b_prepayment_left, 300)
        self.assertTrue(order.b2b_reserve_until, "goods are held until a date")
        self.pay(order, 299)
        self.assertEqual(order.b2b_status, "awaiting_payment")
        self.assertEqual(order.b2b_prepayment_left, 1)
        self.pay(order, 1, ref="2")
        self.assertEqual(order.b2b_status, "picking")
        self.assertEqual(order.b2b_logged_status, "picking", "its people are told")

    def test_unpaid_prepayment_frees_the_goods_in_time(self):
        order, paid = self.place(quantity=1), self.place(quantity=2)
        self.pay(paid, 60)
        past = self.today - timedelta(days=3)
        (order | paid).b2b_reserve_until = past
        self.expire()
        self.assertEqual(order.state, "cancel")
        self.assertEqual(paid.b2b_status, "picking")

    def test_terms_are_those_of_the_day_of_the_order(self):
        order = self.place(quantity=1)
        self.contract.prepayment_percent = 80
        self.assertEqual(order.b2b_prepayment_left, 30)
        self.assertEqual(self.place(quantity=1).b2b_prepayment_left, 80)

    def test_fewer_goods_need_less_ahead(self):
        order = self.place()
        order.order_line.product_uom_qty = 5
        self.assertEqual(order.b2b_prepayment_left, 150)

    def test_no_contract_and_commission_need_nothing_ahead(self):
        self.contract.kind = "consignment"
        self.assertEqual(self.place(quantity=1).b2b_status, "picking")
        self.contract.active = False
        self.assertEqual(self.place(quantity=1).b2b_status, "picking")

    # === Staff === #

    def ship(self, order):
        for move in order.picking_ids.move_ids:
            move.quantity = move.product_uom_qty
        order.picking_ids.button_validate()

    def test_staff_cannot_ship_before_it(self):
        for mode in ("credit", "invoice", "reserve"):
            with self.subTest(mode=mode):
                order = self.place(mode, quantity=1)
                with self.assertRaises(UserError):
                    self.ship(order)
                self.assertEqual(order.b2b_shipment_state, "none")
                self.pay(order, 30)
                self.ship(order)
                self.assertEqual(order.b2b_shipment_state, "full")

    def test_staff_let_it_go_with_a_reason(self):
        order = self.place()
        order.b2b_release_reason = "Постоянный клиент, деньги завтра"
        self.assertEqual(order.b2b_status, "picking")
        notes = " ".join(filter(None, order.b2b_event_ids.mapped("note")))
        self.assertNotIn("Постоянный", notes, "the contractor reads the timeline")
        order.b2b_reserve_until = self.today - timedelta(days=3)
        self.expire()
        self.assertEqual(order.state, "sale", "what may go is not taken back")
        self.ship(order)
        self.assertEqual(order.b2b_status, "shipped")

    def test_what_1c_ships_is_a_fact(self):
        order = self.place()
        order._b2b_register_shipment("s1", None, False, "1", "onec_soap")
        self.assertEqual(order.b2b_status, "shipped")
        self.assertEqual(self.credit(), 1_000)

    def test_shipment_request_is_not_made_ready_before_it(self):
        order = self.place("reserve", quantity=1)
        request = self.env["b2b.shipment.request"]._file(
            order,
            self.buyer.partner_id,
            {order.order_line: 1},
            {"date": self.today + timedelta(days=5), "way": "pickup"},
        )
        request.action_accept()
        with self.assertRaises(UserError):
            request.action_ready()
        self.pay(order, 30)
        request.action_ready()
        self.assertEqual(request.state, "ready")

    # === Limits === #

    def test_only_the_rest_takes_credit(self):
        self.romashka.write({"b2b_own_limits": True, "b2b_own_credit_limit": 700})
        order = self.place()
        self.assertEqual(self.credit(), 700)
        with self.assertRaises(UserError):
            self.place(quantity=1)
        with self.assertRaises(UserError):
            order.order_line.product_uom_qty = 11
        # Let go early, all of it would be owed.
        with self.assertRaises(UserError):
            order.b2b_release_reason = "Очень просят"
        self.pay(order, 300)
        self.assertEqual(self.credit(), 700)

    def test_only_the_rest_counts_where_1c_tells_the_debt(self):
        self.contract._b2b_set_debt(fields.Datetime.now() - timedelta(hours=1), 100)
        order = self.place()
        self.assertEqual(self.credit(), 800)
        self.pay(order, 300)
        self.assertEqual(self.credit(), 1_100)
        self.contract._b2b_set_debt(fields.Datetime.now(), 100, advance=300)
        self.assertEqual(self.credit(), 800)

    # === What people see === #

    def test_pages_say_how_much_and_until_when(self):
        self.login(self.buyer)
        cart = self._make_order(lines=[(self.vase, 10)], b2b_payment_mode="credit")
        self.buyer.partner_id.b2b_cart_id = cart
        fmt = self.env["b2b.deadline"]
        until = fmt._after(fmt._setting("hold_days")).strftime("%d.%m.%Y")
        page = self._text("/my/checkout")
        for text in ("300,00", "700,00", until):
            self.assertIn(text, page)
        cart._place()
        page = self._text(f"/my/orders/{cart.id}")
        for text in ("300,00", until):
            self.assertIn(text, page)
        self.assertIn("300,00", self._text("/my"))

    def _text(self, url):
        return self.get(url).text.replace("\xa0", " ").replace(".00", ",00")

    def test_goods_paid_ahead_in_full_offer_no_credit(self):
        self.contract.prepayment_percent = 100
        self.login(self.buyer)
        cart = self._make_order(lines=[(self.vase, 10)])
        self.buyer.partner_id.b2b_cart_id = cart
        page = self.get("/my/checkout").text
        self.assertNotIn('value="credit"', page)
        self.assertIn('value="reserve"', page)

    def test_invoice_is_for_the_prepayment(self):
        order = self.place()
        self.login(self.buyer)
        self.call(f"/my/orders/{order.id}/invoice")
        document = order.b2b_document_ids
        self.assertEqual(document.amount, 300)
        invoice = self.place("invoice", quantity=1)
        self.call(f"/my/orders/{invoice.id}/invoice")
        self.assertEqual(invoice.b2b_document_ids.amount, 100)
