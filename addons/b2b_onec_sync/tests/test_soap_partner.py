from odoo.tests import tagged

from .soap_common import GUIDS, SoapCommon


@tagged("post_install", "-at_install")
class TestSoapPartner(SoapCommon):
    """A contractor approved on the portal comes to 1С and is linked."""

    def test_approved_contractor_is_put_and_linked(self):
        self.romashka.name = "Ромашка плюс"
        message = self.messages("PutPartner")
        self.assertEqual(message.res_id, self.romashka.id)
        entity = self.romashka.b2b_entity_ids
        self.answer(
            "PutPartner",
            **{
                "return": {
                    "SiteID": str(self.romashka.id),
                    "GUID": GUIDS["partner"],
                    "State": "Created",
                    "LegalEntity": [
                        {
                            "SiteID": str(entity.id),
                            "GUID": GUIDS["entity"],
                            "INN": entity.vat,
                            "State": "Linked",
                        }
                    ],
                }
            },
        )
        message._process()
        self.assertEqual(message.state, "done", message.error)
        self.assertEqual(
            self.connection._soap_guid("partner", self.romashka), GUIDS["partner"]
        )

    def test_changes_before_sending_are_one_message(self):
        self.romashka.name = "Ромашка 1"
        self.romashka.b2b_entity_ids.phone = "+7 495 000-00-00"
        self.assertEqual(len(self.messages("PutPartner")), 1)

    def test_change_that_1c_told_does_not_go_back(self):
        self.romashka.with_context(onec_applying=True).name = "Ромашка из 1С"
        self.assertFalse(self.messages("PutPartner"))

    def test_not_approved_contractor_stays_here(self):
        self.romashka.b2b_state = "blocked"
        self.messages("PutPartner").unlink()
        self.romashka.name = "Кто-то"
        self.assertFalse(self.messages("PutPartner"))

    def test_doubtful_link_is_for_a_person(self):
        self.romashka.name = "Ромашка 2"
        entity = self.romashka.b2b_entity_ids
        self.answer(
            "PutPartner",
            **{
                "return": {
                    "SiteID": str(self.romashka.id),
                    "GUID": GUIDS["partner"],
                    "State": "Linked",
                    "LegalEntity": [
                        {
                            "SiteID": str(entity.id),
                            "INN": entity.vat,
                            "State": "Doubtful",
                            "Message": "Найдено несколько",
                            "CandidateGUID": [GUIDS["unknown"]],
                        }
                    ],
                }
            },
        )
        self.messages("PutPartner")._process()
        match = self.env["onec.match"].search([])
        self.assertEqual((match.guid, match.partner_id), (GUIDS["unknown"], entity))
        self.assertIn("Найдено несколько", match.cause)
        self.assertEqual(
            self.connection._soap_guid("entity", entity),
            GUIDS["entity"],
            "an older link stays",
        )
        match.action_same()
        self.assertEqual(self.connection._soap_guid("entity", entity), GUIDS["unknown"])
        self.assertTrue(self.messages("PutPartner", state="pending"), "1С is told")

    def approved_by_rule(self):
        """A company that a visitor registered, approved without staff."""
        self.env["b2b.application.rule"].create(
            {"name": "All", "tier_id": self.tier.id, "approve": True}
        )
        visitor = self.env.ref("base.public_user")
        Application = self.env["b2b.application"].with_user(visitor).sudo()
        values = {
            "vat": "7736207543",
            "kpp": "770401001",
            "ogrn": "1027700229193",
            "name": "ООО «Чужая»",
            "contact_name": "Пётр",
            "email": "petr@example.com",
            "phone": "+7 495 111-22-33",
            "legal_address": "Москва",
        }
        values = Application._b2b_prepare(values)
        self.assertFalse(Application._b2b_problems(values))
        contractor = Application._b2b_submit(values).contractor_id
        self.assertTrue(contractor)
        return contractor

    def test_requisites_that_a_visitor_typed_bring_nothing_of_an_old_client(self):
        contractor = self.approved_by_rule()
        entity = contractor.b2b_entity_ids
        message = self.messages("PutPartner", res_id=contractor.id)
        self.answer(
            "PutPartner",
            **{
                "return": {
                    "SiteID": str(contractor.id),
                    "GUID": GUIDS["partner_2"],
                    "State": "Linked",
                    "LegalEntity": [
                        {
                            "SiteID": str(entity.id),
                            "GUID": GUIDS["entity_2"],
                            "INN": entity.vat,
                            "State": "Linked",
                        }
                    ],
                }
            },
        )
        message._process()
        self.assertEqual(message.state, "done", message.error)
        self.assertFalse(self.connection._soap_guid("partner", contractor))
        self.assertFalse(self.connection._soap_guid("entity", entity))
        matches = self.env["onec.match"].search([])
        self.assertEqual(matches.mapped("state"), ["waiting"] * 2)
        # What 1С tells of that partner does not come by the other door.
        told = self.partner(GUID=GUIDS["partner_2"], SiteID=str(contractor.id))
        told["LegalEntity"][0].update(INN=entity.vat, KPP=entity.b2b_kpp)
        (pulled,) = self.pull("GetPartnerChanges", "Partner", told)
        self.assertEqual(pulled.state, "retry")
        self.assertFalse(self.connection._soap_guid("partner", contractor))
        # Somebody of the staff has asked them: they are who they say.
        matches.filtered(lambda match: match.kind == "partner").action_same()
        self.assertEqual(
            self.connection._soap_guid("partner", contractor), GUIDS["partner_2"]
        )
        self.assertEqual(pulled.state, "pending", "what waited goes on")

    def test_company_that_1c_has_just_made_is_linked_without_staff(self):
        contractor = self.approved_by_rule()
        entity = contractor.b2b_entity_ids
        message = self.messages("PutPartner", res_id=contractor.id)
        self.answer(
            "PutPartner",
            **{
                "return": {
                    "SiteID": str(contractor.id),
                    "GUID": GUIDS["partner_2"],
                    "State": "Created",
                    "LegalEntity": [
                        {
                            "SiteID": str(entity.id),
                            "GUID": GUIDS["entity_2"],
                            "INN": entity.vat,
                            "State": "Created",
                        }
                    ],
                }
            },
        )
        message._process()
        self.assertEqual(
            self.connection._soap_guid("entity", entity), GUIDS["entity_2"]
        )
        self.assertFalse(self.env["onec.match"].search([]))

    # === From 1С === #

    def partner(self, **values):
        entity = self.romashka.b2b_entity_ids
        return {
            "GUID": GUIDS["partner"],
            "Name": "Ромашка (1С)",
            "Phone": "+7 495 111-22-33",
            "LegalEntity": [
                {
                    "GUID": GUIDS["entity_2"],
                    "Kind": "Company",
                    "Name": "ООО «Ромашка-1С»",
                    "INN": entity.vat,
                    "KPP": entity.b2b_kpp,
                    "Address": [{"Text": "101000, Москва, Мясницкая 1"}],
                    "BankAccount": [
                        {
                            "Number": "40702810400000000001",
                            "BIC": "044525225",
                            "Bank": "ПАО Банк",
                        }
                    ],
                }
            ],
            **values,
        }

    def unlink_entity(self):
        self.env["onec.link"].search([("guid", "=", GUIDS["entity"])]).unlink()

    def test_partner_of_1c_is_found_by_inn_and_kpp_and_its_changes_come(self):
        self.unlink_entity()
        entity = self.romashka.b2b_entity_ids
        (message,) = self.pull("GetPartnerChanges", "Partner", self.partner())
        self.assertEqual(message.state, "done", message.error)
        self.assertEqual(
            self.connection._soap_record("partner", GUIDS["partner"]), self.romashka
        )
        self.assertEqual(
            self.connection._soap_record("entity", GUIDS["entity_2"]), entity
        )
        self.assertEqual(self.romashka.name, "Ромашка (1С)")
        self.assertEqual(
            (entity.name, entity.zip, entity.street),
            ("ООО «Ромашка-1С»", "101000", "Москва, Мясницкая 1"),
        )
        self.assertEqual(entity.bank_ids.bank_id.bic, "044525225")
        self.assertFalse(self.messages("PutPartner"), "what 1С told is not told back")
        # A new legal entity comes, wrong requisites do not keep the rest back.
        told = self.partner(Name="Ромашка-2")
        told["LegalEntity"].append(
            {
                "GUID": GUIDS["unknown"],
                "Kind": "Entrepreneur",
                "Name": "ИП Белова",
                "INN": "500100732259",
            }
        )
        told["LegalEntity"].append(
            {
                "GUID": GUIDS["claim"],
                "Kind": "Company",
                "Name": "С ошибкой",
                "INN": "1234567890",
                "KPP": "770701001",
            }
        )
        message = self.pull("GetPartnerChanges", "Partner", told)[-1]
        self.assertEqual(message.state, "retry")
        self.assertIn("1234567890", message.error)
        self.assertEqual(self.romashka.name, "Ромашка-2")
        self.assertEqual(
            set(self.romashka.b2b_entity_ids.mapped("vat")),
            {entity.vat, "500100732259"},
        )

    def test_contacts_become_people_who_can_be_invited(self):
        person = self.buyer.partner_id
        person.function = False
        contacts = [
            {"Name": "Закупщик", "Email": self.buyer.email, "Position": "Снабжение"},
            {"Name": "Нина Орлова", "Email": "Nina@Example.com", "Phone": "+7 1"},
            {"Name": "Кладовщик"},
        ]
        self.unlink_entity()
        self.messages("PutPartner").unlink()

        def take():
            partner = self.partner(Contact=contacts)
            message = self.pull("GetPartnerChanges", "Partner", partner)[-1]
            self.assertEqual(message.state, "done", message.error)

        take()
        people = self.romashka.b2b_employee_ids
        nina = people.filtered(lambda p: p.email_normalized == "nina@example.com")
        self.assertEqual((nina.name, nina.phone), ("Нина Орлова", "+7 1"))
        self.assertFalse(nina.user_ids, "nobody gets a login unasked")
        self.assertEqual(person.function, "Снабжение")
        self.assertNotEqual(person.name, "Закупщик", "what a person wrote stays")
        contacts[1]["Phone"] = "+7 2"
        take()
        self.assertEqual(self.romashka.b2b_employee_ids, people, "each of them once")
        self.assertEqual(nina.phone, "+7 2")
        self.assertFalse(self.messages("PutPartner"), "1С knows it")
        nina.b2b_role = "accountant"
        self.assertEqual(nina.user_ids.b2b_role, "accountant")

    def test_requisites_of_two_contractors_are_for_a_person(self):
        self.unlink_entity()
        mine = self.romashka.b2b_entity_ids
        self._make_entity(self.vasilek, "Двойник", mine.vat, mine.b2b_kpp)
        message = self.pull("GetPartnerChanges", "Partner", self.partner())
        self.assertEqual(message.state, "retry")
        self.assertNotEqual(self.romashka.name, "Ромашка (1С)")
        match = self.env["onec.match"].search([])
        self.assertEqual(match.candidate_ids, self.romashka | self.vasilek)
        match.partner_id = self.romashka
        match.action_same()
        message._process()
        self.assertEqual(message.state, "done", message.error)
        self.assertEqual(self.romashka.name, "Ромашка (1С)")

    def test_stranger_is_taken_only_where_the_base_says_so(self):
        stranger = self.partner(Name="Новый", LegalEntity=[])
        self.assertFalse(self.pull("GetPartnerChanges", "Partner", stranger))
        self.connection.soap_new_partners = "create"
        self.pull("GetPartnerChanges", "Partner", stranger)
        made = self.connection._soap_record("partner", GUIDS["partner"])
        self.assertEqual((made.b2b_type, made.b2b_state), ("contractor", "new"))

    def test_what_was_changed_here_and_not_told_yet_is_newer(self):
        self.romashka.name = "Изменено здесь"
        self.pull("GetPartnerChanges", "Partner", self.partner())
        self.assertEqual(self.romashka.name, "Изменено здесь")

    def test_new_link_reads_again_what_was_passed_over(self):
        feed = self.feed("GetOrderChanges")
        feed.token = "5"
        self.pull("GetPartnerChanges", "Partner", self.partner())
        self.assertTrue(feed.reread_wanted)
        self.pull("GetOrderChanges", "Order")
        self.assertIn('nil="true"', self.requests()[-1])
        self.assertFalse(feed.reread_wanted)
