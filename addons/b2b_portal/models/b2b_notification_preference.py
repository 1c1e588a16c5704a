from odoo import fields, models

EVENTS = [
    ("approval", "An order waits for approval"),
    ("approved", "An order was approved or refused"),
    ("placed", "An order was placed"),
    ("paid", "A payment came"),
    ("picking", "An order is being picked"),
    ("shipped", "Goods were shipped"),
    ("delivered", "Goods were delivered"),
    ("cancelled", "An order was cancelled"),
    ("expiring", "A reserve is about to expire"),
    ("change", "A change of an order waits for consent"),
    ("document", "A document is ready"),
    ("claim", "A claim was answered"),
]


class B2bNotificationPreference(models.Model):
    """What a user chose for one event. No record: e-mail on, SMS off."""

    _name = "b2b.notification.preference"
    _description = "Notification preference"

    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="cascade"
    )
    event = fields.Selection(EVENTS, required=True)
    email = fields.Boolean(default=True)
    sms = fields.Boolean()

    _user_event_unique = models.Constraint(
        "UNIQUE(user_id, event)", "One choice per user and event."
    )

    def _channels(self, users, event):
        """Channels per user: ``{user: {"email": bool, "sms": bool}}``."""
        chosen = {
            pref.user_id: {"email": pref.email, "sms": pref.sms}
            for pref in self.sudo().search(
                [("user_id", "in", users.ids), ("event", "=", event)]
            )
        }
        return {user: chosen.get(user, {"email": True, "sms": False}) for user in users}
