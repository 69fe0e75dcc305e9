"""Rulings: the bureau says what one element of one entity is, over its source's word.

A ruling belongs to the case it was made in, and stands in its log, as does its end: it
ends by itself when the source says otherwise or its term is over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from onesource import clock
from onesource.discrepancy import docket, openings, steps
from onesource.discrepancy.actions import By
from onesource.discrepancy.case import BUREAU, SYSTEM, Entry
from onesource.discrepancy.docket import Course
from onesource.discrepancy.steps import Now, Ruled
from onesource.errors import Refused
from onesource.store.sql import statement

NUMBER = re.compile(r"[0-9a-f]{8,32}")


@dataclass(frozen=True)
class Ruling:
    """What is ruled about open findings of one case.

    values: finding id → the value that holds, spelt as the library has it. until: its last
    day; None: until the source says otherwise. made_by: who ruled, at the bureau. mends: the
    side that was chosen to mend what is not ruled on, where one was.
    """

    values: Mapping[str, str]
    reason: str
    made_by: str
    until: date | None = None
    mends: str | None = None


def rule(connection: sa.Connection, by: By, case_id: str, ruling: Ruling) -> Course:
    """Rules on rows of a case before the bureau; the libraries bear it from their next build on.

    Raises NotOpen where the case is not before the bureau, Refused where a finding is no
    open conflict of it, the source says the value itself, a reason is missing or the term is
    over; then nothing is to be kept of the transaction.
    """
    docket.lock(connection)
    course = docket.find(connection, case_id)
    openings.require(course.case, "rule", BUREAU)
    now = by(course.case)
    _hold(ruling, now)
    made = _write(connection, course, ruling, now)
    settled = {"ids": list(ruling.values), "at": now.at}
    connection.execute(sa.text(statement("base/discrepancy/ruled_on")), settled)
    [(_, row)] = docket.courses(connection, "answered", **settled, source="")
    counts = {name: getattr(row, name) for name in ("rows", "unanswered", "contested", "not_ours")}
    rest = connection.execute(
        sa.text(statement("base/discrepancy/not_ruled")), {"case_id": case_id}
    ).scalar_one()
    said = (ruling.reason.strip(), ruling.made_by, ruling.until)
    told = Ruled(made, *said, counts, rest, ruling.mends)
    course.take(steps.rule(course.case, told, now))
    docket.write(connection, [course])
    return course


def withdraw(connection: sa.Connection, number: str) -> None:
    """Ends a ruling that holds: the source's word stands again.

    number: of its id's digits the first, 8 at least. Raises Refused where it is not of one alone.
    """
    digits = number.replace("-", "").lower()
    values = {"number": digits, "at": clock.now()}
    found = NUMBER.fullmatch(digits)
    done = connection.execute(sa.text(statement("base/discrepancy/withdraw")), values)
    if not found or not done.rowcount:
        raise Refused(f"there is no one ruling {number} that holds; `onesource ruling list` tells")


def ended(connection: sa.Connection, known: Mapping[str, Course]) -> list[Course]:
    """Says in their cases' logs which rulings have ended since; gives the cases not among `known`."""
    others: dict[str, Course] = {}
    rows = connection.execute(sa.text(statement("base/discrepancy/ended_rulings"))).all()
    for row in rows:
        course = known.get(row.case_id) or others.get(row.case_id)
        if course is None:
            course = others[row.case_id] = docket.find(connection, row.case_id)
        facts = {name: getattr(row, name) for name in ("ruling", "entity_key", "element", "by")}
        course.take([Entry("ruling_ended", SYSTEM, clock.now(), facts)])
    return list(others.values())


def _hold(ruling: Ruling, now: Now) -> None:
    if not ruling.reason.strip() or not ruling.values:
        raise Refused("a ruling names what it is about, and its reason")
    if ruling.until and ruling.until < now.today:
        raise Refused(f"the term of a ruling ends on {ruling.until}, which has passed")


def _write(
    connection: sa.Connection, course: Course, ruling: Ruling, now: Now
) -> list[dict[str, Any]]:
    values = {
        "ids": list(ruling.values),
        "values": list(ruling.values.values()),
        "case_id": course.case_id,
        "reason": ruling.reason.strip(),
        "until": ruling.until,
        "made_by": ruling.made_by,
        "at": now.at,
    }
    made = connection.execute(sa.text(statement("base/discrepancy/rule")), values).mappings().all()
    if len(made) < len(ruling.values):
        raise Refused(
            "a ruling is about conflicts that are open in its case; "
            f"of the {len(ruling.values)} findings {len(made)} are"
        )
    for row in made:
        if row["value"] == row["instead_of"]:
            raise Refused(
                f"{row['entity_key']}: {row['value']} is what the source says already; "
                "decide who has to mend its data instead of ruling"
            )
    return [dict(row) for row in made]
