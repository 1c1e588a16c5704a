"""The payment code of Russian bank slips (ГОСТ Р 56042-2014). Plain Python.

A text of ``Name=value`` pairs in a QR code: the payer's bank reads the requisites, the
sum and the purpose from it. The five requisites that the standard demands come first
and in its order; lengths are the standard's.
"""

import qrcode

#: Key of the standard, our name, greatest length; the first five are obligatory.
FIELDS = (
    ("Name", "name", 160),
    ("PersonalAcc", "account", 20),
    ("BankName", "bank", 45),
    ("BIC", "bic", 9),
    ("CorrespAcc", "corr", 20),
    ("PayeeINN", "inn", 12),
    ("KPP", "kpp", 9),
    ("Sum", "kopecks", 18),
    ("Purpose", "purpose", 210),
)
SEPARATORS = "|~_#^"


def payload(**values):
    """The text of the code.

    :param values: ``name`` (payee), ``account``, ``bank``, ``bic``, ``corr`` (empty
        where the bank has none), ``inn``, ``kpp``, ``kopecks`` (int), ``purpose``
    :return: str, empty when there is no account to pay to
    """
    values = {
        name: str(value).strip() if value else "" for name, value in values.items()
    }
    if len(values.get("account", "")) != 20 or len(values.get("bic", "")) != 9:
        return ""
    values["corr"] = values.get("corr") or "0"
    pairs = [
        f"{key}={values[name][:length]}"
        for key, name, length in FIELDS
        if values.get(name)
    ]
    text = "".join(pairs)
    # The standard lets a text that holds the separator choose another one.
    separator = next((char for char in SEPARATORS if char not in text), None)
    if separator is None:
        separator = "|"
        pairs = [pair.replace("|", " ") for pair in pairs]
    # 0001: version of the format, 2: UTF-8.
    return separator.join(["ST00012", *pairs])


def matrix(text):
    """Rows of booleans (dark modules) of the QR code, with its quiet zone."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(text.encode())
    code.make(fit=True)
    return code.get_matrix()
