"""What people do to cases: they are told, they answer row by row, the bureau gives a case to another.

Each is one call in the caller's transaction. Which steps are open is decided in steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from onesource import clock
from onesource.discrepancy import docket, steps
from onesource.discrepancy.case import Case, Entry
from onesource.discrepancy.docket import Course
from onesource.discrepancy.openings import NotOpen
from onesource.discrepancy.steps import Now, Reply
from onesource.store.sql import statement

By = Callable[[Case], Now]  # by what a step of a case is decided at this moment
ANSWERS = ("corrected", "confirmed", "disputed", "elsewhere")
LONGEST = 2000  # characters of a case's log that quote its rows


@dataclass(frozen=True)
class Given:
    """What is answered about one open finding; answer: one of ANSWERS."""

    finding_id: str
    answer: str
    explanation: str


@dataclass(frozen=True)
class Response:
    """What a side of a dispute says of all rows of a case alike.

    given: `corrected` where it will mend its own data, else what it stands by.
    """

    provider: str
    case_id: str
    given: Sequence[Given]
    source: str


@dataclass(frozen=True)
class Decision:
    """What the bureau decides of a case: which side has to mend its data, why, and who says so.

    referral: the number of the log entry by which the case came before the bureau, where what
    is decided was asked then; None: as the case stands now.
    """

    case_id: str
    mends: str
    reason: str
    adjudicator: str | None = None
    referral: int | None = None


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
    _keep(connection, provider, given, source, at)
    answered = docket.courses(connection, "answered", ids=ids, source=source, at=at)
    for course, row in answered:
        answers = {name: getattr(row, name) for name in ANSWERS if getattr(row, name)}
        reply = Reply(answers, row.rows, row.unanswered, row.contested, row.not_ours, source)
        course.take(steps.answer(course.case, provider, reply, by(course.case)))
    courses = [course for course, _ in answered]
    docket.write(connection, courses)
    return courses


def respond(connection: sa.Connection, by: By, response: Response) -> Course:
    """The side whose turn it is in a dispute gives in, or says what it rests on.

    Raises NotOpen where it is not its turn.
    """
    given, provider = response.given, response.provider
    told = dict.fromkeys(one.explanation for one in given if one.explanation)
    words = {"reason": "；".join(told)[:LONGEST], "source": response.source}

    def decide(case: Case) -> list[Entry]:
        if given[0].answer == "corrected":
            return steps.agree(case, provider, by(case))
        return steps.propose(case, provider, words, by(case))

    course = docket.take(connection, response.case_id, decide)
    _keep(connection, provider, given, response.source, clock.now())
    return course


def _keep(
    connection: sa.Connection, provider: str, given: Sequence[Given], source: str, at: datetime
) -> None:
    """What a provider says of each finding, in one statement, however many they are."""
    own = {"respondent": provider, "source": source, "at": at}
    rows = {
        "ids": [one.finding_id for one in given],
        "answers": [one.answer for one in given],
        "explanations": [one.explanation for one in given],
    }
    connection.execute(sa.text(statement("base/discrepancy/write_answer")), {**own, **rows})


def decide(connection: sa.Connection, by: By, decision: Decision) -> Course:
    """The bureau decides a case, whichever way the answer came.

    Raises NotOpen where it is not to be decided, or was referred anew since it was asked.
    """

    def decided(case: Case) -> list[Entry]:
        entries = steps.decide(
            case, decision.mends, decision.reason, by(case), decision.adjudicator
        )
        hold(connection, decision.case_id, decision.referral)
        return entries

    return docket.take(connection, decision.case_id, decided)


def hold(connection: sa.Connection, case_id: str, referral: int | None) -> None:
    """Raises NotOpen where a case before the bureau was referred anew since it was asked about."""
    for _, row in docket.courses(connection, "referred", case_id=case_id):
        if referral not in (None, row.entry):
            raise NotOpen(
                f"the case was referred again (entry {row.entry} of its log) after this was asked "
                f"(entry {referral}); answer what is asked now"
            )


def transfer(connection: sa.Connection, by: By, case_id: str, to: str, reason: str) -> Course:
    """The bureau has `to` answer what a case's respondent does not; its rows go on in the next round."""
    course = docket.take(
        connection, case_id, lambda case: steps.transfer(case, to, reason, by(case))
    )
    cause = course.case.cause
    values = {**asdict(cause), "element": cause.element or "-", "from": cause.respondent, "to": to}
    connection.execute(
        sa.text(statement("base/discrepancy/transfer")), {**values, "at": clock.now()}
    )
    return course
