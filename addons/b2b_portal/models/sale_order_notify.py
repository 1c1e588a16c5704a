from odoo import fields, models

# Status → event of ``b2b.notification.preference``.
STATUS_EVENTS = {
    "approval": "approval",
    "refused": "approved",
    "reserved": "placed",
    "awaiting_payment": "placed",
    "paid": "paid",
    "picking": "picking",
    "partly_shipped": "shipped",
    "shipped": "shipped",
    "delivered": "delivered",
    "cancelled": "cancelled",
}


class SaleOrder(models.Model):
    """Timeline and notifications."""

    _inherit = "sale.order"

    def _b2b_log_status(self, source, note=None):
        """Write the timeline and notify, for orders whose status has changed.

        Idempotent: call it after anything that may have changed a status.
        """
        orders = self.sudo()
        changed = orders.browse()
        for order in orders:
            status = order.b2b_status
            if not order.b2b_contractor_id or status == order.b2b_logged_status:
                continue
            order.b2b_logged_status = status
            order._b2b_log(source, note)
            changed |= order
        if not self.env.context.get("b2b_told_later"):
            changed._b2b_tell(note)

    def _b2b_tell(self, note=None):
        """Notify of the status that these orders have reached.

        Whoever ordered a cart of several sellers gets one letter about its parts.
        """
        carts = {}
        for order in self.sudo():
            if event := STATUS_EVENTS.get(order.b2b_status):
                cart = (event, order.b2b_placed_with_id or order)
                carts[cart] = carts.get(cart, order) | order
        for (event, _first), orders in carts.items():
            orders._b2b_notify(event, note=note)

    def _b2b_log(self, source, note=None):
        """Write an event into the timeline, whether the status changed or not."""
        self.env["b2b.order.event"].sudo().create(
            [
                {
                    "order_id": order.id,
                    "status": order.b2b_status,
                    "source": source,
                    "note": note,
                    "date": fields.Datetime.now(),
                    "user_id": self.env.uid,
                }
                for order in self
            ]
        )

    def _b2b_recipients(self, event):
        """Users that an event concerns: the buyer; for an approval, directors too."""
        self.ensure_one()
        people = self.b2b_buyer_id.user_ids
        if event == "approval":
            people |= self.b2b_contractor_id._b2b_directors()
        return people.filtered(lambda user: user._b2b_role())

    def _b2b_notify(self, event, template=None, **values):
        """Tell the people whom an event concerns, each by the channels they chose.

        :param self: an order, or several parts of one cart: one letter names them all
        :param str event: key of ``EVENTS``
        :param template: ``mail.template`` of ``sale.order``; default: status mail
        :param values: context of the template
        """
        orders = self.sudo()
        order = orders[0]
        template = template or self.env.ref("b2b_portal.mail_template_status").sudo()
        channels = self.env["b2b.notification.preference"]._channels(
            order._b2b_recipients(event), event
        )
        for user, chosen in channels.items():
            if chosen["email"] and user.partner_id.email:
                # What the letter names is named in the person's language.
                told = {
                    name: value.with_context(lang=user.lang)
                    if isinstance(value, models.BaseModel)
                    else value
                    for name, value in {"orders": orders, **values}.items()
                }
                template.with_context(
                    lang=user.lang, b2b_event=event, **told
                ).send_mail(
                    order.id,
                    email_values={
                        "recipient_ids": [fields.Command.set(user.partner_id.ids)],
                        "email_to": False,
                    },
                )
            if chosen["sms"] and user.partner_id.phone:
                told = orders.with_context(lang=user.lang)._b2b_told()
                order._message_sms(f"{told}.", partner_ids=user.partner_id.ids)

    def _b2b_told(self):
        """These orders and their statuses in a line: ``Order K7-42: reserved``."""
        told = "; ".join(f"{order.name}: {order._b2b_said()}" for order in self)
        if len(self) > 1:
            return self.env._("Orders %s", told)
        return self.env._("Order %s", told)

    def _b2b_said(self):
        """The status as it is said within a sentence."""
        label = dict(self._fields["b2b_status"]._description_selection(self.env))
        return label[self.b2b_status].lower()
