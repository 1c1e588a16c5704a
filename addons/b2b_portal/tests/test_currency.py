from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import B2bCommon


@tagged("post_install", "-at_install")
class TestCurrency(B2bCommon):
    """A contract in another currency counts against limits at today's rate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Of a currency that nobody else in the database has given a rate.
        cls.currency = cls.env["res.currency"].create({"name": "YYE", "symbol": "у.е."})
        cls.entity = cls.romashka.b2b_entity_ids
        cls.price_type_2.currency_id = cls.currency
        cls._set_price(cls.vase, cls.price_type_2, 2)
        cls.contract = cls.env["b2b.contract"].create(
            {
                "name": "В-1",
                "entity_id": cls.entity.id,
                "organisation_id": cls.organisation.id,
                "currency_id": cls.currency.id,
                "pricelist_id": cls.price_type_2.id,
                "deferral_days": 14,
            }
        )

    def rate(self, value, day=None):
        """How many roubles a unit costs from a day on."""
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.currency.id,
                "name": day or self.today,
                "rate": 1 / value,
            }
        )

    def order(self, quantity, **values):
        return self._make_order(lines=[(self.vase, quantity)], **values)

    def test_without_a_rate_credit_and_reserve_are_stopped(self):
        for mode in ("credit", "reserve"):
            order = self.order(1, b2b_payment_mode=mode)
            self.assertEqual(order.currency_id, self.currency)
            with self.assertRaisesRegex(UserError, "rate of YYE"):
                order._place()
        self.rate(50, fields.Date.add(self.today, days=1))
        with self.assertRaisesRegex(UserError, "rate of YYE"):
            order._place()
        order.b2b_payment_mode = "invoice"
        self.assertEqual(
            order._place()["result"], "placed", "pays, so no limit is used"
        )

    def test_sums_count_at_the_rate_of_the_day(self):
        self.rate(50, "2020-01-01")
        order = self.order(10, b2b_payment_mode="credit")
        preview = order._b2b_limit_preview(order._b2b_parts())
        self.assertEqual(preview["credit"]["short"], 0)
        order._place()
        self.assertEqual(self.romashka._b2b_limits()["credit_used"], 1000)
        self.rate(100)
        self.assertEqual(self.romashka._b2b_limits()["credit_used"], 2000)
        order = self.order(16, b2b_payment_mode="credit")
        preview = order._b2b_limit_preview(order._b2b_parts())
        self.assertEqual(preview["credit"]["short"], 200)
        with self.assertRaisesRegex(UserError, "3[^0-9]*000"):
            order._place()

    def test_the_limit_of_the_contract_is_in_its_currency(self):
        self.rate(100)
        self.contract.credit_limit = 20
        self.order(10, b2b_payment_mode="credit")._place()
        with self.assertRaises(UserError):
            self.order(1, b2b_payment_mode="credit")._place()

    def test_debt_of_all_currencies_adds_up(self):
        self.rate(100)
        now = fields.Datetime.now()
        account = self.env["b2b.settlement"]._b2b_account(
            self.entity, self.organisation, self.contract, self.currency
        )
        account._b2b_set_balance(now, 15, 5, 0)
        outside = self.env["b2b.settlement"]._b2b_account(
            self.entity,
            self.organisation,
            self.env["b2b.contract"],
            self.env.company.currency_id,
        )
        outside._b2b_set_balance(now, 250, 0, 0)
        limits = self.romashka._b2b_limits()
        self.assertEqual(limits["credit_used"], 1250)
        self.assertFalse(limits["overdue"])
        account._b2b_set_balance(now, 15, 5, 3)
        self.assertEqual(self.romashka._b2b_limits()["overdue"], 300)
        self.contract.active = False
        self.assertEqual(self.romashka._b2b_limits()["overdue"], 300, "closed, owed")
