"""The rows of registry.batch and registry.feed: what is known of batches, and which one is in force."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, cast

import sqlalchemy as sa

from onesource import clock
from onesource.errors import Refused
from onesource.landing.batch import Batch, Held
from onesource.store import sql
from onesource.store.base import Base


@dataclass(frozen=True)
class Registered:
    """One row of registry.batch."""

    batch_id: str
    provider: str
    feed: str
    interval_at: datetime
    content_hash: str
    as_of: date
    folder: str
    status: str
    received: int | None
    accepted: int | None
    quarantined: int | None
    duplicates: int | None
    rules: str | None
    held_kind: str | None
    held_reason: str | None


@dataclass(frozen=True)
class Standing:
    """What an accepted batch is to its feed: the one libraries are built from, the last one settled."""

    in_force: bool
    latest: bool


@dataclass(frozen=True)
class Counts:
    """How every received row is accounted for."""

    received: int
    accepted: int
    quarantined: int
    duplicates: int


def batch(base: Base, batch_id: str) -> Registered:
    """The batch of that id. Raises Refused where none is registered."""
    found = base.rows(sql.statement("base/landing/batch"), batch_id=batch_id)
    if not found:
        raise Refused(f"batch {batch_id} is not registered; land the feed again")
    return Registered(**found[0])


def in_force(base: Base, provider: str, feed: str) -> Registered | None:
    """The batch of a feed from which libraries are built, if any was accepted yet."""
    found = base.rows(sql.statement("base/landing/in_force"), provider=provider, feed=feed)
    return Registered(**found[0]) if found else None


def landed(connection: sa.Connection, batch: Batch) -> str:
    """Registers a batch as landed; one that was accepted before keeps its status. Says the status."""
    return _write(connection, batch, "landed")


def unchanged(connection: sa.Connection, batch: Batch, in_force: Registered) -> bool:
    """Registers that a delivery equals the batch in force; says whether it is the feed's latest."""
    if batch.batch_id != in_force.batch_id:
        _write(connection, batch, "unchanged")
    return _settle(connection, batch.batch_id, batch.as_of)


def held(connection: sa.Connection, held: Held) -> bool:
    """Registers a batch as held, with its reason; says whether it is the feed's latest.

    The batch in force stays in force.
    """
    values = {"held_kind": held.kind, "held_reason": held.cause.message}
    _write(connection, held.batch, "held", **values)
    return _settle(connection, held.batch.batch_id, None)


def accepted(connection: sa.Connection, batch: Registered, counts: Counts, rules: str) -> Standing:
    """Registers a batch as accepted with its accounting; says what it is to its feed.

    It is in force unless a batch of a later interval is.
    """
    values = {**asdict(counts), "rules": rules, "batch_id": batch.batch_id, "at": clock.now()}
    connection.execute(sa.text(sql.statement("base/landing/accept_batch")), values)
    put = connection.execute(
        sa.text(sql.statement("base/landing/put_in_force")),
        {"batch_id": batch.batch_id, "as_of": batch.as_of},
    )
    latest = _settle(connection, batch.batch_id, batch.as_of)
    return Standing(in_force=put.rowcount == 1, latest=latest)


def _write(connection: sa.Connection, batch: Batch, status: str, **values: Any) -> str:
    row = {
        **asdict(batch),
        "batch_id": batch.batch_id,
        "folder": batch.folder,
        "status": status,
        "held_kind": None,
        "held_reason": None,
        "at": clock.now(),
        **values,
    }
    result = connection.execute(sa.text(sql.statement("base/landing/write_batch")), row)
    return cast(str, result.scalar_one())


def _settle(connection: sa.Connection, batch_id: str, as_of: date | None) -> bool:
    values = {"batch_id": batch_id, "as_of": as_of}
    result = connection.execute(sa.text(sql.statement("base/landing/settle_feed")), values)
    return bool(result.scalar_one())
