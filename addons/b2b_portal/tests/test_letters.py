from odoo.tests import tagged

from .common import B2bCommon


@tagged("post_install", "-at_install")
class TestLetters(B2bCommon):
    def test_queued_letter_wakes_the_mail_queue(self):
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action")
        triggers = self.env["ir.cron.trigger"].sudo()
        self.env.cr.precommit.data.pop("b2b_mail_woken", None)
        before = triggers.search_count([("cron_id", "=", cron.id)])
        letter = {"subject": "S", "body_html": "B", "email_to": "a@example.com"}
        self.env["mail.mail"].create([letter, letter])
        self.env["mail.mail"].create(letter)
        self.assertEqual(triggers.search_count([("cron_id", "=", cron.id)]), before + 1)
