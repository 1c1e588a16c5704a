"""The HTTP side of the service: publication, login, sessions, faults.

As 1С's web server extension does it: ``?wsdl`` needs the login too, an operation
that raises answers 500 with a SOAP Fault that holds module and line, a client that
asks ``IBSession: start`` gets a cookie and keeps its session.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hmac
import secrets
import socket
import sqlite3
import threading
import time
import traceback
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from lxml import etree

from ..books import Books, Refused, Unknown
from .contract import Contract, ContractError
from .faults import Cut, Interrupted, take_fault
from .service import Service

ENVELOPES = {
    "http://schemas.xmlsoap.org/soap/envelope/": "text/xml; charset=utf-8",
    "http://www.w3.org/2003/05/soap-envelope": "application/soap+xml; charset=utf-8",
}
SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"
LIMIT = 64 * 1024 * 1024


@dataclass
class Publication:
    """What the server was started with."""

    books: Path
    login: str
    password: str
    think: float = 0  # seconds every operation takes
    slow: float = 0  # seconds before the answer is sent
    path: str = "/base/ws/B2BPortal.1cws"
    quiet: bool = True


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], publication: Publication):
        self.publication = publication
        self.contract = Contract()
        self.sessions: set[str] = set()
        self.started = 0  # sessions that took a licence
        super().__init__(address, Handler)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server
    timeout = 60

    def log_message(self, format, *args):
        if not self.server.publication.quiet:
            super().log_message(format, *args)

    # === requests === #

    def do_GET(self):
        path, _sep, query = self.path.partition("?")
        if path == "/health":  # not 1С's: lets a test wait for the process
            return self._send(200, b"ok", "text/plain")
        if not self._allowed():
            return None
        if not self._known(path) or query.lower() != "wsdl":
            return self._send(404, b"", "text/plain")
        return self._send(200, self.server.contract.path.read_bytes(), "text/xml")

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        if length > LIMIT:
            return self._send(413, b"", "text/plain")
        body = self.rfile.read(length)
        if not self._allowed():
            return None
        if not self._known(self.path.partition("?")[0]):
            return self._send(404, b"", "text/plain")
        with contextlib.suppress(Cut):
            self._operation(body)

    def _known(self, path: str) -> bool:
        """Any base of this web server: /<base>/ws/B2BPortal[.1cws]."""
        return path.removesuffix(".1cws").endswith("/ws/B2BPortal")

    def _allowed(self) -> bool:
        scheme, _sep, token = (self.headers.get("Authorization") or "").partition(" ")
        publication = self.server.publication
        wanted = f"{publication.login}:{publication.password}".encode()
        with contextlib.suppress(binascii.Error, ValueError):
            given = base64.b64decode(token.strip(), validate=True)
            if scheme.lower() == "basic" and hmac.compare_digest(given, wanted):
                return True
        self._send(
            401, b"", "text/plain", {"WWW-Authenticate": 'Basic realm="1C:Enterprise"'}
        )
        return False

    # === operations === #

    def _operation(self, body: bytes) -> None:
        contract, publication = self.server.contract, self.server.publication
        envelope = SOAP11
        with Books(publication.books) as books:
            try:
                envelope, element = _unwrap(body)
                name, values = contract.read_request(element)
                fault = take_fault(books, name)
                fault.before(self)
                time.sleep(publication.think)
                answer = Service(books, contract, fault).call(name, values, element)
                answer = fault.alter(name, answer)
                fault.after(self)
            except Cut:
                raise
            except Refused as error:
                return self._fault(envelope, f"[BUSINESS/{error.code}] {error}")
            except Unknown as error:
                return self._fault(envelope, f"[BUSINESS/NotFound] {error}")
            except ContractError as error:
                return self._fault(envelope, f"[BUSINESS/Contract] {error}")
            except etree.XMLSyntaxError as error:
                return self._fault(envelope, f"[BUSINESS/Contract] {error}")
            except (Busy, sqlite3.OperationalError) as error:
                return self._fault(envelope, f"[RETRY/Locked] {error}")
            except Interrupted:
                self.drop()
            except Exception as error:  # 1С tells every error of its code so
                traceback.print_exc()
                return self._fault(envelope, f"Ошибка при вызове метода: {error!r}")
            time.sleep(publication.slow)
            payload = _wrap(envelope, answer)
            fault.half(self, payload)
            return self._send(200, payload, ENVELOPES[envelope], self._session())

    def _fault(self, envelope: str, text: str) -> None:
        # 1С puts the module and the line in front of what was raised.
        text = f"{{ОбщийМодуль.B2BPortal.Модуль(214)}}: {text}"
        root = etree.Element(f"{{{envelope}}}Envelope", nsmap={"soap": envelope})
        fault = etree.SubElement(
            etree.SubElement(root, f"{{{envelope}}}Body"), f"{{{envelope}}}Fault"
        )
        if envelope == SOAP11:
            etree.SubElement(fault, "faultcode").text = "soap:Server"
            etree.SubElement(fault, "faultstring").text = text
            etree.SubElement(fault, "detail")
        else:
            code = etree.SubElement(fault, f"{{{envelope}}}Code")
            etree.SubElement(code, f"{{{envelope}}}Value").text = "soap:Receiver"
            reason = etree.SubElement(fault, f"{{{envelope}}}Reason")
            node = etree.SubElement(reason, f"{{{envelope}}}Text")
            node.set("{http://www.w3.org/XML/1998/namespace}lang", "ru")
            node.text = text
        payload = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
        self._send(500, payload, ENVELOPES[envelope], self._session())

    def _session(self) -> dict[str, str]:
        """IBSession: start gives a cookie, finish ends it."""
        wish = (self.headers.get("IBSession") or "").lower()
        known = (self.headers.get("Cookie") or "").partition("ibsession=")[2][:32]
        if wish == "start":
            value = secrets.token_hex(16)
            self.server.sessions.add(value)
            self.server.started += 1
            return {"Set-Cookie": f"ibsession={value}; HttpOnly"}
        if known not in self.server.sessions:
            self.server.started += 1  # a session for this one call
        elif wish == "finish":
            self.server.sessions.discard(known)
        return {}

    def _send(self, status: int, body: bytes, kind: str, headers=None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def drop(self) -> None:
        """Cut the line without a word."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
        raise Cut


class Busy(Exception):
    """The object is locked by a user: try again."""


def _unwrap(body: bytes):
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(body, parser)
    namespace = etree.QName(root).namespace
    if namespace not in ENVELOPES:
        raise ContractError(f"Неизвестный конверт SOAP {namespace}")
    inside = root.find(f"{{{namespace}}}Body")
    if inside is None or not len(inside):
        raise ContractError("Пустое тело конверта SOAP")
    return namespace, inside[0]


def _wrap(envelope: str, element) -> bytes:
    root = etree.Element(f"{{{envelope}}}Envelope", nsmap={"soap": envelope})
    etree.SubElement(root, f"{{{envelope}}}Body").append(element)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def serve(host: str, port: int, publication: Publication) -> Server:
    """Start answering in a thread; the caller shuts the server down."""
    server = Server((host, port), publication)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
