"""Running programs, telling the user, and locks between processes."""

import contextlib
import fcntl
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path


class Stop(Exception):
    """Something that the user has to know and that we cannot go on without.

    Its text is shown as it is, without a traceback.
    """


def say(text):
    """Print one line of progress at once."""
    print(text, flush=True)


@contextlib.contextmanager
def step(title):
    """Announce a step and say how long it took."""
    say(f"==> {title}")
    start = time.monotonic()
    yield
    say(f"    done in {time.monotonic() - start:.1f} s")


def main(function):
    """Run a command's main function; show ``Stop`` as a plain message."""
    try:
        sys.exit(function() or 0)
    except Stop as error:
        print(f"\nCannot go on: {error}", file=sys.stderr, flush=True)
        sys.exit(2)
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr, flush=True)
        sys.exit(130)


def run(command, what=None, **kwargs):
    """Run a program, return its standard output; raise ``Stop`` when it fails."""
    command = [str(part) for part in command]
    if "input" not in kwargs:
        kwargs.setdefault("stdin", subprocess.DEVNULL)
    try:
        done = subprocess.run(command, capture_output=True, text=True, **kwargs)
    except FileNotFoundError as error:
        raise Stop(f"the program {command[0]} is not installed") from error
    if done.returncode:
        output = (done.stdout + done.stderr).strip()[-3000:]
        raise Stop(f"{what or ' '.join(command)} failed ({done.returncode}):\n{output}")
    return done.stdout


def is_root():
    """Whether we run as root (which PostgreSQL refuses to do)."""
    return os.geteuid() == 0


@contextlib.contextmanager
def lock(path, message=None):
    """Hold an exclusive lock on a file; say ``message`` if that means waiting."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if message:
                say(message)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def write_private(path, text):
    """Write a file that only its owner can read (it holds a password)."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own for each writer: jobs that run side by side write the same file.
    number, temporary = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
    with open(number, "w", encoding="utf-8") as handle:
        handle.write(text)
    os.replace(temporary, path)


def free_port(preferred=None, host="127.0.0.1"):
    """A free TCP port; the preferred one if it is free."""
    for port in filter(None, (preferred, 0)):
        with contextlib.suppress(OSError):
            return _bind(host, port)
    return _bind(host, 0)


def _bind(host, port):
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        return sock.getsockname()[1]
