"""The messages of the exchange: outbox, inbox and their log in one."""

import random
import traceback
import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ..soap import operations
from ..soap.errors import BusinessError, OnecError
from ..tools.titles import title

_lt = LazyTranslate(__name__)

#: Seconds before the next try, by the number of tries made.
DELAYS = (2, 5, 15, 60, 180, 600, 1800, 3600)
OPEN_STATES = ("pending", "processing", "retry")

#: What an ordinary person reads, by the kind of the error.
PERSON_TEXTS = {
    "unreachable": _lt("1С does not answer. It is sent by itself when 1С is back."),
    "unavailable": _lt("1С is busy. It is sent by itself in a while."),
    "auth": _lt("1С did not let the portal in. The administrator has been told."),
    "not_published": _lt("1С is being serviced. It is sent by itself later."),
    "version": _lt("1С is being serviced. It is sent by itself later."),
    "broken": _lt("1С did not answer. It is sent again by itself."),
    "timeout": _lt("1С is slow to answer. It is sent again by itself."),
    "answer": _lt("1С answered unclearly. It is sent again by itself."),
    "server": _lt("1С failed to do it. It is sent again by itself."),
    "unsupported": _lt("1С cannot do this. Please ask your manager."),
}
PERSON_OTHER = _lt("1С did not take it. Your manager has been told.")


class OnecMessage(models.Model):
    """One message to or from 1С.

    A message to 1С is created in the transaction of the business change and sent
    afterwards, so neither exists without the other. A message from 1С is created when
    something received could not be applied, or as the trace of what was.

    The message owns its state; a job (``queue_job``) is only what wakes it. A job that
    got lost costs a minute: :meth:`_cron_wake` finds what is due. Two jobs for one
    message do no harm: an advisory lock lets one of them in.

    Messages with the same ``order_key`` pass in order of creation.

    What to do with an operation is found by its name in snake case, in the files
    ``onec_message_*.py``:

    * ``_soap_build_<operation>()`` → arguments of the call, as a plain structure.
      Called once; the arguments are kept, so a repeat sends the same under the same
      key.
    * ``_soap_apply_<operation>(answer)`` → applies the answer, or nothing of it if it
      raises. It may return a number of seconds (1С has not finished, ask again then) or
      an ``OnecError`` (what could be applied is kept, the rest failed for this reason).
    * ``_soap_gone_<operation>()`` → optional: 1С does not know what the message names;
      returns whether that settles it (nobody has to look).
    * ``_soap_concerns_<operation>(data)`` → optional, of a feed: is it anybody's here?
    * ``_soap_fail_<operation>(text, final)`` → optional: tells the record why it waits
      (or, ``final``, why it will not come) in words for a person.
    """

    _name = "onec.message"
    _description = "Message exchanged with 1С"
    _order = "id DESC"
    _rec_name = "operation"

    connection_id = fields.Many2one(
        "onec.connection",
        "1С base",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    direction = fields.Selection(
        [("out", "To 1С"), ("in", "From 1С")], required=True, readonly=True
    )
    channel = fields.Selection(
        [("soap", "SOAP"), ("http", "HTTP")],
        required=True,
        readonly=True,
        default="soap",
    )
    operation = fields.Char(required=True, readonly=True)
    title = fields.Char("What about", compute="_compute_title")
    urgent = fields.Boolean(readonly=True, help="A person waits for it.")
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    name = fields.Char("About", readonly=True)
    order_key = fields.Char(
        readonly=True, help="Messages with the same key pass one after the other."
    )
    idempotency_key = fields.Char(
        readonly=True,
        copy=False,
        required=True,
        default=lambda self: str(uuid.uuid4()),
        help="1С does a change with this key once, however often it arrives.",
    )
    payload = fields.Text(help="Arguments of the call, or what 1С has sent (JSON).")
    checksum = fields.Char(readonly=True)
    response = fields.Text(readonly=True, help="What 1С answered, without files.")
    state = fields.Selection(
        [
            ("pending", "Waiting"),
            ("processing", "Being sent"),
            ("retry", "To be repeated"),
            ("done", "Done"),
            ("dead", "Needs a person"),
            ("skipped", "Left out"),
        ],
        required=True,
        readonly=True,
        default="pending",
        index=True,
    )
    attempts = fields.Integer(readonly=True)
    next_try = fields.Datetime(readonly=True, default=fields.Datetime.now)
    error = fields.Text(readonly=True, groups="b2b_portal.group_exchange")
    error_kind = fields.Char(readonly=True)
    error_person = fields.Char("Cause", compute="_compute_error_person")
    done_at = fields.Datetime("Finished", readonly=True)
    duration = fields.Integer("Duration of the call, ms", readonly=True)

    _idempotency_key_unique = models.UniqueIndex("(idempotency_key)")
    _due_index = models.Index(
        "(next_try) WHERE state IN ('pending', 'processing', 'retry')"
    )
    _order_key_index = models.Index("(order_key, id)")
    _record_index = models.Index("(res_model, res_id)")

    @api.depends("operation")
    @api.depends_context("lang")
    def _compute_title(self):
        for message in self:
            message.title = title(self.env, message.operation)

    @api.depends("error_kind")
    def _compute_error_person(self):
        for message in self:
            message.error_person = message._person_text(message.error_kind)

    def _person_lang(self):
        """The language of whoever reads the texts stored on the record."""
        partner = "contractor_id" in self._record()._fields and self._record()
        return (partner and partner.contractor_id.lang) or "ru_RU"

    def _record(self):
        """The record that the message is about."""
        return self.env[self.res_model].browse(self.res_id)

    def _orders(self):
        """The orders that an answer may tell of."""
        if self.res_model == "b2b.document":
            return self._record().order_ids
        if self.res_model == "sale.order":
            return self._record().exists()
        return self.env["sale.order"]

    def _person_text(self, kind):
        """What a person reads about an error, in the language of the environment."""
        return kind and self.env._(PERSON_TEXTS.get(kind, PERSON_OTHER))

    # === Creating === #

    @api.model
    def _send(
        self, connection, operation, record, *, after=None, urgent=False, payload=None
    ):
        """Queue `operation` about `record` for `connection`.

        A message about the same thing that has not been built yet covers this one too:
        it will carry the record as it is when it is sent.

        :param after: the record whose earlier messages have to pass first, if that is
            another than `record`
        """
        waiting = self.search(
            [
                ("connection_id", "=", connection.id),
                ("operation", "=", operation),
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("state", "in", ("pending", "retry")),
                ("payload", "=", False),
            ],
            limit=1,
        )
        if waiting and not payload:
            return waiting
        message = self.create(
            {
                "connection_id": connection.id,
                "direction": "out",
                "operation": operation,
                "urgent": urgent,
                "res_model": record._name,
                "res_id": record.id,
                "name": record.display_name,
                "order_key": self._order_key(after or record),
                "payload": payload and operations.dumps(payload),
            }
        )
        message._wake()
        return message

    @api.model
    def _order_key(self, record):
        """Records about which messages must keep their order share a key."""
        return f"{record._name},{record.id}"

    def _wake(self, seconds=0):
        """Have a job look at the messages, at once or in some seconds."""
        for message in self:
            urgent = message.urgent
            message.with_user(self.env.ref("base.user_root")).with_delay(
                channel="root.onec.now" if urgent else "root.onec.bulk",
                priority=5 if urgent else 20,
                eta=seconds or None,
                max_retries=0,
                identity_key=f"onec.message-{message.id}-{message.attempts}-{seconds}",
                description=f"1С {message.operation} {message.name or ''}".strip(),
            )._process()

    # === Outcomes === #

    def _finished(self, wait):
        if wait:
            self.write(
                {
                    "state": "retry",
                    "next_try": fields.Datetime.now() + timedelta(seconds=wait),
                    "attempts": 0,
                    "error": False,
                    "error_kind": False,
                }
            )
            self._wake(wait)
            return
        self.write(
            {
                "state": "done",
                "done_at": fields.Datetime.now(),
                "error": False,
                "error_kind": False,
            }
        )
        self._wake_next()

    def _failed(self, error):
        """It may pass later: wait and count, or give up."""
        if error.is_connection:
            self.connection_id._soap_is_down(error)
            self.attempts -= 1  # nobody's fault but the connection's
            self._note(error, final=False)
            self._postpone_until(
                self.connection_id._soap_down_until() or fields.Datetime.now()
            )
            return
        if self.attempts >= self.connection_id.soap_max_attempts:
            self._dead(error)
            return
        delay = DELAYS[min(self.attempts, len(DELAYS)) - 1]
        self._note(error, final=False)
        self._postpone_until(fields.Datetime.now() + timedelta(seconds=delay))

    def _postpone_until(self, moment):
        """Not before `moment`, spread a little so that not all come at once."""
        now = fields.Datetime.now()
        seconds = max((moment - now).total_seconds(), 1)
        seconds = int(seconds * random.uniform(1, 1.3)) + 1
        self.write({"state": "retry", "next_try": now + timedelta(seconds=seconds)})
        self._wake(seconds)

    def _dead(self, error):
        self._note(error, final=True)
        self.state = "dead"
        self._wake_next()

    def _note(self, error, final):
        """Write down the error and tell the record about it."""
        known = isinstance(error, OnecError)
        kind = error.kind if known else "bug"
        self.write(
            {
                "error": str(error) if known else traceback.format_exc(),
                "error_kind": kind,
            }
        )
        self._tell(kind, final)

    def _tell(self, kind, final):
        """Tell the record why it waits, or why it will not come."""
        tell = self._hook("fail")
        if tell:
            lang = self._person_lang()
            text = self.with_context(lang=lang)._person_text(kind)
            with self.env.cr.savepoint():
                tell(text, final)

    def _wake_next(self):
        """The next message with the same key has its turn now."""
        for message in self.filtered("order_key"):
            self.search(
                [
                    ("order_key", "=", message.order_key),
                    ("direction", "=", message.direction),
                    ("id", ">", message.id),
                    ("state", "in", OPEN_STATES),
                ],
                order="id",
                limit=1,
            )._wake()

    # === What a person can do === #

    def action_repeat(self):
        """Try again, now.

        What 1С has refused is written anew, from the record as it has been mended, and
        is another message to 1С. What 1С may have done already goes as it went.
        """
        self._check_repeatable()
        refused = self.sudo().filtered(
            lambda message: (
                message.direction == "out"
                and message.error_kind in BusinessError.kinds
                and not message.response
                and message._hook("build")
            )
        )
        for message in refused:
            message._reword(False)
        self._repeat()

    def _check_repeatable(self):
        self.check_access("write")
        for message in self:
            if message.state not in ("retry", "dead", "skipped"):
                raise UserError(self.env._("Only what has not passed can be repeated."))

    def _reword(self, payload):
        """Say something else: it gets a key of its own, or 1С would answer with what it
        did for the old one."""
        self.write({"payload": payload, "idempotency_key": str(uuid.uuid4())})

    def _repeat(self):
        self.sudo().write(
            {"state": "pending", "attempts": 0, "next_try": fields.Datetime.now()}
        )
        self.sudo()._wake()

    def action_skip(self):
        """Leave it out, for good unless somebody repeats it."""
        self.check_access("write")
        for message in self:
            if message.state not in ("pending", "retry", "dead"):
                raise UserError(self.env._("Only what has not passed can be left out."))
        self.sudo().write({"state": "skipped", "done_at": fields.Datetime.now()})
        self.sudo()._wake_next()

    def action_edit(self):
        """Open the payload for correction."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct and repeat"),
            "res_model": "onec.message.edit",
            "view_mode": "form",
            "target": "new",
            "context": {"default_message_id": self.id},
        }

    def action_open_record(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    # === Scheduled === #

    @api.model
    def _cron_wake(self):
        """Wake what is due: its job may have got lost."""
        due = self.search(
            [
                ("state", "in", OPEN_STATES),
                ("next_try", "<=", fields.Datetime.now() - timedelta(seconds=30)),
            ],
            order="id",
            limit=1000,
        )
        due._wake()

    @api.autovacuum
    def _gc_messages(self):
        """Finished messages are kept for a month: long enough to argue about."""
        limit = fields.Datetime.now() - timedelta(days=30)
        self.search(
            [("state", "in", ("done", "skipped")), ("create_date", "<", limit)],
            limit=10000,
        ).unlink()
