from odoo import api, models


class MailMail(models.Model):
    _inherit = "mail.mail"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS mail: the queue is emptied once an hour by core. People wait for
        # these letters, so it is woken as soon as the business transaction is through.
        mails = super().create(vals_list)
        pending = self.env.cr.precommit.data
        if not pending.get("b2b_mail_woken"):
            pending["b2b_mail_woken"] = True
            cron = self.env.ref(
                "mail.ir_cron_mail_scheduler_action", raise_if_not_found=False
            )
            if cron:
                cron.sudo()._trigger()
        return mails
