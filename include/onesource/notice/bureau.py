"""The bureau's own digest: the cases it has to decide, and those overdue that it has to press.

Pure: made of the cases and of the last digest, whose difference is what is new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from onesource.discrepancy.case import BUREAU
from onesource.notice import wording
from onesource.notice.digest import Digest, Line, Settled
from onesource.notice.kinds import KINDS
from onesource.notice.model import CaseLine, ProviderFacts


@dataclass(frozen=True)
class Agenda:
    """What waits for the bureau in a round. feeds: their titles by `<provider>/<feed>`."""

    round_id: str
    at: datetime
    cases: Sequence[CaseLine]
    facts: ProviderFacts
    feeds: Mapping[str, str]


def digest(agenda: Agenda, last: Digest | None, closed: Collection[str] = ()) -> Digest | None:
    """The digest of what waits for the bureau; None where the last one said the same, or there is nothing.

    closed: the cases of the last one that are settled since. That a case was decided or answered,
    and left the list, is no news by itself.
    """
    known = {one.case_id: one for one in last.cases} if last else {}
    lines = tuple(_line(one, agenda, new=one.case_id not in known) for one in agenda.cases)
    now = {one.case_id for one in lines}
    gone = [one for one in known.values() if one.case_id in closed]
    if not gone and _said(lines) == _said([one for one in known.values() if one.case_id in now]):
        return None
    content = hashlib.sha256(f"{_said(lines)} {last and last.delivery}".encode()).hexdigest()
    settled = tuple(
        Settled(one.case_id, one.case, one.kind, one.title, one.rows, True) for one in gone
    )
    return Digest(
        receiver=BUREAU,
        title=agenda.facts.bureau,
        deliveries=(f"{BUREAU}/{agenda.round_id}/{content}",),
        at=agenda.at,
        since=last.at if last else None,
        open=sum(one.rows for one in lines),
        new=sum(one.new for one in lines),
        closed=sum(one.rows for one in settled),
        cases=lines,
        settled=settled,
    )


def _said(lines: Sequence[Line]) -> list[str]:
    """What makes the list another one: which cases, how they stand, until when."""
    return sorted(f"{one.case_id} {one.phase} {one.escalated} {one.due}" for one in lines)


def _line(one: CaseLine, agenda: Agenda, new: bool) -> Line:
    case, cause = one.case, one.case.cause
    feed = f"{cause.provider}/{cause.feed}"
    about = [f"《{agenda.feeds.get(feed, feed)}》", wording.case_about(one, agenda.facts)]
    owner = agenda.facts.called(str(case.owner))
    return Line(
        *(one.case_id, one.number, cause.kind, KINDS[cause.kind].title),
        about=" · ".join(filter(None, about)),
        rows=case.rows,
        unanswered=case.unanswered,
        new=case.rows if new else 0,
        phase=case.phase,
        owner=str(case.owner),
        due=one.due,
        provisional=one.provisional,
        escalated=case.escalated,
        state="请认定" if case.owner == BUREAU else f"{owner}逾期未办",
    )
