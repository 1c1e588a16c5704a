"""``./bin/setup``: everything that Odoo needs, into ``.local`` of this folder.

Every step looks first whether there is something to do, so it can be started again
at any time, also after an interruption.

Taken from the environment if set:

  ODOO_PATH   an Odoo 19 that you already have: a source checkout (with odoo-bin) or
              a dist-packages folder. Remembered.
  PGHOST      a PostgreSQL (13 or later) that you already have, with PGPORT, PGUSER
              and PGPASSWORD as usual; the user needs the right to create databases.

Root (or sudo) is needed only to install Debian packages that are missing.
"""

import argparse
import os
import sys

from . import debian, odoo_tree, paths, postgres, venv
from .shell import Stop, lock, main, say, step


def ensure_setup(browser=False):
    """Set up what is missing; next to nothing to do when all is there.

    :param browser: whether Chromium is needed as well
    """
    if not _complete(browser):
        with lock(paths.LOCAL / "setup.lock", "Another set-up is running; waiting …"):
            _run_steps(browser)
    return postgres.ensure_running()


def in_venv():
    """Start the running ``python -m`` command again with the venv's Python.

    For commands that need packages from requirements.txt; call it after
    :func:`ensure_setup`.
    """
    if sys.prefix != str(paths.VENV):
        os.execv(paths.PYTHON, [str(paths.PYTHON), *sys.orig_argv[1:]])


def _complete(browser):
    return (
        odoo_tree.is_ready()
        and venv.is_ready()
        and not debian.required_missing(browser)
    )


def _run_steps(browser):
    for folder in (paths.LOCAL, paths.DATA, paths.LOGS, paths.STATE):
        folder.mkdir(parents=True, exist_ok=True)
    with step("Debian packages"):
        debian.install(debian.missing(browser))
    with step("Odoo 19"):
        odoo_tree.ensure()
        say(f"    {odoo_tree.version()}")
    with step("Python packages"):
        venv.ensure()
    with step("PostgreSQL"):
        server = postgres.ensure_running()
        number = int(postgres.query("SHOW server_version_num")[0]) // 10000
        if number < postgres.MINIMUM_VERSION:
            raise Stop(f"PostgreSQL {number} is too old; Odoo 19 needs 13 or later")
        say(f"    version {number} on {server.host}:{server.port}")


def _main():
    parser = argparse.ArgumentParser(
        prog="./bin/setup",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--no-browser",
        action="store_true",
        help="leave out Chromium, which only tests and ./bin/demo --check need",
    )
    options = parser.parse_args()
    with lock(paths.LOCAL / "setup.lock", "Another set-up is running; waiting …"):
        _run_steps(browser=not options.no_browser)
    say("Ready. Next: ./bin/demo")


if __name__ == "__main__":
    main(_main)
