"""Libraries and deliveries in force, put there by hand: what relations are judged by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import sqlalchemy as sa

from onesource import clock
from onesource.catalog import Catalog
from onesource.mastering import tables
from onesource.pipeline import round as rounds
from onesource.pipeline.house import House
from onesource.quality import state, verdict
from onesource.store.base import Base
from onesource.store.lake import Lake

TYPES = {"date": pa.date32(), "integer": pa.int64(), "timestamp": pa.timestamp("us")}
REASON = pa.struct([(name, pa.string()) for name in ("element", "rule", "value")])
KEPT = pa.schema(
    [
        *((name, pa.string()) for name in ("entity_key", "key_delivered", "label", "batch_id")),
        ("row_number", pa.int64()),
        ("reasons", pa.list_(REASON)),
    ]
)
Row = Mapping[str, Any]


def day(number: int, hour: int = 10) -> datetime:
    """A moment of November 2026, in the bureau's time."""
    return datetime(2026, 11, number, hour, tzinfo=clock.BUREAU_TIME)


@dataclass
class Yard:
    """One installation whose libraries and batches a test puts in force itself."""

    base: Base
    lake: Lake
    folder: Path
    catalog: Catalog = field(default_factory=Catalog.load)
    number: int = 0

    @property
    def house(self) -> House:
        return House(self.base, self.lake)

    def execute(self, statement: str, **values: Any) -> None:
        with self.base.transaction() as connection:
            connection.execute(sa.text(statement), values)

    def deliver(
        self, path: str, rows: Iterable[Row], at: int = 20, kept: Iterable[Row] = ()
    ) -> None:
        """Puts a batch of a feed in force: what it states, and what was kept back."""
        feed, self.number = self.catalog.feed(path), self.number + 1
        batch, moment = f"batch_{self.number}", day(at)
        values = {"batch": batch, "provider": feed.provider, "feed": feed.name, "at": moment}
        self.execute(
            "insert into registry.batch (batch_id, provider, feed, interval_at, content_hash,"
            " as_of, folder, status, received, accepted, quarantined, duplicates, rules,"
            " landed_at, settled_at) values (:batch, :provider, :feed, :at, :batch, :day, :batch,"
            " 'accepted', 1, 1, 0, 0, 'r', :at, :at)",
            **values,
            day=moment.date(),
        )
        self.execute(
            "insert into registry.feed (provider, feed, in_force, latest, as_of)"
            " values (:provider, :feed, :batch, :batch, :day) on conflict (provider, feed)"
            " do update set in_force = :batch, latest = :batch, as_of = :day",
            **values,
            day=moment.date(),
        )
        told = [self._stated(path, batch, place, row) for place, row in enumerate(rows, 1)]
        stated = state.part(verdict.file(batch, "state", "r", None), state.CARRIED)
        self._write(stated, told, self._state(path))
        rest = [{"batch_id": batch, "row_number": 1, "reasons": [], **row} for row in kept]
        self._write(verdict.file(batch, "kept", "r", None), rest, KEPT)

    def hold(self, path: str) -> None:
        """A later delivery of the feed is held."""
        provider, _, feed = path.partition("/")
        self.number += 1
        self.execute(
            "insert into registry.batch (batch_id, provider, feed, interval_at, content_hash,"
            " as_of, folder, status, held_kind, held_reason, landed_at, settled_at) values"
            " (:batch, :provider, :feed, now(), 'x', '2026-11-20', 'x', 'held', 'volume', 'less',"
            " now(), now())",
            batch=f"held_{self.number}",
            provider=provider,
            feed=feed,
        )
        self.execute(
            "update registry.feed set latest = :batch where (provider, feed) = (:provider, :feed)",
            batch=f"held_{self.number}",
            provider=provider,
            feed=feed,
        )

    def _state(self, path: str) -> pa.Schema:
        feed = self.catalog.feed(path)
        own = [("entity_key", pa.string()), ("record", pa.string()), ("batch_id", pa.string())]
        own += [("row_number", pa.int64()), ("as_of", pa.date32()), ("since", pa.date32())]
        columns = feed.contract.columns.items()
        typed = [(name, TYPES.get(column.type, pa.string())) for name, column in columns]
        given = [(f"{name}__delivered", pa.string()) for name in feed.contract.columns]
        return pa.schema([*own, *typed, *given])

    def _stated(self, path: str, batch: str, place: int, row: Row) -> Row:
        elements = self.catalog.feed(path).supplies.elements
        given = {f"{name}__delivered": row.get(name) for name in elements}
        return {"batch_id": batch, "row_number": place, "record": str(place), **given, **row}

    def build(self, library: str, **golden: Iterable[Row]) -> None:
        """Puts a library in force: its golden rows by entity."""
        self.number += 1
        declared = self.catalog.library(library)
        tables.ensure(self.base, declared)
        build = f"{library}.{self.number}"
        self.execute(
            "insert into registry.build (build_id, library, parent, inputs, rules, folder, as_of,"
            " status, golden, disagreements, built_at) values (:build, :library,"
            " (select in_force from registry.library where library = :library), 'i', 'r', :build,"
            " '2026-11-20', 'published', 0, 0, now())",
            build=build,
            library=library,
        )
        self.execute(
            "insert into registry.library values (:library, :build)"
            " on conflict (library) do update set in_force = :build",
            build=build,
            library=library,
        )
        for name, entity in declared.entities.items():
            schema = [
                (element, TYPES.get(one.type, pa.string()))
                for element, one in entity.elements.items()
            ]
            self._write(
                f"{build}/golden_{name}.parquet",
                list(golden.get(name, ())),
                pa.schema([("entity_key", pa.string()), ("known_since", pa.date32()), *schema]),
            )

    def carry(self, library: str, entity: str, numbers: Mapping[str, str]) -> None:
        """The library in force carries older numbers to those of today."""
        [row] = self.base.rows(
            "select in_force from registry.library where library = :library", library=library
        )
        rows = [{"old_key": old, "new_key": new} for old, new in numbers.items()]
        schema = pa.schema([("old_key", pa.string()), ("new_key", pa.string())])
        self._write(f"{row['in_force']}/carried_{entity}.parquet", rows, schema)

    def ended(self, path: str, key: str, on: date, **values: Any) -> None:
        """A version of an entity ended on a day."""
        self.number += 1
        schema, _, table = path.partition(".")
        named = "".join(f", {name}" for name in values)
        bound = "".join(f", :{name}" for name in values)
        self.execute(
            f"insert into {schema}.{table}_past (entity_id, entity_key, build_id, valid_from,"
            f" valid_to{named}) values (gen_random_uuid(), :key, (select min(build_id) from"
            f" registry.build where library = '{schema}'), '2026-01-01', :at{bound})",
            key=key,
            at=datetime.combine(on, time(23), clock.BUREAU_TIME),
            **values,
        )

    def _write(self, name: str, rows: list[Row], schema: pa.Schema) -> None:
        file = self.folder / "file.parquet"
        with duckdb.connect() as duck:
            duck.register("rows", pa.Table.from_pylist(rows, schema=schema))
            duck.execute(f"copy (from rows) to '{file}' (format parquet)")
        self.lake.put(file, name)

    def relate(self, library: str, at: int = 20) -> int | None:
        """A library's relations are judged on a day."""
        with clock.at(day(at)):
            return rounds.relate(self.house, library)

    def open(self) -> list[tuple[str, str, str]]:
        """What is open: feed, key, rule."""
        rows = self.base.rows(
            "select feed, entity_key, rule from discrepancy.finding where status = 'open'"
            " order by feed, entity_key, rule"
        )
        return [(row["feed"], row["entity_key"], row["rule"]) for row in rows]

    def logged(self) -> list[str]:
        """Every event, in order."""
        asked = "select event from discrepancy.finding_event order by event_id"
        return [row["event"] for row in self.base.rows(asked)]
