"""What people do to cases: they are told, they answer row by row, the bureau gives a case to another.

Each is one call in the caller's transaction. Which steps are open is decided in steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from onesource import clock
from onesource.discrepancy import docket, steps
from onesource.discrepancy.case import Case
from onesource.discrepancy.docket import Course
from onesource.discrepancy.steps import Now, Reply
from onesource.store.sql import statement

By = Callable[[Case], Now]  # by what a step of a case is decided at this moment
ANSWERS = ("corrected", "confirmed", "disputed", "elsewhere")


@dataclass(frozen=True)
class Given:
    """What is answered about one open finding; answer: one of ANSWERS."""

    finding_id: str
    answer: str
    explanation: str


def tell(connection: sa.Connection, by: By, cases: Iterable[str], delivery: str) -> list[Course]:
    """The respondents of `cases` were told: those that were raised are asked from now on."""
    docket.lock(connection)
    raised = [course for course, _ in docket.courses(connection, "raised", cases=list(cases))]
    for course in raised:
        course.take(steps.notify(course.case, delivery, by(course.case)))
    docket.write(connection, raised)
    return raised


def answer(
    connection: sa.Connection, by: By, provider: str, given: Sequence[Given], source: str
) -> list[Course]:
    """A provider answers open findings that it is asked about, each once; their cases move on.

    source: the reply file, the page or the call it came by. Raises NotOpen where one of the
    cases cannot be answered as it stands; then nothing is to be kept of the transaction.
    """
    if not given:
        return []
    docket.lock(connection)
    at, ids = clock.now(), [one.finding_id for one in given]
    rows = {
        "ids": ids,
        "answers": [one.answer for one in given],
        "explanations": [one.explanation for one in given],
    }
    own = {"respondent": provider, "source": source, "at": at}
    connection.execute(sa.text(statement("base/discrepancy/write_answer")), {**rows, **own})
    answered = docket.courses(connection, "answered", ids=ids, source=source, at=at)
    for course, row in answered:
        answers = {name: getattr(row, name) for name in ANSWERS if getattr(row, name)}
        reply = Reply(answers, row.rows, row.unanswered, row.contested, source)
        course.take(steps.answer(course.case, provider, reply, by(course.case)))
    courses = [course for course, _ in answered]
    docket.write(connection, courses)
    return courses


def transfer(connection: sa.Connection, by: By, case_id: str, to: str, reason: str) -> Course:
    """The bureau has `to` answer what a case's respondent does not; its rows go on in the next round."""
    course = docket.take(
        connection, case_id, lambda case: steps.transfer(case, to, reason, by(case))
    )
    cause = course.case.cause
    values = {**asdict(cause), "element": cause.element or "-", "respondent": to}
    connection.execute(
        sa.text(statement("base/discrepancy/transfer")), {**values, "at": clock.now()}
    )
    return course
