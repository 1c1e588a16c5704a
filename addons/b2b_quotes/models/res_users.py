from odoo import models

from odoo.addons.b2b_portal.models import b2b_access
from odoo.addons.b2b_portal.models.b2b_access import Rule

SELLERS = ("director", "buyer")
b2b_access.register("b2b.quote", Rule("contractor_id", "author_id", SELLERS))
b2b_access.register(
    "b2b.quote.line", Rule("quote_id.contractor_id", "quote_id.author_id", SELLERS)
)
b2b_access.register(
    "b2b.quote.event", Rule("quote_id.contractor_id", "quote_id.author_id", SELLERS)
)
b2b_access.register("b2b.customer", Rule("contractor_id", "owner_id", SELLERS))


class ResUsers(models.Model):
    _inherit = "res.users"

    def b2b_rule_domain(self, model):
        """A buyer's customers are its own and those shared by the contractor."""
        # EXTENDS b2b_portal
        if model == "b2b.customer" and self._b2b_role() == "buyer":
            return [
                ("contractor_id", "=", self._b2b_contractor().id),
                ("owner_id", "in", (False, self.partner_id.id)),
            ]
        return super().b2b_rule_domain(model)
