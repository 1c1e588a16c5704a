from datetime import date, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import B2bCommon


@tagged("post_install", "-at_install")
class TestReserve(B2bCommon):
    def setUp(self):
        super().setUp()
        self.env.company.partner_id.tz = "Europe/Moscow"
        self.deadline = self.env["b2b.deadline"]

    def _reserve(self, lines=None, **values):
        order = self._make_order(
            lines=lines or [(self.vase, 10)], b2b_payment_mode="reserve", **values
        )
        order._place()
        return order

    def _set(self, name, value):
        self.env["ir.config_parameter"].set_param(f"b2b_portal.{name}", str(value))

    def _free(self, product=None):
        product = product or self.vase
        return product._b2b_stock(self.warehouse)[product.id][self.warehouse.id]

    def _run(self, xmlid):
        with self.enter_registry_test_mode():
            self.env.ref(f"b2b_portal.{xmlid}").method_direct_trigger()

    # === Until when === #

    @freeze_time("2026-11-20 09:00:00")  # Friday
    def test_reserve_lasts_for_the_days_of_the_tier(self):
        self.tier.reserve_days = 3
        self.assertEqual(self._reserve().b2b_reserve_until, date(2026, 11, 23))

    @freeze_time("2026-11-20 09:00:00")
    def test_only_working_days_count_where_that_is_set(self):
        self.tier.reserve_days = 3
        self._set("expiry_working_days", 1)
        self.assertEqual(self._reserve().b2b_reserve_until, date(2026, 11, 25))

    @freeze_time("2026-11-20 22:30:00")
    def test_the_day_is_the_wholesalers(self):
        self.tier.reserve_days = 1
        self.assertEqual(self._reserve().b2b_reserve_until, date(2026, 11, 22))

    def test_goods_are_freed_at_the_hour_that_is_set(self):
        self.tier.reserve_days = 1
        self._set("expiry_hour", 18)
        with freeze_time("2026-11-18 09:00:00"):
            order = self._reserve()
        with freeze_time("2026-11-19 14:59:00"):  # 17:59 in Moscow
            self._run("cron_release_expired")
            self.assertEqual(order.b2b_status, "reserved")
        with freeze_time("2026-11-19 15:01:00"):
            self._run("cron_release_expired")
        self.assertEqual(order.b2b_status, "cancelled")
        self.assertEqual(self._free(), 100)
        self.assertEqual(self.romashka._b2b_limits()["reserve_free"], 10_000)

    def test_what_was_paid_or_picked_is_not_freed(self):
        self.tier.reserve_days = 1
        with freeze_time("2026-11-18 09:00:00"):
            paid, picked = self._reserve(), self._reserve()
        paid._b2b_register_payment("p", 1, "2026-11-18", "1", "staff")
        picked._b2b_set_picking("staff")
        with freeze_time("2026-11-30 09:00:00"):
            self._run("cron_release_expired")
        self.assertEqual((paid | picked).mapped("state"), ["sale", "sale"])

    def test_people_are_told_beforehand_once(self):
        self.tier.reserve_days = 3
        with freeze_time("2026-11-16 09:00:00"):
            order = self._reserve()
        Mail = self.env["mail.mail"]
        with freeze_time("2026-11-17 09:00:00"):
            before = Mail.search([])
            self._run("cron_notice_expiry")
            self.assertFalse(Mail.search([]) - before)
        with freeze_time("2026-11-18 09:00:00"):
            self._run("cron_notice_expiry")
            self._run("cron_notice_expiry")
        mail = Mail.search([]) - before
        self.assertEqual(mail.recipient_ids, self.buyer.partner_id)
        self.assertIn(order.name, mail.subject)

    def test_zero_is_kept_by_the_settings(self):
        with Form(self.env["res.config.settings"]) as settings:
            settings.b2b_max_extensions = 0
            settings.b2b_expiry_notice_days = 0
        settings.save().execute()
        self.assertEqual(self.deadline._setting("max_extensions"), 0)
        self.assertFalse(self.deadline._notice_until())

    # === Longer, less, an order === #

    def test_putting_off_is_limited_and_keeps_the_price(self):
        order = self._reserve()
        until = order.b2b_reserve_until
        self._set_price(self.vase, self.price_type, 500.0)
        order._b2b_extend()
        self.assertEqual(order.b2b_reserve_until, until + timedelta(days=5))
        self.assertEqual(order.amount_total, 1_000)
        self.assertEqual(len(order.b2b_event_ids), 2)
        with self.assertRaises(UserError):
            order._b2b_extend()

    def test_partial_release_frees_goods_and_limit_at_the_old_price(self):
        order = self._reserve(lines=[(self.vase, 10), (self.candle, 2)])
        self._set_price(self.vase, self.price_type, 500.0)
        line = order.order_line[0]
        order._b2b_release({line.id: 4})
        self.assertEqual((line.price_unit, order.amount_total), (100, 501))
        self.assertEqual(self._free(), 96)
        self.assertEqual(self._free(self.candle), 98)
        self.assertEqual(self.romashka._b2b_limits()["reserve_used"], 501)
        self.assertEqual(order.b2b_status, "reserved")

    def test_release_cannot_take_more_and_keeps_the_multiple(self):
        self.vase.b2b_multiple_qty = 5
        order = self._reserve()
        line = order.order_line
        for quantity in (11, -1, 7):
            with self.assertRaises(UserError):
                order._b2b_release({line.id: quantity})
        order._b2b_release({line.id: 5})
        self.assertEqual(self._free(), 95)

    def test_release_of_everything_cancels(self):
        order = self._reserve()
        order._b2b_release({order.order_line.id: 0})
        self.assertEqual(order.b2b_status, "cancelled")
        self.assertEqual(self._free(), 100)

    def test_a_line_of_another_order_is_not_touched(self):
        order, other = self._reserve(), self._reserve()
        order._b2b_release({other.order_line.id: 1})
        self.assertEqual(other.order_line.product_uom_qty, 10)

    def test_reserve_becomes_an_order_and_gives_the_limit_back(self):
        order = self._reserve()
        order._b2b_order_reserve("invoice")
        self.assertEqual(order.b2b_status, "awaiting_payment")
        self.assertEqual(self.romashka._b2b_limits()["reserve_used"], 0)
        self.assertGreaterEqual(order.b2b_reserve_until, self.deadline._today())
        self.assertEqual(set(order.picking_ids.move_ids.mapped("state")), {"assigned"})

    def test_reserve_is_released_on_credit_within_the_limit_only(self):
        order = self._reserve(lines=[(self.vase, 51)])
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order._b2b_order_reserve("credit")
        order.invalidate_recordset()
        order._b2b_release({order.order_line.id: 50})
        order._b2b_order_reserve("credit")
        self.assertEqual(order.b2b_status, "picking")
        self.assertFalse(order.b2b_reserve_until)

    # === Raised limits === #

    def _raise(self, amount, **values):
        return self.env["b2b.limit.raise"].create(
            {
                "contractor_id": self.romashka.id,
                "kind": "reserve",
                "amount": amount,
                "date_to": self.today,
                "reason": "Season",
                **values,
            }
        )

    def test_raise_acts_until_its_date(self):
        self._raise(500)
        tomorrow = self.today + timedelta(1)
        self._raise(70, date_from=tomorrow, date_to=tomorrow + timedelta(1))
        self._raise(7, kind="credit")
        limits = self.romashka._b2b_limits()
        self.assertEqual((limits["reserve"], limits["credit"]), (10_500, 5_007))
        self._set_stock(self.vase, self.warehouse, 100)
        self._reserve(lines=[(self.vase, 105)])
        with self.assertRaises(UserError):
            self._reserve(lines=[(self.vase, 1)])

    def test_raise_is_history(self):
        limit_raise = self._raise(500)
        with self.assertRaises(UserError):
            limit_raise.amount = 5_000
        with self.assertRaises(UserError):
            limit_raise.unlink()
        limit_raise.action_end()
        self.assertEqual(self.romashka._b2b_limits()["reserve"], 10_000)
        self.assertEqual(limit_raise.ended_by_id, self.env.user)

    def test_raise_of_a_contract_does_not_lift_the_contractors_limit(self):
        contract = self._contract(reserve_limit=1_000)
        order = self._make_order(lines=[(self.vase, 11)], b2b_payment_mode="reserve")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order._place()
        order.invalidate_recordset()
        self._raise(100, contract_id=contract.id)
        self.assertEqual(order._place()["result"], "placed")
        self.assertEqual(self.romashka._b2b_limits()["reserve"], 10_000)

    def _contract(self, **values):
        return self.env["b2b.contract"].create(
            {
                "name": "7",
                "entity_id": self.romashka.b2b_entity_ids.id,
                "organisation_id": self.organisation.id,
                **values,
            }
        )

    # === What 1С says is owed === #

    def test_exposure_follows_the_debt_of_1c(self):
        contract = self._contract()
        order = self._make_order(lines=[(self.vase, 30)], b2b_payment_mode="credit")
        order._place()
        self.assertEqual(self.romashka._b2b_limits()["credit_used"], 3_000)
        now = fields.Datetime.now()
        order._b2b_register_shipment(
            "s", [(self.vase.id, 10)], now - timedelta(hours=2), "1", "onec_soap"
        )
        # A third was shipped and is in the debt, beside 400 of which we know nothing.
        contract._b2b_set_debt(now - timedelta(hours=1), debt=1_400, advance=100)
        self.assertEqual(self.romashka._b2b_limits()["credit_used"], 3_300)
        # What was shipped since is not in 1С's figure yet.
        order._b2b_register_shipment("t", None, now, "2", "onec_soap")
        self.assertEqual(self.romashka._b2b_limits()["credit_used"], 3_300)
        contract._b2b_set_debt(now, debt=3_400, advance=100)
        self.assertEqual(self.romashka._b2b_limits()["credit_used"], 3_300)
        self.assertFalse(contract._b2b_set_debt(now - timedelta(days=1), debt=0))

    def test_advance_for_one_order_gives_no_credit_to_another(self):
        contract = self._contract()
        paid = self._make_order(lines=[(self.vase, 20)])
        paid._place()
        paid._b2b_register_payment("p", 2_000, "2026-11-20", "1", "onec_soap")
        contract._b2b_set_debt(fields.Datetime.now(), debt=0, advance=2_000)
        self.assertEqual(self.romashka._b2b_limits()["credit_free"], 5_000)

    def test_old_debt_stops_credit(self):
        contract = self._contract()
        contract._b2b_set_debt(
            fields.Datetime.now() - timedelta(hours=30), debt=0, advance=0
        )
        self._set("debt_max_hours", 24)
        order = self._make_order(lines=[(self.vase, 1)], b2b_payment_mode="credit")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order._place()
        order.invalidate_recordset()
        contract._b2b_set_debt(fields.Datetime.now(), debt=0)
        self.assertEqual(order._place()["result"], "placed")
