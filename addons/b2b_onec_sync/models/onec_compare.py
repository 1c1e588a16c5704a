"""The nightly comparison of open orders: what 1С or the portal lost without a word."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ..soap import operations
from ..soap.errors import BusinessError, OnecError
from ..tools.locks import exclusively

LOCK_SPACE = 0x1C2
#: The hour after which the night's comparison is due, in the base's time zone.
HOUR = 3
PAGE = 200
#: An order younger than this may simply be on its way.
YOUNG = timedelta(minutes=15)


class OnecConnection(models.Model):
    _inherit = "onec.connection"

    soap_compared = fields.Datetime("Open orders compared", readonly=True, copy=False)

    @api.model
    def _cron_compare(self):
        """Compare once a night; a night that was missed is made up for."""
        for connection in self.search([("soap_active", "=", True)]):
            if connection._soap_compare_due():
                connection._soap_compare_soon()

    def _soap_compare_due(self):
        zone = ZoneInfo(self.tz)
        now = datetime.now(zone)
        last = datetime.combine(now.date(), time(HOUR), zone)
        if last > now:
            last -= timedelta(days=1)
        return not self.soap_compared or self.soap_compared < operations.utc(last)

    def _soap_compare_soon(self):
        for connection in self:
            connection.with_user(self.env.ref("base.user_root")).with_delay(
                channel="root.onec.bulk",
                priority=15,
                identity_key=f"onec.compare-{connection.id}",
                description=f"1С: comparison of open orders, {connection.name}",
            )._soap_compare()

    def action_soap_compare(self):
        """Compare now."""
        self._soap_compare_soon()

    # === Comparing (the job) === #

    def _soap_compare(self):
        """Ask 1С for its open orders and go after every difference.

        Nothing is decided here: what differs is asked for by ``GetOrder``, what is
        not in 1С at all is sent again or shown to a person.
        """
        self.ensure_one()
        with exclusively(self.env.cr, LOCK_SPACE, self.id) as mine:
            if not mine or self._soap_down_until():
                return
            self.invalidate_recordset()
            try:
                self._soap_learn()  # it may support more, or less, since yesterday
                told = self._soap_open_orders()
            except OnecError as error:
                if getattr(error, "is_connection", False):
                    self._soap_is_down(error)
                return
            if told is not None:
                self._soap_compare_with(told)
            self.soap_compared = fields.Datetime.now()

    def _soap_open_orders(self):
        """``{guid: plain OpenOrder}`` of 1С, None: it cannot tell."""
        if not self._soap_supports("GetOpenOrders"):
            return None
        told, token, more = {}, None, True
        with self._soap_client().conversation() as client:
            while more:
                page = operations.Page.read(
                    operations.plain(
                        client.call("GetOpenOrders", Token=token, Limit=PAGE)
                    )
                )
                told |= {operations.guid(item["GUID"]): item for item in page.items}
                token, more = page.next_token, page.more and bool(page.items)
        return told

    def _soap_compare_with(self, told):
        links = self.env["onec.link"].search_fetch(
            [
                ("connection_id", "=", self.id),
                ("kind", "=", "order"),
                ("res_id", "!=", False),
            ],
            ["guid", "res_id"],
        )
        guids = {link.res_id: link.guid for link in links}
        orders = self.env["sale.order"]
        mine = orders.search(
            [("id", "in", list(guids)), ("state", "in", ("sale", "cancel"))]
        )
        doubtful = mine.filtered(
            lambda order: order._onec_differs(told.get(guids[order.id]))
        )
        # In 1С under our number, and its answer has never come here.
        numbers = {
            item["SiteNumber"]: guid
            for guid, item in told.items()
            if item.get("SiteNumber") and guid not in guids.values()
        }
        unheard = orders.search(
            [("name", "in", list(numbers)), ("b2b_placed_at", "!=", False)]
        )
        for order in doubtful | unheard:
            guid = guids.get(order.id) or numbers.get(order.name)
            order._onec_soap_ask(self, guid)
        self._soap_put_lost()

    def _soap_put_lost(self):
        """Placed orders that nothing was ever queued for."""
        if not self._soap_supports("PutOrder"):
            return
        orders = self.env["sale.order"].search(
            [
                ("b2b_contractor_id", "!=", False),
                ("state", "=", "sale"),
                ("onec_born", "=", False),
                ("onec_number", "=", False),
                ("b2b_placed_at", ">", fields.Datetime.now() - timedelta(days=30)),
                ("b2b_placed_at", "<", fields.Datetime.now() - YOUNG),
            ]
        )
        put = (
            self.env["onec.message"]
            .search([("operation", "=", "PutOrder"), ("res_id", "in", orders.ids)])
            .mapped("res_id")
        )
        orders.filtered(
            lambda order: (
                order.id not in put and order._onec_soap_connection("PutOrder") == self
            )
        )._onec_soap_put()


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _onec_differs(self, item):
        """Whether an order that 1С knows is otherwise there than here.

        :param item: 1С's plain ``OpenOrder``; None: it is not open there
        """
        self.ensure_one()
        is_open = self.state == "sale" and not (
            self.b2b_shipment_state == "full" and self.b2b_payment_state == "paid"
        )
        if item is None:
            return is_open
        if not is_open:
            return self.state == "cancel" and item["Status"] != "Cancelled"
        money = self.currency_id.compare_amounts
        return (
            item["Deleted"]
            or item["Status"] == "Cancelled"
            or money(float(item["Total"]), self.amount_total) != 0
            or money(float(item["PaidSum"]), self.b2b_paid_amount) != 0
            or self._onec_shipped_differs(float(item["ShippedSum"]))
        )

    def _onec_shipped_differs(self, told):
        """1С rounds every line of every shipment: kopecks prove nothing."""
        if not told and self.b2b_shipment_state == "none":
            return False
        own = max(
            self.onec_shipped_amount, self._b2b_shipped_amount(fields.Datetime.now())
        )
        return abs(told - own) > 0.01 * max(len(self.order_line), 1)

    def _onec_soap_ask(self, connection, guid):
        """Ask 1С how this order stands."""
        self.ensure_one()
        if connection._soap_supports("GetOrder"):
            self.env["onec.message"].sudo()._send(
                connection,
                "GetOrder",
                self,
                payload={
                    "GUID": guid or None,
                    "SiteNumber": None if self.onec_born else self.name,
                },
            )

    def _onec_soap_unsent(self):
        """Whether its first message is still on its way."""
        return bool(
            self.env["onec.message"].search_count(
                [
                    ("operation", "=", "PutOrder"),
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("state", "in", ("pending", "processing", "retry")),
                ],
                limit=1,
            )
        )


class OnecMessage(models.Model):
    _inherit = "onec.message"

    def _soap_build_get_order(self):
        raise BusinessError("invalid", "ask by the comparison")

    def _soap_apply_get_order(self, answer):
        connection, order = self.connection_id, self._record()
        if not answer.get("return"):
            return order._onec_soap_missing(connection)
        state = operations.OrderState.read(answer["return"], connection.tz)
        self._link_of("order", state.guid)._was_told()
        problem = order._onec_soap_apply(connection, state)
        if order.state == "cancel" and not state.cancelled:
            self._cancelled_here_only(order, state)
        return problem

    def _cancelled_here_only(self, order, state):
        """1С has forgotten the cancellation, or has never heard of it."""
        if not state.paid:
            order._onec_soap_cancel()
            return
        text = self.env._("Order %s is cancelled here and goes on in 1С.", order.name)
        self.connection_id._soap_report(
            "order",
            state.guid,
            order.name,
            "cancelled_here",
            text,
            self.env._("Agree with the contractor, then cancel it in 1С."),
        )
