from odoo import api, fields, models

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

# Without a choice of one's own.
DEFAULT = {"email": True, "sms": False}
ORDERING = ("director", "buyer")
# Events that concern others than those who order.
ROLES = {
    "approval": ("director",),
    "document": ("director", "buyer", "accountant"),
    "paid": ("director", "buyer", "accountant"),
}


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

    # === What a person may choose === #

    @api.model
    def _events(self, role):
        """Events that may concern a role: list of ``(event, label)``."""
        labels = self._fields["event"]._description_selection(self.env)
        return [(k, label) for k, label in labels if role in ROLES.get(k, ORDERING)]

    @api.model
    def _chosen(self, user):
        """Channels of all events: ``{event: {"email": bool, "sms": bool}}``."""
        chosen = {
            pref.event: {"email": pref.email, "sms": pref.sms}
            for pref in self.sudo().search([("user_id", "=", user.id)])
        }
        return {
            event: chosen.get(event, DEFAULT)
            for event in self._fields["event"].get_values(self.env)
        }

    @api.model
    def _choose(self, user, choices):
        """Keep what a person chose.

        :param dict choices: ``{event: {"email": bool, "sms": bool}}``
        """
        known = {
            pref.event: pref for pref in self.sudo().search([("user_id", "=", user.id)])
        }
        for event in choices.keys() & known.keys():
            known[event].write(choices[event])
        self.sudo().create(
            [
                {"user_id": user.id, "event": event, **choices[event]}
                for event in choices.keys() - known.keys()
                if choices[event] != DEFAULT
            ]
        )

    def _channels(self, users, event):
        """Channels per user: ``{user: {"email": bool, "sms": bool}}``."""
        chosen = {
            pref.user_id: {"email": pref.email, "sms": pref.sms}
            for pref in self.sudo().search(
                [("user_id", "in", users.ids), ("event", "=", event)]
            )
        }
        return {user: chosen.get(user, DEFAULT) for user in users}
