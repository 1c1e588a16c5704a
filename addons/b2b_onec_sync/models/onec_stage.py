"""Where a file lies between its reading and its being applied."""

import hashlib
import io
import json
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from decimal import Decimal

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

TABLES = ("onec_stage_item", "onec_stage_price", "onec_stage_stock")
#: Records are copied into the database in portions, so memory stays flat.
PORTION = 5000
#: Names of fields that say where a record stood, not what it says.
_PLACE = {"line"}


class OnecStage(models.AbstractModel):
    """Three tables that a whole file is copied into before any of it is applied.

    A file is either staged whole or not at all, so one that breaks off in the
    middle changes nothing. The tables are not logged by PostgreSQL: the raw file
    is kept, and after a crash of the database server it is staged again.

    ``onec_stage_item`` holds what is compared by checksum and applied through
    the ORM; prices and stock have columns, they are compared and applied in sets.
    """

    _name = "onec.stage"
    _description = "Staged records of a file from 1С"

    def init(self):
        self.env.cr.execute(
            """
            CREATE UNLOGGED TABLE IF NOT EXISTS onec_stage_item (
                file_id integer NOT NULL, seq integer NOT NULL, kind varchar NOT NULL,
                guid varchar, checksum varchar, payload text NOT NULL
            );
            CREATE INDEX IF NOT EXISTS onec_stage_item_seq
                ON onec_stage_item (file_id, kind, seq);
            CREATE UNLOGGED TABLE IF NOT EXISTS onec_stage_price (
                file_id integer NOT NULL, seq integer NOT NULL, guid varchar NOT NULL,
                type_guid varchar NOT NULL, price numeric
            );
            CREATE INDEX IF NOT EXISTS onec_stage_price_seq
                ON onec_stage_price (file_id, seq);
            CREATE UNLOGGED TABLE IF NOT EXISTS onec_stage_stock (
                file_id integer NOT NULL, seq integer NOT NULL, guid varchar NOT NULL,
                warehouse_guid varchar NOT NULL, qty numeric NOT NULL
            );
            CREATE INDEX IF NOT EXISTS onec_stage_stock_seq
                ON onec_stage_stock (file_id, seq);
            """
        )

    # === filling === #

    @api.model
    def _fill(self, file):
        """Read a file into the tables.

        :return: (number of records by kind, the file's `Header`)
        :raise CommerceMLError: the file is broken; nothing is staged
        """
        self._clear(file)
        writer = _Writer(self.env.cr, file)
        writer.warehouses = set(
            file.connection_id.link_ids.filtered(
                lambda link: link.kind == "warehouse" and not link.deleted
            ).mapped("guid")
        )
        with open(file._path(), "rb") as source:
            for record in read(source):
                writer.add(record)
        writer.flush()
        for table in TABLES:
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        return writer.counts, writer.header

    @api.model
    def _clear(self, file):
        for table in TABLES:
            self.env.cr.execute(
                SQL("DELETE FROM %s WHERE file_id = %s", SQL.identifier(table), file.id)
            )

    # === reading === #

    @api.model
    def _items(self, file, kinds, after=0, limit=None):
        """Staged records in the order of the file: [(seq, kind, guid, payload)]."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT seq, kind, guid, checksum, payload FROM onec_stage_item
                 WHERE file_id = %s AND kind IN %s AND seq > %s
              ORDER BY seq LIMIT %s
                """,
                file.id,
                tuple(kinds),
                after,
                limit,
            )
        )
        return [Item(*row) for row in rows]

    @api.model
    def _changed(self, file, kind, after=0, limit=None):
        """Staged records of a kind that differ from what 1С sent last."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT item.seq, item.kind, item.guid, item.checksum, item.payload
                  FROM onec_stage_item item
             LEFT JOIN onec_link link ON link.connection_id = %s
                   AND link.kind = item.kind AND link.guid = item.guid
                 WHERE item.file_id = %s AND item.kind = %s AND item.seq > %s
                   AND (link.res_id IS NULL
                        OR link.checksum IS DISTINCT FROM item.checksum)
              ORDER BY item.seq LIMIT %s
                """,
                file.connection_id.id,
                file.id,
                kind,
                after,
                limit,
            )
        )
        return [Item(*row) for row in rows]

    @api.model
    def _top(self, file, table="onec_stage_item", kind=None):
        """The last sequence number in a table (0: nothing there)."""
        [(top,)] = self.env.execute_query(
            SQL(
                "SELECT COALESCE(MAX(seq), 0) FROM %s WHERE file_id = %s %s",
                SQL.identifier(table),
                file.id,
                SQL("AND kind = %s", kind) if kind else SQL(),
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


class _Writer:
    """Turns records of the reader into rows, and copies them in portions."""

    def __init__(self, cr, file):
        self.cr = cr
        self.file_id = file.id
        self.header = Header()
        self.package = None
        self.price_types = set()
        self.warehouses = set()
        self.counts = {}
        self.seq = 0
        self._buffers = {table: io.StringIO() for table in TABLES}
        self._rows = 0

    def add(self, record):
        self.seq += 1
        handler = _HANDLERS.get(type(record))
        if handler:
            handler(self, record)
        if self._rows >= PORTION:
            self.flush()

    def item(self, kind, guid, record):
        payload = _dump(record)
        checksum = hashlib.blake2b(payload.encode(), digest_size=16).hexdigest()
        self.row("onec_stage_item", kind, guid.lower(), checksum, payload)
        self.counts[kind] = self.counts.get(kind, 0) + 1

    def row(self, table, *values):
        columns = (self.file_id, self.seq, *values)
        self._buffers[table].write("\t".join(map(_escape, columns)) + "\n")
        self._rows += 1

    def flush(self):
        for table, buffer in self._buffers.items():
            if buffer.tell():
                buffer.seek(0)
                self.cr.copy_expert(f"COPY {table} FROM STDIN", buffer)
                self._buffers[table] = io.StringIO()
        self._rows = 0

    # === records === #

    def on_header(self, header):
        self.header = header

    def on_package(self, package):
        self.package = package

    def on_price_type(self, record):
        self.price_types.add(record.id)
        self.item("price_type", record.id, record)

    def on_warehouse(self, record):
        if not record.deleted:
            self.warehouses.add(record.id.lower())
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
        self.counts["offer"] = self.counts.get("offer", 0) + 1
        is_changes = self.package is not None and self.package.is_changes
        if offer.char_id and not is_changes:
            self.item("variant", guid, _variant(offer))
        self._prices(offer, guid, is_changes)
        self._stocks(offer, guid)

    def _prices(self, offer, guid, is_changes):
        if offer.prices is None:
            return
        given = set()
        for price in offer.prices:
            value = price.value
            if value is not None and price.factor not in (None, 0, 1):
                value = value / price.factor
            if (price.min_qty or 0) <= 1 and price.type_id not in given:
                given.add(price.type_id)
                self.row("onec_stage_price", guid, price.type_id.lower(), value)
        # A full package names its price types: one that an offer leaves out has
        # no price any more. The quick update names only what has changed.
        if not is_changes:
            for type_id in self.price_types - given:
                self.row("onec_stage_price", guid, type_id.lower(), None)

    def _stocks(self, offer, guid):
        if offer.stocks is None:
            if offer.qty is not None:
                # A total without warehouses: see `onec.import.stock`.
                self.row("onec_stage_stock", guid, "", offer.qty)
            return
        given = {}
        for stock in offer.stocks:
            if stock.qty is not None:
                given[stock.warehouse_id.lower()] = stock.qty
        for warehouse, qty in given.items():
            self.row("onec_stage_stock", guid, warehouse, qty)
        # Absent is not zero, unless the total proves that nothing lies elsewhere.
        if offer.qty is not None and offer.qty == sum(given.values()):
            for warehouse in self.warehouses - given.keys():
                self.row("onec_stage_stock", guid, warehouse, 0)

    def on_unknown(self, record):
        self.item("unknown", record.path, record)

    def on_order(self, record):
        self.item("order", record.number or record.id, record)


def _simple(kind):
    return lambda writer, record: writer.item(kind, record.id, record)


_HANDLERS = {
    Header: _Writer.on_header,
    Package: _Writer.on_package,
    Classifier: _simple("classifier"),
    Group: _simple("group"),
    Category: _simple("category"),
    Property: _simple("property"),
    PriceType: _Writer.on_price_type,
    Warehouse: _Writer.on_warehouse,
    Unit: lambda writer, record: writer.item("unit", record.code or record.id, record),
    Product: _Writer.on_product,
    Offer: _Writer.on_offer,
    OrderDocument: _Writer.on_order,
    Counterparty: _simple("party"),
    Unknown: _Writer.on_unknown,
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


def _escape(value):
    """A value as the text format of COPY wants it."""
    if value is None:
        return r"\N"
    text = str(value)
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\t" in text or "\n" in text or "\r" in text:
        text = text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text
