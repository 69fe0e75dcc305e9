"""The rows of registry.batch and registry.feed: what is known of batches, and which one is in force."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, cast

import sqlalchemy as sa

from onesource import clock
from onesource.errors import Refused
from onesource.landing.batch import Batch, Held, Mode
from onesource.store import sql
from onesource.store.base import Base


@dataclass(frozen=True)
class Registered:
    """One row of registry.batch. whole_at: the run for which its feed was last read whole."""

    batch_id: str
    provider: str
    feed: str
    interval_at: datetime
    content_hash: str
    as_of: date
    folder: str
    status: str
    mode: Mode
    watermark: str | None
    previous: str | None
    records: int | None
    received: int | None
    accepted: int | None
    quarantined: int | None
    duplicates: int | None
    rules: str | None
    held_kind: str | None
    held_reason: str | None
    whole_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """What an accepted batch is to its feed: the one libraries are built from, the last one settled."""

    in_force: bool
    latest: bool


@dataclass(frozen=True)
class Counts:
    """How every received row is accounted for. records: those of the feed that are known after it."""

    received: int
    accepted: int
    quarantined: int
    duplicates: int
    records: int | None = None


@dataclass(frozen=True)
class Made:
    """How a verdict was made: by which rules, beside or (merged) on top of which batch."""

    rules: str
    previous: str | None = None
    merged: bool = False


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


def onto(base: Base, batch_id: str) -> Registered | None:
    """The batch onto which another is merged: the one in force, or the one that itself was merged onto."""
    found = base.rows(sql.statement("base/landing/onto"), batch_id=batch_id)
    return Registered(**found[0]) if found else None


def still_onto(connection: sa.Connection, batch_id: str, previous: str | None) -> bool:
    """Whether a batch would still be merged onto `previous`, within the caller's transaction."""
    statement = sa.text(sql.statement("base/landing/onto"))
    found = connection.execute(statement, {"batch_id": batch_id}).mappings().first()
    return (found["batch_id"] if found else None) == previous


def landed(connection: sa.Connection, batch: Batch) -> str:
    """Registers a batch as landed; one that was accepted before keeps its status. Says the status."""
    return _write(connection, batch, "landed")


def unchanged(connection: sa.Connection, batch: Batch, in_force: Registered) -> bool:
    """Registers that a delivery says nothing new; says whether it is the feed's latest.

    It equals the batch in force, or it is of changes and there are none: what is in
    force holds for its date as well.
    """
    if batch.batch_id != in_force.batch_id:
        _write(connection, batch, "unchanged")
    return _settle(connection, batch.batch_id, batch.as_of, confirms=True)


def held(connection: sa.Connection, held: Held) -> bool:
    """Registers a batch as held, with its reason; says whether it is the feed's latest.

    The batch in force stays in force.
    """
    values = {"held_kind": held.kind, "held_reason": held.cause.message}
    _write(connection, held.batch, "held", **values)
    return _settle(connection, held.batch.batch_id, None)


def accepted(connection: sa.Connection, batch: Registered, counts: Counts, made: Made) -> Standing:
    """Registers a batch as accepted with its accounting; says what it is to its feed.

    It is in force unless a batch of a later interval is; one that was merged on top of
    what is in force is so in any case.
    """
    values = {**asdict(counts), **asdict(made), "batch_id": batch.batch_id, "at": clock.now()}
    connection.execute(sa.text(sql.statement("base/landing/accept_batch")), values)
    put = connection.execute(
        sa.text(sql.statement("base/landing/put_in_force")),
        {"batch_id": batch.batch_id, "as_of": batch.as_of, "merged": made.merged},
    )
    latest = _settle(connection, batch.batch_id, batch.as_of)
    return Standing(in_force=put.rowcount == 1, latest=latest)


def failed(connection: sa.Connection, batch_id: str, staged: str) -> None:
    """Registers what a batch failed: the findings in `staging.<staged>`, by rule and element."""
    for name in ("clear_results", "write_results"):
        told = sql.statement(f"base/landing/{name}", staged=sql.identifier(staged, "staging table"))
        connection.execute(sa.text(told), {"batch_id": batch_id})


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


def _settle(
    connection: sa.Connection, batch_id: str, as_of: date | None, confirms: bool = False
) -> bool:
    values = {"batch_id": batch_id, "as_of": as_of, "confirms": confirms}
    result = connection.execute(sa.text(sql.statement("base/landing/settle_feed")), values)
    return bool(result.scalar_one())
