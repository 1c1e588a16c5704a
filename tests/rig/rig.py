"""The processes of the rig and what a test does with them."""

import json
import os
import shutil
import time

import requests

from tests.onec import fixture
from tests.onec.client import OneC
from tools import conf, db, paths, postgres, templates
from tools.server import OdooServer
from tools.shell import Stop, run

from .names import ADMIN, DIRECTOR, PASSWORD, SITE_LOGIN

__all__ = ["ADMIN", "DIRECTOR", "PASSWORD", "Rig"]

#: Pieces of every good: more than any test orders.
STOCK = 100_000
#: How the page follows a document: first delay and growth (``invoice.js``).
FIRST_DELAY, GROWTH, LAST_DELAY = 0.3, 1.4, 8


class Rig:
    """A portal and its 1С.

    :param name: tells the databases and folders of several rigs apart
    :param think: seconds that 1С thinks about every call
    :param workers: prefork workers of Odoo
    :param port: port of Odoo, a free one if not given
    :param more: goods in 1С beyond the eight of the fixture
    """

    def __init__(self, name, think=0.0, workers=2, port=None, options=(), more=0):
        self.database = f"rig_{paths.RUN.name[:6]}_{name}"
        self.folder = paths.RUN / "rig" / name
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.onec = OneC(self.folder, catalogue=fixture.catalogue(more), think=think)
        self.onec.setting("vat2026", "1")
        for good in self.onec.catalogue.goods:
            for char in [char.guid for char in good.characteristics] or [""]:
                self.onec.set_stock(good.article, STOCK, fixture.MAIN, char)
        self.odoo = OdooServer(
            self.database,
            port,
            workers=workers,
            options=options,
            name=f"rig-{name}",
            log_path=self.folder / "odoo.log",
        )

    def __enter__(self):
        try:
            self._make()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_exception):
        self.close()

    def _make(self):
        template = templates.with_addons(paths.our_addons())
        db.clone(template, self.database, replace=True)
        self.onec.start()
        filled = self.shell(
            "fill",
            service_url=self.onec.soap_url,
            login=self.onec.login,
            password=self.onec.password,
            base_url=self.odoo.url,
        )
        self.site = (f"{self.odoo.url}/1c_exchange", SITE_LOGIN, filled["site_key"])
        self.odoo.start().wait_until_ready()
        self.onec.push(*self.site)
        self.shell("after_exchange")

    def close(self):
        """Stop everything; the database goes, logs and books stay."""
        self.odoo.stop()
        self.onec.close()
        db.drop(self.database)

    # === in the database === #

    def shell(self, do, **arguments):
        """Run a function of ``shell.py`` in the database and return its result."""
        output = run(
            [paths.PYTHON, paths.VENV / "bin" / "odoo", "shell"]
            + ["-c", conf.write(), "-d", self.database, "--no-http"],
            what=f"rig: {do}",
            input=(paths.ROOT / "tests" / "rig" / "shell.py").read_text(),
            env={
                **os.environ,
                "PYTHONPATH": str(paths.ROOT),
                "RIG": json.dumps({"do": do, **arguments}),
            },
        )
        try:
            return json.loads(output.splitlines()[-1])
        except (ValueError, IndexError):
            raise Stop(f"rig: {do} failed:\n{output[-3000:]}") from None

    def sql(self, query):
        """Rows of a query, each as one text (columns are separated by ``|``)."""
        return postgres.query(query, self.database)

    def place(self, count, **options):
        """Place orders; a list of dicts ``id``, ``name``."""
        return self.shell("place", count=count, **options)

    # === in the cabinet === #

    def login(self, login=DIRECTOR, password=PASSWORD):
        """A web session of a person."""
        session = requests.Session()
        answer = session.post(
            f"{self.odoo.url}/web/session/authenticate",
            json={
                "params": {"db": self.database, "login": login, "password": password}
            },
            timeout=60,
        ).json()
        if not answer.get("result", {}).get("uid"):
            raise Stop(f"rig: {login} cannot log in: {answer}")
        return session

    def rpc(self, session, route, **params):
        """Call a JSON route of the cabinet; raise ``Stop`` on its error."""
        answer = session.post(
            f"{self.odoo.url}{route}", json={"params": params}, timeout=120
        ).json()
        if "error" in answer:
            raise Stop(f"{route}: {answer['error'].get('data') or answer['error']}")
        return answer["result"]

    def press(self, session, order):
        """«Сформировать счёт»: ask for the invoice of an order."""
        return self.rpc(session, f"/my/orders/{order['id']}/invoice")

    def follow(self, session, document, seconds=60):
        """Ask as the page does until the document is ready or has failed."""
        delay, end = FIRST_DELAY, time.monotonic() + seconds
        while document["state"] in ("requested", "pending"):
            if time.monotonic() > end:
                raise Stop(f"no document after {seconds} s: {document}")
            time.sleep(delay)
            document = self.rpc(session, f"/my/documents/{document['id']}/state")
            delay = min(delay * GROWTH, LAST_DELAY)
        return document

    # === waiting === #

    def wait(self, what, query, expected, seconds=60):
        """Wait until a query's first value is `expected`."""
        end = time.monotonic() + seconds
        while (found := self.sql(query)) != [str(expected)]:
            if time.monotonic() > end:
                raise Stop(f"waited {seconds} s for {what}: {found}")
            time.sleep(0.2)
