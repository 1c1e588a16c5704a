from odoo.http import Request
from odoo.tests import HttpCase, tagged

from odoo.addons.b2b_portal.tests.common import PASSWORD

from .common import ClaimsCommon, photo


@tagged("post_install", "-at_install")
class TestRoutes(ClaimsCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.order = self._make_shipped()
        self.claim = self._make_claim(self.order, photos=[("a.jpg", photo())])
        self.url = f"/my/claims/{self.claim.id}"
        self.new_url = f"/my/claims/new?order={self.order.id}"
        self.env.flush_all()

    def _as(self, user):
        self.authenticate(user.login if user else None, user and PASSWORD)

    def _post(self, url, files=None, **data):
        data["csrf_token"] = Request.csrf_token(self)
        return self.url_open(url, data=data, files=files, allow_redirects=False)

    def _new(self, **values):
        move = self._move(self.order, self.candle)
        data = {
            "order": self.order.id,
            "wish": "refund",
            f"quantity_{move.id}": "2",
            f"reason_{move.id}": "shortage",
            **values,
        }
        return self._post("/my/claims/new", **data)

    def _status_of_routes(self):
        """Answer of each route that opens or changes the claim or its order."""
        photo_id = self.claim.photo_ids.id
        answers = {
            url: self.url_open(url, allow_redirects=False).status_code
            for url in (self.url, f"{self.url}/photo/{photo_id}", self.new_url)
        }
        answers["message"] = self._post(f"{self.url}/message", text="Чужое").status_code
        answers["new"] = self._new().status_code
        return answers

    def _check_untouched(self):
        self.env.invalidate_all()
        self.assertEqual(self.order.b2b_claim_ids, self.claim)
        self.assertFalse(self.claim._visible_messages())

    def test_strangers_reach_no_route(self):
        for user in (self.colleague, self.stranger_director, self.accountant):
            self._as(user)
            for route, status in self._status_of_routes().items():
                self.assertEqual(status, 404, f"{user.login} {route}")
        self._check_untouched()

    def test_guest_is_sent_to_the_login(self):
        self._as(None)
        for route, status in self._status_of_routes().items():
            self.assertIn(status, (303, 400, 404), route)
        self._check_untouched()

    def test_former_employee_reaches_no_route(self):
        self._as(self.buyer)
        self.buyer.partner_id.b2b_blocked = True
        self.env.flush_all()
        for route, status in self._status_of_routes().items():
            self.assertEqual(status, 404, route)
        self._check_untouched()

    def test_pages_open_for_their_people(self):
        for user in (self.buyer, self.director):
            self._as(user)
            for url in ("/my/claims", "/my/claims/new", self.new_url, self.url, "/my"):
                self.assertEqual(self.url_open(url).status_code, 200, url)
            self.assertIn(self.url, self.url_open("/my/claims").text)
        self._as(self.colleague)
        self.assertNotIn(self.url, self.url_open("/my/claims").text)

    def test_order_page_offers_a_claim(self):
        self._as(self.buyer)
        self.assertIn(self.new_url, self.url_open(f"/my/orders/{self.order.id}").text)

    def test_buyer_files_a_claim_with_a_photo(self):
        self._as(self.buyer)
        response = self._post(
            "/my/claims/new",
            files=[("photos", ("box.jpg", photo(), "image/jpeg"))],
            order=self.order.id,
            wish="redeliver",
            description="Не хватает",
            **{f"quantity_{self._move(self.order, self.candle).id}": "1,5"},
        )
        self.assertEqual(response.status_code, 303)
        claim = self.order.b2b_claim_ids - self.claim
        self.assertEqual(claim.line_ids.quantity, 1.5)
        self.assertEqual(claim.wish, "redeliver")
        self.assertEqual(len(claim.photo_ids), 1)
        self.assertEqual(claim.author_id, self.buyer.partner_id)
        image = self.url_open(f"/my/claims/{claim.id}/photo/{claim.photo_ids.id}")
        self.assertEqual(image.headers["Content-Type"], "image/jpeg")

    def test_too_much_is_explained_and_what_was_typed_is_kept(self):
        self._as(self.buyer)
        move = self._move(self.order, self.candle)
        response = self._new(**{f"quantity_{move.id}": "99"}, description="Разбито всё")
        self.assertEqual(response.status_code, 200)
        self.assertIn("99", response.text)
        self.assertIn("Разбито всё", response.text)
        self.assertEqual(self.order.b2b_claim_ids, self.claim)

    def test_photo_of_another_record_is_not_served(self):
        other = self.env["ir.attachment"].create({"name": "secret", "raw": photo()})
        self.env.flush_all()
        self._as(self.buyer)
        response = self.url_open(f"{self.url}/photo/{other.id}")
        self.assertEqual(response.status_code, 404)

    def test_buyer_writes_and_sees_the_answer(self):
        self._as(self.buyer)
        self._post(f"{self.url}/message", text="Когда <b>ответите</b>?")
        self.claim.with_user(self.clerk).message_post(
            body="Завтра", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.claim._transition("rejected", "Товар вскрыт")
        self.env.flush_all()
        page = self.url_open(self.url).text
        for text in ("&lt;b&gt;ответите", "Завтра", "Товар вскрыт"):
            self.assertIn(text, page)
