"""Files that would change nothing, recognised without being read as XML."""

import hashlib
import json
import re
from datetime import datetime

from odoo import fields, models
from odoo.tools import SQL

from ..commerceml.values import parse_datetime

#: Kinds of files of which one may change what another one would do.
_GOODS = frozenset(("import", "groups", "properties", "goods", "units"))
_FIGURES = frozenset(("offers", "prices", "rests", "price_types", "warehouses"))
_HEAD = 1 << 12
_FORMED = re.compile(rb'\s\xd0\x94\xd0\xb0\xd1\x82\xd0\xb0[^\s=]*="([^"]{0,40})"')
_BLOCK = 1 << 20


class OnecApplied(models.AbstractModel):
    """The same bytes over the same catalogue give the same result: none.

    A base that exports everything every night sends, mostly, what it sent before.
    When a file was applied, a digest of its bytes (without the date in its head) is
    kept with the base, and with it a *mark* of everything that the file may change or
    that may change what it does. While the mark is the same, the file is not read
    again. Whatever people, orders or other files have changed since makes another
    mark, and the file goes the whole way.
    """

    _name = "onec.applied"
    _description = "Files that were applied last"

    def _seen(self, file):
        """Whether the file would change nothing; it is finished then.

        :return: (whether it is done, its digest)
        """
        if file.kind not in _GOODS | _FIGURES or file.session_id.only:
            return False, None
        digest, formed = self._digest(file._path())
        known = self._read(file.connection_id)
        entry = known.get("files", {}).get(digest)
        pictures = (file.session_id._folder() / "import_files").exists()
        if known.get("files") and known.get("mark") != self._mark(file):
            # Something else has changed the catalogue: no file is sure any more.
            self._write(file.connection_id, {})
            return False, digest
        if not entry or pictures:
            return False, digest
        now = fields.Datetime.now()
        formed_at = file.connection_id._to_utc(formed) or now
        file.write(
            {
                "state": "done",
                "formed_at": formed_at,
                "received": entry["received"],
                "unchanged": entry["unchanged"],
                "created": 0,
                "changed": 0,
                "skipped": 0,
                "error": False,
            }
        )
        warehouses = self.env["stock.warehouse"].browse(entry["warehouses"]).exists()
        warehouses.filtered(
            lambda place: not place.b2b_stock_date or place.b2b_stock_date < formed_at
        ).b2b_stock_date = formed_at
        return True, digest

    def _keep(self, file, warehouses=()):
        """The file has been applied: the next one like it changes nothing.

        What it changed may make others have an effect again: new goods take prices
        that were left aside, other prices are overwritten by the old ones.
        """
        self.env.flush_all()
        known = self._read(file.connection_id)
        files = known.get("files", {})
        if file.created or file.changed or file.skipped:
            mine = _GOODS if file.kind in _GOODS else _FIGURES
            lost = _GOODS | _FIGURES if mine is _GOODS else mine
            files = {k: v for k, v in files.items() if v["kind"] not in lost}
        if file.digest and not file.skipped:
            files[file.digest] = {
                "kind": file.kind,
                "received": file.received,
                "unchanged": file.created + file.changed + file.unchanged,
                "warehouses": list(warehouses),
            }
        self._write(file.connection_id, {"files": files, "mark": self._mark(file)})

    def _write(self, connection, known):
        self.env.cr.execute(
            "UPDATE onec_connection SET applied = %s WHERE id = %s",
            [json.dumps(known), connection.id],
        )
        connection.invalidate_recordset(["applied"], flush=False)

    def _read(self, connection):
        [(known,)] = self.env.execute_query(
            SQL("SELECT applied FROM onec_connection WHERE id = %s", connection.id)
        )
        return known or {}

    def _digest(self, path):
        """(digest of the bytes without the date, the date)"""
        formed = None
        digest = hashlib.blake2b(digest_size=20)
        with open(path, "rb") as source:
            head = source.read(_HEAD)
            if match := _FORMED.search(head):
                formed = _moment(match.group(1))
                head = head[: match.start()] + head[match.end() :]
            digest.update(head)
            while block := source.read(_BLOCK):
                digest.update(block)
        return digest.hexdigest(), formed

    def _mark(self, file):
        """What changes with any change of what the file is compared with.

        The number of the transaction that wrote a row is in the row: their sum tells
        of every insert, update and delete, also of those that were begun earlier and
        committed later.
        """
        self.env.flush_all()
        parts = [
            SQL(
                "SELECT COUNT(*)::text || ':' || COALESCE(SUM(xmin::text::bigint), 0)"
                " FROM %s",
                SQL.identifier(table),
            )
            for table in (
                "product_template", "product_product", "product_pricelist",
                "product_pricelist_item", "product_attribute_value",
                "product_template_attribute_line", "product_public_category",
                "stock_quant", "stock_move", "account_tax",
                "onec_link", "onec_owner", "onec_match", "onec_stock",
            )
        ]  # fmt: skip
        parts += [
            SQL("SELECT MAX(onec_reserved_at)::text FROM sale_order"),
            SQL(
                "SELECT JSONB_AGG(TO_JSONB(place) - %s)::text"
                " FROM stock_warehouse place",
                ["b2b_stock_date", "write_date", "write_uid"],
            ),
            SQL(
                "SELECT (TO_JSONB(base) - 'applied')::text FROM onec_connection base"
                " WHERE id = %s",
                file.connection_id.id,
            ),
        ]
        rows = self.env.execute_query(SQL(" UNION ALL ").join(parts))
        text = "|".join(str(value) for (value,) in rows)
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


class OnecConnection(models.Model):
    _inherit = "onec.connection"

    applied = fields.Json(copy=False, readonly=True)


class OnecSessionFile(models.Model):
    _inherit = "onec.session.file"

    digest = fields.Char(readonly=True)

    def _stage(self):
        seen, self.digest = self.env["onec.applied"]._seen(self)
        if seen:
            return
        super()._stage()

    def _finished(self):
        # The staged rows are gone afterwards.
        warehouses = self.env["onec.import.stock"]._warehouses(self)
        super()._finished()
        if self.kind in _GOODS | _FIGURES and not self.session_id.only:
            self.env["onec.applied"]._keep(self, warehouses.ids)


def _moment(raw):
    try:
        moment = parse_datetime(raw.decode("ascii", "replace"))
    except ValueError:
        return None
    return moment if isinstance(moment, datetime) else None
