from stdnum.ru import inn

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.mail import single_email_re


class B2bCustomer(models.Model):
    """A contractor's own customer. The wholesaler never sells to it.

    Not a ``res.partner``: those are the wholesaler's counterparties, travel to 1С and
    are seen by all of its staff, while this is the contractor's private address book.
    """

    _name = "b2b.customer"
    _description = "Customer of a contractor"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    contractor_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("b2b_type", "=", "contractor")],
    )
    owner_id = fields.Many2one(
        "res.partner",
        string="Employee",
        index=True,
        ondelete="set null",
        help="Who works with this customer. Empty: shared by all the contractor's "
        "employees.",
    )
    contact_name = fields.Char("Contact person")
    email = fields.Char("E-mail")
    phone = fields.Char()
    vat = fields.Char("INN")
    discount = fields.Float("Discount, %", digits=(5, 2))
    note = fields.Text()
    quote_ids = fields.One2many("b2b.quote", "customer_id", "Quotes")
    quote_count = fields.Integer(compute="_compute_quote_count")

    _discount_percent = models.Constraint(
        "CHECK(discount >= 0 AND discount < 100)",
        "A discount is from 0 to 99.99 percent.",
    )

    def _compute_quote_count(self):
        counts = dict(
            self.env["b2b.quote"]._read_group(
                [("customer_id", "in", self.ids)], ["customer_id"], ["__count"]
            )
        )
        for customer in self:
            customer.quote_count = counts.get(customer, 0)

    @api.constrains("email")
    def _check_email(self):
        for customer in self:
            if customer.email and not single_email_re.match(customer.email):
                raise ValidationError(
                    self.env._(
                        "“%s” is not an e-mail address. Example: buyer@example.ru",
                        customer.email,
                    )
                )

    @api.constrains("vat")
    def _check_vat(self):
        for customer in self:
            if customer.vat and not inn.is_valid(customer.vat):
                raise ValidationError(
                    self.env._(
                        "INN %s is wrong: it has 10 or 12 digits, the last ones are a "
                        "check sum.",
                        customer.vat,
                    )
                )

    @api.constrains("owner_id", "contractor_id")
    def _check_owner(self):
        for customer in self:
            owner = customer.owner_id
            if owner and owner.b2b_contractor_id != customer.contractor_id:
                raise ValidationError(
                    self.env._("The employee works for another contractor.")
                )

    def action_view_quotes(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "b2b_quotes.action_b2b_quote"
        )
        return {**action, "domain": [("customer_id", "=", self.id)], "context": {}}
