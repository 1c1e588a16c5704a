from datetime import date
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .common import B2bCommon


@tagged("post_install", "-at_install")
class TestContractFit(B2bCommon):
    """Which organisation sells which line, under which contract."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["b2b.organisation"].search([]).sequence = 50
        cls.organisation.sequence = 1
        cls.sole = cls.env["b2b.organisation"].create(
            {"name": "ИП Гнездов", "vat_payer": False, "sequence": 2}
        )
        cls.others = cls.env["b2b.organisation"].search([]) - (
            cls.organisation | cls.sole
        )
        cls.others.active = False
        cls.entity = cls.romashka.b2b_entity_ids
        cls.goods = cls.vase | cls.candle
        cls.contract = cls._contract("1", cls.organisation)

    @classmethod
    def _contract(cls, number, organisation, **values):
        return cls.env["b2b.contract"].create(
            {
                "name": number,
                "date": "2026-01-10",
                "entity_id": cls.entity.id,
                "organisation_id": organisation.id,
                **values,
            }
        )

    def fits(self, **kwargs):
        return self.env["b2b.contract"]._b2b_fits(self.entity, self.goods, **kwargs)

    def test_a_contract_comes_before_none(self):
        self.assertEqual(self.fits()[self.vase], {self.organisation: self.contract})

    def test_goods_of_another_organisation_are_sold_by_it(self):
        group = self.env["product.public.category"].create({"name": "Вазы"})
        child = self.env["product.public.category"].create(
            {"name": "Напольные", "parent_id": group.id}
        )
        collection = self.env["b2b.collection"].create({"name": "Свет"})
        self.vase.public_categ_ids = child
        self.candle.b2b_collection_ids = collection
        self.organisation.group_ids = group
        fits = self.fits()
        self.assertEqual(list(fits[self.vase]), [self.organisation])
        self.assertEqual(fits[self.candle], {self.sole: self.env["b2b.contract"]})
        self.organisation.collection_ids = collection
        self.assertEqual(self.fits()[self.candle], {self.organisation: self.contract})
        self.sole.group_ids = group
        self.organisation.collection_ids = False
        self.assertEqual(self.fits()[self.candle], {}, "nobody sells it")

    def test_several_contracts_are_a_choice_the_newest_first(self):
        newer = self._contract("2", self.organisation, date="2026-02-01")
        self._contract("3", self.organisation, date_to="2020-01-01", date="2019-01-01")
        self._contract("4", self.organisation, kind="consignment")
        self.assertEqual(
            self.fits()[self.vase][self.organisation], newer | self.contract
        )

    def test_warehouse_of_another_organisation_does_not_fit(self):
        self.organisation.warehouse_ids = self.warehouse
        self.assertEqual(
            list(self.fits(warehouse=self.warehouse_2)[self.vase]), [self.sole]
        )

    def test_commission_needs_a_contract(self):
        self.assertEqual(self.fits(kind="consignment")[self.vase], {})
        contract = self._contract("5", self.sole, kind="consignment")
        self.assertEqual(
            self.fits(kind="consignment")[self.vase], {self.sole: contract}
        )

    def test_cost_does_not_follow_the_goods(self):
        def queries(products):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["b2b.contract"]._b2b_fits(self.entity, products)
            return self.cr.sql_log_count - before

        group = self.env["product.public.category"].create({"name": "Вазы"})
        self.organisation.group_ids = group
        many = self.env["product.product"].create(
            [
                {"name": f"Ваза {i}", "public_categ_ids": [Command.link(group.id)]}
                for i in range(20)
            ]
        )
        queries(many)  # warms caches of the process
        self.assertEqual(queries(many[:2]), queries(many))

    def test_banking_days_skip_the_weekend(self):
        self.contract.write(
            {
                "deferral_days": 3,
                "deferral_kind": "banking",
                "advance_percent": 10,
                "prepayment_percent": 30,
                "credit_limit": 5_000,
            }
        )
        self.assertIn("3", self.contract._b2b_terms())
        order = self._make_order(self.buyer, [(self.vase, 1)])
        order.write({"b2b_contract_id": self.contract.id, "b2b_payment_mode": "credit"})
        friday = date(2026, 11, 20)
        with patch.object(
            self.env.registry["b2b.deadline"], "_today", lambda self: friday
        ):
            order._b2b_set_dates()
        self.assertEqual(order.b2b_due_date, date(2026, 11, 25))

    def test_special_rate_of_the_regime_holds_for_all_goods(self):
        vat = self.env["account.tax"]._b2b_vat
        self.vase.taxes_id, self.candle.taxes_id = vat("22"), vat("0")
        order = self._make_order(self.buyer)
        for regime, codes in {
            "general": ["22", "0"],
            "5": ["5", "0"],
            "7": ["7", "0"],
            "none": ["none", "none"],
        }.items():
            self.organisation.vat_regime = regime
            order.order_line._compute_tax_ids()
            with self.subTest(regime=regime):
                self.assertEqual(
                    [line.tax_ids.b2b_vat_code for line in order.order_line], codes
                )
        self.assertFalse(self.organisation.vat_payer)
        self.organisation.vat_payer = True
        self.assertEqual(self.organisation.vat_regime, "general")
