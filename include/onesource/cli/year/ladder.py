"""Reckons from a case's terms alone which reminders were due on which day, and holds its log against that.

The rule, told anew: a reminder at half of a term, one from three working days before it
ends, one on the day, one each five working days after; of those missed the highest; none
on a day off; each once for a term. Five working days after it ends the bureau is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from onesource.cli.year import days
from onesource.cli.year.cases import Violation
from onesource.cli.year.evidence import Evidence, Row, day_of

WITHIN = {"counted", "answered", "extended", "rescheduled"}  # steps that leave whose turn it is
NOTES = {"reminded", "escalated"}
MOST = 7
OVERDUE = 5


@dataclass
class Term:
    """A term as it runs. sent: the last reminder for it."""

    due: date | None = None
    start: date | None = None
    days: int = 0
    owner: str | None = None
    sent: int = 0
    escalated: bool = False
    negotiating: bool = False

    def take(self, entry: Row) -> None:
        """What an entry makes of it."""
        step, clock = entry["step"], entry["clock"]
        if step == "reminded":
            self.sent = entry["facts"]["rung"]
        elif step == "escalated":
            self.escalated = True
        elif step not in WITHIN:
            self.owner = entry["facts"].get("owner")
            self.negotiating = step in ("disputed", "proposed")
            self.escalated = False
            self._run(clock)
        elif clock:
            self.escalated = self.escalated and step == "rescheduled"
            self._run(clock)

    def _run(self, clock: Row | None) -> None:
        self.sent = 0
        self.due = date.fromisoformat(clock["due"]) if clock else None
        self.start = date.fromisoformat(clock["start"]) if clock else None
        self.days = clock["days"] if clock else 0

    def wanted(self, today: date) -> int:
        """The reminder that is due today; 0 for none."""
        if self.due is None or self.start is None or not days.works(today, today):
            return 0
        over = days.between(self.due, today, today)
        if over >= 0:
            rung = min(3 + over // 5, MOST)
        elif over >= -3:
            rung = 2
        else:
            rung = int(2 * days.between(self.start, today, today) >= self.days)
        return rung if rung > self.sent else 0


def reminders(evidence: Evidence) -> Iterator[Violation]:
    """Each reminder that was due was sent, once, and no other."""
    for case in evidence.cases:
        yield from _case(evidence.log(case["case_id"]), evidence.rounds)


def _case(log: list[Row], rounds: list[datetime]) -> Iterator[Violation]:
    term, at = Term(), 0
    for moment in rounds:
        notes: list[Row] = []
        while at < len(log) and log[at]["at"] <= moment:
            entry = log[at]
            if entry["step"] in NOTES:
                notes.append(entry)
            else:
                term.take(entry)
            at += 1
        if log:
            yield from _round(log[0]["case_id"], term, notes, day_of(moment))
        for entry in notes:
            term.take(entry)
    yield from (
        Violation("reminders", one["case_id"], day_of(one["at"]), "outside of any round")
        for one in log[at:]
        if one["step"] in NOTES
    )


def _round(case_id: str, term: Term, notes: list[Row], today: date) -> Iterator[Violation]:
    sent = [
        (one["facts"]["rung"], one["facts"]["to"]) for one in notes if one["step"] == "reminded"
    ]
    rung = term.wanted(today)
    wanted = [(rung, term.owner)] if rung else []
    if sent != wanted:
        yield Violation("reminders", case_id, today, f"reminded {sent}, due were {wanted}")
    over = days.between(term.due, today, today) if term.due else 0
    late = over >= OVERDUE and not term.escalated
    if late != ("escalated" in [one["step"] for one in notes]):
        how = "was not told to the bureau in time" if late else "was told to the bureau too early"
        yield Violation("reminders", case_id, today, how)
    if term.negotiating and over > 0:
        yield Violation("reminders", case_id, today, "nobody replied in time and it went to nobody")
