"""Recorded byte streams of 1С, fed through a bare socket; replies byte for byte."""

import base64
import json
import re
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from .portal import Portal

RECORDED = Path(__file__).parent / "recorded"
#: The goods in the recorded catalogue.
GOODS = 8


@pytest.fixture(scope="module")
def portal():
    with Portal("replay") as opened:
        yield opened


class Line:
    """Requests as bytes, one connection each, as 1С makes them."""

    def __init__(self, portal):
        url, login, key = portal.where
        parts = urlsplit(url)
        self.address = parts.hostname, parts.port
        self.path = parts.path
        token = base64.b64encode(f"{login}:{key}".encode()).decode()
        self.head = f"Host: {parts.netloc}\r\nAuthorization: Basic {token}\r\n"
        self.cookie = self.sessid = ""

    def ask(self, step):
        """(status, headers, body) of the answer to a recorded request."""
        body = base64.b64decode(step.get("body", ""))
        target = step["target"].replace("{sessid}", self.sessid)
        request = f"{step['method']} {self.path}{target} HTTP/1.1\r\n{self.head}"
        if self.cookie:
            request += f"Cookie: {self.cookie}\r\n"
        request += f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        with socket.create_connection(self.address, timeout=120) as line:
            line.sendall(request.encode() + body)
            answer = b""
            while piece := line.recv(1 << 16):
                answer += piece
        head, _sep, content = answer.partition(b"\r\n\r\n")
        status, *rows = head.decode("latin-1").split("\r\n")
        headers = {}
        for row in rows:
            name, _sep, value = row.partition(":")
            headers[name.strip().lower()] = value.strip()
        if headers.get("transfer-encoding") == "chunked":
            content = b"".join(re.findall(rb"[0-9a-f]+\r\n(.*?)\r\n", content, re.S))
        return int(status.split()[1]), headers, content


def check(line, mode, has_version, content):
    """The words of the reply to a mode, nothing before and nothing after them."""
    if mode == "checkauth":
        pattern = rb"success\nb2b_onec\n([\w-]{30,})\nsessid=([0-9a-f]{32})"
        pattern += rb"\ntimestamp=(\d{10})" if has_version else b""
        match = re.fullmatch(pattern, content)
        assert match, content
        line.cookie = f"b2b_onec={match[1].decode()}"
        line.sessid = match[2].decode()
    elif mode == "init":
        expected = "zip=yes\nfile_limit=16777216"
        if has_version:
            expected += f"\nsessid={line.sessid}\nversion=3.1"
        assert content == expected.encode()
    elif mode == "import":
        first, _sep, rest = content.partition(b"\n")
        assert first == b"success", content
        assert b"\n\n" not in rest
    elif mode == "query":
        assert content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<')
        assert "Документ>".encode() not in content
    else:
        assert content == b"success"


@pytest.mark.parametrize("name", ["ut", "unf208", "unf210", "split31"])
def test_a_recorded_dialogue_is_answered_byte_for_byte(portal, name):
    steps = json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))
    line = Line(portal)
    for step in steps:
        params = dict(
            part.partition("=")[::2] for part in step["target"].lstrip("?").split("&")
        )
        mode = params["mode"]
        if mode == "checkauth":
            line.cookie = line.sessid = ""
        while True:
            status, headers, content = line.ask(step)
            assert status == 200
            kind = "text/xml" if mode == "query" else "text/plain"
            assert headers["content-type"] == f"{kind}; charset=utf-8"
            if not (mode == "import" and content.startswith(b"progress\n")):
                break
        check(line, mode, "version" in params, content)

    assert portal.value("SELECT COUNT(*) FROM onec_link WHERE kind = 'good'") == GOODS
    states = portal.query(
        "SELECT DISTINCT state, COALESCE(error, '') FROM onec_session_file"
    )
    assert states == [("done", "")]


def test_a_dialogue_told_twice_with_its_parts_doubled_changes_nothing(portal):
    """1С repeats what it got no answer to: every request twice over."""
    steps = json.loads((RECORDED / "unf210.json").read_text(encoding="utf-8"))
    tables = ("product_product", "product_pricelist_item", "stock_quant")
    before = {name: portal.state()[name] for name in tables}
    line = Line(portal)
    for step in steps:
        if "mode=checkauth" in step["target"]:
            line.cookie = line.sessid = ""
        for _time in range(1 if "mode=file" in step["target"] else 2):
            content = line.ask(step)[2]
            while content.startswith(b"progress\n"):
                content = line.ask(step)[2]
            if "mode=checkauth" in step["target"]:
                check(line, "checkauth", "version=" in step["target"], content)
            assert not content.startswith(b"failure"), content
    assert {name: portal.state()[name] for name in tables} == before
