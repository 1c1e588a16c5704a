"""1С for a test: books in a folder, the SOAP server as a process, the user's hands.

with OneC(folder) as onec:
    onec.push(url, login, password)
    onec.fetch(url, login, password)
    onec.confirm("P1-1"); onec.pay("P1-1"); onec.ship("P1-1", {"T-001": 4})
    assert not onec.garbage()
"""

from __future__ import annotations

import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from decimal import Decimal
from pathlib import Path

from . import documents, dump, fill, orders, phone, source, trade
from .books import Books
from .http_client import Misbehaviour, Report, SiteExchange
from .soap.faults import arm
from .soap.operations import claims, requests
from .soap.operations.orders import answer_change

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class OneC:
    """A base of 1С with its own file of books."""

    def __init__(
        self,
        folder: Path | str,
        goods: int | None = None,
        catalogue=None,
        login: str = "portal",
        password: str = "portal-secret",
        think: float = 0,
        port: int | None = None,
    ):
        self.path = Path(folder) / "onec.sqlite"
        self.login, self.password = login, password
        self.think = think
        self.port = port or free_port()
        self.process: subprocess.Popen | None = None
        if catalogue is None:
            catalogue, self._picture = source.load(goods)
        else:
            self._picture = source.tiny_picture
        self.catalogue = catalogue
        self.books = fill.make(self.path, catalogue)

    def __enter__(self) -> OneC:
        self.start()
        return self

    def __exit__(self, *_exc) -> None:
        self.close()

    def close(self) -> None:
        self.stop()
        self.books.close()

    # === the server === #

    @property
    def soap_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/base/ws/B2BPortal.1cws"

    def start(self) -> None:
        """Start the SOAP server as a process and wait until it answers."""
        command = [
            sys.executable, "-m", "tests.onec", "--books", str(self.path), "serve",
            "--port", str(self.port), "--login", self.login,
            "--password", self.password, "--think", str(self.think),
        ]  # fmt: skip
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        for _attempt in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health").close()
                return
            except (urllib.error.URLError, OSError):
                if self.process.poll() is not None:
                    raise RuntimeError("The 1С server did not start") from None
                time.sleep(0.1)
        raise RuntimeError("The 1С server does not answer")

    def stop(self, kill: bool = False) -> None:
        if self.process:
            (self.process.kill if kill else self.process.terminate)()
            self.process.wait()
            self.process = None

    def backup(self) -> Path:
        """A copy of the books as of now, to be put back later."""
        copy = self.path.with_suffix(".backup")
        with sqlite3.connect(copy) as target:
            self.books.db.backup(target)
        return copy

    def restore(self, copy: Path) -> None:
        """Yesterday's backup: the server restarts over it when it was running."""
        running = self.process is not None
        self.stop()
        self.books.close()
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        shutil.copy(copy, self.path)
        self.books = Books(self.path)
        if running:
            self.start()

    # === the site exchange === #

    def site(
        self, url: str, login: str, password: str, portion: int = 1000, **wrong
    ) -> SiteExchange:
        """The node; keyword arguments are switches of Misbehaviour."""
        return SiteExchange(
            self.books, url, login, password,
            picture=lambda good, place: self._picture(fill.as_good(good), place),
            misbehave=Misbehaviour(**wrong), portion=portion,
        )  # fmt: skip

    def push(self, *where: str, what: str = "full", **options) -> Report:
        return self.site(*where, **options).push_catalogue(what)

    def fetch(self, *where: str, **options):
        return self.site(*where, **options).fetch_orders()

    def send(self, *where: str, **options) -> list[str]:
        return self.site(*where, **options).send_orders()

    def exchange(self, *where: str, what: str = "changes", **options) -> Report:
        return self.site(*where, **options).exchange(what)

    # === what the 1С user does === #

    def order(self, key: str) -> dict:
        return dump.order(self.books, orders.find(self.books, key).guid)

    def orders(self) -> list[dict]:
        return dump.all_orders(self.books)

    def confirm(self, key: str, stage: str = "confirmed") -> None:
        orders.confirm(self.books, orders.find(self.books, key).guid, stage)

    def reserve(self, key: str, until: str | None = None) -> None:
        orders.reserve(self.books, orders.find(self.books, key).guid, until)

    def cancel(self, key: str, reason: str = "Отмена", lines=None) -> None:
        orders.cancel(self.books, orders.find(self.books, key).guid, reason, lines)

    def delete(self, key: str) -> None:
        orders.delete(self.books, orders.find(self.books, key).guid)

    def pay(self, key: str, amount: Decimal | str | None = None) -> str:
        return trade.pay(self.books, key, amount and Decimal(amount))

    def ship(self, key: str, lines: dict | None = None, tracking=None) -> str:
        parts = lines and {name: Decimal(value) for name, value in lines.items()}
        return trade.ship(self.books, key, parts, tracking)

    def deliver(self, key: str, state: str, tracking: dict | None = None) -> None:
        trade.deliver(self.books, key, state, tracking)

    def invoice(self, key: str, amount: Decimal | None = None) -> str:
        return documents.invoice(self.books, orders.find(self.books, key).guid, amount)

    def phone_order(self, inn: str, lines: dict, **options) -> str:
        parts = {name: Decimal(value) for name, value in lines.items()}
        return phone.enter(self.books, inn, parts, **options)

    def set_stock(self, article: str, quantity, warehouse=None, characteristic=""):
        trade.set_stock(
            self.books, article, Decimal(quantity), warehouse, characteristic
        )

    def set_price(self, article: str, price, price_type=None, characteristic=""):
        trade.set_price(self.books, article, Decimal(price), price_type, characteristic)

    def answer_claim(self, key: str, state: str, **facts) -> str:
        return claims.decide(self.books, key, state, **facts)

    def answer_change(self, key: str, accept: bool, reason: str = "") -> None:
        answer_change(self.books, key, accept, reason)

    def answer_request(self, kind: str, key: str, state: str, **facts) -> None:
        guid = requests.find(self.books, kind, key)["guid"]
        requests.answer(self.books, guid, state, **facts)

    # === for assertions === #

    def arm(self, operation: str, moment: str, times: int = 1, arg="") -> None:
        arm(self.books, operation, moment, times, arg)

    def setting(self, key: str, value: str) -> None:
        self.books.set(key, value)

    def garbage(self) -> list[str]:
        return dump.garbage(self.books)

    def dump(self) -> dict:
        return dump.everything(self.books)
