from lxml import html

from odoo.tests import tagged

from .common import INN_SOLE, OGRN_COMPANY, OGRN_SOLE
from .test_portal_pages import PortalCase


@tagged("post_install", "-at_install")
class TestCompany(PortalCase):
    def test_only_the_director_changes_the_company(self):
        entity = self.romashka.b2b_entity_ids
        person = self.colleague.partner_id
        for user in (self.buyer, self.accountant, self.stranger_director):
            self.login(user)
            for url in (
                f"/my/company/entity/{entity.id}",
                f"/my/company/entity/{entity.id}/archive",
                f"/my/company/employee/{person.id}",
                f"/my/company/employee/{person.id}/block",
            ):
                with self.subTest(user=user.login, url=url):
                    self.assertEqual(self.post(url, name="X").status_code, 404)
        self.assertFalse(person.b2b_blocked)
        self.assertTrue(entity.active)

    def test_entity_is_added_with_checked_requisites(self):
        self.login(self.director)
        values = {"name": "ИП Лугов", "vat": "500100732258", "b2b_legal_form": "sole"}
        answer = self.post("/my/company/entity/new", **values)
        self.assertIn("error_vat", answer.text)
        self.assertIn("error_b2b_ogrn", answer.text)
        self.assertIn("ИП Лугов", answer.text, "what was typed stays")
        values.update(vat=INN_SOLE, b2b_ogrn=OGRN_SOLE)
        self.post("/my/company/entity/new", **values)
        self.assertIn(INN_SOLE, self.romashka.b2b_entity_ids.mapped("vat"))

    def test_inn_of_a_known_entity_cannot_be_changed(self):
        entity = self.romashka.b2b_entity_ids
        before = entity.vat
        self.login(self.director)
        url = f"/my/company/entity/{entity.id}"
        self.post(url, name="Новое имя", vat=INN_SOLE, b2b_ogrn=OGRN_SOLE)
        self.assertEqual((entity.name, entity.vat), ("Новое имя", before))
        self.assertFalse(entity.b2b_ogrn, "it goes with its ИНН")
        request = self.env["b2b.entity.request"].search([("entity_id", "=", entity.id)])
        request.action_approve()
        self.assertEqual((entity.vat, entity.b2b_ogrn), (INN_SOLE, OGRN_SOLE))

    def test_last_entity_and_last_director_stay(self):
        entity = self.romashka.b2b_entity_ids
        person = self.director.partner_id
        self.login(self.director)
        self.post(f"/my/company/entity/{entity.id}/archive")
        self.assertTrue(entity.active)
        self.post(f"/my/company/employee/{person.id}", name="D", role="buyer")
        self.assertEqual(self.director.b2b_role, "director")

    def test_director_invites_limits_and_blocks(self):
        self.login(self.director)
        self.post(
            "/my/company/employee/new",
            name="Новый",
            email="new@example.com",
            role="buyer",
            limit_order="60 000,50",
        )
        user = self.env["res.users"].search([("login", "=", "new@example.com")])
        self.assertEqual(user._b2b_role(), "buyer")
        self.assertEqual(user.partner_id.b2b_limit_order, 60000.5)
        page = html.fromstring(self.get("/my/company").text)
        for form in page.xpath("//form[contains(@action, '/block')]"):
            self.assertTrue(form.get("data-confirm"), "it ends sessions: people agree")
        self.post(f"/my/company/employee/{user.partner_id.id}/block")
        self.assertFalse(user._b2b_role())

    def test_invitation_is_sent_again_until_they_sign_in(self):
        self.login(self.director)
        employee = self.buyer.partner_id
        url = f"/my/company/employee/{employee.id}/invite"
        self.assertIn(url, self.get("/my/company").text)
        self.assertEqual(self.post(url).status_code, 303)
        self.assertEqual(employee.signup_type, "signup")
        for user in (self.buyer, self.stranger_director):
            self.login(user)
            self.assertEqual(self.post(url).status_code, 404)
        self.env["res.users.log"].with_user(self.buyer).sudo().create({})
        self.login(self.director)
        self.assertEqual(self.post(url).status_code, 404)

    def test_registration(self):
        self.login(None)
        page = self.url_open("/b2b/register").text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        form = {
            "csrf_token": token,
            "vat": "7728168971",
            "kpp": "772801001",
            "ogrn": OGRN_COMPANY,
            "name": "ООО «Пион»",
            "legal_address": "Москва",
            "contact_name": "Пётр",
            "email": "p@example.com",
            "phone": "+7 495 123-45-67",
            "consent": "1",
        }
        bad = self.url_open("/b2b/register", data={**form, "vat": "7728168970"})
        self.assertIn("error_vat", bad.text)
        self.assertIn("ООО «Пион»", bad.text)
        count = self.env["b2b.application"].search_count([])
        robot = self.url_open("/b2b/register", data={**form, "site": "http://x"})
        self.assertEqual(self.env["b2b.application"].search_count([]), count)
        known = self.url_open("/b2b/register", data=form)
        self.assertEqual(self.env["b2b.application"].search_count([]), count + 1)
        self.assertNotIn("error_", robot.text)
        self.assertNotIn("error_", known.text)
