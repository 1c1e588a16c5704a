"""Linters: ruff, ruff format, pylint with the Odoo rules, and rules of our own."""

import ast
import re

from .. import paths
from .jobs import Job, Outcome, execute

#: Folders with Python code that belongs to the project.
FOLDERS = ("addons", "tests", "tools")

_BROWSER_USE = re.compile(r"\bself\.(start_tour|browser_js)\(")


def jobs(addons=None):
    """The linters, for the given add-ons or for everything."""
    targets = [f"addons/{addon}" for addon in addons] if addons else FOLDERS
    targets = [target for target in targets if (paths.ROOT / target).is_dir()]
    manifests = (paths.ADDONS / addon for addon in addons or paths.our_addons())
    folders = [path for path in manifests if path.is_dir()]
    found = [
        Job("lint: ruff", lambda: _ruff("check", "--no-cache", *targets)),
        Job("lint: format", lambda: _ruff("format", "--no-cache", "--diff", *targets)),
        Job("lint: browser tags", lambda: _browser_tags(folders)),
        Job("lint: hidden terms", lambda: _hidden_terms(folders)),
    ]
    if folders:
        found.append(Job("lint: pylint-odoo", lambda: _pylint(folders)))
    return found


def translation_job(addons):
    """Whether people would read everything in Russian."""
    command = [paths.PYTHON, "-m", "tools.i18n", "--check", *addons]
    return Job("lint: Russian", lambda: _linter("russian", command))


def _ruff(command, *arguments):
    return _linter(f"ruff-{command}", [paths.VENV / "bin/ruff", command, *arguments])


def _pylint(folders):
    rules = paths.ROOT / ".pylintrc"
    command = [paths.PYTHON, "-m", "pylint", f"--rcfile={rules}", *folders]
    return _linter("pylint", command)


def _linter(name, command):
    outcome = Outcome()
    log_path = paths.LOGS / "test" / f"{name}.log"
    code = execute(command, log_path, 600, cwd=paths.ROOT)
    text = log_path.read_text(errors="replace").strip()
    outcome.check(code and (text or f"{name} ended with code {code}"))
    return outcome


def _browser_tags(folders):
    """Tests that start a browser must say so, or --fast would run them."""
    outcome = Outcome()
    for folder in folders:
        for path in sorted(folder.glob("tests/**/*.py")):
            text = path.read_text(encoding="utf-8")
            if _BROWSER_USE.search(text) and "b2b_browser" not in text:
                outcome.fail(
                    f"{path.relative_to(paths.ROOT)} starts a browser, but its class "
                    "is not tagged b2b_browser"
                )
    outcome.passed += not outcome.failed
    return outcome


def _hidden_terms(folders):
    """Terms inside an f-string: the exporter of translations does not find them."""
    outcome = Outcome()
    for folder in folders:
        for path in sorted(folder.glob("**/*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            calls = (
                call
                for text in ast.walk(tree)
                if isinstance(text, ast.JoinedStr)
                for call in ast.walk(text)
                if isinstance(call, ast.Call)
            )
            for call in calls:
                if ast.unparse(call.func).rpartition(".")[2] == "_":
                    place = f"{path.relative_to(paths.ROOT)}:{call.lineno}"
                    outcome.fail(f"{place} a term in an f-string stays untranslated")
    outcome.passed += not outcome.failed
    return outcome
