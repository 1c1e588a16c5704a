"""Processes that run in the background for a while: Odoo, the 1С stand-in.

::

    with OdooServer("demo", port=8069, workers=2) as odoo:
        odoo.wait_until_ready()
        print(odoo.url)

Each process has a group of its own, so Ctrl+C in the terminal reaches only the
command that started it, which then stops everything in its order. If that command was
killed, the next start of a process of the same name ends the old one first.
"""

import contextlib
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request

from . import conf, odoo_cli, paths, postgres
from .shell import Stop, free_port


class Process:
    """A program in the background with a log file.

    :param name: names the log file, and finds what a killed command left running
    :param command: the program with its arguments
    """

    #: Seconds that it gets to stop by itself.
    PATIENCE = 20

    def __init__(self, name, command, log_path=None, **popen):
        self.name = name
        self.command = [str(part) for part in command]
        self.log_path = log_path or paths.LOGS / f"{name}.log"
        self._popen_options = popen
        self._process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_exception):
        self.stop()

    @property
    def _pid_file(self):
        return paths.RUN / f"{self.name}.pid"

    @property
    def is_running(self):
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self):
        """The process's number while it runs, or None."""
        return self._process and self._process.pid

    def start(self):
        """Start it; its output goes to the log file, which begins anew."""
        self._stop_leftover()
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.log_path, "w") as log:
            self._process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self._popen_options,
            )
        pid = self._process.pid
        self._pid_file.parent.mkdir(parents=True, exist_ok=True)
        self._pid_file.write_text(f"{pid} {_started(pid)}\n")
        return self

    def stop(self):
        """Ask it to end, then end the whole group."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(self.PATIENCE)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None
        self._pid_file.unlink(missing_ok=True)

    def wait_until_answers(self, url, seconds=120):
        """Wait until an address answers without a server error."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not self.is_running:
                raise Stop(f"{self.name} ended at once:\n{self.last_lines()}")
            with contextlib.suppress(OSError):
                if _status(url) < 500:
                    return
            time.sleep(0.2)
        raise Stop(
            f"{self.name} did not answer within {seconds} s at {url}; its log ends "
            f"with:\n{self.last_lines()}"
        )

    def last_lines(self, count=20):
        """The end of the log, for messages."""
        text = self.log_path.read_text(errors="replace")
        return "\n".join([*text.splitlines()[-count:], f"(log: {self.log_path})"])

    def _stop_leftover(self):
        """End what a killed command has left, if it is still that very process."""
        try:
            pid, started = self._pid_file.read_text().split()
        except (FileNotFoundError, ValueError):
            return
        if _started(pid) == started:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(int(pid), signal.SIGKILL)


class OdooServer(Process):
    """An Odoo server with prefork workers, as in production.

    :param db_name: the only database that it serves
    :param port: a free one if not given
    :param workers: 0 is one threaded process
    :param options: more arguments for Odoo
    :param environ: variables added to the environment
    """

    def __init__(
        self,
        db_name,
        port=None,
        workers=2,
        cron_threads=1,
        options=(),
        environ=None,
        name="odoo",
        log_path=None,
    ):
        self.db_name = db_name
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        arguments = ["-d", db_name, "--http-port", str(self.port)]
        arguments += ["--gevent-port", str(free_port()), "--workers", str(workers)]
        arguments += ["--max-cron-threads", str(cron_threads), *options]
        postgres.ensure_running()
        command = odoo_cli.command(arguments, conf.write())
        variables = {**os.environ, **(environ or {})}
        super().__init__(name, command, log_path, env=variables)

    def wait_until_ready(self, seconds=120):
        """Wait until pages are served (the registry is loaded by the first one)."""
        self.wait_until_answers(f"{self.url}/web/login", seconds)
        return self


def _status(url):
    request = urllib.request.Request(url, headers={"User-Agent": "start-up check"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def _started(pid):
    """When a process was started, in ticks since boot: pids are used again."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[19]
    except OSError:
        return ""
