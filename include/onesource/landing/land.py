"""Lands one delivery: fetched, kept as received, held against the agreement, registered.

The bytes are in the lake before the registry names them, so that a held delivery
can be looked at as well.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb

from onesource import clock
from onesource.catalog import Feed
from onesource.errors import Refused
from onesource.landing import agreement, read, registry
from onesource.landing.batch import Batch, Held
from onesource.sources.connections import Connections
from onesource.sources.delivery import Delivery
from onesource.sources.fetch import fetch
from onesource.store import engine
from onesource.store.base import Base
from onesource.store.lake import Lake


@dataclass(frozen=True)
class Landed:
    """What landing came to.

    unchanged: the delivery equals the batch in force. latest: no later one was settled.
    """

    batch_id: str
    received: int
    unchanged: bool
    latest: bool = True


@dataclass(frozen=True)
class Landing:
    """Where a feed's deliveries come from and go to."""

    feed: Feed
    base: Base
    lake: Lake
    connections: Connections


@dataclass(frozen=True)
class Case:
    """One delivery to be judged. in_force: rows received in the batch in force; keep: where to keep it."""

    feed: Feed
    delivery: Delivery
    batch: Batch
    in_force: int | None = None
    keep: Lake | None = None


def land(landing: Landing, interval_at: datetime, rules: str) -> Landed:
    """Fetches and registers the feed's delivery for the run at `interval_at` (aware).

    rules: digest of the contract and suite; a delivery equal to the batch in force
    is unchanged only if it was checked by the same rules.
    Raises Held where the delivery is not as agreed, Refused or Unreachable as transports do.
    """
    with engine.work("land") as folder, engine.duck(folder) as duck:
        delivery = fetch(landing.feed, landing.connections, folder)
        batch = _batch(landing.feed, delivery, interval_at)
        in_force = registry.in_force(landing.base, batch.provider, batch.feed)
        repeats = in_force is not None and in_force.content_hash == batch.content_hash
        if in_force is not None and repeats and in_force.rules == rules:
            batch = replace(batch, received=in_force.received)
            return _unchanged(landing, batch, in_force)
        size = in_force.received if in_force and not repeats else None
        case = Case(landing.feed, delivery, batch, size, landing.lake)
        batch = judge(case, duck, folder)
        with landing.base.transaction() as connection:
            registry.landed(connection, batch)
        return Landed(batch.batch_id, batch.received or 0, unchanged=False)


def judge(case: Case, duck: duckdb.DuckDBPyConnection, folder: Path) -> Batch:
    """Reads a delivery into `records`, holds it against the agreement, keeps it in the lake.

    Gives the batch with its count. Raises Held, after the bytes were kept, for what
    is not as agreed.
    """
    feed, delivery, batch = case.feed, case.delivery, case.batch
    if case.keep is not None:
        for file in (*delivery.data, *delivery.companions):
            _keep(case.keep, file.path, f"{batch.folder}/received/{file.name}")
    try:
        agreement.declared(delivery)
        read.read(feed, delivery, duck, folder)
        batch = replace(batch, received=read.count(duck))
        agreement.rows(delivery, batch.received or 0)
    except Refused as cause:
        raise Held(feed, batch, "contract", cause) from cause
    if case.keep is not None:
        engine.copy_out(duck, "from records", folder / "records.parquet")
        case.keep.put(folder / "records.parquet", f"{batch.folder}/records.parquet")
    try:
        agreement.volume(feed, batch.received or 0, case.in_force)
    except Refused as cause:
        raise Held(feed, batch, "volume", cause) from cause
    return batch


def _keep(lake: Lake, file: Path, name: str) -> None:
    if lake.exists(name):
        return
    copy = file.with_name(f"{file.name}.kept")
    copy.hardlink_to(file)
    lake.put(copy, name)


def _batch(feed: Feed, delivery: Delivery, interval_at: datetime) -> Batch:
    as_of = delivery.declared.reference_date or interval_at.astimezone(clock.BUREAU_TIME).date()
    return Batch(feed.provider, feed.name, interval_at, delivery.fingerprint, as_of)


def _unchanged(landing: Landing, batch: Batch, in_force: registry.Registered) -> Landed:
    with landing.base.transaction() as connection:
        latest = registry.unchanged(connection, batch, in_force)
    return Landed(in_force.batch_id, batch.received or 0, unchanged=True, latest=latest)
