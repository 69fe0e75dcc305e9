"""A feed's three steps: land, check, accept. Each ends in one commit.

A delivery that is not as agreed is held: kept, registered, told to its provider,
and refused; what was in force stays in force.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import duckdb

from onesource.catalog import Catalog, Feed
from onesource.discrepancy import findings
from onesource.discrepancy.findings import Scope
from onesource.errors import Broken, Refused
from onesource.landing import land as landing
from onesource.landing import registry
from onesource.landing.batch import Batch, Held
from onesource.pipeline.house import House, staging_table
from onesource.quality import rules, verdict
from onesource.quality.verdict import Judged, Verdict
from onesource.store import engine


def land(house: House, path: str, interval_at: datetime) -> landing.Landed:
    """Fetches and registers the delivery of feed `path` for the run at `interval_at` (aware).

    Raises Held (a Refused) where the delivery is not as agreed, Refused or
    Unreachable as its transport does.
    """
    catalog = Catalog.readable()
    feed = catalog.feed(path)
    landed_by = landing.Landing(feed, house.base, house.lake, house.connections)
    try:
        landed = landing.land(landed_by, interval_at, rules.digest(feed, catalog.codes))
    except Held as held:
        _hold(house, feed, held)
        raise
    if landed.unchanged and landed.latest:
        with house.base.transaction() as connection:
            findings.clear(connection, Scope.delivery(feed, landed.batch_id))
    return landed


def check(house: House, path: str, batch_id: str) -> Verdict:
    """Judges a landed batch row by row and leaves the results in the lake.

    Raises Held where an expectation about the whole delivery is not met.
    """
    from onesource.quality import check as quality  # heavy: loads Great Expectations

    judged = _judged(path)
    batch = registry.batch(house.base, batch_id)
    if _is_settled(house, batch, judged.rules):
        return verdict.verdict(house.lake, batch.folder, judged.rules)
    try:
        return quality.check(judged, house.lake, batch_id, batch.folder)
    except Broken:
        raise
    except Refused as cause:
        held = Held(judged.feed, _landed(batch), "contract", cause)
        _hold(house, judged.feed, held)
        raise held from cause


def accept(house: House, path: str, batch_id: str) -> dict[str, int]:
    """Puts a checked batch in force with its accounting and its findings, in one transaction.

    Says the counts. A batch of an earlier interval than the one in force is
    accepted but accuses no one.
    """
    judged = _judged(path)
    batch = registry.batch(house.base, batch_id)
    counts = verdict.verdict(house.lake, batch.folder, judged.rules)
    if not _is_settled(house, batch, judged.rules):
        _accept(house, judged, batch, counts)
    return asdict(counts)


def _accept(house: House, judged: Judged, batch: registry.Registered, found: Verdict) -> None:
    staged = staging_table("findings", batch.batch_id)
    before = registry.in_force(house.base, batch.provider, batch.feed)
    same = before is not None and before.content_hash == batch.content_hash
    with duckdb.connect() as duck:
        stored = verdict.file(batch.folder, "findings", judged.rules)
        house.lake.relation(duck, "found", stored)
        house.base.stage(staged, engine.arrow(duck, "from found"))
    counts = registry.Counts(found.received, found.accepted, found.quarantined, found.duplicates)
    with house.base.transaction(lock=f"feed {judged.feed.path}") as connection:
        standing = registry.accepted(connection, batch, counts, judged.rules)
        if standing.in_force:
            closing: findings.Closing = "rule_change" if same else "data"
            checks = Scope.checks(judged.feed, batch.batch_id, closing)
            findings.settle(connection, staged, checks)
        if standing.latest:
            findings.clear(connection, Scope.delivery(judged.feed, batch.batch_id))
        house.base.unstage(connection, staged)


def _judged(path: str) -> Judged:
    catalog = Catalog.readable()
    feed = catalog.feed(path)
    entity = catalog.library(feed.supplies.library).entities[feed.supplies.entity]
    return Judged(feed, entity, catalog.codes, rules.digest(feed, catalog.codes))


def _is_settled(house: House, batch: registry.Registered, rules_now: str) -> bool:
    """Whether the batch is in force, checked by the rules of today: there is nothing left to do."""
    in_force = registry.in_force(house.base, batch.provider, batch.feed)
    return (
        in_force is not None and in_force.batch_id == batch.batch_id and in_force.rules == rules_now
    )


def _hold(house: House, feed: Feed, held: Held) -> None:
    staged = staging_table("held", held.batch.batch_id)
    house.base.stage(staged, findings.of_held(feed, held))
    with house.base.transaction(lock=f"feed {feed.path}") as connection:
        if registry.held(connection, held):
            findings.settle(connection, staged, Scope.delivery(feed, held.batch.batch_id))
        house.base.unstage(connection, staged)


def _landed(batch: registry.Registered) -> Batch:
    return Batch(
        batch.provider,
        batch.feed,
        batch.interval_at,
        batch.content_hash,
        batch.as_of,
        batch.received,
    )
