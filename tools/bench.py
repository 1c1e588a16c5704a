"""Measures of speed, each beside a floor measured in the same run.

  ./bin/bench                   which benchmarks there are
  ./bin/bench NAME --help       what one measures, and its options
  ./bin/bench NAME [--json]     run it

A benchmark is a module ``tests/bench/NAME.py`` with a docstring and

  run(options)            returns what it measured (a dictionary for --json)
  show(result)            prints it for people
  add_arguments(parser)   its own options (may be left out)
"""

import contextlib
import importlib
import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter

from . import paths, setup
from .shell import Stop, main, say

FOLDER = paths.ROOT / "tests" / "bench"


def _names():
    return sorted(
        path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_")
    )


def _overview():
    names = _names()
    if not names:
        return f"{__doc__}\nThere are no benchmarks yet: tests/bench is empty."
    return f"{__doc__}\nThere are: {', '.join(names)}"


def _main():
    name, *arguments = sys.argv[1:] or ["--help"]
    if name in ("-h", "--help"):
        say(_overview().strip())
        return 0
    if name not in _names():
        raise Stop(f"there is no benchmark {name!r}\n\n{_overview()}")
    setup.ensure_setup()
    setup.in_venv()
    module = importlib.import_module(f"tests.bench.{name}")
    parser = ArgumentParser(
        prog=f"./bin/bench {name}",
        description=module.__doc__,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    if hasattr(module, "add_arguments"):
        module.add_arguments(parser)
    options = parser.parse_args(arguments)
    # What is told on the way (a template is built) is no part of the result.
    with contextlib.redirect_stdout(sys.stderr):
        result = module.run(options)
    if options.json:
        say(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        module.show(result)
    return 0


if __name__ == "__main__":
    main(_main)
