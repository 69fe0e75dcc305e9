"""Gathers what a provider is to be told: what is open, what was settled, what became of its data.

Decides what a report says and when two say the same. Not how it looks, nor whether
it is sent; findings are raised and closed elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from onesource.clock import BUREAU_TIME
from onesource.notice.kinds import KINDS
from onesource.notice.model import Batch, Finding, ProviderFacts, Report, Section
from onesource.store.sql import statement

_ORDER = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Told:
    """What a provider was last told, when, and up to which event."""

    content_hash: str
    at: datetime
    last_event_id: int


def collect(
    connection: sa.Connection, provider: ProviderFacts, round_id: str, at: datetime
) -> Report:
    """What `provider` is to be told in round `round_id` at `at` (aware).

    Makes the caller's transaction, which must not have read before, a "repeatable read"
    that no event is being written beside: findings and batches are of one moment, and
    every event up to the last one seen is seen.
    """
    connection.execute(sa.text("set transaction isolation level repeatable read"))
    connection.execute(sa.text("lock table discrepancy.finding_event in share mode"))
    told = last_told(connection, provider.slug)
    [last] = _rows(connection, "last_event", {})
    who = {"provider": provider.slug, "since": told.last_event_id if told else 0}
    findings = [Finding(**row) for row in _rows(connection, "open_findings", who)]
    closed = _rows(connection, "closed_findings", who) if told else []
    batches = tuple(Batch(**row) for row in _rows(connection, "batches", who))
    return Report(
        provider=provider,
        round_id=round_id,
        at=at,
        since=told.at if told else None,
        sections=sections(_aged(one, at) for one in findings),
        closed=tuple(Finding(**row) for row in closed),
        batches=batches,
        content_hash=content_hash(findings, batches),
        last_event_id=last["last_event_id"],
    )


def _aged(finding: Finding, at: datetime) -> Finding:
    """The finding with how late it is by now, which is no news by itself."""
    due = finding.detail.get("due")
    if finding.kind != "late" or not due:
        return finding
    days = (at.astimezone(BUREAU_TIME).date() - date.fromisoformat(due)).days
    told = f"{finding.detail['message']}，截至本报告日已逾期 {days} 天"
    return replace(finding, detail={**finding.detail, "message": told})


def last_told(connection: sa.Connection, provider: str) -> Told | None:
    """The last delivery to `provider`, if there was one."""
    for row in _rows(connection, "last_delivery", {"provider": provider}):
        return Told(row["content_hash"], row["delivered_at"], row["last_event_id"])
    return None


def sections(findings: Iterable[Finding]) -> tuple[Section, ...]:
    """`findings` by kind: first what concerns whole deliveries, then single rows."""
    ordered = sorted(findings, key=lambda finding: _ORDER[finding.kind])
    return tuple(
        Section(kind, tuple(same)) for kind, same in groupby(ordered, lambda one: one.kind)
    )


def content_hash(findings: Iterable[Finding], batches: Iterable[Batch]) -> str:
    """SHA-256 over what is open and what is held, whatever the order.

    Moments, rounds, batch ids and row numbers do not count: a delivery that changes
    nothing for its provider is nothing new. That a finding came back does count.
    """
    said = [_said(finding) for finding in findings]
    said += [
        json.dumps(["held", batch.feed, batch.held_kind, batch.held_reason])
        for batch in batches
        if batch.status == "held"
    ]
    return hashlib.sha256("\n".join(sorted(said)).encode()).hexdigest()


def _said(finding: Finding) -> str:
    return json.dumps(
        [
            finding.finding_id,
            finding.kind,
            finding.severity,
            finding.feed,
            finding.entity_key,
            finding.element,
            finding.rule,
            finding.provider_value,
            finding.golden_value,
            finding.golden_provider,
            finding.detail,
            finding.times_opened,
        ],
        sort_keys=True,
    )


def _rows(connection: sa.Connection, name: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    answer = connection.execute(sa.text(statement(f"base/notice/{name}")), values)
    return [dict(row) for row in answer.mappings()]
