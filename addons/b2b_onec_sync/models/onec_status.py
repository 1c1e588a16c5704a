"""What the statuses of a base mean: УНФ's are its users' own words."""

from odoo import api, fields, models

#: Beginnings of words in the name of a status → what it probably means.
_GUESSES = {
    "отмен": "cancelled",
    "аннулир": "cancelled",
    "отказ": "cancelled",
    "сборк": "picking",
    "собира": "picking",
    "комплект": "picking",
    "доставлен": "delivered",
    "вручен": "delivered",
}
MEANINGS = [
    ("nothing", "Changes nothing"),
    ("picking", "Is being picked"),
    ("delivered", "Delivered"),
    ("cancelled", "Cancelled"),
]


class OnecStatus(models.Model):
    """A status of orders in 1С. УТ sends none; УНФ sends «Статус заказа».

    The list fills itself from what comes, a person corrects what was guessed.
    Payment and shipment are never taken from a status: documents prove them.
    """

    _name = "onec.status"
    _description = "Status of orders in 1С"
    _order = "connection_id, name"

    connection_id = fields.Many2one(
        "onec.connection", "1С base", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char("In 1С", required=True, readonly=True)
    meaning = fields.Selection(MEANINGS, required=True, default="nothing")
    seen = fields.Datetime("Last received", readonly=True)

    _name_unique = models.Constraint(
        "UNIQUE(connection_id, name)", "This status is in the list."
    )

    @api.model
    def _meaning(self, connection, name, key=""):
        """What a status means.

        :param key: «Статуса заказа ИД», one of ours where УНФ's statuses were
            matched with those of `mode=info`
        """
        if key in dict(MEANINGS):
            return key
        if not name:
            return "nothing"
        status = self.search(
            [("connection_id", "=", connection.id), ("name", "=", name)]
        )
        if not status:
            text = name.casefold()
            guess = next((v for word, v in _GUESSES.items() if word in text), "nothing")
            status = self.create(
                {"connection_id": connection.id, "name": name, "meaning": guess}
            )
        status.seen = fields.Datetime.now()
        return status.meaning
