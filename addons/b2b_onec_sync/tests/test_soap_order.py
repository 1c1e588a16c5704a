from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .soap_common import GUIDS, SoapCommon
from .soap_server import Answer


@tagged("post_install", "-at_install")
class TestSoapOrder(SoapCommon):
    """An order goes to 1С when it is placed, and the goods are held there once."""

    def place(self):
        order = self._make_order()
        order._place()
        return order, self.messages("PutOrder")

    def line(self, number, good, quantity, reserved, **values):
        return {
            "LineNo": number,
            "ProductGUID": GUIDS[good],
            "Name": good,
            "Quantity": quantity,
            "Price": 10,
            "VATRate": "none",
            "VATSum": 0,
            "Sum": 10 * quantity,
            "Reserved": reserved,
            "Shipped": 0,
            "Cancelled": False,
            **values,
        }

    def put(self, order, message, vases, candles):
        self.answer(
            "PutOrder",
            **{
                "return": self.state(
                    order,
                    Line=[
                        self.line(1, "vase", 2, vases),
                        self.line(2, "candle", 3, candles),
                    ],
                ),
                "Created": True,
            },
        )
        message._process()
        self.assertEqual(message.state, "done", message.error)

    def tell_stock(self, product, free, moment):
        stock = self.env["onec.stock"].search([("product_id", "=", product.id)])
        values = {"free": free, "moment": moment}
        if stock:
            stock.write(values)
        else:
            self.env["onec.stock"].create(
                {
                    "product_id": product.id,
                    "warehouse_id": self.warehouse.id,
                    **values,
                }
            )
        self.env["onec.stock"]._derive_for(product, self.warehouse)

    def free(self, product):
        return product._b2b_stock(self.warehouse)[product.id][self.warehouse.id]

    def test_placed_order_is_put_and_its_number_comes_back(self):
        order, message = self.place()
        self.assertEqual(message.res_id, order.id)
        self.put(order, message, 2, 3)
        self.assertEqual(order.onec_number, "УТ00-000012")
        self.assertTrue(order.onec_reserved_at)
        self.assertIn(f">{order.name}</", self.requests()[0])

    def test_without_support_the_site_exchange_alone_takes_the_order(self):
        self.connection.soap_capabilities = ["Version"]
        _order, message = self.place()
        self.assertFalse(message)

    def test_goods_held_in_1c_are_taken_off_once(self):
        order, message = self.place()
        self.put(order, message, 2, 3)
        order.onec_reserved_at = fields.Datetime.now() - timedelta(minutes=5)
        # Of 100 vases 1С holds 2; the 2 of the fixture's order it does not know of.
        self.tell_stock(self.vase, 98, fields.Datetime.now())
        self.assertEqual(self.free(self.vase), 96)

    def test_part_held_in_1c_is_not_relied_upon(self):
        order, message = self.place()
        self.put(order, message, 2, 1)
        self.assertFalse(order.onec_reserved_at)

    def test_reserve_given_up_in_1c_is_taken_off_here_again(self):
        order, message = self.place()
        self.put(order, message, 2, 3)
        moment = fields.Datetime.now() + timedelta(minutes=1)
        self.tell_stock(self.vase, 10, moment)
        self.assertEqual(self.free(self.vase), 8, "less the fixture's order")
        order._onec_soap_apply(
            self.connection,
            self.read_state(order, Line=[self.line(1, "vase", 2, 0)]),
        )
        self.assertFalse(order.onec_reserved_at)
        self.assertEqual(self.free(self.vase), 6)

    def test_shipment_that_the_figure_knows_is_not_taken_off_again(self):
        now = fields.Datetime.now()
        self.tell_stock(self.vase, 100, now - timedelta(minutes=1))
        self.assertEqual(self.free(self.vase), 98, "less the fixture's order")
        self.order._b2b_register_shipment(
            "s", [(self.vase.id, 2)], now - timedelta(minutes=9), "1", "onec_soap"
        )
        self.assertEqual(self.free(self.vase), 100)

    @freeze_time("2026-11-25 12:00:00")
    def test_shipment_of_which_the_day_is_told_is_taken_off_until_the_next_figure(self):
        now = fields.Datetime.now()
        self.tell_stock(self.vase, 100, now - timedelta(hours=1))
        self.order._b2b_register_shipment(
            "full:7", None, "2026-11-25", "7", "onec_http"
        )
        self.assertEqual(self.free(self.vase), 98)
        # Whatever else moves: the shipment may have come after the figure.
        self.env["onec.stock"]._derive_for(self.vase, self.warehouse)
        self.assertEqual(self.free(self.vase), 98)
        self.tell_stock(self.vase, 98, now + timedelta(minutes=1))
        self.assertEqual(self.free(self.vase), 98)

    # === a reserve that lasts longer === #

    def reserve(self):
        order = self._make_order(b2b_payment_mode="reserve")
        order._place()
        return order, self.messages("PutOrder")

    def test_reserve_put_off_here_is_put_off_in_1c(self):
        order, message = self.reserve()
        self.put(order, message, 2, 3)
        order._b2b_extend()
        told = self.messages("SetReservation")
        self.answer("SetReservation", **{"return": self.state(order)})
        told._process()
        self.assertEqual(told.state, "done", told.error)
        until = order.b2b_reserve_until.isoformat()
        self.assertRegex(self.requests()[-1], f"Until>{until}T23:59:59<")

    def test_what_has_not_left_yet_carries_the_new_end(self):
        order, message = self.reserve()
        order._b2b_extend()
        self.assertFalse(self.messages("SetReservation"))
        self.put(order, message, 2, 3)
        until = order.b2b_reserve_until.isoformat()
        self.assertIn(f"{until}T23:59:59<", self.requests()[0])

    def test_reserve_that_became_an_order_is_told(self):
        order, message = self.reserve()
        self.put(order, message, 2, 3)
        self.romashka.b2b_own_credit_limit = 10_000
        order._b2b_order_reserve("credit")
        change = self.messages("ChangeOrder")
        self.assertFalse(self.messages("SetReservation"))
        self.answer(
            "ChangeOrder", **{"return": "Accepted", "OrderState": self.state(order)}
        )
        change._process()
        self.assertEqual(change.state, "done", change.error)
        self.assertRegex(self.requests()[-1], "PaymentMode[^>]*>Credit<")

    def test_what_is_being_sent_is_read_anew(self):
        """The row that a worker writes is written by the change, too: of both at once
        one fails and is run again."""
        order, message = self.reserve()
        message.next_try = fields.Datetime.now() - timedelta(hours=1)
        before = message.next_try
        order._b2b_release({order.order_line[0].id: 1})
        self.assertGreater(message.next_try, before)
        self.put(order, message, 1, 3)
        self.assertRegex(self.requests()[0], r"Quantity[^>]*>1\.000<")

    def test_less_is_asked_for_while_the_answer_is_on_its_way(self):
        order, message = self.reserve()
        self.assertTrue(order._b2b_is_held(), "1С has nothing yet")
        self.answer_raw(Answer(b"", status=503))
        message._process()
        self.assertTrue(message.payload)
        self.assertFalse(order._b2b_is_held(), "1С may have it")
        order._b2b_ask_lines({order.order_line[0].id: 1}, "меньше")
        change = self.messages("ChangeOrder")
        change._process()
        self.assertEqual(change.state, "pending", "after the order itself")

    # === cancelled here === #

    def test_cancelled_order_is_cancelled_in_1c(self):
        order, message = self.place()
        self.put(order, message, 2, 3)
        order._b2b_cancel("portal", "Передумали")
        cancel = self.messages("CancelOrder")
        self.answer(
            "CancelOrder",
            **{"return": "Accepted", "OrderState": self.state(Status="Cancelled")},
        )
        cancel._process()
        self.assertEqual(cancel.state, "done", cancel.error)
        self.assertIn(f">{order.name}</", self.requests()[-1])
        self.assertFalse(order.onec_reserved_at)

    def test_cancellation_refused_by_1c_waits_for_a_person(self):
        order, message = self.place()
        self.put(order, message, 2, 3)
        order._b2b_cancel("system")
        cancel = self.messages("CancelOrder")
        self.answer(
            "CancelOrder",
            **{"return": "Refused", "Reason": "Едет", "OrderState": self.state(order)},
        )
        cancel._process()
        self.assertEqual(cancel.state, "dead")
        self.assertIn("Едет", cancel.error)

    def test_order_cancelled_before_it_was_sent_is_not_sent(self):
        order, message = self.place()
        order._b2b_cancel("portal")
        self.assertEqual(message.state, "skipped")
        self.assertFalse(self.messages("CancelOrder"))

    def test_cancellation_told_by_1c_is_not_told_back(self):
        order, message = self.place()
        self.put(order, message, 2, 3)
        order._onec_soap_apply(
            self.connection, self.read_state(order, Status="Cancelled")
        )
        self.assertEqual(order.b2b_status, "cancelled")
        self.assertFalse(self.messages("CancelOrder"))

    def test_invoice_waits_for_the_order_before_it(self):
        order, message = self.place()
        order._b2b_request_invoice()
        request = self.messages("RequestInvoice")
        request._process()
        self.assertEqual(request.state, "pending")
        self.put(order, message, 2, 3)
        self.answer_invoice(OrderState=self.state(order))
        request._process()
        self.assertEqual(request.state, "done", request.error)

    def test_shipments_named_after_shipped_in_full(self):
        """The site exchange told it first; SOAP names the parts later."""
        self.order._b2b_register_shipment("full:7", None, False, "7", "onec_http")
        state = self.read_state(
            self.order,
            ShipmentState="Shipped",
            Shipment=[
                self.shipment(("vase", 2)),
                self.shipment(("candle", 3), GUID=GUIDS["unknown"]),
            ],
        )
        for _time in (1, 2):
            self.assertFalse(self.order._onec_soap_apply(self.connection, state))
        picking = self.order.picking_ids.filtered(lambda p: p.state == "done")
        self.assertEqual(len(picking), 1)
        self.assertEqual([line["quantity"] for line in picking.onec_lines], [2.0, 3.0])
