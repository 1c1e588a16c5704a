"""Filling a cart and placing an order, by the number of lines.

Quick order of 10, 100 and 1,000 pasted lines beside the same ``sale.order`` made by one
plain ORM call; the cart page with as many lines; placing 10, 100 and 300 lines beside
core's own confirmation of the same order. Time, queries, and how both grow: what each
further line costs, from the fewest to the next and from there to the most. Where the
second figure is no higher than the first, the time per line is flat.
"""

import itertools
import json
import os
from pathlib import Path

from tools import conf, db, paths, templates
from tools.shell import run as run_program
from tools.shell import say

FOLDER = Path(__file__).parent
TITLES = {
    "plain_create": "sale.order by one plain ORM call",
    "quick_order": "quick order",
    "cart_page": "cart page",
    "core_confirm": "core's confirmation",
    "place": "placing by the portal",
}


def add_arguments(parser):
    parser.add_argument(
        "--repeat", type=int, default=3, help="measures of each kind (%(default)s)"
    )
    parser.add_argument(
        "--quick", type=int, nargs="+", default=[10, 100, 1000], metavar="LINES"
    )
    parser.add_argument(
        "--place", type=int, nargs="+", default=[10, 100, 300], metavar="LINES"
    )
    parser.add_argument("--only", nargs="*", choices=list(TITLES), default=[])


def run(options):
    """Measure; return figures with their ratios."""
    name = f"bench_order_{os.getpid()}"
    db.clone(templates.with_addons(["b2b_portal"]), name, replace=True)
    try:
        facts = _shell(name, options, part="fill")
        figures = _shell(name, options, part="measure", facts=facts)
    finally:
        db.drop(name)
    return {**figures, "ratios": _ratios(figures), "growth": _growth(figures)}


def show(result):
    for key, title in TITLES.items():
        for row in result.get(key, ()):
            say(
                f"{title:36} {row['lines']:5} lines {1000 * row['seconds']:9.1f} ms"
                f" {row['queries']:6} queries"
                f" {1000 * row['seconds'] / row['lines']:8.2f} ms per line"
            )
    say("\nEach further line:")
    for key, steps in result["growth"].items():
        words = [
            f"{step['lines'][0]} → {step['lines'][1]}: {step['ms_per_line']:.2f} ms,"
            f" {step['queries_per_line']:.2f} queries"
            for step in steps
        ]
        say(f"{TITLES[key]:36} {'; '.join(words)}")
    say("\nOurs to the floor beside it, less is better:")
    for key, ratio in result["ratios"].items():
        say(f"{key:36} {ratio:.2f}")


def _growth(figures):
    """What each further line costs, from one number of lines to the next."""
    return {
        key: [
            {
                "lines": [less["lines"], more["lines"]],
                **{
                    name: round(
                        factor
                        * (more[figure] - less[figure])
                        / (more["lines"] - less["lines"]),
                        3,
                    )
                    for name, figure, factor in (
                        ("ms_per_line", "seconds", 1000),
                        ("queries_per_line", "queries", 1),
                    )
                },
            }
            for less, more in itertools.pairwise(rows)
        ]
        for key, rows in figures.items()
    }


def _ratios(figures):
    """Ours to the floor beside it, by the number of lines: less is better."""
    ratios = {}
    for ours, floor in (("quick_order", "plain_create"), ("place", "core_confirm")):
        for row, base in zip(
            figures.get(ours, ()), figures.get(floor, ()), strict=False
        ):
            ratios[f"{ours}_to_{floor}_{row['lines']}"] = round(
                row["seconds"] / base["seconds"], 3
            )
    return ratios


def _shell(name, options, **values):
    odoo = [paths.PYTHON, paths.VENV / "bin" / "odoo", "shell"]
    values.update(
        {key: getattr(options, key) for key in ("repeat", "quick", "place", "only")}
    )
    output = run_program(
        [*odoo, "-c", conf.write(), "-d", name, "--no-http", "--log-level", "error"],
        what=f"bench order: {values['part']}",
        input=(FOLDER / "_order_odoo.py").read_text(),
        env={**os.environ, "BENCH": json.dumps(values)},
    )
    return json.loads(output.splitlines()[-1])
