import base64
import io
import zipfile
from datetime import date, timedelta

from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import PASSWORD, B2bCommon
from .test_pdf_forms import text_of

PDF = b"%PDF-1.4 not a whole one"


class CabinetCase(B2bCommon, HttpCase):
    """Requests of people of the fixture."""

    def as_user(self, user):
        self.authenticate(user and user.login, user and PASSWORD)

    def get(self, url):
        return self.url_open(url, allow_redirects=False)

    def post(self, url, files=None, **data):
        data["csrf_token"] = Request.csrf_token(self)
        return self.url_open(url, data=data, files=files, allow_redirects=False)

    def check_isolation(self, *routes):
        """Who gets what and who is told that there is none.

        :param routes: tuples ``url``, names of those who get it, and for a POST its
            values; nobody but them may
        """
        left = self._make_employee(self.romashka, "director", login="ex")
        left.partner_id.parent_id = self.vasilek
        people = {
            "director": self.director,
            "accountant": self.accountant,
            "buyer": self.buyer,
            "colleague": self.colleague,
            "stranger": self.stranger_director,
            "left": left,
            "guest": None,
        }
        for name, user in people.items():
            self.as_user(user)
            for url, seen_by, *values in routes:
                answer = self.post(url, **values[0]) if values else self.get(url)
                expected = (200, 303) if name in seen_by else (404,)
                if name == "guest":
                    expected = (303, 404)
                self.assertIn(answer.status_code, expected, f"{url} {name}")
                if name == "guest" and answer.status_code == 303:
                    self.assertIn("/web/login", answer.headers["Location"])


@tagged("post_install", "-at_install")
class TestDocuments(CabinetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.entity = cls.romashka.b2b_entity_ids
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.buyer.partner_id.id,
                "warehouse_id": cls.warehouse.id,
                "order_line": [
                    (0, 0, {"product_id": cls.vase.id, "product_uom_qty": 2})
                ],
            }
        )
        cls.order._place()
        cls.upd = cls.make_document("upd", "УПД-7", edo_state="sent")
        cls.act = cls.make_document("act", "А-1", date=date(2026, 1, 15))
        cls.reconciliation = cls.make_document("reconciliation", "С-1")

    @classmethod
    def make_document(cls, kind, name, **values):
        document = cls.env["b2b.document"].create(
            {
                "kind": kind,
                "name": name,
                "state": "ready",
                "contractor_id": cls.romashka.id,
                "entity_id": cls.entity.id,
                "organisation_id": cls.organisation.id,
                "order_ids": [(6, 0, cls.order.ids)],
                **values,
            }
        )
        document.attachment_id = cls.env["ir.attachment"].create(
            {
                "name": f"{name}.pdf",
                "datas": base64.b64encode(PDF),
                "res_model": "b2b.document",
                "res_id": document.id,
            }
        )
        return document

    # === who sees what === #

    def test_a_full_page_costs_as_many_queries_as_a_short_one(self):
        self.as_user(self.director)

        def queries():
            self.get("/my/documents")  # warms caches that live as long as the process
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(self.get("/my/documents").status_code, 200)
            return self.cr.sql_log_count - before

        few = queries()
        for number in range(60):
            self.make_document("upd", f"УПД-{100 + number}", edo_state="signed")
        # The second page may cost something, forty rows may not.
        self.assertLessEqual(queries() - few, 2, f"{few} queries with three documents")

    def test_who_opens_which_document(self):
        everybody = ("director", "accountant", "buyer")
        self.check_isolation(
            (f"/my/documents/{self.upd.id}/pdf", everybody),
            (
                f"/my/documents/{self.reconciliation.id}/pdf",
                ("director", "accountant"),
            ),
            (f"/my/documents/{self.upd.id}/reissue", (), {}),
            (
                f"/my/orders/{self.order.id}/invoice/part",
                ("director", "buyer"),
                {"amount": "0"},
            ),
        )

    def test_the_list_and_its_filters(self):
        self.as_user(self.director)

        def found(query=""):
            text = self.get(f"/my/documents{query}").text
            return {n for n in ("УПД-7", "А-1", "С-1") if f"№ {n}" in text}

        self.assertEqual(found(), {"УПД-7", "А-1", "С-1"})
        for query, names in (
            ("kind=act", {"А-1"}),
            ("edo=sent", {"УПД-7"}),
            ("date_from=2026-01-01&date_to=2026-01-31", {"А-1"}),
            (f"entity={self.entity.id}&kind=upd", {"УПД-7"}),
            ("entity=0", set()),
            (f"organisation={self.organisation.id}&kind=act", {"А-1"}),
            (f"order={self.order.id}&kind=upd", {"УПД-7"}),
            (f"search={self.order.name}&kind=upd", {"УПД-7"}),
            ("search=с-1", {"С-1"}),
            ("kind=nonsense&edo=x&date_from=yesterday", {"УПД-7", "А-1", "С-1"}),
        ):
            self.assertEqual(found(f"?{query}"), names, query)
        self.as_user(self.buyer)
        self.assertEqual(found(), {"УПД-7", "А-1"})
        self.as_user(self.colleague)
        self.assertEqual(found(), set())

    def test_several_documents_as_one_archive(self):
        foreign = self.make_document(
            "upd", "ЧУЖОЙ", contractor_id=self.vasilek.id, order_ids=False
        )
        self.act.attachment_id.name = "УПД-7.pdf"
        documents = self.upd | self.act | self.reconciliation | foreign
        self.as_user(self.buyer)
        answer = self.post("/my/documents/zip", document=documents.ids)
        archive = zipfile.ZipFile(io.BytesIO(answer.content))
        self.assertEqual(set(archive.namelist()), {"УПД-7.pdf", "УПД-7 (2).pdf"})
        self.assertEqual(archive.read("УПД-7.pdf"), PDF)
        answer = self.post("/my/documents/zip", document=foreign.ids)
        self.assertEqual(answer.status_code, 303)

    def test_a_pdf_opens_in_the_browser(self):
        self.as_user(self.buyer)
        answer = self.get(f"/my/documents/{self.upd.id}/pdf")
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertTrue(answer.headers["Content-Disposition"].startswith("inline"))

    # === invoices === #

    def test_an_invoice_for_a_part_of_the_order(self):
        self.as_user(self.buyer)
        url = f"/my/orders/{self.order.id}/invoice/part"
        self.post(url, amount="50,5")
        document = self.order.b2b_document_ids.filtered("requested_amount")
        self.assertEqual(document.requested_amount, 50.5)
        self.post(url, amount="много")
        self.assertIn("больше нуля", self.get(f"/my/orders/{self.order.id}").text)
        self.as_user(self.accountant)
        self.assertEqual(self.post(url, amount="1").status_code, 404)

    def test_own_invoice_names_the_people_and_the_stages_of_the_contract(self):
        self.organisation.write(
            {"director": "Соколова Марина Андреевна", "accountant": "Ершова Ольга Вик"}
        )
        contract = self.env["b2b.contract"].create(
            {
                "name": "12",
                "entity_id": self.romashka.b2b_entity_ids.id,
                "organisation_id": self.organisation.id,
                "advance_percent": 20,
                "prepayment_percent": 50,
                "deferral_days": 14,
            }
        )
        order = self._make_order(b2b_payment_mode="credit")
        order._place()
        self.assertEqual(order.b2b_contract_id, contract)
        invoice = order._b2b_request_invoice()
        row = {"name": "Товар", "unit": "796", "quantity": "1", "vat": "none"}
        row |= {"price": "351.50", "vat_sum": "0", "sum": "351.50"}
        bank = {"number": "40702810900000000001", "bic": "044525225", "bank": "Банк"}
        invoice._b2b_set_ready({"name": "9", "lines": [row], "bank": bank})
        self.assertEqual(invoice.amount, 351.5)
        text = text_of(invoice._b2b_print())
        for part in (
            "/Соколова М. А./",
            "/Ершова О. В./",
            "аванс 20 % до обеспечения заказа: 70,30 руб.",
            "предоплата 30 % до отгрузки: 105,45 руб.",
            "остаток 50 % после отгрузки, отсрочка 14 дн.: 175,75 руб.",
            "банка: 70,30",
        ):
            self.assertIn(part, text)
        invoice.paid_amount = 100
        self.assertIn("банка: 75,75", text_of(invoice._b2b_print()))
        invoice.amount = 100
        self.assertNotIn("аванс", text_of(invoice._b2b_print()), "for a part of it")

    def test_a_buyer_sees_on_the_order_what_is_for_a_buyer(self):
        order = self._make_order(self.buyer)
        order._place()
        for kind, name in (("contract", "ДОГ-1"), ("upd", "УПД-1")):
            document = self.env["b2b.document"].create(
                {
                    "kind": kind,
                    "state": "ready",
                    "name": name,
                    "contractor_id": self.romashka.id,
                    "order_ids": [(6, 0, order.ids)],
                    "edo_state": kind == "upd" and "rejected",
                    "edo_note": "Нет подписи",
                }
            )
            self.assertTrue(document)
        self.as_user(self.buyer)
        page = self.get(f"/my/orders/{order.id}").text
        self.assertIn("УПД-1", page)
        self.assertNotIn("ДОГ-1", page)
        self.assertIn("Нет подписи", page, "what the operator says")
        self.as_user(self.director)
        self.assertIn("ДОГ-1", self.get(f"/my/orders/{order.id}").text)

    def test_an_invoice_anew(self):
        invoice = self.make_document("invoice", "1")
        self.as_user(self.buyer)
        self.post(f"/my/documents/{invoice.id}/reissue")
        again = self.order.b2b_document_ids.filtered("replaces_id")
        self.assertEqual((again.state, invoice.state), ("requested", "ready"))
        again._b2b_set_ready({"name": "2"})
        self.assertEqual(invoice.state, "cancelled")

    # === sent by us === #

    def send(self, name="скан.pdf", content=PDF, **values):
        files = {"files": (name, content)}
        return self.post("/my/documents/sent/new", files=files, **values)

    def test_a_signed_document_is_sent(self):
        self.as_user(self.buyer)
        answer = self.send(document=self.upd.id, kind="signed_upd", number="7")
        self.assertEqual(answer.status_code, 303)
        upload = self.env["b2b.upload"].search([])
        self.assertEqual(upload.document_id, self.upd)
        self.assertEqual((upload.order_id, upload.entity_id), (self.order, self.entity))
        self.assertEqual(upload.author_id, self.buyer.partner_id)
        self.assertIn("скан.pdf", self.get("/my/documents/sent").text)
        file_url = f"/my/documents/sent/{upload.id}/file/0"
        self.check_isolation((file_url, ("director", "accountant", "buyer")))
        upload.action_done()
        self.assertEqual(upload.state, "done")
        self.assertFalse(upload._transition("refused"), "done is the end")

    def test_what_is_wrong_is_said_and_what_was_typed_stays(self):
        self.as_user(self.accountant)
        entity = self.entity.id
        seller = self.organisation.id
        self.env["b2b.organisation"].create({"name": "ИП Соколов"})
        late = (self.today - timedelta(days=1)).isoformat()
        for values, message in (
            ({"kind": "other", "content": b"MZ"}, "PDF, JPEG или PNG"),
            ({"kind": "hack"}, "Выберите, что вы отправляете"),
            ({"kind": "payment_order"}, "укажите сумму"),
            ({"kind": "proxy", "person": "Иванов"}, "кому и до какого"),
            ({"kind": "proxy", "person": "И", "valid_to": late}, "истёк"),
            ({"kind": "other", "entity": 0}, "чей это документ"),
            ({"kind": "other", "organisation": 0}, "кому вы отправляете"),
        ):
            answer = self.send(
                **{
                    "entity": entity,
                    "organisation": seller,
                    "number": "N-77",
                    **values,
                }
            )
            self.assertIn(message, answer.text)
            self.assertIn("N-77", answer.text)
        self.assertFalse(self.env["b2b.upload"].search([]))
        foreign = self.vasilek.b2b_entity_ids.id
        answer = self.send(kind="other", entity=foreign, organisation=seller)
        self.assertIn("чей это документ", answer.text)
        until = (self.today + timedelta(days=9)).isoformat()
        values = {"kind": "proxy", "person": "Иванов И. И.", "valid_to": until}
        answer = self.send(entity=entity, organisation=seller, **values)
        self.assertEqual(answer.status_code, 303, answer.text)
        upload = self.env["b2b.upload"].search([])
        self.assertEqual(
            (upload.organisation_id, upload.person), (self.organisation, "Иванов И. И.")
        )
        self.as_user(self.colleague)
        answer = self.send(document=self.upd.id, kind="signed_upd")
        self.assertEqual(answer.status_code, 404, "a colleague's document")

    # === originals === #

    def test_originals_are_asked_for(self):
        self.as_user(self.accountant)
        url = "/my/documents/originals/new"
        page = self.post(url, document=self.act.ids)
        self.assertIn("№ А-1", page.text)
        values = {"document": self.act.ids, "send": 1, "channel": "paper"}
        self.assertIn("Адрес: напишите", self.post(url, **values).text)
        self.post(url, **values, address="Москва, а/я 1", contact="Бухгалтерия")
        request = self.env["b2b.originals"].search([])
        self.assertEqual(request.document_ids, self.act)
        self.assertEqual(request.entity_id, self.entity)
        request._transition("sent", tracking="Почта России 101")
        self.assertFalse(request._transition("work"), "never back")
        self.assertIn("Почта России 101", self.get("/my/documents/originals").text)
        self.as_user(self.stranger_director)
        self.assertNotIn("№ А-1", self.post(url, document=self.act.ids).text)
        self.assertNotIn("Почта России 101", self.get("/my/documents/originals").text)
