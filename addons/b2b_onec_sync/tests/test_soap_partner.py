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
        skip = self.env["onec.skip"].search([("code", "=", "partner_doubtful")])
        self.assertIn("Найдено несколько", skip.cause)
        self.assertEqual(
            self.connection._soap_guid("entity", entity),
            GUIDS["entity"],
            "an older link stays",
        )
