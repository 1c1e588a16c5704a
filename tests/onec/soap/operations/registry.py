"""Where operations are found by name, and what many of them share."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ...books import Books

#: Name of the operation -> function of the books and the parameters.
OPERATIONS: dict[str, Callable[[Books, dict], dict]] = {}


def operation(function: Callable[[Books, dict], dict]):
    """Publish a function; put_order becomes PutOrder."""
    name = "".join(part.capitalize() for part in function.__name__.split("_"))
    OPERATIONS[name] = function
    return function


def feed(name: str, kind: str, item: str, view: Callable[[Books, str], dict]) -> None:
    """Publish a changed-since operation over the register of changes."""
    OPERATIONS[name] = partial(_feed, kind=kind, item=item, view=view)


def _feed(books: Books, values: dict, kind: str, item: str, view) -> dict:
    page = books.changes(kind, values["Token"], values["Limit"])
    return {
        "return": {item: [view(books, guid) for guid in page.objects]},
        "NextToken": page.token,
        "More": page.more,
    }
