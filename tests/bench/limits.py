"""Parallel reservations against one limit and the same goods.

Several processes place reserves of one contractor for one product, each as the portal
does: wait for the turn, lock, check limit and stock, confirm, hold, commit. Beside it,
in the same run: a bare loop of the same locks and the same row updates in PostgreSQL,
by as many connections; and core's confirmation of the same order, one after another
and without any lock.
"""

import json
import os
import statistics
import subprocess
import threading
import time
from contextlib import closing
from pathlib import Path

from tests.load.stage import connect
from tools import conf, db, paths, templates
from tools.shell import run as run_program
from tools.shell import say

FOLDER = Path(__file__).parent
#: The same as in ``b2b_portal/models/b2b_turn.py``.
SPACES = (0xB2B1, 0xB2B2)


def add_arguments(parser):
    parser.add_argument(
        "--parallel", type=int, default=4, help="processes (%(default)s)"
    )
    parser.add_argument("--orders", type=int, default=25, help="each (%(default)s)")


def run(options):
    """Measure; return figures with their ratios."""
    name = f"bench_limits_{os.getpid()}"
    db.clone(templates.with_addons(["b2b_portal"]), name, replace=True)
    try:
        facts = _shell(name, "fill", options)
        bare = _bare(name, facts, options)
        core = _shell(name, "core", options, orders=facts["core"])
        ours = _portal(name, facts, options)
        left = _left(name, facts)
    finally:
        db.drop(name)
    return {
        "parallel": options.parallel,
        "orders": options.parallel * options.orders,
        "portal": ours,
        "bare_locks": bare,
        "core_confirmation": core,
        "portal_to_bare": round(ours["per_second"] / bare["per_second"], 4),
        "portal_to_core": round(ours["per_second"] / core["per_second"], 3),
        "placed": left,
    }


def show(result):
    for title, key in (
        ("reservations by the portal, in parallel", "portal"),
        ("core's confirmation, one after another", "core_confirmation"),
        ("bare loop of the same locks", "bare_locks"),
    ):
        figures = result[key]
        say(
            f"{title:42} {figures['per_second']:9.1f} /s   median "
            f"{figures['median_ms']:8.1f} ms   worst {figures['worst_ms']:8.1f} ms"
        )
    say(f"portal to core: {result['portal_to_core']:.2f}")
    say(f"portal to bare locks: {result['portal_to_bare']:.4f}")
    say(f"placed {result['placed']} of {result['orders']}, as many as fit the limit")


def _figures(times, wall):
    return {
        "per_second": round(len(times) / wall, 2),
        "median_ms": round(1000 * statistics.median(times), 2),
        "worst_ms": round(1000 * max(times), 2),
    }


def _command(name):
    odoo = [paths.PYTHON, paths.VENV / "bin" / "odoo", "shell"]
    return [*odoo, "-c", conf.write(), "-d", name, "--no-http", "--log-level", "error"]


def _environ(part, options, **values):
    values = {
        "part": part,
        "parallel": options.parallel,
        "orders_each": options.orders,
        **values,
    }
    return {**os.environ, "BENCH": json.dumps(values)}


def _shell(name, part, options, **values):
    output = run_program(
        _command(name),
        what=f"bench limits: {part}",
        input=(FOLDER / "_limits_odoo.py").read_text(),
        env=_environ(part, options, **values),
    )
    answer = json.loads(output.splitlines()[-1])
    return _figures(answer["times"], answer["wall"]) if "times" in answer else answer


def _portal(name, facts, options):
    """Processes that begin at one moment, once all of them are warm."""
    processes = []
    for orders in facts["portal"]:
        process = subprocess.Popen(
            [str(part) for part in _command(name)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=_environ("portal", options, orders=orders),
        )
        process.stdin.write((FOLDER / "_limits_odoo.py").read_text())
        process.stdin.close()
        processes.append(process)
    with closing(connect(name)) as connection, connection.cursor() as cursor:
        # Each process is ready when it waits for this lock in shared mode.
        cursor.execute("SELECT pg_advisory_lock(1)")
        while True:
            cursor.execute(
                "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory'"
                " AND NOT granted AND objid = 1 AND database ="
                " (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            if cursor.fetchone()[0] == len(processes):
                break
            time.sleep(0.05)
        start = time.monotonic()
        cursor.execute("SELECT pg_advisory_unlock(1)")
        connection.commit()
        outputs = [process.stdout.read() for process in processes]
        wall = time.monotonic() - start
    times = [
        seconds
        for output in outputs
        for seconds in json.loads(output.splitlines()[-1])["times"]
    ]
    for process in processes:
        process.wait()
    return _figures(times, wall)


def _bare(name, facts, options):
    """The locks and row updates of a reservation, and nothing else."""
    times = []

    def loop():
        with closing(connect(name)) as turn, closing(connect(name)) as connection:
            connection.set_session(isolation_level="REPEATABLE READ")
            waiting, cursor = turn.cursor(), connection.cursor()
            for _number in range(10 * options.orders):
                start = time.monotonic()
                for space, key in zip(
                    SPACES, (facts["contractor"], facts["product"]), strict=True
                ):
                    waiting.execute(
                        "SELECT pg_advisory_xact_lock(%s, %s)", (space, key)
                    )
                cursor.execute(
                    """
                    INSERT INTO b2b_contractor_lock (contractor_id, version)
                         VALUES (%s, 1)
                    ON CONFLICT (contractor_id)
                  DO UPDATE SET version = b2b_contractor_lock.version + 1
                    """,
                    [facts["contractor"]],
                )
                cursor.execute(
                    "SELECT id FROM stock_quant WHERE id = %s FOR UPDATE",
                    [facts["quant"]],
                )
                cursor.execute(
                    "UPDATE stock_quant SET reserved_quantity = reserved_quantity"
                    " WHERE id = %s",
                    [facts["quant"]],
                )
                connection.commit()
                turn.commit()
                times.append(time.monotonic() - start)

    threads = [threading.Thread(target=loop) for _number in range(options.parallel)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return _figures(times, time.monotonic() - start)


def _left(name, facts):
    """How many were placed; stock and the orders have to agree about it."""
    with closing(connect(name)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM sale_order"
            " WHERE state = 'sale' AND b2b_contractor_id = %s",
            [facts["contractor"]],
        )
        placed = cursor.fetchone()[0]
        cursor.execute(
            "SELECT reserved_quantity FROM stock_quant WHERE id = %s", [facts["quant"]]
        )
        held = cursor.fetchone()[0]
    if placed != held:
        raise AssertionError(f"{placed} orders were placed, {held} units are held")
    return placed
