from odoo import models


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def send_mail_batch(self, res_ids, force_send=False, *args, **kwargs):
        # EXTENDS mail: what is only queued waits up to an hour for core's scheduled
        # job. People wait for these letters, so the job is woken at the commit.
        mails = super().send_mail_batch(res_ids, force_send, *args, **kwargs)
        transaction = self.env.cr.precommit.data
        if mails and not force_send and not transaction.get("b2b_letters"):
            transaction["b2b_letters"] = True
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return mails
