"""Reading Odoo's log: test results, and complaints that nobody expects."""

import re
from pathlib import Path
from typing import NamedTuple

ALLOWLIST = Path(__file__).with_name("log_allowlist.txt")

_START = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ (?P<level>[A-Z_]+) \S+ "
    r"(?P<logger>\S+?): (?P<message>.*)$"
)
_RESULT = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests when loading")
_FAILURE = re.compile(r"(FAIL|ERROR): ")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_SKIPPED = re.compile(r"skipped (.*)", re.S)
_BAD = {"WARNING", "ERROR", "CRITICAL"}


class Record(NamedTuple):
    """One record of the log; the message may have many lines."""

    level: str
    logger: str
    message: str

    def __str__(self):
        return f"{self.level} {self.logger}: {self.message}"


class Log(NamedTuple):
    """What a log of a test run says."""

    #: How many tests ran, including those that failed and were skipped.
    tests: int
    #: How many of them failed.
    failed: int
    #: The records of failed tests, with their tracebacks.
    failures: list
    #: Records that are neither a failed test nor on the allow-list.
    unexpected: list
    #: "test : reason" of skipped tests.
    skipped: list


def records(text):
    """Yield the records; lines before the first one are left out."""
    level = logger = None
    lines = []
    for line in _COLOUR.sub("", text).splitlines():
        start = _START.match(line)
        if start:
            if level:
                yield Record(level, logger, "\n".join(lines))
            level, logger, message = start.group("level", "logger", "message")
            lines = [message]
        else:
            lines.append(line)
    if level:
        yield Record(level, logger, "\n".join(lines))


def allowlist():
    """The regular expressions of the records that may appear."""
    lines = ALLOWLIST.read_text(encoding="utf-8").splitlines()
    return [
        re.compile(line, re.S) for line in lines if line and not line.startswith("#")
    ]


def read(path):
    """Read the log of an Odoo process."""
    tests = failed = 0
    failures, unexpected, skipped = [], [], []
    allowed = allowlist()
    for record in records(Path(path).read_text(encoding="utf-8", errors="replace")):
        result = _RESULT.match(record.message)
        if result and record.logger.startswith("odoo.tests"):
            failed += int(result[1]) + int(result[2])
            tests += int(result[3])
        elif record.level == "ERROR" and _FAILURE.match(record.message):
            failures.append(record)
        elif record.level in _BAD:
            if not any(pattern.match(str(record)) for pattern in allowed):
                unexpected.append(record)
        elif record.level == "INFO" and (skip := _SKIPPED.match(record.message)):
            skipped.append(skip[1])
    return Log(tests, failed, failures, unexpected, skipped)
