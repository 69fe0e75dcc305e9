"""The docket: the cases and their logs in the base database. The log is the truth, the rest what it comes to.

A step is decided elsewhere; here it is written, its entries and the state they come to
in the caller's transaction, one writer at a time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from onesource import clock
from onesource.discrepancy.case import SETTLES, Case, Cause, Clock, Entry, after, replay
from onesource.errors import Refused
from onesource.store.base import one_at_a_time
from onesource.store.sql import statement

LOCK = "cases"  # who writes cases holds it


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


@dataclass
class Course:
    """One case and the entries that are being added to its log."""

    case_id: str
    case: Case
    added: list[Entry] = field(default_factory=list)

    def take(self, entries: Iterable[Entry]) -> None:
        """Adds entries, each in its turn."""
        for entry in entries:
            self.case = after(self.case, entry)
            self.added.append(entry)


def lock(connection: sa.Connection) -> None:
    """Waits until nobody else writes cases, to the end of the transaction."""
    one_at_a_time(connection, LOCK)


def find(connection: sa.Connection, case_id: str) -> Course:
    """The case of that id. Raises Refused where there is none."""
    for row in connection.execute(
        sa.text(statement("base/discrepancy/state")), {"case_id": case_id}
    ):
        return Course(case_id, case_of(row.state))
    raise Refused(f"there is no case {case_id}", case_id=case_id)


def log(connection: sa.Connection, case_id: str) -> list[Entry]:
    """The log of a case, in its order."""
    rows = connection.execute(sa.text(statement("base/discrepancy/log")), {"case_id": case_id})
    return [
        Entry(row.step, row.actor, row.at, row.facts, row.clock and clock_of(row.clock))
        for row in rows
    ]


def replayed(connection: sa.Connection, course: Course) -> Case:
    """What the case's log comes to, from its first entry; the state that is kept has to equal it."""
    return replay(course.case.cause, log(connection, course.case_id))


def take(connection: sa.Connection, case_id: str, decide: Callable[[Case], list[Entry]]) -> Course:
    """Takes one step of a case: `decide` says what it writes. Raises what `decide` raises."""
    lock(connection)
    course = find(connection, case_id)
    course.take(decide(course.case))
    write(connection, [course])
    return course


def courses(connection: sa.Connection, name: str, **values: Any) -> list[tuple[Course, Any]]:
    """The cases that the statement `name` gives by `case_id` and `state`, each with its row."""
    rows = connection.execute(sa.text(statement(f"base/discrepancy/{name}")), values)
    return [(Course(row.case_id, case_of(row.state)), row) for row in rows]


def write(connection: sa.Connection, courses: Iterable[Course]) -> None:
    """Writes what was added to the logs of cases, and how these stand now."""
    moved = [course for course in courses if course.added]
    if moved:
        states = [_row(course) for course in moved]
        connection.execute(sa.text(statement("base/discrepancy/write_case")), states)
        settled = [one.case_id for one in moved if SETTLES & {entry.step for entry in one.added}]
        if settled:
            values = {"cases": settled, "at": clock.now(), "again": False}
            connection.execute(sa.text(statement("base/discrepancy/decided")), values)
        entries = [line for course in moved for line in _lines(course)]
        connection.execute(sa.text(statement("base/discrepancy/write_entry")), entries)


def case_of(state: dict[str, Any]) -> Case:
    """The case that was kept as `state`."""
    case: Case = _adapter(Case).validate_python(state)
    return case


def clock_of(told: dict[str, Any]) -> Clock:
    """The clock that was kept as `told`."""
    clock: Clock = _adapter(Clock).validate_python(told)
    return clock


def cause_of(row: Any) -> Cause:
    """The cause that a row of cases or of what is seen tells."""
    return Cause(row.respondent, row.provider, row.feed, row.kind, row.element, row.counterparty)


def _row(course: Course) -> dict[str, Any]:
    case = course.case
    names = ("respondent", "provider", "feed", "kind", "element", "counterparty")
    own = ("phase", "owner", "due", "rows", "unanswered", "contested", "escalated")
    return {
        "case_id": course.case_id,
        **{name: getattr(case.cause, name) for name in names},
        **{name: getattr(case, name) for name in (*own, "times_opened", "entries", "moved_at")},
        "provisional": bool(case.clock and case.clock.provisional),
        "counted_at": course.added[-1].at,
        "state": _adapter(Case).dump_json(case).decode(),
    }


def _lines(course: Course) -> Iterable[dict[str, Any]]:
    first = course.case.entries - len(course.added) + 1
    for number, entry in enumerate(course.added, first):
        clock = _adapter(Clock).dump_json(entry.clock).decode() if entry.clock else None
        yield {
            "case_id": course.case_id,
            "number": number,
            "step": entry.step,
            "actor": entry.actor,
            "at": entry.at,
            "facts": json.dumps(entry.facts, ensure_ascii=False),
            "clock": clock,
        }
