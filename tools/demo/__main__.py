"""The command line of ``./bin/demo``."""

import argparse
import contextlib
import signal
import sys
import threading

from .. import db, paths, setup
from ..server import Process
from ..shell import Stop, main, say, step
from .onec import Onec
from .site import Site
from .state import State

DATABASE = "b2b_demo"
CHECK_DATABASE = "b2b_demo_check"
PASSWORD = "demo"
LOGINS = (
    ("director", "director@romashka.example", "a contractor's director"),
    ("buyer", "buyer@romashka.example", "a contractor's buyer"),
    ("accountant", "accountant@romashka.example", "documents and settlements"),
    ("sales manager", "manager@gnezdo.example", "the wholesaler's staff"),
    ("claims clerk", "claims@gnezdo.example", "claims"),
    ("1С exchange", "exchange@gnezdo.example", "the exchange with 1С"),
    ("administrator", "admin", "everything, password admin"),
)


class Demo:
    """A portal with its 1С and its post, started and ended together."""

    def __init__(self, database, port=None):
        self.state = State(database)
        self.logs = paths.LOGS / database
        self.port = port
        self.site = Site(self.state, self.logs)
        self.onec = Onec(self.state, self.logs)
        self.mail = None
        self.mail_folder = self.state.folder / "mail"

    def reset(self):
        """Throw the portal away and clear 1С's documents; numbers go on."""
        with step("Starting anew"):
            db.drop(self.state.name)
            self.state.forget()

    def start(self):
        """Start everything, setting up what is not there yet."""
        if self.state.done("past begun") and not self.state.done("past"):
            say("The last start was ended while it made the past.")
            self.reset()
        self.state.port("http_port", self.port or 8069)
        if not self.state.done("books"):
            with step("1С: making the books"):
                self.onec.make_books(fresh=True)
                self.state.mark("books")
        self.site.make()
        self._start_mail()
        with step("Starting 1С"):
            self.onec.start()
        service = self.onec.service_url
        if not self.state.done("company"):
            with step("Loading the demo company"):
                self.site.fill(service, self.state["smtp_port"])
                self.state.set(address=self._addresses())
                self.state.mark("company")
        elif self.state.get("address") != self._addresses():
            self.site.move(service, self.state["smtp_port"])
            self.state.set(address=self._addresses())
        with step("Starting Odoo"):
            self.site.start()

    def first_exchange(self):
        """1С sends all that it has; what the stand-in said about it is returned."""
        said = self.onec.exchange(self.site.url, "--full", whole=False)
        self.site.shell("after_exchange.py")
        self.state.mark("exchange")
        return said

    def make_past(self):
        """A year of business, so that there is something to look at."""
        self.state.mark("past begun")
        try:
            self.site.past(self.onec)
        except Stop as error:
            say(f"The past is not whole; the rest works.\n{str(error)[-2000:]}")
        # A file that broke on its way, and the exchange that mended it.
        for switches in (("--bad-xml",), ()):
            with contextlib.suppress(Stop):
                self.onec.exchange(self.site.url, "--no-pictures", *switches)
        self.state.mark("past")

    def _addresses(self):
        return [self.site.url, self.state["smtp_port"], self.onec.service_url]

    def _start_mail(self):
        port = self.state.port("smtp_port", 8025)
        self.mail = Process(
            f"{self.state.name}.mail",
            [paths.PYTHON, "-m", "tools.demo.mail", port, self.mail_folder],
            self.logs / "mail.log",
            cwd=paths.ROOT,
        ).start()

    def stop(self):
        """End everything that was started."""
        for process in (self.site.server, self.onec.service, self.mail):
            if process:
                process.stop()

    def tell(self):
        """Print where to go and who to be."""
        say(f"\nThe portal is ready: {self.site.url}\n")
        for who, login, note in LOGINS:
            password = "admin" if login == "admin" else PASSWORD
            say(f"  {who:14} {login:28} {password:6}  {note}")
        say(f"\n  letters: {self.mail_folder}\n  logs:    {self.logs}")
        say("  Ctrl+C ends it.\n")


def _parser():
    parser = argparse.ArgumentParser(prog="./bin/demo", description=__doc__)
    parser.add_argument("--port", type=int, help="port of the portal (8069)")
    parser.add_argument(
        "--reset",
        action="store_true",
        help="throw the demo's data away first; order numbers are never used again",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="make a portal of its own, play the whole story on it and end",
    )
    return parser


def _wait(demo):
    """Stay until Ctrl+C, SIGTERM or the end of one of the programs."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_args: ended.set())
    while not ended.wait(1):
        if not demo.site.server.is_running:
            say(f"Odoo has ended:\n{demo.site.server.last_lines()}")
            return 1
    return 0


def _main():
    options = _parser().parse_args()
    setup.ensure_setup(browser=options.check)
    setup.in_venv()
    demo = Demo(CHECK_DATABASE if options.check else DATABASE, options.port)
    if options.reset or options.check:
        demo.reset()
    try:
        demo.start()
        if options.check:
            from tests.story import play  # needs the environment that setup made

            return play(demo)
        if not demo.state.done("exchange"):
            with step("1С sends its catalogue"):
                say(demo.first_exchange().rstrip())
        if not demo.state.done("past"):
            with step("A year of business: orders, documents, claims"):
                demo.make_past()
        demo.tell()
        return _wait(demo)
    finally:
        say("Stopping …")
        demo.stop()


if __name__ == "__main__":
    sys.exit(main(_main))
