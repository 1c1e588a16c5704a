from odoo import api, models


class B2bOrderEvent(models.Model):
    _inherit = "b2b.order.event"

    @api.model_create_multi
    def create(self, vals_list):
        # What staff do for a person is theirs in the timeline and in the chatter.
        acting_sudo = self.env["b2b.acting"]._current()
        if not acting_sudo:
            return super().create(vals_list)
        staff = acting_sudo.staff_id
        for vals in vals_list:
            vals.update(user_id=staff.id, source="staff")
        events = super().create(vals_list)
        for order in events.order_id.sudo():
            order.message_post(
                body=self.env._(
                    "%(staff)s acted for %(person)s.",
                    staff=staff.name,
                    person=acting_sudo.user_id.name,
                ),
                author_id=staff.partner_id.id,
            )
        return events
