from odoo.fields import Command
from odoo.tests import tagged

from ..tools import order_list
from .common import B2bCommon
from .test_portal_pages import PortalCase


@tagged("post_install", "-at_install")
class TestOrderQueries(B2bCommon):
    """An order of many lines costs as many queries as one of few."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Like most tiers: a discount that stands on a price type of 1С.
        cls.tier.pricelist_id = cls.env["product.pricelist"].create(
            {
                "name": "Опт −10 %",
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "3_global",
                            "base": "pricelist",
                            "base_pricelist_id": cls.price_type.id,
                            "compute_price": "percentage",
                            "percent_price": 10,
                        }
                    )
                ],
            }
        )
        cls.goods = cls.env["product.product"].create(
            [
                {
                    "name": f"Товар {number}",
                    "default_code": f"T-{number}",
                    "is_storable": True,
                    "is_published": True,
                }
                for number in range(60)
            ]
        )
        cls.env["product.pricelist.item"].create(
            [
                {
                    "pricelist_id": cls.price_type.id,
                    "applied_on": "0_product_variant",
                    "product_id": product.id,
                    "compute_price": "fixed",
                    "fixed_price": 100 + number,
                }
                for number, product in enumerate(cls.goods)
            ]
        )
        cls.env["stock.quant"].create(
            [
                {
                    "product_id": product.id,
                    "location_id": cls.warehouse.lot_stock_id.id,
                    "quantity": 50,
                }
                for product in cls.goods
            ]
        )

    def queries(self, action):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def grow(self, action):
        """Queries of ``action`` on 5 goods and on 50 others."""
        action(self.goods[:5])  # fills the caches of the process
        few = self.queries(lambda: action(self.goods[:5]))
        return few, self.queries(lambda: action(self.goods[5:55]))

    def test_checking_rows(self):
        def check(goods):
            rows = [
                order_list.Row(product.default_code, 2.0, product.default_code)
                for product in goods
            ]
            answers = self.env["b2b.quick.order"].with_user(self.buyer)._check(rows)
            self.assertFalse([row for row in answers if row["problems"]])

        few, many = self.grow(check)
        self.assertLessEqual(many, few)

    def rows(self, goods):
        return [(product.id, 1 + number % 7) for number, product in enumerate(goods)]

    def test_filling_a_cart(self):
        def fill(goods):
            cart = self._make_order(lines=[(self.vase, 1)]).with_user(self.buyer).sudo()
            results = cart._b2b_cart_add(self.rows(goods))
            self.assertFalse([row for row in results if row["problem"]])

        few, many = self.grow(fill)
        self.assertLessEqual(many, few)

    def test_repricing_a_cart(self):
        def reprice(goods):
            self.assertFalse(orders[goods]._b2b_reprice())

        orders = {
            goods: self._make_order(lines=self.lines(goods))
            for goods in (self.goods[:5], self.goods[5:55])
        }
        few, many = self.grow(reprice)
        self.assertLessEqual(many, few)

    def lines(self, goods):
        return [(product, 1 + number % 7) for number, product in enumerate(goods)]

    def test_placing(self):
        def place(goods):
            order = self._make_order(lines=self.lines(goods))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            order._place()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            moves = order.picking_ids.move_ids
            self.assertEqual(set(moves.mapped("state")), {"assigned"})
            self.assertEqual(
                sorted(moves.mapped("quantity")),
                sorted(order.order_line.mapped("product_uom_qty")),
            )

        counts = []
        self.grow(place)
        _warm, few, many = counts
        # Batches of rows that are written in parts grow a little, lines do not.
        self.assertLessEqual(many - few, 5)

    def test_prices_are_those_that_core_computes_one_by_one(self):
        items = self.env["product.pricelist.item"]
        for values in (
            {"applied_on": "1_product", "fixed_price": 70, "min_quantity": 5},
            {"applied_on": "0_product_variant", "fixed_price": 60, "min_quantity": 7},
        ):
            product = self.goods[3]
            items.create(
                {
                    "pricelist_id": self.price_type.id,
                    "product_id": product.id,
                    "product_tmpl_id": product.product_tmpl_id.id,
                    "compute_price": "fixed",
                    **values,
                }
            )
        pricelist = self.tier.pricelist_id
        rows = [
            (product, quantity, product.uom_id)
            for product in self.goods[:6]
            for quantity in (1, 5, 7)
        ]
        self.assertEqual(
            [price for price, _rule in pricelist._b2b_price_rows(rows)],
            [
                # A single product goes core's own way.
                pricelist._get_product_price(product, quantity)
                for product, quantity, _uom in rows
            ],
        )

    def test_the_same_product_twice_takes_both_quantities(self):
        order = self._make_order(lines=[(self.goods[0], 20), (self.goods[0], 25)])
        order._place()
        self.assertEqual(sum(order.picking_ids.move_ids.mapped("quantity")), 45)
        quant = self.env["stock.quant"].search([("product_id", "=", self.goods[0].id)])
        self.assertEqual(quant.reserved_quantity, 45)


@tagged("post_install", "-at_install")
class TestCartPageQueries(PortalCase):
    def test_the_page_does_not_count_lines(self):
        goods = self.env["product.product"].create(
            [
                {
                    "name": f"Товар {number}",
                    "default_code": f"T-{number}",
                    "is_storable": True,
                    "is_published": True,
                }
                for number in range(40)
            ]
        )
        for product in goods:
            self._set_price(product, self.price_type, 10)
        self.login(self.buyer)

        def queries(products):
            self.buyer.partner_id.b2b_cart_id = self._make_order(
                lines=[(product, 2) for product in products]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            page = self.get("/shop/cart").text
            self.assertEqual(page.count("data-line-id="), len(products))
            return self.cr.sql_log_count - before

        queries(goods[:3])  # warms caches that live as long as the process
        few = queries(goods[:3])
        self.assertLessEqual(queries(goods), few)
