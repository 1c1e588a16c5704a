"""The tests under ``tests/``: plain Python, run by pytest.

Markers: ``browser`` for tests that start one, ``load`` for those that load the
machine. Each group is a job of its own.
"""

import re
import xml.etree.ElementTree as ET

from .. import paths
from .jobs import Job, Outcome, execute

TIMEOUT = 1500

#: pytest's exit codes for a run without tests and for one that has its result.
_NO_TESTS, _FAILED = 5, 1


def jobs(targets=("tests",), fast=False):
    """The jobs for files and folders (or pytest's node ids)."""
    groups = [("", "not browser and not load", {"size": _size()})]
    if not fast:
        groups.append((" in the browser", "browser and not load", {"browser": True}))
        groups.append((" under load", "load", {"alone": True}))
    return [
        Job(f"{' '.join(targets)}{title}", _runner(targets, marker, title), **options)
        for title, marker, options in groups
        if not title or _mentioned(marker.split()[0])
    ]


def _files():
    return (paths.ROOT / "tests").glob("**/*.py")


def _mentioned(marker):
    text = f"mark.{marker}"
    return any(text in path.read_text(encoding="utf-8") for path in _files())


def _size():
    return sum(path.stat().st_size for path in _files() if "test_" in path.name)


def _runner(targets, marker, title):
    return lambda: _run(targets, marker, f"pytest{title.replace(' ', '-')}")


def _run(targets, marker, name):
    outcome = Outcome()
    log_path = paths.LOGS / "test" / f"{name}.log"
    report = log_path.with_suffix(".xml")
    report.unlink(missing_ok=True)
    command = [paths.PYTHON, "-m", "pytest", "-m", marker, f"--junitxml={report}"]
    command += ["-p", "no:cacheprovider", "-q", "--tb=short", *targets]
    code = execute(command, log_path, TIMEOUT, cwd=paths.ROOT)
    if code == _NO_TESTS:
        outcome.notes.append("no tests")
        return outcome
    if report.exists():
        _count(ET.parse(report).getroot(), outcome)
    if outcome.failed or code not in (0, _FAILED):
        text = log_path.read_text(errors="replace")
        outcome.problems.append(f"{_interesting(text)}\nlog: {log_path}")
    if code and not outcome.failed:
        outcome.failed += 1
    return outcome


def _count(root, outcome):
    for suite in root.iter("testsuite"):
        total, skipped = int(suite.get("tests")), int(suite.get("skipped"))
        failed = int(suite.get("failures")) + int(suite.get("errors"))
        outcome.failed += failed
        outcome.passed += total - failed - skipped
    for case in root.iter("testcase"):
        for skip in case.findall("skipped"):
            reason = skip.get("message") or ""
            outcome.notes.append(f"skipped: {case.get('name')}: {reason}")


def _interesting(text):
    """The failures of pytest's output, or its end if there are none."""
    parts = re.split(r"^=+ (?:FAILURES|ERRORS) =+$", text, maxsplit=1, flags=re.M)
    return parts[1].strip()[-12000:] if len(parts) > 1 else text[-4000:]
