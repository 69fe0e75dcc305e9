"""Sums up a feed's first delivery by cause: thousands of findings have few reasons, and those come first.

A feed is new in a report where nothing of it had arrived before the last one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onesource.notice import values
from onesource.notice.kinds import KINDS
from onesource.notice.model import Batch, Finding, Report

CAUSES = 20  # so many are told; the rest as one


@dataclass(frozen=True)
class Cause:
    """One reason of many findings: its words, how many, and one of them."""

    kind: str
    words: str
    count: int
    example: str
    remedy: str


@dataclass(frozen=True)
class First:
    """What a feed's first delivery came to."""

    batch: Batch
    title: str
    findings: int
    causes: tuple[Cause, ...]


def firsts(report: Report) -> Iterator[First]:
    """The feeds that are new in `report`, each with its causes, most frequent first."""
    for batch in report.batches:
        if batch.status == "held" or not _is_new(batch, report):
            continue
        own = [
            finding
            for section in report.sections
            for finding in section.findings
            if finding.feed == batch.feed
        ]
        title = report.provider.feeds.get(batch.feed, batch.feed)
        yield First(batch, title, len(own), tuple(_causes(own, report)))


def _is_new(batch: Batch, report: Report) -> bool:
    return batch.first_at is not None and (report.since is None or batch.first_at > report.since)


def _causes(findings: list[Finding], report: Report) -> Iterator[Cause]:
    alike: dict[tuple[str, str | None, str], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.kind, finding.element, finding.rule), []).append(finding)
    ordered = sorted(alike.values(), key=len, reverse=True)
    for same in ordered[:CAUSES]:
        yield _cause(same, report)
    if rest := sum(map(len, ordered[CAUSES:])):
        yield Cause("其他", f"另有 {len(ordered) - CAUSES} 类原因", rest, "", "见各类明细")


def _cause(same: list[Finding], report: Report) -> Cause:
    facts, one = report.provider, same[0]
    kind = KINDS[one.kind]
    said = values.message(one, facts) if len(same) == 1 else _general(same, report)
    named = values.element(one, facts) if one.element else ""
    example = " ".join(
        part for part in (values.key(one, facts), values.delivered(one, facts)) if part
    )
    words = values.about(named, said) if said else named
    return Cause(kind.title, words or kind.meaning, len(same), example, values.remedy(one))


def _general(same: list[Finding], report: Report) -> str | None:
    """What is said of all of them alike; nothing where each says something else."""
    told = {values.message(one, report.provider) for one in same[:50]}
    return told.pop() if len(told) == 1 else None
