"""A small installation with its two departments, whose days pass when a test says so.

Everything is real: the departments' systems answer, PostgreSQL and the lake keep
what is collected. Only the registers are small and the clock is set.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from demo.civil_affairs import register_path, write_register
from demo.divisions import Division
from demo.statistics import write_delivery
from onesource import clock
from onesource.notice.delivery import Delivered
from onesource.pipeline import feed as feeds
from onesource.pipeline import library as libraries
from onesource.pipeline import round as rounds
from onesource.pipeline.house import House
from onesource.sources.connections import Connection, Connections
from onesource.store.base import Base
from onesource.store.lake import Lake

CIVIL, STATISTICS = "civil_affairs/divisions", "statistics/divisions"
LIBRARY = "geospatial"
DATED = date(2026, 10, 31)  # what statistics' first delivery in a test is dated
Rows = list[Division]


def day(number: int, hour: int = 10) -> datetime:
    """A moment of November 2026, in the bureau's time."""
    return datetime(2026, 11, number, hour, tzinfo=clock.BUREAU_TIME)


def township(number: int) -> str:
    """The key of the small county's n-th township."""
    return f"110101{number:03}"


def small(townships: int = 30) -> Rows:
    """One county with its townships, and what is above it."""
    above = [
        Division("110000000000", "北京市", "1"),
        Division("110100000000", "市辖区", "2"),
        Division("110101000000", "东城区", "3"),
    ]
    return above + [
        Division(f"{township(n)}000", f"第{n}街道", "4") for n in range(1, townships + 1)
    ]


def renamed(rows: Rows, names: Mapping[str, str]) -> Rows:
    """The rows with other names for the keys given."""
    by_code = {key.ljust(12, "0"): name for key, name in names.items()}
    return [row._replace(name=by_code.get(row.code, row.name)) for row in rows]


def without(rows: Rows, *keys: str) -> Rows:
    """The rows but those of the keys given."""
    codes = {key.ljust(12, "0") for key in keys}
    return [row for row in rows if row.code not in codes]


def also(rows: Rows, key: str, name: str) -> Rows:
    """The rows and one more township."""
    return [*rows, Division(key.ljust(12, "0"), name, "4")]


def connections(offered: Mapping[str, Mapping[str, Any]]) -> Connections:
    """What a served city offers, as the pipeline asks for it."""

    def find(name: str) -> Connection:
        one = offered[name]
        return Connection(
            name=name,
            kind=one["conn_type"],
            host=one["host"],
            port=one["port"],
            login=one["login"] or "",
            password=one["password"] or "",
            schema=one["schema"] or "",
            extra=one["extra"],
        )

    return find


@dataclass(frozen=True)
class Town:
    """One installation and the state folder of its city."""

    base: Base
    lake: Path
    city: Path
    connections: Connections

    @property
    def house(self) -> House:
        """What the pipeline's steps work in."""
        return House(self.base, Lake(str(self.lake)), self.connections)

    def on(self, base: Base, lake: Path) -> Town:
        """The same city, collected into another base database and lake."""
        return replace(self, base=base, lake=lake)

    def box(self, provider: str, name: str = "inbox") -> Path:
        """A department's inbox or outbox on the front-end machine."""
        return self.city / "frontend" / provider / name

    def empty_boxes(self) -> None:
        """Takes away what lies in every inbox, outbox and folder of answers."""
        for box in self.city.glob("frontend/*/*"):
            for file in box.iterdir():
                file.unlink()

    def register(self, rows: Iterable[Division]) -> None:
        """Civil affairs keeps these rows from now on."""
        write_register(register_path(self.city), rows)

    def deliver(self, rows: Iterable[Division], dated: date = DATED) -> Path:
        """Statistics leaves a delivery, which takes the place of one of the same date."""
        return write_delivery(self.box("statistics", "outbox"), rows, dated)

    def feed(
        self, path: str, at: datetime, interval: datetime | None = None
    ) -> feeds.Verdict | None:
        """A feed's run; None where its delivery equals the batch in force."""
        with clock.at(at):
            landed = feeds.land(self.house, path, interval or at)
            if landed.unchanged:
                return None
            verdict = feeds.check(self.house, path, landed.batch_id)
            feeds.accept(self.house, path, landed.batch_id)
            return verdict

    def library(self, at: datetime) -> str | None:
        """A library's run: the id of what was published, None where nothing is new."""
        with clock.at(at):
            built = libraries.master(self.house, LIBRARY)
            if built is None:
                return None
            libraries.audit(self.house, LIBRARY, built.build_id)
            libraries.publish(self.house, LIBRARY, built.build_id)
            return built.build_id

    def notify(self, provider: str, at: datetime) -> Delivered | None:
        """A provider's round."""
        with clock.at(at):
            return rounds.notify(self.house, provider, f"{at:%Y%m%dT%H%M%S}")

    def run(self, at: datetime, interval: datetime | None = None) -> list[Delivered | None]:
        """All of it: both feeds, the library, a report to each department."""
        for path in (CIVIL, STATISTICS):
            self.feed(path, at, interval)
        self.library(at)
        return [self.notify(provider, at) for provider in ("civil_affairs", "statistics")]

    def rows(self, query: str, **values: Any) -> list[dict[str, Any]]:
        """A query's answer."""
        with self.base.transaction() as connection:
            return [dict(row) for row in connection.execute(sa.text(query), values).mappings()]

    def value(self, query: str, **values: Any) -> Any:
        """A query's one value."""
        with self.base.transaction() as connection:
            return connection.execute(sa.text(query), values).scalar()

    def open(self, **where: str) -> list[dict[str, Any]]:
        """The open findings with those values, by key."""
        told = " and ".join(["status = 'open'", *(f"{name} = :{name}" for name in where)])
        query = f"select * from discrepancy.finding where {told} order by entity_key, finding_id"
        return self.rows(query, **where)

    def events(self, finding_id: Any) -> list[str]:
        """What happened to a finding, in order."""
        query = (
            "select event from discrepancy.finding_event where finding_id = :id order by event_id"
        )
        return [row["event"] for row in self.rows(query, id=finding_id)]

    def golden(self, key: str) -> dict[str, Any] | None:
        """The golden row of a division."""
        found = self.rows("select * from geospatial.division where entity_key = :key", key=key)
        return found[0] if found else None

    def versions(self, key: str) -> list[tuple[str, str, bool]]:
        """A division's history: name, status, whether it is the version in force."""
        query = (
            "select * from geospatial.division_history where entity_key = :key order by valid_from"
        )
        return [
            (row["name"], row["status"], row["valid_to"] is None)
            for row in self.rows(query, key=key)
        ]

    def sizes(self) -> dict[str, int]:
        """How many rows there are of everything that must not be doubled."""
        tables = (
            "geospatial.division",
            "geospatial.division_history",
            "discrepancy.finding",
            "discrepancy.finding_event",
            "notice.delivery",
            "registry.build",
        )
        return {table: self.value(f"select count(*) from {table}") for table in tables}

    def inbox(self, provider: str) -> dict[str, str]:
        """What lies in a department's inbox: name and SHA-256."""
        return {
            file.name: hashlib.sha256(file.read_bytes()).hexdigest()
            for file in sorted(self.box(provider).iterdir())
        }

    def report(self, provider: str, ending: str) -> Path:
        """The newest report of that ending in a department's inbox."""
        return max(self.box(provider).glob(f"*{ending}"), key=lambda file: file.stat().st_mtime_ns)

    def copy_lake(self, to: Path) -> Path:
        """A copy of the lake that may be written to."""
        return Path(shutil.copytree(self.lake, to))
