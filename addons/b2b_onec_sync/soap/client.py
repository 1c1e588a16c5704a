"""The one door to the web service B2BPortal of a 1C base.

What it is: a thin layer over zeep that makes a call safe to leave alone.

* **The contract comes from the product**, not from the network: ``B2BPortal.wsdl``
  beside this file is parsed once per process. Reading it from 1C would open a session
  there and take a licence, and would let the answer choose where the next request goes.
* **The address is pinned**: calls go to the configured URL and nowhere else. Redirects
  are refused, environment proxies and ``.netrc`` are not consulted.
* **Every call ends**: connecting, waiting and the call as a whole have time limits, the
  answer a size limit.
* **Answers are checked**: an answer that is cut, is no XML, or lacks what the contract
  requires, is an error and never half an answer. Elements that the contract does not
  name are let pass, so a newer 1C side keeps working with an older portal.
* **Errors are of three sorts**, see ``errors``.

A session of 1C (``IBSession``) is kept over several calls only inside
``with client.conversation():``; single calls leave no session behind them.
"""

import contextlib
import logging
import threading
import time
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import requests
import zeep
from lxml import etree
from requests.adapters import HTTPAdapter
from requests.auth import HTTPBasicAuth
from urllib3.exceptions import MaxRetryError
from zeep import xsd
from zeep.exceptions import Error as ZeepError
from zeep.exceptions import Fault, ValidationError
from zeep.helpers import serialize_object
from zeep.transports import Transport
from zeep.wsdl import Document

from .errors import BusinessError, RetryableError
from .faults import fault_error

_logger = logging.getLogger(__name__)

WSDL_PATH = Path(__file__).with_name("B2BPortal.wsdl")
NAMESPACE = "urn:b2bportal:1.0"
BINDING = f"{{{NAMESPACE}}}B2BPortalSoapBinding"

CONNECT_TIMEOUT = 5
READ_TIMEOUT = 60
#: Seconds for a call from the first byte sent to the last byte received.
TOTAL_TIMEOUT = 180
MAX_ANSWER = 64 * 1024 * 1024
#: 1C drops an unused session after 20 s (``sessionMaxAge``): do not come near it.
SESSION_IDLE = 15

_settings = zeep.Settings(
    # Not strict means: unknown elements are let pass. What strictness would have
    # caught is checked here: _Transport takes whole XML only, _missing() what is
    # required.
    strict=False,
    forbid_dtd=True,
    forbid_entities=True,
    forbid_external=True,
    # Printed forms travel as base64 texts longer than libxml2's default limit.
    xml_huge_tree=True,
)
_document_lock = threading.Lock()


@lru_cache(maxsize=1)
def _parse_contract():
    return Document(str(WSDL_PATH), Transport(), settings=_settings)


def contract():
    """The parsed WSDL, shared by all clients of the process."""
    with _document_lock:  # parsing takes a moment; threads must not repeat it
        return _parse_contract()


def operation_names():
    """All operations of the contract, in its order."""
    return list(contract().bindings[BINDING].all())


def takes(operation, argument):
    """Does the contract's `operation` have this argument?"""
    body = contract().bindings[BINDING].get(operation).input.body.type
    return any(name == argument for name, _element in body.elements)


class _Adapter(HTTPAdapter):
    """Gives every request of a session the time limits, whoever makes it."""

    def __init__(self, connect_timeout, read_timeout):
        super().__init__()
        self.limits = (connect_timeout, read_timeout)

    def send(self, request, **options):
        return super().send(request, **{**options, "timeout": self.limits})


class _Transport(Transport):
    """Posts to one address, within limits, and hands over whole answers only."""

    def __init__(self, session, address, total_timeout):
        super().__init__(session=session)
        self.address = address
        self.total_timeout = total_timeout

    def load(self, url):
        raise RuntimeError(f"the SOAP client must not load {url}")

    def post(self, address, message, headers):
        if address != self.address:
            raise RuntimeError(f"the SOAP client is pinned, not calling {address}")
        deadline = time.monotonic() + self.total_timeout
        with self.session.post(
            address,
            data=message,
            headers=headers,
            allow_redirects=False,
            stream=True,
        ) as response:
            response._content = self._read(response, deadline)
        self._check(response)
        return response

    def _read(self, response, deadline):
        content = bytearray()
        for chunk in response.iter_content(65536):
            content += chunk
            if len(content) > MAX_ANSWER:
                raise RetryableError(
                    "answer", f"the answer is larger than {MAX_ANSWER} bytes"
                )
            if time.monotonic() > deadline:
                raise RetryableError(
                    "timeout", f"the answer took longer than {self.total_timeout} s"
                )
        return bytes(content)

    def _check(self, response):
        status = response.status_code
        if 300 <= status < 400:
            location = response.headers.get("Location", "")
            raise RetryableError(
                "not_published",
                f"the address redirects to {location!r}; enter the final address",
            )
        is_xml = "xml" in response.headers.get("Content-Type", "").lower()
        if is_xml and response.content:
            try:
                etree.fromstring(
                    response.content,
                    etree.XMLParser(
                        resolve_entities=False, no_network=True, huge_tree=True
                    ),
                )
            except etree.XMLSyntaxError as error:
                raise RetryableError(
                    "answer", f"HTTP {status}: broken XML: {error}"
                ) from error
            if status in (200, 500):  # an answer or a fault: zeep's to tell apart
                return
        raise _status_error(response, is_xml)


def _status_error(response, is_xml):
    """The error for an HTTP answer that is no SOAP."""
    status = response.status_code
    excerpt = response.content[:500].decode("utf-8", "replace").strip()
    text = f"HTTP {status} {response.reason or ''}: {excerpt}"
    if status in (401, 403):
        return RetryableError("auth", text)
    if status in (404, 410, 405):
        return RetryableError("not_published", text)
    if status in (402, 408, 429, 502, 503, 504) or "лиценз" in excerpt.lower():
        return RetryableError("unavailable", text)
    if 400 <= status < 500:
        return BusinessError("invalid", text)
    if status >= 500:
        return RetryableError("server", text)
    if is_xml:
        return RetryableError("answer", f"HTTP {status} without content")
    return RetryableError("answer", f"not XML but {text}")


class SoapClient:
    """A client of one 1C base. Not thread-safe: make one where it is needed, that is
    cheap (the contract is shared).

    :param url: full address of the service, ``https://host/base/ws/B2BPortal.1cws``
    :param login: user of the 1C base; may be Cyrillic
    :param password: their password
    :param timeouts: seconds to connect, to wait for the next byte, for the whole call
    """

    def __init__(
        self,
        url,
        login,
        password,
        timeouts=(CONNECT_TIMEOUT, READ_TIMEOUT, TOTAL_TIMEOUT),
    ):
        parts = urlsplit(url or "")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BusinessError("invalid", f"not an http(s) address: {url!r}")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise BusinessError(
                "invalid", "the address must hold no login, query or fragment"
            )
        self.url = url
        session = requests.Session()
        session.trust_env = False
        connect_timeout, read_timeout, total_timeout = timeouts
        for scheme in ("http://", "https://"):
            session.mount(scheme, _Adapter(connect_timeout, read_timeout))
        # 1C reads the login as UTF-8, requests would encode a str as Latin-1.
        session.auth = HTTPBasicAuth((login or "").encode(), (password or "").encode())
        self._http = session
        self._client = zeep.Client(
            contract(),
            transport=_Transport(session, url, total_timeout),
            settings=_settings,
        )
        self._service = self._client.create_service(BINDING, url)
        self._in_conversation = False
        self._last_call = 0.0

    # === Calls === #

    def call(self, operation, **arguments):
        """Call `operation` and return its answer as a dict.

        The dict holds ``return`` and the out parameters; complex values are dicts,
        dates and decimals are Python's. Arguments are dicts alike; ``None`` for a
        required nillable element goes out as ``xsi:nil``.

        :raises RetryableError, BusinessError: see ``errors``
        """
        proxy_operation = self._operation(operation)
        _set_nil(proxy_operation.input.body.type, arguments)
        try:
            with self._session_headers():
                answer = self._service[operation](**arguments)
        except Fault as fault:
            raise fault_error(fault) from fault
        except ValidationError as error:
            raise BusinessError("invalid", f"{operation}: {error}") from error
        except requests.exceptions.ConnectTimeout as error:
            raise RetryableError("unreachable", str(error)) from error
        except requests.exceptions.Timeout as error:
            raise RetryableError("timeout", str(error)) from error
        except requests.exceptions.RequestException as error:
            raise _broken_connection(error) from error
        except (ZeepError, etree.LxmlError) as error:
            raise RetryableError("answer", f"{operation}: {error!r}") from error
        answer = self._as_dict(proxy_operation, answer)
        missing = _missing(proxy_operation.output.body.type, answer)
        if missing:
            raise RetryableError(
                "answer", f"{operation}: the answer lacks {', '.join(missing[:5])}"
            )
        return answer

    def request_xml(self, operation, **arguments):
        """The envelope of a call as text, without making the call."""
        _set_nil(self._operation(operation).input.body.type, arguments)
        envelope = self._client.create_message(self._service, operation, **arguments)
        return etree.tostring(envelope, encoding="unicode", pretty_print=True)

    def _operation(self, name):
        try:
            return contract().bindings[BINDING].get(name)
        except (KeyError, ValueError):
            raise BusinessError(
                "unsupported", f"no operation {name} in the contract"
            ) from None

    @staticmethod
    def _as_dict(operation, answer):
        """Always {'return': …, out parameters}: zeep hands over a sole value bare, and
        the sole list of a sole value too."""
        elements = operation.output.body.type.elements
        value = serialize_object(answer, dict)
        if len(elements) > 1:
            return value
        name, element = elements[0]
        inner = _elements(element.type)
        if isinstance(value, list) and not _is_list(element) and len(inner) == 1:
            value = {inner[0][0]: value}
        return {name: value}

    # === Sessions of 1C === #

    @contextlib.contextmanager
    def conversation(self):
        """Keep one session of 1C for the calls made inside."""
        self._in_conversation = True
        try:
            yield self
        finally:
            self._in_conversation = False
            self._http.cookies.clear()

    @contextlib.contextmanager
    def _session_headers(self):
        """The header that opens a session with the first call of a conversation.

        Later calls carry its cookie; a session that 1C has dropped meanwhile is opened
        anew.
        """
        if not self._in_conversation:
            yield
            return
        fresh = self._http.cookies.get("ibsession") is None
        if not fresh and time.monotonic() - self._last_call > SESSION_IDLE:
            self._http.cookies.clear()
            fresh = True
        if fresh:
            self._http.headers["IBSession"] = "start"
        try:
            yield
        except Exception:
            self._http.cookies.clear()  # never argue with a session that failed
            raise
        finally:
            self._http.headers.pop("IBSession", None)
            self._last_call = time.monotonic()

    def close(self):
        self._http.close()


def _broken_connection(error):
    """Was there no connection, or did it break with the message under way?"""
    text = str(error)
    cause = error.args[0] if error.args else None
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return RetryableError("answer", f"the answer was cut: {text}")
    if isinstance(error, requests.exceptions.SSLError):
        return RetryableError("unreachable", f"TLS: {text}")
    if isinstance(cause, MaxRetryError):
        return RetryableError("unreachable", text)
    return RetryableError("broken", text)


# === The contract applied to dicts === #


def _elements(xsd_type):
    return getattr(xsd_type, "elements", None) or []


def _is_list(element):
    return element.max_occurs == "unbounded" or element.max_occurs > 1


def _set_nil(xsd_type, values):
    """Put ``xsd.Nil`` where a required nillable element has no value, at any depth."""
    for name, element in _elements(xsd_type):
        value = values.get(name)
        if value is None:
            if element.min_occurs and element.nillable:
                values[name] = xsd.Nil
        elif isinstance(value, dict):
            _set_nil(element.type, value)
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, dict):
                    _set_nil(element.type, item)


def _is_blank(value):
    """Is there nothing in a structure, at any depth?"""
    if isinstance(value, dict):
        return all(_is_blank(item) for item in value.values())
    return value is None or value == []


def _may_be_empty(xsd_type):
    """Is an element without content a value of this type?"""
    elements = _elements(xsd_type)
    return elements and not any(element.min_occurs for _name, element in elements)


def _missing(xsd_type, values, path=""):
    """Names of the required elements that an answer lacks, at any depth."""
    missing = []
    for name, element in _elements(xsd_type):
        here = f"{path}{name}"
        value = values.get(name)
        if isinstance(value, dict) and element.nillable and _is_blank(value):
            # what zeep makes of ``xsi:nil="true"``
            value = values[name] = None
        if value is None and not element.nillable and _may_be_empty(element.type):
            # zeep cannot tell an empty list (``<return/>``) from none at all
            value = values[name] = {} if element.min_occurs else None
        if value is None or (_is_list(element) and not value):
            if element.min_occurs and not element.nillable:
                missing.append(here)
        elif isinstance(value, dict):
            missing += _missing(element.type, value, f"{here}/")
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, dict):
                    missing += _missing(element.type, item, f"{here}/")
    return missing
