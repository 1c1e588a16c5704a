"""Figures as people type them: spaces, commas, or nothing. Plain Python."""

NBSP = "\N{NO-BREAK SPACE}"
MOST = 1e12


def figure(text):
    """``1 234,5`` → 1234.5; nothing is 0; None: that is no figure from 0 up."""
    text = (text or "").replace(" ", "").replace(NBSP, "").replace(",", ".")
    try:
        value = float(text or 0)
    except ValueError:
        return None
    return value if 0 <= value < MOST else None
