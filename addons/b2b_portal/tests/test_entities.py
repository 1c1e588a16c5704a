from lxml import html as lxml_html

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import INN_COMPANY, INN_OTHER, INN_SOLE, OGRN_COMPANY
from .test_portal_pages import PortalCase

NEW_INN = "7736207543"
ACCOUNT = {"bic": "044525225", "account": "40702810700000000123"}


@tagged("post_install", "-at_install")
class TestEntities(PortalCase):
    """Legal entities in the cabinet: what the director may, what staff confirm."""

    def setUp(self):
        super().setUp()
        self.entity = self.romashka.b2b_entity_ids
        self.url = f"/my/company/entity/{self.entity.id}"
        self.login(self.director)

    def requests(self):
        return self.env["b2b.entity.request"].search(
            [("contractor_id", "=", self.romashka.id)]
        )

    def save(self, url=None, **values):
        form = {
            "name": self.entity.name,
            "vat": self.entity.vat,
            "b2b_kpp": self.entity.b2b_kpp,
            "b2b_ogrn": OGRN_COMPANY,
            **values,
        }
        return self.post(url or self.url, **form)

    # === ИНН and КПП === #

    def test_change_of_kpp_waits_for_staff(self):
        self.save(b2b_kpp="780201001", phone="+7 495 000-00-00")
        self.assertEqual(self.entity.b2b_kpp, "770701001")
        self.assertEqual(self.entity.phone, "+7 495 000-00-00")
        request = self.requests()
        self.assertEqual((request.kind, request.kpp), ("key", "780201001"))
        self.assertTrue(request.activity_ids)
        self.assertIn("780201001", self.get("/my/company").text)
        request.action_approve()
        self.assertEqual(self.entity.b2b_kpp, "780201001")
        self.assertNotIn("hourglass", self.get("/my/company").text)
        letter = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertIn(self.director.email, letter.email_to)

    def test_second_change_replaces_the_first(self):
        self.save(b2b_kpp="780201001")
        self.save(b2b_kpp="500301001")
        self.assertEqual(self.requests().kpp, "500301001")

    def test_refusal_needs_a_reason_and_changes_nothing(self):
        self.save(b2b_kpp="780201001")
        request = self.requests()
        with self.assertRaises(UserError):
            request.action_refuse()
        request.reason = "Нет выписки"
        request.action_refuse()
        self.assertEqual(self.entity.b2b_kpp, "770701001")

    def test_change_is_checked_like_anything_typed(self):
        answer = self.save(vat="7736207540")
        self.assertIn("error_vat", answer.text)
        self.assertFalse(self.requests())

    # === New entities === #

    def test_branch_shares_the_inn(self):
        self.save("/my/company/entity/new", name="Филиал", b2b_kpp="780201001")
        self.assertEqual(len(self.romashka.b2b_entity_ids), 2)
        self.assertFalse(self.requests())

    def test_same_inn_and_kpp_twice_is_refused(self):
        answer = self.save("/my/company/entity/new", name="Двойник")
        self.assertEqual(len(self.romashka.b2b_entity_ids), 1)
        self.assertIn("error_vat", answer.text)

    def test_inn_of_another_contractor_waits_for_staff(self):
        self.save("/my/company/entity/new", name="Чужое", vat=INN_OTHER)
        self.assertEqual(self.romashka.b2b_entity_ids, self.entity)
        request = self.requests()
        self.assertEqual(request.kind, "new")
        foreign = request.entity_id
        for action in ("restore", "default", "archive"):
            answer = self.post(f"/my/company/entity/{foreign.id}/{action}")
            self.assertEqual(answer.status_code, 404)
        request.reason = "Не ваше"
        request.action_refuse()
        answer = self.post(f"/my/company/entity/{foreign.id}/restore")
        self.assertEqual(answer.status_code, 404)
        self.assertFalse(foreign.active)

    def test_staff_confirm_a_shared_inn(self):
        self.save("/my/company/entity/new", name="Общее", vat=INN_OTHER)
        self.requests().action_approve()
        self.assertIn(INN_OTHER, self.romashka.b2b_entity_ids.mapped("vat"))

    # === Archive === #

    def test_archive_and_restore(self):
        self.save("/my/company/entity/new", name="Вторая", vat=NEW_INN)
        second = self.romashka.b2b_entity_ids - self.entity
        self.post(f"{self.url}/archive")
        self.assertFalse(self.entity.active)
        self.assertTrue(second.b2b_is_default, "one is always the default")
        self.assertIn(self.entity.name, self.get("/my/company").text)
        self.post(f"{self.url}/restore")
        self.assertTrue(self.entity.active)

    def test_restoring_a_twin_is_refused_in_words(self):
        self.save("/my/company/entity/new", name="Филиал", b2b_kpp="780201001")
        branch = self.romashka.b2b_entity_ids - self.entity
        self.post(f"/my/company/entity/{branch.id}/archive")
        self.save("/my/company/entity/new", name="Филиал", b2b_kpp="780201001")
        self.post(f"/my/company/entity/{branch.id}/restore")
        self.assertFalse(branch.active)
        self.assertIn("b2b-tone-bad", self.get("/my/company").text)

    def test_used_entity_is_never_deleted(self):
        contract = self.env["b2b.contract"].create(
            {
                "name": "1",
                "entity_id": self.entity.id,
                "organisation_id": self.organisation.id,
            }
        )
        contract.active = False
        with self.assertRaises(ValidationError):
            self.entity.unlink()

    # === Accounts and addresses === #

    def test_accounts_are_checked_kept_and_removed(self):
        answer = self.post(f"{self.url}/account", bic="044525225", account="1")
        self.assertIn("error_account", answer.text)
        good = next(
            number
            for digit in range(10)
            if not self.env["b2b.application"]._b2b_bank_problems(
                "044525225", number := f"40702810{digit}00000000123"
            )
        )
        self.post(f"{self.url}/account", bic="044525225", account=good)
        treasury = "03211643000000017300"
        answer = self.post(f"{self.url}/account", bic="004525987", account=treasury)
        self.assertIn("warning_account", answer.text)
        self.assertEqual(len(self.entity.bank_ids), 1)
        self.post(
            f"{self.url}/account",
            bic="004525987",
            account=treasury,
            seen_account=treasury,
        )
        second = self.entity.bank_ids.filtered(lambda a: a.acc_number == treasury)
        self.post(f"{self.url}/account/{second.id}/default")
        self.env.invalidate_all()
        self.assertEqual(self.entity.bank_ids[0], second)
        self.post(f"{self.url}/account/{second.id}/archive")
        self.assertEqual(self.entity.bank_ids.acc_number, good)

    def test_delivery_addresses_belong_to_the_entity(self):
        url = f"{self.url}/address/new"
        self.assertIn("error_city", self.post(url, street="Ленина, 1").text)
        comment = "Двор < 3 м, <b>налево</b>"
        self.post(url, city="Тула", street="Ленина, 1", comment=comment)
        address = self.entity.child_ids
        self.assertEqual((address.type, address.city), ("delivery", "Тула"))
        self.assertNotIn("<b>", address.comment, "what was typed is no HTML")
        page = lxml_html.fromstring(
            self.get(f"{self.url}/address/{address.id}").content
        )
        self.assertEqual(page.xpath("//*[@name='comment']/@value"), [comment])
        self.post(f"{self.url}/address/{address.id}", city="Калуга", street="2")
        self.assertEqual(address.city, "Калуга")
        self.post(f"{self.url}/address/{address.id}/archive")
        self.assertFalse(address.active)

    def test_children_of_another_entity_are_not_reached(self):
        foreign = self.vasilek.b2b_entity_ids
        account = foreign._b2b_set_account(**ACCOUNT)
        address = self.env["res.partner"].create(
            {"name": "Чужой", "type": "delivery", "parent_id": foreign.id}
        )
        urls = (
            f"{self.url}/account/{account.id}/archive",
            f"{self.url}/address/{address.id}",
            f"{self.url}/address/{address.id}/archive",
            f"{self.url}/address/{self.director.partner_id.id}/archive",
            f"/my/company/entity/{foreign.id}",
            f"/my/company/entity/{foreign.id}/account",
            f"/my/company/entity/{foreign.id}/address/new",
        )
        for url in urls:
            with self.subTest(url):
                answer = self.post(url, name="X", city="X", street="X", **ACCOUNT)
                self.assertEqual(answer.status_code, 404)
        self.assertTrue(account.active and address.active)

    def test_only_the_director_keeps_them(self):
        address = self.env["res.partner"].create(
            {"name": "Склад", "type": "delivery", "parent_id": self.entity.id}
        )
        for user in (self.buyer, self.accountant):
            self.login(user)
            for url in (
                f"{self.url}/account",
                f"{self.url}/address/new",
                f"{self.url}/address/{address.id}/archive",
                f"{self.url}/restore",
            ):
                with self.subTest(user=user.login, url=url):
                    answer = self.post(url, city="X", street="X", **ACCOUNT)
                    self.assertEqual(answer.status_code, 404)
        self.assertTrue(address.active)


@tagged("post_install", "-at_install")
class TestCoreAddressPages(PortalCase):
    """Core's own pages cannot get around the rules of requisites."""

    def test_core_pages_are_closed_to_everyone_of_a_contractor(self):
        entity = self.romashka.b2b_entity_ids
        token_pages = (self.director, self.buyer, self.accountant)
        for user in token_pages:
            self.login(user)
            for partner in (entity, self.romashka, user.partner_id, False):
                with self.subTest(user=user.login, partner=partner and partner.name):
                    answer = self.post(
                        "/my/address/submit",
                        partner_id=partner and partner.id or "",
                        name="Взлом",
                        vat=INN_SOLE,
                        company_name="Взлом",
                        address_type="billing",
                    )
                    self.assertEqual(answer.status_code, 404)
            answer = self.get(f"/my/address?partner_id={entity.id}")
            self.assertTrue(answer.headers["Location"].endswith("/my/company"))
        self.assertEqual(entity.vat, INN_COMPANY)
        self.assertEqual(self.romashka.name, "Ромашка")

    def test_people_of_a_stopped_contractor_cannot_either(self):
        self.login(self.director)
        token = self.csrf_token()
        self.romashka.b2b_state = "blocked"
        answer = self.url_open(
            "/my/address/submit",
            data={
                "csrf_token": token,
                "partner_id": self.director.partner_id.id,
                "name": "Взлом",
                "company_name": "Взлом",
            },
        )
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(self.romashka.name, "Ромашка")

    def test_profile_keeps_personal_data_only(self):
        self.login(self.buyer)
        person = self.buyer.partner_id
        answer = self.post("/my/account", name="Анна", phone="12")
        self.assertIn("error_phone", answer.text)
        self.post(
            "/my/account",
            name="Анна",
            function="Закупки",
            phone="8 495 739-70-00",
            email="other@example.com",
            company_name="Взлом",
            b2b_limit_order="0",
            parent_id=self.vasilek.id,
        )
        self.assertEqual((person.name, person.function), ("Анна", "Закупки"))
        self.assertEqual(person.phone, "+74957397000")
        self.assertNotEqual(person.email, "other@example.com")
        self.assertEqual(person.parent_id, self.romashka)

    def test_stranger_keeps_the_page_of_core(self):
        self.login(self.make_stranger())
        self.assertIn("address", self.get("/my/account").text)
        self.assertEqual(self.get("/my/addresses").status_code, 200)
