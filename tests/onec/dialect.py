"""What one 1С speaks and another does not, over HTTP.

УТ 11, КА 2 and ERP 2 share a module. УНФ has its own, which also tells of payments
and shipments one by one when «подчинённые документы» are on (2.10). The module of
1С-Битрикс that is added to a base splits a catalogue into files by kind (3.1).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Dialect:
    name: str
    schema: str = "2.07"
    namespace: str = "urn:1C.ru:commerceml_2"
    #: Parameters that every request carries, in this order, before `mode`.
    always: tuple[tuple[str, str], ...] = ()
    #: Parameters of `init` alone.
    at_init: tuple[tuple[str, str], ...] = ()
    init_lines: tuple[str, ...] = ("zip", "file_limit")
    sessid_before_mode: bool = False
    poll_pause: float = 0.0  # seconds between two questions about an import
    timeout: int = 180
    sale_import: bool = True  # asks to import its orders, or only sends the file
    statuses: bool = False  # tells «Статус заказа» and the like
    subordinate: bool = False  # tells of payments and shipments below an order
    own_numbers: bool = True  # an order gets a number of 1С's beside the site's
    container: bool = False
    says_success: bool = True
    split: bool = False


UT = Dialect("ut")
UNF_208 = Dialect(
    "unf208",
    schema="2.08",
    namespace="urn:1C.ru:commerceml_210",
    sessid_before_mode=True,
    poll_pause=5.0,
    timeout=1800,
    sale_import=False,
    statuses=True,
    own_numbers=False,
)
UNF_210 = Dialect(
    "unf210",
    schema="2.10",
    namespace="urn:1C.ru:commerceml_210",
    always=(("version", "2.09"), ("cmlVersion", "2.10")),
    at_init=(("cmlVersion", "2.10"),),
    sessid_before_mode=True,
    poll_pause=5.0,
    timeout=1800,
    statuses=True,
    subordinate=True,
    own_numbers=False,
)
SPLIT_31 = Dialect(
    "split31",
    schema="3.1",
    namespace="urn:1C.ru:commerceml_3",
    at_init=(("version", "3.1"),),
    always=(("version", "3.1"),),
    init_lines=("zip", "file_limit", "sessid", "version"),
    subordinate=True,
    statuses=True,
    container=True,
    says_success=False,
    split=True,
)
DIALECTS = {dialect.name: dialect for dialect in (UT, UNF_208, UNF_210, SPLIT_31)}


def of(books) -> Dialect:
    """The dialect of a base: its setting `profile`."""
    return DIALECTS[books.setting("profile") or "ut"]
