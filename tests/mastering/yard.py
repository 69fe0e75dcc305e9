"""Libraries mastered from records that a test writes itself: no feed is collected, all else is real.

A feed's records in force are given as rows of its contract's columns; publication,
history and findings happen in a real PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa

from onesource import clock
from onesource.catalog import Catalog
from onesource.mastering.tables import IN_THE_LAKE
from onesource.pipeline import library as libraries
from onesource.pipeline.house import House
from onesource.quality import state, verdict
from onesource.store import sql
from onesource.store.base import Base
from onesource.store.lake import Lake

Row = Mapping[str, Any]
TYPES = IN_THE_LAKE | {"timestamp": "timestamp"}
OURS = (
    "entity_key varchar, record varchar, batch_id varchar, row_number bigint, "
    "as_of date, since date"
)
KEPT = (
    "entity_key varchar, key_delivered varchar, label varchar, "
    "batch_id varchar, row_number bigint, reasons varchar"
)


def day(number: int) -> datetime:
    """A moment of November 2026, in the bureau's time."""
    return datetime(2026, 11, number, 10, tzinfo=clock.BUREAU_TIME)


@dataclass
class Yard:
    """One installation; `delivered` numbers its batches."""

    base: Base
    folder: Path
    delivered: int = 0
    catalog: Catalog = field(default_factory=Catalog.load)

    @property
    def house(self) -> House:
        return House(self.base, Lake(str(self.folder / "lake")))

    def says(
        self,
        path: str,
        rows: Iterable[Row],
        at: int,
        kept: Iterable[Row] = (),
        since: Mapping[str, int] | None = None,
    ) -> str:
        """Puts a batch of the feed in force whose records are `rows`; says its id.

        at: the day of November it is dated. since: the day a key's row last changed.
        """
        self.delivered += 1
        feed, batch = self.catalog.feed(path), f"batch-{self.delivered:03}"
        folder = f"landing/{path}/{batch}"
        columns = {name: TYPES[c.type] for name, c in feed.contract.columns.items()}
        spelt = dict.fromkeys([*feed.supplies.elements, *feed.supplies.key])
        head = ", ".join(
            [OURS, *(f"{n} {t}" for n, t in columns.items())]
            + [f"{name}__delivered varchar" for name in spelt]
        )
        with duckdb.connect() as duck:
            duck.execute(f"create table state ({head})")
            for number, row in enumerate(rows, 1):
                told = dict(row)
                key = told.pop("entity_key")
                told |= {f"{e}__delivered": str(row[e]) for e in spelt if row.get(e) is not None}
                told.setdefault(f"{feed.supplies.key[0]}__delivered", key)
                changed = (since or {}).get(key)
                ours = {"entity_key": key, "record": row.get("record", key), "batch_id": batch}
                ours |= {
                    "row_number": number,
                    "since": date(2026, 11, changed) if changed else None,
                }
                told.pop("record", None)
                insert(duck, "state", ours | told)
            duck.execute(f"create table kept ({KEPT})")
            for number, row in enumerate(kept, 1):
                insert(duck, "kept", {"batch_id": batch, "row_number": 900 + number} | dict(row))
            for part in ("state", "kept"):
                file = self.folder / part
                duck.execute(f"copy {part} to {sql.literal(file)} (format parquet)")
                name = verdict.file(folder, part, "rules", None)
                name = state.part(name, state.CARRIED) if part == "state" else name
                self.house.lake.put(file, name)
        self.register(path, batch, folder, at)
        return batch

    def register(
        self, path: str, batch: str, folder: str, at: int, status: str = "accepted"
    ) -> None:
        provider, _, name = path.partition("/")
        values = {
            "batch": batch,
            "provider": provider,
            "feed": name,
            "folder": folder,
            "status": status,
        }
        values |= {"at": day(at), "as_of": date(2026, 11, at)}
        with self.base.transaction() as connection:
            connection.execute(sa.text(BATCH), values)
            connection.execute(sa.text(HELD if status == "held" else FEED), values)

    def held(self, path: str, at: int) -> None:
        """The feed's last delivery was held."""
        self.delivered += 1
        self.register(path, f"batch-{self.delivered:03}", "nowhere", at, "held")

    def repeats(self, path: str, at: int) -> None:
        """The feed delivered the same again: it holds for a later day."""
        provider, _, name = path.partition("/")
        update = "update registry.feed set as_of = :as_of where provider = :p and feed = :f"
        with self.base.transaction() as connection:
            connection.execute(
                sa.text(update), {"as_of": date(2026, 11, at), "p": provider, "f": name}
            )

    def library(self, name: str, at: int) -> dict[str, Any] | None:
        """Masters and publishes a library; the build's counters, None where nothing is new."""
        with clock.at(day(at)):
            built = libraries.master(self.house, name)
            if built is None:
                return None
            with self.base.transaction() as connection:
                update = "update registry.build set status = 'audited' where build_id = :id"
                connection.execute(sa.text(update), {"id": built.build_id})
            libraries.publish(self.house, name, built.build_id)
        query = "select changed, mastered, judged, written from registry.build where build_id = :id"
        return self.rows(query, id=built.build_id)[0]

    def rows(self, query: str, **values: Any) -> list[dict[str, Any]]:
        return self.base.rows(query, **values)

    def open(self, **where: str) -> list[tuple[str, str, str | None]]:
        """The open findings: kind, key, element."""
        told = " and ".join(["status = 'open'", *(f"{name} = :{name}" for name in where)])
        query = f"select * from discrepancy.finding where {told} order by entity_key, kind, element, feed"
        return [(r["kind"], r["entity_key"], r["element"]) for r in self.rows(query, **where)]

    def golden(self, table: str, key: str) -> dict[str, Any] | None:
        found = self.rows(f"select * from {table} where entity_key = :key", key=key)
        return found[0] if found else None


def insert(duck: duckdb.DuckDBPyConnection, table: str, row: Row) -> None:
    names = ", ".join(row)
    duck.execute(
        f"insert into {table} ({names}) values ({', '.join('?' * len(row))})", list(row.values())
    )


BATCH = """
insert into registry.batch (batch_id, provider, feed, interval_at, content_hash, as_of, folder, status,
    received, accepted, quarantined, duplicates, rules, held_kind, held_reason, landed_at, settled_at)
values (:batch, :provider, :feed, :at, :batch, :as_of, :folder, :status, 1, 1, 0, 0, 'rules',
    case when :status = 'held' then 'volume' end, case when :status = 'held' then 'too few' end, :at, :at)
"""
FEED = """
insert into registry.feed (provider, feed, in_force, latest, as_of)
values (:provider, :feed, :batch, :batch, :as_of)
on conflict (provider, feed) do update set in_force = :batch, latest = :batch, as_of = :as_of
"""
HELD = "update registry.feed set latest = :batch where provider = :provider and feed = :feed"


PERSONS, MARRIAGES = "public_security/persons", "civil_affairs/marriages"
INSURED, CONTACTS = "human_resources/insured_persons", "health/contacts"
BIRTHS, DEATHS = "health/births", "health/deaths"
COMPANIES, TAXPAYERS = "market_regulation/companies", "taxation/taxpayers"
INSTITUTIONS, SOCIETIES = (
    "staffing_office/institutions",
    "civil_affairs/social_organizations",
)
DIVISIONS, CITY, COUNTED = (
    "civil_affairs/divisions",
    "civil_affairs/city_divisions",
    "statistics/city_divisions",
)
PERSON = "population.person"
ORGANIZATION = "legal_entity.organization"
DIVISION = "geospatial.division"

A, B, C = "980101199001010011", "980101199001010038", "980101199001010054"


def person(key: str, name: str, **more: Any) -> Row:
    """A record about a person."""
    return {"entity_key": key, "id_number": key, "name": name} | more


def organization(key: str, name: str, **more: Any) -> Row:
    """A record about an organization."""
    return {"entity_key": key, "credit_code": key, "name": name} | more


def division(key: str, name: str, level: str = "township", **more: Any) -> Row:
    """A record about a division."""
    return {"entity_key": key, "code": key.ljust(12, "0"), "name": name, "level": level} | more
