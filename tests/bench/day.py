"""A day of 300 orders in one run: who has to do anything by hand?

Contractors place orders of ten lines and ask for invoices, 1С's people confirm, take
payments and ship, the site exchange and the web service go all the while. Nobody at
the wholesaler's touches the portal. Some mistakes are planted (a good and a legal
entity that 1С does not know): they, and nothing else, must wait for a person.

Targets: every other order is in 1С, paid, shipped and invoiced on both sides, to the
kopeck; staff actions = planted exceptions.
"""

import re
import sys
import threading
import time
from statistics import median, quantiles

from tests.onec import orders, trade
from tests.onec.books import Books, Refused
from tests.onec.http_client import ExchangeError, Misbehaviour, SiteExchange
from tests.rig import Rig
from tests.rig.compare import compare
from tools.shell import say

#: Planted mistakes: so many orders hold a good that 1С has lost.
PLANTED = 3


def _tell(text):
    print(text, file=sys.stderr, flush=True)


def add_arguments(parser):
    parser.add_argument("--orders", type=int, default=300)
    parser.add_argument("--lines", type=int, default=10)
    parser.add_argument("--think", type=float, default=0.2, help="1С's time, seconds")
    parser.add_argument("--workers", type=int, default=5, help="Odoo's workers")
    parser.add_argument("--port", type=int, help="port of Odoo")
    parser.add_argument("--seconds", type=int, default=1800, help="patience")


def run(options):
    with Rig(
        "day",
        think=options.think,
        workers=options.workers,
        port=options.port,
        more=options.lines + 4,
    ) as rig:
        return _Day(rig, options).run()


class _Day:
    def __init__(self, rig, options):
        self.rig, self.options = rig, options
        self.over = threading.Event()
        self.placed, self.done = [], set()
        self.visits = self.failed_visits = 0

    def run(self):
        rig, options = self.rig, self.options
        _tell(f"{options.orders} orders of {options.lines} lines …")
        started = time.monotonic()
        threads = [
            threading.Thread(target=work, daemon=True)
            for work in (self._site_exchange, self._people_of_1c)
        ]
        for thread in threads:
            thread.start()
        self.placed = rig.place(options.orders - PLANTED, lines=options.lines)
        planted = rig.shell("plant", count=PLANTED)
        self.placed += planted
        pressed = self._press([o for o in self.placed if o not in planted])
        placed_in = time.monotonic() - started
        good = len(self.placed) - len(planted)
        rig.wait(
            "orders shipped and paid here",
            "SELECT count(*) FROM sale_order WHERE b2b_shipment_state = 'full' "
            "AND b2b_payment_state = 'paid' AND b2b_placed_at IS NOT NULL "
            f"AND name NOT IN ({', '.join(repr(order['name']) for order in planted)})",
            good,
            seconds=options.seconds,
        )
        rig.wait(
            "invoices",
            "SELECT count(*) FROM b2b_document WHERE kind = 'invoice' "
            "AND state = 'ready'",
            good,
            seconds=600,
        )
        whole = time.monotonic() - started
        self.over.set()
        for thread in threads:
            thread.join(60)
        names = [order["name"] for order in planted]
        differences = [
            text
            for text in compare(rig)
            if not any(name in text for name in names)
        ]  # fmt: skip
        return {
            "orders": len(self.placed),
            "lines": options.lines,
            "pressed": pressed,
            "placed in": round(placed_in, 1),
            "whole": round(whole, 1),
            "in 1C": self._figures("PutOrder"),
            "visits of 1C": self.visits,
            "planted": names,
            "for a person": self._for_a_person(),
            "differences": differences,
        }

    def _press(self, orders):
        session = self.rig.login()
        for order in orders:
            self.rig.press(session, order)
        return len(orders)

    # === 1С === #

    def _site_exchange(self):
        """1С comes every few seconds; books belong to the thread that opened them."""
        with Books(self.rig.onec.path) as books:
            while not self.over.wait(5):
                visit = SiteExchange(
                    books,
                    *self.rig.site,
                    picture=lambda good, place: b"",
                    misbehave=Misbehaviour(),
                    portion=1000,
                )
                try:
                    visit.exchange("changes")
                    self.visits += 1
                except ExchangeError:
                    self.failed_visits += 1

    def _people_of_1c(self):
        """Whatever comes is confirmed, paid and shipped, in books of one's own."""
        with Books(self.rig.onec.path) as books:
            while not self.over.wait(1):
                rows = books.all(
                    "SELECT guid FROM customer_order WHERE site_number IS NOT NULL"
                )
                for row in rows:
                    if row["guid"] in self.done:
                        continue
                    try:
                        if orders.read(books, row["guid"]).row["stage"] == "approval":
                            orders.confirm(books, row["guid"])
                        trade.pay(books, row["guid"])
                        trade.ship(books, row["guid"])
                    except Refused:
                        continue
                    self.done.add(row["guid"])

    # === figures === #

    def _figures(self, operation):
        rows = self.rig.sql(
            "SELECT extract(epoch FROM done_at - create_date) FROM onec_message "
            f"WHERE operation = '{operation}' AND state = 'done'"
        )
        values = [float(row) for row in rows]
        return {
            "p50": round(median(values), 2),
            "p95": round(quantiles(values, n=20)[18], 2),
        }

    def _for_a_person(self):
        """What waits for staff: dead messages, held orders, what was left aside."""
        rows = self.rig.sql(
            "SELECT 'message ' || name FROM onec_message WHERE state = 'dead' "
            "UNION SELECT 'order ' || name FROM sale_order "
            "WHERE onec_state = 'quarantined' "
            "UNION SELECT 'aside ' || coalesce(name, guid) || ': ' || code "
            "FROM onec_skip WHERE NOT coalesce(solved, FALSE) "
            "UNION SELECT 'match ' || name FROM onec_match WHERE state = 'waiting' "
            "UNION SELECT 'change of ' || o.name FROM b2b_order_change c "
            "JOIN sale_order o ON o.id = c.order_id WHERE c.state = 'waiting'"
        )
        return sorted(rows)


def show(result):
    names = result["planted"]
    others = [
        text
        for text in result["for a person"]
        if not any(re.search(rf"\b{re.escape(name)}\b", text) for name in names)
    ]  # fmt: skip
    say(
        f"\n{result['orders']} orders of {result['lines']} lines, "
        f"{result['pressed']} invoices, {result['visits of 1C']} site exchanges"
    )
    say(f"  placed in {result['placed in']} s, all done in {result['whole']} s")
    say(
        f"  from placing to 1С: p50 {result['in 1C']['p50']} s, "
        f"p95 {result['in 1C']['p95']} s"
    )
    say(f"  planted exceptions: {len(names)}, waiting for a person:")
    for text in result["for a person"]:
        say(f"    {text}")
    say(
        f"  beyond what was planted: {', '.join(others) or 'nothing'} (target: nothing)"
    )
    say(f"  differences of both books: {'; '.join(result['differences']) or 'none'}")
