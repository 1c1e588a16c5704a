from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClaimsCommon, huge_picture, photo


@tagged("post_install", "-at_install")
class TestClaim(ClaimsCommon):
    def setUp(self):
        super().setUp()
        self.order = self._make_shipped()

    def _decide(self, claim, verdict, text="Так решили", approved=None):
        wizard = (
            self.env["b2b.claim.decide"]
            .with_user(self.clerk)
            .create({"claim_id": claim.id, "verdict": verdict, "text": text})
        )
        if approved is not None:
            wizard.line_ids.qty_approved = approved
        wizard.action_apply()

    def test_claim_stands_on_a_shipment(self):
        claim = self._make_claim(self.order)
        self.assertRegex(claim.name, r"^ПР-\d{6}$")
        self.assertEqual(claim.picking_ids.b2b_number, "РТ-1")
        self.assertEqual(claim.contractor_id, self.romashka)
        self.assertEqual(claim.buyer_id, self.buyer.partner_id)
        self.assertGreater(claim.amount, 0)

    def test_not_more_than_was_shipped(self):
        with self.assertRaises(ValidationError):
            self._make_claim(self.order, quantity=2.5)

    def test_not_more_than_is_left_over_all_claims(self):
        self._make_claim(self.order, quantity=1)
        with self.assertRaises(ValidationError):
            self._make_claim(self.order, quantity=2)
        self._make_claim(self.order, quantity=1)
        self.assertNotIn(
            self.vase, [row["move"].product_id for row in self.order._b2b_claimable()]
        )

    def test_rejected_pieces_can_be_claimed_again_but_not_twice(self):
        first = self._make_claim(self.order, quantity=2)
        first._transition("rejected", "Нет фото")
        self._make_claim(self.order, quantity=2)
        with self.assertRaises(ValidationError):
            first._transition("in_work")

    def test_only_shipped_goods_of_the_order(self):
        order = self._make_order()
        order._place()
        self.assertEqual(order._b2b_claimable(), [])
        stranger = self._make_shipped(lines=[(self.vase, 1)])
        with self.assertRaises(UserError):
            self.env["b2b.claim"]._file(
                self.order,
                self.buyer.partner_id,
                [
                    {
                        "move_id": self._move(stranger, self.vase).id,
                        "quantity": 1,
                        "reason": "defect",
                    }
                ],
                "replace",
            )

    def test_claim_without_goods_is_refused(self):
        with self.assertRaises(UserError):
            self.env["b2b.claim"]._file(
                self.order, self.buyer.partner_id, [], "replace"
            )

    def test_other_systems_are_told(self):
        Claim = type(self.env["b2b.claim"])
        with patch.object(Claim, "_b2b_dispatch", autospec=True) as dispatch:
            claim = self._make_claim(self.order)
            self.assertEqual(dispatch.call_count, 1)
            claim._transition("approved")
            self.assertEqual(dispatch.call_count, 2)
            claim._transition("approved")
            self.assertEqual(dispatch.call_count, 2)

    # === Decisions === #

    def test_way_of_an_approved_claim(self):
        claim = self._make_claim(self.order)
        claim.with_user(self.clerk).action_take()
        self.assertEqual((claim.state, claim.user_id), ("in_work", self.clerk))
        self._decide(claim, "approved", text=False)
        self.assertEqual(claim.line_ids.qty_approved, 1)
        self.assertEqual(claim.amount_approved, claim.amount)
        self.assertEqual(claim.decided_by, self.clerk)
        claim.with_user(self.clerk).action_done()
        self.assertEqual(claim.state, "done")
        self.assertTrue(all(moment for _label, moment in claim._steps()))

    def test_partial_approval_names_the_pieces(self):
        claim = self._make_claim(self.order, quantity=2)
        with self.assertRaises(UserError):
            self._decide(claim, "partly", approved=2)
        self._decide(claim, "partly", approved=1)
        self.assertEqual(claim.line_ids.qty_approved, 1)
        self.assertEqual(claim.state, "partly")

    def test_rejection_needs_words(self):
        claim = self._make_claim(self.order)
        with self.assertRaises(UserError):
            self._decide(claim, "rejected", text=" ")
        self._decide(claim, "rejected", text="Не наш товар")
        self.assertEqual((claim.state, claim.decision), ("rejected", "Не наш товар"))

    def test_wrong_transition_is_refused(self):
        with self.assertRaises(UserError):
            self._make_claim(self.order)._transition("done")

    def test_only_a_clerk_decides(self):
        claim = self._make_claim(self.order)
        with self.assertRaises(AccessError):
            claim.with_user(self.buyer).action_take()

    def test_approved_within_claimed(self):
        claim = self._make_claim(self.order)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            claim.line_ids.qty_approved = 5
            self.env.flush_all()

    def test_claim_in_work_is_not_deleted(self):
        claim = self._make_claim(self.order)
        claim._transition("in_work")
        with self.assertRaises(UserError):
            claim.unlink()

    # === Correspondence === #

    def _new_mails(self):
        return self.env["mail.mail"].search([]) - self.mails_before

    def test_buyer_is_mailed_the_decision_once(self):
        claim = self._make_claim(self.order)
        self.mails_before = self.env["mail.mail"].search([])
        self._decide(claim, "rejected", text="Бой при хранении у вас")
        mail = self._new_mails()
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.recipient_ids, self.buyer.partner_id)
        self.assertIn("Бой при хранении у вас", mail.body_html)
        self.assertIn(f"/my/claims/{claim.id}", mail.body_html)

    def test_buyer_who_wants_no_mail_gets_none(self):
        self.env["b2b.notification.preference"].create(
            {"user_id": self.buyer.id, "event": "claim", "email": False}
        )
        claim = self._make_claim(self.order)
        self.mails_before = self.env["mail.mail"].search([])
        claim._transition("approved")
        self.assertFalse(self._new_mails())

    def test_question_and_answer(self):
        claim = self._make_claim(self.order)
        self.assertTrue(claim.waiting_since)
        self.mails_before = self.env["mail.mail"].search([])
        self._decide(claim, "need_info", text="Пришлите фото упаковки")
        self.assertEqual(claim.state, "need_info")
        self.assertFalse(claim.waiting_since)
        self.assertIn("Пришлите фото упаковки", self._new_mails().body_html)
        claim._post_from_buyer(self.buyer.partner_id, "Вот", [("box.jpg", photo())])
        self.assertEqual(claim.state, "in_work")
        self.assertTrue(claim.waiting_since)
        self.assertEqual(len(claim._visible_messages()), 2)
        claim.with_user(self.clerk).message_post(
            body="Спасибо", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertFalse(claim.waiting_since)

    def test_internal_note_stays_inside(self):
        claim = self._make_claim(self.order)
        claim.with_user(self.clerk).message_post(body="Опять они")
        self.assertFalse(claim._visible_messages())
        self.assertTrue(claim.waiting_since)

    # === Photos === #

    def test_photos_are_cleaned_and_kept(self):
        claim = self._make_claim(
            self.order, photos=[("a.png", photo((5000, 100), "PNG"))]
        )
        self.assertEqual(claim.photo_ids.mimetype, "image/jpeg")
        self.assertEqual(claim.photo_ids.res_id, claim.id)

    def test_other_files_are_refused(self):
        claim = self._make_claim(self.order)
        for content in (
            b"%PDF-1.4",
            b"<svg/>",
            b"",
            photo()[:50],
            photo((9, 9), "GIF"),
            huge_picture(),
        ):
            with self.assertRaises(UserError):
                claim._add_photos([("x.jpg", content)])
        with self.assertRaises(UserError):
            claim._add_photos([("big.jpg", photo() + b"0" * 13 * 1024 * 1024)])
        with self.assertRaises(UserError):
            claim._add_photos([(f"{i}.jpg", photo()) for i in range(21)])
        self.assertFalse(claim.photo_ids)
