"""Where a file lies between its reading and its being applied."""

import hashlib
import json
from collections import Counter
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from decimal import Decimal

import psycopg2
import psycopg2.errors

from odoo import api, models
from odoo.tools import SQL

from ..commerceml import (
    Category,
    Classifier,
    Counterparty,
    Group,
    Header,
    Offer,
    OrderDocument,
    Package,
    PriceType,
    Product,
    Property,
    Unit,
    Unknown,
    Warehouse,
)
from ..commerceml.reader import read

#: Rows that COPY takes at once: memory stays flat.
PORTION = 500
#: Names of fields that say where a record stood, not what it says.
_PLACE = {"line"}


class OnecStage(models.AbstractModel):
    """A table that a whole file is copied into before any of it is applied.

    A file is either staged whole or not at all, so one that breaks off in the
    middle changes nothing. The table is not logged by PostgreSQL: the raw file is
    kept, and after a crash of the database server it is staged again. Every staged
    file has a row, its header at least.

    A row has a payload, which is compared by checksum and applied through the ORM,
    or the *figures* of an offer, which are compared and applied in sets: an array of
    prices and one of stock. The file says which price type or warehouse stands at
    which place (:attr:`onec.session.file.columns`). NULL is what the offer does not
    speak of, a price of 0 is none; where ``is_total`` is set, the offer's total
    proves that nothing lies in the warehouses that it leaves out.
    """

    _name = "onec.stage"
    _description = "Staged records of a file from 1С"

    def init(self):
        self.env.cr.execute(
            """
            CREATE UNLOGGED TABLE IF NOT EXISTS onec_stage (
                file_id integer NOT NULL, seq integer NOT NULL, kind varchar NOT NULL,
                guid varchar, checksum varchar, payload text,
                prices float8[], stocks float8[], is_total boolean
            );
            CREATE INDEX IF NOT EXISTS onec_stage_seq
                ON onec_stage (file_id, kind, seq);
            """
        )

    # === filling === #

    @api.model
    def _fill(self, file):
        """Read a file into the table.

        :return: (number of records by kind, the file's `Header`)
        :raise CommerceMLError: the file is broken; nothing is staged
        """
        self._clear(file)
        with open(file._path(), "rb") as source:
            rows = _Rows(read(source), file.id)
            try:
                # PostgreSQL stores what it got while the next rows are being read.
                self.env.cr.copy_expert("COPY onec_stage FROM STDIN", rows)
            except psycopg2.errors.QueryCanceled:
                if rows.error:
                    raise rows.error from None
                raise
        file.write(
            {
                "staged_id": file.id,
                "columns": {
                    "prices": rows.price_types.guids,
                    "stocks": rows.warehouses.guids,
                },
            }
        )
        return rows.counts, rows.header

    @api.model
    def _clear(self, files):
        self.env.cr.execute(
            SQL("DELETE FROM onec_stage WHERE file_id = ANY(%s)", files.ids)
        )
        files.staged_id = False

    @api.model
    def _is_there(self, file):
        """Whether the rows that a file is applied from are still in the table."""
        [(there,)] = self.env.execute_query(
            SQL(
                "SELECT EXISTS (SELECT FROM onec_stage"
                " WHERE file_id = %s AND kind = 'header')",
                file.staged_id.id,
            )
        )
        return there

    @api.autovacuum
    def _gc_rows(self):
        """Forget rows that no file is applied from any more."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            DELETE FROM onec_stage stage WHERE NOT EXISTS (
                SELECT FROM onec_session_file file
                 WHERE file.staged_id = stage.file_id)
            """
        )

    # === reading === #

    @api.model
    def _items(self, file, kind, after=0, limit=None):
        """Staged records of a kind, in the order of the file."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT seq, kind, guid, checksum, payload FROM onec_stage
                 WHERE file_id = %s AND kind = %s AND seq > %s
              ORDER BY seq LIMIT %s
                """,
                file.staged_id.id,
                kind,
                after,
                limit,
            )
        )
        return [Item(*row) for row in rows]

    @api.model
    def _changed(self, file, kind, after=0, limit=None):
        """Staged records of a kind that differ from what 1С sent last."""
        # Each link is looked up by itself: whatever PostgreSQL thinks of the tables,
        # a slice may not cost more the further the file has come.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT item.seq, item.kind, item.guid, item.checksum, item.payload
                  FROM onec_stage item
                  LEFT JOIN LATERAL (
                      SELECT res_id, checksum FROM onec_link
                       WHERE connection_id = %s
                         AND kind = item.kind AND guid = item.guid
                      OFFSET 0
                  ) link ON TRUE
                 WHERE item.file_id = %s AND item.kind = %s AND item.seq > %s
                   AND (link.res_id IS NULL
                        OR link.checksum IS DISTINCT FROM item.checksum)
              ORDER BY item.seq LIMIT %s
                """,
                file.connection_id.id,
                file.staged_id.id,
                kind,
                after,
                limit,
            )
        )
        return [Item(*row) for row in rows]

    @api.model
    def _top(self, file, kind):
        """The last sequence number of a kind (0: there is none)."""
        [(top,)] = self.env.execute_query(
            SQL(
                "SELECT COALESCE(MAX(seq), 0) FROM onec_stage"
                " WHERE file_id = %s AND kind = %s",
                file.staged_id.id,
                kind,
            )
        )
        return top


class Item:
    """A staged record: its place, key, digest and what 1С said about it."""

    __slots__ = ("checksum", "data", "guid", "kind", "seq")

    def __init__(self, seq, kind, guid, checksum, payload):
        self.seq = seq
        self.kind = kind
        self.guid = guid
        self.checksum = checksum
        self.data = json.loads(payload)

    def get(self, name, default=""):
        return self.data.get(name, default)


def good_key(product_id, char_id=""):
    """The key of a good or of its characteristic; GUIDs are compared in lower case."""
    key = f"{product_id}#{char_id}" if char_id else product_id
    return key.lower()


class _Columns:
    """Which price type, or warehouse, stands at which place of an array."""

    def __init__(self):
        self.guids = []
        #: What an array holds before anything is known.
        self.blank = []
        self._places = {}

    def place(self, guid, blank="NULL"):
        place = self._places.get(guid)
        if place is None:
            key = guid.lower()
            place = self._places.get(key)
            if place is None:
                place = self._places[key] = len(self.guids)
                self.guids.append(key)
                self.blank.append(blank)
            self._places[guid] = place
        return place


class _Rows:
    """The records of the reader as rows of the table: a file for COPY to read."""

    def __init__(self, records, file_id):
        self.header = Header()
        self.package = None
        self.price_types = _Columns()
        self.warehouses = _Columns()
        self.counts = Counter()
        #: What ended the reading: PostgreSQL tells of it in words of its own.
        self.error = None
        self._records = iter(records)
        self._file_id = file_id
        self._seq = 0
        self._lines = []

    def read(self, _size):
        try:
            for record in self._records:
                self._seq += 1
                if handler := _HANDLERS.get(type(record)):
                    handler(self, record)
                if len(self._lines) >= PORTION:
                    break
        except Exception as error:
            self.error = error
            raise
        text = "".join(self._lines)
        self._lines.clear()
        return text.encode()

    def item(self, kind, guid, record):
        payload = _dump(record)
        checksum = hashlib.blake2b(payload.encode(), digest_size=16).hexdigest()
        self._row(kind, guid.lower(), checksum, _escape(payload))
        self.counts[kind] += 1

    def _row(
        self,
        kind,
        guid,
        checksum=r"\N",
        payload=r"\N",
        prices=r"\N",
        stocks=r"\N",
        is_total="f",
    ):
        self._lines.append(
            f"{self._file_id}\t{self._seq}\t{kind}\t{_escape(guid)}\t{checksum}\t"
            f"{payload}\t{prices}\t{stocks}\t{is_total}\n"
        )

    # === records === #

    def on_header(self, header):
        self.header = header
        self.item("header", header.version, header)

    def on_package(self, package):
        self.package = package

    def _is_changes(self):
        return self.package is not None and self.package.is_changes

    def on_price_type(self, record):
        # A full package names its price types: one that an offer leaves out has
        # no price any more. The quick update names only what has changed.
        self.price_types.place(record.id, "NULL" if self._is_changes() else "0")
        self.item("price_type", record.id, record)

    def on_warehouse(self, record):
        if not record.deleted:
            self.warehouses.place(record.id)
        self.item("warehouse", record.id, record)

    def on_product(self, record):
        if record.char_id:
            self.item("variant", good_key(record.id, record.char_id), record)
        else:
            self.item("good", good_key(record.id), record)
            if record.pictures:
                self.item("picture", good_key(record.id), record.pictures)

    def on_offer(self, offer):
        guid = good_key(offer.product_id, offer.char_id)
        self.counts["offer"] += 1
        if offer.char_id and not self._is_changes():
            self.item("variant", guid, _variant(offer))
        prices = self._prices(offer)
        stocks, is_total = self._stocks(offer)
        if prices or stocks:
            self._row(
                "figures",
                guid,
                prices=_array(prices),
                stocks=_array(stocks),
                is_total=is_total,
            )

    def _prices(self, offer):
        """Prices by the place of their type; none at all where nothing is said."""
        if offer.prices is None:
            return None
        row = self.price_types.blank.copy()
        for price in reversed(offer.prices):  # the first one of a type stands
            if (price.min_qty or 0) > 1:
                self.counts["break"] += 1
                continue
            value, factor = price.value, price.factor
            if value is not None and factor and factor != 1:
                value /= factor
            place = self.price_types.place(price.type_id)
            if place == len(row):
                row.append("")
            row[place] = "0" if value is None else str(value)
        return row

    def _stocks(self, offer):
        """(stock by the place of its warehouse, whether it is all that there is)"""
        if offer.stocks is None:
            if offer.qty is None:
                return None, "f"
            # A total without warehouses: see `onec.import.stock`.
            given = {self.warehouses.place(""): offer.qty}
            is_total = "f"
        else:
            place = self.warehouses.place
            given = {
                place(stock.warehouse_id): stock.qty
                for stock in offer.stocks
                if stock.qty is not None
            }
            # Absent is not zero, unless the total proves that nothing lies elsewhere.
            is_total = "t" if offer.qty == sum(given.values()) else "f"
        row = self.warehouses.blank.copy()
        for place, qty in given.items():
            row[place] = str(qty)
        return row, is_total

    def on_unknown(self, record):
        self.item("unknown", record.path, record)

    def on_order(self, record):
        self.item("order", record.number or record.id, record)


def _simple(kind):
    return lambda writer, record: writer.item(kind, record.id, record)


_HANDLERS = {
    Header: _Rows.on_header,
    Package: _Rows.on_package,
    Classifier: _simple("classifier"),
    Group: _simple("group"),
    Category: _simple("category"),
    Property: _simple("property"),
    PriceType: _Rows.on_price_type,
    Warehouse: _Rows.on_warehouse,
    Unit: lambda writer, record: writer.item("unit", record.code or record.id, record),
    Product: _Rows.on_product,
    Offer: _Rows.on_offer,
    OrderDocument: _Rows.on_order,
    Counterparty: _simple("party"),
    Unknown: _Rows.on_unknown,
}


def _variant(offer):
    """What an offer says about its characteristic, without figures."""
    return {
        "id": offer.product_id,
        "char_id": offer.char_id,
        "name": offer.name,
        "article": offer.article,
        "barcode": offer.barcode,
        "characteristics": offer.characteristics or [],
        "deleted": offer.deleted,
    }


def _dump(record):
    return json.dumps(record, default=_plain, ensure_ascii=False, separators=(",", ":"))


_FIELDS = {}


def _plain(value):
    """JSON of what `json` does not know: records, decimals, moments."""
    if is_dataclass(value):
        cls = type(value)
        names = _FIELDS.get(cls)
        if names is None:
            names = _FIELDS[cls] = [
                field.name
                for field in dataclass_fields(cls)
                if field.name not in _PLACE
            ]
        return {
            name: item
            for name in names
            if (item := getattr(value, name)) not in (None, "", [], (), {})
        }
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat()


def _array(values):
    return f"{{{','.join(values)}}}" if values else r"\N"


def _escape(text):
    """A text as the text format of COPY wants it."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\t" in text or "\n" in text or "\r" in text:
        text = text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text
