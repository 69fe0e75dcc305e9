"""Lands one delivery: fetched, kept as received, held against the agreement, registered.

The bytes are in the lake before the registry names them, so that a held delivery
can be looked at as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

from onesource import clock
from onesource.catalog import Feed
from onesource.errors import Refused
from onesource.landing import agreement, read, registry
from onesource.landing.batch import Batch, Before, Held
from onesource.landing.formats.records import Reading
from onesource.landing.kept import Kept
from onesource.sources.connections import Connections
from onesource.sources.delivery import Delivery, sha256_texts
from onesource.sources.fetch import fetch
from onesource.store import engine
from onesource.store.base import Base
from onesource.store.lake import Lake


@dataclass(frozen=True)
class Landed:
    """What landing came to.

    unchanged: the delivery equals the batch in force, or changes nothing. latest: no later one was settled.
    """

    batch_id: str
    received: int
    unchanged: bool
    latest: bool = True


Look = Callable[[duckdb.DuckDBPyConnection, registry.Registered, str, datetime], Before | None]


@dataclass(frozen=True)
class Landing:
    """Where a feed's deliveries come from and go to.

    before: whether a delivery may be judged by what differs from the batch in force; it makes
    the view `before` of what each row of that one is like.
    """

    feed: Feed
    base: Base
    lake: Lake
    connections: Connections
    before: Look = lambda *_: None


@dataclass(frozen=True)
class Case:
    """One delivery to be judged. known: how many rows or records were known; keep: where to keep it.

    before: the batch in force, where the delivery may be judged by what differs from it.
    """

    feed: Feed
    delivery: Delivery
    batch: Batch
    known: int | None = None
    keep: Lake | None = None
    before: Before | None = None


def land(landing: Landing, interval_at: datetime, rules: str) -> Landed:
    """Fetches and registers the feed's delivery for the run at `interval_at` (aware).

    rules: digest of the contract and suite; a delivery equal to the batch in force
    is unchanged only if it was checked by the same rules, and changes are asked for
    only on top of what was.
    Raises Held where the delivery is not as agreed, Refused or Unreachable as transports do.
    """
    feed = landing.feed
    with engine.work("land") as folder, engine.duck(folder) as duck:
        in_force = registry.in_force(landing.base, feed.provider, feed.name)
        watermark = _watermark(feed, in_force, interval_at, rules)
        delivery = fetch(feed, landing.connections, folder, watermark)
        batch = _batch(feed, delivery, interval_at)
        told = {batch.content_hash, delivery.fingerprint}
        repeats = in_force is not None and in_force.content_hash in told
        if in_force is not None and repeats and in_force.rules == rules:
            batch = replace(batch, received=in_force.received)
            return _unchanged(landing, batch, in_force)
        known = _known(feed, in_force) if not repeats else None
        before = landing.before(duck, in_force, rules, interval_at) if in_force else None
        batch = judge(Case(feed, delivery, batch, known, landing.lake, before), duck, folder)
        if in_force is not None and batch.received == 0:
            return _unchanged(landing, batch, in_force)
        with landing.base.transaction() as connection:
            registry.landed(connection, batch)
        return Landed(batch.batch_id, batch.received or 0, unchanged=False)


def judge(case: Case, duck: duckdb.DuckDBPyConnection, folder: Path) -> Batch:
    """Reads a delivery into `records`, holds it against the agreement, keeps it in the lake.

    Gives the batch with its count; where nothing has changed there are no records.
    Raises Held, after the bytes were kept, for what is not as agreed.
    """
    feed, delivery, batch = case.feed, case.delivery, case.batch
    if case.keep is not None:
        for file in (*delivery.data, *delivery.companions):
            _keep(case.keep, file.path, f"{batch.folder}/received/{file.name}")
    try:
        agreement.declared(delivery)
        reading = _read(case, duck, folder)
        batch = replace(batch, received=reading.count() if reading else 0)
        agreement.rows(delivery, batch.received or 0)
    except Refused as cause:
        raise Held(feed, batch, "contract", cause) from cause
    if case.keep is not None and reading and batch.received:
        Kept(case.keep, batch.folder).keep(reading, delivery, case.before)
    try:
        _hold_size(case, batch)
    except Refused as cause:
        raise Held(feed, batch, "volume", cause) from cause
    return batch


def _read(case: Case, duck: duckdb.DuckDBPyConnection, folder: Path) -> Reading | None:
    """Reads the rows; of changes there may be none."""
    most = case.before.most if case.before else None
    try:
        return read.read(case.feed, case.delivery, duck, folder, most)
    except Refused as cause:
        if case.delivery.whole or cause.facts.get("rule") != "no_rows":
            raise
        return None


def _hold_size(case: Case, batch: Batch) -> None:
    received = batch.received or 0
    if case.delivery.whole:
        agreement.volume(case.feed, received, case.known)
    else:
        agreement.changes(case.feed, received - case.delivery.repeated, case.known)


def _watermark(
    feed: Feed, in_force: registry.Registered | None, interval_at: datetime, rules: str
) -> str | None:
    """From where on changes are asked for; None where the whole is due.

    That is at first, when the rules have changed, and so many days after it was last read.
    """
    if feed.mode == "snapshot" or in_force is None or in_force.rules != rules:
        return None
    if in_force.whole_at is None or feed.reconcile_days is None:
        return None
    due = _day(in_force.whole_at) + timedelta(days=feed.reconcile_days)
    return None if _day(interval_at) >= due else in_force.watermark


def _known(feed: Feed, in_force: registry.Registered | None) -> int | None:
    """What a delivery's size is held against: of changes, all records there are."""
    if in_force is None:
        return None
    return in_force.received if feed.mode == "snapshot" else in_force.records


def _keep(lake: Lake, file: Path, name: str) -> None:
    if lake.exists(name):
        return
    copy = file.with_name(f"{file.name}.kept")
    copy.hardlink_to(file)
    lake.put(copy, name)


def _batch(feed: Feed, delivery: Delivery, interval_at: datetime) -> Batch:
    return Batch(
        provider=feed.provider,
        feed=feed.name,
        interval_at=interval_at,
        content_hash=_content_hash(delivery),
        as_of=delivery.declared.reference_date or _day(interval_at),
        mode="snapshot" if delivery.whole else "changes",
        watermark=delivery.watermark,
    )


def _content_hash(delivery: Delivery) -> str:
    """The delivery's fingerprint; of changes another than that of a whole with the same rows."""
    return (
        delivery.fingerprint if delivery.whole else sha256_texts(["changes", delivery.fingerprint])
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.BUREAU_TIME).date()


def _unchanged(landing: Landing, batch: Batch, in_force: registry.Registered) -> Landed:
    with landing.base.transaction() as connection:
        latest = registry.unchanged(connection, batch, in_force)
    return Landed(in_force.batch_id, batch.received or 0, unchanged=True, latest=latest)
