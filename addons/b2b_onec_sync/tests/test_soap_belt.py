from unittest.mock import patch

from odoo.tests import tagged

from ..models.onec_belt import Belt
from .soap_common import GUIDS, SoapCommon


@tagged("post_install", "-at_install")
class TestSoapBelt(SoapCommon):
    """The job of a message goes on with others that wait."""

    def setUp(self):
        super().setUp()
        self.orders = self.order
        for _number in range(3):
            order = self._make_order(lines=[(self.vase, 1)])
            order._place()
            self.orders |= order
        self.orders -= self.order
        self.puts = self.messages("PutOrder")

    def answer_orders(self, *orders):
        guids = dict(zip(self.orders, ("order", "request", "act"), strict=True))
        for order in orders:
            self.answer(
                "PutOrder",
                **{
                    "return": self.state(
                        order, GUID=GUIDS[guids[order]], Number=f"1С-{order.id}"
                    ),
                    "Created": True,
                },
            )

    def test_one_job_sends_all_that_wait_each_with_its_answer(self):
        self.answer_orders(*self.orders)
        Belt(self.puts[0]).run()
        self.assertEqual(set(self.puts.mapped("state")), {"done"})
        self.assertEqual(
            self.orders.mapped("onec_number"),
            [f"1С-{order.id}" for order in self.orders],
        )
        self.assertEqual(len(self.server.requests), 3)

    def test_a_bad_message_does_not_stop_the_others(self):
        self.answer_orders(self.orders[0])
        self.answer_raw(None)  # the line is cut
        self.answer_orders(self.orders[2])
        Belt(self.puts[0]).run()
        self.assertEqual(self.puts.mapped("state"), ["done", "retry", "done"])

    def test_what_cannot_be_written_is_passed_over(self):
        self.puts[1].payload = "no JSON"
        self.answer_orders(self.orders[0], self.orders[2])
        Belt(self.puts[0]).run()
        self.assertEqual(self.puts.mapped("state"), ["done", "dead", "done"])

    def test_messages_about_one_order_keep_their_order(self):
        self.orders[0]._b2b_request_invoice()
        invoice = self.messages("RequestInvoice")
        self.answer_orders(*self.orders)
        self.answer_invoice(
            Document=self.document(OrderGUID=[], SiteNumber=[self.orders[0].name]),
            OrderState=self.state(self.orders[0]),
        )
        Belt(invoice).run()
        self.assertEqual(invoice.state, "pending", "its order is not there yet")
        Belt(self.puts[0]).run()
        self.assertEqual(invoice.state, "done", invoice.error)
        operations = [body.count("RequestInvoice>") for body in self.requests()]
        self.assertEqual([bool(count) for count in operations][0], False)

    def test_a_message_of_another_job_is_left_to_it(self):
        self.answer_orders(self.orders[0], self.orders[2])
        taken = self.puts[1]
        lock = type(taken)._lock

        def busy(message):
            return lock(message) if message != taken else _nobody()

        with patch.object(type(taken), "_lock", busy):
            Belt(self.puts[0]).run()
        self.assertEqual(self.puts.mapped("state"), ["done", "pending", "done"])

    def test_a_connection_that_is_down_is_left_alone(self):
        self.server.stop()
        self.server.stop = lambda: None
        Belt(self.puts[0]).run()
        self.assertEqual(set(self.puts.mapped("state")), {"retry"})
        self.assertTrue(self.connection.soap_down_since)


class _nobody:
    """A lock that somebody else holds."""

    def __enter__(self):
        return False

    def __exit__(self, *_exception):
        return None
