"""Raises cases from the findings that are open, and lets the calendar move those there are.

One call for all cases, in one transaction, however many rows they have; calling it
again without news writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa

from onesource import clock
from onesource.catalog import Deadlines, Feed
from onesource.discrepancy import course, docket, lateness, rulings
from onesource.discrepancy.case import Case
from onesource.discrepancy.course import Seen
from onesource.discrepancy.docket import Course
from onesource.discrepancy.steps import Now
from onesource.discrepancy.workdays import Calendar
from onesource.store.base import Base
from onesource.store.sql import statement

BAND = (
    0.2  # by so much the chance that an authority is wrong has to fall before it is asked no more
)


@dataclass(frozen=True)
class Office:
    """What every step of every case is decided by: the terms, the calendar, the feeds' next deliveries.

    expected: by `<provider>/<feed>`, the day its next delivery is due by its cycle.
    asked: those whose source is asked and answers: the same content again is a delivery.
    """

    deadlines: Deadlines
    calendar: Calendar
    expected: Mapping[str, date]
    asked: frozenset[str]

    @classmethod
    def of(cls, deadlines: Deadlines) -> Office:
        """The office that works by `deadlines` and knows nothing of feeds."""
        return cls(deadlines, Calendar(deadlines.days), {}, frozenset())

    @classmethod
    def at(cls, base: Base, deadlines: Deadlines, feeds: Iterable[Feed]) -> Office:
        """The office that works by `deadlines` and by what each of `feeds` last delivered."""
        known = list(feeds)
        expected = {one.feed.path: one.due for one in lateness.awaited(base, known)}
        asked = frozenset(feed.path for feed in known if lateness.is_asked(feed))
        return cls(deadlines, Calendar(deadlines.days), expected, asked)

    def now(self, case: Case) -> Now:
        """By what a step of `case` is decided at this moment."""
        cause = case.cause
        limits = self.deadlines.of(cause.respondent, cause.kind)
        shown_by = self.expected.get(f"{cause.provider}/{cause.feed}")
        return Now(clock.now(), self.calendar, limits, shown_by)

    def cooling_since(self, provider: str) -> datetime:
        """The moment since which what was settled and comes back is no news to a provider."""
        days = self.deadlines.of(provider, "conflict").cooling
        first = self.calendar.before(clock.today(), days)
        return datetime.combine(first, time(), clock.BUREAU_TIME)


def raise_all(connection: sa.Connection, office: Office) -> list[Course]:
    """Brings every case up to what is open now, in the caller's transaction; gives those that moved.

    What is seen is of one moment: it waits for findings that are being settled.
    """
    connection.execute(sa.text("lock table discrepancy.finding_event in share mode"))
    docket.lock(connection)
    doubted = office.deadlines.authority_wrong
    limits = {"asked_from": doubted, "kept_from": doubted - BAND}
    connection.execute(sa.text(statement("base/discrepancy/respondents")), limits)
    shown = _shown(connection, office)
    courses = [_course(office, row, shown) for row in _rows(connection, "seen")]
    courses += rulings.ended(connection, {one.case_id: one for one in courses})
    docket.write(connection, courses)
    return [one for one in courses if one.added]


def _course(office: Office, row: Any, shown: Mapping[str, str]) -> Course:
    """What the data brought to one case, then what the calendar does."""
    case = docket.case_of(row.state) if row.state else Case(docket.cause_of(row))
    one, now = Course(row.case_id, case), office.now(case)
    seen = _seen(case, row)
    if row.case_id in shown:
        one.take(course.recheck(case, shown[row.case_id], seen, now))
    one.take(course.count(one.case, _seen(one.case, row), now))
    one.take(course.reschedule(one.case, now))
    one.take(course.remind(one.case, now))
    return one


def _seen(case: Case, row: Any) -> Seen:
    gone = max(0, case.rows + row.joined - row.rows)
    counts = (row.rows, row.unanswered, row.contested, row.not_ours)
    doubted = {"others": row.others, "estimate": row.estimated}
    because = {why: rows for why, rows in doubted.items() if rows}
    return Seen(*counts, row.oldest, gone, row.closed_by, because)


def _shown(connection: sa.Connection, office: Office) -> dict[str, str]:
    """The deliveries that had to show what was promised, by case.

    What the respondent promised is asked anew; what another promised is contested again.
    """
    known = {"asked": sorted(office.asked)}
    shown = {row.case_id: row.batch_id for row in _rows(connection, "shown", known)}
    values = {"cases": list(shown), "at": clock.now(), "again": True}
    for name in ("spend", "decided"):
        connection.execute(sa.text(statement(f"base/discrepancy/{name}")), values)
    return shown


def _rows(
    connection: sa.Connection, name: str, values: Mapping[str, object] | None = None
) -> Sequence[Any]:
    return connection.execute(sa.text(statement(f"base/discrepancy/{name}")), values or {}).all()
