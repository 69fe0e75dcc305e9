"""Reports and findings for tests, built from a few words."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from onesource import clock
from onesource.catalog import Catalog
from onesource.discrepancy.raising import Office
from onesource.notice.model import Batch, Finding, ProviderFacts, Report
from onesource.notice.report import collect, content_hash, sections
from onesource.store.base import Base

OFFICE = Office.of(Catalog.load_deadlines())
MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
NAME = ("geospatial", "division", "name")
STATISTICS = ProviderFacts(
    slug="statistics",
    title="统计局",
    feeds={"divisions": "统计用区划代码"},
    providers={"civil_affairs": "民政局", "statistics": "统计局"},
    entities={NAME[:2]: "行政区划", ("population", "person"): "自然人"},
    elements={NAME: "名称", (*NAME[:2], "level"): "级别"},
    front_end="statistics_frontend",
    codes={
        (*NAME[:2], "level"): {"township": "乡级"},
        ("population", "person", "life_status"): {"deceased": "死亡注销"},
    },
    shared=frozenset({("civil_affairs", *NAME[:2])}),
    states={("population", "person"): "life_status", NAME[:2]: "status"},
)


def finding(kind: str = "conflict", key: str = "110105021", **other: Any) -> Finding:
    """An open finding about one division's name."""
    values = {
        "finding_id": str(uuid.uuid5(uuid.NAMESPACE_OID, kind + key)),
        "kind": kind,
        "severity": "critical",
        "feed": "divisions",
        "library": "geospatial",
        "entity": "division",
        "entity_key": key,
        "element": "name",
        "rule": "compare",
        "provider_value": "南磨房地区",
        "golden_value": "南磨房乡",
        "golden_provider": "civil_affairs",
        "detail": {},
        "row_number": 58,
        "opened_at": MONDAY,
        "times_opened": 1,
    }
    return Finding(**(values | other))


def batch(status: str = "accepted", **other: Any) -> Batch:
    """A delivery of three rows, one of them quarantined."""
    values = {
        "batch_id": f"divisions-{status}",
        "feed": "divisions",
        "as_of": date(2023, 12, 31),
        "landed_at": MONDAY,
        "status": status,
        "received": 3,
        "accepted": 2,
        "quarantined": 1,
        "duplicates": 0,
        "held_kind": "volume" if status == "held" else None,
        "held_reason": "少了 40%" if status == "held" else None,
    }
    return Batch(**(values | other))


def report(findings: Iterable[Finding], **other: Any) -> Report:
    """What statistics is told of `findings` on Monday, for the first time."""
    findings = list(findings)
    batches = other.get("batches", (batch(),))
    values = {
        "provider": STATISTICS,
        "round_id": "monday",
        "at": MONDAY,
        "since": None,
        "sections": sections(findings, STATISTICS.slug),
        "closed": (),
        "batches": batches,
        "content_hash": content_hash(findings, batches),
    }
    return Report(**(values | other))


def tangled(rows: int = 10) -> list[Finding]:
    """Name conflicts of which nine in ten stand in the same county under another code."""
    return [
        finding(key=f"1101050{row:02}", detail={"stands_at": f"1101050{row + 1:02}"} if row else {})
        for row in range(rows)
    ]


FINDING = sa.text(
    "insert into discrepancy.finding (finding_id, scope, kind, severity, provider, feed, library,"
    " entity, entity_key, element, rule, provider_value, golden_value, golden_provider, detail,"
    " row_number, status, closed_by, opened_at, closed_at, times_opened, respondent) values (:finding_id,"
    " 'library:geospatial', :kind, :severity, :provider, :feed, :library, :entity, :entity_key,"
    " :element, :rule, :provider_value, :golden_value, :golden_provider, cast(:detail as jsonb),"
    " :row_number, :status, :closed_by, :opened_at, :closed_at, :times_opened, :provider)"
    " on conflict (finding_id) do update set status = excluded.status,"
    " closed_by = excluded.closed_by, closed_at = excluded.closed_at,"
    " opened_at = excluded.opened_at, times_opened = excluded.times_opened,"
    " provider_value = excluded.provider_value, row_number = excluded.row_number"
)


WAS = sa.text("select status from discrepancy.finding where finding_id = :finding_id")
EVENT = sa.text(
    "insert into discrepancy.finding_event (finding_id, event, at, cause)"
    " values (:finding_id, :event, :opened_at, 'a test')"
)


def keep(base: Base, *findings: Finding, provider: str = "statistics") -> None:
    """Puts findings into the base database, in place of what they were before, and logs it."""
    with base.transaction() as connection:
        for one in findings:
            values = asdict(one) | {"detail": json.dumps(dict(one.detail)), "provider": provider}
            status = "closed" if one.closed_at else "open"
            was = connection.execute(WAS, values).scalar()
            connection.execute(FINDING, values | {"status": status})
            moves = {("open", None): ["opened"], ("closed", None): ["opened", "closed"]}
            moves |= {("open", "closed"): ["reopened"], ("closed", "open"): ["closed"]}
            for event in moves.get((status, was), []):
                connection.execute(EVENT, values | {"event": event})


def gather(
    connection: sa.Connection, round_id: str, at: datetime, facts: ProviderFacts = STATISTICS
) -> Report:
    """What statistics, or another, is to be told at a moment."""
    with clock.at(at):
        return collect(connection, OFFICE, facts, round_id)


def arrive(base: Base, *batches: Batch) -> None:
    """Registers deliveries of statistics: the last is the latest, the accepted one in force."""
    with base.transaction() as connection:
        for one in batches:
            connection.execute(
                sa.text(
                    "insert into registry.batch values (:batch_id, 'statistics', :feed, :landed_at,"
                    " 'hash', :as_of, 'folder', :status, :received, :accepted, :quarantined,"
                    " :duplicates, 'rules', :held_kind, :held_reason, :landed_at, :landed_at)"
                ),
                asdict(one),
            )
        force = [one.batch_id for one in batches if one.status == "accepted"][-1:]
        connection.execute(
            sa.text("insert into registry.feed values ('statistics', 'divisions', :force, :last)"),
            {"force": force[0] if force else None, "last": batches[-1].batch_id},
        )
