"""1С as the HTTP client of the site: the dialogue of its dialect, parameter by
parameter.

The requests are made as УТ makes them: type, mode, then the rest in this order,
file names not encoded, Basic on every request, the cookie that checkauth gave.
"""

from __future__ import annotations

import base64
import http.client
import io
import secrets
import time
import uuid
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lxml import etree

from . import dialect
from .books import Books
from .commerceml.catalogue import CatalogueWriter, Portion
from .commerceml.orders_in import Loaded, LoadError, load_orders
from .commerceml.orders_out import orders_file
from .commerceml.split import SplitWriter

DEFAULT_PATH = "bitrix/admin/1c_exchange.php"


class ExchangeError(Exception):
    """УТ stops the session with this text in its log."""


@dataclass
class Misbehaviour:
    """What goes wrong on 1С's side, on demand."""

    slow: float = 0  # seconds before every request
    cut: int = 0  # drop the connection inside the Nth chunk, once
    half_file: bool = False  # send only the first half, then ask for import
    bad_xml: bool = False  # break the XML in the middle
    duplicate: bool = False  # every chunk of a new file twice over (a restart)
    duplicate_session: bool = False  # the whole portion once more
    backslashes: bool = False  # Windows separators inside the zip
    no_import: bool = False  # «без ожидания подтверждения импорта»
    no_success: bool = False  # orders are taken, mode=success never comes


@dataclass
class Report:
    """What a session did."""

    requests: int = 0
    files: list[str] = field(default_factory=list)
    bytes_sent: int = 0
    chunks: int = 0
    polls: int = 0
    seconds: float = 0
    loaded: Loaded = field(default_factory=Loaded)
    sent_orders: list[str] = field(default_factory=list)


class _Connection(http.client.HTTPConnection):
    """Lets Cyrillic and spaces through in the request line, as УТ does."""

    def _validate_path(self, url):
        pass

    def _encode_request(self, request):
        return request.encode("utf-8")


class _SecureConnection(_Connection, http.client.HTTPSConnection):
    pass


class SiteExchange:
    """The node «Обмен с сайтом» of one base."""

    def __init__(
        self,
        books: Books,
        url: str,
        login: str,
        password: str,
        picture: Callable[[dict, int], bytes] | None = None,
        misbehave: Misbehaviour | None = None,
        portion: int = 1000,
        say: Callable[[str], None] = lambda _text: None,
    ):
        self.books = books
        self.dialect = dialect.of(books)
        self.poll_pause = self.dialect.poll_pause
        self.picture = picture
        self.wrong = misbehave or Misbehaviour()
        self.portion = portion
        self.say = say
        self.report = Report()
        address = url.replace(" ", "").replace("\\", "/")
        parts = urlsplit(address if "://" in address else f"http://{address}")
        self.secure = parts.scheme == "https"
        self.host = parts.netloc
        self.path = "/" + (parts.path.strip("/") or DEFAULT_PATH)
        token = base64.b64encode(f"{login}:{password}".encode()).decode()
        self.headers = {"Authorization": f"Basic {token}"}
        self.sessid = ""
        self.timestamp: int | None = None

    # === whole sessions === #

    def push_catalogue(self, what: str = "full") -> Report:
        """Send the catalogue: 'full', 'changes' or 'prices-stock'."""
        started = time.monotonic()
        message = int(self.books.setting("message") or 0) + 1
        self.books.set("message", str(message))
        goods = self.books.take("good", message)
        offers = self.books.take("offer", message)
        kind = SplitWriter if self.dialect.split else CatalogueWriter
        writer = kind(self.books, self.portion)
        if what == "full":
            portions = writer.full()
        elif what == "prices-stock":
            portions = writer.prices_and_stock(offers) if offers else []
        else:
            portions = writer.changes(goods, offers) if goods or offers else []
        for portion in portions:
            self._send_portion(portion)
            if self.wrong.duplicate_session:
                self._send_portion(portion)
        # Registration is dropped only after every portion was accepted.
        if what != "prices-stock":
            self.books.confirm("good", message)
        self.books.confirm("offer", message)
        self.report.seconds = time.monotonic() - started
        return self.report

    def fetch_orders(self) -> Loaded:
        """Take orders: query, one transaction, then success."""
        self._checkauth("sale")
        body = self._request("GET", "sale", "query")
        if not body:
            raise ExchangeError("Сайт вернул пустой ответ")
        try:
            loaded = load_orders(self.books, body)
        except LoadError as error:
            self.books.log("rejected", str(error))
            raise ExchangeError(f"Заказы не загружены: {error}") from error
        if self.dialect.says_success and not self.wrong.no_success:
            answer = self._request("GET", "sale", "success")
            if not answer:
                raise ExchangeError("Сайт не подтвердил получение заказов")
        self.report.loaded = loaded
        self.say(
            f"заказы: получено {len(loaded.numbers)}, новых {len(loaded.created)}, "
            f"переписано {len(loaded.rewritten)}, пропущено {len(loaded.skipped)}"
        )
        return loaded

    def send_orders(self) -> list[str]:
        """Send the orders that are registered for the node."""
        message = int(self.books.setting("message") or 0) + 1
        self.books.set("message", str(message))
        guids = self.books.take("order", message)
        if not guids:
            return []
        self._checkauth("sale")
        limit = self._init("sale")[1]
        name = f"orders-{uuid.uuid4()}_1.xml"
        self._send_file("sale", name, orders_file(self.books, guids), limit)
        if self.dialect.sale_import:
            self._import("sale", name)
        self.books.confirm("order", message)
        self.report.sent_orders = guids
        self.say(f"заказы: отправлено {len(guids)}")
        return guids

    def exchange(self, what: str = "changes") -> Report:
        """A scheduled run of УТ: catalogue first, then orders in, then out."""
        self.push_catalogue(what)
        self.fetch_orders()
        self.send_orders()
        return self.report

    # === steps === #

    def _send_portion(self, portion: Portion) -> None:
        self._checkauth("catalog")
        zipped, limit = self._init("catalog")
        files = dict(portion.files)
        if self.wrong.bad_xml:
            name = max(files)
            files[name] = files[name].replace(b"</", b"<\\", 1)
        for path, good, place in portion.pictures if self.picture else []:
            files[path] = self.picture(good, place)
        if zipped:
            name = f"v8_{secrets.token_hex(2).upper()}_{secrets.token_hex(1)}.zip"
            self._send_file("catalog", name, self._zip(files), limit)
        else:
            for name, content in files.items():
                self._send_file("catalog", name, content, limit)
        if self.wrong.no_import:
            return
        names = portion.files if self.dialect.split else sorted(portion.files)
        for name in names:
            self._import("catalog", name)

    def _zip(self, files: dict[str, bytes]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                info = zipfile.ZipInfo(name, time.localtime()[:6])
                info.compress_type = zipfile.ZIP_DEFLATED
                if self.wrong.backslashes:
                    info.filename = name.replace("/", "\\")
                archive.writestr(info, content)
        return out.getvalue()

    def _checkauth(self, kind: str) -> None:
        self.headers.pop("Cookie", None)
        self.sessid = ""
        lines = self._request("GET", kind, "checkauth").decode().split("\n")
        if lines[0].strip().lower() != "success" or len(lines) < 3:
            raise ExchangeError(f"Авторизация не выполнена: {lines[0]}")
        self.headers["Cookie"] = f"{lines[1].strip()}={lines[2].strip()}"
        stamps = [line for line in lines if line.startswith("timestamp=")]
        self.timestamp = int(stamps[0].partition("=")[2]) if stamps else None
        flag = self.books.setting("use_sessid") == "1"  # a flag of the node
        if flag and len(lines) > 3 and lines[3].startswith("sessid="):
            self.sessid = lines[3].strip()[len("sessid=") :]

    def _init(self, kind: str) -> tuple[bool, int]:
        lines = self._request("GET", kind, "init").decode().split("\n")
        pairs = [line.strip().partition("=") for line in lines]
        names = tuple(name for name, _sep, _value in pairs)
        if names != self.dialect.init_lines:  # exactly so many
            raise ExchangeError(f"Параметры обмена не получены: {lines}")
        return pairs[0][2] == "yes", int(pairs[1][2] or 0)

    def _send_file(self, kind: str, name: str, content: bytes, limit: int) -> None:
        self.say(f"файл {name}: {len(content)} байт")
        self.report.files.append(name)
        step = limit or len(content)
        chunks = [content[i : i + step] for i in range(0, len(content), step)]
        if self.wrong.half_file:
            chunks = chunks[: max(1, len(chunks) // 2)]
            chunks[-1] = chunks[-1][: max(1, len(chunks[-1]) // 2)]
        if self.wrong.duplicate:
            chunks = chunks * 2
        for number, chunk in enumerate(chunks, 1):
            if self.wrong.cut == number:
                self.wrong.cut = 0
                self._cut(kind, name, chunk)
            answer = self._request("POST", kind, "file", filename=name, body=chunk)
            first, _sep, rest = answer.decode("utf-8", "replace").partition("\n")
            if first.strip().lower() != "success":
                raise ExchangeError(f"Файл {name} не принят: {first} {rest}".strip())
            self.report.chunks += 1
            self.report.bytes_sent += len(chunk)

    def _import(self, kind: str, name: str) -> None:
        while True:
            answer = self._request("GET", kind, "import", filename=name)
            first, _sep, rest = answer.decode("utf-8", "replace").partition("\n")
            match first.strip().lower():
                case "success":
                    self.say(f"импорт {name}: выполнен")
                    return
                case "progress":  # УТ asks again at once, УНФ waits
                    self.report.polls += 1
                    time.sleep(self.poll_pause)
                    self.say(f"импорт {name}: {rest.strip()}")
                case "failure":
                    self.books.log("failure", f"{name}: {rest}")
                    raise ExchangeError(f"Импорт {name} не выполнен: {rest}".strip())
                case other:
                    raise ExchangeError(f"Неизвестный статус импорта: {other}")

    # === HTTP === #

    def _query(self, kind: str, mode: str, filename: str) -> str:
        speech = self.dialect
        pairs = [("type", kind)]
        extra = speech.at_init if mode == "init" and speech.at_init else speech.always
        last = [("mode", mode)] + [("filename", filename)] * bool(filename)
        sessid = [("sessid", self.sessid)] * bool(self.sessid)
        if speech.sessid_before_mode:
            pairs += [*sessid, *extra, *last]
        else:
            pairs += [*last, *sessid, *extra]
        return f"{self.path}?{'&'.join(f'{name}={value}' for name, value in pairs)}"

    def read_info(self) -> list[str]:
        """УНФ asks for the site's statuses, at a path that it does not let choose."""
        self._checkauth("sale")
        path, self.path = self.path, f"/{DEFAULT_PATH}"
        try:
            body = self._request("GET", "sale", "info")
        finally:
            self.path = path
        if not body.startswith(b"<?xml"):
            raise ExchangeError("Справочник статусов не получен")
        # The first letter of this name is Latin.
        rows = etree.fromstring(body).findall("C" + "татусы/Элемент")
        if not rows:
            raise ExchangeError("Поле объекта не обнаружено (Cтатусы)")
        return [row.findtext("Ид") for row in rows]

    def finish(self, since: int | None = None) -> None:
        """End of a full export by the module of 1С-Битрикс: hide what did not come.

        :param since: the moment that line 5 of checkauth told before the export
        """
        if since is not None:
            self._finish("deactivate", f"&timestamp={since}")
        self._finish("complete", "")

    def _finish(self, mode: str, tail: str) -> None:
        query = self._query("catalog", mode, "") + tail
        answer = self._send("GET", query, b"")[1]
        if not answer.startswith(b"success"):
            raise ExchangeError(f"{mode}: {answer.decode('utf-8', 'replace')}")

    def _connect(self) -> http.client.HTTPConnection:
        kind = _SecureConnection if self.secure else _Connection
        return kind(self.host, timeout=self.dialect.timeout)

    def _request(
        self, method: str, kind: str, mode: str, filename: str = "", body: bytes = b""
    ) -> bytes:
        status, answer = self._send(method, self._query(kind, mode, filename), body)
        if status != 200:  # only a line in the log; the body is parsed
            self.books.log("http", f"{mode}: код состояния {status}")
        if not answer and mode != "query":
            raise ExchangeError(f"{mode}: пустой ответ, код {status}")
        return answer

    def _send(self, method: str, query: str, body: bytes) -> tuple[int, bytes]:
        if self.wrong.slow:
            time.sleep(self.wrong.slow)
        self.report.requests += 1
        connection = self._connect()
        try:
            connection.request(method, query, body or None, self.headers)
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException) as error:
            raise ExchangeError(f"Сайт не отвечает: {error}") from error
        finally:
            connection.close()

    def _cut(self, kind: str, name: str, chunk: bytes) -> None:
        """Send the head of a chunk and drop the line."""
        connection = self._connect()
        connection.putrequest("POST", self._query(kind, "file", name))
        for key, value in self.headers.items():
            connection.putheader(key, value)
        connection.putheader("Content-Length", str(len(chunk)))
        connection.endheaders(chunk[: len(chunk) // 2])
        connection.close()
        raise ExchangeError("Соединение прервано")
