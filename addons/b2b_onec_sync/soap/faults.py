"""SOAP faults of the service as errors.

1C cannot put a code into a fault: whatever its module raises arrives as one text, with
module and line in front. So the contract puts the code into the text::

    {ОбщийМодуль.B2BPortal.Модуль(214)}: [BUSINESS/OrderClosed] Заказ закрыт
    {ОбщийМодуль.B2BPortal.Модуль(87)}: [RETRY/Locked] Объект заблокирован

``BUSINESS`` means: do not send it again. ``RETRY``: it may pass later. A text without a
code is an error that nobody foresaw in 1C; it may pass, so it is tried again and ends
with a person.
"""

import re

from .errors import BusinessError, RetryableError

_CODE = re.compile(r"\[(BUSINESS|RETRY)/(\w+)\]\s*(.*)", re.DOTALL)

#: What the codes of the contract mean to us; other ones are refusals.
KINDS = {
    "NotFound": "not_found",
    "Contract": "invalid",
    "Conflict": "conflict",
    "KeyReused": "conflict",
    "Denied": "denied",
    "NotSupported": "unsupported",
    "UnknownToken": "token",
}


def fault_error(fault):
    """The error for a ``zeep.exceptions.Fault``."""
    text = fault.message or ""
    match = _CODE.search(text)
    if match:
        sort, code, reason = match.groups()
        if sort == "RETRY":
            return RetryableError("server", text, code=code, reason=reason.strip())
        kind = KINDS.get(code, "not_found" if code.startswith("Unknown") else "refused")
        return BusinessError(kind, text, code=code, reason=reason.strip())
    if "лиценз" in text.lower() or "сеансов запрещено" in text.lower():
        return RetryableError("unavailable", text)
    if "XDTO" in text:
        return BusinessError("invalid", text)
    return RetryableError("server", f"{fault.code}: {text}")
