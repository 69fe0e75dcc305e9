"""A paged interface and a front-end machine that really answer, as well or as badly as a test wants."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from demo.process import serving
from onesource.catalog.source import FrontEndMachine
from onesource.sources import http_session
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
    queries: list[dict[str, str]] = field(default_factory=list)
    port: int = 0

    def connection(self, token: str = TOKEN) -> Connection:
        return Connection("civil_affairs_api", "http", "127.0.0.1", self.port, password=token)

    def pages(self) -> list[int]:
        """The pages asked for, in order."""
        return [number for number, _ in self.asked]


def handler(interface: Interface) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = {name: words[0] for name, words in parse_qs(urlsplit(self.path).query).items()}
            interface.queries.append(query)
            number = int(query.get("page", 0))
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
    monkeypatch.setattr(http_session, "TIMEOUT", (0.3, 0.3))
    monkeypatch.setattr(
        http_session, "PATIENCE", http_session.PATIENCE.new(total=2, backoff_factor=0)
    )


SOURCE = FrontEndMachine.model_validate(
    {
        "kind": "front_end_machine",
        "connection": "box",
        "files": "outbox/codes_*.csv",
        "manifest": "required",
        "format": {"kind": "csv", "encoding": "gb18030"},
    }
)
LOOSE = SOURCE.model_copy(update={"manifest": "none"})


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("front_end_city")
    with serving(folder) as connections:
        yield folder, connections["statistics_frontend"]


@pytest.fixture(params=["sftp", "folder"])
def box(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Connection, Path]]:
    """A machine reached in either way, and its outbox, empty."""
    if request.param == "folder":
        outbox = tmp_path / "machine" / "outbox"
        outbox.mkdir(parents=True)
        yield Connection("box", "fs", extra={"path": str(tmp_path / "machine")}), outbox
        return
    folder, entry = request.getfixturevalue("city")
    outbox = folder / "frontend/statistics/outbox"
    yield over_sftp(entry), outbox
    for file in outbox.glob("codes_*"):
        file.unlink()


def over_sftp(entry: dict[str, Any], **other: str) -> Connection:
    extra = {**entry["extra"], **other}
    return Connection("box", "sftp", entry["host"], entry["port"], entry["login"], extra=extra)


def deliver(outbox: Path, day: str, content: bytes = b"x", manifest: bool = True) -> None:
    (outbox / f"codes_{day}.csv").write_bytes(content)
    if manifest:
        told = {"rows": 1, "sha256": "AB", "reference_date": "2023-12-31"}
        (outbox / f"codes_{day}.manifest.json").write_text(json.dumps(told))
