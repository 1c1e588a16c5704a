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
