"""A server with buyers whose carts are full, and what can be asked of it."""

import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import lxml.html
import psycopg2
import requests

from tools import conf, db, paths, postgres, templates
from tools.server import OdooServer
from tools.shell import run

FOLDER = Path(__file__).parent
#: No answer of the portal may take longer than that (seconds), however many wait.
PATIENCE = 120


class Answer(NamedTuple):
    """How an attempt to place an order ended."""

    status: int
    #: Whether the order was placed.
    placed: bool
    #: What the page says, if it was not.
    problem: str
    seconds: float


class Buyer:
    """A person with a browser: opens the checkout page, fills it in, sends it."""

    def __init__(self, url, session, order):
        self.url = url
        self.order = order
        self._form = None
        self._http = requests.Session()
        self._http.cookies.set("session_id", session)

    def open_checkout(self):
        """Open the page; its form is sent by ``place`` as it stands there."""
        answer = self._http.get(f"{self.url}/my/checkout", timeout=PATIENCE)
        answer.raise_for_status()
        page = lxml.html.fromstring(answer.text)
        self._form = page.cssselect("form[action='/my/checkout']")[0]
        return self

    def place(self):
        """Press the button.

        :return: :class:`Answer`
        """
        answer = self._http.post(
            f"{self.url}/my/checkout",
            data=self._form.form_values(),
            timeout=PATIENCE,
            allow_redirects=False,
        )
        seconds = answer.elapsed.total_seconds()
        if answer.status_code == 303:
            return Answer(303, "/my/orders/" in answer.headers["Location"], "", seconds)
        notes = lxml.html.fromstring(answer.text).cssselect("[role=alert]")
        text = " ".join(" ".join(note.text_content().split()) for note in notes)
        return Answer(answer.status_code, False, text, seconds)


class Stage:
    """A database, its server, and the people of one contractor.

    :ivar people: list of :class:`Buyer`
    :ivar products: id by article
    :ivar contractor: id
    """

    def __init__(self, db_name, server, facts):
        self.db_name = db_name
        self.server = server
        self.contractor = facts["contractor"]
        self.products = facts["products"]
        self.people = [
            Buyer(server.url, person["session"], person["order"])
            for person in facts["people"]
        ]

    def connect(self):
        """A connection of our own to the database."""
        return connect(self.db_name)

    def query(self, sql, *values):
        """Rows of a query, in a transaction of its own."""
        with closing(self.connect()) as connection:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.fetchall()

    def place_together(self, people=None):
        """All press the button at the same moment; the answers in the same order."""
        people = people or self.people
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(Buyer.open_checkout, people))
        barrier = threading.Barrier(len(people))

        def press(buyer):
            barrier.wait()
            return buyer.place()

        with ThreadPoolExecutor(len(people)) as pool:
            return list(pool.map(press, people))


def connect(db_name):
    """A connection to a database of the project's server."""
    server = postgres.connection()
    return psycopg2.connect(
        dbname=db_name,
        host=server.host,
        port=server.port,
        user=server.user,
        password=server.password,
    )


@contextmanager
def stage(
    label,
    buyers,
    stock,
    lines=None,
    mode="invoice",
    limits=None,
    workers=8,
):
    """A fresh database with ``buyers`` whose carts hold ``lines``, and its server.

    :param stock: units in the warehouse by article; the price is always 100
    :param lines: quantity by article; default: one of each
    """
    template = templates.with_addons(paths.our_addons())
    name = f"load_{os.getpid()}_{label}"
    db.clone(template, name, replace=True)
    try:
        wanted = {
            "buyers": buyers,
            "stock": stock,
            "lines": lines or dict.fromkeys(stock, 1),
            "mode": mode,
            "limits": limits or {},
        }
        facts = run(
            [paths.PYTHON, paths.VENV / "bin" / "odoo", "shell"]
            + ["-c", conf.write(), "-d", name, "--no-http"],
            what="filling the stage",
            input=(FOLDER / "fill.py").read_text(),
            env={**os.environ, "STAGE": json.dumps(wanted)},
        )
        server = OdooServer(name, workers=workers, cron_threads=0, name=name)
        with server:
            server.wait_until_ready()
            yield Stage(name, server, json.loads(facts.splitlines()[-1]))
    finally:
        db.drop(name)
