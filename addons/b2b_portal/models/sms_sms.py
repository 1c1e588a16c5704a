from odoo import models


class SmsSms(models.Model):
    _inherit = "sms.sms"

    def _split_by_api(self):
        # EXTENDS sms: core sends a batch by its own service, whatever the company has.
        ours = self.browse()
        for company, messages in self.grouped(lambda s: s._get_sms_company()).items():
            if company._b2b_has_sms():
                api = company._get_sms_api_class()(self.env)
                api._set_company(company)
                yield api, messages
                ours += messages
        if rest := self - ours:
            yield from super(SmsSms, rest)._split_by_api()
