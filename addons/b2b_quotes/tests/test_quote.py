from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import QuotesCommon


@tagged("post_install", "-at_install")
class TestQuote(QuotesCommon):
    def test_quote_takes_goods_and_purchase_prices_of_the_cart(self):
        quote = self._make_quote(markup=0)
        self.assertEqual(quote.line_ids.mapped("quantity"), [2, 3])
        self.assertEqual(quote.line_ids.mapped("cost"), [100, 50.5])
        self.assertEqual(quote.contractor_id, self.romashka)
        self.assertEqual(quote.entity_id.name, "ООО «Ромашка»")
        self.assertEqual(quote.amount, 351.5)
        self.assertEqual(quote.margin, 0)

    def test_empty_cart_makes_no_quote(self):
        order = self._make_order()
        order.order_line.unlink()
        with self.assertRaises(UserError):
            self.env["b2b.quote"]._create_from_order(order, self.buyer.partner_id)

    def test_numbers_run_per_contractor(self):
        first, second = self._make_quote(), self._make_quote()
        other = self._make_quote(self.stranger_director)
        self.assertEqual(int(second.name), int(first.name) + 1)
        self.assertEqual(other.name, "1")

    def test_usual_markup_is_applied(self):
        self.romashka.b2b_quote_markup = 20
        order = self._make_order()
        order.order_line.tax_ids = False
        quote = self.env["b2b.quote"]._create_from_order(order, self.buyer.partner_id)
        self.assertEqual(quote.line_ids.mapped("price_unit"), [120, 60.6])

    def test_markup_and_price_follow_each_other(self):
        line = self._make_quote().line_ids[0]
        line.quote_id._edit_line(line, "markup", 25)
        self.assertEqual(line.price_unit, 125)
        line.quote_id._edit_line(line, "price_unit", 110)
        self.assertEqual(line.markup, 10)
        line.quote_id._edit_line(line, "discount", 10)
        self.assertEqual(line.amount, 198)
        self.assertEqual(line.margin, -2)

    def test_customer_brings_its_discount(self):
        quote = self._make_quote()
        quote._edit({"customer_id": self.customer.id})
        self.assertEqual(set(quote.line_ids.mapped("discount")), {10})

    def test_total_is_reached_to_the_kopeck(self):
        quote = self._make_quote(lines=[(self.vase, 7), (self.candle, 1)])
        for total in (1000, 999.99, 750.01, 12345.67):
            quote._set_total(total)
            self.assertEqual(quote.currency_id.compare_amounts(quote.amount, total), 0)

    def test_impossible_total_comes_as_near_as_prices_allow(self):
        quote = self._make_quote(lines=[(self.vase, 100)])
        quote._set_total(1000.5)
        self.assertAlmostEqual(quote.amount, 1000.5, delta=0.51)

    def test_own_service_has_no_purchase_price(self):
        quote = self._make_quote()
        quote._add_service("Доставка", 500)
        service = quote.line_ids[-1]
        quote.line_ids._set_markup(10)
        self.assertEqual(service.price_unit, 500)
        self.assertEqual(service.margin, 500)

    def test_sent_quote_is_not_edited(self):
        quote = self._make_quote()
        quote._transition("sent")
        with self.assertRaises(UserError):
            quote._edit({"terms": "Другие"})
        quote._transition("draft")
        quote._edit({"terms": "Другие"})

    def test_unknown_field_is_refused(self):
        with self.assertRaises(ValueError):
            self._make_quote()._edit({"contractor_id": self.vasilek.id})

    def test_wrong_transition_is_refused(self):
        with self.assertRaises(UserError):
            self._make_quote()._transition("accepted")

    def test_another_contractors_customer_is_refused(self):
        customer = self.customer.copy(
            {"contractor_id": self.vasilek.id, "owner_id": False}
        )
        with self.assertRaises(ValidationError):
            self._make_quote().customer_id = customer

    def test_customer_accepts_once(self):
        quote = self._make_quote()
        quote._transition("sent")
        quote._answer("accepted", "Берём")
        self.assertEqual((quote.state, quote.answer), ("accepted", "Берём"))
        with self.assertRaises(UserError):
            quote._answer("declined")

    def test_comments_cannot_flood_the_author(self):
        quote = self._make_quote()
        quote._transition("sent")
        for number in range(10):
            quote._answer("comment", f"Вопрос {number}")
        with self.assertRaisesRegex(UserError, "wait an hour"):
            quote._answer("comment", "И ещё")
        quote._answer("accepted")
        self.assertEqual(quote.state, "accepted")

    def test_author_is_mailed_the_answer(self):
        quote = self._make_quote()
        quote._transition("sent")
        before = self.env["mail.mail"].search([])
        quote._answer("comment", "Нужно к пятнице")
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual(mail.recipient_ids, self.buyer.partner_id)
        self.assertIn("Нужно к пятнице", mail.body_html)

    def test_quote_expires(self):
        quote = self._make_quote()
        quote._transition("sent")
        yesterday = self.today - timedelta(days=1)
        quote.write({"date": yesterday, "valid_until": yesterday})
        with self.assertRaises(UserError):
            quote._answer("accepted")
        self.env["b2b.quote"]._cron_expire()
        self.assertEqual(quote.state, "expired")

    def test_wrong_requisites_of_a_customer_are_refused(self):
        with self.assertRaises(ValidationError):
            self.customer.vat = "7707083894"
        with self.assertRaises(ValidationError):
            self.customer.email = "no address"

    # === Back into the cart === #

    def test_back_into_the_cart_tells_what_changed(self):
        quote = self._make_quote()
        self._set_price(self.vase, self.price_type, 120)
        self._set_price(self.candle, self.price_type, 0)
        cart = self._make_order(lines=[(self.unpriced, 1)])
        cart.order_line.unlink()
        messages = quote._put_into_cart(cart)
        self.assertEqual(cart.order_line.product_id, self.vase)
        self.assertEqual(cart.order_line.price_unit, 120)
        self.assertEqual(len(messages), 2)
        self.assertIn(self.vase.name, messages[0])

    def test_back_into_the_cart_keeps_the_minimum(self):
        quote = self._make_quote()
        cart = self._make_order(lines=[(self.vase, 6)])
        self.vase.b2b_min_qty = 6  # the quote has two
        messages = quote._put_into_cart(cart)
        line = cart.order_line.filtered(lambda ln: ln.product_id == self.vase)
        self.assertEqual(line.product_uom_qty, 6)
        self.assertTrue(any(self.vase.name in message for message in messages))

    def test_back_into_the_cart_twice_does_not_order_twice(self):
        quote = self._make_quote()
        cart = self._make_order(lines=[(self.vase, 7)])
        for _i in range(2):
            quote._put_into_cart(cart)
        quantities = {line.product_id: line.product_uom_qty for line in cart.order_line}
        self.assertEqual(quantities, {self.vase: 2, self.candle: 3})
