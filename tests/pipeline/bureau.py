"""A department whose interface tells changes, and what becomes of them, day by day.

The interface really answers: the feed is human_resources/insured_persons as declared.
People and numbers are invented (divisions that begin with 98).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import duckdb

from onesource import clock
from onesource.landing import registry
from onesource.landing.land import Landed
from onesource.pipeline import feed as feeds
from onesource.pipeline.house import House
from onesource.quality import state, verdict
from onesource.sources.connections import Connection
from onesource.store.base import Base
from onesource.store.lake import Lake
from onesource.store.setwork import DuckWork

PATH = "human_resources/insured_persons"
Row = dict[str, Any]


def citizen(number: int) -> str:
    """An invented citizen number with its check digit."""
    body = f"98010119900101{number:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def stamp(day: int, hour: int = 9) -> str:
    """A moment of November 2026 as the interface writes it."""
    return f"2026-11-{day:02}T{hour:02}:00:00+08:00"


def insured(number: int, day: int = 1, **changes: Any) -> Row:
    """The n-th insured person, as last changed on a day."""
    row = {
        "insuranceId": f"I{number:04}",
        "idNumber": citizen(number),
        "name": f"参保{number}",
        "sex": "男",
        "employerCode": None,
        "mobile": None,
        "status": "正常参保",
        "deleted": "false",
        "updatedAt": stamp(day),
    }
    return row | changes


@dataclass
class Interface:
    """What the department holds: `rows` by insurance number; `asked`: what each request asked for.

    The other words are those of the interface itself, which each department chooses anew.
    """

    rows: list[Row] = field(default_factory=list)
    asked: list[str | None] = field(default_factory=list)
    port: int = 0
    listed: str = "items"
    cursor: str = "next_cursor"
    since: str = "updated_since"
    changed: str = "updatedAt"

    def put(self, *rows: Row) -> None:
        """Each row takes the place of the one of its number."""
        new = {row["insuranceId"] for row in rows}
        self.rows = [*(row for row in self.rows if row["insuranceId"] not in new), *rows]

    def drop(self, *numbers: int) -> None:
        """Rows are deleted without a word."""
        gone = {f"I{number:04}" for number in numbers}
        self.rows = [row for row in self.rows if row["insuranceId"] not in gone]

    def answer(self, query: dict[str, list[str]]) -> bytes:
        since = query.get(self.since, [None])[0]
        self.asked.append(since)
        told = [row for row in self.rows if since is None or row[self.changed] > since]
        return json.dumps({self.listed: told, self.cursor: None}, ensure_ascii=False).encode()


@contextmanager
def serving(interface: Interface) -> Iterator[Interface]:
    """The interface, answering."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = interface.answer(parse_qs(urlsplit(self.path).query))
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    interface.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield interface
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def day(number: int, hour: int = 20) -> datetime:
    """A moment of November 2026, in the bureau's time; more days lead into December."""
    months, rest = divmod(number - 1, 30)
    return datetime(2026, 11 + months, rest + 1, hour, tzinfo=clock.BUREAU_TIME)


@dataclass(frozen=True)
class Bureau:
    """The bureau's side: one installation that collects one feed."""

    base: Base
    folder: Path
    interface: Interface
    path: str = PATH

    @property
    def house(self) -> House:
        """What the steps work in."""
        return House(self.base, Lake(str(self.folder)), self._connection)

    def _connection(self, name: str) -> Connection:
        return Connection(name, "http", "127.0.0.1", self.interface.port, password="agreed")

    def land(self, at: datetime, interval: datetime | None = None) -> Landed:
        """The first step."""
        with clock.at(at):
            return feeds.land(self.house, self.path, interval or at)

    def check(self, at: datetime, batch_id: str) -> None:
        """The second step."""
        with clock.at(at):
            feeds.check(self.house, self.path, batch_id)

    def accept(self, at: datetime, batch_id: str) -> None:
        """The third step."""
        with clock.at(at):
            feeds.accept(self.house, self.path, batch_id)

    def run(self, at: datetime, interval: datetime | None = None) -> str | None:
        """All three; the batch, None where nothing is new."""
        landed = self.land(at, interval)
        if landed.unchanged:
            return None
        self.check(at, landed.batch_id)
        self.accept(at, landed.batch_id)
        return landed.batch_id

    def in_force(self) -> registry.Registered:
        """The batch in force."""
        found = registry.in_force(self.base, *self.path.split("/"))
        assert found is not None
        return found

    def part(self, part: str, batch_id: str | None = None) -> list[Row]:
        """One of a batch's files, of the one in force where none is named."""
        batch = registry.batch(self.base, batch_id) if batch_id else self.in_force()
        name = verdict.file(batch.folder, part, batch.rules or "", batch.previous)
        with duckdb.connect() as duck:
            if part == "state":
                state.show(DuckWork(duck), self.house.lake, "part", name)
            else:
                self.house.lake.relation(duck, "part", name)
            answer = duck.execute("from part")
            names = [column[0] for column in answer.description or ()]
            return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def state(self, column: str = "name") -> dict[str, Any]:
        """The records in force: one column's values by record."""
        return {row["record"]: row[column] for row in self.part("state")}

    def kept(self) -> dict[str, list[str]]:
        """The records kept back, with the rules they fail."""
        return {
            row["record"]: [reason["rule"] for reason in row["reasons"]]
            for row in self.part("kept")
        }

    def open(self) -> list[tuple[str, str, str]]:
        """The open findings: kind, rule, entity key."""
        query = (
            "select kind, rule, entity_key from discrepancy.finding where status = 'open' "
            "order by kind, rule, entity_key"
        )
        return [(row["kind"], row["rule"], row["entity_key"]) for row in self.base.rows(query)]

    def counts(self, batch_id: str) -> tuple[int | None, ...]:
        """A batch's accounting."""
        found = registry.batch(self.base, batch_id)
        return found.received, found.accepted, found.quarantined, found.duplicates

    def feed(self) -> Row:
        """The feed's row in the registry."""
        [found] = self.base.rows("select * from registry.feed")
        return found
