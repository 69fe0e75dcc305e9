"""What the bureau is asked to decide: which questions stand, what one shows, what its answer does.

A question is one referral of one case, to be answered by a day; a case that is overdue is
asked anew each week. Each step is one call that can be run again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from onesource import clock
from onesource.catalog import Catalog
from onesource.discrepancy import actions, course, docket
from onesource.discrepancy.actions import Decision
from onesource.discrepancy.case import BUREAU, Case
from onesource.discrepancy.docket import Course
from onesource.discrepancy.openings import NotOpen, require
from onesource.errors import Refused
from onesource.notice import evidence
from onesource.notice.evidence import Evidence, Row, Side
from onesource.pipeline import ruling
from onesource.pipeline.house import House
from onesource.pipeline.round import facts_of, office_of
from onesource.store.sql import statement

SHOWN = 20  # rows of a case
ENDED = frozenset({"success", "failed", "skipped", "upstream_failed", "removed"})
States = Mapping[str, Mapping[str, str | None]]


@dataclass(frozen=True)
class Asked:
    """One question: a case, the entry of its log that brought it before the bureau, the day to answer by."""

    case: str
    entry: int
    by: str

    @classmethod
    def of(cls, conf: Mapping[str, Any]) -> Asked:
        """The question a run is about. Raises Refused where its conf does not say."""
        try:
            return cls(*(conf[one.name] for one in fields(cls)))
        except (KeyError, TypeError) as error:
            raise Refused(
                "a run is about one question: its conf holds case, entry and by, as the round gives them"
            ) from error

    @property
    def run(self) -> str:
        """What its runs are called."""
        return f"case_{self.case}_{self.entry}_{self.by}"


@dataclass(frozen=True)
class Question:
    """A question as it is put: options: provider by the words of the choice; wait: how long, at most."""

    subject: str
    body: str
    options: Mapping[str, str]
    wait: timedelta


@dataclass(frozen=True)
class Answer:
    """What an adjudicator chose and wrote; name: who that is; rulings: values ruled, a row a line."""

    choice: str
    reason: str
    name: str | None
    rulings: str = ""


def due_runs(house: House, known: States, most: int) -> list[dict[str, Any]]:
    """The runs that have to start, the most pressing first, so that no more than `most` are under way.

    known: by run, how its tasks stand. One run for each question that has none under way, under
    a name of its own where earlier ones have ended, and none while an answer about its case is
    being written; and again those that wait for an answer to a question that no longer stands,
    which then end.
    """
    earlier: dict[str, list[str]] = defaultdict(list)
    for run in known:
        earlier[run.rpartition(".")[0]].append(run)
    under_way = {run for run, tasks in known.items() if set(tasks.values()) - ENDED}
    standing = [asked for asked, _ in _standing(house)]
    waiting = {run for run in under_way if known[run].get("ask") == "awaiting_input"}
    moot = waiting.difference(*(earlier[asked.run] for asked in standing))
    answered = [run for run in under_way if known[run].get("ask") == "success"]
    settling = {asked.case for asked in standing if any(asked.case in run for run in answered)}
    new = [
        asked
        for asked in standing
        if asked.case not in settling and not under_way.intersection(earlier[asked.run])
    ]
    return [
        *(_start(run, {}) for run in sorted(moot)),
        *(
            _start(f"{asked.run}.{len(earlier[asked.run]) + 1}", vars(asked))
            for asked in new[: max(most - len(under_way), 0)]
        ),
    ]


def ask(house: House, conf: Mapping[str, Any]) -> Question | None:
    """The question as it stands now; None where it was answered, or is asked otherwise by now."""
    asked, catalog = Asked.of(conf), Catalog.readable()
    found = dict(_standing(house, asked.case)).get(asked)
    if found is None:
        return None
    shown = _evidence(house, catalog, found, date.fromisoformat(asked.by))
    return Question(
        evidence.subject(shown),
        evidence.body(shown),
        evidence.sides(found.case, shown.facts),
        max(_end(asked) - clock.now(), timedelta(seconds=1)),
    )


def settle(house: House, conf: Mapping[str, Any], answer: Answer) -> str | None:
    """Decides the case as it was answered: first what is ruled of its rows, then who mends the rest.

    Says why nothing was decided where the case left the bureau meanwhile, or came back anew.
    Raises Refused for an answer without a reason, or rulings that cannot be taken; then nothing
    is decided either.
    """
    asked, catalog = Asked.of(conf), Catalog.readable()
    office = office_of(house.base, catalog)
    try:
        with house.base.transaction() as connection:
            docket.lock(connection)
            case = docket.find(connection, asked.case).case
            require(case, "decide", BUREAU)
            actions.hold(connection, asked.case, asked.entry)
            sides = evidence.sides(case, facts_of(catalog, case.cause.respondent))
            if answer.choice not in sides:
                raise Refused(f"{answer.choice} is no choice of this case: {', '.join(sides)}")
            mends = sides[answer.choice]
            if values := ruling.written(answer.rulings):
                _open_to_rulings(case)
                told = ruling.Asked(values, answer.reason, answer.name or BUREAU, mends=mends)
                case = ruling.within(connection, office, asked.case, told)
            if not values or case.phase == "adjudicating":
                decision = Decision(asked.case, mends, answer.reason, answer.name, asked.entry)
                actions.decide(connection, office.now, decision)
    except NotOpen as error:
        return error.message
    return None


def _open_to_rulings(case: Case) -> None:
    try:
        require(case, "rule", BUREAU)
    except NotOpen as error:
        raise Refused(
            f"values are ruled where they contradict an authority's; of {case.cause.kind} it is "
            f"decided who mends alone, and nothing is written as 裁定取值"
        ) from error


def unanswered(conf: Mapping[str, Any]) -> Refused:
    """That nobody answered in time, and what comes of it."""
    asked = Asked.of(conf)
    return Refused(
        f"case {asked.case[:8].upper()} was not decided by {asked.by}; the next round asks anew, "
        f"`onesource case decide` decides it at once",
        case_id=asked.case,
    )


def _standing(house: House, case_id: str | None = None) -> list[tuple[Asked, Course]]:
    office = office_of(house.base, Catalog.readable())
    with house.base.transaction() as connection:
        referred = docket.courses(connection, "referred", case_id=case_id)
    return [
        (Asked(one.case_id, row.entry, str(course.decide_by(one.case, office.now(one.case)))), one)
        for one, row in referred
    ]


def _evidence(house: House, catalog: Catalog, found: Course, by: date) -> Evidence:
    cause = found.case.cause
    values = {"case_id": found.case_id, "counterparty": cause.counterparty, "most": SHOWN}
    with house.base.transaction() as connection:
        rows = connection.execute(sa.text(statement("base/notice/evidence")), values).mappings()
        sides = connection.execute(sa.text(statement("base/discrepancy/sides")), values).mappings()
        return Evidence(
            found.case_id,
            found.case,
            docket.log(connection, found.case_id),
            [Row(**row) for row in rows],
            facts_of(catalog, cause.respondent),
            by,
            [Side(**side) for side in sides],
        )


def _start(run: str, conf: Mapping[str, Any]) -> dict[str, Any]:
    return {"trigger_run_id": run, "conf": dict(conf), "run_after": clock.now().isoformat()}


def _end(asked: Asked) -> datetime:
    """The end of the day to answer by, in the bureau's time."""
    day = date.fromisoformat(asked.by) + timedelta(days=1)
    return datetime.combine(day, time(), clock.BUREAU_TIME)
