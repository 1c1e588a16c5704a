from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.format import Formatter
from .b2b_access import BUYER_DOCUMENTS

# A reserve that ends within so many days is worth a warning on the home page.
RESERVE_WARNING_DAYS = 3
# Statuses in which the contractor still owes money for the order.
UNPAID_STATUSES = ("reserved", "awaiting_payment")
# A stock figure older than this is shown as doubtful (``b2b_portal.stock_age_hours``).
STOCK_AGE_HOURS = 24
# A status is a word, a tone and an icon: wait (grey), work (blue), need (amber: the
# person has to act), done (green), bad (red).
STATUS_LOOKS = {
    "cart": ("wait", "fa-shopping-cart"),
    "approval": ("need", "fa-gavel"),
    "refused": ("bad", "fa-ban"),
    "reserved": ("work", "fa-lock"),
    "awaiting_payment": ("need", "fa-credit-card"),
    "paid": ("work", "fa-check-circle-o"),
    "picking": ("work", "fa-cubes"),
    "partly_shipped": ("work", "fa-truck"),
    "shipped": ("done", "fa-truck"),
    "delivered": ("done", "fa-check"),
    "cancelled": ("wait", "fa-times-circle-o"),
}
DOCUMENT_LOOKS = {
    "requested": ("work", "fa-refresh"),
    "pending": ("work", "fa-refresh"),
    "ready": ("done", "fa-file-pdf-o"),
    "failed": ("bad", "fa-exclamation-circle"),
    "cancelled": ("wait", "fa-times-circle-o"),
}


class B2bCabinet(models.AbstractModel):
    """What the cabinet shows to the current person.

    Add-ons extend it to bring badges and matters of their own::

        class B2bCabinet(models.AbstractModel):
            _inherit = "b2b.cabinet"

            def _badges(self):
                return {**super()._badges(), "claims": …}
    """

    _name = "b2b.cabinet"
    _description = "Contractor's cabinet"

    @api.model
    def _orders_domain(self):
        """Orders that the current person may see; carts are not orders."""
        user = self.env.user
        role = user._b2b_role()
        if not role:
            return Domain.FALSE
        domain = Domain("b2b_contractor_id", "=", user._b2b_contractor().id)
        domain &= Domain("b2b_status", "!=", "cart")
        if role == "buyer":
            domain &= Domain("b2b_buyer_id", "=", user.partner_id.id)
        return domain

    @api.model
    def _documents_domain(self):
        """Documents that the current person may see."""
        user = self.env.user
        role = user._b2b_role()
        if not role:
            return Domain.FALSE
        domain = Domain("contractor_id", "=", user._b2b_contractor().id)
        if role == "buyer":
            domain &= Domain("order_ids.b2b_buyer_id", "=", user.partner_id.id)
            domain &= Domain("kind", "in", BUYER_DOCUMENTS)
        return domain

    @api.model
    def _buyer_documents(self):
        """Kinds of documents that a buyer sees of their own orders."""
        return BUYER_DOCUMENTS

    @api.model
    def _has_source(self, name):
        """Whether something gives what a part of the cabinet shows; else it is hidden.

        Without an exchange staff take requests by hand; figures have to come from it.

        :param str name: ``settlements``, ``reconciliation`` (acts), and
            ``reconciliation_request``, ``uploads``, ``originals``, ``consignment``,
            ``consignment_report``
        """
        if name == "settlements":
            domain = [("contractor_id", "=", self.env.user._b2b_contractor().id)]
            return bool(self.env["b2b.settlement"].sudo().search_count(domain, limit=1))
        return name in ("uploads", "originals")

    # === How things look === #

    @api.model
    def _status_look(self, status):
        """Word, tone and icon of an order status."""
        field = self.env["sale.order"]._fields["b2b_status"]
        return self._look(field, STATUS_LOOKS, status)

    @api.model
    def _document_look(self, state):
        """Word, tone and icon of a document's state."""
        field = self.env["b2b.document"]._fields["state"]
        return self._look(field, DOCUMENT_LOOKS, state)

    @api.model
    def _look(self, field, looks, value):
        tone, icon = looks.get(value, ("wait", "fa-circle-o"))
        label = dict(field._description_selection(self.env)).get(value, "")
        return {"label": label, "tone": tone, "icon": icon}

    @api.model
    def _stock_is_stale(self, warehouse):
        """Whether the stock figures of a warehouse are too old to be relied upon."""
        hours = float(
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("b2b_portal.stock_age_hours", STOCK_AGE_HOURS)
        )
        moment = warehouse.b2b_stock_date
        return bool(moment) and moment < fields.Datetime.now() - timedelta(hours=hours)

    # === Menu and home === #

    @api.model
    def _cart(self):
        """The current person's cart by sudo, or an empty record."""
        return self.env.user.partner_id.sudo().b2b_cart_id

    @api.model
    def _badges(self):
        """Numbers beside the places of the menu: ``{place: number}``.

        Runs on every page, so it costs two queries whatever the number of orders.
        """
        role = self.env.user._b2b_role()
        badges = {}
        if role in ("director", "buyer"):
            badges["cart"] = (
                self.env["sale.order.line"]
                .sudo()
                .search_count(
                    [("order_id", "=", self._cart().id), ("display_type", "=", False)]
                )
            )
        if role == "director":
            badges["orders"] = (
                self.env["sale.order"]
                .sudo()
                .search_count(
                    self._orders_domain() & Domain("b2b_approval_state", "=", "waiting")
                )
            )
        return badges

    @api.model
    def _attention(self):
        """What waits for the current person, most pressing first.

        :return: list of dicts: ``tone`` (see ``STATUS_LOOKS``), ``icon``, ``title``,
            ``text``, ``url``, ``action`` (what the button says)
        """
        role = self.env.user._b2b_role()
        fmt = Formatter(self.env)
        groups = self._attention_groups()
        matters = []
        if "approval" in groups and role == "director":
            count, total = groups["approval"]
            matters.append(
                {
                    "tone": "need",
                    "icon": "fa-gavel",
                    "title": self.env._("Orders wait for your approval: %s", count),
                    "text": self.env._("For a total of %s", fmt.money(total)),
                    "url": "/my/orders?status=approval",
                    "action": self.env._("Review"),
                }
            )
        if role == "director":
            matters += self._attention_join()
        matters += self._attention_reserves(fmt)
        if "awaiting_payment" in groups:
            count, total = groups["awaiting_payment"]
            matters.append(
                {
                    "tone": "work",
                    "icon": "fa-credit-card",
                    "title": self.env._("Orders await payment: %s", count),
                    "text": self.env._("To be paid: %s", fmt.money(total)),
                    "url": "/my/orders?status=awaiting_payment",
                    "action": self.env._("Open"),
                }
            )
        if "approval" in groups and role == "buyer":
            count, total = groups["approval"]
            matters.append(
                {
                    "tone": "work",
                    "icon": "fa-hourglass-half",
                    "title": self.env._("Orders at the director's approval: %s", count),
                    "text": self.env._("For a total of %s", fmt.money(total)),
                    "url": "/my/orders?status=approval",
                    "action": self.env._("Open"),
                }
            )
        if "refused" in groups and role != "accountant":
            count, _total = groups["refused"]
            matters.append(
                {
                    "tone": "bad",
                    "icon": "fa-ban",
                    "title": self.env._("Orders the director refused: %s", count),
                    "text": self.env._("Read the reason, change and send again"),
                    "url": "/my/orders?status=refused",
                    "action": self.env._("Open"),
                }
            )
        return matters

    @api.model
    def _attention_groups(self):
        """Orders that wait for somebody: ``{status: (number, sum)}``; of those that
        wait for their payment the sum is what is expected now."""
        groups = {}
        for status, mode, count, total, paid, ahead in (
            self.env["sale.order"]
            .sudo()
            ._read_group(
                self._orders_domain()
                & Domain("b2b_status", "in", ["approval", "refused", *UNPAID_STATUSES]),
                ["b2b_status", "b2b_payment_mode"],
                [
                    "__count",
                    "amount_total:sum",
                    "b2b_paid_amount:sum",
                    "b2b_prepayment_left:sum",
                ],
            )
        ):
            if status == "awaiting_payment":
                total = ahead if mode == "credit" else total - paid
            known = groups.get(status, (0, 0.0))
            groups[status] = (known[0] + count, known[1] + total)
        return groups

    @api.model
    def _attention_join(self):
        """People who registered with the ИНН of this contractor."""
        Application = self.env["b2b.application"].sudo()
        count = Application.search_count(
            Application._b2b_join_domain(self.env.user._b2b_contractor())
        )
        if not count:
            return []
        return [
            {
                "tone": "need",
                "icon": "fa-user-plus",
                "title": self.env._("People ask to join your company: %s", count),
                "text": self.env._("Invite them, or say that you do not know them"),
                "url": "/my/company#b2b_join",
                "action": self.env._("Review"),
            }
        ]

    @api.model
    def _attention_reserves(self, fmt):
        """The reserves that end soon, as one matter that names the first of them."""
        orders = (
            self.env["sale.order"]
            .sudo()
            .search_fetch(
                self._orders_domain()
                & Domain("b2b_status", "in", UNPAID_STATUSES)
                & Domain(
                    "b2b_reserve_until",
                    "<=",
                    self.env["b2b.deadline"]._today()
                    + timedelta(days=RESERVE_WARNING_DAYS),
                ),
                ["name", "b2b_reserve_until"],
                order="b2b_reserve_until",
                limit=20,
            )
        )
        if not orders:
            return []
        first = orders[0]
        return [
            {
                "tone": "need",
                "icon": "fa-clock-o",
                "title": self.env._("Reserves end soon: %s", len(orders)),
                "text": self.env._(
                    "Order %(number)s is held until %(date)s",
                    number=first.name,
                    date=fmt.date(first.b2b_reserve_until),
                ),
                "url": f"/my/orders/{first.id}",
                "action": self.env._("Open"),
            }
        ]
