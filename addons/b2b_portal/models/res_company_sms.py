from odoo import fields, models

from ..tools.sms_gateway import SmsApiSmsc


class ResCompany(models.Model):
    """The SMS gateway of the wholesaler."""

    _inherit = "res.company"

    b2b_sms_login = fields.Char("SMS gateway: login", groups="base.group_system")
    b2b_sms_key = fields.Char("SMS gateway: key", groups="base.group_system")
    b2b_sms_sender = fields.Char(
        "SMS gateway: sender", help="A name that the gateway has approved for you."
    )
    b2b_sms_url = fields.Char(
        "SMS gateway: address",
        groups="base.group_system",
        help="Only where the gateway gave you an address of your own.",
    )

    def _b2b_has_sms(self):
        """Whether messages can be sent to phones at all."""
        return bool(self.sudo().b2b_sms_key)

    def _get_sms_api_class(self):
        # EXTENDS sms
        self.ensure_one()
        if self._b2b_has_sms():
            return SmsApiSmsc
        return super()._get_sms_api_class()
