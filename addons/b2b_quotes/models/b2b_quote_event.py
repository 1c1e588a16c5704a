from odoo import fields, models


class B2bQuoteEvent(models.Model):
    """What happened to a quote: made, mailed, opened by the customer, answered."""

    _name = "b2b.quote.event"
    _description = "Quote event"
    _order = "id desc"

    quote_id = fields.Many2one(
        "b2b.quote", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("created", "Created"),
            ("sent", "E-mailed"),
            ("link", "Link given out"),
            ("opened", "Opened by the customer"),
            ("accepted", "Accepted by the customer"),
            ("declined", "Declined by the customer"),
            ("comment", "Comment of the customer"),
            ("edited", "Taken back for editing"),
            ("expired", "Expired"),
            ("ordered", "Put into the cart"),
        ],
        required=True,
    )
    note = fields.Text()
    user_id = fields.Many2one("res.users", ondelete="set null")
