"""Made-up but valid identifiers: GUIDs, barcodes, ИНН, ОГРН, bank accounts."""

from uuid import UUID, uuid5
from zlib import crc32

_SPACE = UUID("6f1d3c0a-5a0e-4b57-9a55-0d6c1c0de301")


def guid(kind, key, seed=1):
    """Return the GUID of the object `key` of `kind`, the same for every build."""
    return str(uuid5(_SPACE, f"{seed}/{kind}/{key}"))


def number(text, size):
    """Return a number below `size` that follows from `text` alone."""
    return crc32(text.encode()) % size


def ean13(serial):
    """Return the EAN-13 of a Russian maker's good number `serial`."""
    body = f"460{serial:09d}"
    total = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(body))
    return body + str(-total % 10)


def _check(digits, weights):
    return sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11 % 10


def inn10(first_nine):
    return first_nine + str(_check(first_nine, (2, 4, 10, 3, 5, 9, 4, 6, 8)))


def inn12(first_ten):
    eleven = first_ten + str(_check(first_ten, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)))
    return eleven + str(_check(eleven, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)))


def ogrn(first_twelve):
    return first_twelve + str(int(first_twelve) % 11 % 10)


def ogrnip(first_fourteen):
    return first_fourteen + str(int(first_fourteen) % 13 % 10)


def _with_control(prefix, first_eight, last_eleven):
    """Return the account whose ninth digit makes it fit the prefix of its bank."""
    weights = ((7, 1, 3) * 8)[:23]
    for control in range(10):
        digits = f"{prefix}{first_eight}{control}{last_eleven}"
        total = sum(int(d) * w for d, w in zip(digits, weights, strict=True))
        if total % 10 == 0:
            return digits[3:]
    raise ValueError(f"no control digit fits {prefix}")


def account(bic, first_eight, last_eleven):
    """Return a current account that fits the БИК."""
    return _with_control(bic[-3:], first_eight, last_eleven)


def correspondent(bic):
    """Return the bank's own account with the Bank of Russia."""
    return _with_control("0" + bic[4:6], "30101810", "00000000" + bic[-3:])
