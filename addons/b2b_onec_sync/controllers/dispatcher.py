"""How a request of 1С is taken in: its body is a file, whatever it calls it."""

import logging

from werkzeug.exceptions import HTTPException

from odoo.http import HttpDispatcher, Response, request
from odoo.tools.translate import LazyTranslate

from ..commerceml import protocol

_lt = LazyTranslate(__name__)
FAILED = _lt("The site could not answer, the administrator sees why in the log.")
TOO_LARGE = _lt("This part of the file is too large.")
_logger = logging.getLogger(__name__)


class OnecDispatcher(HttpDispatcher):
    """``@route(type="onec")``: no form is parsed, an error is a word of 1С.

    1С posts raw bytes under any content type, also under that of a form, which
    Odoo would try to read as fields. And it knows no errors but the word
    `failure` in an answer with status 200.
    """

    routing_type = "onec"

    def dispatch(self, endpoint, args):
        self.request.params = dict(args)
        return self.request.registry["ir.http"]._dispatch(endpoint)

    def handle_error(self, exc):
        if isinstance(exc, HTTPException) and exc.code != 413:
            return exc
        _logger.error("The exchange with 1С failed", exc_info=exc)
        text = TOO_LARGE if isinstance(exc, HTTPException) else FAILED
        # In the language of 1С, and without the database: it may be what failed.
        reply = protocol.failure_reply(text._translate("ru_RU"))
        return Response(reply, content_type=protocol.TEXT, status=200)


def body():
    """The bytes of the request, also when the framework runs it a second time."""
    environ = request.httprequest.environ
    if "b2b_onec.body" not in environ:
        environ["b2b_onec.body"] = request.httprequest.get_data(parse_form_data=False)
    return environ["b2b_onec.body"]
