"""Which base of 1С an order goes to, told before it is placed."""

from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _place_prepare(self):
        # EXTENDS b2b_portal: an order that no base can take stops here, and not in a
        # list of staff when the contractor counts on it.
        super()._place_prepare()
        if problem := self.sudo()._onec_route_problem():
            raise UserError(problem)

    def _onec_route_problem(self):
        """What the buyer has to change so that some base takes the order, or None."""
        self.ensure_one()
        nodes = self.env["onec.node"].search([])  # pylint: disable=no-search-all
        if not nodes or self._onec_soap_connection("PutOrder"):
            return None
        suitable = nodes._suitable(self)
        if not suitable:
            return self._onec_no_login(nodes)
        unknown = [
            self._onec_unknown_goods(connection)
            for connection in suitable.connection_id
        ]
        fewest = min(unknown, key=len)
        if not fewest:
            return None
        names = ", ".join(fewest.mapped("display_name"))
        if len(fewest) < len(self._onec_soap_lines().product_id):
            return self.env._(
                "These goods cannot be ordered together with the others, take them "
                "into a cart of their own: %s.",
                names,
            )
        return self.env._(
            "These goods cannot be ordered now, ask your manager: %s.", names
        )

    def _onec_no_login(self, nodes):
        """No login fits: the warehouse is all that the buyer can choose otherwise."""
        others = nodes._suitable(self, but="warehouse_id").warehouse_id.filtered(
            "b2b_published"
        )
        if others:
            return self.env._(
                "Orders are not taken from the warehouse «%(warehouse)s». Choose "
                "another one: %(others)s.",
                warehouse=self.warehouse_id.name,
                others=", ".join(others.mapped("name")),
            )
        return self.env._(
            "This order cannot be passed on to the accounting of %s. Ask your manager.",
            self.b2b_organisation_id.name or self.company_id.name,
        )

    def _onec_unknown_goods(self, connection):
        """Goods of the order that a base does not have: it would make new ones."""
        products = self._onec_soap_lines().product_id
        known = self.env["onec.link"].search_fetch(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", "variant"),
                ("res_id", "in", products.ids),
            ],
            ["res_id"],
        )
        return products - products.browse(known.mapped("res_id"))
