"""Files that 1С sends: names, chunks and their order, inside one session folder.

Nothing here trusts what it is given. A name is checked twice: as text by
`safe_name`, and as a place on the disk by `place`, which also sees links.
"""

import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from .errors import PackageError

MAX_NAME_BYTES = 255
MAX_PATH_BYTES = 1024
XML_BOM = b"\xef\xbb\xbf"

_DRIVE = re.compile(r"^[A-Za-z]:")
_CONTROL = re.compile(r"[\x01-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
# Prefixes that modules of other shops put before the name, as folders of a site.
_SITE_PREFIX = re.compile(
    r"^(?:upload/)?(?:1c_?(?:catalog|exchange|import|highloadblock)?|bitrix/admin)/",
    re.I,
)
# Folders of the computer where 1С ran; only what follows them is ours.
_TEMP_FOLDER = re.compile(
    r"^(?:.*/)?(?:temp|tmp|v8_[0-9a-z_.]+|1cv8[^/]*|webdata)/(?=[^/])", re.I
)


# === names === #


def safe_name(raw):
    """A relative path with forward slashes, out of whatever 1С wrote.

    Paths of the computer 1С ran on lose their folders, but for `import_files/`.

    :raise PackageError: (`bad_name`) for `..`, NULs, hidden, empty and long names
    """
    if "\0" in raw:
        raise PackageError("bad_name", "The file name has a NUL in it", raw)
    name = _CONTROL.sub("", unicodedata.normalize("NFC", raw)).replace("\\", "/")
    name = re.sub(r"/{2,}", "/", name.strip())
    absolute = name.startswith("/") or bool(_DRIVE.match(name))
    name = _DRIVE.sub("", name).lstrip("/")
    parts = [part.strip() for part in name.split("/")]
    if ".." in parts:
        raise PackageError("bad_name", "The file name leads out of its folder", raw)
    name = "/".join(part for part in parts if part not in ("", "."))
    name = _SITE_PREFIX.sub("", name)
    name = _drop_foreign_folders(name, absolute)
    _check_name(name, raw)
    return name


def _drop_foreign_folders(name, absolute):
    start = f"/{name.lower()}".find("/import_files/")
    if start == 0:
        return name
    if start > 0 and (absolute or _TEMP_FOLDER.match(name)):
        return name[start:]
    if absolute:
        return name.rpartition("/")[2]
    return _TEMP_FOLDER.sub("", name)


def _check_name(name, raw):
    try:
        encoded = name.encode()
    except UnicodeEncodeError as error:
        raise PackageError("bad_name", "The file name is not text", raw) from error
    if not name or name.endswith("/"):
        raise PackageError("bad_name", "The file name is empty", raw)
    if len(encoded) > MAX_PATH_BYTES:
        raise PackageError("bad_name", "The file name is too long", raw, MAX_PATH_BYTES)
    for part in name.split("/"):
        if part.startswith("."):
            raise PackageError("bad_name", "Hidden files are not accepted", raw)
        if ":" in part:
            raise PackageError("bad_name", "The file name has a colon in it", raw)
        if len(part.encode()) > MAX_NAME_BYTES:
            raise PackageError(
                "bad_name", "The file name is too long", raw, MAX_NAME_BYTES
            )


def place(folder, name):
    """Where `name` (as `safe_name` gave it) stands in `folder`, links refused."""
    root = Path(folder).resolve()
    target = root / name
    if target.is_symlink() or not target.resolve().is_relative_to(root):
        raise PackageError("bad_name", "The file would leave its folder", name)
    above = target.parent
    while above != root and not above.exists():
        above = above.parent
    if target.is_dir() or not above.is_dir():
        raise PackageError("bad_name", "A folder and a file of one name", name)
    return target


# === chunks === #


@dataclass(slots=True)
class Received:
    """What a chunk did: where it went, and how large the file is now."""

    name: str
    path: Path
    size: int
    restarted: bool = False


def append_chunk(folder, raw_name, data, max_size):
    """Add the bytes of one POST to its file; the first one creates it.

    1С sends no offsets: chunks of a name are joined as they come. A chunk that
    begins a file again (after a lost answer, or a new try) replaces it.

    :raise PackageError: `bad_name`, or `too_big` before anything is written
    """
    name = safe_name(raw_name)
    path = place(folder, name)
    restarted = path.exists() and starts_again(path, data)
    size = path.stat().st_size if path.exists() and not restarted else 0
    if size + len(data) > max_size:
        raise PackageError("too_big", "The file is too large", name, max_size)
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW
    mode |= os.O_TRUNC if restarted else os.O_APPEND
    with open(os.open(path, mode, 0o600), "ab" if not restarted else "wb") as file:
        file.write(data)
    return Received(name, path, size + len(data), restarted)


def starts_again(path, data):
    """Whether `data` is the beginning of a file that is already here.

    An XML declaration stands nowhere but at the beginning. The magic of a zip or
    of a picture may begin a later chunk as well, so those count only when the
    file that is here is complete.
    """
    head = data[:8]
    if head.removeprefix(XML_BOM).startswith(b"<?xml"):
        return path.stat().st_size > 0
    for magic, tail_mark, tail_size in _COMPLETE:
        if head.startswith(magic):
            with open(path, "rb") as file:
                if not file.read(8).startswith(magic):
                    return False
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - tail_size))
                return tail_mark in file.read(tail_size)
    return False


# (how it begins, what its end holds, how many bytes the end is)
_COMPLETE = (
    (b"PK\x03\x04", b"PK\x05\x06", 22 + 0xFFFF),
    (b"\xff\xd8\xff", b"\xff\xd9", 64),
    (b"\x89PNG", b"IEND", 12),
)


# === order === #

# Later kinds rest on earlier ones.
_KINDS = (
    ("import", re.compile(r"import(?!_files)")),
    ("units", re.compile(r"units")),
    ("groups", re.compile(r"groups")),
    ("properties", re.compile(r"properties")),
    ("price_types", re.compile(r"pricelists")),
    ("warehouses", re.compile(r"storages")),
    ("goods", re.compile(r"goods")),
    ("offers", re.compile(r"offers")),
    ("prices", re.compile(r"prices")),
    ("rests", re.compile(r"rests")),
    ("references", re.compile(r"references")),
    ("contragents", re.compile(r"contragents")),
    ("orders", re.compile(r"orders|documents")),
)
_RANK = {kind: rank for rank, (kind, _pattern) in enumerate(_KINDS)}
_DIGITS = re.compile(r"([0-9]+)")


def file_kind(name):
    """What an XML file is by its name: `import`, `offers`, `orders`…, or ''."""
    base = name.rpartition("/")[2].lower()
    if not base.endswith(".xml"):
        return ""
    for kind, pattern in _KINDS:
        if pattern.match(base):
            return kind
    return ""


def is_exchange_file(name):
    """An XML file that is to be imported, not one attached to a good."""
    name = name.lower()
    return name.endswith(".xml") and not name.startswith("import_files/")


def order_files(names):
    """The XML files among `names`, in the order in which they can be applied.

    Portions follow each other by number: import0_2 comes before import0_10.
    Names that say nothing stand between the rests and the orders.
    """
    unknown = _RANK["references"] - 0.5

    def key(name):
        parts = _DIGITS.split(name.lower())
        parts[1::2] = [part.zfill(20) for part in parts[1::2]]
        return _RANK.get(file_kind(name), unknown), parts

    return sorted(filter(is_exchange_file, names), key=key)
