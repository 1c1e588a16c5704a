"""The door that 1С knocks at: ``/1c_exchange``."""

import logging

from odoo import SUPERUSER_ID, fields, http
from odoo.http import Response, request

from ..commerceml import protocol
from ..commerceml.errors import ExchangeInputError
from ..models.onec_connection_check import NO_HEADER
from ..tools import explain
from .dispatcher import body

_logger = logging.getLogger(__name__)

COOKIE = "b2b_onec"
# What one POST may hold. `init` asks for less; some modules ask for no limit.
MAX_REQUEST = 64 << 20


class Exchange(http.Controller):
    """Every mode of the site exchange, as УТ, КА, ERP, УНФ and Bitrix call it.

    The words themselves are :mod:`..commerceml.protocol`'s; what they do is
    :class:`onec.session`'s and :class:`onec.exchange.orders`'s.
    """

    @http.route(
        ["/1c_exchange", "/bitrix/admin/1c_exchange.php"],
        type="onec",
        auth="none",
        readonly=False,  # routes without a user are taken for readers otherwise
        methods=["GET", "POST"],
        csrf=False,
        save_session=False,
        max_content_length=MAX_REQUEST,
    )
    def exchange(self, **_kwargs):
        query = protocol.parse_query(request.httprequest.environ["QUERY_STRING"])
        # The exchange has no user: it acts for the system, in the language of 1С.
        request.update_env(user=SUPERUSER_ID)
        languages = dict(request.env["res.lang"].get_installed())
        if "ru_RU" in languages:
            request.update_context(lang="ru_RU")
        if query.mode == "checkauth":
            return self._checkauth(query)
        session = self._session(query)
        if not session:
            return self._refused()
        if query.sessid and not session._sessid_matches(query.sessid):
            return _text(
                protocol.failure_reply(
                    request.env._("The session has ended. Start the exchange again.")
                )
            )
        handler = self._handler(query)
        if handler is None:
            words = request.env._("The site does not know this request.")
            return _text(protocol.unknown_reply(query, words))
        try:
            return handler(session, query)
        except ExchangeInputError as error:
            request.env.cr.rollback()
            return _text(protocol.failure_reply(explain(request.env, error)))

    def _handler(self, query):
        catalogue = {
            "init": self._init,
            "file": self._file,
            "import": self._import,
            "deactivate": self._deactivate,
            "complete": self._complete,
        }
        orders = {
            "init": self._init,
            "query": self._query,
            "success": self._success,
            "file": self._file,
            "import": self._import,
            "info": self._info,
            "complete": self._complete,
        }
        return {"catalog": catalogue, "sale": orders}.get(query.type, {}).get(
            query.mode
        )

    # === who is it === #

    def _node(self):
        """The node whose login and key came with the request, or None.

        After too many failures the key is not even looked at.
        """
        basic = request.httprequest.authorization
        address = request.httprequest.remote_addr or ""
        attempts = request.env["onec.login.attempt"]
        if not basic or basic.type != "basic" or not basic.username:
            # Counted for the self-check only: the next request may have them.
            attempts._failed(NO_HEADER, address)
            return None
        login = _storable(basic.username)
        if attempts._blocked(login, address):
            return None
        node = request.env["onec.node"]._authenticate(login, basic.password or "")
        if not node:
            attempts._failed(login, address)
            _logger.warning("1С was refused: wrong login or key, from %s", address)
        return node or None

    def _session(self, query):
        """The session of the request: by its cookie, or by login and key."""
        sessions = request.env["onec.session"]
        session = sessions._by_cookie(request.httprequest.cookies.get(COOKIE))
        if not session and (node := self._node()):
            session = sessions._latest(node, query.type)
        return session

    def _refused(self):
        return Response(
            protocol.failure_reply(
                request.env._("Wrong login or key of the exchange.")
            ),
            status=401,
            content_type=protocol.TEXT,
            headers={"WWW-Authenticate": 'Basic realm="1C exchange", charset="UTF-8"'},
        )

    def _checkauth(self, query):
        node = self._node()
        if not node:
            return self._refused()
        session, token = request.env["onec.session"]._open(node, query.type)
        session.version = _storable(query.version)
        if query.bad_address:
            request.env["onec.skip"]._add(session, [_bad_address(request.env)])
        # What an earlier visit left behind is taken up now, not by this request.
        request.env.ref("b2b_onec_sync.cron_idle")._trigger()
        timestamp = None
        if query.version:
            timestamp = int(fields.Datetime.now().timestamp())
        return _text(
            protocol.checkauth_reply(COOKIE, token, session.sessid, timestamp=timestamp)
        )

    # === files === #

    def _init(self, session, query):
        session._start_again()
        limit = session.connection_id.file_limit_mb << 20
        return _text(protocol.init_reply(query, True, limit, sessid=session.sessid))

    def _file(self, session, query):
        file = session._receive(query.filename, body())
        if session.kind == "sale" and file._looks_complete():
            # УНФ never asks to import its orders: they are applied as they come.
            return self._work(session, file, final=protocol.success_reply())
        return _text(protocol.success_reply())

    def _import(self, session, query):
        session._unpack()
        file = session._file(query.filename)
        if not file:
            return _text(
                protocol.failure_reply(
                    request.env._("The file %s has not come.", query.filename)
                )
            )
        return self._work(session, file)

    def _work(self, session, file, final=None):
        """Work on a file for some seconds; answer how far it is."""
        result = session._advance(file, session.connection_id.answer_seconds)
        if result == "progress":
            # The answer to a file knows no progress, 1С would give up: the rest is done
            # when it asks for the import or, where it never does, by itself.
            return _text(final or protocol.progress_reply(file._progress_text()))
        session._settle()
        if result == "failed":
            return _text(protocol.failure_reply(file.error))
        return _text(final or protocol.success_reply(file._result_text()))

    def _deactivate(self, session, query):
        session._deactivate_untouched(protocol.query_moment(query))
        return _text(protocol.success_reply())

    def _complete(self, session, query):
        return _text(protocol.success_reply())

    # === orders === #

    def _query(self, session, query):
        return _xml(request.env["onec.exchange.orders"]._answer(session))

    def _success(self, session, query):
        request.env["onec.exchange.orders"]._answer_loaded(session)
        return _text(protocol.success_reply())

    def _info(self, session, query):
        return _xml(request.env["onec.exchange.orders"]._info())


def _storable(text):
    """A text without the one character that PostgreSQL does not know."""
    return text.replace("\0", "")


def _text(content):
    return Response(content, content_type=protocol.TEXT)


def _xml(content):
    return Response(content, content_type=protocol.XML)


def _bad_address(env):
    return {
        "kind": "other",
        "guid": "address",
        "code": "bad_address",
        "name": env._("Address of the site in 1С"),
        "cause": env._("The address has a query string of its own."),
        "fix": env._("Enter the address in 1С without «?» and what follows it."),
    }
