"""The 1С of the demo: the stand-in's books, web service and exchange sessions."""

import os

from .. import paths
from ..server import Process
from ..shell import run

#: What the demo's 1С thinks before it answers, seconds.
THINKING = 0.2
#: The login that 1С comes to the site with, and the one the site calls 1С with.
SITE_LOGIN = "ut11"
SERVICE_LOGIN = "portal"


class Onec:
    """The stand-in, driven by its command line as a 1С user would drive 1С."""

    def __init__(self, state, log_folder):
        self.state = state
        self.books = state.folder / "onec.sqlite"
        self.log_folder = log_folder
        self.service = None

    @property
    def service_url(self):
        """Address of the web service (``?wsdl`` is added by the client)."""
        return f"http://127.0.0.1:{self.state['onec_port']}/ut/ws/B2BPortal"

    def command(self, *arguments):
        """Run one command of the stand-in and return what it printed."""
        return run(
            [paths.PYTHON, "-m", "tests.onec", "--books", self.books, *arguments],
            what=f"1С: {arguments[0]}",
            cwd=paths.ROOT,
            env={**os.environ, "TZ": "Europe/Moscow"},
        )

    def make_books(self, fresh=False):
        """Make the books, or bring their catalogue up to date; numbers go on."""
        self.state.folder.mkdir(parents=True, exist_ok=True)
        # This base is of 2026: its site exchange knows the text "22" of a rate.
        return self.command(
            "init", *(["--fresh"] if fresh else []), "--set", "vat2026=1"
        )

    def start(self):
        """Publish the web service."""
        port = self.state.port("onec_port", 8150)
        self.service = Process(
            f"{self.state.name}.onec",
            [paths.PYTHON, "-m", "tests.onec", "--books", self.books, "serve"]
            + ["--port", port, "--login", SERVICE_LOGIN]
            # With «=»: a password may begin with a dash.
            + [f"--password={self.state.secret('service_password')}"]
            + ["--think", THINKING],
            self.log_folder / "onec.log",
            # Dates and times of 1С have no zone: its base lives in Moscow.
            env={**os.environ, "PYTHONUNBUFFERED": "1", "TZ": "Europe/Moscow"},
            cwd=paths.ROOT,
        )
        self.service.start()
        self.service.wait_until_answers(f"http://127.0.0.1:{port}/health", 30)

    def exchange(self, site_url, *what, whole=True):
        """A session of the site exchange, as the schedule of УТ runs it."""
        return self.command(
            "exchange" if whole else "push-catalogue",
            *what,
            *("--url", f"{site_url}/1c_exchange"),
            *("--login", SITE_LOGIN),
            f"--password={self.state['site_key']}",
        )
