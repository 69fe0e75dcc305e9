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
from sys import intern
from typing import Any

import sqlalchemy as sa

from onesource import clock
from onesource.discrepancy import docket
from onesource.discrepancy.raising import Office
from onesource.notice.kinds import KINDS
from onesource.notice.model import Batch, Call, CaseLine, Finding, ProviderFacts, Report, Section
from onesource.store.sql import statement

_COMMON = frozenset(
    [
        *("kind", "severity", "feed", "library", "entity", "element", "rule"),
        *("golden_provider", "provider", "respondent", "case_id"),
    ]
)
_ORDER = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Told:
    """What a provider was last told, when, and up to which event."""

    content_hash: str
    at: datetime
    last_event_id: int
    last_entry_id: int


def collect(
    connection: sa.Connection, office: Office, provider: ProviderFacts, round_id: str
) -> Report:
    """What `provider` is to be told in round `round_id` at this moment, by the terms of `office`.

    Makes the caller's transaction, which must not have read before, a "repeatable read"
    that no event is being written beside: findings and batches are of one moment, and
    every event up to the last one seen is seen.
    """
    connection.execute(sa.text("set transaction isolation level repeatable read"))
    connection.execute(
        sa.text("lock table discrepancy.finding_event, discrepancy.case_entry in share mode")
    )
    at = clock.now()
    told = last_told(connection, provider.slug)
    [last] = _rows(connection, "last_event", {})
    who = {
        "provider": provider.slug,
        "since": told.last_event_id if told else 0,
        "since_entry": told.last_entry_id if told else 0,
        "cooling": office.cooling_since(provider.slug),
        "case_id": None,
    }
    asked = _findings(connection, "open_findings", who)
    findings = [one for one in asked if one.closed_at is None]
    closed = _findings(connection, "closed_findings", who) if told else []
    batches = tuple(Batch(**row) for row in _rows(connection, "batches", who))
    return Report(
        provider=provider,
        round_id=round_id,
        at=at,
        since=told.at if told else None,
        sections=sections((aged(one, at) for one in findings), provider.slug),
        closed=tuple(closed),
        batches=batches,
        content_hash=content_hash(asked, batches),
        last_event_id=last["last_event_id"],
        last_entry_id=last["last_entry_id"],
        cases=tuple(case_line(office, **row) for row in _rows(connection, "cases", who)),
        calls=tuple(Call(**row) for row in _rows(connection, "calls", who)),
    )


def case_line(office: Office, case_id: str, kept: dict[str, Any], given: bool) -> CaseLine:
    """A case with the day its next step is due: for one that is only now told, as its term will run."""
    case = docket.case_of(kept)
    now = office.now(case)
    running = now.clock(now.limits.answer) if case.phase == "raised" else case.clock
    if running is None:
        return CaseLine(case_id, case, None, False, given)
    return CaseLine(case_id, case, running.due, running.provisional, given)


def aged(finding: Finding, at: datetime) -> Finding:
    """The finding with how late it is by now, which is no news by itself."""
    due = finding.detail.get("due")
    if finding.kind != "late" or not due:
        return finding
    days = (at.astimezone(clock.BUREAU_TIME).date() - date.fromisoformat(due)).days
    told = f"{finding.detail['message']}，截至本报告日已逾期 {days} 天"
    return replace(finding, detail={**finding.detail, "message": told})


def last_told(connection: sa.Connection, provider: str) -> Told | None:
    """The last delivery to `provider`, if there was one."""
    for row in _rows(connection, "last_delivery", {"provider": provider}):
        return Told(
            row["content_hash"], row["delivered_at"], row["last_event_id"], row["last_entry_id"]
        )
    return None


def sections(findings: Iterable[Finding], reader: str) -> tuple[Section, ...]:
    """`findings` by kind: first what concerns whole deliveries, then single rows, last others' data."""
    told = [(finding.section(reader), finding) for finding in findings]
    ordered = sorted(told, key=lambda one: _ORDER[one[0]])
    return tuple(
        Section(kind, tuple(finding for _, finding in same))
        for kind, same in groupby(ordered, lambda one: one[0])
    )


def content_hash(findings: Iterable[Finding], batches: Iterable[Batch]) -> str:
    """SHA-256 over what is open and what is held, whatever the order.

    Moments, rounds, batch ids and row numbers do not count: a delivery that changes
    nothing for its provider is nothing new. That a finding came back does count, but not how
    often: what goes and comes is told once, and again when it has stayed away.
    """
    said = [_said(finding) for finding in findings]
    said += [
        json.dumps(["held", batch.feed, batch.held_kind, batch.held_reason])
        for batch in batches
        if batch.status == "held"
    ]
    return hashlib.sha256("\n".join(sorted(said)).encode()).hexdigest()


def _said(finding: Finding) -> str:
    return repr(
        (
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
            finding.detail and sorted(finding.detail.items()),
            min(finding.times_opened, 2),
        )
    )


def _findings(connection: sa.Connection, name: str, values: Mapping[str, Any]) -> list[Finding]:
    """Findings as they come; what many rows have in common is kept once, however many they are."""
    asked = sa.text(statement(f"base/notice/{name}")).execution_options(yield_per=10_000)
    with connection.execute(asked, values) as answer:
        return [Finding(**_shared(row)) for row in answer.mappings()]


def _shared(row: sa.RowMapping) -> dict[str, Any]:
    return {key: intern(value) if value and key in _COMMON else value for key, value in row.items()}


def _rows(connection: sa.Connection, name: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    answer = connection.execute(sa.text(statement(f"base/notice/{name}")), values)
    return [dict(row) for row in answer.mappings()]
