"""``./bin/odoo …``: Odoo's own command line in this environment.

PostgreSQL is started if needed and the local configuration is passed with ``-c``;
everything else is handed to Odoo as it is::

    ./bin/odoo -d mydb -u b2b_portal --stop-after-init
    ./bin/odoo shell -d mydb
"""

import os
import sys

from . import conf, paths, postgres
from .shell import Stop, main

#: Commands of Odoo that take -c after their second word.
TWO_WORDS = ("i18n", "module")


def command(args, conf_path):
    """The command that runs Odoo with these arguments.

    A script and not ``python -m odoo``: with prefork workers Odoo starts its
    evented process through ``sys.argv[0]`` once more.
    """
    python = [str(paths.PYTHON), str(paths.VENV / "bin" / "odoo")]
    # "shell -d mydb" has a command in front, "module uninstall …" a command of two.
    words = 0
    if args and not args[0].startswith("-"):
        words = 2 if args[0] in TWO_WORDS else 1
    return [*python, *args[:words], "-c", str(conf_path), *args[words:]]


def _main():
    if not paths.PYTHON.exists():
        raise Stop("there is no environment yet; run ./bin/setup")
    postgres.ensure_running()
    arguments = command(sys.argv[1:], conf.write())
    os.execv(arguments[0], arguments)


if __name__ == "__main__":
    main(_main)
