"""The books: one SQLite file, opened by as many processes as like.

Every change runs inside :meth:`Books.transaction`; what it changes is noted for
both channels by :meth:`Books.touch`. Amounts are exact decimals.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from . import clock

SCHEMA = Path(__file__).with_name("schema.sql")

#: Settings of the node «Обмен с сайтом» and of the base, with their defaults.
DEFAULTS = {
    "prefix": "УТ00-",
    "organisation": "",  # the four values of the node that the XML cannot carry
    "price_type": "",
    "warehouse": "",
    "manager": "Иванова Мария Сергеевна",
    "search_by": "inn_kpp",  # or 'name'
    "vat2026": "0",  # the site module knows the text "22"
    "profile": "ut",  # the dialect of the site exchange, see dialect.py
    "unf_lines": "0",  # shipments of УНФ come with their lines
    "use_sessid": "0",  # the node repeats what line 4 of checkauth gave
    "cancel_reasons": "0",  # «причины отмены» are switched on
    "invoice_delay": "0",  # seconds that an invoice stays Pending
    "decide_changes": "accept",  # accept, pending or refuse
    "without": "",  # operations this base does not support, by comma
}

CENT = Decimal("0.01")


class Unknown(LookupError):
    """Nothing of this kind is in the books."""


class Refused(Exception):
    """The books forbid it (a business rule); the code goes to the SOAP Fault."""

    def __init__(self, code: str, text: str):
        super().__init__(text)
        self.code = code


@dataclass(frozen=True)
class Page:
    """A slice of the register of changes."""

    objects: list[str]
    token: str
    more: bool


def money(value: Decimal | int | str) -> Decimal:
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)


def new_guid() -> str:
    return str(uuid.uuid4())


def now() -> str:
    """The base's own clock, to the second, as 1С keeps dates."""
    return clock.now().isoformat()


def vat_inside(total: Decimal, rate: str) -> Decimal:
    """VAT contained in ``total`` at ``rate`` ('22', '10', … or 'none')."""
    if rate in ("none", "0", ""):
        return Decimal("0.00")
    return money(total * Decimal(rate) / (100 + Decimal(rate)))


class Books:
    """An open file of books. Not shared between threads: open one per thread."""

    def __init__(self, path: str | Path):
        self.path = Path(path)
        sqlite3.register_adapter(Decimal, str)
        sqlite3.register_converter("DECTEXT", lambda raw: Decimal(raw.decode()))
        self.db = sqlite3.connect(
            self.path,
            timeout=30,
            isolation_level=None,
            detect_types=sqlite3.PARSE_DECLTYPES,
        )
        self.db.row_factory = sqlite3.Row
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=NORMAL")
        self.db.execute("PRAGMA foreign_keys=ON")

    def create(self) -> None:
        """Make the tables where they are missing, and the settings."""
        self.db.executescript(SCHEMA.read_text())
        with self.transaction():
            for key, value in {**DEFAULTS, "base_id": new_guid()}.items():
                self.db.execute(
                    "INSERT OR IGNORE INTO setting VALUES (?, ?)", (key, value)
                )

    def close(self) -> None:
        self.db.close()

    def __enter__(self) -> Books:
        return self

    def __exit__(self, *_exc) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One change of the books; inside another one it is part of that."""
        if self.db.in_transaction:
            yield
            return
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    # === reading === #

    def all(self, query: str, *args) -> list[sqlite3.Row]:
        return self.db.execute(query, args).fetchall()

    def one(self, query: str, *args) -> sqlite3.Row | None:
        return self.db.execute(query, args).fetchone()

    def value(self, query: str, *args):
        row = self.one(query, *args)
        return row[0] if row else None

    def get(self, table: str, guid: str) -> sqlite3.Row:
        row = self.one(f"SELECT * FROM {table} WHERE guid = ?", guid)
        if row is None:
            raise Unknown(f"{table} {guid}")
        return row

    def data(self, table: str, guid: str) -> dict:
        """The JSON object of a reference, good, partner, entity or contract."""
        return json.loads(self.get(table, guid)["data"])

    def references(self, kind: str) -> list[dict]:
        rows = self.all(
            "SELECT data FROM reference WHERE kind = ? ORDER BY position", kind
        )
        return [json.loads(row["data"]) for row in rows]

    # === writing === #

    def insert(self, table: str, **values) -> None:
        self.db.execute(
            f"INSERT INTO {table} ({', '.join(values)}) "
            f"VALUES ({', '.join('?' * len(values))})",
            tuple(values.values()),
        )

    def update(self, table: str, guid: str, **values) -> None:
        self.db.execute(
            f"UPDATE {table} SET {', '.join(f'{key} = ?' for key in values)} "
            "WHERE guid = ?",
            (*values.values(), guid),
        )

    def setting(self, key: str) -> str:
        return self.value("SELECT value FROM setting WHERE key = ?", key) or ""

    def set(self, key: str, value: str) -> None:
        self.db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, value))

    def next_number(self, series: str) -> str:
        """The next number of a kind of document: 'УТ00-000001'."""
        last = self.value(
            "INSERT INTO number VALUES (?, 1) "
            "ON CONFLICT (series) DO UPDATE SET last = last + 1 RETURNING last",
            series,
        )
        return f"{self.setting('prefix')}{last:06}"

    def log(self, kind: str, text: str) -> None:
        self.insert("log", at=now(), kind=kind, text=text)

    def logged(self, kind: str) -> list[str]:
        rows = self.all("SELECT text FROM log WHERE kind = ? ORDER BY id", kind)
        return [row["text"] for row in rows]

    # === registers of changes === #

    def touch(self, kind: str, *objects: str) -> None:
        """Note for SOAP that these objects changed."""
        self.db.executemany(
            "INSERT INTO change (mark, kind, object) VALUES (?, ?, ?)",
            [(secrets.token_hex(4), kind, guid) for guid in objects],
        )

    def touch_balance(self, entity: str, organisation: str, contract: str | None):
        """Note that an account of the settlements changed."""
        self.touch("balance", f"{entity}|{organisation}|{contract or ''}")

    def changes(self, kind: str, token: str | None, limit: int) -> Page:
        """Objects changed after ``token``, each once, oldest change first."""
        since = self._position(token)
        rows = self.all(
            "SELECT object, max(seq) AS seq FROM change WHERE kind = ? AND seq > ? "
            "GROUP BY object ORDER BY 2 LIMIT ?",
            kind,
            since,
            max(1, min(limit, 1000)) + 1,
        )
        more = len(rows) > max(1, min(limit, 1000))
        rows = rows[:-1] if more else rows
        last = rows[-1]["seq"] if rows else since
        return Page([row["object"] for row in rows], self._token(last), more)

    def _position(self, token: str | None) -> int:
        if not token:
            return 0
        seq, _sep, mark = token.partition("-")
        if seq == "0":
            return 0
        if not seq.isdigit() or not self.one(
            "SELECT 1 FROM change WHERE seq = ? AND mark = ?", int(seq), mark
        ):
            raise Refused("UnknownToken", f"Эта база не выдавала отметку {token}")
        return int(seq)

    def _token(self, seq: int) -> str:
        mark = self.value("SELECT mark FROM change WHERE seq = ?", seq)
        return f"{seq}-{mark or ''}"

    def register(self, kind: str, objects: Iterable[str]) -> None:
        """Note for the site exchange that these objects are to be sent (again)."""
        self.db.executemany(
            "INSERT OR REPLACE INTO registered VALUES (?, ?, NULL)",
            [(kind, guid) for guid in objects],
        )

    def registered(self, kind: str) -> list[str]:
        rows = self.all(
            "SELECT object FROM registered WHERE kind = ? ORDER BY object", kind
        )
        return [row["object"] for row in rows]

    def take(self, kind: str, message: int) -> list[str]:
        """Put what is registered into message N; confirmed by :meth:`confirm`."""
        with self.transaction():
            self.db.execute(
                "UPDATE registered SET message = ? WHERE kind = ?", (message, kind)
            )
        return self.registered(kind)

    def confirm(self, kind: str, message: int) -> None:
        """Drop what message N carried; what changed meanwhile stays."""
        with self.transaction():
            self.db.execute(
                "DELETE FROM registered WHERE kind = ? AND message = ?",
                (kind, message),
            )
