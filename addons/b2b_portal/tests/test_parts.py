"""A cart of goods that different organisations sell becomes an order of each."""

import re
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_portal_pages import PortalCase


@tagged("post_install", "-at_install")
class TestParts(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Category = cls.env["product.public.category"]
        groups = Category.create([{"name": "Вазы"}, {"name": "Свечи"}])
        cls.vase.public_categ_ids, cls.candle.public_categ_ids = groups
        (cls.env["b2b.organisation"].search([]) - cls.organisation).active = False
        cls.sole = cls.env["b2b.organisation"].create(
            {
                "name": "ИП Гнездов",
                "vat_payer": False,
                "group_ids": groups[1].ids,
                "warehouse_ids": (cls.warehouse | cls.warehouse_2).ids,
                "sequence": 20,
            }
        )
        cls.organisation.write({"group_ids": groups[0].ids, "sequence": 1})
        cls.entity = cls.romashka.b2b_entity_ids
        cls._set_price(cls.candle, cls.price_type_2, 40.0)
        cls._set_price(cls.vase, cls.price_type_2, 40.0)
        cls._set_stock(cls.candle, cls.warehouse_2, 100)
        cls.contract = cls._contract("1", cls.organisation)
        cls.sole_contract = cls._contract(
            "2", cls.sole, pricelist_id=cls.price_type_2.id
        )
        cls.other_contract = cls._contract("3", cls.sole, date="2025-01-10")

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

    def _cart(self, lines=None, **values):
        order = self._make_order(
            self.buyer,
            lines or [(self.vase, 2), (self.candle, 3)],
            b2b_contract_id=self.contract.id,
            **values,
        )
        order._b2b_reprice()
        order.order_line._b2b_accept_price()
        self.buyer.partner_id.b2b_cart_id = order
        return order

    def _form(self, order, **values):
        return {
            "b2b_entity_id": self.entity.id,
            "warehouse_id": self.warehouse.id,
            "b2b_payment_mode": "invoice",
            "shown": order._b2b_shown(),
            **values,
        }

    def test_one_letter_tells_of_all_the_parts(self):
        self.buyer.lang = "ru_RU"
        self.buyer.partner_id.phone = "+79161234567"
        events = self.env["b2b.notification.preference"]
        events._choose(self.buyer, {"placed": {"email": True, "sms": True}})
        cart = self._cart()
        before = self.env["mail.mail"].search([])
        vase, candle = cart._place()["orders"]
        self.env.flush_all()
        [letter] = self.env["mail.mail"].search([]) - before
        told = f"{vase.name}: ожидает оплаты; {candle.name}: ожидает оплаты"
        self.assertEqual(letter.subject, f"Заказы {told}")
        for order in (vase, candle):
            self.assertIn(f"/my/orders/{order.id}", letter.body_html)
            self.assertIn(order.b2b_organisation_id.name, letter.body_html)
        message = self.env["sms.sms"].search([("number", "=", "+79161234567")])
        self.assertEqual(message.body, f"Заказы {told}.")
        # What happens to one of them later is told of this one.
        candle._b2b_register_payment(
            "П-1", candle.amount_total, self.today, "1", "staff"
        )
        letter = self.env["mail.mail"].search([]) - before - letter
        self.assertEqual(letter.subject, f"Заказ {candle.name}: оплачен")

    def test_lines_are_priced_and_taxed_as_their_seller_sells(self):
        order = self._cart()
        vase, candle = order.order_line
        self.assertFalse(vase.b2b_organisation_id)
        self.assertEqual(candle.b2b_organisation_id, self.sole)
        self.assertEqual(candle.price_unit, 40.0, "price type of its contract")
        self.assertEqual(candle.tax_ids.b2b_vat_code, "none")
        self.assertNotEqual(vase.tax_ids.b2b_vat_code, "none")
        parts = order._b2b_parts()
        self.assertEqual(
            [(part["organisation"], part["amount"]) for part in parts],
            [(self.organisation, 200.0), (self.sole, 120.0)],
        )
        self.assertEqual(sum(part["amount"] for part in parts), order.amount_total)
        self.assertEqual(
            parts[1]["contracts"], self.sole_contract | self.other_contract
        )

    def test_catalogue_shows_what_the_cart_charges(self):
        goods = (self.vase | self.candle).with_user(self.buyer)
        shown = {self.vase.id: 100.0, self.candle.id: 40.0}
        self._cart([(self.vase, 1)])
        self.assertEqual(goods._b2b_own_prices(), shown)
        self.organisation.group_ids = self.sole.group_ids = False
        self.assertEqual(goods._b2b_own_prices()[self.candle.id], 50.5)

    def test_a_new_cart_s_contract_holds_before_there_is_a_cart(self):
        self.organisation.group_ids = self.sole.group_ids = False
        self.contract.pricelist_id = self.price_type_2
        goods = self.vase.with_user(self.buyer)
        self.assertEqual(goods._b2b_own_prices(), {self.vase.id: 40.0})
        self.login(self.buyer)
        row = self.call("/my/quick-order/check", rows=[["VAZ-1", "1"]])["rows"][0]
        self.assertIn("40", row["price"])
        self.call("/my/quick-order/put", rows=[["VAZ-1", "1"]], target="cart")
        line = self.buyer.partner_id.b2b_cart_id.order_line
        self.assertEqual(line.price_unit, 40.0)

    def test_prices_by_quantity_are_those_of_the_seller(self):
        rule = {"applied_on": "0_product_variant", "compute_price": "fixed"}
        for pricelist, quantity, price in (
            (self.price_type, 7, 45.0),  # not what the candle is sold by
            (self.price_type_2, 10, 30.0),
        ):
            self.env["product.pricelist.item"].create(
                {
                    **rule,
                    "pricelist_id": pricelist.id,
                    "product_id": self.candle.id,
                    "min_quantity": quantity,
                    "fixed_price": price,
                }
            )
        self._cart([(self.vase, 1)])
        goods = self.candle.with_user(self.buyer)
        self.assertEqual(
            goods._b2b_price_breaks(goods._b2b_own_lists()),
            [(1.0, {self.candle.id: 40.0}), (10.0, {self.candle.id: 30.0})],
        )
        self.login(self.buyer)
        page = self.url_open(self.candle.website_url).text
        table = page[page.index("b2b-breaks") :].partition("</table>")[0]
        self.assertIn("30", table)
        self.assertNotIn("45", table)
        row = self.call("/my/quick-order/check", rows=[["SVE-1", "10"]])["rows"][0]
        self.assertIn("30", row["price"])

    def test_goods_added_bring_no_news_of_prices(self):
        order = self._cart([(self.vase, 1)])
        order.with_user(self.buyer).sudo()._b2b_cart_add([(self.candle.id, 5)])
        self.assertEqual(order.order_line[1].price_unit, 40.0)
        self.assertFalse(order._b2b_reprice())

    def test_placing_makes_an_order_of_each_part(self):
        order = self._cart(
            b2b_comment="Позвоните", client_order_ref="PO-7", b2b_ship_whole=True
        )
        candle = order.order_line[1]
        answer = order._place()
        first, second = answer["orders"]
        self.assertEqual(first, order)
        self.assertEqual(first.order_line.product_id, self.vase)
        self.assertEqual(second.order_line, candle)
        self.assertEqual(second.b2b_organisation_id, self.sole)
        self.assertEqual(second.b2b_contract_id, self.sole_contract)
        self.assertEqual(second.pricelist_id, self.price_type_2)
        self.assertEqual((first.amount_total, second.amount_total), (200.0, 120.0))
        self.assertEqual(second.amount_tax, 0.0)
        self.assertEqual({first.state, second.state}, {"sale"})
        self.assertEqual(second._b2b_siblings(), first)
        self.assertEqual(first._b2b_siblings(), second)
        self.assertNotEqual(first.name, second.name)
        for field in ("b2b_comment", "client_order_ref", "b2b_ship_whole"):
            self.assertEqual(first[field], second[field])
        self.assertFalse(candle.b2b_organisation_id, "the order says it now")

    def test_all_parts_or_none(self):
        order = self._cart()
        self._set_stock(self.candle, self.warehouse, -99)
        orders = self.env["sale.order"].search_count([])
        with self.assertRaisesRegex(UserError, "SVE-1"), self.env.cr.savepoint():
            order._place()
        order.invalidate_recordset()
        self.assertEqual(order.state, "draft")
        self.assertEqual(len(order.order_line), 2)
        self.assertEqual(self.env["sale.order"].search_count([]), orders)

    def test_parts_are_judged_together_against_the_limit(self):
        self.romashka.write(
            {"b2b_own_limits": True, "b2b_own_reserve_limit": 300, "active": True}
        )
        order = self._cart(b2b_payment_mode="reserve")
        preview = order._b2b_limit_preview(order._b2b_parts())
        self.assertEqual(preview["reserve"]["short"], 20)
        with self.assertRaisesRegex(UserError, "Reserve limit"):
            order._place()

    def test_limit_of_the_part_s_contract_holds_for_the_part(self):
        self.sole_contract.reserve_limit = 100
        order = self._cart(b2b_payment_mode="reserve")
        preview = order._b2b_limit_preview(order._b2b_parts())
        self.assertEqual(preview["reserve"]["short"], 20)
        with self.assertRaisesRegex(UserError, "Reserve limit"):
            order._place()

    def test_buyer_s_limit_counts_all_parts(self):
        self.buyer.partner_id.b2b_limit_order = 250
        answer = self._cart()._place()
        self.assertEqual(answer["result"], "approval")
        self.assertEqual(set(answer["orders"].mapped("b2b_status")), {"approval"})
        for order in answer["orders"]:
            order.with_user(self.director).sudo()._b2b_approve()
        self.assertEqual(
            set(answer["orders"].mapped("b2b_status")), {"awaiting_payment"}
        )

    def test_the_director_decides_about_all_parts_at_once(self):
        self.buyer.partner_id.b2b_limit_order = 250
        self.tier.min_order_amount = 300  # each part alone is below it
        order = self._cart()
        order.with_user(self.buyer).sudo()._place()
        candle = order._b2b_siblings()
        self.assertEqual((order | candle).mapped("b2b_status"), ["approval"] * 2)
        self.login(self.director)
        page = self.url_open(f"/my/orders/{order.id}").text
        self.assertIn('name="scope"', page)
        self.assertIn('id="decide_note"', page)
        # All or none: goods of one part are gone.
        self._set_stock(self.candle, self.warehouse, -100)
        self._set_stock(self.candle, self.warehouse_2, -100)
        self.post(f"/my/orders/{order.id}/approve", note="Без пледа")
        self.assertEqual((order | candle).mapped("b2b_status"), ["approval"] * 2)
        page = self.url_open(f"/my/orders/{order.id}").text
        self.assertIn(">Без пледа</textarea>", page, "what was typed stays")
        self._set_stock(self.candle, self.warehouse, 100)
        self.post(f"/my/orders/{order.id}/approve", note="Берём")
        self.assertEqual((order | candle).mapped("state"), ["sale"] * 2)
        self.assertIn("Берём", candle.b2b_event_ids.sorted("id")[-1:].note)

    def test_the_director_decides_about_one_part(self):
        self.buyer.partner_id.b2b_limit_order = 250
        order = self._cart()
        order.with_user(self.buyer).sudo()._place()
        candle = order._b2b_siblings()
        self.login(self.director)
        self.post(f"/my/orders/{order.id}/refuse", note="Рано", scope="one")
        self.assertEqual((order | candle).mapped("b2b_status"), ["refused", "approval"])
        self.post(f"/my/orders/{candle.id}/approve")
        self.assertEqual(candle.state, "sale")
        # A stranger's order is not reached through somebody else's cart.
        self.login(self.stranger_director)
        self.assertEqual(
            self.post(f"/my/orders/{candle.id}/refuse", note="x").status_code, 404
        )

    def test_a_quotation_by_hand_is_checked_against_the_sellers(self):
        staff = self.env.ref("base.user_admin")
        self.contract.pricelist_id = False

        def quotation(lines, **values):
            return (
                self.env["sale.order"]
                .with_user(staff)
                .create(
                    {
                        "partner_id": self.buyer.partner_id.id,
                        "warehouse_id": self.warehouse.id,
                        "b2b_contract_id": self.contract.id,
                        "order_line": [
                            fields.Command.create(
                                {"product_id": product.id, "product_uom_qty": 1}
                            )
                            for product in lines
                        ],
                        **values,
                    }
                )
            )

        both = quotation(self.vase | self.candle)
        with self.assertRaisesRegex(UserError, "Свеча.*ИП Гнездов.*ООО Гнездо"):
            both.action_confirm()
        self.assertEqual(both.state, "draft")
        with self.assertRaisesRegex(UserError, "no organisation sells"):
            self.vase.public_categ_ids = False
            quotation(self.vase).action_confirm()
        own = {"b2b_contract_id": self.sole_contract.id}
        self.sole.warehouse_ids = self.warehouse_2
        with self.assertRaisesRegex(UserError, self.warehouse.name):
            quotation(self.candle, **own).action_confirm()
        mixed = quotation(self.candle, **own, warehouse_id=self.warehouse_2.id)
        mixed.b2b_organisation_id = self.organisation
        with self.assertRaisesRegex(UserError, "Contract 2 is with ИП Гнездов"):
            mixed.action_confirm()
        mixed.b2b_organisation_id = self.sole
        mixed.action_confirm()
        self.assertEqual(mixed.state, "sale")

    def test_one_seller_is_not_split(self):
        self.organisation.group_ids = False
        order = self._cart()
        self.assertFalse(order.order_line.b2b_organisation_id)
        self.assertEqual(order._place()["orders"], order)

    def test_cart_of_another_seller_s_goods_becomes_its_order(self):
        order = self._cart([(self.candle, 4)])
        self.assertEqual(order.b2b_organisation_id, self.sole)
        self.assertEqual(order.b2b_contract_id, self.sole_contract)
        self.assertEqual(order.amount_total, 160.0)

    def test_goods_that_nobody_sells_are_refused_by_name(self):
        self.sole.group_ids = self.organisation.group_ids
        order = self._cart()
        with self.assertRaisesRegex(UserError, "SVE-1"):
            order._place()

    def test_person_sees_the_split_and_chooses_contract_and_warehouse(self):
        order = self._cart()
        self.login(self.buyer)
        page = self.get("/my/checkout").text
        self.assertIn("b2b_parts", page)
        self.assertIn(f'name="contract_{self.sole.id}"', page)
        choice = {
            f"contract_{self.sole.id}": self.other_contract.id,
            f"warehouse_{self.sole.id}": self.warehouse_2.id,
        }
        # Another contract is another price: it is shown before anything is placed.
        answer = self.post("/my/checkout", **self._form(order, **choice))
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(order.state, "draft")
        shown = re.search(r'name="shown" value="(\w+)"', answer.text)[1]
        answer = self.post("/my/checkout", **{**self._form(order), "shown": shown})
        self.assertEqual(answer.status_code, 303)
        second = order._b2b_siblings()
        self.assertEqual(second.b2b_contract_id, self.other_contract)
        self.assertEqual(second.warehouse_id, self.warehouse_2)
        self.assertEqual(second.amount_total, 151.5)
        page = self.get(answer.headers["Location"]).text
        self.assertIn(f"/my/orders/{second.id}", page)

    def test_contract_of_a_stranger_is_refused(self):
        strange = self._contract("9", self.sole)
        strange.entity_id = self.vasilek.b2b_entity_ids
        order = self._cart()
        self.login(self.buyer)
        for field in ("b2b_contract_id", f"contract_{self.sole.id}"):
            answer = self.post(
                "/my/checkout", **self._form(order, **{field: strange.id})
            )
            with self.subTest(field=field):
                self.assertIn(f"error_{field}", answer.text)
                self.assertEqual(order.state, "draft")

    def test_refresh_shows_the_terms_of_another_choice_and_places_nothing(self):
        order = self._cart([(self.vase, 2)])
        newer = self._contract(
            "8", self.organisation, pricelist_id=self.price_type_2.id
        )
        self.login(self.buyer)
        answer = self.post(
            "/my/checkout",
            **self._form(order, b2b_contract_id=newer.id, refresh="1"),
        )
        self.assertEqual(order.b2b_contract_id, newer)
        self.assertEqual(order.state, "draft")
        self.assertIn("80", answer.text)

    def test_cart_changed_in_another_window_is_not_placed_unseen(self):
        order = self._cart([(self.vase, 2)])
        form = self._form(order)
        order._b2b_cart_add([(self.vase.id, 1)])
        self.login(self.buyer)
        answer = self.post("/my/checkout", **form)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(order.state, "draft")
        self.post("/my/checkout", **self._form(order))
        self.assertEqual(order.state, "sale")

    def test_two_quotations_confirmed_at_once_are_judged_one_after_another(self):
        self.romashka.write({"b2b_own_limits": True, "b2b_own_reserve_limit": 300})
        orders = self.env["sale.order"]
        for _number in range(2):
            orders |= self._cart([(self.vase, 2)], b2b_payment_mode="reserve")
        with self.assertRaisesRegex(UserError, "Reserve limit"):
            orders.action_confirm()

    def test_cart_that_staff_confirm_is_split_too(self):
        order = self._cart()
        order.with_user(self.env.ref("base.user_admin")).action_confirm()
        self.assertEqual(order.order_line.product_id, self.vase)
        self.assertEqual(order._b2b_siblings().b2b_organisation_id, self.sole)
        self.assertEqual(order._b2b_siblings().state, "sale")

    def test_deferral_counts_from_the_shipment(self):
        self.contract.write({"deferral_days": 10, "credit_limit": 1000})
        order = self._cart([(self.vase, 2)], b2b_payment_mode="credit")
        order._place()
        # It was placed three days ago, and is shipped today.
        order.b2b_due_from -= timedelta(days=3)
        order._b2b_refresh_due()
        placed_due = order.b2b_due_date
        order._b2b_register_shipment("1", None, False, "1", "onec_soap")
        self.assertEqual(order.b2b_due_date, placed_due + timedelta(days=3))
