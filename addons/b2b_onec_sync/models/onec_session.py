"""One visit of 1С: its files, how far they are, what came of them."""

import hashlib
import logging
import secrets
import shutil
import time
from datetime import timedelta
from hmac import compare_digest
from pathlib import Path

from odoo import api, fields, models
from odoo.tools import config

from ..commerceml.archive import unzip
from ..commerceml.errors import ExchangeInputError
from ..commerceml.package import append_chunk, order_files, place, safe_name
from ..tools import explain

_logger = logging.getLogger(__name__)

#: Some installations never say that they are done: their files are taken up by
#: the cron when nothing has come for this long.
IDLE = timedelta(minutes=2)
MAX_FILE_SIZE = 2 << 30
COUNTERS = ("received", "created", "changed", "unchanged", "skipped")
#: What comes under another name is refused mode by mode, and listed all the same.
KINDS = ("catalog", "sale")


class OnecSession(models.Model):
    """One visit of 1С, from its login to the last word about its last file.

    1С logs in, sends files in parts, then asks file by file whether it has been
    applied. What it sends is first stored under :meth:`_folder`; a file is
    applied by :meth:`onec.session.file._advance`, a slice per request, and the
    final word is given when nothing is left to do.
    """

    _name = "onec.session"
    _description = "Visit of 1С"
    _order = "id DESC"

    connection_id = fields.Many2one(
        "onec.connection",
        required=True,
        index=True,
        ondelete="cascade",
        string="1С base",
    )
    node_id = fields.Many2one("onec.node", ondelete="set null", string="Login")
    kind = fields.Selection(
        [("catalog", "Catalogue"), ("sale", "Orders"), ("other", "Other")],
        "What for",
        required=True,
        default="other",
    )
    version = fields.Char(help="The schema that 1С asked for; УТ asks for none.")
    state = fields.Selection(
        [
            ("open", "Receiving"),
            ("working", "Applying"),
            ("done", "Done"),
            ("failed", "Failed"),
        ],
        required=True,
        default="open",
        index=True,
    )
    token_hash = fields.Char(index=True, copy=False, groups="base.group_no_one")
    sessid = fields.Char(copy=False, groups="base.group_no_one")
    folder = fields.Char(copy=False, groups="base.group_no_one")
    started = fields.Datetime(default=fields.Datetime.now, required=True)
    last_seen = fields.Datetime(default=fields.Datetime.now, required=True)
    finished = fields.Datetime()
    duration = fields.Integer("Duration, s", compute="_compute_duration")
    lag = fields.Integer(
        "Lag, s",
        compute="_compute_lag",
        help="From the moment when 1С wrote the file until it was applied here.",
    )
    file_ids = fields.One2many("onec.session.file", "session_id", string="Files")
    skip_ids = fields.One2many("onec.skip", "session_id", string="Items left aside")
    order_ids = fields.Many2many("sale.order", string="Orders in the answer")
    error = fields.Text()
    progress = fields.Float(compute="_compute_counters", store=True)
    received = fields.Integer(compute="_compute_counters", store=True)
    created = fields.Integer("New", compute="_compute_counters", store=True)
    changed = fields.Integer(compute="_compute_counters", store=True)
    unchanged = fields.Integer(compute="_compute_counters", store=True)
    skipped = fields.Integer("Left aside", compute="_compute_counters", store=True)

    @api.depends("started", "connection_id.name")
    def _compute_display_name(self):
        for session in self:
            moment = fields.Datetime.context_timestamp(session, session.started)
            session.display_name = (
                f"{session.connection_id.name} {moment:%d.%m.%Y %H:%M:%S}"
            )

    @api.depends("started", "finished", "last_seen")
    def _compute_duration(self):
        for session in self:
            end = session.finished or session.last_seen
            session.duration = (end - session.started).total_seconds()

    @api.depends("finished", "file_ids.formed_at")
    def _compute_lag(self):
        for session in self:
            formed = min(filter(None, session.file_ids.mapped("formed_at")), default=0)
            end = session.finished
            session.lag = formed and end and max((end - formed).total_seconds(), 0)

    @api.depends(
        "state", "file_ids.progress", *(f"file_ids.{name}" for name in COUNTERS)
    )
    def _compute_counters(self):
        for session in self:
            files = session.file_ids.filtered("kind")
            for name in COUNTERS:
                session[name] = sum(files.mapped(name))
            if session.state == "done":
                session.progress = 100.0
            else:
                done = files.mapped("progress")
                session.progress = sum(done) / len(done) if done else 0.0

    # === login === #

    @api.model
    def _open(self, node, kind):
        """A new session of a node; return (session, value of its cookie)."""
        token = secrets.token_urlsafe(32)
        session = self.create(
            {
                "connection_id": node.connection_id.id,
                "node_id": node.id,
                "kind": kind if kind in KINDS else "other",
                "token_hash": _digest(token),
                "sessid": secrets.token_hex(16),
                "folder": secrets.token_hex(16),
            }
        )
        node.last_seen = session.started
        return session, token

    @api.model
    def _by_cookie(self, token):
        """The session that a cookie was given for, while it may be used."""
        if not token:
            return self.browse()
        fresh = fields.Datetime.now() - timedelta(days=1)
        return self.search(
            [("token_hash", "=", _digest(token)), ("last_seen", ">", fresh)], limit=1
        ).filtered(
            lambda session: session.node_id.active and session.connection_id.active
        )

    @api.model
    def _latest(self, node, kind):
        """Where a request belongs that has a login and no cookie."""
        fresh = fields.Datetime.now() - timedelta(hours=1)
        return (
            self.search(
                [
                    ("node_id", "=", node.id),
                    ("kind", "=", kind if kind in KINDS else "other"),
                    ("last_seen", ">", fresh),
                ],
                limit=1,
            )
            or self._open(node, kind)[0]
        )

    def _sessid_matches(self, sessid):
        return compare_digest((self.sessid or "").encode(), sessid.encode())

    # === files === #

    def _folder(self):
        """The session's folder on disk, next to the filestore of the database."""
        self.ensure_one()
        root = Path(config["data_dir"]) / "onec" / self.env.cr.dbname
        folder = root / f"{self.id}-{self.folder}"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder

    def _start_again(self):
        """A second `init` in a session begins it anew; applied files stay."""
        waiting = self.file_ids.filtered(lambda file: file.state == "received")
        for file in waiting:
            file._path().unlink(missing_ok=True)
        waiting.unlink()

    def _receive(self, filename, data):
        """Store one part of a file; return the file's record."""
        self.ensure_one()
        received = append_chunk(self._folder(), filename, data, MAX_FILE_SIZE)
        self.last_seen = fields.Datetime.now()
        return self._register_file(received.name, received.path.stat().st_size)

    def _register_file(self, name, size):
        file = self.file_ids.filtered(lambda file: file.name == name)
        if not file:
            return self.env["onec.session.file"].create(
                {"session_id": self.id, "name": name, "size": size}
            )
        file.write({"size": size, "state": "received", "error": False})
        return file

    def _unpack(self):
        """Unpack the archives that have come; register the XML files in them."""
        self.ensure_one()
        archives = self.file_ids.filtered(
            lambda file: file.state == "received" and file.name.lower().endswith(".zip")
        )
        folder = self._folder()
        for archive in archives:
            names = unzip(archive._path(), folder)
            for name in names:
                if name.lower().endswith(".xml"):
                    self._register_file(name, place(folder, name).stat().st_size)
            archive.state = "done"

    def _file(self, filename):
        """The record of a file that 1С asks about; empty if it never came."""
        name = safe_name(filename)
        files = self.file_ids
        return (
            files.filtered(lambda file: file.name == name)
            or files.filtered(lambda file: file.name.lower() == name.lower())
            or files.filtered(lambda file: file.name.rpartition("/")[2] == name)
        )[:1]

    def _pending_files(self):
        """XML files that wait, in the order in which they can be applied."""
        waiting = self.file_ids.filtered(
            lambda file: file.state in ("received", "working")
        )
        by_name = {file.name: file for file in waiting}
        return [by_name[name] for name in order_files(by_name)]

    def _advance(self, file, seconds):
        """Work on a file for about so long, on those before it first.

        УТ asks for its files in the order in which the disk lists them: offers may
        come before the goods that they are of.

        :return: 'progress', 'done' or 'failed', as the file is
        """
        deadline = time.monotonic() + seconds
        pending = self._pending_files()
        before = pending[: pending.index(file)] if file in pending else []
        for other in [*before, file]:
            result = other._advance(deadline - time.monotonic())
            if result == "progress":
                break
        return result

    # === the end === #

    def _settle(self):
        """Set the state of sessions by what became of their files."""
        for session in self:
            states = set(session.file_ids.filtered("kind").mapped("state"))
            if "failed" in states:
                state = "failed"
            elif states <= {"done"}:
                state = "done"
            else:
                state = "working"
            values = {"state": state, "last_seen": fields.Datetime.now()}
            if state in ("done", "failed"):
                values["finished"] = fields.Datetime.now()
            values["error"] = "\n".join(
                f"{file.name}: {file.error}" for file in session.file_ids if file.error
            )
            session.write(values)

    def _deactivate_untouched(self, since):
        """`mode=deactivate`: hide the goods that a full export did not mention.

        A share above the connection's limit is a sign of a broken export: nothing
        is hidden then, and a person is told.
        """
        self.ensure_one()
        goods = self.env["onec.link"].search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("kind", "=", "good"),
                ("deleted", "=", False),
                ("res_id", "!=", False),
            ]
        )
        untouched = goods.filtered(lambda link: not link.seen or link.seen < since)
        if self._spares(len(untouched), len(goods)):
            return
        templates = self.env["product.template"].browse(untouched.mapped("res_id"))
        templates.exists().write({"is_published": False})
        # One that comes again is looked at, also where nothing about it is new.
        untouched.write({"deleted": True, "checksum": False})

    def _spares(self, gone, total):
        """Whether so many goods are not hidden at once; a person is told then."""
        if 100 * gone <= self.connection_id.deactivate_limit * total:
            return False
        self.env["onec.skip"]._add(
            self,
            [
                {
                    "kind": "good",
                    "guid": "deactivate",
                    "name": self.env._("Goods that leave the website"),
                    "code": "deactivate",
                    "cause": self.env._(
                        "1С wants to hide %(gone)d of %(all)d goods. None was hidden.",
                        gone=gone,
                        all=total,
                    ),
                    "fix": self.env._(
                        "If this is meant, raise the limit in the settings of the 1С "
                        "base and repeat the full export."
                    ),
                }
            ],
        )
        return True

    @api.model
    def _cron_idle(self):
        """Apply what came from installations that never ask for it."""
        idle = self.search(
            [
                ("state", "in", ("open", "working")),
                ("last_seen", "<", fields.Datetime.now() - IDLE),
            ],
            order="id",
        )
        self.env["ir.cron"]._commit_progress(remaining=len(idle))
        for session in idle:
            session._finish_idle()
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _finish_idle(self):
        """Take a forgotten session to its end."""
        self.ensure_one()
        try:
            self._unpack()
        except ExchangeInputError as error:
            self.write({"state": "failed", "error": explain(self.env, error)})
            return
        for file in self._pending_files():
            while file._advance(30) == "progress":
                pass
        self._settle()

    @api.autovacuum
    def _gc_files(self):
        """Forget the raw files that are older than their base's setting."""
        for connection in (
            self.env["onec.connection"].with_context(active_test=False).search([])  # pylint: disable=no-search-all
        ):
            old = self.search(
                [
                    ("connection_id", "=", connection.id),
                    ("folder", "!=", False),
                    (
                        "started",
                        "<",
                        fields.Datetime.now()
                        - timedelta(days=connection.keep_files_days),
                    ),
                ],
                limit=1000,
            )
            for session in old:
                shutil.rmtree(session._folder(), ignore_errors=True)
            old.file_ids.staged_id = False
            old.write({"folder": False})

    def unlink(self):
        for session in self.filtered("folder"):
            shutil.rmtree(session._folder(), ignore_errors=True)
        return super().unlink()


def _digest(token):
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
