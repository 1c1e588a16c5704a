from datetime import datetime

from lxml import html as lxml_html

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.b2b_retail_request import MAX_PER_HOUR_CONTACT
from .test_portal_pages import PortalCase

FORM = {
    "contact_name": "Анна Петрова",
    "email": "anna@mail.example.com",
    "phone": "8 916 123-45-67",
    "city": "Тула",
    "text": "Две вазы к субботе",
    "consent": "1",
}


@tagged("post_install", "-at_install")
class TestRetail(PortalCase):
    """From a visitor's request to the contractor who sells."""

    def setUp(self):
        super().setUp()
        self.romashka.write({"b2b_retail": True, "b2b_retail_city": "Тула, Калуга"})
        self.vasilek.b2b_retail = True
        self.env["b2b.retail.request"].search([]).unlink()
        self.login(None)

    def token(self, url="/retail/request"):
        page = self.url_open(url).text
        return page.split('name="csrf_token" value="')[1].split('"')[0]

    def send(self, contractors=None, **values):
        contractors = self.romashka if contractors is None else contractors
        data = {
            **FORM,
            "contractor": [str(c.id) for c in contractors],
            **values,
            "csrf_token": self.token(),
        }
        return self.url_open("/retail/request", data=data)

    def choose(self, product, token=None, product_id=None):
        return self.url_open(
            "/retail/goods",
            data={
                "csrf_token": token or self.token(),
                "product_id": product_id or product.id,
            },
        )

    def requests(self):
        return self.env["b2b.retail.request"].search([])

    def act(self, answer, action, **data):
        return self.post(f"/my/requests/{answer.id}/{action}", **data)

    # === The visitor === #

    def test_visitor_chooses_goods_and_shops_of_the_city(self):
        self.vasilek.b2b_retail_city = "Москва"
        page = lxml_html.fromstring(self.url_open(self.vase.website_url).content)
        (form,) = page.xpath("//form[.//button[@formaction='/retail/goods']]")
        self.choose(self.vase, form.fields["csrf_token"], form.fields["product_id"])
        # Choosing a city sends nothing and loses nothing.
        page = self.send(action="city", **{f"qty_{self.vase.id}": "2,5"}).text
        self.assertIn(FORM["text"], page)
        self.assertIn('value="2,5"', page)
        self.assertIn(f'value="{self.romashka.id}"', page)
        self.assertNotIn(f'value="{self.vasilek.id}"', page)
        self.assertFalse(self.requests())
        answer = self.send()
        record = self.requests()
        self.assertIn(record.name, answer.text)
        self.assertEqual(record.line_ids.product_id, self.vase)
        self.assertEqual(record.line_ids.quantity, 2.5)
        self.assertEqual(record.phone, "+79161234567")
        self.assertEqual(record.answer_ids.contractor_id, self.romashka)

    def test_goods_outside_the_showcase_are_not_found(self):
        self.vase.is_published = False
        for product_id in (str(self.vase.id), "x", "-1"):
            answer = self.choose(self.vase, product_id=product_id)
            self.assertEqual(answer.status_code, 404)

    def test_only_contractors_that_sell_at_retail_are_asked(self):
        self.vasilek.b2b_retail = False
        answer = self.send(self.vasilek)
        self.assertIn("error_contractors", answer.text)
        self.romashka.b2b_state = "blocked"
        answer = self.url_open("/retail/request")
        self.assertNotIn('name="contractor"', answer.text)
        self.assertFalse(self.requests())

    def test_messages_stand_at_their_fields(self):
        page = self.send(email="no", phone="1", text="", consent="").text
        for field in ("email", "phone", "text", "consent"):
            self.assertIn(f'id="error_{field}"', page)
        self.assertIn(FORM["contact_name"], page)
        self.assertFalse(self.requests())

    def test_the_letter_carries_no_text_of_a_strangers(self):
        self.send(contact_name="Купите слона на slon.example.com! " * 50)
        mail = self.env["mail.mail"].search(
            [("email_to", "ilike", FORM["email"])], limit=1
        )
        self.assertIn("слона", mail.body_html)
        self.assertLess(mail.body_html.count("слона"), 10)

    def test_robots_are_held_off(self):
        answer = self.send(site="http://spam.example.com")
        self.assertEqual(answer.status_code, 200)
        self.assertFalse(self.requests())
        for _i in range(MAX_PER_HOUR_CONTACT):
            self.send()
        page = self.send().text
        self.assertIn(FORM["text"], page, "what was typed stays")
        self.assertEqual(len(self.requests()), MAX_PER_HOUR_CONTACT)

    def test_page_of_the_request_needs_its_token(self):
        self.send()
        record = self.requests()
        self.assertEqual(self.get(record._path()).status_code, 200)
        for token in ("x", "ключ", record.access_token[:-1]):
            url = f"/retail/request/{record.id}/{token}"
            self.assertEqual(self.get(url).status_code, 404)
            url += "/withdraw"
            self.assertEqual(
                self.url_open(url, data={"csrf_token": self.token()}).status_code, 404
            )
        self.assertEqual(record.answer_ids.state, "new")

    def test_visitor_withdraws(self):
        self.send()
        record = self.requests()
        url = f"{record._path()}/withdraw"
        self.url_open(url, data={"csrf_token": self.token(record._path())})
        self.assertEqual(record.answer_ids.state, "withdrawn")
        self.assertEqual(record.state, "closed")

    # === The contractor === #

    def test_contractor_takes_answers_and_closes(self):
        self.send(self.romashka | self.vasilek)
        record = self.requests()
        answer = record.answer_ids.filtered(lambda a: a.contractor_id == self.romashka)
        self.login(self.buyer)
        self.assertIn('data-b2b-badge="requests"', self.get("/my").text)
        page = self.get(f"/my/requests/{answer.id}").text
        self.assertNotIn(FORM["email"], page, "contacts come with the work")
        self.act(answer, "accept")
        self.assertIn(FORM["email"], self.get(f"/my/requests/{answer.id}").text)
        self.act(answer, "answer", text="Есть две", amount="5 000,50")
        self.assertEqual((answer.state, answer.amount), ("answered", 5000.5))
        letters = self.env["mail.mail"].search([("email_to", "ilike", FORM["email"])])
        text = " ".join(letters.mapped("body_html"))
        self.assertIn("Есть две", text)
        self.assertIn(record.access_token, text)
        self.assertIn("Есть две", self.url_open(record._path()).text)
        self.act(answer, "sold")
        self.assertEqual(answer.state, "sold")
        self.assertEqual(record.state, "work", "the other shop has not answered")
        self.act(answer, "answer", text="Ещё раз")
        self.assertEqual(answer.text, "Есть две", "closed is closed")

    def test_people_are_told(self):
        self.send()
        letters = self.env["mail.mail"].search([]).recipient_ids
        told = self.director.partner_id | self.buyer.partner_id
        self.assertLessEqual(told, letters)
        self.assertFalse(
            letters & (self.accountant | self.stranger_director).partner_id
        )

    def test_whoever_takes_it_first_works_on_it(self):
        self.send()
        answer = self.requests().answer_ids
        answer._accept(self.buyer.partner_id)
        with self.assertRaises(UserError):
            answer._accept(self.colleague.partner_id)
        answer._accept(self.buyer.partner_id)
        self.assertEqual(answer.employee_id, self.buyer.partner_id)

    def test_who_sees_and_works_a_request(self):
        self.send()
        answer = self.requests().answer_ids
        stranger = self.make_stranger()
        urls = [f"/my/requests/{answer.id}"]
        acts = ("accept", "answer", "sold", "lost", "decline", "cart")
        for user in (self.accountant, self.stranger_director, stranger):
            self.login(user)
            for url in urls:
                self.assertEqual(self.get(url).status_code, 404, user.login)
            for act in acts:
                with self.subTest(user=user.login, act=act):
                    self.assertEqual(self.act(answer, act, text="x").status_code, 404)
        self.assertEqual(answer.state, "new")
        self.login(self.colleague)
        self.assertEqual(self.get(urls[0]).status_code, 200, "free for all buyers")
        answer._accept(self.buyer.partner_id)
        self.assertEqual(self.get(urls[0]).status_code, 404, "a colleague's now")
        self.login(self.director)
        self.assertEqual(self.get(urls[0]).status_code, 200)
        self.assertEqual(
            self.env["b2b.retail.answer"]
            .with_user(self.stranger_director)
            .search_count([]),
            0,
        )

    def test_only_the_director_opts_in(self):
        self.login(self.buyer)
        self.assertEqual(self.post("/my/requests/settings").status_code, 404)
        self.assertTrue(self.romashka.b2b_retail)
        self.login(self.director)
        self.post("/my/requests/settings", b2b_retail="1", b2b_retail_city="Орёл")
        self.assertEqual(self.romashka._b2b_retail_cities(), ["Орёл"])
        self.post("/my/requests/settings")
        self.assertFalse(self.romashka.b2b_retail)

    def test_goods_of_a_request_go_into_the_cart(self):
        self.choose(self.vase)
        self.send()
        self.login(self.buyer)
        self.act(self.requests().answer_ids, "cart")
        cart = self.buyer.partner_id.b2b_cart_id
        self.assertEqual(cart.order_line.product_id, self.vase)

    def test_declining_needs_a_reason(self):
        self.send()
        answer = self.requests().answer_ids
        self.login(self.buyer)
        self.act(answer, "decline")
        self.assertEqual(answer.state, "new")
        self.act(answer, "decline", text="Нет в наличии")
        self.assertEqual(answer.state, "declined")
        self.assertIn("Нет в наличии", self.url_open(self.requests()._path()).text)

    def test_contacts_are_closed_over_rpc(self):
        self.send()
        for user in (self.director, self.stranger_director):
            with self.assertRaises(AccessError):
                self.requests().with_user(user).read(["email", "phone"])
            with self.assertRaises(AccessError):
                self.env["b2b.cutover.line"].with_user(user).search([])

    def test_old_requests_are_deleted(self):
        self.send()
        self.send(text="Вторая")
        new, old = self.requests()
        old.answer_ids._withdraw()
        self.env.flush_all()
        for table in ("b2b_retail_request", "b2b_retail_answer"):
            self.env.cr.execute(
                f"UPDATE {table} SET create_date = %s, write_date = %s",
                [datetime(2024, 1, 1)] * 2,
            )
        self.env.invalidate_all()
        self.env["b2b.retail.request"]._gc_closed()
        self.assertEqual(self.requests(), new)
