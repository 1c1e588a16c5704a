"""Chromium for checks and pictures, driven by Playwright.

::

    with Chromium() as chromium:
        page = chromium.page()
        page.goto(f"{odoo.url}/shop")
        assert not chromium.refused

Pages see nothing but this machine: requests to other hosts are refused and noted,
because a page of ours must work without them. Needs the virtual environment
(:func:`tools.setup.in_venv`).
"""

from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from . import debian
from .shell import Stop

FLAGS = (
    # Chromium's sandbox refuses root and most containers.
    "--no-sandbox",
    "--disable-gpu",
    # /dev/shm of a container is too small for it.
    "--disable-dev-shm-usage",
    # Nothing by itself to the outside.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--mute-audio",
    # Text looks the same everywhere.
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
)
LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
TIMEOUT = 90_000


class Chromium:
    """A browser with any number of visitors, each with cookies of its own.

    :ivar refused: addresses outside this machine that pages asked for
    :ivar errors: what pages wrote to the console as errors, and uncaught exceptions
    """

    def __init__(self, headless=True, locale="ru-RU", timezone="Europe/Moscow"):
        self.refused = []
        self.errors = []
        self._headless = headless
        self._settings = {"locale": locale, "timezone_id": timezone}

    def __enter__(self):
        program = debian.chromium()
        if not program:
            raise Stop("there is no Chromium; run ./bin/setup")
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(
            executable_path=program, headless=self._headless, args=list(FLAGS)
        )
        return self

    def __exit__(self, *_exception):
        self._browser.close()
        self._playwright.stop()

    def visitor(self, width=1280, height=800, **settings):
        """A new visitor (Playwright's browser context)."""
        size = {"width": width, "height": height}
        context = self._browser.new_context(
            viewport=size, accept_downloads=True, **{**self._settings, **settings}
        )
        context.set_default_timeout(TIMEOUT)
        context.route("**/*", self._guard)
        context.on("page", self._listen)
        return context

    def page(self, **settings):
        """A page of a new visitor."""
        return self.visitor(**settings).new_page()

    def _guard(self, route):
        address = urlsplit(route.request.url)
        inside = address.scheme in ("data", "blob", "about")
        if inside or address.hostname in LOCAL_HOSTS:
            route.continue_()
        else:
            self.refused.append(route.request.url)
            route.abort("blockedbyclient")

    def _listen(self, page):
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._note)

    def _note(self, message):
        # A refused request shows up here again; it is in ``refused`` already.
        if message.type == "error" and "ERR_BLOCKED_BY_CLIENT" not in message.text:
            self.errors.append(message.text)
