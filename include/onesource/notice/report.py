"""Gathers what a provider is to be told: what is open, what was settled, what became of its data.

Decides what a report says and when two say the same. Not how it looks, nor whether
it is sent; findings are raised and closed elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from onesource.notice.model import Batch, Finding, ProviderFacts, Report, Section
from onesource.notice.wording import KINDS
from onesource.store.sql import statement

_ORDER = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Told:
    """What a provider was last told, and when."""

    content_hash: str
    at: datetime


def collect(
    connection: sa.Connection, provider: ProviderFacts, round_id: str, at: datetime
) -> Report:
    """What `provider` is to be told in round `round_id` at `at` (aware).

    Makes the caller's transaction, which must not have read before, a "repeatable read":
    findings and batches are of one moment.
    """
    connection.execute(sa.text("set transaction isolation level repeatable read"))
    told = last_told(connection, provider.slug)
    who = {"provider": provider.slug}
    findings = [Finding(**row) for row in _rows(connection, "open_findings", who)]
    closed = _rows(connection, "closed_findings", who | {"since": told.at}) if told else []
    batches = tuple(Batch(**row) for row in _rows(connection, "batches", who))
    return Report(
        provider=provider,
        round_id=round_id,
        at=at,
        since=told.at if told else None,
        sections=sections(findings),
        closed=tuple(Finding(**row) for row in closed),
        batches=batches,
        content_hash=content_hash(findings, batches),
    )


def last_told(connection: sa.Connection, provider: str) -> Told | None:
    """The last delivery to `provider`, if there was one."""
    for row in _rows(connection, "last_delivery", {"provider": provider}):
        return Told(row["content_hash"], row["delivered_at"])
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
