"""A paged interface that really answers over HTTP, as well or as badly as a test wants."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from onesource.sources import http_api
from onesource.sources.connections import Connection

ROWS = [{"code": f"110101{i:03d}000", "name": f"第{i}街道", "level": "4"} for i in range(1, 6)]
TOKEN = "agreed"


@dataclass(frozen=True)
class Answer:
    """One answer; `body` as it goes over the wire."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def page(number: int, size: int = 2, rows: list[Any] | None = None, **changes: Any) -> Answer:
    """The page of that number as agreed with civil affairs."""
    listed = ROWS if rows is None else rows
    data = listed[(number - 1) * size : number * size]
    body = {"total": len(listed), "version": "1", "data": data, **changes}
    return Answer(json.dumps(body, ensure_ascii=False).encode())


@dataclass
class Interface:
    """The server: `answer` says what each request gets, `asked` what was asked and when."""

    answer: Callable[[int, int], Answer] = lambda number, _: page(number)
    asked: list[tuple[int, float]] = field(default_factory=list)
    port: int = 0

    def connection(self, token: str = TOKEN) -> Connection:
        return Connection("civil_affairs_api", "http", "127.0.0.1", self.port, password=token)

    def pages(self) -> list[int]:
        """The pages asked for, in order."""
        return [number for number, _ in self.asked]


def handler(interface: Interface) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            number = int(query["page"][0])
            interface.asked.append((number, time.monotonic()))
            given = interface.answer(number, len(interface.asked))
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                given = Answer(b'{"error": "no"}', 401)
            self.send_response(given.status)
            for name, value in {"Content-Length": str(len(given.body)), **given.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(given.body)

        def log_message(self, *_: Any) -> None:
            """Nothing is printed."""

    return Handler


@pytest.fixture
def interface() -> Iterator[Interface]:
    made = Interface()
    with ThreadingHTTPServer(("127.0.0.1", 0), handler(made)) as server:
        made.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield made
        server.shutdown()
        thread.join()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gives up after two quick tries, where waiting is not what is tested."""
    monkeypatch.setattr(http_api, "TIMEOUT", (0.3, 0.3))
    monkeypatch.setattr(http_api, "PATIENCE", http_api.PATIENCE.new(total=2, backoff_factor=0))
