"""The words of the site exchange: requests read leniently, replies byte for byte.

1С compares the first line of a reply with a word and takes anything else for an
error, so nothing may surround the words: no BOM, no blank line before, and no
line feed after the last line of `init` (it counts lines there).
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import unquote_to_bytes

from .errors import ExchangeInputError

TEXT = "text/plain; charset=utf-8"
XML = "text/xml; charset=utf-8"

# The highest schema that is served to who asks for a version.
VERSIONS = {"catalog": "3.1", "sale": "2.10"}

# What may stand in a query string of 1С. Anything else that follows `filename=`
# is a part of the name, which УТ does not encode.
_KNOWN_KEYS = frozenset(
    ("type", "mode", "filename", "sessid", "version", "cmlversion", "timestamp")
)


# === requests === #


@dataclass(slots=True)
class Query:
    """A request of 1С, read from its query string.

    `bad_address` is True when the address that was typed into 1С had a query
    string of its own: the exchange still works, but the self-check names it.
    """

    type: str = ""
    mode: str = ""
    filename: str = ""
    sessid: str = ""
    version: str = ""
    cml_version: str = ""
    timestamp: str = ""
    bad_address: bool = False
    params: dict[str, str] = field(default_factory=dict)


def parse_query(raw):
    """Read a query string as bytes, or as the text that WSGI makes of them.

    File names may come percent-encoded or raw, in UTF-8 or windows-1251, with
    spaces, ampersands and plus signs. The order of parameters means nothing.
    """
    if isinstance(raw, str):
        raw = raw.encode("latin-1", "surrogateescape") if _is_latin(raw) else (
            raw.encode("utf-8", "surrogateescape")
        )  # fmt: skip
    raw = raw.lstrip(b"?")
    query = Query()
    head, sep, tail = raw.partition(b"?")
    if sep and b"filename=" not in head:
        # http://site/1c_exchange?lang=ru + ?type=catalog&mode=checkauth
        query.bad_address = True
        raw = head + b"&" + tail
    values = {}
    last_key = ""
    for part in raw.split(b"&"):
        name, sep, value = part.partition(b"=")
        key = _text(name).strip().lower()
        if last_key == "filename" and key not in _KNOWN_KEYS:
            values["filename"] += b"&" + part
            continue
        if key:
            values[key] = value
            last_key = key
    query.params = {key: _text(value).strip() for key, value in values.items()}
    query.type = query.params.get("type", "").lower()
    query.mode = query.params.get("mode", "").lower()
    query.filename = query.params.get("filename", "")
    query.sessid = query.params.get("sessid", "")
    query.version = query.params.get("version", "")
    query.cml_version = query.params.get("cmlversion", "")
    query.timestamp = query.params.get("timestamp", "")
    return query


def query_moment(query):
    """The naive UTC moment that `timestamp` of a request names.

    :raise ExchangeInputError: `bad_moment`, it names none
    """
    try:
        moment = datetime.fromtimestamp(int(query.timestamp), UTC)
    except (ValueError, OverflowError, OSError):
        raise ExchangeInputError("bad_moment", "The timestamp is no moment") from None
    return moment.replace(tzinfo=None)


def _is_latin(text):
    return all(ord(char) < 256 for char in text)


def _text(raw):
    raw = unquote_to_bytes(raw)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1251", "replace")


# === replies === #


def checkauth_reply(cookie_name, cookie_value, sessid="", timestamp=None):
    """Login accepted. A fifth line can only follow the fourth."""
    lines = ["success", cookie_name, cookie_value]
    if sessid:
        lines.append(f"sessid={sessid}")
        if timestamp is not None:
            lines.append(f"timestamp={int(timestamp)}")
    return _lines(lines)


def init_reply(query, zip_allowed, file_limit, sessid=""):
    """Exactly two lines, or exactly four for who speaks of a `version`."""
    lines = [f"zip={'yes' if zip_allowed else 'no'}", f"file_limit={int(file_limit)}"]
    if query.version:
        lines += [f"sessid={sessid}", f"version={negotiate_version(query)}"]
    return _lines(lines)


def negotiate_version(query):
    """The highest version served for this type of exchange; '' if none is asked."""
    if not query.version:
        return ""
    return VERSIONS.get(query.type, VERSIONS["sale"])


def success_reply(message=""):
    return _word("success", message)


def progress_reply(message=""):
    """Not done yet: 1С asks again (УТ at once, УНФ after five seconds)."""
    return _word("progress", message)


def failure_reply(message):
    """Refused. 1С shows the message to its user."""
    return _word("failure", message or "Error")


def unknown_reply(query, words):
    """A type or a mode that is not served.

    :param words: that it is not known, in the language of 1С's user
    """
    return failure_reply(
        f"{words} (type={_short(query.type)} mode={_short(query.mode)})"
    )


def _word(word, message):
    message = "\n".join(line for line in message.splitlines() if line.strip())
    return _lines([word, message] if message else [word])


def _lines(lines):
    return "\n".join(lines).encode("utf-8", "replace")


def _short(text):
    return "".join(char if char.isprintable() else "?" for char in text[:40])
