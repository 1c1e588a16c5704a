"""Jobs for an add-on: its tests in Odoo's runner, installing and removing it."""

import contextlib
import itertools
import os

from .. import conf, db, odoo_cli, paths, postgres, templates
from ..shell import free_port
from . import odoo_log
from .jobs import Job, Outcome, execute

#: Tests with this tag start a browser: @tagged("post_install", ..., "b2b_browser")
BROWSER_TAG = "b2b_browser"
#: Tests with this tag ask every route, model or page for every role: long, so they run
#: beside the add-on's other tests.
SWEEP_TAG = "b2b_sweep"
#: Nothing may take longer than that (seconds).
TIMEOUT = 1500

_numbers = itertools.count(1)


def test_jobs(template, addon, only="", fast=False):
    """The tests of an add-on.

    :param only: a class or a method, as in ``:TestCart.test_total``
    :param fast: leave out tests that need a browser
    """
    if only:
        # Naming a class means wanting it, whether it needs a browser or not.
        return [_job(addon, template, f"/{addon}{only}", browser=True)]
    rest = "".join(f",-{tag}" for tag in (BROWSER_TAG, SWEEP_TAG))
    jobs = [_job(addon, template, f"/{addon}{rest}", size=_size(addon))]
    if _mentions(addon, SWEEP_TAG):
        sweep = _job(f"{addon} by every role", template, f"{SWEEP_TAG}/{addon}")
        sweep.size = jobs[0].size
        jobs.append(sweep)
    if _mentions(addon, BROWSER_TAG) and not fast:
        tags = f"{BROWSER_TAG}/{addon}"
        jobs.append(_job(f"{addon} in the browser", template, tags, browser=True))
    return jobs


def _job(title, template, tags, **options):
    addon = tags.partition("/")[2].partition(":")[0].partition(",")[0]
    return Job(title, lambda: _tests(template, addon, tags), **options)


def install_job(addon):
    """Install an add-on into a database without the others, and remove it again."""
    return Job(f"{addon}: install and uninstall", lambda: _install(addon))


def template_job(template, log_path):
    """The check that installing the add-ons together wrote nothing unexpected."""

    def run():
        outcome = Outcome()
        # No log: the template was there already, made by a run that checked it.
        if log_path.exists():
            _judge_log(odoo_log.read(log_path), outcome)
            if outcome.failed:
                templates.forget(template)
        outcome.passed += not outcome.failed
        return outcome

    return Job("installing together", run)


def failed_job(title, problem):
    """A job for something that has failed before the jobs began."""
    outcome = Outcome()
    outcome.fail(problem)
    return Job(title, lambda: outcome)


def _files(addon):
    return (paths.ADDONS / addon / "tests").glob("**/*.py")


def _mentions(addon, text):
    return any(text in path.read_text(encoding="utf-8") for path in _files(addon))


def _size(addon):
    return sum(path.stat().st_size for path in _files(addon))


def _tests(template, addon, tags):
    outcome = Outcome()
    with _database(template, addon) as name:
        arguments = ["-d", name, "--test-tags", tags, "--stop-after-init"]
        code, log_path = _odoo([*arguments, "--http-port", str(free_port())], name)
    log = odoo_log.read(log_path)
    outcome.passed = log.tests - log.failed - len(log.skipped)
    outcome.failed = log.failed
    outcome.problems += [str(record) for record in log.failures]
    outcome.notes += [f"skipped: {text}" for text in log.skipped]
    _judge_log(log, outcome)
    if not log.tests:
        outcome.fail(f"no test of {addon} was run ({tags}); log: {log_path}")
    if code and not outcome.failed:
        outcome.fail(_tail(log_path, f"Odoo ended with code {code}"))
    elif outcome.failed:
        outcome.problems.append(f"log: {log_path}")
    return outcome


def _judge_log(log, outcome):
    for record in log.unexpected:
        outcome.fail(f"unexpected in Odoo's log: {str(record)[:3000]}")


def _install(addon):
    outcome = Outcome()
    with _database(templates.base(), f"{addon}_install") as name:
        # Odoo takes a lock on this table without waiting, autovacuum may hold it.
        calm = "ALTER TABLE ir_module_module SET (autovacuum_enabled = false)"
        postgres.query(calm, name)
        installation = ["-d", name, "-i", addon, "--stop-after-init", "--no-http"]
        installed = _step(outcome, f"installing {addon}", installation, name)
        if installed:
            removal = ["module", "uninstall", "-d", name, addon]
            _step(outcome, f"uninstalling {addon}", removal, name)
            outcome.check(_left_behind(addon, name))
    return outcome


def _step(outcome, what, arguments, name):
    """Run Odoo once; return whether it went well."""
    code, log_path = _odoo(arguments, f"{name}_{arguments[0].strip('-')}")
    if code:
        outcome.check(_tail(log_path, f"{what} ended with code {code}"))
    else:
        before = outcome.failed
        _judge_log(odoo_log.read(log_path), outcome)
        outcome.passed += outcome.failed == before
    return not code


def _left_behind(addon, name):
    """What an uninstalled add-on has left in the database, or an empty text."""
    state = postgres.query(
        f"SELECT state FROM ir_module_module WHERE name = '{addon}'", name
    )
    if state != ["uninstalled"]:
        return f"after removal the state of {addon} is {state}"
    rows = postgres.query(
        "SELECT model || ' ' || name FROM ir_model_data"
        f" WHERE module = '{addon}' ORDER BY 1 LIMIT 10",
        name,
    )
    return f"{addon} left behind: {', '.join(rows)}" if rows else ""


@contextlib.contextmanager
def _database(template, label):
    """A fresh copy of a template, dropped in the end."""
    name = f"test_{os.getpid()}_{next(_numbers)}_{label}"[:63]
    db.clone(template, name)
    try:
        yield name
    finally:
        db.drop(name)


def _odoo(arguments, label):
    """Run Odoo; return its exit code and the path of its log."""
    log_path = paths.LOGS / "test" / f"{label.split('_', 2)[-1]}.log"
    command = odoo_cli.command(arguments, conf.write())
    return execute(command, log_path, TIMEOUT), log_path


def _tail(log_path, what):
    lines = log_path.read_text(errors="replace").splitlines()[-30:]
    return "\n".join([*lines, f"{what}; log: {log_path}"])
