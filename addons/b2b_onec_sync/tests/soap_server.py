"""A web server that answers what a test tells it, over real HTTP.

It knows nothing of 1С: the tests of the client look at what goes over the wire and at
how answers of every sort are taken. Recorded answers lie in ``tests/data``.
"""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

DATA = Path(__file__).with_name("data")


def recorded(name):
    return DATA.joinpath(name).read_bytes()


class Answer:
    """What to answer: status, headers, body; `cut` bytes of the body are kept back,
    `wait` is an event to wait for before the answer."""

    def __init__(
        self, body=b"", status=200, kind="text/xml", cut=0, wait=None, **headers
    ):
        self.body = body
        self.status = status
        self.headers = {"Content-Type": f"{kind}; charset=utf-8", **headers}
        self.cut = cut
        self.wait = wait


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append((self.path, dict(self.headers), body))
        answer = self.server.answers.pop(0)
        if answer is None:
            self.close_connection = True
            return
        if answer.wait:
            answer.wait.wait(5)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body[: len(answer.body) - answer.cut])
        if answer.cut:
            self.close_connection = True

    def log_message(self, *args):
        """Quiet."""

    def handle(self):
        with contextlib.suppress(ConnectionError):  # the client gave up
            super().handle()


class Server(ThreadingHTTPServer):
    """``answers`` are given in turn (None: the line is cut); ``requests`` are kept."""

    daemon_threads = True

    def __init__(self):
        self.answers = []
        self.requests = []
        super().__init__(("127.0.0.1", 0), _Handler)
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/base/ws/B2BPortal.1cws"

    def stop(self):
        self.shutdown()
        self.server_close()
