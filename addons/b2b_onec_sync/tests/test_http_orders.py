from datetime import timedelta
from decimal import Decimal

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ..tools.money import spread
from .http_orders_common import ENTITY, VASE, OrdersCase


@tagged("post_install", "-at_install")
class TestHttpOrders(OrdersCase):
    # === out === #

    def test_order_adds_up_and_has_no_empty_elements(self):
        [document] = self.documents()
        self.assertEqual(document.findtext("Номер"), self.order.name)
        total = f"{self.order.amount_total:.2f}"
        self.assertEqual(document.findtext("Сумма"), total)
        amounts = [float(row.findtext("Сумма")) for row in document.iter("Товар")]
        self.assertEqual(f"{sum(amounts):.2f}", total)
        for element in document.iter():
            self.assertTrue(len(element) or (element.text or "").strip(), element.tag)
        for row in document.iter("Товар"):
            self.assertTrue(row.find("БазоваяЕдиница").get("Код"))

    def test_order_is_sent_again_until_1c_says_success(self):
        self.assertEqual(len(self.documents()), 1)
        self.assertEqual(len(self.documents()), 1)
        self.engine._answer_loaded(self.session)
        self.assertEqual(self.order.onec_state, "loaded")
        self.assertFalse(self.documents())

    def test_where_nothing_is_ever_confirmed_orders_take_turns(self):
        self.connection.order_batch_size = 1
        other = self._make_order()
        other._place()
        numbers = [self.documents()[0].findtext("Номер") for _turn in range(4)]
        self.assertEqual(numbers, [self.order.name, other.name] * 2)

    def test_poisoned_order_is_found_and_held_back_by_itself(self):
        """1С refuses every answer with `poison` in it, and takes the others."""
        poison = self.order
        others = poison
        for _i in range(3):
            order = self._make_order()
            order._place()
            others |= order
        others -= poison
        self.node.last_success = fields.Datetime.now() - timedelta(days=1)
        for visit in range(12):
            self.session, _token = self.env["onec.session"]._open(self.node, "sale")
            numbers = {row.findtext("Номер") for row in self.documents()}
            if poison.name not in numbers:
                moment = fields.Datetime.now() + timedelta(minutes=visit)
                with freeze_time(moment):
                    self.engine._answer_loaded(self.session)
        self.assertEqual(poison.onec_state, "quarantined")
        self.assertEqual(set(others.mapped("onec_state")), {"loaded"})
        poison.action_onec_requeue()
        self.assertEqual(poison.onec_sent_count, 0)

    def test_order_that_1c_would_spoil_is_held_back_alone(self):
        good = self._make_order()
        good._place()
        self.order.b2b_entity_id = False
        self.assertEqual(
            [row.findtext("Номер") for row in self.documents()], [good.name]
        )
        self.assertEqual(self.order.onec_state, "quarantined")
        self.assertTrue(self.order.onec_error)

    def test_kopecks_that_do_not_divide_make_two_lines(self):
        for qty in ("3", "2.5", "0.7", "17"):
            parts = self.engine._even(Decimal(qty), Decimal("100.00"))
            self.assertEqual(sum(part[0] for part in parts), Decimal(qty))
            self.assertEqual(sum(part[2] for part in parts), Decimal("100.00"))
            for part_qty, price, amount in parts:
                self.assertEqual(round(price * part_qty, 2), amount)

    def test_what_1c_does_not_know_is_spread_over_the_goods(self):
        extra = self.env["product.product"].create(
            {"name": "Delivery", "type": "service", "list_price": 0}
        )
        order = self._make_order()
        total = order.amount_total + 300.01
        order.order_line = [
            fields.Command.create(
                {
                    "product_id": extra.id,
                    "price_unit": 300.01,
                    "is_delivery": True,
                    "tax_ids": order.order_line[0].tax_ids.ids,
                }
            )
        ]
        order._place()
        document = self.documents()[-1]
        rows = document.findall(".//Товар")
        names = {row.findtext("Наименование") for row in rows}
        self.assertNotIn(extra.display_name, names)
        sums = [Decimal(row.findtext("Сумма")) for row in rows]
        self.assertEqual(float(sum(sums)), round(total, 2))

    def test_goods_go_by_the_name_that_1c_gave_them(self):
        self.env["onec.link"]._link(
            self.connection, "good", VASE, self.vase.product_tmpl_id, name="Ваза (1С)"
        )
        [document] = self.documents()
        names = {row.findtext("Наименование") for row in document.iter("Товар")}
        self.assertEqual(names, {"Ваза (1С)", self.candle.name})

    def test_a_share_is_rounded_from_what_is_left(self):
        sums = [Decimal("0.10"), Decimal("0.10"), Decimal("0.10")]
        self.assertEqual(sum(spread(Decimal("-0.11"), sums)), Decimal("0.19"))
        self.assertEqual(spread(Decimal(5), []), [])

    # === who buys === #

    def unlink_entity(self):
        self.connection.link_ids.filtered(lambda link: link.guid == ENTITY).unlink()

    def test_order_of_an_unknown_entity_waits_for_its_link(self):
        self.unlink_entity()
        self.assertFalse(self.documents())
        self.assertEqual(self.order.onec_state, "quarantined")
        self.env["onec.link"]._link(self.connection, "entity", ENTITY, self.entity)
        self.assertEqual(self.order.onec_state, "queued")
        self.assertEqual(len(self.documents()), 1)

    def test_staff_may_send_the_order_of_an_unknown_entity(self):
        self.unlink_entity()
        self.documents()
        self.order.action_onec_requeue()
        self.assertEqual(len(self.documents()), 1)

    def test_what_people_hold_back_is_not_sent_by_a_link(self):
        self.unlink_entity()
        self.documents()
        self.order.action_onec_hold()
        self.env["onec.link"]._link(self.connection, "entity", ENTITY, self.entity)
        self.assertEqual(self.order.onec_state, "quarantined")

    def test_1c_names_the_counterparty_it_took(self):
        self.unlink_entity()
        self.tell(Номер_по_1С="УТ-1")
        links = self.env["onec.link"]
        self.assertFalse(links._guid_of(self.connection, "entity", self.entity))
        self.tell(Номер_по_1С="УТ-1", party=(self.entity.vat, self.entity.b2b_kpp))
        guid = links._guid_of(self.connection, "entity", self.entity)
        self.assertEqual(guid, ENTITY)

    def test_second_counterparty_of_one_company_is_for_a_person(self):
        second = ENTITY.replace("9-", "8-")
        party = (self.entity.vat, self.entity.b2b_kpp)
        self.tell(Номер_по_1С="УТ-1", party=party, guid=second)
        links = self.env["onec.link"]
        self.assertEqual(links._guid_of(self.connection, "entity", self.entity), ENTITY)
        match = self.env["onec.match"].search([("guid", "=", second)])
        self.assertEqual((match.partner_id, match.old_guid), (self.entity, ENTITY))
        match.action_same()
        self.assertEqual(links._guid_of(self.connection, "entity", self.entity), second)

    def test_company_that_a_client_typed_is_for_a_person(self):
        # Any director knows the ИНН of a competitor.
        people = self.env["res.partner"].with_user(self.director).sudo()
        typed = people.create(
            {
                "name": "ООО «Чужое»",
                "is_company": True,
                "type": "other",
                "parent_id": self.romashka.id,
                "b2b_type": "entity",
                "vat": "7736207543",
                "b2b_kpp": "770401001",
            }
        ).with_env(self.env)
        self.order.b2b_entity_id = typed
        self.connection.soap_active = True
        guid = ENTITY.replace("9-", "7-")
        self.tell(Номер_по_1С="УТ-1", party=(typed.vat, typed.b2b_kpp), guid=guid)
        links = self.env["onec.link"]
        self.assertFalse(links._guid_of(self.connection, "entity", typed))
        match = self.env["onec.match"].search([("guid", "=", guid)])
        self.assertEqual((match.state, match.partner_id), ("waiting", typed))
        match.action_same()
        self.assertEqual(links._guid_of(self.connection, "entity", typed), guid)

    # === in === #

    def test_number_payment_and_shipment_are_booked_once(self):
        facts = {
            "Номер_по_1С": "УТ-1",
            "Проведен": "true",
            "Номер_оплаты_по_1С": "П-1",
            "Дата_оплаты_по_1С": "2026-02-02T00:00:00",
        }
        self.tell(**facts)
        self.assertEqual(self.order.onec_state, "confirmed")
        self.assertEqual(self.order.b2b_payment_state, "paid")
        self.tell(**facts, Номер_отгрузки_по_1С="Р-1", Дата_отгрузки_по_1С="T")
        self.assertEqual(self.order.b2b_shipment_state, "full")
        self.assertEqual(len(self.order.b2b_payment_ids), 1)
        self.assertEqual(self.tell(**facts).unchanged, 1)

    def test_sum_zero_with_lines_is_cancelled_and_never_paid(self):
        self.tell(amount=0, Номер_оплаты_по_1С="П-1", Дата_оплаты_по_1С="T")
        self.assertEqual(self.order.b2b_status, "cancelled")
        self.assertFalse(self.order.b2b_payment_ids)

    def test_what_is_missing_changes_nothing(self):
        status = self.order.b2b_status
        self.tell()
        self.assertEqual(self.order.b2b_status, status)

    def test_less_in_1c_holds_at_once_and_dearer_waits_for_consent(self):
        candle = f"{VASE[:-1]}2"
        self.tell(amount=251.5, lines=[(VASE, 1, 100), (candle, 3, 151.5)])
        self.assertEqual(self.order.amount_total, 251.5)
        dearer = [(VASE, 1, 130), (candle, 1, 50.5), (candle, 2, 101)]
        for _i in range(2):
            self.tell(amount=281.5, lines=dearer)
        self.assertEqual(self.order.amount_total, 251.5)
        change = self.order.b2b_change_ids
        self.assertEqual((len(change), change.state), (1, "waiting"))
        change._b2b_accept("portal")
        self.assertEqual(self.order.amount_total, 281.5)
        self.tell(amount=281.5, lines=dearer)
        self.assertEqual(len(self.order.b2b_change_ids), 1)

    def test_lines_that_do_not_make_the_sum_are_left_to_a_person(self):
        self.tell(amount=500, lines=[(VASE, 1, 100)])
        self.assertEqual(self.order.amount_total, 351.5)
        skip = self.env["onec.skip"].search([("guid", "=", self.order.name)])
        self.assertEqual(skip.code, "amount")
        self.tell(amount=500, lines=[(VASE, 1, 100)])
        self.assertEqual((skip.count, skip.solved), (2, False))
        # The next exchange brings what agrees again.
        self.session, _token = self.env["onec.session"]._open(self.node, "sale")
        self.tell()
        self.assertTrue(skip.solved)

    def test_what_1c_has_is_taken_back_by_asking(self):
        self.assertFalse(self.order._b2b_is_outside())
        self.documents()
        self.assertTrue(self.order._b2b_is_outside())

    def test_unknown_order_is_reported(self):
        self.tell(number="NOBODY-1")
        skip = self.env["onec.skip"].search([("guid", "=", "NOBODY-1")])
        self.assertEqual(skip.code, "unknown")

    def test_unknown_product_is_reported_and_the_facts_are_booked(self):
        self.connection.link_ids.filtered(lambda link: link.guid == VASE).unlink()
        self.tell(Номер_по_1С="УТ-1", Номер_оплаты_по_1С="П-1")
        self.assertEqual(self.order.b2b_payment_state, "paid")
        skip = self.env["onec.skip"].search([("code", "=", "product")])
        self.assertTrue(skip.fix)
