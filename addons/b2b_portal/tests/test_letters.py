from odoo.tests import tagged

from .common import B2bCommon


@tagged("post_install", "-at_install")
class TestLetters(B2bCommon):
    def test_queued_letters_wake_the_mail_queue_once(self):
        job = self.env.ref("mail.ir_cron_mail_scheduler_action")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)])
        triggers.unlink()
        self.env.cr.precommit.data.pop("b2b_letters", None)
        template = self.env["mail.template"].create(
            {
                "name": "Letter",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "subject": "S",
                "body_html": "B",
                "email_to": "a@example.com",
            }
        )
        for partner in self.env["res.partner"].search([], limit=2):
            template.send_mail(partner.id)
        self.assertEqual(triggers.search_count([("cron_id", "=", job.id)]), 1)

    def test_a_template_that_names_its_reader_writes_to_them(self):
        # By default Odoo 19 writes to the record's own contacts instead.
        ours = self.env["ir.model.data"].search(
            [("model", "=", "mail.template"), ("module", "=like", "b2b_%")]
        )
        templates = self.env["mail.template"].browse(ours.mapped("res_id"))
        named = templates.filtered(lambda t: t.email_to or t.partner_to)
        self.assertTrue(named)
        self.assertFalse(named.filtered("use_default_to").mapped("name"))

    def tell(self):
        """What the scheduler does every minute."""
        with self.enter_registry_test_mode():
            self.env.ref("b2b_portal.cron_document_letters").method_direct_trigger()

    def test_what_a_letter_names_is_named_in_the_readers_language(self):
        self.buyer.lang = "ru_RU"
        order = self._make_order()
        order._place()
        self.env["mail.mail"].search([]).unlink()
        invoice = order.with_context(lang="en_US")._b2b_request_invoice()
        self.assertIn("Invoice", invoice.display_name)
        invoice._b2b_set_ready({"name": "12"})
        for _minute in range(2):
            self.tell()
        (subject,) = self.env["mail.mail"].search([]).mapped("subject")
        self.assertIn("№ 12", subject)
        self.assertNotIn("Invoice", subject)

    def test_nobody_is_told_of_a_document_that_is_gone_again(self):
        order = self._make_order()
        order._place()
        self.env["mail.mail"].search([]).unlink()
        invoice = order._b2b_request_invoice()
        invoice._b2b_set_ready({"name": "12"})
        invoice._b2b_set_cancelled()
        self.tell()
        self.assertFalse(self.env["mail.mail"].search([]))
