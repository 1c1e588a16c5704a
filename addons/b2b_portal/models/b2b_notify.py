from odoo import api, fields, models


class B2bNotificationPreference(models.Model):
    """Events about goods, and sending what is about a person and not about an order."""

    _inherit = "b2b.notification.preference"

    event = fields.Selection(
        selection_add=[
            ("preorder", "Goods of a pre-order arrived"),
            ("arrival", "Awaited goods arrived"),
            ("price", "A watched price changed"),
            ("shipment_request", "A shipment request was answered"),
        ],
        ondelete={
            "preorder": "cascade",
            "arrival": "cascade",
            "price": "cascade",
            "shipment_request": "cascade",
        },
    )

    @api.model
    def _tell(self, user, event, values):
        """Tell one person something, by the channels that they chose for the event.

        :param dict values: ``subject``, ``rows`` (list of lines), ``path`` of the page
            to open, in the person's language already
        """
        channels = self._channels(user, event)[user]
        partner_sudo = user.sudo().partner_id
        if channels["email"] and partner_sudo.email:
            template = self.env.ref("b2b_portal.mail_template_person").sudo()
            template.with_context(lang=user.lang, b2b=values).send_mail(
                partner_sudo.id,
                email_values={
                    "recipient_ids": [fields.Command.set(partner_sudo.ids)],
                    "email_to": False,
                },
            )
        if channels["sms"] and partner_sudo.phone:
            partner_sudo._message_sms(values["subject"], partner_ids=partner_sudo.ids)
