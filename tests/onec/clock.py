"""The clock of the base: 1С keeps dates without a zone, in the time of its server."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Moscow")


def now() -> datetime:
    """This moment in the base's zone, naive, to the second."""
    return datetime.now(ZONE).replace(microsecond=0, tzinfo=None)


def today() -> date:
    """The day it is where the base stands."""
    return now().date()
