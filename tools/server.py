"""Long-running programs: started in a process group of their own, waited for, ended.

Used by ``./bin/demo`` and by the tests that need a running portal.
"""

import contextlib
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import conf, paths
from .shell import Stop


class Process:
    """A program in the background.

    :param name: what the user knows it by
    :param command: list of arguments
    :param log: file that its output is appended to
    """

    def __init__(self, name, command, log, env=None, cwd=paths.ROOT):
        self.name = name
        self.command = [str(part) for part in command]
        self.log = Path(log)
        self.env = {**os.environ, **(env or {})}
        self.cwd = cwd
        self.popen = None

    def start(self):
        """Start it and return at once."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with open(self.log, "ab") as output:
            self.popen = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self.env,
                cwd=self.cwd,
                # A group of its own: Ctrl+C is ours to handle, and workers end too.
                start_new_session=True,
            )
        return self

    @property
    def running(self):
        """Whether it has been started and has not ended."""
        return self.popen is not None and self.popen.poll() is None

    def wait_for(self, url, seconds=120):
        """Wait until ``url`` answers (any HTTP status but 5xx).

        :raise Stop: the program ended or did not answer in time
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self.running:
                raise Stop(f"{self.name} did not start:\n{self.tail()}")
            with contextlib.suppress(OSError):
                if _status(url) < 500:
                    return self
            time.sleep(0.2)
        raise Stop(f"{self.name} did not answer in {seconds} s:\n{self.tail()}")

    def tail(self, lines=25):
        """The last lines of its log."""
        with contextlib.suppress(OSError):
            text = self.log.read_text(errors="replace").splitlines()[-lines:]
            return "\n".join(text) + f"\n(whole log: {self.log})"
        return ""

    def stop(self, seconds=15):
        """End the whole group: politely first."""
        if not self.running:
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.popen.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.popen.wait(seconds)
                break

    def kill(self):
        """End the whole group at once, as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()


class OdooServer(Process):
    """Odoo with prefork workers, cron and job runner, as in production."""

    def __init__(self, database, port, gevent_port, log, workers=2, **values):
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        config = conf.write(
            db_name=database,
            dbfilter=f"^{database}$",
            http_port=port,
            gevent_port=gevent_port,
            workers=workers,
            max_cron_threads=1,
            **values,
        )
        command = [paths.PYTHON, paths.VENV / "bin" / "odoo", "-c", config]
        super().__init__("Odoo", command, log)

    def start_and_wait(self):
        """Start it and wait until the website answers."""
        self.start()
        return self.wait_for(f"{self.url}/web/login")


def _status(url):
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
