"""How much of a product will be ordered: plain Python, no Odoo.

The formula, for the month that is ``ahead`` months after the last full one::

    forecast = level × season

    level  = (6·s₁ + 5·s₂ + 4·s₃ + 3·s₄ + 2·s₅ + 1·s₆) / 21
    season = s(13 − ahead) / mean(s₁ … s₁₂), not below 0.5 and not above 2

where s₁ is what was ordered in the last full month, s₂ in the one before, and so on;
s(13 − ahead) is the same month of the year before. Newer months weigh more, so that a
trend is followed within half a year. The season counts only where the product has been
ordered for a whole year (s₁₂ is not zero); otherwise it is 1. What is
pre-ordered is no guess: the forecast of the first month is never below it.
"""

WEIGHTS = (6, 5, 4, 3, 2, 1)
MONTHS = 12
AHEAD = 3
SEASON = (0.5, 2.0)


def level(sold):
    """The weighted mean of the last half year.

    :param sold: quantities by month, the last full month first
    """
    months = list(sold[: len(WEIGHTS)])
    months += [0.0] * (len(WEIGHTS) - len(months))
    total = sum(weight * value for weight, value in zip(WEIGHTS, months, strict=True))
    return total / sum(WEIGHTS)


def season(sold, ahead=1):
    """What the month that comes is to an average one.

    :param ahead: 1 for the month after the last full one, at most 12
    """
    year = list(sold[:MONTHS])
    if len(year) < MONTHS or not year[-1] or not sum(year):
        return 1.0
    mean = sum(year) / MONTHS
    least, most = SEASON
    return min(max(year[MONTHS - ahead] / mean, least), most)


def forecast(sold, ahead=1, preordered=0.0):
    """Quantity that will be ordered in the month ``ahead`` months from the last one."""
    quantity = level(sold) * season(sold, ahead)
    return max(quantity, preordered) if ahead == 1 else quantity
