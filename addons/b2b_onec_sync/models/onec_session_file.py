"""One file of a visit: staged whole, then applied in short transactions."""

import logging
import time
from contextlib import contextmanager

import psycopg2
import psycopg2.errors

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..commerceml.errors import ExchangeInputError
from ..commerceml.package import file_kind, place
from ..tools import explain

_logger = logging.getLogger(__name__)

#: The parts of the work, in order: each rests on those before it.
STEPS = (
    ("onec.import.classifier", "Groups, properties, price types, warehouses"),
    ("onec.import.goods", "Goods"),
    ("onec.import.variants", "Characteristics"),
    ("onec.import.figures", "Prices and stock"),
    ("onec.import.pictures", "Pictures"),
    ("onec.import.parties", "Counterparties"),
    ("onec.import.orders", "Orders"),
)
# The first number of a PostgreSQL advisory lock says what is being locked.
LOCK_SPACE = 0x1C
# A transaction that met another one is repeated, as the framework does for requests.
ATTEMPTS = 6
_CLASHES = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.LockNotAvailable,
)


class OnecSessionFile(models.Model):
    """One file of a session, and how far its work is.

    States: `received` → `working` (staged whole; applied slice by slice) →
    `done`, or `failed`. A file that cannot be read fails before anything is
    changed. The place reached is written in the transaction that reached it, so
    whoever comes after a crash goes on from there.
    """

    _name = "onec.session.file"
    _description = "File of an exchange with 1С"
    _order = "id"
    _rec_name = "name"

    session_id = fields.Many2one(
        "onec.session", required=True, index=True, ondelete="cascade"
    )
    connection_id = fields.Many2one(related="session_id.connection_id")
    name = fields.Char(required=True)
    kind = fields.Char(
        compute="_compute_kind", store=True, help="Empty for archives and pictures."
    )
    size = fields.Integer()
    direction = fields.Selection(
        [("in", "From 1С"), ("out", "To 1С")], required=True, default="in"
    )
    state = fields.Selection(
        [
            ("received", "Received"),
            ("working", "Applying"),
            ("done", "Done"),
            ("failed", "Failed"),
        ],
        required=True,
        default="received",
    )
    step = fields.Integer(readonly=True)
    step_name = fields.Selection(
        [(str(index), label) for index, (_model, label) in enumerate(STEPS)],
        compute="_compute_step_name",
        string="Work in hand",
    )
    position = fields.Integer(readonly=True, help="The step is done up to here.")
    total = fields.Integer(readonly=True)
    progress = fields.Float(compute="_compute_progress", store=True)
    formed_at = fields.Datetime("Written by 1С", readonly=True)
    digest = fields.Char(readonly=True, index="btree_not_null")
    staged_id = fields.Many2one(
        "onec.session.file",
        "Staged rows",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The file whose rows in the staging table this one is applied from.",
    )
    columns = fields.Json(
        readonly=True, help="Price types and warehouses: see onec.stage."
    )
    spares = fields.Boolean(
        "Marked goods stay",
        readonly=True,
        help="It marks so many goods for deletion that a person has to be asked.",
    )
    received = fields.Integer(readonly=True)
    created = fields.Integer("New", readonly=True)
    changed = fields.Integer(readonly=True)
    unchanged = fields.Integer(readonly=True)
    skipped = fields.Integer("Left aside", readonly=True)
    error = fields.Text(readonly=True)

    @api.depends("name")
    def _compute_kind(self):
        for file in self:
            xml = file.name.lower().endswith(".xml")
            file.kind = xml and (file_kind(file.name) or "other")

    @api.depends("state", "step")
    def _compute_step_name(self):
        for file in self:
            working = file.state == "working" and file.step < len(STEPS)
            file.step_name = str(file.step) if working else False

    @api.depends("state", "step", "position", "total")
    def _compute_progress(self):
        for file in self:
            if file.state in ("done", "failed"):
                file.progress = 100.0
            else:
                part = min(1.0, file.position / file.total) if file.total else 0.0
                file.progress = 100.0 * (file.step + part) / len(STEPS)

    def _path(self):
        self.ensure_one()
        return place(self.session_id._folder(), self.name)

    def _count(self, **counters):
        """Add to the counters that staff see."""
        self.ensure_one()
        self.write(
            {name: self[name] + number for name, number in counters.items() if number}
        )

    def _skip(self, items):
        """Leave items aside: see :meth:`onec.skip._add`."""
        if items:
            self.env["onec.skip"]._add(self.session_id, items)
            self._count(skipped=len(items))

    def _looks_complete(self):
        """Whether the last part of an XML file seems to have come."""
        self.ensure_one()
        if not self.kind:
            return False
        with open(self._path(), "rb") as source:
            source.seek(max(0, self.size - 200))
            tail = source.read().rstrip()
        for encoding in ("utf-8", "cp1251"):
            if tail.endswith("КоммерческаяИнформация>".encode(encoding)):
                return True
        return False

    # === work === #

    def _advance(self, seconds):
        """Work on a file for about so long.

        The work goes on in transactions of its own: each slice of it is short,
        holds its locks shortly, and is there for everyone when it is done. The
        caller's transaction ends before it and a new one begins after it.

        :return: 'progress', 'done' or 'failed'
        """
        self.ensure_one()
        deadline = time.monotonic() + seconds
        key = [LOCK_SPACE, self.connection_id.id]
        # The work has to see what the caller has written, and the rows that it
        # replaces can be used again only when nobody's older transaction is open.
        self.env.cr.commit()  # pylint: disable=invalid-commit
        try:
            with self._turn(key, deadline) as file:
                return file._work(deadline) if file else "progress"
        finally:
            # The caller's look at the database is to be newer than the work.
            self.env.cr.commit()  # pylint: disable=invalid-commit
            self.env.invalidate_all()

    def _work(self, deadline):
        while self.state in ("received", "working"):
            self._in_transaction(
                self._stage if self.state == "received" else self._slice
            )
            if time.monotonic() > deadline and self.state == "working":
                return "progress"
        return self.state

    @contextmanager
    def _turn(self, key, deadline):
        """Wait until nobody else imports for the same base; give the file, or None.

        The lock belongs to the connection with the database and not to one
        transaction, since there will be many; it is gone with its holder.
        """
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, dict(self.env.context))
            while True:
                cr.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
                [mine] = cr.fetchone()
                cr.commit()  # the next look has to see what others have done  # pylint: disable=invalid-commit
                if mine or time.monotonic() > deadline:
                    break
                time.sleep(0.3)
            if not mine:
                yield None
                return
            try:
                yield env[self._name].browse(self.id)
            finally:
                cr.rollback()
                cr.execute("SELECT pg_advisory_unlock(%s, %s)", key)
                cr.commit()  # pylint: disable=invalid-commit

    def _in_transaction(self, work):
        """Do a piece of work and commit it; repeat it when it met someone else's."""
        cr = self.env.cr
        for attempt in range(1, ATTEMPTS + 1):
            try:
                work()
                self.env.flush_all()
                # The piece is whole: what it changed and how far it came go together.
                cr.commit()  # pylint: disable=invalid-commit
                return
            except _CLASHES:
                cr.rollback()
                self.env.invalidate_all()
                if attempt == ATTEMPTS:
                    raise
                time.sleep(0.1 * attempt)
            except (ExchangeInputError, UserError) as error:
                cr.rollback()
                self.env.invalidate_all()
                text = (
                    explain(self.env, error)
                    if isinstance(error, ExchangeInputError)
                    else str(error)
                )
                self.write({"state": "failed", "error": text, "staged_id": False})
                cr.commit()  # pylint: disable=invalid-commit
                return
            except Exception:
                cr.rollback()
                raise

    def _stage(self):
        """Read the whole file into the staging table."""
        if not self.kind:
            self.state = "done"
            return
        counts, header = self.env["onec.stage"]._fill(self)
        self.formed_at = self.connection_id._to_utc(header.formed_at)
        # What is counted for people: things, not the pieces they are made of.
        self._begin(
            sum(counts.get(kind, 0) for kind in ("good", "offer", "order", "party"))
        )
        if counts.get("break"):
            self._skip([self._price_breaks(counts["break"])])

    def _price_breaks(self, count):
        return {
            "kind": "price",
            "guid": "breaks",
            "name": self.env._("Prices from a quantity on"),
            "code": "breaks",
            "cause": self.env._(
                "%s prices hold from a quantity on: the portal takes the price of one.",
                count,
            ),
            "fix": self.env._(
                "Give the contractor type a price list with discounts by quantity."
            ),
        }

    def _begin(self, received):
        """The rows are there: nothing of them has been applied yet."""
        self.session_id.node_id._saw_warehouses(self.columns["stocks"])
        self.write(
            {
                "state": "working",
                "step": 0,
                "position": 0,
                "total": 0,
                "received": received,
                "created": 0,
                "changed": 0,
                "unchanged": 0,
                "skipped": 0,
                "error": False,
            }
        )

    def _slice(self):
        """Apply one slice of the step in hand, or of the next that has any work."""
        if not self.env["onec.stage"]._is_there(self):
            # The database server has crashed: see `onec.stage`.
            self.state = "received"
            return
        # The rows that a slice needs are few and in memory: look them up by index,
        # also where the tables are so large that reading them whole seems cheaper.
        self.env.cr.execute("SET LOCAL random_page_cost = 1.1")
        context = self._import_context()
        for step in range(self.step, len(STEPS)):
            if step != self.step:
                self.write({"step": step, "position": 0, "total": 0})
            model, _label = STEPS[step]
            if self.env[model].with_context(**context)._slice(self):
                return
        self._finished()

    def _finished(self):
        """Everything in the file is applied."""
        self.state = "done"
        self.env["onec.stage"]._clear(self)

    def _import_context(self):
        """What keeps an import from doing what only a person's edit should do."""
        return {
            "tracking_disable": True,
            "mail_create_nolog": True,
            "mail_create_nosubscribe": True,
            "active_test": False,
            "onec_import": True,
        }

    # === words === #

    def _progress_text(self):
        self.ensure_one()
        return self.env._(
            "%(file)s: %(percent)d %%", file=self.name, percent=self.progress
        )

    def _result_text(self):
        self.ensure_one()
        return self.env._(
            "Received %(received)d: new %(created)d, changed %(changed)d, "
            "unchanged %(unchanged)d, left aside %(skipped)d",
            received=self.received,
            created=self.created,
            changed=self.changed,
            unchanged=self.unchanged,
            skipped=self.skipped,
        )

    def action_download(self):
        """Give the raw file to the person who looks for a fault in it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/b2b/onec/file/{self.id}",
            "target": "download",
        }
