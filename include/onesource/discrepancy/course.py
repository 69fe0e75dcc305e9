"""What data and calendar do to a case by themselves: raise, count, recheck, remind, close it.

Pure, as steps is: nobody decides anything here but the next batch and the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from onesource.clock import BUREAU_TIME
from onesource.discrepancy.case import BUREAU, COUNTS, SYSTEM, Case, Entry, after
from onesource.discrepancy.steps import Now, left, move_on

SOON = 3  # working days before the due day on which one more reminder is sent
WEEK = 5  # working days from one overdue reminder to the next
HALF_TIME, SHORTLY, TODAY = 1, 2, 3  # the rungs of the ladder; each overdue week is one more
MOST_RUNGS = TODAY + 4  # a month overdue; then it is the bureau that is told, not the provider


@dataclass(frozen=True)
class Seen:
    """The rows of a case as the data shows them.

    oldest: the day the oldest unanswered one opened. gone: how many were closed since the
    case was last counted, `by` what (data, ruling, rule_change, feed_ended). because: where an
    authority is asked, how many rows for what (`others` say the same, or the `estimate`).
    """

    rows: int
    unanswered: int
    contested: int
    not_ours: int
    oldest: date | None
    gone: int
    by: str | None
    because: Mapping[str, int] = field(default_factory=dict)


def count(case: Case, seen: Seen, now: Now) -> list[Entry]:
    """What follows from how many rows there are now; nothing where nothing has changed."""
    if case.phase == "closed":
        return [_opened(case, seen, now)] if seen.rows else []
    if not seen.rows:
        return [_closed(case, seen, now)]
    entries = _counted(case, seen, now)
    for entry in entries:
        case = after(case, entry)
    return [*entries, *move_on(case, SYSTEM, now, seen.oldest)]


def _counts(seen: Seen) -> dict[str, object]:
    counts = {name: getattr(seen, name) for name in COUNTS}
    return {**counts, "because": dict(seen.because)} if seen.because else counts


def _opened(case: Case, seen: Seen, now: Now) -> Entry:
    facts = {**_counts(seen), "owner": BUREAU}
    if not case.times_opened:
        return Entry("raised", SYSTEM, now.at, facts)
    if case.moved_at is None or case.left is None or case.closed_by == "transfer":
        return Entry("reopened", SYSTEM, now.at, facts)  # its provider was never asked
    rested = now.calendar.between(case.moved_at.astimezone(BUREAU_TIME).date(), now.today)
    if rested > now.limits.cooling:
        return Entry("reopened", SYSTEM, now.at, facts)
    facts["owner"] = case.cause.respondent
    return Entry("resumed", SYSTEM, now.at, facts, now.clock(max(case.left, 1)))


def _closed(case: Case, seen: Seen, now: Now) -> Entry:
    facts = {**_counts(seen), "by": seen.by or "data", "gone": case.rows}
    return Entry("closed", SYSTEM, now.at, {**facts, "left": left(case, now)})


def _counted(case: Case, seen: Seen, now: Now) -> list[Entry]:
    """The rows that joined and left; a term begins anew where none of its first rows is left."""
    clock = None
    if case.phase == "asked" and case.clock and seen.oldest and seen.oldest > case.clock.start:
        later = now.clock(now.limits.answer, seen.oldest)
        clock = later if later.due > case.clock.due else None
    same = all(getattr(case, name) == getattr(seen, name) for name in COUNTS)
    if same and not clock and not seen.gone:
        return []
    joined = max(0, seen.rows - case.rows + seen.gone)
    facts = {**_counts(seen), "joined": joined, "gone": case.rows + joined - seen.rows}
    return [Entry("counted", SYSTEM, now.at, facts, clock)]


def recheck(case: Case, batch: str, seen: Seen, now: Now) -> list[Entry]:
    """A delivery came that should have shown what was promised, and rows are still open.

    The respondent is asked again with what is left of its term; where the other side had
    promised, the bureau has to decide.
    """
    if case.phase != "rechecking" or not seen.rows:
        return []
    facts = {**_counts(seen), "batch": batch, "why": "not_shown"}
    if case.owner != case.cause.respondent:
        clock = now.clock(now.limits.adjudication)
        return [Entry("referred", SYSTEM, now.at, {**facts, "owner": BUREAU}, clock)]
    clock = now.clock(max(case.left or 0, 1))
    entry = Entry("asked_again", SYSTEM, now.at, {**facts, "owner": case.owner}, clock)
    return [entry, *move_on(after(case, entry), SYSTEM, now)]


def decide_by(case: Case, now: Now) -> date:
    """The day by which the bureau is asked to decide: the due day, once passed the end of each week."""
    assert case.clock is not None, "a case before the bureau has a term"
    day = case.clock.due
    while day < now.today:
        day = now.calendar.after(day, WEEK).on
    return day


def remind(case: Case, now: Now) -> list[Entry]:
    """The reminder that is due today, if one is, and what follows from a term that has passed.

    A ladder: half time, shortly before, on the day, each week after; a round that was missed
    sends the highest rung alone. Who does not reply to a proposal in time leaves it to the bureau.
    """
    if case.clock is None or case.owner is None:
        return []
    overdue = now.calendar.between(case.clock.due, now.today)
    if case.phase == "negotiating" and overdue > 0:
        lapsed = {"owner": BUREAU, "reason": "no reply in time"}
        return [Entry("referred", SYSTEM, now.at, lapsed, now.clock(now.limits.adjudication))]
    entries = []
    rung = min(_rung(case, now, overdue), MOST_RUNGS)
    if rung > case.rung and now.calendar.works(now.today):
        facts = {"rung": rung, "to": case.owner, "due": str(case.clock.due)}
        entries.append(Entry("reminded", SYSTEM, now.at, facts))
    if overdue >= now.limits.escalation and not case.escalated:
        entries.append(Entry("escalated", SYSTEM, now.at, {"overdue": overdue}))
    return entries


def _rung(case: Case, now: Now, overdue: int) -> int:
    assert case.clock is not None, "only a term that runs has reminders"
    if overdue > 0:
        return TODAY + overdue // WEEK
    if overdue == 0:
        return TODAY
    if -overdue <= SOON:
        return SHORTLY
    passed = now.calendar.between(case.clock.start, now.today)
    return HALF_TIME if passed * 2 >= case.clock.days else 0


def reschedule(case: Case, now: Now) -> list[Entry]:
    """A due day that the calendar, as it is known now, puts elsewhere."""
    if case.clock is None:
        return []
    clock = now.clock(case.clock.days, case.clock.start)
    if clock == case.clock:
        return []
    facts = {"was": str(case.clock.due), "why": "calendar"}
    return [Entry("rescheduled", SYSTEM, now.at, facts, clock)]
