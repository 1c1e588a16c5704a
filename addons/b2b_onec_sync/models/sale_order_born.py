"""Orders entered in 1С: phone orders, and those from before the portal."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Command

#: Statuses of 1С in which goods go out before they are paid.
RELEASED = ("InPicking", "ReadyToShip", "InShipment", "AwaitingFinalPayment")
SOURCE = "onec_soap"
#: Such an order is history or news from 1С: nobody is written to about its making,
#: no goods are procured for it (1С holds and ships them), nothing is decided.
QUIET = {
    "skip_procurement": True,
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
}


class SaleOrder(models.Model):
    """An order that was born in 1С is shown and counted here, and never changed.

    Its goods are not held by the portal: 1С's free stock is without them already. Its
    shipments are deliveries out of a place of their own, so that claims and delivered
    quantities stand on them while the stock of the portal stays as 1С tells it.
    """

    _inherit = "sale.order"

    onec_born = fields.Boolean(
        "Entered in 1С",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="A phone order, or one from before the portal: it is changed in 1С only.",
    )

    # === What may not be done with it === #

    def _b2b_is_readonly(self):
        # EXTENDS b2b_portal
        return super()._b2b_is_readonly() or self.onec_born

    def _b2b_is_outside(self):
        # EXTENDS b2b_portal
        return super()._b2b_is_outside() or self.onec_born

    def _b2b_can_invoice(self):
        # EXTENDS b2b_portal: 1С makes its invoice by itself.
        return not self.onec_born and super()._b2b_can_invoice()

    @api.model
    def _b2b_ending_domain(self):
        # EXTENDS b2b_portal: 1С lets go of what it holds.
        return [*super()._b2b_ending_domain(), ("onec_born", "=", False)]

    def _onec_soap_connection(self, operation):
        # EXTENDS: it is there; nothing is sent about its making.
        if self.onec_born and operation in (
            "PutOrder",
            "CancelOrder",
            "ChangeOrder",
            "SetReservation",
        ):
            return self.env["onec.connection"]
        return super()._onec_soap_connection(operation)

    # === From 1С === #

    @api.model
    def _onec_soap_create(self, connection, state):
        """Make the order that 1С tells about.

        :return: the order; empty when its legal entity is nobody here, or when it was
            cancelled before anybody here heard of it
        """
        entity = connection._soap_record("entity", state.entity)
        contractor = entity.b2b_contractor_id or connection._soap_record(
            "partner", state.partner
        )
        if not contractor or state.cancelled:
            return self.browse()
        contract = connection._soap_record("contract", state.contract)
        organisation = connection._soap_record("organisation", state.organisation)
        warehouse = connection._soap_record("warehouse", state.warehouse)
        order = (
            self._b2b_as_fact()
            .with_context(**QUIET)
            .create(
                {
                    "name": state.number,
                    "onec_born": True,
                    "onec_number": state.number,
                    "onec_posted": state.posted,
                    "state": "sale",
                    "partner_id": contractor.id,
                    "partner_invoice_id": (entity or contractor).id,
                    "partner_shipping_id": (entity or contractor).id,
                    "b2b_entity_id": entity.id,
                    "b2b_contract_id": contract.id,
                    "b2b_organisation_id": organisation.id,
                    "warehouse_id": (
                        warehouse or self.env["stock.warehouse"].search([], limit=1)
                    ).id,
                    "pricelist_id": contractor._b2b_get_pricelist(contract).id,
                    "currency_id": connection._soap_currency(state.currency).id,
                    "date_order": state.date,
                    "b2b_placed_at": state.date,
                    "website_id": self.env["website"].search([], limit=1).id,
                    **self._onec_born_values(state),
                }
            )
        )
        order._onec_born_lines(connection, state)
        order.b2b_logged_status = order.b2b_status
        order._b2b_log(SOURCE, state.number)
        order.b2b_event_ids.date = state.date
        return order.with_env(self.env)

    @api.model
    def _onec_born_values(self, state):
        """What may change later, as field values."""
        reserved = state.reserve_until and any(line.reserved for line in state.lines)
        on_credit = state.status in RELEASED and state.paid < state.total
        if on_credit or state.kind == "Consignment":
            mode = "credit"
        else:
            mode = "reserve" if reserved else "invoice"
        return {
            "client_order_ref": state.customer_number or False,
            "b2b_payment_mode": mode,
            "b2b_reserve_until": state.reserve_until or False,
        }

    def _onec_born_update(self, connection, state):
        """Bring an order that was born in 1С to what 1С says now."""
        order = self._b2b_as_fact().with_context(**QUIET)
        values = {
            name: value
            for name, value in self._onec_born_values(state).items()
            if (order[name] or False)
            != (fields.Date.to_date(value) if name == "b2b_reserve_until" else value)
        }
        if values:
            order.write(values)
        order._onec_born_lines(connection, state)

    def _onec_born_lines(self, connection, state):
        """Make the lines say what 1С's lines say, to the kopeck."""
        alive = [line for line in state.lines if not line.cancelled and line.quantity]
        products = connection._soap_products(
            (line.product, line.characteristic) for line in alive
        )
        told = [
            self._onec_born_line(
                connection, state, line, products[line.product, line.characteristic]
            )
            for line in alive
        ]
        names = ("onec_line_no", "product_id", "product_uom_qty", "onec_sum", "name")
        known = [
            tuple(
                line[name].id if name == "product_id" else line[name] for name in names
            )
            for line in self.order_line
            if line.onec_line_no
        ]
        if known == [tuple(values[name] for name in names) for values in told]:
            return
        own = {line.onec_line_no: line for line in self.order_line}
        # Core lets lines of a draft go; nothing is decided about this order here.
        self.state = "draft"
        for values in told:
            line = own.pop(values["onec_line_no"], self.order_line.browse())
            if line and line.product_id.id != values["product_id"]:
                line.filtered(lambda item: not item.qty_delivered).unlink()
                line = line.exists()
            if line:
                line.write({k: v for k, v in values.items() if k != "product_id"})
            else:
                line.create({**values, "order_id": self.id})
        for line in own.values():
            if line.qty_delivered:
                line.product_uom_qty = 0.0
            else:
                line.unlink()
        self._onec_born_rounding(state)
        self.state = "sale"

    def _onec_born_rounding(self, state):
        """1С's sum of a line need not be price × quantity: the rest of a kopeck."""
        rest = state.total - Decimal(str(self.currency_id.round(self.amount_total)))
        if rest:
            product = self.env.ref("b2b_onec_sync.product_unknown")
            self.env["sale.order.line"].create(
                {
                    "order_id": self.id,
                    "product_id": product.id,
                    "name": self.env._("Rounding in 1С"),
                    "product_uom_qty": 1,
                    "price_unit": float(rest),
                    "tax_ids": [Command.clear()],
                    "sequence": 9999,
                }
            )

    def _onec_born_line(self, connection, state, line, product):
        known = bool(product)
        if not known:
            # A good that is not sold here any more still cost its money.
            product = self.env.ref("b2b_onec_sync.product_unknown")
        unit = connection._soap_record("unit", line.unit) if line.unit else None
        if not known or not unit or not unit._has_common_reference(product.uom_id):
            unit = product.uom_id
        amount = line.amount if state.vat_included else line.amount - line.vat_amount
        tax = self.env["account.tax"]._b2b_vat(line.vat_rate, state.vat_included)
        return {
            "onec_line_no": line.line_no,
            "product_id": product.id,
            "name": product.display_name if known else f"{line.article} {line.name}",
            "product_uom_id": unit.id,
            "product_uom_qty": float(line.quantity),
            "price_unit": float(amount / line.quantity),
            "discount": 0.0,
            "tax_ids": [Command.set(tax.ids)],
            "onec_sum": float(line.amount),
            "sequence": line.line_no,
        }

    def _b2b_revive(self, source, note=None):
        # EXTENDS b2b_portal: 1С holds the goods.
        born = self.filtered("onec_born")
        revived = super(SaleOrder, self - born)._b2b_revive(source, note)
        quiet = born.with_context(**QUIET)
        return revived | super(SaleOrder, quiet)._b2b_revive(source, note)

    def _b2b_register_shipment(self, ref, lines, date, number, source):
        # EXTENDS b2b_portal: no delivery waits for it, the shipment makes its own.
        if not self.onec_born or lines is None:
            return super()._b2b_register_shipment(ref, lines, date, number, source)
        picking = self._onec_born_ship(lines)
        picking.write({"b2b_ref": ref, "b2b_number": number, "date_done": date})
        self._b2b_log_status(source, number)
        return picking

    def _onec_born_ship(self, lines):
        place = self.env.ref("b2b_onec_sync.location_onec")
        picking_type = self.warehouse_id.out_type_id
        customer = self.partner_shipping_id.property_stock_customer
        left = {}
        for product_id, quantity in lines:
            left[product_id] = left.get(product_id, 0.0) + quantity
        moves = []
        for line in self.order_line:
            quantity = left.pop(line.product_id.id, 0.0)
            if not quantity:
                continue
            moves.append(
                {
                    "product_id": line.product_id.id,
                    "product_uom": line.product_id.uom_id.id,
                    "product_uom_qty": quantity,
                    "location_id": place.id,
                    "location_dest_id": customer.id,
                    "sale_line_id": line.id,
                }
            )
        picking = (
            self.env["stock.picking"]
            .sudo()
            .with_context(**QUIET, b2b_shipping=True, skip_sms=True)
            .create(
                {
                    "picking_type_id": picking_type.id,
                    "partner_id": self.partner_shipping_id.id,
                    "origin": self.name,
                    "location_id": place.id,
                    "location_dest_id": customer.id,
                    "move_ids": [Command.create(values) for values in moves],
                }
            )
        )
        picking.sale_id = self
        picking.action_confirm()
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        picking.move_ids.picked = True
        picking._action_done()
        return picking


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    onec_line_no = fields.Integer(readonly=True, copy=False)
    onec_sum = fields.Float("Sum in 1С", readonly=True, copy=False)
