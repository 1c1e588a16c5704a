"""A call to 1C that is made when it suits, and looked at later."""

import time

from . import operations


class Call:
    """One call; it may be made in a thread of its own.

    :ivar seconds: how long it took
    :ivar restored: when 1С was restored last, as far as was known before the call
    """

    restored = None

    def __init__(self, client, operation, arguments):
        self._client = client
        self._operation = operation
        self._arguments = arguments
        self._answer = self._error = None
        self.seconds = 0.0

    def make(self):
        """Make the call; whatever comes of it is kept. Returns the call itself."""
        started = time.monotonic()
        try:
            answer = self._client.call(self._operation, **self._arguments)
            self._answer = operations.plain(answer)
        except Exception as error:  # raised again where it is looked at
            self._error = error
        self.seconds = time.monotonic() - started
        return self

    def result(self):
        """The answer as a plain structure; raises what the call ended with."""
        if self._error:
            raise self._error
        return self._answer
