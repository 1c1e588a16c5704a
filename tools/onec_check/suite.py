"""Checks, how they run and what they say."""

import functools
import traceback
from dataclasses import dataclass, field

from .wire import Broken, Fault

CHECKS = []


@dataclass
class Result:
    title: str
    problems: list = field(default_factory=list)
    skipped: str = ""

    @property
    def failed(self):
        return bool(self.problems)


class Skip(Exception):
    """The check cannot be made here; the text says why and what would help."""


def check(title, *operations, writes=False):
    """Register a function ``(run)`` as a check.

    :param operations: what it needs; a base without them is not checked for it
    :param writes: it changes the base
    """

    def register(function):
        @functools.wraps(function)
        def wrapped(run):
            return function(run)

        CHECKS.append((title, operations, writes, wrapped))
        return wrapped

    return register


class Run:
    """One run of the suite against a base."""

    def __init__(self, base, options):
        self.base, self.options = base, options
        self.supported = None
        self.made = {}  # what earlier checks made or found: order, partner, …
        self.results = []
        self._current = None

    # === what checks use === #

    def call(self, operation, **values):
        return self.base.call(operation, **values)

    def expect(self, condition, text):
        """Note a problem unless the condition holds; the check goes on."""
        if not condition:
            self._current.problems.append(text)
        return bool(condition)

    def refused(self, code, operation, **values):
        """The call must be refused with this code (``BUSINESS/…``)."""
        try:
            self.call(operation, **values)
        except Fault as fault:
            self.expect(
                fault.code == code,
                f"{operation}: ждали [{code}], пришло «{str(fault)[:200]}»",
            )
            return
        self.expect(False, f"{operation}: ждали отказ [{code}], а ответ пришёл")

    def supports(self, operation):
        return self.supported is None or operation in self.supported

    # === running === #

    def go(self, tell):
        """Run all checks, first those that only read.

        :raise Broken: nobody answers at the address: nothing else can be told
        """
        self.base.knock()
        for title, operations, writes, function in sorted(
            CHECKS, key=lambda registered: registered[2]
        ):
            result = self._current = Result(title)
            missing = [name for name in operations if not self.supports(name)]
            if writes and not self.options.write:
                result.skipped = "меняет базу: повторите с --write на тестовой базе"
            elif missing:
                result.skipped = f"база не поддерживает {', '.join(missing)}"
            else:
                self._run(result, function)
            self.results.append(result)
            tell(result)
        return not any(result.failed for result in self.results)

    def _run(self, result, function):
        try:
            function(self)
        except Skip as reason:
            result.skipped = str(reason)
        except Broken as error:
            result.problems.append(str(error))
        except Fault as fault:
            result.problems.append(f"неожиданный отказ: {str(fault)[:300]}")
        except Exception:
            result.problems.append(f"ошибка проверки:\n{traceback.format_exc()}")
