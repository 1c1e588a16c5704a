"""How a message is sent, or applied: the work of its job."""

import json
import logging

from psycopg2 import OperationalError
from psycopg2.errors import UniqueViolation

from odoo import fields, models, modules
from odoo.exceptions import LockError, UserError

from odoo.addons.queue_job.exception import RetryableJobError

from ..soap import operations
from ..soap.call import Call
from ..soap.client import takes
from ..soap.errors import BusinessError, OnecError, RetryableError
from ..tools.locks import exclusively
from .onec_belt import Belt
from .onec_message import OPEN_STATES

_logger = logging.getLogger(__name__)

#: Advisory locks of messages live in their own number space.
LOCK_SPACE = 0x1C0
#: Times that a job is run again because another one was faster.
RACES = 10


class OnecMessage(models.Model):
    _inherit = "onec.message"

    def _process(self):
        """Send the message, or apply it if it came from 1С (the job).

        The job of one message to 1С goes on with others, see :class:`.onec_belt.Belt`;
        tests run inside one transaction and look at each.
        """
        for message in self.sudo():
            if message.direction == "out" and not modules.module.current_test:
                Belt(message).run()
            else:
                message._process_alone()

    def _process_alone(self):
        with self._lock() as mine:
            if not mine or not self._take():
                return
            if self.direction == "in":
                self._guarded(self._receive)
            elif call := self._guarded(self._prepare, self.connection_id._soap_client):
                self._guarded(self._conclude, call.make())

    def _lock(self):
        """Let only one job work on the message. One in work whose lock is free has
        lost its worker."""
        return exclusively(self.env.cr, LOCK_SPACE, self.id)

    def _take(self):
        """Is it this message's turn? If so, mark it as being sent."""
        self.invalidate_recordset()
        now = fields.Datetime.now()
        if self.state not in OPEN_STATES or (self.next_try and self.next_try > now):
            return False
        if self._earlier():
            return False  # the earlier one wakes this one
        if self.direction == "out":
            down_until = self.connection_id._soap_down_until()
            if down_until:
                self._tell("unreachable", final=False)
                self._postpone_until(down_until)
                return False
        self.write({"state": "processing", "attempts": self.attempts + 1})
        return True

    def _earlier(self):
        """The unfinished message before this one with the same key. A dead one does not
        block: one bad message never stops the others."""
        return self.order_key and self.search(
            [
                ("order_key", "=", self.order_key),
                ("direction", "=", self.direction),
                ("id", "<", self.id),
                ("state", "in", OPEN_STATES),
            ],
            order="id",
            limit=1,
        )

    def _guarded(self, work, *arguments):
        """Do a part of the work; what goes wrong is noted, and None is returned."""
        try:
            return work(*arguments)
        except OnecError as error:
            self._refused(error)
        except LockError as error:  # somebody is at the same record just now
            self._failed(RetryableError("server", str(error)))
        except UserError as error:  # our own rules refuse it: no bug, and no secret
            self._refused(BusinessError("invalid", str(error)))
        except UniqueViolation as error:
            self._overtaken(error)
        except OperationalError:
            raise  # a conflict of transactions: the job does it again
        except Exception as error:  # a bug: keep it visible and let others pass
            _logger.exception("1С message %s (%s) failed", self.id, self.operation)
            self._dead(error)
        return None

    def _refused(self, error):
        """An error that has a name: wait, settle it, or call a person."""
        # What is unknown now may come with the goods: a message from 1С waits too.
        if isinstance(error, RetryableError) or self.direction == "in":
            self._failed(error)
            return
        unknown = error.kind == "not_found" and error.code in ("", "NotFound")
        gone = unknown and self._hook("gone")
        if gone and gone():
            self._note(error, final=False)
            self.write({"state": "skipped", "done_at": fields.Datetime.now()})
            self._wake_next()
            return
        self._dead(error)

    def _overtaken(self, error):
        """Somebody else has just booked the same fact: look again after them.

        What 1С has sent has time; the feed that it came with must go on.
        """
        if self.direction == "in":
            self._failed(RetryableError("server", str(error)))
            return
        if self._tries_of_job() < RACES:
            raise RetryableJobError(str(error), seconds=1) from error
        _logger.exception("1С message %s (%s) failed", self.id, self.operation)
        self._dead(error)

    def _tries_of_job(self):
        """How often the running job was tried; many where there is none."""
        job = self.env["queue.job"].search(
            [("uuid", "=", self.env.context.get("job_uuid", ""))]
        )
        return job.retry if job else RACES

    def _prepare(self, make_client):
        """Write the call, and give the transaction back: none is open while 1С thinks.

        :param make_client: function that returns the client to use
        """
        if not self.payload:
            with self.env.cr.savepoint():
                self.payload = operations.dumps(self._hook("build")())
        call = Call(make_client(), self.operation, self._arguments())
        call.restored = self.connection_id.soap_restored_at
        self._commit()
        return call

    def _conclude(self, call):
        """Look at what came of the call, and apply the answer."""
        connection = self.connection_id
        answer = call.result()
        connection._soap_is_up()
        connection.invalidate_recordset(["soap_restored_at"])
        if connection.soap_restored_at != call.restored:
            raise RetryableError("broken", "1С was restored from a backup meanwhile")
        self.write(
            {
                "response": operations.dumps(operations.excerpt(answer)),
                "duration": call.seconds * 1000,
            }
        )
        with self.env.cr.savepoint():
            result = self._hook("apply")(answer)
        self._settle(result)

    def _receive(self):
        """Apply what 1С has sent earlier."""
        with self.env.cr.savepoint():
            result = self._hook("apply")(json.loads(self.payload))
        self._settle(result)

    def _settle(self, result):
        """What could be applied is kept; an error says what could not."""
        if isinstance(result, OnecError):
            raise result
        self._finished(result)

    def _arguments(self):
        """The payload as arguments of the call."""
        try:
            arguments = json.loads(self.payload)
        except ValueError as error:
            raise BusinessError("invalid", f"payload: {error}") from error
        self.checksum = operations.checksum(arguments)
        if takes(self.operation, "IdempotencyKey"):
            arguments["IdempotencyKey"] = self.idempotency_key
        return self._with_files(arguments)

    def _with_files(self, value):
        """Files are kept out of the payload: ``{"$attachment": id}`` stands for one."""
        if isinstance(value, dict):
            if "$attachment" in value:
                return self.env["ir.attachment"].browse(value["$attachment"]).raw
            return {key: self._with_files(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._with_files(item) for item in value]
        return value

    def _hook(self, what):
        """The method that does `what` for the operation of this message."""
        return getattr(self, f"_soap_{what}_{_snake(self.operation)}", None)

    def _commit(self):
        """Give the transaction back before a call that may take a minute. The job may
        commit (``queue.job.function``); tests run inside one transaction."""
        self.env.flush_all()
        if not modules.module.current_test:
            self.env.cr.commit()  # pylint: disable=invalid-commit


def _snake(operation):
    """RequestInvoice → request_invoice"""
    return "".join(
        f"_{char.lower()}" if char.isupper() and index else char.lower()
        for index, char in enumerate(operation)
    )
