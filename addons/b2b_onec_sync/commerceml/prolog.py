"""What stands before the root of a file, looked at before any parser sees it.

Only encodings in which ASCII is ASCII are let through, so a DOCTYPE cannot hide
from a search for its bytes.
"""

import re
from dataclasses import dataclass

from .errors import CommerceMLError

BOM = b"\xef\xbb\xbf"
_OTHER_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
_ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "windows-1251": "windows-1251",
    "windows1251": "windows-1251",
    "cp1251": "windows-1251",
    "cp-1251": "windows-1251",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
}
_DECLARED = re.compile(rb"""encoding\s*=\s*["']([^"']{1,40})["']""")
_ROOT = re.compile(
    rb"""<([^\s/><!?]+)((?:\s+[^\s=>"']+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*/?>"""
)
_ATTRIBUTE = re.compile(rb"""([^\s=>"']+)\s*=\s*(?:"[^"]*"|'[^']*')""")


@dataclass(slots=True)
class Prolog:
    """`body` is what to feed, `line` the line of the file on which it begins."""

    body: bytes
    encoding: str
    line: int
    size: int


def check_prolog(head, root_name):
    """Check the beginning of a file and say how to read it.

    The default namespace of the root is blanked: files of every version have
    names without one then, which also halves the cost of asking for a name.

    :param head: the first piece of the file, with its root in it
    :raise CommerceMLError:
    """
    size = len(head)
    if head.startswith(_OTHER_BOMS):
        raise CommerceMLError("encoding", "The file is in UTF-16, UTF-8 is expected")
    has_bom = head.startswith(BOM)
    body = head.removeprefix(BOM)
    stripped = body.lstrip()
    line = 1 + body[: len(body) - len(stripped)].count(b"\n")
    if not stripped:
        raise CommerceMLError("empty", "The file is empty")
    if not stripped.startswith(b"<"):
        raise CommerceMLError(
            "not_commerceml",
            "The file is not XML",
            line=line,
            column=1,
            detail=stripped[:60].decode("utf-8", "replace"),
        )
    encoding = "utf-8" if has_bom else _declared_encoding(stripped)
    start = _find_root(stripped, line)
    body = _check_root(stripped, start, encoding, root_name)
    return Prolog(body, encoding, line, size)


def _declared_encoding(body):
    if not body.startswith(b"<?xml"):
        return "utf-8"
    match = _DECLARED.search(body, 0, max(body.find(b"?>"), 0))
    if not match:
        return "utf-8"
    name = match.group(1).decode("ascii", "replace").lower()
    if name not in _ENCODINGS:
        raise CommerceMLError(
            "encoding", "The encoding is not supported", line=1, detail=name
        )
    return _ENCODINGS[name]


def _find_root(body, line):
    """Offset of the root element, past comments and instructions."""
    at = 0
    while True:
        while body[at : at + 1].isspace():
            at += 1
        if body.startswith(b"<!--", at):
            end = body.find(b"-->", at + 4)
            at = end + 3
        elif body.startswith(b"<?", at):
            end = body.find(b"?>", at + 2)
            at = end + 2
        elif body.startswith(b"<!", at):
            raise CommerceMLError(
                "doctype",
                "A DOCTYPE is not accepted",
                line=line + body.count(b"\n", 0, at),
                detail=body[at : at + 60].decode("utf-8", "replace"),
            )
        else:
            return at
        if end < 0:
            raise CommerceMLError(
                "cut_off", "The beginning of the file is cut off or too long", line=line
            )


def _check_root(body, start, encoding, root_name):
    """Check the name of the root; return `body` with its namespace blanked."""
    match = _ROOT.match(body, start)
    if not match:
        # Cut off or broken there: the XML parser tells where.
        name = re.match(rb"<?([^\s/><!?]*)", body[start : start + 200]).group(1)
        whole = False
    else:
        name = match.group(1)
        whole = True
    text = name.decode(encoding, "replace").rpartition(":")[2]
    if whole and text != root_name or not root_name.startswith(text):
        raise CommerceMLError(
            "not_commerceml",
            f"The root element is «{text[:60]}», «{root_name}» is expected",
            line=1 + body.count(b"\n", 0, start),
            element=text[:60],
        )
    return _blank_namespace(body, *match.span(2)) if whole else body


def _blank_namespace(body, start, end):
    for match in _ATTRIBUTE.finditer(body, start, end):
        if match.group(1) == b"xmlns":
            first, last = match.span()
            return body[:first] + b" " * (last - first) + body[last:]
    return body
