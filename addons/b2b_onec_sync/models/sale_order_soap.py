"""Orders on their way to 1С over SOAP."""

from decimal import Decimal

from odoo import fields, models

from ..soap import operations
from ..tools.money import money

PAYMENT_MODES = {"invoice": "Prepayment", "reserve": "Reserve", "credit": "Credit"}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _b2b_after_place(self):
        # EXTENDS b2b_portal: where 1С takes orders over SOAP it holds the goods at
        # once. The site exchange may bring the same order: 1С knows it by its number.
        super()._b2b_after_place()
        self._onec_soap_put()

    def _onec_soap_put(self):
        """Queue placed orders for the bases that take orders over SOAP."""
        for order in self.sudo():
            connection = order._onec_soap_connection("PutOrder")
            if connection:
                self.env["onec.message"].sudo()._send(
                    connection, "PutOrder", order, urgent=True
                )

    def _b2b_cancel(self, source, note=None):
        # EXTENDS b2b_portal: what 1С told need not be told back.
        orders = self.with_context(onec_applying=source.startswith("onec_"))
        return super(SaleOrder, orders)._b2b_cancel(source, note)

    def _action_cancel(self):
        # EXTENDS sale: 1С must not go on holding goods for a cancelled order.
        result = super()._action_cancel()
        if not self.env.context.get("onec_applying"):
            self.filtered("b2b_contractor_id")._onec_soap_cancel()
        return result

    def _onec_soap_cancel(self):
        """Queue the cancellation of what 1С has, drop what has not been sent yet."""
        for order in self.sudo():
            connection = order._onec_soap_connection("CancelOrder")
            puts = order._onec_soap_puts()
            unsent = puts.filtered(lambda put: put._is_unsent())
            if unsent:
                unsent.action_skip()
            known = (
                puts - unsent
                or order.onec_state in ("sent", "loaded", "confirmed")
                or (connection and connection._soap_guid("order", order))
            )
            if connection and known:
                self._onec_soap_send(connection, "CancelOrder", order)

    # === A reserve that lasts longer, or became an order === #

    def write(self, vals):
        # EXTENDS b2b_portal: 1С holds the goods as long as is promised here.
        if "b2b_reserve_until" not in vals or self.env.context.get("onec_applying"):
            return super().write(vals)
        before = {order: order.b2b_reserve_until for order in self}
        result = super().write(vals)
        self.filtered(
            lambda order: (
                order.state == "sale"
                and before[order]
                and order.b2b_reserve_until
                and order.b2b_reserve_until != before[order]
            )
        )._onec_soap_tell("SetReservation")
        return result

    def _b2b_order_reserve(self, mode, source="portal"):
        # EXTENDS b2b_portal: another payment mode is a change of the order, which says
        # until when the goods are held, too.
        result = super(
            SaleOrder, self.with_context(onec_applying=True)
        )._b2b_order_reserve(mode, source)
        self._onec_soap_tell("ChangeOrder")
        return result

    def _b2b_release(self, keep, source="portal"):
        # EXTENDS b2b_portal: what is being sent just now would carry more.
        self._onec_soap_touch()
        return super()._b2b_release(keep, source)

    def _onec_soap_touch(self):
        """Let no worker send these orders as they were: one that has begun to fails at
        this row and reads them anew, one that is done makes this change fail, which is
        run again and finds the order sent."""
        for order in self.sudo():
            puts = order._onec_soap_puts().filtered(lambda put: put._is_unsent())
            puts.next_try = fields.Datetime.now()

    def _onec_soap_tell(self, operation):
        """Queue a change of placed orders for the bases that have them over SOAP; what
        has not been sent yet is sent as it is then."""
        self._onec_soap_touch()
        for order in self.sudo():
            connection = order._onec_soap_connection(operation)
            if connection and order._onec_soap_is_sent(connection):
                self._onec_soap_send(connection, operation, order)

    def _onec_soap_send(self, connection, operation, order):
        self.env["onec.message"].sudo()._send(connection, operation, order, urgent=True)

    def _onec_soap_puts(self):
        """The messages that put this order to 1С."""
        self.ensure_one()
        return (
            self.env["onec.message"]
            .sudo()
            .search(
                [
                    ("operation", "=", "PutOrder"),
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("state", "!=", "skipped"),
                ]
            )
        )

    def _onec_soap_is_sent(self, connection):
        """Whether 1С has this order over SOAP, or may have it."""
        return bool(connection._soap_guid("order", self)) or any(
            not put._is_unsent() and put.state != "dead"
            for put in self._onec_soap_puts()
        )

    def _b2b_is_outside(self):
        # EXTENDS b2b_portal: what was sent may be in 1С although no answer has come.
        if super()._b2b_is_outside():
            return True
        connection = self._onec_soap_connection("PutOrder")
        return bool(connection) and self.sudo()._onec_soap_is_sent(connection)

    def _b2b_can_invoice(self):
        # EXTENDS b2b_portal: where 1С makes the invoices, it has to be able to.
        if not super()._b2b_can_invoice():
            return False
        connections = self.env["onec.connection"].sudo().search_count([], limit=1)
        return not connections or bool(self._onec_soap_connection("RequestInvoice"))

    def _onec_soap_connection(self, operation):
        """The base that keeps this order's books, if it can do the operation."""
        self.ensure_one()
        connection = self.env["onec.connection"]._soap_for(self.b2b_organisation_id)
        if connection and not connection._soap_supports(operation):
            return connection.browse()
        return connection

    def _onec_soap_order(self, connection):
        """This order as the contract's ``Order`` (a plain structure).

        Site number and date are the same as in the site exchange: 1С finds the order by
        them whichever way it came first.
        """
        self.ensure_one()
        guid_of = self._onec_soap_guids(connection)
        lines = [
            line._onec_soap_line(connection, guid_of, number, amount)
            for number, (line, amount) in enumerate(self._onec_sums().items(), 1)
        ]
        return {
            "SiteNumber": self.name,
            "SiteDate": operations.moment(
                self.b2b_placed_at or self.date_order, connection.tz
            ),
            "Version": 1,
            "Kind": "Consignment"
            if self.b2b_contract_id.kind == "consignment"
            else "Sale",
            "OrganisationGUID": guid_of("organisation", self.b2b_organisation_id),
            "PartnerGUID": guid_of("partner", self.b2b_contractor_id),
            "LegalEntity": self.b2b_entity_id._onec_soap_entity(guid_of),
            "ContractGUID": guid_of("contract", self.b2b_contract_id),
            "PriceTypeGUID": guid_of("price_type", self.pricelist_id._b2b_base()),
            "WarehouseGUID": guid_of("warehouse", self.warehouse_id, required=True),
            "Currency": self.currency_id.name,
            "VATIncluded": self.pricelist_id.b2b_vat_included,
            "Total": operations.money(self.amount_total),
            "VATTotal": operations.money(
                sum(Decimal(line["VATSum"]) for line in lines)
            ),
            "PaymentMode": PAYMENT_MODES[self.b2b_payment_mode or "invoice"],
            "Reserve": True,
            "ReserveUntil": self._onec_soap_reserve_until(),
            "WantedDate": operations.day(
                operations.local_day(self.commitment_date, connection.tz)
            ),
            "ShipWhole": self.b2b_ship_whole,
            "CustomerNumber": self.client_order_ref or None,
            "Buyer": self.b2b_buyer_id._onec_soap_contact(),
            "Delivery": self._onec_soap_delivery(),
            "Comment": self.b2b_comment or None,
            "Line": lines,
        }

    def _onec_soap_guids(self, connection):
        """The keys of everything that the order names, looked up at once."""
        products = self.order_line.product_id
        return connection._soap_guids(
            {
                "organisation": self.b2b_organisation_id,
                "partner": self.b2b_contractor_id,
                "entity": self.b2b_entity_id,
                "contract": self.b2b_contract_id,
                "price_type": self.pricelist_id._b2b_base(),
                "warehouse": self.warehouse_id,
                "variant": products,
                "good": products.product_tmpl_id,
                "unit": self.order_line.product_uom_id,
            }
        )

    def _onec_soap_reserve_until(self):
        until = self.b2b_reserve_until
        return f"{until.isoformat()}T23:59:59" if until else None

    def _onec_soap_delivery(self):
        address = self.partner_shipping_id
        if not address.street and not address.city:
            return None
        return {
            "Address": ", ".join(
                filter(None, (address.zip, address.city, address.street))
            ),
            "ContactName": address.name or None,
            "Phone": address.phone or None,
        }


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _onec_soap_line(self, connection, guid_of, number, amount):
        """This line as the contract's ``OrderLine``.

        :param guid_of: what ``_soap_guids`` gave for the whole order
        :param amount: its sum with VAT, with its share of what 1С does not know
        """
        self.ensure_one()
        product, characteristic = connection._soap_product_guid(
            self.product_id, guid_of
        )
        share = amount / money(self.price_total) if self.price_total else Decimal(1)
        price = money(self.price_unit * (1 - (self.discount or 0.0) / 100)) * share
        return {
            "LineNo": number,
            "ProductGUID": product,
            "CharacteristicGUID": characteristic or None,
            "Article": self.product_id.default_code or "",
            "Name": self.product_id.display_name,
            "UnitCode": guid_of("unit", self.product_uom_id),
            "Quantity": operations.quantity(self.product_uom_qty),
            "Price": operations.money(price),
            "VATRate": self.tax_ids[:1].b2b_vat_code or "none",
            "VATSum": operations.money(money(self.price_tax) * share),
            "Sum": operations.money(amount),
            "Comment": self.b2b_comment or None,
        }
