"""Unpacking what 1С zipped, or an archive made to hurt.

Sizes are counted as they come out, not as the archive declares them. The files
appear in the session folder only when all of them are out.
"""

import os
import shutil
import struct
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from .errors import PackageError
from .package import place, safe_name

_ENTRY = b"PK\x01\x02"
_END = b"PK\x05\x06"
_END64 = b"PK\x06\x06"
_END_SIZE = 22
# What `zipfile` raises on damaged bytes, apart from its own error.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OverflowError,
    RuntimeError,
    UnicodeError,
)
_COPY_SIZE = 1 << 18
_MAX_ENTRY_BYTES = 512  # of the central directory, per file, on average
_RATIO_FROM = 10 << 20  # small files may be as compressible as they like


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """What an archive may hold. XML of 1С packs 15–40 times, hence the ratio."""

    files: int = 100_000
    file_size: int = 2 << 30
    total_size: int = 8 << 30
    ratio: int = 200


def unzip(archive, folder, limits=None):
    """Unpack `archive` into `folder`; return the names, in the archive's order.

    Entries with one name are refused, so are links, passwords and names that
    lead out of the folder. On any error the folder is left as it was.

    :raise PackageError: see its codes
    """
    limits = limits or ZipLimits()
    folder = Path(folder)
    staging = Path(tempfile.mkdtemp(prefix=".unzip-", dir=folder))
    try:
        _check_directory(archive, limits)
        names = _unpack(archive, staging, limits)
        for name in names:
            place(folder, name)
        for name in names:
            target = place(folder, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(staging / name, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return names


def _unpack(archive, staging, limits):
    names = []
    seen = set()
    total = 0
    try:
        with zipfile.ZipFile(archive) as file:
            for info in file.infolist():
                name = _entry_name(info)
                if name is None:
                    continue
                if name.lower() in seen:
                    raise PackageError("zip_duplicate", "Two files of one name", name)
                seen.add(name.lower())
                room = min(limits.file_size, limits.total_size - total)
                total += _extract(file, info, place(staging, name), room, limits)
                names.append(name)
    except _BROKEN as error:
        raise PackageError(
            "zip_broken", f"The archive is broken: {error}", Path(archive).name
        ) from error
    return names


def _extract(file, info, target, room, limits):
    """Copy one entry out, counting; return its size."""
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile("a method of packing that 1С does not use")
    if info.header_offset < 0:
        raise zipfile.BadZipFile("an entry before the beginning")
    target.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    with file.open(info) as source, open(target, "xb") as output:
        while block := source.read(_COPY_SIZE):
            size += len(block)
            if size > room:
                raise PackageError(
                    "zip_total", "The archive unpacks to too much", target.name, room
                )
            if size > _RATIO_FROM and size > limits.ratio * (info.compress_size or 1):
                raise PackageError(
                    "zip_ratio", "The archive is a bomb", target.name, limits.ratio
                )
            output.write(block)
    if size != info.file_size:
        raise zipfile.BadZipFile("a size that is not the declared one")
    return size


def _entry_name(info):
    """Safe name of an entry; None for a folder."""
    raw = zip_name(info)
    if raw.endswith(("/", "\\")):
        return None
    if info.flag_bits & 0x1:
        raise PackageError("encrypted", "The archive has a password", raw)
    kind = (info.external_attr >> 16) & 0o170000
    if info.create_system == 3 and kind not in (0, 0o100000):
        raise PackageError("zip_link", "The archive holds a link or a device", raw)
    return safe_name(raw)


def zip_name(info):
    """Name of an entry in the encoding of the machine that packed it.

    Archives of Windows hold names in cp866 or windows-1251 and do not say which;
    Python reads them as cp437.
    """
    name = info.orig_filename
    if info.flag_bits & 0x800 or name.isascii():
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    return max(
        (raw.decode(encoding, "replace") for encoding in ("cp866", "cp1251")),
        key=_russian_score,
    )


def _russian_score(text):
    """How much a text looks like Russian words: lower-case letters, no signs."""
    score = 0
    previous = ""
    for char in text:
        if "а" <= char <= "я" or char == "ё":
            score += 2
        elif "А" <= char <= "Я" or char == "Ё":
            # A capital in the middle of a word is what a wrong table makes.
            score += -2 if "а" <= previous <= "я" else 1
        elif not char.isascii():
            score -= 4
        previous = char
    return score


def _check_directory(archive, limits):
    """Refuse by what the end of the archive says, before its list is read.

    `zipfile` makes an object per entry, so the list itself can be a bomb.
    """
    with open(archive, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _END_SIZE - 0xFFFF))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise PackageError("not_a_zip", "This is not a zip archive", Path(archive).name)
    directory = int.from_bytes(tail[at + 12 : at + 16], "little")
    end = size - len(tail) + at
    at64 = tail.rfind(_END64)
    if directory == 0xFFFFFFFF and at64 >= 0 and len(tail) - at64 >= 56:
        directory = int.from_bytes(tail[at64 + 40 : at64 + 48], "little")
        end = size - len(tail) + at64
    if directory > min(end, limits.files * _MAX_ENTRY_BYTES):
        raise PackageError(
            "zip_count", "The list of the archive is too long", limit=limits.files
        )
    with open(archive, "rb") as file:
        file.seek(end - directory)
        if file.read(directory).count(_ENTRY) > limits.files:
            raise PackageError(
                "zip_count", "Too many files in the archive", limit=limits.files
            )
