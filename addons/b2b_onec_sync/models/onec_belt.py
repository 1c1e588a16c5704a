"""The belt on which messages go to 1С: it thinks about one, we work on two others.

What is it. A call to 1С takes 1С's time and none of ours. So while one is being made
(in a thread), the answer to the one before is applied and the next one is written. A
job keeps one call going all the time: as many are made at once as there are jobs in
the channels, and that many 1С is allowed to be asked.

How does it work. :meth:`Belt.run` is what the job of a message does. It begins with
this message and goes on with others of the same connection and the same urgency that
wait, for some seconds; their own jobs find them done. Every message keeps its advisory
lock from the moment it is taken until its answer is applied, and every step is
committed. Nothing of the database is used in the thread.

What if. The process dies: its locks are free, and what was on the belt is found
«processing» by ``_cron_wake`` and sent again under the same key. A conflict of
transactions: the answer is applied again, 1С is not asked anew.
"""

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor

from psycopg2 import OperationalError

from odoo import fields
from odoo.service.model import PG_CONCURRENCY_ERRORS_TO_RETRY

from odoo.addons.queue_job.exception import RetryableJobError

#: Seconds after which a job leaves what still waits to other jobs.
SECONDS = 20
#: Messages looked at for one that can be sent; others may have an earlier one before.
LOOK_AHEAD = 20
#: How often an answer is applied anew because somebody else was faster.
RACES = 6


class Belt:
    """What the job of a message does, see above.

    :param message: ``onec.message`` to 1С
    """

    def __init__(self, message):
        self.env = message.env
        self._first = message
        self._client = None
        self._locks = {}  # of the messages on the belt

    def run(self):
        end = time.monotonic() + SECONDS
        with contextlib.ExitStack() as stack:
            stack.callback(self._clear)
            caller = stack.enter_context(ThreadPoolExecutor(1))
            done, sending = None, self._begin(self._first)
            while sending:
                message, call = sending
                future = caller.submit(call.make)
                try:
                    self._finish(done)
                    following = time.monotonic() < end and self._next()
                    message._commit()  # no transaction is open while 1С thinks
                finally:
                    future.result()
                if following and not done:
                    # More than one: 1С keeps one session for all of them.
                    stack.enter_context(self._client.conversation())
                done, sending = (message, call), following
            self._finish(done)

    # === One message === #

    def _next(self):
        """Begin with another message that waits, as ``_begin``."""
        waiting = self.env["onec.message"].search(
            [
                ("connection_id", "=", self._first.connection_id.id),
                ("direction", "=", "out"),
                ("urgent", "=", self._first.urgent),
                ("state", "in", ("pending", "retry")),
                ("next_try", "<=", fields.Datetime.now()),
            ],
            order="id",
            limit=LOOK_AHEAD,
        )
        for message in waiting:
            if begun := self._begin(message):
                return begun
        return None

    def _begin(self, message):
        """Take a message and write it.

        :return: ``(message, its call)``; None: it is not its turn, or it went wrong
        """
        lock = contextlib.ExitStack()
        self._locks[message.id] = lock
        call = None
        if lock.enter_context(message._lock()):
            try:
                # What another transaction has changed since is read anew.
                self.env.invalidate_all()
                if message._take():
                    call = message._guarded(message._prepare, self._door(message))
                message._commit()
            except OperationalError as error:
                self._undo(error)  # somebody else has taken it
                call = None
        if not call:
            self._release(message)
            return None
        return message, call

    def _door(self, message):
        """The client of the connection: the same for all messages, made when needed."""

        def door():
            if not self._client:
                self._client = message.connection_id._soap_client()
            return self._client

        return door

    def _finish(self, sent):
        """Apply the answer to a message that was sent."""
        if not sent:
            return
        message, call = sent
        for number in range(RACES):
            try:
                self.env.invalidate_all()
                if number:
                    # First of all, or somebody is faster again.
                    message._orders()._b2b_lock_shipped()
                message._guarded(message._conclude, call)
                message._commit()
                break
            except (OperationalError, RetryableJobError) as error:
                self._undo(error)
                time.sleep(0.05 * 2**number)
        else:
            message._wake(2)
            message._commit()
        self._release(message)

    def _undo(self, error):
        """Undo what lost against another transaction; other errors go on."""
        self.env.cr.rollback()
        conflict = getattr(error, "pgcode", None) in PG_CONCURRENCY_ERRORS_TO_RETRY
        if not conflict and not isinstance(error, RetryableJobError):
            raise error

    def _release(self, message):
        self._locks.pop(message.id).close()

    def _clear(self):
        """Give back the locks of what is left on the belt when something broke."""
        if self._locks:
            self.env.cr.rollback()
            for lock in self._locks.values():
                lock.close()
