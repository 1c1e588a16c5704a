"""The PostgreSQL that we use.

* If ``PGHOST`` (and ``PGPORT``, ``PGUSER``, ``PGPASSWORD``) is set, that server is
  used and never touched otherwise.
* If not, a private cluster in ``.local/pg`` is created and started on demand. It
  listens on 127.0.0.1 only, with a generated password, and without Unix sockets
  (their paths have a length limit that a deep clone exceeds).

The private cluster is for tests and the demo: ``fsync`` is off, so it is fast and
may lose everything when the *machine* crashes. Never keep real data in it.

PostgreSQL refuses to run as root. As root we start it as ``postgres``, a user that
Debian's package made. A clone may lie where this user cannot go (``/root/…``), so
the server is given the capability to pass folders (``CAP_DAC_READ_SEARCH``).
"""

import contextlib
import getpass
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

from . import paths
from .shell import Stop, free_port, is_root, lock, run, say, write_private

CLUSTER = paths.PG / "cluster"
PASSWORD_FILE = paths.PG / "password"
PORT_FILE = paths.PG / "port"
LOG_FILE = paths.PG / "cluster" / "server.log"
SERVER_USER = "postgres"
ROLE = "odoo"
ADMIN = "postgres"
MINIMUM_VERSION = 13

SETTINGS = """\
# Written by tools/postgres.py at every start: changes get lost.
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
max_connections = 300
password_encryption = 'scram-sha-256'
timezone = 'UTC'
# Speed for tests and the demo; a crash of the machine may destroy the cluster.
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = {shared_buffers}MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
jit = off
# Uninstalling an add-on locks many tables at once.
max_locks_per_transaction = 256
log_min_messages = warning
"""


class Connection(NamedTuple):
    """How to reach the server; empty values are left to libpq's defaults."""

    host: str
    port: str
    user: str
    password: str

    def environ(self):
        """The environment for psql, pg_dump and the like."""
        names = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
        return {**os.environ, **{n: v for n, v in zip(names, self, strict=True) if v}}


def is_private():
    """Whether our own cluster is used (the user has named no other one)."""
    return not os.environ.get("PGHOST")


def connection():
    """How to reach the server; it is not started by this."""
    if not is_private():
        return Connection(
            os.environ["PGHOST"],
            os.environ.get("PGPORT", "5432"),
            os.environ.get("PGUSER") or getpass.getuser(),
            os.environ.get("PGPASSWORD", ""),
        )
    port, password = PORT_FILE.read_text().strip(), PASSWORD_FILE.read_text().strip()
    return Connection("127.0.0.1", port, ROLE, password)


def ensure_running():
    """Make sure that the server answers; return how to reach it."""
    if not is_private():
        found = connection()
        query("SELECT 1", conn=found)
        return found
    if not _answers():
        with lock(paths.LOCAL / "pg.lock", "Waiting for another PostgreSQL start …"):
            if not _answers():
                _create()
                _start()
    return connection()


def stop():
    """Stop the private cluster if it runs."""
    if is_private() and (CLUSTER / "postmaster.pid").exists():
        _as_server([_binary("pg_ctl"), "-D", CLUSTER, "-m", "fast", "-w", "stop"])


def query(sql, db_name="postgres", conn=None):
    """Run SQL through psql; return the lines of the answer, cells joined by |."""
    conn = conn or connection()
    command = [_binary("psql"), "-XqtA", "-v", "ON_ERROR_STOP=1", "-d", db_name]
    return run(
        [*command, "-c", sql], what="PostgreSQL query", env=conn.environ()
    ).splitlines()


def _answers():
    """Whether *our* cluster accepts connections with our password."""
    if not (PORT_FILE.exists() and PASSWORD_FILE.exists()):
        return False
    conn = connection()
    with contextlib.suppress(OSError):
        socket.create_connection((conn.host, int(conn.port)), timeout=2).close()
        with contextlib.suppress(Stop):
            return query("SELECT 1", "postgres", conn) == ["1"]
    return False


def _create():
    """Create the cluster; a half-made one (interrupted) is made anew."""
    if (CLUSTER / ".complete").exists():
        _check_owner()
        return
    if CLUSTER.exists():
        shutil.rmtree(CLUSTER)
    say("    creating a PostgreSQL cluster in .local/pg")
    paths.PG.mkdir(parents=True, exist_ok=True)
    CLUSTER.mkdir(mode=0o700)
    if is_root():
        owner = _server_user()
        os.chown(CLUSTER, owner.pw_uid, owner.pw_gid)
    write_private(PASSWORD_FILE, secrets.token_urlsafe(24) + "\n")
    options = ["--username", ADMIN, "--auth", "scram-sha-256", "--pwfile=/dev/stdin"]
    locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    with open(PASSWORD_FILE) as password:
        _as_server(
            [_binary("initdb"), "-D", CLUSTER, *options, *locale], stdin=password
        )
    _start()
    admin = connection()._replace(user=ADMIN)
    sql = f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{admin.password}'"
    query(sql, conn=admin)
    (CLUSTER / ".complete").touch()


def _check_owner():
    owner = (CLUSTER / "PG_VERSION").stat().st_uid
    expected = _server_user().pw_uid if is_root() else os.geteuid()
    if owner != expected:
        raise Stop(
            f"the PostgreSQL cluster {CLUSTER} belongs to "
            f"{pwd.getpwuid(owner).pw_name}. It was made by another user: run the "
            "command as that user (or as root if it was root), or remove the folder."
        )


def _start():
    """Start the server on its port, or on another one if that has been taken."""
    if _pid_is_stale():
        (CLUSTER / "postmaster.pid").unlink()
    elif (CLUSTER / "postmaster.pid").exists():
        # It runs but did not answer: it is starting, or in recovery after a crash.
        if _wait(60):
            return
        stop()
    known = int(PORT_FILE.read_text()) if PORT_FILE.exists() else None
    # Below the range from which the kernel takes ports for outgoing connections.
    port = next(p for p in (known, *range(15432, 15600)) if p and free_port(p) == p)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    settings = SETTINGS.format(port=port, shared_buffers=max(64, min(512, memory // 8)))
    include = "\ninclude 'private.conf'\n"
    main_conf = CLUSTER / "postgresql.conf"
    if include not in main_conf.read_text():
        with open(main_conf, "a") as handle:
            handle.write(include)
    (CLUSTER / "private.conf").write_text(settings)
    os.chmod(CLUSTER / "private.conf", 0o644)
    PORT_FILE.write_text(f"{port}\n")
    command = [_binary("pg_ctl"), "-D", CLUSTER, "-l", LOG_FILE, "-w", "-t", "120"]
    _as_server([*command, "start"])


def _wait(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not PASSWORD_FILE.exists() or _answers():
            return True
        time.sleep(0.5)
    return False


def _pid_is_stale():
    """Whether postmaster.pid names a process that is no server of this cluster."""
    try:
        pid = int((CLUSTER / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return (CLUSTER / "postmaster.pid").exists()
    try:
        return os.readlink(f"/proc/{pid}/cwd") != str(CLUSTER)
    except OSError:
        return True


def _as_server(command, stdin=subprocess.DEVNULL):
    """Run a program of PostgreSQL as the user that owns the cluster."""
    command = [str(part) for part in command]
    if is_root():
        user = _server_user()
        capability = "+dac_read_search"
        command = [
            "setpriv",
            f"--reuid={user.pw_uid}",
            f"--regid={user.pw_gid}",
            "--clear-groups",
            f"--inh-caps={capability}",
            f"--ambient-caps={capability}",
            *command,
        ]
    # Output goes to a file and not to a pipe: the server inherits it and would
    # keep the pipe open for as long as it lives.
    output = paths.PG / "last-command.log"
    with open(output, "w") as log:
        code = subprocess.run(
            command,
            stdin=stdin,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=CLUSTER,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        ).returncode
    if code:
        details = output.read_text()[-2000:]
        if LOG_FILE.exists():
            details += "\n" + LOG_FILE.read_text(errors="replace")[-2000:]
        raise Stop(f"PostgreSQL: {' '.join(command)} failed ({code}):\n{details}")


def _server_user():
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        raise Stop(
            f"there is no user {SERVER_USER} to run PostgreSQL as (it refuses root). "
            "Install the Debian package postgresql, or name a server in PGHOST."
        ) from None


def _binary(name):
    """A program of the newest PostgreSQL that is installed."""
    versions = [
        path
        for path in Path("/usr/lib/postgresql").glob("*")
        if path.name.isdigit() and (path / "bin" / name).exists()
    ]
    if CLUSTER.joinpath("PG_VERSION").exists() and name != "psql":
        wanted = CLUSTER.joinpath("PG_VERSION").read_text().strip()
        versions = [path for path in versions if path.name == wanted] or versions
    if versions:
        return str(max(versions, key=lambda path: int(path.name)) / "bin" / name)
    found = shutil.which(name)
    if found:
        return found
    raise Stop(f"PostgreSQL's {name} was not found; run ./bin/setup")


def server_installed():
    """Whether a server of a sufficient version is installed on this machine."""
    with contextlib.suppress(Stop, ValueError):
        parts = Path(_binary("initdb")).parts
        return not parts[-3].isdigit() or int(parts[-3]) >= MINIMUM_VERSION
    return False
