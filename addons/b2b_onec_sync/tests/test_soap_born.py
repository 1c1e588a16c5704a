from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .soap_common import GUIDS, SoapCommon


@tagged("post_install", "-at_install")
class TestSoapBorn(SoapCommon):
    """Orders entered in 1С appear here, count, and are never changed here."""

    def line(self, number, good, quantity, amount, **values):
        return {
            "LineNo": number,
            "ProductGUID": GUIDS[good],
            "Article": good,
            "Name": good,
            "Quantity": quantity,
            "Price": amount / quantity,
            "VATRate": "none",
            "VATSum": 0,
            "Sum": amount,
            "Reserved": 0,
            "Shipped": 0,
            "Cancelled": False,
            **values,
        }

    def told(self, *lines, **values):
        lines = lines or (
            self.line(1, "vase", 3, 100),
            self.line(2, "unknown", 2, 50),
        )
        return self.state(
            **{
                "GUID": GUIDS["unknown"],
                "Number": "УТ00-000099",
                "Date": "2025-06-01T12:00:00",
                "SiteNumber": None,
                "Line": list(lines),
                "Total": sum(line["Sum"] for line in lines),
                "VATTotal": 0,
                **values,
            }
        )

    def tell(self, *lines, **values):
        message = self.pull("GetOrderChanges", "Order", self.told(*lines, **values))
        self.assertEqual(message[-1].state, "done", message[-1].error)
        return self.connection._soap_record("order", GUIDS["unknown"])

    def test_phone_order_is_here_to_the_kopeck_and_nobody_is_written_to(self):
        before = self.env["mail.mail"].search_count([])
        free = self.vase._b2b_stock(self.warehouse)
        order = self.tell()
        self.assertEqual(
            (order.name, order.b2b_contractor_id, order.b2b_entity_id),
            ("УТ00-000099", self.romashka, self.romashka.b2b_entity_ids),
        )
        self.assertEqual(
            (order.amount_total, order.b2b_status), (150, "awaiting_payment")
        )
        self.assertEqual(str(order.date_order)[:10], "2025-06-01")
        self.assertFalse(order.picking_ids, "1С holds its goods, the portal does not")
        self.assertEqual(self.vase._b2b_stock(self.warehouse), free)
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
        self.assertFalse(self.messages("PutOrder"))
        # The director sees it, buyers see their own orders only.
        for user, sees in ((self.director, True), (self.buyer, False)):
            found = self.env["sale.order"].with_user(user).search([])
            self.assertEqual(order in found, sees)

    def test_it_follows_1c_and_is_the_same_order(self):
        order = self.tell()
        self.assertEqual(
            self.tell(
                self.line(1, "vase", 2, 70.01),
                self.line(3, "candle", 1, 9.99),
                CustomerNumber="PO-1",
            ),
            order,
        )
        self.assertEqual(order.amount_total, 80)
        self.assertEqual(order.order_line.product_id, self.vase | self.candle)
        self.assertEqual((order.state, order.client_order_ref), ("sale", "PO-1"))
        self.tell(Status="Cancelled")
        self.assertEqual(order.b2b_status, "cancelled")

    def test_its_shipments_can_be_claimed_and_leave_the_stock_alone(self):
        free = self.vase._b2b_stock(self.warehouse)
        order = self.tell(
            Payment=[self.payment(amount=150)],
            ShipmentState="PartlyShipped",
            Shipment=[self.shipment(("vase", 2), ("unknown", 1))],
        )
        self.assertEqual(
            (order.b2b_payment_state, order.b2b_shipment_state), ("paid", "partly")
        )
        self.assertEqual(order.order_line[0].qty_delivered, 2)
        self.assertEqual(self.vase._b2b_stock(self.warehouse), free)
        picking = order.picking_ids
        self.assertEqual(picking.onec_lines[0]["shipment"], GUIDS["shipment"])
        self.tell(Shipment=[self.shipment(("vase", 2), ("unknown", 1))])
        self.assertEqual(order.picking_ids, picking, "booked once")

    def test_it_counts_for_limits(self):
        used = self.romashka._b2b_limits()
        self.tell(Status="InPicking")
        now = self.romashka._b2b_limits()
        self.assertEqual(now["credit_used"] - used["credit_used"], 150)

    def test_it_counts_in_analytics(self):
        moment = fields.Datetime.to_string(fields.Datetime.now()).replace(" ", "T")
        Analytics = self.env["b2b.analytics"].with_user(self.director)
        before = Analytics._report(3)
        self.tell(Date=moment)
        report = Analytics._report(3)
        self.assertEqual(report["count"] - before["count"], 1)
        self.assertEqual(report["total"] - before["total"], 150)
        self.assertEqual(report["months"][-1][2] - before["months"][-1][2], 150)
        sold = {name: (number, total) for name, number, total in report["products"]}
        self.assertEqual(sold[self.vase.display_name], (5, 300), "with the other order")
        # Nobody of the contractor made it: a buyer's figures are without it.
        self.assertEqual(
            self.env["b2b.analytics"].with_user(self.buyer)._report(3)["total"],
            self.order.amount_total,
        )
        self.tell(Date=moment, Status="Cancelled")
        self.assertEqual(Analytics._report(3)["total"], before["total"])

    def test_it_is_repeated_at_the_prices_and_stock_of_today(self):
        order = self.tell(
            self.line(1, "vase", 3, 100), self.line(2, "unknown", 2, 50), Total=150.01
        )
        order = order.with_user(self.director).sudo()
        draft = order._b2b_repeat_draft(self.director.partner_id)
        self.assertEqual(draft.b2b_entity_id, self.romashka.b2b_entity_ids)
        rows = {row["product"]: row for row in order._b2b_repeat_rows(draft)}
        vase = rows.pop(self.vase)
        self.assertEqual((vase["ordered"], vase["quantity"]), (3, 3))
        self.assertAlmostEqual(vase["old"], 33.33, 2)
        self.assertEqual((vase["price"], vase["gone"]), (100, None))
        ((_unknown, row),) = rows.items()
        self.assertTrue(row["gone"], "what is not sold any more is named")

    def test_it_is_read_only(self):
        order = self.tell(ReserveUntil="2099-01-01T00:00:00")
        for action in (
            lambda: order._b2b_ask_cancel("нет"),
            lambda: order._b2b_extend(),
            lambda: order._b2b_order_reserve("invoice"),
            lambda: order._b2b_release({}),
        ):
            with self.assertRaises(UserError):
                action()
        self.assertFalse(order._b2b_can_invoice())
        order.b2b_reserve_until = "2020-01-01"
        ending = self.env["sale.order"].search(order._b2b_ending_domain())
        self.assertNotIn(order, ending, "1С decides when it ends")

    def test_line_made_smaller_in_1c_is_smaller_here(self):
        lines = [
            self.line(1, "vase", 1, 100),
            self.line(2, "candle", 3, 151.5),
        ]
        self.pull("GetOrderChanges", "Order", self.state(Line=lines, Total=251.5))
        self.assertEqual(self.order.amount_total, 251.5)

    def test_shipment_taken_back_in_1c_is_no_shipment_here(self):
        order = self.tell(Shipment=[self.shipment(("vase", 2))])
        self.assertEqual(order.order_line[0].qty_delivered, 2)
        self.tell(Shipment=[self.shipment(("vase", 2), Posted=False)])
        self.assertEqual(order.order_line[0].qty_delivered, 0)
        self.assertEqual(order.b2b_shipment_state, "none")
        self.tell(Shipment=[self.shipment(("vase", 3))])
        self.assertEqual(order.order_line[0].qty_delivered, 3)

    def test_lost_with_a_restored_backup_it_is_cancelled_with_what_was_booked(self):
        order = self.tell(
            self.line(1, "vase", 2, 100),
            Shipment=[self.shipment(("vase", 2))],
            Payment=[self.payment()],
        )
        self.assertEqual(order.b2b_shipment_state, "full")
        link = self.env["onec.link"].search([("guid", "=", GUIDS["unknown"])])
        link.seen -= timedelta(minutes=5)
        self.connection._soap_was_restored()
        self.pull("GetOrderChanges", "Order")
        self.answer("GetOrder", **{"return": None})
        self.messages("GetOrder")._process()
        self.assertEqual((order.state, order.b2b_paid_amount), ("cancel", 0))
