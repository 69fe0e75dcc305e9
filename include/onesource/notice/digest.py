"""What one message says: counts, cases and days, never a value of anybody's data.

Made of a report when it is delivered, and kept; several that had to wait become one.
How it is worded as a mail or signed as a webhook's body is decided elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from onesource.notice import wording
from onesource.notice.delivery import Delivered
from onesource.notice.kinds import KINDS
from onesource.notice.model import CaseLine, Finding, ProviderFacts, Report


@dataclass(frozen=True)
class Line:
    """An open case. new: rows since the receiver was last told; told: steps of its log it is told of.

    title, about, state: as the report words them.
    """

    case_id: str
    case: str  # the number a person quotes
    kind: str
    title: str
    about: str
    rows: int
    unanswered: int
    new: int
    phase: str
    owner: str
    due: date | None
    provisional: bool
    escalated: bool
    state: str
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settled:
    """Rows of a case that were settled. whole: it has no other left."""

    case_id: str
    case: str
    kind: str
    title: str
    rows: int
    whole: bool


@dataclass(frozen=True)
class Digest:
    """What `receiver` is told of the deliveries named, the last of which it shows as it stands.

    new, closed: rows since it was last told. moved: the numbers of cases that went to
    another respondent. held: the titles of feeds whose delivery is held.
    files: where the report lies on the front-end machine; none for the bureau.
    """

    receiver: str
    title: str
    deliveries: tuple[str, ...]
    at: datetime
    since: datetime | None
    open: int
    new: int
    closed: int
    cases: tuple[Line, ...]
    settled: tuple[Settled, ...] = ()
    moved: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    answers: str | None = None  # the folder where filled reports are awaited

    @property
    def delivery(self) -> str:
        """The delivery it shows."""
        return self.deliveries[-1]


def of(report: Report, sent: Delivered) -> Digest:
    """The digest of a report that is being delivered."""
    facts = report.provider
    findings = (one for section in report.sections for one in section.findings)
    new = Counter(one.case_id for one in findings if report.is_new(one))
    told: dict[str, dict[str, None]] = {}
    for call in report.calls:
        told.setdefault(call.case_id, {})[call.step] = None
    lines = [_line(one, facts, new[one.case_id]) for one in report.cases]
    return Digest(
        receiver=facts.slug,
        title=facts.title,
        deliveries=(sent.delivery_id,),
        at=sent.delivered_at,
        since=report.since,
        open=sent.findings,
        new=sent.opened,
        closed=sent.closed,
        cases=tuple(replace(one, told=tuple(told.get(one.case_id, ()))) for one in lines),
        settled=_settled(report.closed, {one.case_id for one in lines}),
        moved=tuple(case[:8].upper() for case, steps in told.items() if "transferred" in steps),
        held=tuple(facts.feeds.get(batch.feed, batch.feed) for batch in report.held),
        files=sent.files,
        answers=facts.answers,
    )


def _line(one: CaseLine, facts: ProviderFacts, new: int) -> Line:
    """A case as its report tells it; one that is raised is asked by that."""
    heading = one.heading(facts.slug)
    case = one.case
    return Line(
        *(one.case_id, one.number, heading, KINDS[heading].title),
        about=wording.case_about(one, facts),
        rows=case.rows,
        unanswered=case.unanswered,
        new=new,
        phase="asked" if case.phase == "raised" else case.phase,
        owner=case.cause.respondent if case.phase == "raised" else str(case.owner),
        due=one.due,
        provisional=one.provisional,
        escalated=case.escalated,
        state=wording.case_state(one, facts),
    )


def _settled(closed: Iterable[Finding], still: set[str]) -> tuple[Settled, ...]:
    counts = Counter((str(one.case_id), one.kind) for one in closed)
    return tuple(
        Settled(case, case[:8].upper(), kind, KINDS[kind].title, rows, case not in still)
        for (case, kind), rows in counts.items()
    )


def merged(digests: Sequence[Digest]) -> Digest:
    """One digest of those that waited, oldest first: the last one's state, and what all have brought."""
    last = digests[-1]
    still = {one.case_id for one in last.cases}
    return replace(
        last,
        deliveries=tuple(name for one in digests for name in one.deliveries),
        since=digests[0].since,
        new=sum(one.new for one in digests),
        closed=sum(one.closed for one in digests),
        cases=tuple(_brought(line, digests) for line in last.cases),
        moved=tuple(dict.fromkeys(case for one in digests for case in one.moved)),
        settled=tuple(_summed((one for each in digests for one in each.settled), still)),
    )


def _brought(line: Line, digests: Sequence[Digest]) -> Line:
    same = [one for each in digests for one in each.cases if one.case_id == line.case_id]
    told = dict.fromkeys(step for one in same for step in one.told)
    return replace(line, new=sum(one.new for one in same), told=tuple(told))


def _summed(settled: Iterable[Settled], still: set[str]) -> Iterable[Settled]:
    by: dict[tuple[str, str], Settled] = {}
    for one in settled:
        before = by.get((one.case_id, one.kind))
        rows = one.rows + (before.rows if before else 0)
        by[one.case_id, one.kind] = replace(one, rows=rows, whole=one.case_id not in still)
    return by.values()


@cache
def _adapter() -> TypeAdapter[Digest]:
    return TypeAdapter(Digest)


def as_json(digest: Digest) -> str:
    """The digest as it is kept and as a webhook tells it."""
    return _adapter().dump_json(digest).decode()


def from_json(told: Mapping[str, Any]) -> Digest:
    """The digest that was kept as `told`."""
    return _adapter().validate_python(told)
