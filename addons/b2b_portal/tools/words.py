"""Sums and dates in Russian words, as printed forms have them. Plain Python."""

from decimal import ROUND_HALF_UP, Decimal

from num2words import num2words

MONTHS = (
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
).split()


#: Currencies whose names are known, and how they are written short.
CURRENCIES = {"RUB": "руб.", "USD": "долл. США", "EUR": "евро"}


def rubles(amount):
    """``1220.5`` → ``Одна тысяча двести двадцать рублей 50 копеек``."""
    return in_words(amount, "RUB")


def in_words(amount, currency):
    """A sum of a currency (its code) in words; without a name for it, in figures."""
    value = Decimal(str(amount)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if currency not in CURRENCIES:
        return f"{money(value)} {currency}"
    text = num2words(
        value, lang="ru", to="currency", currency=currency, cents=False, separator=""
    )
    return text[:1].upper() + text[1:]


#: Legal forms in full, and how they are written short.
FORMS = (
    ("Общество с ограниченной ответственностью", "ООО"),
    ("Публичное акционерное общество", "ПАО"),
    ("Закрытое акционерное общество", "ЗАО"),
    ("Акционерное общество", "АО"),
    ("Индивидуальный предприниматель", "ИП"),
)


def short_company(name):
    """``Общество с ограниченной ответственностью «Лён»`` → ``ООО «Лён»``: a name that
    can stand in a sentence whatever its case."""
    for form, short in FORMS:
        if name.lower().startswith(form.lower()):
            return short + name[len(form) :]
    return name


def short_name(name):
    """``Соколова Марина Андреевна`` → ``Соколова М. А.``; others stay as they are."""
    parts = (name or "").split()
    if len(parts) != 3 or any("." in part for part in parts):
        return " ".join(parts)
    return f"{parts[0]} {parts[1][0]}. {parts[2][0]}."


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
