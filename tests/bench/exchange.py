"""How fast files of 1С are applied, beside a floor and beside Odoo's own means.

For each number of goods, УТ-style files are made (5 price types, 3 warehouses, a
property, every fifth good with three characteristics) and applied by our engine:

  full_load   all goods and offers into an empty catalogue
  refresh     УТ's changes package: a new price and stock for every offer
  delta       the full files again, with 1 % of the goods changed
  unchanged   the full files again, nothing changed

The floor is lxml reading the same bytes and COPY of the same prices and stock into
temporary tables, right after it: nobody who reads the file and brings it to PostgreSQL
is faster. ``vs_read`` compares with the reading alone.
Odoo's own is ``load()`` for goods, the ORM for variants and prices and the inventory
adjustment for stock, measured on a sample of goods and multiplied.

``portal_p95_ratio``: the 95th percentile of a shop page while a full load runs, over
that of the idle portal before and after it (2 workers), in a run of its own with as
many goods, 4000 at most: the load is in full swing long before.
"""

import json
import os
import statistics
import tempfile
import threading
from itertools import pairwise
from pathlib import Path

import requests

from tools import conf, db, odoo_cli, paths, templates
from tools.server import OdooServer
from tools.shell import run as run_command
from tools.shell import say

from ._files import Catalogue

PHASES = ("full_load", "refresh", "delta", "unchanged")
ENGINE = Path(__file__).with_name("_engine.py")
#: Requests in a row whose times make a percentile.
REQUESTS = 60
#: Goods that are loaded while the pages are timed, at most.
PORTAL_GOODS = 4000


def add_arguments(parser):
    parser.add_argument(
        "--sku",
        type=int,
        nargs="+",
        default=[1000, 10_000],
        help="numbers of goods (default: 1000 10000)",
    )
    parser.add_argument(
        "--sample",
        type=int,
        default=200,
        help="goods that Odoo's own means are measured with (default: 200)",
    )
    parser.add_argument(
        "--no-portal",
        action="store_true",
        help="leave out how quick pages are during a load",
    )


def run(options):
    template = templates.with_addons(["b2b_onec_sync"])
    result = {"sample": options.sample, "sizes": {}}
    with tempfile.TemporaryDirectory(dir=paths.LOCAL) as folder:
        own = _odoo_own(template, options.sample)
        ratios = {}
        for goods in options.sku:
            catalogue = Catalogue(goods, Path(folder) / str(goods))
            size = result["sizes"][str(goods)] = _measure(template, catalogue, own)
            if options.no_portal:
                _show_size(goods, size)
                continue
            some = min(goods, PORTAL_GOODS)
            if some not in ratios:
                place = Path(folder) / f"portal{some}"
                ratios[some] = _portal(template, place, some)
            size["portal_p95_ratio"] = ratios[some]
            _show_size(goods, size)
    result["per_item"] = _growth(result["sizes"])
    return result


def _growth(sizes):
    """Time per item of each number of goods over that of the one before it."""
    pairs = pairwise(sorted(sizes, key=int))
    return {
        f"{many}/{few}": {
            phase: round(
                sizes[few][phase]["rows_per_s"] / sizes[many][phase]["rows_per_s"], 2
            )
            for phase in PHASES
        }
        for few, many in pairs
    }


def show(result):
    say(f"Odoo's own: sampled with {result['sample']} goods, multiplied")
    head = f"{'goods':>8} {'phase':<10} {'s':>8} {'rows/s':>8} {'MB':>6}"
    say(f"{head} {'floor, s':>8} {'×floor':>7} {'×read':>7} {'×Odoo':>7}")
    for goods, size in result["sizes"].items():
        _show_size(goods, size)
    for sizes, phases in result["per_item"].items():
        text = ", ".join(f"{phase} {ratio:.2f}" for phase, ratio in phases.items())
        say(f"time per item, {sizes}: {text}")


def _show_size(goods, size):
    for phase in PHASES:
        row = size[phase]
        say(
            f"{goods:>8} {phase:<10} {row['seconds']:>8.1f} {row['rows_per_s']:>8} "
            f"{row['memory_mb']:>6} {row['floor']:>8.1f} {row['vs_floor']:>7.1f} "
            f"{row['vs_read']:>7.1f} {row['vs_odoo']:>7.1f}"
        )
    if "portal_p95_ratio" in size:
        ratio = size["portal_p95_ratio"]
        say(f"{goods:>8} portal, p95 during a full load / idle: {ratio:.1f}")


# === our engine and Odoo's own === #


def _measure(template, catalogue, own):
    name = f"bench_{paths.RUN.name[:6]}"
    db.clone(template, name, replace=True)
    few = max(1, catalogue.goods // 100)
    files = {
        "full_load": [catalogue.import_file(), catalogue.offers_file()],
        "unchanged": [
            catalogue.import_file("import1_1.xml", formed=11),
            catalogue.offers_file("offers1_1.xml", formed=11),
        ],
        "delta": [
            catalogue.import_file("import2_1.xml", formed=12, renamed=few),
            catalogue.offers_file("offers2_1.xml", formed=12, changed=few),
        ],
        "refresh": [catalogue.changes_file("offers3_1.xml", formed=13)],
    }
    try:
        measured = _in_odoo(
            name, [["ours", label, [str(p) for p in ps]] for label, ps in files.items()]
        )
        size = {"peak_memory_mb": 0}
        for label in PHASES:
            size[label] = _row(label, catalogue, measured[label], own)
            memory = size[label]["memory_mb"]
            size["peak_memory_mb"] = max(size["peak_memory_mb"], memory)
        return size
    finally:
        db.drop(name)


def _row(label, catalogue, ours, own):
    read, copy = ours["read"], ours["copy"]
    rows = catalogue.offers + (0 if label == "refresh" else catalogue.goods)
    seconds = ours["seconds"]
    theirs = own[{"delta": "unchanged"}.get(label, label)] * catalogue.goods
    return {
        "seconds": round(seconds, 2),
        "rows_per_s": round(rows / seconds),
        "vs_odoo": round(theirs / seconds, 2),
        "vs_floor": round(seconds / (read + copy), 2),
        "vs_read": round(seconds / read, 2),
        "floor": round(read + copy, 2),
        "memory_mb": round(ours["memory_mb"]),
        "counts": {
            name: ours[name]
            for name in ("received", "created", "changed", "unchanged", "skipped")
        },
    }


def _odoo_own(template, sample):
    name = f"bench_{paths.RUN.name[:6]}_own"
    db.clone(template, name, replace=True)
    try:
        return _in_odoo(name, [["odoo", sample]])["odoo"]
    finally:
        db.drop(name)


def _in_odoo(db_name, steps):
    output = run_command(
        odoo_cli.command(
            ["shell", "-d", db_name, "--no-http", "--log-level", "error"], conf.write()
        ),
        what="the engine",
        input=ENGINE.read_text(encoding="utf-8"),
        env={
            **os.environ,
            "BENCH": json.dumps(steps),
            "PYTHONPATH": str(paths.ROOT),
        },
        cwd=paths.ROOT,
    )
    line = [row for row in output.splitlines() if row.startswith("BENCH ")][-1]
    return json.loads(line.removeprefix("BENCH "))


# === the portal meanwhile === #


def _portal(template, folder, goods):
    """p95 of a shop page during a full load over that of the idle portal."""
    name = f"bench_{paths.RUN.name[:6]}_portal"
    db.clone(template, name, replace=True)
    first, second = (
        Catalogue(500, folder / "a", "1"),
        Catalogue(goods, folder / "b", "2"),
    )

    def load(catalogue):
        files = [str(catalogue.import_file()), str(catalogue.offers_file())]
        _in_odoo(name, [["load", files]])

    try:
        load(first)
        with OdooServer(name, workers=2, name=name) as server:
            server.wait_until_ready()
            _times(server, 10)
            idle = _times(server, REQUESTS)
            loading = threading.Thread(target=load, args=[second])
            loading.start()
            busy = []
            while loading.is_alive():
                busy += _times(server, 5)
            loading.join()
            idle += _times(server, REQUESTS)
        return round(_percentile(busy) / _percentile(idle), 2)
    finally:
        db.drop(name)


def _times(server, count):
    times = []
    for _number in range(count):
        answer = requests.get(f"{server.url}/shop", timeout=60)
        answer.raise_for_status()
        times.append(answer.elapsed.total_seconds())
    return times


def _percentile(times):
    return statistics.quantiles(times, n=20)[-1]
