"""Checks of Russian requisites: plain Python, no Odoo.

Rules: ИНН and ОГРН – приказы ФНС; accounts – Bank of Russia, 08.09.1997 № 515. КПП
and БИК have a form but no check digit. ИНН is checked by python-stdnum; its ОГРНИП
lets remainders above nine through unreduced and refuses valid numbers, so ОГРН is
checked here.
"""

import re

from stdnum.exceptions import ValidationError
from stdnum.ru import inn as stdnum_inn

KPP_FORM = re.compile(r"\d{4}[0-9A-Z]{2}\d{3}")
BIC_FORM = re.compile(r"\d{9}")
ACCOUNT_FORM = re.compile(r"\d{5}[0-9ABCEHKMPTX]\d{14}")
ACCOUNT_WEIGHTS = (7, 1, 3)
# A currency letter inside an account number stands for a digit.
ACCOUNT_LETTERS = {letter: str(i) for i, letter in enumerate("ABCEHKMPTX")}


def digits(value):
    """The number without the spaces and dashes that people type."""
    return re.sub(r"[\s\-]", "", value or "")


def is_inn(value):
    """ИНН of a company (10 digits) or of a person (12), check digits verified."""
    try:
        stdnum_inn.validate(value or "")
    except ValidationError:
        return False
    return value.isdigit() and set(value) != {"0"}


def is_kpp(value):
    """КПП: nine characters, the fifth and sixth may be Latin capitals."""
    return bool(KPP_FORM.fullmatch(value or ""))


def is_ogrn(value, sole=False):
    """ОГРН (13 digits) or, for a sole trader, ОГРНИП (15)."""
    value = value or ""
    if not re.fullmatch(r"3\d{14}" if sole else r"[15]\d{12}", value):
        return False
    return int(value[:-1]) % (13 if sole else 11) % 10 == int(value[-1])


def is_bic(value):
    """БИК: nine digits."""
    return bool(BIC_FORM.fullmatch(value or ""))


def is_treasury(account, bic):
    """Accounts of the Treasury have another rule: worth a warning, not a refusal."""
    return account[:5] in {"03100", "40102", "03211", "03212"} or bic[:2] == "00"


def is_account(account, bic):
    """Whether a settlement account fits its bank's БИК.

    :param str account: 20 characters
    :param str bic: БИК of the bank
    """
    if not ACCOUNT_FORM.fullmatch(account or "") or not is_bic(bic):
        return False
    # Accounts in settlement centres of the Bank of Russia (БИК ends in 000-002) use
    # digits five and six of the БИК.
    prefix = f"0{bic[4:6]}" if bic[6:] in {"000", "001", "002"} else bic[6:]
    return _checksum(prefix + account)


def is_corr_account(account, bic):
    """Whether a bank's correspondent account fits its БИК."""
    if not ACCOUNT_FORM.fullmatch(account or "") or not is_bic(bic):
        return False
    return _checksum(f"0{bic[4:6]}{account}")


def _checksum(number):
    number = "".join(ACCOUNT_LETTERS.get(char, char) for char in number)
    return (
        sum(int(d) * ACCOUNT_WEIGHTS[i % 3] % 10 for i, d in enumerate(number)) % 10
        == 0
    )
