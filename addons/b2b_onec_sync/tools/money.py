"""Exact sums in kopecks."""

from decimal import ROUND_HALF_UP, Decimal

KOPECK = Decimal("0.01")


def money(value):
    """Kopecks of a float of Odoo's or of an exact figure."""
    if isinstance(value, float):
        value = Decimal(repr(value))
    return Decimal(value).quantize(KOPECK, ROUND_HALF_UP)


def spread(extra, sums):
    """Add an extra to sums in proportion to them, to the kopeck.

    Each share is rounded from what is left to spread, so the last one takes the
    remainder and nothing gets lost. Without anything to bear it the sums stay.

    :param extra: Decimal, may be negative
    :param sums: Decimals, none negative
    """
    left, base = extra, sum(sums, Decimal(0))
    result = []
    for amount in sums:
        share = money(left * amount / base) if base else Decimal(0)
        left, base = left - share, base - amount
        result.append(amount + share)
    return result
