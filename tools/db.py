"""Databases together with their filestore.

``python3 -m tools.db list | clone SOURCE TARGET | drop NAME… | psql NAME …``
"""

import os
import re
import shutil
import subprocess
import sys

from . import paths, postgres
from .shell import Stop, main, run, say


def _quoted(name):
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,63}", name):
        raise Stop(f"{name!r} is no usable name for a database")
    return f'"{name}"'


def names():
    """The databases of our role, without the server's own ones."""
    sql = "SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1"
    return [name for name in postgres.query(sql) if name != "postgres"]


def exists(name):
    """Whether the database exists."""
    return name in names()


def create(name):
    """Create an empty database as Odoo would.

    ``C`` sorts the same everywhere; the character type knows Cyrillic.
    """
    postgres.query(
        f"CREATE DATABASE {_quoted(name)} ENCODING 'unicode' LC_COLLATE 'C'"
        " TEMPLATE template0"
    )


def clone(source, target, replace=False):
    """Copy a database and its filestore.

    Files of the filestore never change (their names are checksums), so they are
    linked and not copied. Without the filestore every page answers 500.
    """
    if replace:
        drop(target)
    disconnect(source)
    postgres.query(f"CREATE DATABASE {_quoted(target)} TEMPLATE {_quoted(source)}")
    files, copies = paths.filestore(source), paths.filestore(target)
    shutil.rmtree(copies, ignore_errors=True)
    if files.is_dir():
        run(["cp", "-al", files, copies], what="copying the filestore")


def drop(*db_names):
    """Drop databases with their filestores; those that do not exist are ignored."""
    for name in db_names:
        if exists(name):
            postgres.query(f"ALTER DATABASE {_quoted(name)} ALLOW_CONNECTIONS false")
            disconnect(name)
            # WITH (FORCE) is refused while autovacuum, the superuser's, is at work
            # there; without it PostgreSQL sends it away.
            postgres.query(f"DROP DATABASE IF EXISTS {_quoted(name)}")
        shutil.rmtree(paths.filestore(name), ignore_errors=True)


def rename(source, target):
    """Rename a database and its filestore."""
    disconnect(source)
    postgres.query(f"ALTER DATABASE {_quoted(source)} RENAME TO {_quoted(target)}")
    shutil.rmtree(paths.filestore(target), ignore_errors=True)
    if paths.filestore(source).is_dir():
        paths.filestore(source).rename(paths.filestore(target))


def disconnect(name):
    """End the client sessions of a database: a template must have none.

    Autovacuum belongs to the superuser and makes way by itself.
    """
    postgres.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{_quoted(name)[1:-1]}' "
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )


def _main():
    command, *args = sys.argv[1:] or ["help"]
    if command not in ("list", "clone", "drop", "psql"):
        say(__doc__)
        return 0 if command == "help" else 2
    conn = postgres.ensure_running()
    if command == "list":
        for name in names():
            say(name)
    elif command == "clone":
        clone(*args, replace=True)
    elif command == "drop":
        drop(*args)
    elif command == "psql":
        os.environ.update(conn.environ())
        return subprocess.call([postgres._binary("psql"), *args])
    return 0


if __name__ == "__main__":
    main(_main)
