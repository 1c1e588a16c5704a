"""1С was put back from a backup: noticing it, and telling it again what it lost.

A base does not say that it was restored, and goes on as if nothing had happened. Two
things give it away:

* a feed's token that it does not know any more: the feed was read after the backup;
* an object of which an answer told and which its feed, read later, never tells
  (``onec.link.told``): asked for by name, the base does not have it. So it is when the
  feed was not read between the backup and the restoration.

Then all feeds are read from the beginning. What does not come again is lost: payments
and shipments are taken back, orders, requests and claims are sent again, invoices are
asked for again.
"""

from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ..soap import operations
from .onec_message import OPEN_STATES

#: Feeds of what links point to: the kind of the link.
LINK_KINDS = {
    "GetOrderChanges": "order",
    "GetDocumentChanges": "document",
    "GetShipmentRequestChanges": "shipment_request",
    "GetReconciliationChanges": "reconciliation",
    "GetContractorDocumentChanges": "upload",
    "GetOriginalsChanges": "originals",
    "GetConsignmentReportChanges": "consignment_report",
    "GetClaimChanges": "claim",
}
#: What can be asked for by name.
QUESTIONS = {"order": "GetOrder", "document": "GetPrintedForm"}
#: What was linked longer ago and never told of belongs to another time.
RECENT = timedelta(days=7)
#: Questions that one reading of a feed may give rise to.
DOUBTS = 50


class OnecLink(models.Model):
    _inherit = "onec.link"

    told = fields.Datetime(
        readonly=True, help="When a feed of changes told of it, and 1С had it."
    )

    _untold_index = models.Index(
        "(connection_id, kind, seen) WHERE told IS NULL AND kind IN ("
        "'order', 'document', 'shipment_request', 'reconciliation', 'upload', "
        "'originals', 'consignment_report', 'claim')"
    )

    def _was_told(self):
        """1С has these: a feed tells of them, or they were asked for by name."""
        self.filtered(lambda link: not link.told).told = fields.Datetime.now()


class OnecFeed(models.Model):
    _inherit = "onec.feed"

    reread_at = fields.Datetime(
        readonly=True,
        help="1С was restored, so everything is read anew since then. What does not "
        "come again is not in 1С any more.",
    )

    def _note_told(self, page, before):
        """Note which of our links the feed tells of; at its end, go after the rest.

        :param before: when the feed was read to its end before this time
        """
        kind, reread_at = LINK_KINDS.get(self.operation), self.reread_at
        mine = Domain(
            [
                ("connection_id", "=", self.connection_id.id),
                ("kind", "=", kind),
                ("res_id", "!=", False),
            ]
        )
        guids = [operations.guid(item.get("GUID")) for item in page.items]
        told = self.env["onec.link"].search(mine & Domain("guid", "in", guids))
        if reread_at:
            # Moments have no fractions: what comes now is later than the beginning.
            told.told = max(fields.Datetime.now(), reread_at + timedelta(seconds=1))
        else:
            told._was_told()
        if page.more:
            return
        if reread_at:
            self.reread_at = False
            rest = Domain("seen", "<=", reread_at) & (
                Domain("told", "=", False) | Domain("told", "<=", reread_at)
            )
            self.connection_id._soap_lost(self.env["onec.link"].search(mine & rest))
        elif before:
            rest = [
                ("told", "=", False),
                ("seen", "<=", before),
                ("seen", ">", fields.Datetime.now() - RECENT),
            ]
            self.connection_id._soap_doubt(
                self.env["onec.link"].search(mine & Domain(rest), limit=DOUBTS)
            )


class OnecConnection(models.Model):
    _inherit = "onec.connection"

    soap_restored_at = fields.Datetime(
        "1С was restored on",
        readonly=True,
        copy=False,
        help="It forgot what it had told, as after a backup is put back. "
        "What it had before and lost is sent again.",
    )

    def _soap_was_restored(self):
        """1С has forgotten what it told: read everything anew.

        Whoever reads a feed just now writes it, too: either of both is done again, so
        that no page of the lost books is booked after this.
        """
        self.ensure_one()
        now = fields.Datetime.now()
        self.soap_restored_at = now
        self.feed_ids.write({"token": False, "reread_at": now})
        # What could not be booked yet is told again, if it is there still.
        self.env["onec.message"].search(
            [
                ("connection_id", "=", self.id),
                ("direction", "=", "in"),
                ("channel", "=", "soap"),
                ("state", "in", (*OPEN_STATES, "dead")),
            ]
        ).write({"state": "skipped", "done_at": now})
        self.feed_ids._wake()
        self._soap_compare_soon()

    def _soap_is_gone(self, link):
        """1С does not have an object that it told of.

        :return: whether it lost it with a restoration; else somebody removed it
        """
        restored = self.soap_restored_at
        if restored and (not link.seen or link.seen <= restored):
            return True
        if link.told:
            return False
        self._soap_was_restored()
        return True

    def _soap_doubt(self, links):
        """Ask for objects that their feed does not tell of, where that can be asked.

        :return: the links that cannot be asked for
        """
        asked = links.browse()
        for link in links:
            record = self._soap_record(link.kind, link.guid)
            if not record or (link.kind == "order" and record.state != "sale"):
                link._was_told()  # nobody needs it any more
                asked |= link
                continue
            operation = QUESTIONS.get(link.kind)
            if not operation or not self._soap_supports(operation):
                continue
            asked |= link
            if self.env["onec.message"].search_count(
                [
                    ("operation", "=", operation),
                    ("res_model", "=", record._name),
                    ("res_id", "=", record.id),
                    ("state", "in", OPEN_STATES),
                ],
                limit=1,
            ):
                continue
            if link.kind == "order":
                record._onec_soap_ask(self, link.guid)
            else:
                record._onec_soap_fetch(self)
        return links - asked

    def _soap_lost(self, links):
        """What a restored base has not told again."""
        for link in self._soap_doubt(links):
            record = self._soap_record(link.kind, link.guid)
            link.res_id = False
            record._onec_soap_lost()


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _onec_soap_missing(self, connection):
        """1С has no such order: it was removed there without a word."""
        self.ensure_one()
        if self.state != "sale" or self._onec_soap_unsent():
            return
        link = self.env["onec.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("kind", "=", "order"),
                ("res_id", "=", self.id),
            ],
            limit=1,
            order="id DESC",
        )
        if link and connection._soap_is_gone(link):
            self._onec_soap_lost()
        elif self.onec_born and self.b2b_shipment_state == "none":
            self._b2b_cancel("onec_soap", self.env._("Removed in 1С."))
        else:
            self._onec_soap_removed(connection, link)

    def _onec_soap_removed(self, connection, link):
        """A person decides about an order that somebody has removed in 1С."""
        text = self.env._("Order %s is not in 1С any more.", self.name)
        self._b2b_call_manager(text, None)
        connection._soap_report(
            "order",
            link.guid or self.name,
            self.name,
            "missing",
            text,
            self.env._("Restore it in 1С, or cancel it here."),
        )

    def _onec_soap_lost(self):
        """1С lost this order with a restoration: it is put again as it was placed.

        What was entered in 1С is entered there again, under another number.
        """
        self.env["onec.link"].search(
            [("kind", "=", "order"), ("res_id", "=", self.id)]
        ).res_id = False
        self._onec_soap_forget()
        if self.onec_born:
            self._b2b_cancel("onec_soap", self.env._("Removed in 1С."))
        else:
            self._onec_soap_put()

    def _onec_soap_forget(self):
        """Take back what only the lost books of 1С said: payments and shipments."""
        for payment in self.b2b_payment_ids.filtered("amount"):
            self._b2b_register_payment(
                payment.ref, 0, payment.date, payment.name, "onec_soap"
            )
        self.picking_ids.filtered(
            lambda picking: picking.state == "done" and picking.onec_lines
        )._onec_take_back()
        self.write({"b2b_picking_started": False, "b2b_delivered": False})
        if self.onec_reserved_at:
            self.onec_reserved_at = False
            self.env["onec.stock"]._derive_for(
                self.order_line.product_id, self.warehouse_id
            )


class B2bDocument(models.Model):
    _inherit = "b2b.document"

    def _onec_soap_lost(self):
        """1С has no such document any more; an invoice is asked for again."""
        for document in self.filtered(lambda item: item.state == "ready"):
            order = document.order_ids[:1]
            if (
                document.kind == "invoice"
                and order.state == "sale"
                and not order.onec_born
            ):
                document.write({"state": "requested", "onec_version": False})
                document._b2b_dispatch()
            else:
                document.state = "cancelled"


class OnecMessage(models.Model):
    _inherit = "onec.message"

    def _is_overtaken(self):
        """Whether 1С has told another way about the same object since this message.

        An answer may have brought what is no longer so: the feed then says the same
        as before, and it is news.
        """
        if self.operation not in LINK_KINDS or not self.res_model:
            return False
        return bool(
            self.search_count(
                [
                    ("connection_id", "=", self.connection_id.id),
                    ("direction", "=", "out"),
                    ("state", "=", "done"),
                    ("done_at", ">=", self.done_at),
                    ("operation", "!=", "GetPrintedForm"),
                    "|",
                    ("order_key", "=", self._order_key(self._record())),
                    "&",
                    ("res_model", "=", self.res_model),
                    ("res_id", "=", self.res_id),
                ],
                limit=1,
            )
        )

    def _link_of(self, kind, guid):
        """The link of the record of this message with an object of 1С."""
        return self.env["onec.link"].search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("kind", "=", kind),
                ("guid", "=", operations.guid(guid)),
                ("res_id", "=", self.res_id),
            ]
        )

    def _soap_gone_get_printed_form(self):
        """1С has no such document (any more)."""
        document = self._record()
        link = self._link_of("document", self._asked_for())
        if document._name == "b2b.document" and link:
            self.connection_id._soap_is_gone(link)
            link.res_id = False
            document._onec_soap_lost()
        return True

    def _soap_gone_get_invoice(self):
        """1С has forgotten the request: it is made again."""
        document = self._record()
        if document.state in ("requested", "pending"):
            document._b2b_dispatch()
        return True

    def _soap_gone_cancel_order(self):
        """1С does not have what it shall cancel: that is what was wanted."""
        if self.res_model == "b2b.order.change":
            self._record()._b2b_accept("onec_soap")
        return True

    def _soap_gone_change_order(self):
        """1С lost the order: it is put again, then the change is asked for again."""
        order, change = self._whose_order(), self._record()
        order._onec_soap_missing(self.connection_id)
        if order._onec_soap_unsent() and change.state == "waiting":
            self._send(
                self.connection_id, self.operation, change, after=order, urgent=True
            )
        # Else somebody removed the order in 1С, and a person has been told.
        return True
