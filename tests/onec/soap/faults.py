"""Misbehaviour on demand: what the table ``fault`` holds for the next calls.

Moments: ``before`` (the line is cut before anything is done), ``during`` (cut in the
middle, the change is rolled back), ``after`` (the change is made, the answer lost),
``half`` (half of the answer arrives), ``slow`` (argument: seconds), ``fault`` (a
SOAP Fault that asks to try again), ``business`` (a refusal), ``error`` (a fault of
unknown kind), ``http500`` (a web server's error page). Of a feed also: ``duplicate``
(every object of the page twice), ``reorder`` (newest first), ``stale`` (the page that
was given before, with its token).
"""

from __future__ import annotations

import copy
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..books import Books, Refused

if TYPE_CHECKING:
    from .server import Handler

MOMENTS = (
    "before", "during", "after", "half", "slow", "fault", "business", "error",
    "http500", "duplicate", "reorder", "stale",
)  # fmt: skip
#: Pages given before, for ``stale``: name of the operation -> answer.
_pages: dict = {}


class Cut(Exception):
    """The connection is gone; nothing more is sent."""


@dataclass
class Fault:
    """What this call is to suffer; ``moment`` is empty for an honest one."""

    moment: str = ""
    argument: str = ""

    def before(self, handler: Handler) -> None:
        match self.moment:
            case "before":
                handler.drop()
            case "slow":
                time.sleep(float(self.argument or 5))
            case "http500":
                handler._send(500, b"<html>Internal Server Error</html>", "text/html")
                raise Cut
            case "business":
                raise Refused(self.argument or "Refused", "Отказано по требованию")
            case "fault":
                from .server import Busy

                raise Busy("Объект заблокирован пользователем Иванова")
            case "error":
                handler._fault(
                    "http://schemas.xmlsoap.org/soap/envelope/",
                    "Поле объекта не обнаружено (Контрагент)",
                )
                raise Cut

    def alter(self, name: str, answer):
        """The answer of a feed, as this fault makes it."""
        if not name.endswith("Changes"):
            return answer
        before = _pages.get(name)
        _pages[name] = copy.deepcopy(answer)
        page = answer[0]
        if self.moment == "duplicate":
            page.extend([copy.deepcopy(item) for item in page])
        elif self.moment == "reorder":
            page[:] = list(reversed(page))
        elif self.moment == "stale" and before is not None:
            return before
        return answer

    def during(self) -> None:
        """Called inside the transaction of a change."""
        if self.moment == "during":
            raise Interrupted

    def after(self, handler: Handler) -> None:
        if self.moment in ("after", "during"):
            handler.drop()

    def half(self, handler: Handler, payload: bytes) -> None:
        if self.moment == "half":
            handler.send_response(200)
            handler.send_header("Content-Type", "text/xml; charset=utf-8")
            handler.send_header("Content-Length", str(len(payload)))
            handler.end_headers()
            handler.wfile.write(payload[: len(payload) // 2])
            handler.drop()


class Interrupted(Exception):
    """The change is rolled back, then the line is cut."""


def arm(books: Books, operation: str, moment: str, times: int = 1, arg="") -> None:
    """The next ``times`` calls of ``operation`` ('*': of any) will suffer."""
    if moment not in MOMENTS:
        raise ValueError(f"{moment}: one of {', '.join(MOMENTS)}")
    with books.transaction():
        books.insert(
            "fault",
            operation=operation,
            moment=moment,
            remaining=times,
            argument=str(arg),
        )


def take_fault(books: Books, operation: str) -> Fault:
    """The misbehaviour that waits for this operation, if any; it is used up."""
    if not books.one("SELECT 1 FROM fault WHERE remaining > 0"):
        return Fault()
    with books.transaction():
        row = books.one(
            "SELECT * FROM fault WHERE operation IN (?, '*') AND remaining > 0 "
            "ORDER BY id LIMIT 1",
            operation,
        )
        if row is None:
            return Fault()
        books.db.execute(
            "UPDATE fault SET remaining = remaining - 1 WHERE id = ?", (row["id"],)
        )
        return Fault(row["moment"], row["argument"] or "")
