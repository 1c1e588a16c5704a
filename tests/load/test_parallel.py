"""A hundred requests at once, the exchange writing the same goods, a worker killed."""

import os
import re
import signal
import subprocess
import threading
import time

import psutil
import pytest

from tools import conf, paths

from .stage import stage
from .test_last_units import held, placed_orders

pytestmark = pytest.mark.load

#: A refusal comes within the wait for one's turn, the decision, and the queue before
#: the few workers that answer a hundred people.
BOUND = 90

EXCHANGE = """
import os, time
from psycopg2.errors import SerializationFailure

product = env["product.product"].browse(int(os.environ["PRODUCT"]))
warehouse = env["stock.warehouse"].search([], limit=1)
figures = [int(figure) for figure in os.environ["FIGURES"].split(",")]
rounds = 0

def write(figure):
    env.cr.execute(
        "INSERT INTO onec_stock (product_id, warehouse_id, free, moment)"
        " VALUES (%s, %s, %s, now() AT TIME ZONE 'UTC')"
        " ON CONFLICT (product_id, warehouse_id)"
        " DO UPDATE SET free = EXCLUDED.free, moment = EXCLUDED.moment",
        [product.id, warehouse.id, figure],
    )
    env["onec.stock"]._derive_for(product, warehouse)

while not os.path.exists(os.environ["STOP"]) or rounds % len(figures):
    try:
        write(figures[rounds % len(figures)])
        env.cr.commit()
        rounds += 1
    except SerializationFailure:
        # An order took some of the goods meanwhile: derive the quant anew.
        env.cr.rollback()
        env.invalidate_all()
    time.sleep(0.05)
print("ROUNDS", rounds)
"""


def judge(answers, fit):
    """Exactly ``fit`` passed; every other page says why, and none kept one waiting."""
    refused = [answer for answer in answers if not answer.placed]
    assert len(answers) - len(refused) == fit, refused
    assert all(answer.status == 200 and answer.problem for answer in refused), refused
    assert max(answer.seconds for answer in answers) < BOUND


def test_hundred_requests_against_one_reserve_limit():
    with stage(
        "limit", buyers=100, stock={"VAZ-1": 1000}, mode="reserve",
        limits={"reserve": 3000},
    ) as place:  # fmt: skip
        judge(place.place_together(), fit=30)

        assert len(placed_orders(place)) == 30
        assert {status for _n, status, _q in placed_orders(place)} == {"reserved"}
        assert held(place, "VAZ-1") == (30, 1000)


def test_hundred_requests_against_the_last_units_while_the_exchange_writes(tmp_path):
    with stage("units", buyers=100, stock={"VAZ-1": 30}) as place:
        # 1С says in turn that there are 29 and 30: the quants change all the time.
        stop = tmp_path / "stop"
        exchange = subprocess.Popen(
            [paths.PYTHON, paths.VENV / "bin" / "odoo", "shell"]
            + ["-c", conf.write(), "-d", place.db_name, "--no-http"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                "PRODUCT": str(place.products["VAZ-1"]),
                "FIGURES": "29,30",
                "STOP": str(stop),
            },
        )
        exchange.stdin.write(EXCHANGE)
        exchange.stdin.close()
        answers = place.place_together()
        stop.touch()
        output = exchange.stdout.read()
        assert exchange.wait(PATIENCE) == 0

        reserved, quantity = held(place, "VAZ-1")
        assert quantity == 30
        # Whoever came last while 1С said 29 was told that nothing is left.
        assert reserved in (29, 30)
        judge(answers, fit=reserved)
        assert len(placed_orders(place)) == reserved
        # The exchange went on all the time.
        assert int(re.search(r"ROUNDS (\d+)", output).group(1)) > 20


#: Where the worker is when it dies: before the goods are held; after that, with the
#: delivery made and the status written, as late as a commit.
MOMENTS = {
    "waiting for the goods": """
        SELECT quant.id FROM stock_quant quant
         WHERE quant.product_id = %s FOR UPDATE
    """,
    "writing the timeline": """
        LOCK TABLE b2b_order_event IN SHARE MODE /* %s */
    """,
}
PATIENCE = 60


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_worker_leaves_nothing_half_reserved(moment):
    with stage(
        "killed", buyers=2, stock={"VAZ-1": 1}, mode="reserve",
        limits={"reserve": 100}, workers=2,
    ) as place:  # fmt: skip
        victim, other = place.people
        victim.open_checkout()
        other.open_checkout()
        answers = []
        with place.connect() as blocker, blocker.cursor() as cursor:
            cursor.execute(MOMENTS[moment], [place.products["VAZ-1"]])
            thread = threading.Thread(target=lambda: answers.append(_try(victim)))
            thread.start()
            os.kill(_worker_that_waits(place), signal.SIGKILL)
            thread.join(PATIENCE)
            blocker.rollback()
        blocker.close()
        assert answers == [None]

        assert held(place, "VAZ-1") == (0, 1)
        assert placed_orders(place) == []
        assert place.query("SELECT COUNT(*) FROM b2b_order_event") == [(0,)]
        assert place.query("SELECT COUNT(*) FROM stock_picking") == [(0,)]
        # The limit and the unit are there for the next one; nobody is in the way.
        assert other.place().placed


def _try(buyer):
    """The answer, or None where the connection broke."""
    try:
        return buyer.place()
    except OSError:
        return None


def _worker_that_waits(place):
    """The process of the worker whose transaction waits for a lock of ours."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        rows = place.query(
            """
            SELECT client_port FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock'
            """
        )
        if rows:
            return _owner_of_port(place, rows[0][0])
        time.sleep(0.05)
    raise AssertionError("nobody waits for the lock")


def _owner_of_port(place, port):
    for worker in psutil.Process(place.server.pid).children():
        if any(
            connection.laddr and connection.laddr.port == port
            for connection in worker.net_connections("tcp")
        ):
            return worker.pid
    raise AssertionError("no worker has this connection to the database")
