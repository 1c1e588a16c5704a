"""Texts of 1С turned into values. Every function forgives what 1С really writes.

A text that cannot be understood raises `ValueError` (numbers, dates, VAT); an
empty one is always None. Flags that are not flags are None.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

ZERO_GUID = "00000000-0000-0000-0000-000000000000"

_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,24}(?:\.[0-9]{0,12})?").fullmatch
# The separators of thousands that 1С writes: spaces of several kinds, apostrophe.
_THOUSANDS = re.compile(r"[\s\u00a0\u2007\u2009\u202f']")
_VAT_RATE = re.compile(
    r"(?:ндс|vat)?[_\s]*([0-9]{1,2})(?:[.,]0+)?\s*%?(?:[/_]1[0-9]+)?%?"
)
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DATE_RU = re.compile(r"([0-9]{1,2})\.([0-9]{2})\.([0-9]{4})")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")

_TRUE = frozenset(("true", "1", "да", "истина", "yes"))
_FALSE = frozenset(("false", "0", "нет", "ложь", "no"))
_NO_VAT = frozenset(
    ("безндс", "безналога", "безналога(ндс)", "необлагается", "withoutvat", "novat")
)
_CURRENCIES = {
    "643": "RUB", "810": "RUB", "RUR": "RUB", "РУБ": "RUB", "РУБ.": "RUB",
    "Р.": "RUB", "Р": "RUB", "₽": "RUB", "РУБЛЬ": "RUB", "840": "USD", "$": "USD",
    "978": "EUR", "€": "EUR", "ЕВРО": "EUR", "156": "CNY", "¥": "CNY",
    "398": "KZT", "933": "BYN", "051": "AMD", "417": "KGS", "860": "UZS",
}  # fmt: skip


def parse_decimal(text):
    """Decimal of «1 234,50» and the like; None when empty."""
    if not _PLAIN_NUMBER(text):
        text = _THOUSANDS.sub("", text).replace(",", ".")
        if not text:
            return None
        if not _PLAIN_NUMBER(text):
            raise ValueError(f"not a number: {text[:40]!r}")
    return Decimal(text)


# Quantities and factors repeat, prices do not.
parse_number = lru_cache(maxsize=8192)(parse_decimal)


def parse_price(text):
    """A price; 0.00 means that there is none."""
    return parse_decimal(text) or None


@lru_cache(maxsize=64)
def parse_bool(text):
    """True or False; None for anything else (an empty element, mostly)."""
    text = (text or "").strip().lower()
    if text in _TRUE:
        return True
    return False if text in _FALSE else None


def parse_date(text):
    """Date of an ISO or Russian text; None for '' and for the empty date of 1С."""
    text = (text or "").strip()
    if not text or text.startswith(("T", "0001-01-01", "01.01.0001")):
        return None
    if match := _DATE.match(text):
        year, month, day = match.groups()
    elif match := _DATE_RU.match(text):
        day, month, year = match.groups()
    else:
        raise ValueError(f"not a date: {text[:40]!r}")
    return date(int(year), int(month), int(day))


def parse_time(text):
    """Time of a text like 10:00:00 or 2026-02-01T10:00:00; None when empty."""
    text = (text or "").strip()
    if "T" in text:
        text = text.rpartition("T")[2]
    if not text:
        return None
    if not (match := _TIME.match(text)):
        raise ValueError(f"not a time: {text[:40]!r}")
    hour, minute, second = match.groups()
    return time(int(hour), int(minute), int(second or 0))


def parse_datetime(text):
    """Naive moment in the zone of the base; None for '', «T» and 0001-01-01."""
    day = parse_date(text)
    if day is None:
        return None
    tail = text.strip().replace(" ", "T", 1).partition("T")[2]
    return datetime.combine(day, parse_time(tail) or time())


@lru_cache(maxsize=256)
def parse_vat(text):
    """VAT rate: 'none' (без НДС), '0', '10', '22'…; None when empty.

    Calculation rates («20/120») are the same rate here.
    """
    key = "".join(text.split()).lower()
    if not key or key == "-":
        return None
    if key in _NO_VAT or key.startswith("безндс"):
        return "none"
    if match := _VAT_RATE.fullmatch(key):
        return str(int(match.group(1)))
    raise ValueError(f"not a VAT rate: {text[:40]!r}")


@lru_cache(maxsize=256)
def parse_currency(text):
    """ISO letters of a currency; an unknown spelling comes back in upper case."""
    text = text.strip().upper()
    return _CURRENCIES.get(text, text)


@lru_cache(maxsize=1024)
def parse_unit_code(text):
    """«796 » → «796», «6» → «006»; codes that are no numbers stay as they are."""
    text = text.strip()
    return text.zfill(3) if text.isascii() and text.isdigit() else text


def split_id(text):
    """(good, characteristic) of «nom#char»; the empty GUID is ''."""
    product_id, _sep, char_id = text.strip().partition("#")
    return product_id.strip(), clean_id(char_id)


def clean_id(text):
    text = text.strip()
    return "" if text == ZERO_GUID else text


@lru_cache(maxsize=4096)
def requisite_key(name):
    """Name of a requisite made comparable: lower case, no spaces of any kind."""
    return "".join(name.split()).lower().replace("ё", "е")
