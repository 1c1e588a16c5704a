"""A real portal for the exchange: a database, a server, a 1С base that may log in."""

import json
import os
import signal
import time
from contextlib import closing

import psycopg2

from tools import conf, db, odoo_cli, paths, postgres, templates
from tools.server import OdooServer
from tools.shell import run

#: The login that 1С comes with.
LOGIN = "ut11"
#: What an exchange may change: together these tables say whether it did.
TABLES = (
    "onec_link",
    "onec_stock",
    "product_attribute",
    "product_attribute_value",
    "product_pricelist",
    "product_pricelist_item",
    "product_product",
    "product_public_category",
    "product_template",
    "product_template_attribute_line",
    "sale_order",
    "sale_order_line",
    "stock_quant",
    "stock_warehouse",
)

_CONNECT = """
import json, os
values = json.loads(os.environ["VALUES"])
connection = env["onec.connection"].create(
    {
        "name": "УТ 11",
        "vat_proven": "22,20,10,0,none",
        # Nothing links the buyers of these tests with counterparties.
        "hold_unlinked": False,
        **values,
    }
)
node = env["onec.node"].create({"connection_id": connection.id, "login": LOGIN})
answer = node._new_key()
"""


class Portal:
    """A database with our add-ons and a server on it.

    ::

        with Portal("faults") as portal:
            onec.push(*portal.where)
            portal.query("SELECT …")

    :param name: part of the names of the database and of the log
    :param workers: 0 is one threaded process
    :param connection: settings of the 1С base (field values)
    """

    def __init__(self, name, workers=0, **connection):
        self.db_name = f"test_{paths.RUN.name[:6]}_{name}"
        self._settings = connection
        self.server = OdooServer(
            self.db_name,
            workers=workers,
            cron_threads=1,
            name=self.db_name,
            log_path=paths.LOGS / "test" / f"{self.db_name}.log",
        )

    def __enter__(self):
        template = templates.with_addons(paths.our_addons())
        db.clone(template, self.db_name, replace=True)
        self.key = self.shell(
            _CONNECT.replace("LOGIN", repr(LOGIN)), VALUES=json.dumps(self._settings)
        )
        self.start()
        return self

    def __exit__(self, *_exception):
        self.server.stop()
        db.drop(self.db_name)

    # === the server === #

    def start(self):
        """Start the server and wait until it answers."""
        self.server.start()
        self.server.wait_until_ready(300)

    def kill(self):
        """End the server as a power cut would."""
        os.killpg(self.server._process.pid, signal.SIGKILL)
        self.server.stop()

    @property
    def url(self):
        return f"{self.server.url}/1c_exchange"

    @property
    def where(self):
        """Address, login and key, as the settings of a node in 1С."""
        return self.url, LOGIN, self.key

    # === the database === #

    def shell(self, code, **environ):
        """Run code in Odoo's shell, commit, and return what it left in ``answer``.

        :param environ: variables of the environment for the code
        """
        code = f"""
answer = None
def work(env):
    scope = {{"env": env}}
    exec({code!r}, scope)
    return scope.get("answer")
answer = work(env)
env.cr.commit()
import json
print("ANSWER " + json.dumps(answer))
"""
        output = run(
            odoo_cli.command(
                ["shell", "-d", self.db_name, "--no-http", "--log-level", "warn"],
                conf.write(),
            ),
            input=code,
            env={**os.environ, **environ},
        )
        line = next(
            line for line in output.splitlines()[::-1] if line.startswith("ANSWER ")
        )
        return json.loads(line.removeprefix("ANSWER "))

    def query(self, sql, *values):
        """Rows of a query, in a transaction of its own."""
        server = postgres.connection()
        with closing(
            psycopg2.connect(
                dbname=self.db_name,
                host=server.host,
                port=server.port,
                user=server.user,
                password=server.password,
            )
        ) as connection:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.fetchall()

    def value(self, sql, *values):
        """The only value of a query."""
        [(value,)] = self.query(sql, *values)
        return value

    def wait_for_jobs(self, seconds=120):
        """Wait until nothing is left to do in the background (pictures)."""
        deadline = time.monotonic() + seconds
        left = "SELECT COUNT(*) FROM queue_job WHERE state NOT IN ('done', 'failed')"
        while self.value(left):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.value(left)} jobs are not done")
            time.sleep(0.2)

    def state(self):
        """Digest of every row that an exchange may change, by table.

        Pictures come in the background and write to the goods: they are waited for.
        """
        self.wait_for_jobs()
        return {
            table: self.value(
                f"SELECT MD5(STRING_AGG(t::text, '|' ORDER BY id)) FROM {table} t"
            )
            for table in TABLES
        }
