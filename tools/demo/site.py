"""The portal's database: cloned from a template, then filled by stages."""

import json
import os

from .. import conf, db, odoo_cli, paths, templates
from ..server import OdooServer
from ..shell import Stop, run, step
from . import onec as onec_module

FOLDER = paths.ROOT / "tools" / "demo"


class Site:
    """The demo portal."""

    def __init__(self, state, log_folder):
        self.state = state
        self.log_folder = log_folder
        self.server = None

    @property
    def url(self):
        """Address for people."""
        return f"http://127.0.0.1:{self.state['http_port']}"

    def make(self):
        """Clone the template; an interrupted attempt is thrown away.

        One that was made of older files of the add-ons is brought up to them.
        """
        addons = paths.our_addons()
        files = templates.fingerprint(addons)
        if not self.state.done("database") or not db.exists(self.state.name):
            with step("Creating the demo database (Russian, all four add-ons)"):
                template = templates.with_addons(addons)
                db.clone(template, self.state.name, replace=True)
                self.state.mark("database")
        elif self.state.get("files") != files:
            with step("Updating the add-ons in the demo database"):
                arguments = ["-d", self.state.name, "-u", ",".join(addons)]
                arguments += ["--stop-after-init", "--no-http"]
                run(odoo_cli.command(arguments, conf.write()), what="the update")
        self.state.set(files=files)

    def fill(self, service_url, smtp_port):
        """Load the demo company and connect it to 1С."""
        values = {
            "prefix": self.state.next_prefix(),
            "base_url": self.url,
            "smtp_port": smtp_port,
            "service_url": service_url,
            "service_login": onec_module.SERVICE_LOGIN,
            "service_password": self.state.secret("service_password"),
            "site_login": onec_module.SITE_LOGIN,
        }
        output = self.shell("fill.py", DEMO=json.dumps(values))
        self.state.set(site_key=json.loads(output.splitlines()[-1])["site_key"])

    def move(self, service_url, smtp_port):
        """Tell the database the ports of this start."""
        values = [self.url, smtp_port, service_url]
        self.shell("move.py", DEMO=json.dumps(values))

    def past(self, onec):
        """Make a year of business with the 1С of this demo."""
        values = {
            "books": str(onec.books),
            "login": onec_module.SERVICE_LOGIN,
            "password": self.state.secret("service_password"),
        }
        output = self.shell("history.py", DEMO=json.dumps(values))
        (self.log_folder / "past.log").write_text(output)

    def shell(self, script, **environ):
        """Run a script of this folder inside Odoo; return what it printed."""
        output = run(
            [paths.PYTHON, paths.VENV / "bin" / "odoo", "shell"]
            + ["-c", conf.write(), "-d", self.state.name, "--no-http"],
            what=script,
            input=(FOLDER / script).read_text(),
            env={**os.environ, "PYTHONPATH": str(paths.ROOT), **environ},
        )
        if "Traceback (most recent call last)" in output:
            raise Stop(f"{script} failed:\n{output[-3000:]}")
        return output

    def start(self):
        """Start Odoo as in production, on loopback."""
        self.server = OdooServer(
            self.state.name,
            self.state["http_port"],
            # Jobs are run by these workers too: some must be left for people.
            workers=5,
            name=f"{self.state.name}.odoo",
            log_path=self.log_folder / "odoo.log",
        )
        self.server.start()
        self.server.wait_until_ready()
