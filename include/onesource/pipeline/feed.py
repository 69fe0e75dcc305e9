"""A feed's three steps: land, check, accept. Each ends in one commit.

A delivery that is not as agreed is held: kept, registered, told to its provider,
and refused; what was in force stays in force.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial

import duckdb

from onesource.catalog import Catalog, Feed
from onesource.discrepancy import findings
from onesource.discrepancy.findings import Scope
from onesource.errors import Broken, Refused
from onesource.landing import land as landing
from onesource.landing import registry
from onesource.landing.batch import Batch, Held
from onesource.pipeline.house import House, staging_table
from onesource.quality import rules, state, verdict
from onesource.quality.verdict import Judged, Verdict
from onesource.store import engine


def land(house: House, path: str, interval_at: datetime) -> landing.Landed:
    """Fetches and registers the delivery of feed `path` for the run at `interval_at` (aware).

    Raises Held (a Refused) where the delivery is not as agreed, Refused or
    Unreachable as its transport does.
    """
    judged = _judged(path)
    feed = judged.feed
    landed_by = landing.Landing(
        feed, house.base, house.lake, house.connections, partial(state.before, house.lake)
    )
    try:
        landed = landing.land(landed_by, interval_at, judged.rules)
    except Held as held:
        _hold(house, feed, held)
        raise
    if landed.unchanged and landed.latest:
        with house.base.transaction() as connection:
            findings.clear(connection, Scope.delivery(feed, landed.batch_id))
    return landed


def check(house: House, path: str, batch_id: str) -> Verdict:
    """Judges a landed batch row by row, merges it onto the batch in force, leaves the results in the lake.

    Raises Held where an expectation about the whole delivery is not met.
    """
    judged = _judged(path)
    batch = registry.batch(house.base, batch_id)
    if _is_settled(house, batch, judged):
        return verdict.verdict(house.lake, batch.folder, judged.rules, batch.previous)
    return _check(house, judged, batch, registry.onto(house.base, batch_id))


def accept(house: House, path: str, batch_id: str) -> dict[str, int]:
    """Puts a checked batch in force with its accounting and its findings, in one transaction.

    Says the counts. A whole of an earlier interval than the one in force is accepted
    but accuses no one. Where another batch was put in force since the check, this one
    is merged onto that one first.
    """
    judged = _judged(path)
    while True:
        batch = registry.batch(house.base, batch_id)
        if _is_settled(house, batch, judged):
            counts = verdict.verdict(house.lake, batch.folder, judged.rules, batch.previous)
            return _counts(counts)
        onto = registry.onto(house.base, batch_id)
        found = _checked(house, judged, batch, onto)
        if _accept(house, judged, batch, Found(found, onto.batch_id if onto else None)):
            return _counts(found)


@dataclass(frozen=True)
class Found:
    """A batch's verdict, and the batch in force it was merged onto."""

    verdict: Verdict
    previous: str | None


def _check(
    house: House, judged: Judged, batch: registry.Registered, onto: registry.Registered | None
) -> Verdict:
    from onesource.quality import check as quality  # heavy: loads Great Expectations

    try:
        return quality.check(judged, house.lake, batch, onto)
    except Broken:
        raise
    except Refused as cause:
        held = Held(judged.feed, _landed(batch), "contract", cause)
        _hold(house, judged.feed, held)
        raise held from cause


def _checked(
    house: House, judged: Judged, batch: registry.Registered, onto: registry.Registered | None
) -> Verdict:
    """The verdict of the batch merged onto `onto`: the stored one, or one made now."""
    previous = onto.batch_id if onto else None
    if house.lake.exists(verdict.file(batch.folder, "verdict", judged.rules, previous)):
        return verdict.verdict(house.lake, batch.folder, judged.rules, previous)
    return _check(house, judged, batch, onto)


def _accept(house: House, judged: Judged, batch: registry.Registered, found: Found) -> bool:
    """Whether it was put through; not where the batch it was merged onto is no longer in force."""
    feed = judged.feed
    staged = staging_table("findings", batch.batch_id)
    closing = _closing(house, judged, batch)
    with duckdb.connect() as duck:
        stored = verdict.file(batch.folder, "findings", judged.rules, found.previous)
        house.lake.relation(duck, "found", stored)
        house.base.stage(staged, engine.arrow(duck, "from found"))
    one = found.verdict
    counts = registry.Counts(
        one.received, one.accepted, one.quarantined, one.duplicates, one.records
    )
    made = registry.Made(judged.rules, found.previous, merged=feed.mode == "changes")
    with house.base.transaction(lock=f"feed {feed.path}") as connection:
        still = registry.still_onto(connection, batch.batch_id, found.previous)
        if still:
            standing = registry.accepted(connection, batch, counts, made)
            registry.failed(connection, batch.batch_id, staged)
            if standing.in_force:
                checks = Scope.checks(feed, batch.batch_id, closing)
                findings.settle(connection, staged, checks)
            if standing.latest:
                findings.clear(connection, Scope.delivery(feed, batch.batch_id))
        house.base.unstage(connection, staged)
    return still


def _closing(house: House, judged: Judged, batch: registry.Registered) -> findings.Closing:
    """Why findings close that this batch no longer shows: the rules changed and the data did not.

    Where rules of changes have changed, the whole is read for that reason alone.
    """
    before = registry.in_force(house.base, batch.provider, batch.feed)
    if before is None or before.rules == judged.rules:
        return "data"
    same = before.content_hash == batch.content_hash
    return "rule_change" if same or judged.feed.mode == "changes" else "data"


def _counts(found: Verdict) -> dict[str, int]:
    return {name: count for name, count in asdict(found).items() if count is not None}


def _judged(path: str) -> Judged:
    catalog = Catalog.around(path)
    feed = catalog.feed(path)
    entity = catalog.library(feed.supplies.library).entities[feed.supplies.entity]
    return Judged(feed, entity, catalog.codes, rules.digest(feed, entity, catalog.codes))


def _is_settled(house: House, batch: registry.Registered, judged: Judged) -> bool:
    """Whether the batch was put through by the rules of today: there is nothing left to do.

    Changes stay in what comes on top of them; of wholes only the one in force counts.
    """
    if batch.status != "accepted" or batch.rules != judged.rules:
        return False
    if judged.feed.mode == "changes":
        return True
    in_force = registry.in_force(house.base, batch.provider, batch.feed)
    return in_force is not None and in_force.batch_id == batch.batch_id


def _hold(house: House, feed: Feed, held: Held) -> None:
    staged = staging_table("held", held.batch.batch_id)
    house.base.stage(staged, findings.of_held(feed, held))
    with house.base.transaction(lock=f"feed {feed.path}") as connection:
        if registry.held(connection, held):
            findings.settle(connection, staged, Scope.delivery(feed, held.batch.batch_id))
        house.base.unstage(connection, staged)


def _landed(batch: registry.Registered) -> Batch:
    return Batch(
        provider=batch.provider,
        feed=batch.feed,
        interval_at=batch.interval_at,
        content_hash=batch.content_hash,
        as_of=batch.as_of,
        received=batch.received,
        mode=batch.mode,
        watermark=batch.watermark,
    )
