"""Errors of the SOAP exchange, told apart by what has to be done about them.

There are three sorts, and only two of them are classes here:

* :class:`RetryableError`: nothing is wrong with the message; send it again later.
* :class:`BusinessError`: 1C understood the message and will not take it; sending it
  again as it is cannot help, a person decides.
* anything else is a bug of ours and propagates.

The text of an error is for the administrator (it may hold 1C's own Cyrillic text with
modules and line numbers). ``kind`` is the stable name from which the portal chooses
what an ordinary person reads.
"""


class OnecError(Exception):
    """What the exchange with 1C reports.

    :param kind: stable short name of the cause, see the tables below
    :param text: everything the administrator needs
    :param code: 1C's own name of the cause, where it gave one
    :param reason: 1C's words for a person, where it gave some
    """

    kinds = {}
    is_connection = False

    def __init__(self, kind, text, code="", reason=""):
        if kind not in self.kinds:
            raise ValueError(f"unknown kind of error: {kind}")
        super().__init__(text)
        self.kind = kind
        self.text = text
        self.code = code
        self.reason = reason

    def __str__(self):
        return f"[{self.kind}] {self.text}"


class RetryableError(OnecError):
    """The message may pass when it is sent again."""

    kinds = {
        # The connection itself does not work: no message can pass, so none is blamed.
        "unreachable": "no connection can be made",
        "auth": "1C refused the login",
        "not_published": "no service at this address",
        "unavailable": "the web server or 1C is overloaded, locked or out of licences",
        "version": "1C speaks a version of the contract that the portal does not know",
        # The connection works, this message did not get through.
        "broken": "the line broke before an answer came; 1C may have done the work",
        "timeout": "no whole answer in time; 1C may have done the work",
        "answer": "an answer came that is not the whole answer of this service",
        "server": "1C failed on this message in a way that may pass",
    }
    #: With these the whole connection is down: wait, and count no attempt.
    connection_kinds = frozenset(
        {"unreachable", "auth", "not_published", "unavailable", "version"}
    )

    @property
    def is_connection(self):
        return self.kind in self.connection_kinds


class BusinessError(OnecError):
    """1C refused the message; a person has to look."""

    kinds = {
        "refused": "1C refused it for a reason of its own",
        "not_found": "1C does not know what the message names",
        "conflict": "1C holds something else under the same name or key",
        "invalid": "the message does not satisfy the contract of the service",
        "denied": "the user of the exchange lacks a right in 1C",
        "unsupported": "this base does not support the operation",
        "token": "1C does not know this place in the feed of changes (any more)",
    }
