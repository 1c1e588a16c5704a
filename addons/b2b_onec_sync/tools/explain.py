"""Errors of the exchange in the words of the person who can act."""


def explain(env, error):
    """What is wrong, where, and what to do, in the language of ``env``.

    :param error: :class:`..commerceml.errors.ExchangeInputError`
    """
    text = _texts(env).get(error.code)
    if not text:
        text = env._("The file cannot be used: %s", error.message)
    place = []
    if getattr(error, "line", None):
        place.append(env._("line %s", error.line))
    if getattr(error, "column", None):
        place.append(env._("column %s", error.column))
    if getattr(error, "element", ""):
        place.append(env._("inside %s", error.element))
    if getattr(error, "name", ""):
        place.append(error.name)
    if place:
        text = f"{text} ({', '.join(place)})"
    if getattr(error, "detail", ""):
        text = f"{text}: {error.detail}"
    return text


def _texts(env):
    return {
        "empty": env._("The file is empty. Repeat the exchange."),
        "encoding": env._("The file is in an unknown encoding. UTF-8 is expected."),
        "doctype": env._(
            "The file declares a DTD, which the exchange does not accept."
        ),
        "not_commerceml": env._("This is no CommerceML file."),
        "syntax": env._("The file is no well-formed XML. Nothing was changed."),
        "cut_off": env._(
            "The file ends too early: a part of it was lost on the way. "
            "Nothing was changed, repeat the exchange."
        ),
        "too_deep": env._("The elements of the file are nested too deep."),
        "item_too_big": env._("One item of the file is too large."),
        "text_too_long": env._("A text in the file is too long."),
        "not_a_document": env._("A document of the file cannot be read."),
        "bad_moment": env._(
            "The request does not say since when goods count as untouched. "
            "Nothing was hidden."
        ),
        "bad_name": env._("This file name is not accepted."),
        "too_big": env._("The file is too large."),
        "not_a_zip": env._("The archive is damaged: repeat the exchange."),
        "encrypted": env._("The archive has a password."),
        "zip_count": env._("There are too many files in the archive."),
        "zip_ratio": env._("The archive unpacks to far too much."),
        "zip_total": env._("The archive unpacks to too much."),
        "zip_link": env._("The archive holds a link instead of a file."),
        "zip_broken": env._("The archive is damaged: repeat the exchange."),
        "zip_duplicate": env._("The archive holds two files of one name."),
    }
