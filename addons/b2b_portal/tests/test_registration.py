from datetime import timedelta

from lxml import html as lxml_html

from odoo import fields
from odoo.exceptions import AccessDenied
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.b2b_application_join import MAX_PER_HOUR_ADDRESS
from .common import INN_COMPANY, INN_SOLE, OGRN_COMPANY, OGRN_SOLE, PASSWORD
from .test_portal_pages import PortalCase

LOGIN = "odoo.addons.base.models.res_users"
FORM = {
    "vat": "7736207543",
    "kpp": "770401001",
    "ogrn": "1027700229193",
    "name": "ООО «Новая лавка»",
    "legal_address": "Москва, ул. Льва Толстого, 16",
    "delivery_address": "Тула, Советская, 1",
    "contact_name": "Пётр Новиков",
    "email": "petr@lavka.example.com",
    "phone": "8 (495) 739-70-00",
    "consent": "1",
}


@tagged("post_install", "-at_install")
class TestRegistration(PortalCase):
    """From the public page to a director who can log in."""

    def setUp(self):
        super().setUp()
        self.Application = self.env["b2b.application"]
        self.login(None)

    def send(self, **values):
        page = self.url_open("/b2b/register").text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        data = {**FORM, **values, "csrf_token": token}
        return self.url_open("/b2b/register", data=data)

    def applications(self):
        return self.Application.search([("email", "like", "lavka.example.com")])

    def rule(self, **values):
        return self.env["b2b.application.rule"].create(
            {"name": "Москва", "tier_id": self.tier.id, "approve": True, **values}
        )

    # === The form === #

    def test_known_and_new_inn_get_the_same_answer(self):
        new = self.send()
        known = self.send(vat=INN_COMPANY, kpp="770701001", ogrn=OGRN_COMPANY)
        self.assertEqual(len(self.applications()), 2)

        def body(answer):
            return answer.text.split('id="wrap"')[1].split("</main>")[0]

        self.assertEqual(body(new), body(known))

    def test_forgotten_password_tells_nobody_who_is_here(self):
        url, answers = "/web/reset_password", []
        self.colleague.email = False
        for login in (self.buyer.login, "nobody@example.com", self.colleague.login):
            page = self.url_open(url).text
            token = page.split('name="csrf_token" value="')[1].split('"')[0]
            data = {"login": login, "csrf_token": token}
            page = lxml_html.fromstring(self.url_open(url, data=data).content)
            text = [p.text_content().strip() for p in page.xpath("//p[@role]")]
            answers.append(text)
        self.assertTrue(answers[0])
        self.assertEqual(self.buyer.partner_id.signup_type, "reset")
        self.assertEqual([answers[0]] * 3, answers)

    def test_length_of_the_inn_says_who_it_is(self):
        self.send(vat=INN_SOLE, kpp="", ogrn=OGRN_SOLE, legal_form="company")
        self.assertEqual(self.applications().legal_form, "sole")

    def test_ogrn_belongs_to_who_registers(self):
        sole = {"vat": INN_SOLE, "kpp": "", "legal_form": "sole"}
        for who, ogrn in (({}, ""), (sole, ""), (sole, OGRN_COMPANY)):
            with self.subTest(who=who, ogrn=ogrn):
                answer = self.send(**who, ogrn=ogrn)
                self.assertIn("error_ogrn", answer.text)
                self.assertIn(FORM["name"], answer.text, "what was typed stays")
        self.assertFalse(self.applications())
        self.send(**sole, ogrn=OGRN_SOLE)
        self.assertEqual(self.applications().ogrn, OGRN_SOLE)

    def test_individuals_are_sent_to_the_retail_request(self):
        answer = self.send(legal_form="individual")
        self.assertIn('href="/retail/request"', answer.text)
        self.assertFalse(self.applications())

    def test_treasury_account_warns_once(self):
        account = {"bic": "004525987", "account": "03211643000000017300"}
        answer = self.send(**account)
        self.assertIn("warning_account", answer.text)
        self.assertIn(FORM["name"], answer.text)
        self.assertFalse(self.applications())
        self.send(**account, seen_account=account["account"])
        self.assertEqual(self.applications().account, account["account"])

    def test_one_network_address_cannot_flood(self):
        for number in range(MAX_PER_HOUR_ADDRESS):
            self.Application.create(
                {
                    "name": "X",
                    "vat": str(number),
                    "contact_name": "X",
                    "email": f"{number}@example.com",
                    "phone": "1",
                    "source_address": "127.0.0.1",
                }
            )
        answer = self.send()
        self.assertFalse(self.applications())
        self.assertIn(FORM["name"], answer.text, "what was typed stays")

    def test_network_address_is_forgotten(self):
        self.send()
        application = self.applications()
        self.assertTrue(application.source_address)
        self.Application._gc_source_address()
        self.assertTrue(application.source_address)
        self.env.cr.execute(
            "UPDATE b2b_application SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=2), application.id],
        )
        self.Application._gc_source_address()
        self.assertFalse(application.source_address)

    def test_stranger_who_signed_up_stays_a_guest(self):
        stranger = self.make_stranger()
        self.login(stranger)
        self.assertIn("Stranger", self.url_open("/b2b/register").text)
        self.send(email="stranger@lavka.example.com")
        self.assertFalse(stranger._b2b_role())

    # === Approval === #

    def test_approved_director_sets_a_password_and_comes_in(self):
        self.send()
        application = self.applications()
        application.tier_id = self.tier
        application.action_approve()
        user = application.contractor_id.b2b_employee_ids.user_ids
        self.assertEqual(user._b2b_role(), "director")
        # Core marks whom it has sent a link for a first password.
        self.assertEqual(user.partner_id.signup_type, "signup")
        self.assertTrue(application.contractor_id.b2b_entity_ids.child_ids)
        user.password = PASSWORD
        self.login(user)
        self.assertIn("b2b-side", self.get("/my").text)

    def test_every_step_is_in_the_chatter(self):
        self.rule()
        self.send()
        text = " ".join(self.applications().message_ids.mapped("body"))
        self.assertIn("Москва", text, "the rule")
        self.assertIn(FORM["email"], text, "the invitation")

    def test_rule_by_region_and_form(self):
        rule = self.rule(regions="50, 77")
        self.send()
        self.assertEqual(self.applications().state, "approved")
        self.assertEqual(self.applications().contractor_id.b2b_tier_id, rule.tier_id)

    def test_rule_of_another_region_leaves_it_to_staff(self):
        self.rule(regions="50")
        self.send()
        self.assertEqual(self.applications().state, "new")
        self.assertFalse(self.applications().tier_id)

    def test_rule_may_only_propose(self):
        self.rule(approve=False)
        self.send()
        self.assertEqual(self.applications().state, "new")
        self.assertEqual(self.applications().tier_id, self.tier)

    def test_rule_that_cannot_approve_leaves_it_to_staff(self):
        self.rule()
        self.buyer.write({"login": "taken@lavka.example.com"})
        answer = self.send(email="taken@lavka.example.com")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.applications().state, "new")

    def test_who_signed_up_before_is_invited_anew(self):
        # Anybody signs up with any e-mail: the letter shows whose it is.
        email = "stranger@lavka.example.com"
        stranger = self.make_stranger()
        stranger.login = email
        self.login(stranger)
        self.rule()
        self.send(email=email)
        user = self.env["res.users"].search([("login", "=", email)])
        self.assertEqual(user._b2b_role(), "director")
        self.assertEqual(user.partner_id.signup_type, "signup")
        self.assertNotEqual(user, stranger)
        self.assertFalse(stranger.active)
        answer = self.get("/my/company")
        self.assertIn("/web/login", answer.headers.get("Location", ""))
        for login in (email, stranger.login):
            with self.assertRaises(AccessDenied), mute_logger(LOGIN):
                self.env["res.users"].authenticate(
                    {"login": login, "password": PASSWORD, "type": "password"}, {}
                )

    # === Joining === #

    def test_director_lets_a_person_join(self):
        self.send(vat=INN_COMPANY, kpp="770701001", ogrn=OGRN_COMPANY)
        application = self.applications()
        self.login(self.director)
        self.assertIn(FORM["contact_name"], self.get("/my/company").text)
        self.assertIn("/my/company#b2b_join", self.get("/my").text)
        self.post(f"/my/company/join/{application.id}/accept", role="buyer")
        user = self.env["res.users"].search([("login", "=", FORM["email"])])
        self.assertEqual(user._b2b_role(), "buyer")
        self.assertEqual(user._b2b_contractor(), self.romashka)
        self.assertEqual(application.state, "approved")
        self.assertNotIn("/my/company#b2b_join", self.get("/my").text)

    def test_director_does_not_know_the_person(self):
        self.send(vat=INN_COMPANY, kpp="770701001", ogrn=OGRN_COMPANY)
        application = self.applications()
        self.login(self.director)
        self.post(f"/my/company/join/{application.id}/refuse")
        self.assertEqual(application.state, "refused")
        self.assertFalse(self.env["res.users"].search([("login", "=", FORM["email"])]))

    def test_nobody_else_decides_who_joins(self):
        self.send(vat=INN_COMPANY, kpp="770701001", ogrn=OGRN_COMPANY)
        application = self.applications()
        for user in (self.buyer, self.accountant, self.stranger_director):
            self.login(user)
            for action in ("accept", "refuse"):
                with self.subTest(user=user.login, action=action):
                    url = f"/my/company/join/{application.id}/{action}"
                    self.assertEqual(self.post(url, role="buyer").status_code, 404)
        self.assertEqual(application.state, "new")
