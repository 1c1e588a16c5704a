from odoo.fields import Command
from odoo.tests import Form, tagged

from .staff_case import StaffMenus
from .test_registration import FORM
from .test_route_access import PortalRoutes


@tagged("post_install", "-at_install")
class TestStaff(StaffMenus, PortalRoutes):
    """What staff see they may do, with the rights of their group alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_staff("b2b_portal.group_manager")
        cls.admin = cls.make_staff("b2b_portal.group_admin")

    def seen(self, model, name):
        """The contractor's record that the fixture keeps under ``name``."""
        return self.env[model].with_user(self.manager).browse(self.values[name])

    def test_every_menu_opens(self):
        self.assertGreater(self.check_menus(self.manager), 20)
        self.assertGreater(self.check_menus(self.admin), 26)

    # === Contractors === #

    def application(self, **values):
        Application = self.env["b2b.application"]
        prepared = Application._b2b_prepare({**FORM, **values})
        return Application._b2b_submit(prepared).with_user(self.manager)

    def test_manager_approves_an_application(self):
        application = self.application(bic="044525225", account="40702810700000000123")
        application.tier_id = self.tier
        application.action_approve()
        contractor = application.contractor_id
        self.assertEqual(contractor.b2b_state, "approved")
        self.assertEqual(contractor.b2b_entity_ids.bank_ids.acc_number[:5], "40702")
        self.assertEqual(contractor.b2b_employee_ids.b2b_role, "director")

    def test_manager_refuses_and_lets_join(self):
        refused = self.application()
        refused.refuse_reason = "Нет"
        refused.action_refuse()
        self.assertEqual(refused.state, "refused")
        joined = self.seen("b2b.application", "application_id")
        joined.join_role = "accountant"
        joined.action_join()
        self.assertEqual(joined.state, "approved")

    def test_manager_confirms_requisites(self):
        entity = self.env["res.partner"].browse(self.values["entity_id"])
        form = {name: entity[name] for name in ("vat", "b2b_legal_form", "b2b_ogrn")}
        request = self.env["b2b.entity.request"]._b2b_ask(
            self.romashka.b2b_entity_ids[0],
            "key",
            {**form, "vat": "7736207543", "b2b_kpp": "770401001"}
            | {"b2b_legal_form": "company"},
        )
        request.with_user(self.manager).action_approve()
        self.assertEqual(request.state, "approved")

    def test_manager_keeps_a_contractor(self):
        contractor = self.romashka.with_user(self.manager)
        with Form(contractor, "b2b_portal.view_contractor_form") as form:
            form.phone = "+7 495 123-45-67"
            form.b2b_own_limits = True
            form.b2b_own_credit_limit = 70_000
        contractor.action_b2b_block()
        contractor.action_b2b_approve()
        person = self.colleague.partner_id.with_user(self.manager)
        person.action_b2b_block_employee()
        self.assertTrue(person.b2b_blocked)
        person.action_b2b_block_employee()
        person.b2b_role = "accountant"
        self.assertEqual(self.colleague.b2b_role, "accountant")
        new = self.env["res.partner"].with_user(self.manager)
        new = new.create(
            {
                "name": "Новый",
                "parent_id": self.romashka.id,
                "email": "new@example.com",
            }
        )
        new.b2b_role = "buyer"
        self.assertEqual(new.user_ids.b2b_role, "buyer")
        contractor.action_b2b_invite_directors()
        self.assertIn("/b2b/act-as/", new.action_b2b_act_as()["url"])

    def test_manager_makes_contracts_and_raises_limits(self):
        contract = self.env["b2b.contract"].with_user(self.manager)
        contract = contract.create(
            {
                "name": "1",
                "entity_id": self.romashka.b2b_entity_ids[0].id,
                "organisation_id": self.organisation.id,
            }
        )
        contract.credit_limit = 100
        raised = self.env["b2b.limit.raise"].with_user(self.manager)
        raised = raised.create(
            {
                "contractor_id": self.romashka.id,
                "kind": "credit",
                "amount": 1,
                "date_to": "2099-01-01",
                "reason": "Сезон",
            }
        )
        raised.action_end()

    # === Orders === #

    def test_manager_works_orders(self):
        order = self._make_order(lines=[(self.vase, 1)]).with_user(self.manager)
        order.b2b_override_reason = "Можно"
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        order.b2b_payment_ids = [Command.create({"amount": order.amount_total})]
        self.assertEqual(order.b2b_logged_status, "paid", "its people are told")
        for move in order.picking_ids.move_ids:
            move.quantity = 1
        order.picking_ids.button_validate()
        self.assertEqual(order.b2b_status, "shipped")

    def test_manager_answers_what_people_ask(self):
        shipment = self.seen("b2b.shipment.request", "request_id")
        for step in ("accept", "ready", "ship"):
            getattr(shipment, f"action_{step}")()
        self.assertEqual(shipment.state, "shipped")
        change = self.seen("b2b.order.change", "change_id")
        change.action_accept()
        self.assertEqual(change.state, "accepted")
        upload = self.seen("b2b.upload", "upload_id")
        upload.action_done()
        self.assertEqual(upload.state, "done")
        originals = self.env["b2b.originals"].search([], limit=1)
        originals = originals.with_user(self.manager)
        for step in ("work", "sent", "delivered"):
            getattr(originals, f"action_{step}")()
        report = self.seen("b2b.consignment.report", "report_id")
        report.action_accept()
        report.action_done()
        preorder = self.seen("b2b.preorder", "preorder_id")
        preorder.action_cancel()
        document = self.seen("b2b.document", "document_id")
        document.action_annul()
        self.assertEqual(document.state, "cancelled")
