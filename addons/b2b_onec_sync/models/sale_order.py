"""Where an order stands on its way to 1С over the site exchange."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """`queued` → `sent` (in an answer) → `loaded` (1С said `success`) → `confirmed`
    (1С named its number). УТ says `success` also about orders that it skipped, so
    only the number proves that an order is there. An order that 1С would stumble
    over is `quarantined` with the reason: it must not hold up the others.
    """

    _inherit = "sale.order"

    onec_state = fields.Selection(
        [
            ("none", "Not for 1С"),
            ("queued", "Waits for 1С"),
            ("sent", "Sent"),
            ("loaded", "Loaded"),
            ("confirmed", "Confirmed by 1С"),
            ("quarantined", "Held back"),
        ],
        string="Site exchange",
        default="none",
        required=True,
        copy=False,
        index=True,
    )
    onec_node_id = fields.Many2one(
        "onec.node", "Login of 1С", copy=False, index="btree_not_null"
    )
    onec_number = fields.Char("Number in 1С", copy=False, index="btree_not_null")
    onec_posted = fields.Boolean("Posted in 1С", copy=False)
    onec_sent_count = fields.Integer(
        "Answers without a confirmation",
        default=0,
        copy=False,
        help="How often it was sent since 1С last said that it has written an answer.",
    )
    onec_suspect_at = fields.Datetime(
        copy=False, help="Since then it is sent alone: 1С did not take its answers."
    )
    onec_error = fields.Text("Why it is held back", copy=False)
    onec_unlinked = fields.Boolean(
        copy=False,
        help="It is held back because 1С may not know its legal entity.",
    )
    onec_released = fields.Boolean(
        "Sent although its legal entity is not linked", copy=False
    )
    onec_reserved_at = fields.Datetime(
        "Reserved in 1С since",
        copy=False,
        help="From then on 1С's free stock is without the goods of this order.",
    )

    onec_shipped_amount = fields.Monetary(
        "Shipped, sum only",
        copy=False,
        help="УНФ tells the sum of a shipment and not always its lines. Until the "
        "whole order is shipped, nobody knows here which goods these were.",
    )

    @api.depends("onec_shipped_amount")
    def _compute_b2b_shipment_state(self):
        # EXTENDS b2b_portal: a part is shipped although no delivery says which.
        super()._compute_b2b_shipment_state()
        for order in self:
            if order.b2b_shipment_state == "none" and order.onec_shipped_amount > 0:
                order.b2b_shipment_state = "partly"

    def _b2b_after_place(self):
        # EXTENDS b2b_portal
        super()._b2b_after_place()
        self._onec_queue()

    def _b2b_is_outside(self):
        # EXTENDS b2b_portal: what was sent may be in 1С although it has not said so.
        return (
            super()._b2b_is_outside()
            or bool(self.onec_number)
            or self.onec_state in ("sent", "loaded", "confirmed")
        )

    def _onec_queue(self):
        """Queue placed orders for the login of 1С that fits each."""
        nodes = self.env["onec.node"].sudo().search([])  # pylint: disable=no-search-all
        for order in self.sudo():
            node = nodes._for_order(order)
            if node:
                order.write(
                    {
                        "onec_node_id": node.id,
                        "onec_state": "queued",
                        "onec_error": False,
                        "onec_unlinked": False,
                        "onec_sent_count": 0,
                        "onec_suspect_at": False,
                    }
                )
            elif nodes and not order._onec_soap_connection("PutOrder"):
                order._onec_quarantine(
                    self.env._(
                        "No login of 1С fits the organisation, warehouse, price type "
                        "and manager of this order."
                    )
                )
            elif order.onec_state == "quarantined":
                # The service takes it.
                order.write(
                    {"onec_state": "none", "onec_error": False, "onec_unlinked": False}
                )

    def _onec_quarantine(self, reason, unlinked=False):
        """Hold an order back, so that it does not spoil the others' answer.

        :param unlinked: it goes by itself once its legal entity is linked
        """
        self.ensure_one()
        self.write(
            {
                "onec_state": "quarantined",
                "onec_error": reason,
                "onec_unlinked": unlinked,
            }
        )

    def _onec_is_unlinked(self, connection):
        """Whether 1С may not find the legal entity and make a second one.

        It knows those that are linked, and those of which it has an order.
        """
        self.ensure_one()
        if self.onec_released or not connection.hold_unlinked:
            return False
        entity = self.b2b_entity_id
        if self.env["onec.link"]._guid_of(connection, "entity", entity):
            return False
        return not self.search_count(
            [
                ("b2b_entity_id", "=", entity.id),
                ("onec_node_id.connection_id", "=", connection.id),
                ("onec_state", "=", "confirmed"),
            ],
            limit=1,
        )

    @api.model
    def _onec_entity_linked(self, entity):
        """What waited for this legal entity may go."""
        self.search(
            [("b2b_entity_id", "=", entity.id), ("onec_unlinked", "=", True)]
        )._onec_queue()

    def action_onec_requeue(self):
        """Staff have mended the order, or the settings it stumbled over."""
        self._onec_check_staff()
        if any(order.state != "sale" for order in self):
            raise UserError(self.env._("Only placed orders go to 1С."))
        self.sudo().filtered("onec_unlinked").onec_released = True
        self._onec_queue()

    def action_onec_hold(self):
        """Staff take an order out of the exchange, before 1С stumbles over it."""
        self._onec_check_staff()
        for order in self.sudo():
            order._onec_quarantine(self.env._("Held back by %s.", self.env.user.name))

    def _onec_check_staff(self):
        """Who may change orders may; so may who looks after the exchange."""
        self.check_access("read")
        if not self.env.user.has_group("b2b_portal.group_exchange"):
            self.check_access("write")

    @api.model
    def _onec_by_number(self, number):
        """The placed order with the number that the site gave it."""
        return self.search(
            [
                ("name", "=", number),
                ("b2b_contractor_id", "!=", False),
                ("b2b_placed_at", "!=", False),
            ],
            limit=1,
        )
