from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .soap_common import GUIDS, SoapCommon


@tagged("post_install", "-at_install")
class TestSoapCompare(SoapCommon):
    """The nightly comparison finds what was lost without a word."""

    def setUp(self):
        super().setUp()
        self.connection._soap_link("order", GUIDS["order"], self.order)
        self.order.onec_number = "УТ00-000012"

    def compare(self, *orders):
        self.answer(
            "Version",
            **{
                "return": "1.0",
                "ConfigurationName": "УТ",
                "ConfigurationVersion": "11",
                "BaseID": "b",
                "BaseTime": "2026-01-01T00:00:00",
                "Capabilities": {"Operation": self.connection.soap_capabilities},
            },
        )
        self.answer("GetOpenOrders", **self.page("Order", *orders))
        self.connection._soap_compare()
        return self.messages("GetOrder")

    def open_order(self, **values):
        return {
            "GUID": GUIDS["order"],
            "Number": "УТ00-000012",
            "SiteNumber": self.order.name,
            "Status": "AwaitingPayment",
            "Posted": True,
            "Deleted": False,
            "Total": self.order.amount_total,
            "PaidSum": 0,
            "ShippedSum": 0,
            **values,
        }

    def test_nothing_differs_nothing_is_asked(self):
        self.assertFalse(self.compare(self.open_order()))
        self.assertTrue(self.connection.soap_compared)
        self.assertFalse(self.connection._soap_compare_due())
        self.connection.soap_compared -= timedelta(days=2)
        self.assertTrue(self.connection._soap_compare_due(), "a missed night")

    def test_payment_that_no_feed_told_is_booked(self):
        asked = self.compare(self.open_order(PaidSum=100))
        self.answer(
            "GetOrder", **{"return": self.state(Payment=[self.payment(amount=100)])}
        )
        asked._process()
        self.assertEqual(self.order.b2b_paid_amount, 100)

    def test_order_removed_in_1c_without_a_word_is_shown_to_a_person(self):
        self.pull("GetOrderChanges", "Order", self.state())
        asked = self.compare()
        self.answer("GetOrder", **{"return": None})
        asked._process()
        self.assertEqual(asked.state, "done", asked.error)
        self.assertEqual(self.order.state, "sale", "a person decides")
        skip = self.env["onec.skip"].search([("code", "=", "missing")])
        self.assertEqual(skip.name, self.order.name)
        self.assertTrue(self.order.activity_ids)

    def test_order_that_nothing_was_queued_for_is_put(self):
        self.order.onec_number = False
        self.order.b2b_placed_at -= timedelta(hours=1)
        self.env["onec.link"].search([("guid", "=", GUIDS["order"])]).unlink()
        self.compare()
        self.assertEqual(self.messages("PutOrder").res_id, self.order.id)

    def test_shipment_that_no_feed_told_is_booked(self):
        asked = self.compare(self.open_order(ShippedSum=500))
        self.answer(
            "GetOrder", **{"return": self.state(Shipment=[self.shipment(("vase", 1))])}
        )
        asked._process()
        self.assertEqual(self.order.b2b_shipment_state, "partly")
        shipped = self.order._b2b_shipped_amount(fields.Datetime.now())
        told = self.open_order(ShippedSum=shipped)
        self.assertEqual(self.compare(told), asked, "nothing differs now")

    def test_cancellation_that_1c_forgot_is_told_again(self):
        self.order._b2b_cancel("staff", "1")
        self.messages("CancelOrder").unlink()
        asked = self.compare(self.open_order())
        self.answer("GetOrder", **{"return": self.state()})
        asked._process()
        self.assertEqual(self.messages("CancelOrder").state, "pending")
        self.assertEqual(self.order.state, "cancel")

    def test_shipped_in_full_over_http_gives_way_to_what_is_named(self):
        self.order._b2b_register_shipment("full:1", None, False, "1", "onec_http")
        self.assertEqual(self.order.b2b_shipment_state, "full")
        self.pull(
            "GetOrderChanges",
            "Order",
            self.state(
                ShipmentState="PartlyShipped", Shipment=[self.shipment(("vase", 1))]
            ),
        )
        self.assertEqual(sum(self.order.order_line.mapped("qty_delivered")), 1)

    def test_shipment_corrected_and_taken_back_in_1c(self):
        def tell(*lines, **values):
            shipment = self.shipment(*lines, **values)
            message = self.pull(
                "GetOrderChanges", "Order", self.state(Shipment=[shipment])
            )[-1]
            self.assertEqual(message.state, "done", message.error)

        vase = self.order.order_line.filtered(lambda ln: ln.product_id == self.vase)
        tell(("vase", 2))
        self.assertEqual(vase.qty_delivered, 2)
        tell(("vase", 1))
        self.assertEqual(vase.qty_delivered, 1)
        tell(("vase", 1), Posted=False)
        self.assertEqual(vase.qty_delivered, 0)
        self.assertEqual(self.order.b2b_shipment_state, "none")
        tell(("vase", 2), ("candle", 3))
        self.assertEqual(self.order.b2b_shipment_state, "full")
        stock = self.vase._b2b_stock(self.warehouse)[self.vase.id]
        self.assertEqual(stock[self.warehouse.id], 98)


@tagged("post_install", "-at_install")
class TestSoapMonitor(SoapCommon):
    """Who looks after the exchange learns that it lags, once, and that it is over."""

    def setUp(self):
        super().setUp()
        self.connection.alert_email = "admin@example.com"
        self.env["onec.connection"].search([]).filtered(
            lambda connection: connection != self.connection
        ).alert_minutes = 0
        self.env["mail.mail"].search([]).unlink()

    def letters(self):
        self.env["onec.connection"]._cron_monitor()
        return self.env["mail.mail"].search([("email_to", "=", "admin@example.com")])

    def test_letter_when_it_lags_again_when_it_doubles_and_when_it_is_over(self):
        self.assertFalse(self.letters())
        message = self.env["onec.message"]._send(
            self.connection, "PutOrder", self.order
        )
        self.age(message, 20)
        self.assertEqual(len(self.letters()), 1)
        self.assertEqual(self.connection.health, "late")
        self.assertEqual(len(self.letters()), 1, "not every five minutes")
        self.age(message, 41)
        self.assertEqual(len(self.letters()), 2)
        message.action_skip()
        self.connection.invalidate_recordset()
        self.assertEqual(len(self.letters()), 3)
        self.assertFalse(self.connection.alert_since)

    def test_everybody_is_written_to_in_their_language_and_at_once(self):
        self.connection.alert_email = False
        job = self.env.ref("mail.ir_cron_mail_scheduler_action")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)])
        triggers.unlink()
        for lang in ("ru_RU", "en_US"):
            self.env["res.users"].with_context(no_reset_password=True).create(
                {
                    "name": lang,
                    "login": f"watch-{lang}",
                    "email": f"{lang}@example.com",
                    "lang": lang,
                    "group_ids": [
                        (6, 0, [self.env.ref("b2b_portal.group_exchange").id])
                    ],
                }
            )
        message = self.env["onec.message"]._send(
            self.connection, "PutOrder", self.order
        )
        self.age(message, 20)
        self.env["onec.connection"]._cron_monitor()
        letters = self.env["mail.mail"].search([])
        subjects = {
            lang: letters.filtered(lambda m, lang=lang: lang in m.email_to).subject
            for lang in ("ru_RU", "en_US")
        }
        self.assertIn("the exchange lags", subjects["en_US"])
        self.assertNotEqual(*subjects.values())
        self.assertEqual(
            set(letters.mapped("email_from")), {self.env.company.email_formatted}
        )
        self.assertEqual(triggers.search_count([("cron_id", "=", job.id)]), 1)

    def age(self, message, minutes):
        message.flush_recordset()
        self.env.cr.execute(
            "UPDATE onec_message SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(minutes=minutes), message.id],
        )
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestHealth(HttpCase):
    def test_health_names_nobody(self):
        secret = self.env["onec.connection"].create(
            {
                "name": "Тайна",
                "soap_active": True,
                "soap_url": "http://secret.example/ws",
                "soap_login": "Обмен",
                "soap_password": "пароль",
            }
        )
        answer = self.url_open("/b2b/health")
        self.assertEqual(answer.status_code, 200)
        row = next(r for r in answer.json()["connections"] if r["id"] == secret.id)
        self.assertEqual(row["status"], "ok")
        for word in ("Тайна", "secret", "Обмен", "пароль"):
            self.assertNotIn(word, answer.text)
        secret.write(
            {
                "soap_down_since": fields.Datetime.now() - timedelta(hours=1),
                "soap_error": "пароль",
            }
        )
        answer = self.url_open("/b2b/health")
        self.assertEqual((answer.status_code, answer.json()["status"]), (503, "down"))
        self.assertNotIn("пароль", answer.text)
