"""Sums in Russian words, as printed forms of 1С have them."""

from __future__ import annotations

from decimal import Decimal

ONES = (
    " один два три четыре пять шесть семь восемь девять десять одиннадцать "
    "двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать "
    "восемнадцать девятнадцать"
).split(" ")
FEMININE = {1: "одна", 2: "две"}
TENS = (
    "- - двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто"
)
HUNDREDS = "- сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот"
ORDERS = [
    ("рубль", "рубля", "рублей", False),
    ("тысяча", "тысячи", "тысяч", True),
    ("миллион", "миллиона", "миллионов", False),
    ("миллиард", "миллиарда", "миллиардов", False),
]


def plural(number: int, one: str, few: str, many: str) -> str:
    if number % 100 in range(11, 15):
        return many
    return {1: one, 2: few, 3: few, 4: few}.get(number % 10, many)


def _triple(number: int, feminine: bool) -> list[str]:
    words = []
    if number >= 100:
        words.append(HUNDREDS.split()[number // 100])
    number %= 100
    if number >= 20:
        words.append(TENS.split()[number // 10])
        number %= 10
    if number:
        words.append((FEMININE if feminine else {}).get(number) or ONES[number])
    return words


def rubles(total: Decimal) -> str:
    """'Одна тысяча двести двадцать рублей 00 копеек'."""
    whole, kopecks = divmod(int(total * 100), 100)
    words = []
    rest, order = whole, 0
    while rest or order == 0:
        rest, triple = divmod(rest, 1000)
        one, few, many, feminine = ORDERS[order]
        if triple or order == 0:
            part = _triple(triple, feminine) or (["ноль"] if not whole else [])
            words = [*part, plural(triple, one, few, many), *words]
        order += 1
    text = " ".join(words)
    name = plural(kopecks, "копейка", "копейки", "копеек")
    return f"{text[0].upper()}{text[1:]} {kopecks:02} {name}"
