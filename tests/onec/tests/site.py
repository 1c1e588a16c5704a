"""A site that keeps to the protocol and remembers what it was sent."""

from __future__ import annotations

import base64
import io
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote_to_bytes

EMPTY = '<?xml version="1.0" encoding="UTF-8"?><КоммерческаяИнформация/>'


class Site:
    """Answers checkauth, init, file, import, query and success."""

    def __init__(self, zipped=True, file_limit=4096, progress=2):
        self.zipped, self.file_limit, self.progress = zipped, file_limit, progress
        self.login, self.password = "exchange", "secret"
        self.requests: list[str] = []
        self.files: dict[str, bytes] = {}
        self.chunks = 0
        self.orders = EMPTY
        self.import_answer = "success"
        self.polls: dict[str, int] = {}
        self.succeeded = 0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}/1c_exchange"
        self.where = (self.url, self.login, self.password)

    def __enter__(self) -> Site:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_exc) -> None:
        self.server.shutdown()
        self.server.server_close()

    def unpacked(self) -> dict[str, bytes]:
        """All files, those inside archives too."""
        result = {}
        for name, content in self.files.items():
            if not name.endswith(".zip"):
                result[name] = content
                continue
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                result |= {item: archive.read(item) for item in archive.namelist()}
        return result

    def answer(self, method: str, query: str, body: bytes) -> str:
        pairs = [pair.partition("=")[::2] for pair in query.split("&")]
        params = {name: unquote_to_bytes(value).decode() for name, value in pairs}
        name = params.get("filename", "")
        match params["mode"]:
            case "checkauth":
                return "success\nPHPSESSID\nabc\nsessid=xyz"
            case "init":
                self.files.clear()
                zipped = "yes" if self.zipped else "no"
                return f"zip={zipped}\nfile_limit={self.file_limit}"
            case "file":
                self.files[name] = self.files.get(name, b"") + body
                self.chunks += 1
                return "success"
            case "import":
                self.polls[name] = self.polls.get(name, 0) + 1
                more = self.polls[name] <= self.progress
                return f"progress\n{name}" if more else self.import_answer
            case "query":
                return self.orders
            case "success":
                self.succeeded += 1
                return "success"
        return "failure\nunknown mode"

    def _handler(site):
        token = base64.b64encode(f"{site.login}:{site.password}".encode()).decode()

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args):
                pass

            def do_GET(self):
                query = self.path.partition("?")[2]
                site.requests.append(f"{self.command} {query}")
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if self.headers.get("Authorization") != f"Basic {token}":
                    return self._send(401, "failure\nwrong password")
                if "checkauth" not in query:
                    assert self.headers["Cookie"] == "PHPSESSID=abc"
                return self._send(200, site.answer(self.command, query, body))

            do_POST = do_GET

            def _send(self, status, text):
                body = text.encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/plain; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        return Handler
