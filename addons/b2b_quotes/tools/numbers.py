"""Numbers as people type them: ``1 234,56``, ``12.5 %``, ``1 000 ₽``."""

import re

_NOISE = re.compile(r"[\s\u00a0\u202f%₽]")


def parse(text):
    """The number in ``text``, or None when there is none."""
    if isinstance(text, bool) or text is None:
        return None
    if isinstance(text, int | float):
        number = float(text)
    else:
        cleaned = _NOISE.sub("", str(text)).replace(",", ".").replace("−", "-")
        try:
            number = float(cleaned)
        except ValueError:
            return None
    # NaN and infinity are numbers to Python and nonsense to a price.
    return number if abs(number) < 1e12 else None
