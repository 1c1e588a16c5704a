from datetime import timedelta

from odoo.tests import tagged

from .soap_common import GUIDS, SoapCommon


@tagged("post_install", "-at_install")
class TestSoapClaim(SoapCommon):
    """A claim goes to 1С with the lines of its shipment, the decision comes back."""

    def setUp(self):
        super().setUp()
        shipment = self.shipment(("vase", 2), ("candle", 1))
        # 1С ships the candles in two lines.
        shipment["Line"].append({**shipment["Line"][1], "LineNo": 3, "Quantity": 2})
        self.order._onec_soap_apply(
            self.connection, self.read_state(self.order, Shipment=[shipment])
        )
        self.messages().unlink()

    def move(self, product):
        moves = self.order._b2b_shipped_moves()
        return moves.filtered(lambda move: move.product_id == product)

    def file(self, vases=2, candles=0, **values):
        lines = [
            {"move_id": self.move(product).id, "quantity": quantity, "reason": reason}
            for product, quantity, reason in (
                (self.vase, vases, "defect"),
                (self.candle, candles, "shortage"),
            )
        ]
        return self.env["b2b.claim"]._file(
            self.order, self.buyer.partner_id, lines, "refund", "Битая", **values
        )

    def claim_state(self, claim, **values):
        return {
            "GUID": GUIDS["claim"],
            "SiteID": str(claim.id),
            "Number": "УТ00-000004",
            "Date": "2026-02-05T10:00:00",
            "State": "Registered",
            "Deleted": False,
            **values,
        }

    def put(self, claim):
        message = self.messages("PutClaim")
        self.answer("PutClaim", **{"return": self.claim_state(claim)})
        message._process()
        self.assertEqual(message.state, "done", message.error)
        return self.requests()[-1]

    def pull(self, *states):
        feed = self.feed("GetClaimChanges")
        self.answer("GetClaimChanges", **self.page("Claim", *states))
        feed._pull()

    def test_claim_is_put_with_the_lines_of_the_shipment(self):
        claim = self.file(candles=3)
        request = self.put(claim)
        self.assertEqual(claim.onec_number, "УТ00-000004")
        self.assertEqual(request.count(f">{GUIDS['shipment']}</"), 3)
        for number in (1, 2, 3):
            self.assertIn(f"ShipmentLineNo>{number}</", request)
        for text in (">Defect</", ">Shortage</", ">Refund</", ">Битая</", ">2.000</"):
            self.assertIn(text, request)

    def test_goods_of_a_delivery_that_1c_never_named_are_told_in_words(self):
        self.order.picking_ids.onec_lines = False
        request = self.put(self.file())
        self.assertNotIn("ShipmentLineNo", request)
        self.assertIn(self.vase.display_name, request)

    def test_decision_and_words_come_back_once(self):
        claim = self.file()
        self.put(claim)
        state = self.claim_state(
            claim,
            State="Satisfied",
            Decision="Вернём деньги",
            DecidedAt="2026-02-06T10:00:00",
            Line=[{"LineNo": 1, "Accepted": 2}],
            Message=[
                {
                    "ID": "m1",
                    "At": "2026-02-06T10:00:00",
                    "Author": "Петрова",
                    "FromContractor": False,
                    "Text": "Посмотрели",
                }
            ],
        )
        self.pull(state)
        self.assertEqual((claim.state, claim.decision), ("approved", "Вернём деньги"))
        self.assertEqual(claim.line_ids.qty_approved, 2)
        self.pull({**state, "DecisionSum": 5})
        words = [m for m in claim._visible_messages() if "Посмотрели" in m.body]
        self.assertEqual(len(words), 1)
        self.assertFalse(self.messages("PutClaimMessage"), "1С knows its own words")

    def test_accepted_in_part_and_refused(self):
        claim = self.file(vases=1, candles=3)
        self.put(claim)
        accepted = [
            {"LineNo": 1, "Accepted": 0},
            {"LineNo": 2, "Accepted": 1},
            {"LineNo": 3, "Accepted": 1},
        ]
        self.pull(self.claim_state(claim, State="Satisfied", Line=accepted))
        self.assertEqual(claim.state, "partly")
        self.assertEqual(claim.line_ids.mapped("qty_approved"), [0, 2])
        self.pull(self.claim_state(claim, State="NotSatisfied", Decision="Нет"))
        self.assertEqual((claim.state, claim.decision), ("rejected", "Нет"))

    def test_words_and_decision_of_the_portal_go_to_1c(self):
        claim = self.file()
        claim._post_from_buyer(self.buyer.partner_id, "Когда ждать?")
        words = self.messages("PutClaimMessage")
        words._process()
        self.assertEqual(words.state, "pending", "the claim goes first")
        self.put(claim)
        self.answer("PutClaimMessage", **{"return": self.claim_state(claim)})
        words._process()
        self.assertEqual(words.state, "done", words.error)
        self.assertIn("Когда ждать?", self.requests()[-1])
        claim._transition("rejected", "Следов удара нет")
        decision = self.messages("PutClaimMessage", res_model="b2b.claim")
        self.answer("PutClaimMessage", **{"return": self.claim_state(claim)})
        decision._process()
        self.assertEqual(decision.state, "done", decision.error)
        self.assertIn("Следов удара нет", self.requests()[-1])
        self.assertEqual(claim.state, "rejected")

    def test_claim_of_somebody_else_waits_for_a_person(self):
        claim = self.file()
        self.pull({**self.claim_state(claim), "SiteID": "999999999"})
        self.assertEqual(self.messages("GetClaimChanges").state, "retry")
        self.pull({**self.claim_state(claim), "SiteID": None, "GUID": GUIDS["order"]})
        self.assertEqual(self.messages("GetClaimChanges")[-1].state, "done")

    def test_claim_lost_with_a_restored_backup_is_filed_again(self):
        claim = self.file()
        self.put(claim)
        said = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        claim.message_post(body="Когда?", **said)
        theirs = claim.with_context(onec_applying=True).message_post(
            body="Смотрим", **said
        )
        self.link("message", "unknown", theirs)
        self.messages().unlink()
        link = self.env["onec.link"].search([("guid", "=", GUIDS["claim"])])
        link.seen -= timedelta(minutes=5)
        self.feed("GetClaimChanges").token = "5"
        self.connection._soap_was_restored()
        self.pull()
        self.assertEqual(
            self.messages().mapped("operation"), ["PutClaim", "PutClaimMessage"]
        )
        self.assertIn("Битая", self.put(claim))
