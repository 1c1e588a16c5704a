"""Files that 1С has sent before: applied again without being read again."""

import hashlib
import re
from datetime import datetime

from odoo import models

from ..commerceml.values import parse_datetime

#: Kinds of which bases send the same over and over.
_KEPT = frozenset(
    (
        "import", "units", "groups", "properties", "price_types", "warehouses",
        "goods", "offers", "prices", "rests",
    )
)  # fmt: skip
_HEAD = 1 << 12
_FORMED = re.compile(rb'\s\xd0\x94\xd0\xb0\xd1\x82\xd0\xb0[^\s=]*="([^"]{0,40})"')
_BLOCK = 1 << 20
#: What modules of 3.1 add to the name of every file.
_UNIQUE = re.compile(r"_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)


class OnecSessionFile(models.Model):
    """A base that exports everything every night sends, mostly, what it sent before.

    The staged rows of the last file of each name stay after it has been applied. A
    file of the same bytes, but for the date in its head, is applied from them: what
    it says is compared with what is here as ever, so whatever people, orders or other
    files have changed since is treated as if the file had been read.
    """

    _inherit = "onec.session.file"

    def _stage(self):
        if self.kind not in _KEPT or self.session_id.only:
            return super()._stage()
        self.digest, formed = self._digest()
        twin = self._twin()
        if not twin:
            return super()._stage()
        self.write(
            {
                "staged_id": twin.staged_id.id,
                "columns": twin.columns,
                "formed_at": self.connection_id._to_utc(formed),
            }
        )
        self._begin(twin.received)

    def _digest(self):
        """(digest of the file without its date, the date)"""
        formed = None
        digest = hashlib.sha256()
        with open(self._path(), "rb") as source:
            head = source.read(_HEAD)
            if match := _FORMED.search(head):
                formed = _moment(match.group(1))
                head = head[: match.start()] + head[match.end() :]
            digest.update(head)
            while block := source.read(_BLOCK):
                digest.update(block)
        return digest.hexdigest(), formed

    def _twin(self):
        """A file of the same bytes whose staged rows are still there."""
        twins = self.search(
            [
                ("digest", "=", self.digest),
                ("connection_id", "=", self.connection_id.id),
                ("staged_id", "!=", False),
                ("state", "=", "done"),
            ],
            limit=1,
        )
        return twins.filtered(self.env["onec.stage"]._is_there)

    def _finished(self):
        """Keep the rows of this file, forget those of the one before it."""
        if self.kind not in _KEPT or self.session_id.only:
            return super()._finished()
        self.state = "done"
        before = self.search(
            [
                ("kind", "=", self.kind),
                ("connection_id", "=", self.connection_id.id),
                ("session_id.node_id", "=", self.session_id.node_id.id),
                ("staged_id", "!=", False),
                ("id", "!=", self.id),
            ]
        ).filtered(lambda file: _plain(file.name) == _plain(self.name))
        self.env["onec.stage"]._clear(before.staged_id - self.staged_id)
        before.staged_id = False


def _plain(name):
    return _UNIQUE.sub("", name)


def _moment(raw):
    try:
        moment = parse_datetime(raw.decode("ascii", "replace"))
    except ValueError:
        return None
    return moment if isinstance(moment, datetime) else None
