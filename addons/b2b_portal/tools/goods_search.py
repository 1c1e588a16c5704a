"""How people's words are matched with names of goods: plain Python, no Odoo.

A query is read in several ways: as it is, as typed in the wrong keyboard layout
(``dfpf`` is «ваза»), as written in Latin letters (``vaza``). Words are compared with a
Damerau-Levenshtein distance, so a missing, wrong, doubled or swapped letter is
forgiven; a word that is still being typed is compared with the beginning of a name's
word.
"""

import re

WORD = re.compile(r"[0-9a-zа-я]+")
# A word may differ in so many letters, by its length.
MISTAKES = ((2, 0), (5, 1), (9, 2), (99, 3))

_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_LETTERS = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_RUSSIAN = str.maketrans(_KEYS, _LETTERS)
_TO_LATIN = str.maketrans(_LETTERS, _KEYS)
# Longest first: «shch» is one letter.
_TRANSLIT = (
    ("shch", "щ"), ("sch", "щ"), ("yo", "е"), ("jo", "е"), ("zh", "ж"), ("kh", "х"),
    ("ts", "ц"), ("ch", "ч"), ("sh", "ш"), ("yu", "ю"), ("ju", "ю"), ("iu", "ю"),
    ("ya", "я"), ("ja", "я"), ("ia", "я"), ("ye", "е"), ("iy", "ий"), ("yy", "ый"),
    ("a", "а"), ("b", "б"), ("v", "в"), ("w", "в"), ("g", "г"), ("d", "д"),
    ("e", "е"), ("z", "з"), ("i", "и"), ("j", "й"), ("k", "к"), ("l", "л"),
    ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("q", "к"), ("r", "р"),
    ("s", "с"), ("t", "т"), ("u", "у"), ("f", "ф"), ("h", "х"), ("c", "ц"),
    ("x", "кс"), ("y", "ы"), ("'", "ь"),
)  # fmt: skip
# Letters that look the same, and Russian ones as an article would have them.
LOOKALIKES = ("АВЕКМНОРСТУХЁЗ", "ABEKMHOPCTYXE3")
_LOOKALIKES = str.maketrans(*LOOKALIKES)


def fold(text):
    """Lower case, ё as е: what is compared."""
    return (text or "").lower().replace("ё", "е")


def words(text):
    """The words of a text, folded."""
    return WORD.findall(fold(text))


def readings(text):
    """A query as it may have been meant: lists of words, no two the same."""
    folded = fold(text).strip()
    found = []
    for reading in (
        folded,
        fold(folded.translate(_TO_RUSSIAN)),
        fold(folded.translate(_TO_LATIN)),
        _from_latin(folded),
    ):
        parts = words(reading)
        if parts and parts not in found:
            found.append(parts)
    return found


def article_key(text):
    """An article without what people leave out or mix up: ``ГН-10 07`` → ``ГH1007``."""
    upper = (text or "").upper().translate(_LOOKALIKES)
    return re.sub(r"[^0-9A-ZА-Я]", "", upper)


def article_keys(text):
    """Keys of an article in both layouts: ``им-5`` was meant as ``BV-5``."""
    low = (text or "").lower()
    return {
        key
        for spelling in (low, low.translate(_TO_LATIN), low.translate(_TO_RUSSIAN))
        if (key := article_key(spelling))
    }


def score(query, name):
    """How well a query fits a name, 0 … 1; 0 where one of its words is not found.

    :param query: list of words of one reading
    :param name: list of words of the name
    """
    total = 0.0
    for word in query:
        best = max((_fit(word, other) for other in name), default=0.0)
        if not best:
            return 0.0
        total += best
    first = 0.02 if name and _fit(query[0], name[0]) else 0.0
    # Of two names that fit alike the shorter one is nearer.
    return total / len(query) + first - min(len(name), 20) / 1000


def _fit(word, other):
    """1 for the same word, less for its beginning, less again with mistakes."""
    if word == other:
        return 1.0
    if word.isdigit() or other.isdigit():
        return 0.9 if other.startswith(word) else 0.0
    if other.startswith(word):
        return 0.95
    if len(word) > 3 and word in other:
        return 0.85
    allowed = next(limit for length, limit in MISTAKES if len(word) <= length)
    if not allowed:
        return 0.0
    mistakes = min(
        distance(word, other, allowed),
        # A beginning, or another ending: «свечей» is «свеча».
        distance(word, other[: len(word)], allowed),
        distance(word[: len(other)], other, allowed)
        if len(other) > 3 and len(word) - len(other) < 3
        else allowed + 1,
    )
    if mistakes > allowed:
        return 0.0
    return 0.85 - 0.6 * mistakes / max(len(word), len(other))


def distance(one, two, limit):
    """Damerau-Levenshtein distance; anything above ``limit`` is ``limit + 1``."""
    if abs(len(one) - len(two)) > limit:
        return limit + 1
    before, last = None, list(range(len(two) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, other in enumerate(two, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            swapped = i > 1 and j > 1 and letter == two[j - 2] and one[i - 2] == other
            if swapped:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, last = last, row
    return last[-1]


def _from_latin(text):
    for latin, russian in _TRANSLIT:
        text = text.replace(latin, russian)
    return text
