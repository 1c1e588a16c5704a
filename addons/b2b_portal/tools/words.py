"""Sums and dates in Russian words, as printed forms have them. Plain Python."""

from decimal import ROUND_HALF_UP, Decimal

from num2words import num2words

MONTHS = (
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
).split()


def rubles(amount):
    """``1220.5`` → ``Одна тысяча двести двадцать рублей 50 копеек``."""
    value = Decimal(str(amount)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = num2words(
        value, lang="ru", to="currency", currency="RUB", cents=False, separator=""
    )
    return text[:1].upper() + text[1:]


def long_date(day):
    """``23 ноября 2026 г.``"""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year} г." if day else ""


def money(amount):
    """``1 234,56`` with unbreakable spaces."""
    value = Decimal(str(amount or 0)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{value:,.2f}".replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")


def quantity(value):
    text = f"{Decimal(str(value or 0)).normalize():f}"
    return text.replace(".", ",")
