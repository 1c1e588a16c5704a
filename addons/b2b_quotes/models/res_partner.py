from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    # What every quote of a contractor starts with (set by its director).
    b2b_quote_logo = fields.Image("Logo for quotes", max_width=600, max_height=240)
    b2b_quote_terms = fields.Text("Terms in quotes")
    b2b_quote_days = fields.Integer("Quotes are valid, days", default=14)
    b2b_quote_markup = fields.Float("Usual markup, %", digits=(7, 2))
    b2b_quote_vat = fields.Selection(
        [
            ("included", "Prices include VAT"),
            ("without", "Without VAT"),
            ("none", "Say nothing"),
        ],
        "VAT in quotes",
        default="included",
    )
    # The last number given; only ``b2b.quote._next_number`` moves it.
    b2b_quote_counter = fields.Integer(readonly=True, copy=False)
    b2b_quote_ids = fields.One2many("b2b.quote", "contractor_id", "Quotes")
    b2b_quote_count = fields.Integer(compute="_compute_b2b_quote_count")

    def _compute_b2b_quote_count(self):
        counts = dict(
            self.env["b2b.quote"]._read_group(
                [("contractor_id", "in", self.ids)], ["contractor_id"], ["__count"]
            )
        )
        for partner in self:
            partner.b2b_quote_count = counts.get(partner, 0)

    def action_view_b2b_quotes(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "b2b_quotes.action_b2b_quote"
        )
        return {**action, "domain": [("contractor_id", "=", self.id)], "context": {}}
