"""The steps of a case: what each writes into its log. Which are open to whom is decided in openings.

Pure: a step is decided from the case's state and the day it is taken on, never from
the database. Whoever takes one, a reply file, a page or the daily round, comes here.
What the data does to a case by itself is decided in course.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from onesource.catalog import Limits
from onesource.clock import BUREAU_TIME
from onesource.discrepancy.case import BUREAU, COUNTS, SETTLES, SYSTEM, Case, Clock, Entry, after
from onesource.discrepancy.openings import require
from onesource.discrepancy.workdays import Calendar
from onesource.errors import Refused


@dataclass(frozen=True)
class Now:
    """What a step is decided by besides the case: the moment, the calendar, the terms.

    shown_by: the day the feed of whoever mends delivers next by its cycle, where it has one.
    """

    at: datetime
    calendar: Calendar
    limits: Limits
    shown_by: date | None = None

    @property
    def today(self) -> date:
        """The bureau's calendar day."""
        return self.at.astimezone(BUREAU_TIME).date()

    def clock(self, days: int, start: date | None = None) -> Clock:
        """A term of `days` working days that begins today, or on `start`."""
        begun = start or self.today
        due = self.calendar.after(begun, days)
        return Clock(begun, days, due.on, due.provisional)

    def recheck(self) -> Clock:
        """The term within which a delivery has to show what was promised."""
        cycle = self.calendar.between(self.today, self.shown_by) if self.shown_by else 0
        return self.clock(max(self.limits.recheck, cycle))


@dataclass(frozen=True)
class Reply:
    """What a provider answered about rows of a case, and how its rows stand with it.

    answers: how many rows by answer, of `corrected`, `confirmed`, `disputed`, `elsewhere`.
    """

    answers: Mapping[str, int]
    rows: int
    unanswered: int
    contested: int
    not_ours: int
    source: str  # the reply file, the page or the call it came by


@dataclass(frozen=True)
class Ruled:
    """What the bureau ruled about rows of a case, and how its rows stand after.

    rulings: the entity's key, the element, the value and what it holds instead of, each.
    rest: how many of the case's rows nothing is ruled of.
    """

    rulings: Sequence[Mapping[str, Any]]
    reason: str
    by: str
    until: date | None
    counts: Mapping[str, int]
    rest: int
    mends: str | None = None  # the side chosen to mend what is not ruled on


def notify(case: Case, delivery: str, now: Now) -> list[Entry]:
    """The respondent was sent the case: its term begins."""
    require(case, "notify", SYSTEM)
    facts = {"owner": case.cause.respondent, "delivery": delivery}
    return [Entry("notified", SYSTEM, now.at, facts, now.clock(now.limits.answer))]


def answer(case: Case, by: str, reply: Reply, now: Now) -> list[Entry]:
    """The respondent answered some of the rows; when all are answered the case moves on."""
    require(case, "answer", by)
    facts = {
        "answers": dict(reply.answers),
        "rows": reply.rows,
        "unanswered": reply.unanswered,
        "contested": reply.contested,
        "not_ours": reply.not_ours,
        "source": reply.source,
    }
    entry = Entry("answered", by, now.at, facts)
    moved = move_on(after(case, entry), by, now)
    if moved or case.phase != "negotiating" or case.owner != by or reply.unanswered:
        return [entry, *moved]
    return [entry, _referred(case, by, now, reason="stands by its answer")]


def move_on(case: Case, by: str, now: Now, oldest: date | None = None) -> list[Entry]:
    """Where a case goes by how its rows are answered; oldest: the day its oldest unanswered one opened.

    Answered wholly it is rechecked; disputed with the other side where an answer says that it is not
    the respondent who has to mend; the bureau's where it says that neither has to, or there is no
    other side. Of what was promised or disputed nothing left, what is new is asked.
    """
    if not case.rows:
        return []
    if case.contested and not case.unanswered:
        return _contested(case, by, now)
    if not case.unanswered:
        return [] if case.phase == "rechecking" else [_promised(case, now, "promised", by)]
    settled = case.phase == "rechecking" and case.unanswered == case.rows
    moot = case.phase in ("negotiating", "adjudicating") and not case.contested
    return [_asked_again(case, now, oldest)] if settled or moot else []


def _contested(case: Case, by: str, now: Now) -> list[Entry]:
    if case.phase == "adjudicating":
        return []  # it is the bureau's already
    if case.not_ours or case.cause.counterparty in (None, BUREAU):
        return [_referred(case, by, now)]
    if case.phase == "negotiating":
        return []  # it is disputed already
    facts = {"left": left(case, now), "owner": case.cause.counterparty}
    return [Entry("disputed", by, now.at, facts, now.clock(now.limits.negotiation))]


def _asked_again(case: Case, now: Now, oldest: date | None) -> Entry:
    """New rows have a term of their own, from the day they are asked about."""
    facts = {"owner": case.cause.respondent, "why": "new_rows", "oldest": oldest and str(oldest)}
    return Entry("asked_again", SYSTEM, now.at, facts, now.clock(now.limits.answer))


def _referred(case: Case, by: str, now: Now, **told: str) -> Entry:
    facts = {**told, "owner": BUREAU, "left": left(case, now)}
    return Entry("referred", by, now.at, facts, now.clock(now.limits.adjudication))


def extend(case: Case, by: str, days: int, approved_by: str, now: Now) -> list[Entry]:
    """The respondent takes more time, once, with its head's approval.

    Raises Refused for more days than the terms allow, or without an approver.
    """
    require(case, "extend", by)
    assert case.clock is not None, "a case that is asked has a term"
    most = now.limits.extension
    if not 1 <= days <= most:
        raise Refused(f"an extension is of 1 to {most} working days, not {days}", most=most)
    if not approved_by.strip():
        raise Refused("an extension names the head of the department who approved it")
    clock = now.clock(case.clock.days + days, case.clock.start)
    facts = {"days": days, "approved_by": approved_by.strip()}
    return [Entry("extended", by, now.at, facts, clock)]


def propose(case: Case, by: str, words: Mapping[str, str], now: Now) -> list[Entry]:
    """One side proposes how it should be (`value`, `reason`); the other owes the reply."""
    require(case, "propose", by)
    own, other = case.cause.respondent, case.cause.counterparty
    facts = {**words, "owner": other if by == own else own}
    return [Entry("proposed", by, now.at, facts, now.clock(now.limits.negotiation))]


def agree(case: Case, by: str, now: Now) -> list[Entry]:
    """The side whose turn it is gives in: it will mend its own data."""
    require(case, "agree", by)
    return [_promised(case, now, "agreed", by, owner=by)]


def refer(case: Case, by: str, reason: str, now: Now) -> list[Entry]:
    """What cannot be agreed upon goes to the bureau."""
    require(case, "refer", by)
    return [_referred(case, by, now, reason=reason)]


def decide(
    case: Case, mends: str, reason: str, now: Now, adjudicator: str | None = None
) -> list[Entry]:
    """The bureau, by an adjudicator of that name, says which side has to mend its data.

    Raises Refused where it is neither, or without a reason.
    """
    require(case, "decide", BUREAU)
    if not reason.strip():
        raise Refused("a decision gives its reason; it stands in the case's log")
    known = (case.cause.respondent, case.cause.counterparty)
    sides = [side for side in known if side not in (None, BUREAU)]
    if mends not in sides:
        raise Refused(f"{mends} is no side of this case; its sides: {', '.join(map(str, sides))}")
    told = {"reason": reason, **({"adjudicator": adjudicator} if adjudicator else {})}
    return [_promised(case, now, "decided", BUREAU, owner=mends, **told)]


def rule(case: Case, ruled: Ruled, now: Now) -> list[Entry]:
    """The bureau says what a value is, whatever its source says.

    Where nothing is contested any more the case moves on; where all is ruled, the library's
    next build is waited for, and no side has to mend anything here.
    """
    require(case, "rule", BUREAU)
    facts = {
        **ruled.counts,
        "rulings": [dict(one) for one in ruled.rulings],
        "reason": ruled.reason,
        "by": ruled.by,
        "until": ruled.until and str(ruled.until),
        **({"mends": ruled.mends} if ruled.mends else {}),
    }
    entry = Entry("ruled", BUREAU, now.at, facts)
    ruled_on = after(case, entry)
    if not ruled.rest and not ruled_on.contested:
        return [entry, _promised(ruled_on, now, "promised", BUREAU, owner=BUREAU)]
    return [entry, *move_on(ruled_on, BUREAU, now)]


def transfer(case: Case, to: str, reason: str, now: Now) -> list[Entry]:
    """The bureau has another provider answer; its rows go on in that one's case."""
    require(case, "transfer", BUREAU)
    if to == case.cause.respondent:
        raise Refused(f"{to} is asked already; a transfer goes to another provider")
    facts = {"to": to, "reason": reason, "by": "transfer", **dict.fromkeys(COUNTS, 0)}
    return [Entry("transferred", BUREAU, now.at, facts)]


def left(case: Case, now: Now) -> int | None:
    """The working days left to the respondent, as they stand when its term is set to rest."""
    if case.phase != "asked" or case.clock is None:
        return case.left
    return max(now.calendar.between(now.today, case.clock.due), 0)


def _promised(case: Case, now: Now, step: str, by: str, **told: str) -> Entry:
    facts: dict[str, object] = {"owner": case.cause.respondent, **told, "left": left(case, now)}
    if step in SETTLES:
        facts |= {"contested": 0, "not_ours": 0}
    return Entry(step, by, now.at, facts, now.recheck())
