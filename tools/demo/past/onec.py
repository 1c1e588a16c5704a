"""The 1С user of the past year, and 1С's web service while the past is being made.

The service is the stand-in's own, started a second time in this process without the
time that the demo's 1С thinks: hundreds of messages pass in seconds. Documents get
their dates in the books themselves, so that 1С and the portal tell the same ones.
"""

import random
import threading
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

from odoo.addons.b2b_onec_sync.models.onec_connection_soap import OnecConnection
from odoo.addons.b2b_onec_sync.soap.client import SoapClient

from tests.onec import documents, orders, trade
from tests.onec.books import Books
from tests.onec.soap.server import Publication, Server

from .plan import MOSCOW, now

CARRIERS = ("СДЭК", "Деловые Линии", "ПЭК")


@contextmanager
def service(books, login, password):
    """The web service without thinking time; calls of this process go to it."""
    server = Server(("127.0.0.1", 0), Publication(books, login, password))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/ut/ws/B2BPortal"

    def client(_connection):
        return SoapClient(url, login, password)

    try:
        with patch.object(OnecConnection, "_soap_client", client):
            yield
    finally:
        server.shutdown()
        server.server_close()


class Clerk:
    """Registers in 1С what happened to an order, on the days when it happened.

    :param path: the file of the books
    """

    def __init__(self, path):
        self.books = Books(path)
        self.rnd = random.Random(1)

    def forget_sent(self):
        """The exchanges of the past year have sent these orders."""
        self.books.db.execute("DELETE FROM registered WHERE kind = 'order'")

    def close(self):
        """Close the books."""
        self.books.close()

    def register(self, deal):
        """Everything that 1С knows about the deal."""
        key = deal.order.name
        guid = orders.find(self.books, key).guid
        with self.books.transaction():
            self._date("customer_order", guid, deal.placed)
            if deal.end in ("expired", "cancelled", "refused"):
                orders.cancel(self.books, guid, "Не оплачен в срок")
                return
            if deal.mode == "invoice" and self._has_invoice(deal):
                self._invoice(guid, deal)
            self._pay(key, deal)
            if deal.shipped:
                self._ship(key, deal)
            elif deal.end == "picking":
                orders.confirm(self.books, guid, "picking")

    @staticmethod
    def _has_invoice(deal):
        if deal.end == "awaiting_payment":
            return "invoice" in deal.extra
        return deal.placed > now() - timedelta(days=120)

    def _date(self, table, guid, moment):
        text = (moment + MOSCOW).replace(microsecond=0).isoformat()
        self.books.update(table, guid, date=text)

    def _invoice(self, guid, deal):
        invoice = documents.invoice(self.books, guid)
        self._date("document", invoice, deal.placed + timedelta(minutes=6))
        self.books.update(
            "document",
            invoice,
            pay_until=(deal.placed + timedelta(days=5)).date().isoformat(),
        )

    def _pay(self, key, deal):
        if not deal.paid:
            return
        amount = None
        if deal.end == "part_paid":
            total = orders.find(self.books, key).total
            amount = (total * Decimal("0.3")).quantize(Decimal("0.01"))
        self._date("payment", trade.pay(self.books, key, amount), deal.paid)

    def _ship(self, key, deal):
        lines = None
        if deal.end == "partly_shipped":
            lines = self._half(key)
        carrier = self.rnd.choice(CARRIERS)
        tracking = [
            {"carrier": carrier, "number": str(self.rnd.randint(10**9, 10**10))}
        ]
        before = self._stock(key)
        shipment = trade.ship(self.books, key, lines, tracking)
        for place, quantity in before.items():
            # What is in stock today was counted today.
            self.books.db.execute(
                "UPDATE stock SET quantity = ? WHERE good = ? AND characteristic = ?"
                " AND warehouse = ?",
                (quantity, *place),
            )
        self._date("shipment", shipment, deal.shipped)
        for row in self.books.all(
            "SELECT guid, kind FROM document WHERE shipment = ?", shipment
        ):
            self._date("document", row["guid"], deal.shipped)
            if deal.delivered and row["kind"] == "UPD":
                documents.set_edi(self.books, row["guid"], "Signed")
        if deal.delivered:
            trade.deliver(self.books, key, "Delivered")

    def _half(self, key):
        """About half of the lines, whole."""
        order = orders.find(self.books, key)
        chosen = order.lines[: max(len(order.lines) // 2, 1)]
        wanted = {}
        for line in chosen:
            article = self.books.get("good", line["good"])["article"]
            wanted[article] = wanted.get(article, Decimal(0)) + line["quantity"]
        return wanted

    def _stock(self, key):
        order = orders.find(self.books, key)
        return {
            place: quantity
            for line in order.lines
            for place in [
                (line["good"], line["characteristic"], order.row["warehouse"])
            ]
            if (
                quantity := self.books.value(
                    "SELECT quantity FROM stock WHERE good = ? AND characteristic = ?"
                    " AND warehouse = ?",
                    *place,
                )
            )
            is not None
        }
