"""What the bureau does with the cases that are its own: one table of steps, chosen by chance.

A step is only taken where it is open; another kind of step is one more line of the table.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from onesource import clock
from onesource.cli.year.desks import Desk
from onesource.cli.year.town import Town
from onesource.discrepancy import actions, docket, openings, steps
from onesource.discrepancy.case import BUREAU
from onesource.discrepancy.docket import Course
from onesource.discrepancy.raising import Office
from onesource.pipeline import round as rounds
from onesource.pipeline import ruling
from onesource.store.sql import statement

EACH_DAY = 0.25  # of its cases it takes so many each working day


@dataclass(frozen=True)
class Table:
    """What a step needs: the transaction, by what it is decided, the town, its desks, chance."""

    connection: sa.Connection
    office: Office
    town: Town
    desks: Mapping[str, Desk]
    chance: random.Random


def decide(table: Table, course: Course) -> str:
    """One side has to mend its data, the respondent more often than not; and is told so."""
    cause = course.case.cause
    sides = [cause.respondent, cause.respondent, cause.counterparty or cause.respondent]
    mends = table.chance.choice([one for one in sides if one in table.desks])
    docket.take(
        table.connection,
        course.case_id,
        lambda case: steps.decide(case, mends, "经核对双方依据", table.office.now(case)),
    )
    found = table.connection.execute(
        sa.text(statement("base/rehearsal/case_keys")), {"case_id": course.case_id}
    )
    table.desks[mends].mend({row.entity_key for row in found})
    return "decided"


def rule(table: Table, course: Course) -> str:
    """What the department says of its first row holds, over its source's word.

    Who mends is decided where that is no text, or contradicts what was ruled before: the source may
    say it already.
    """
    cause, catalog = course.case.cause, table.town.catalog
    supplies = catalog.feeds[f"{cause.provider}/{cause.feed}"].supplies
    elements = catalog.library(supplies.library).entities[supplies.entity].elements
    asked = {"case_id": course.case_id, "many": 1}
    [row] = table.connection.execute(sa.text(statement("base/discrepancy/rows")), asked).all()
    if elements[str(cause.element)].type != "text" or row.golden_provider == BUREAU:
        return decide(table, course)
    told = ruling.Asked({row.row: row.provider_value}, "经查验原件", "裁定人")
    ruling.within(table.connection, table.office, course.case_id, told)
    return "ruled"


def transfer(table: Table, course: Course) -> str:
    """Another department has to answer."""
    cause = course.case.cause
    others = [one for one in table.desks if one != cause.respondent]
    to = cause.counterparty if cause.counterparty in others else table.chance.choice(others)
    actions.transfer(table.connection, table.office.now, course.case_id, to, "数据由该部门负责")
    return "transferred"


STEPS: tuple[tuple[str, int, Callable[[Table, Course], str]], ...] = (
    ("decide", 6, decide),
    ("rule", 4, rule),
    ("transfer", 1, transfer),
)


def work(
    town: Town, desks: Mapping[str, Desk], chance: random.Random, moment: datetime
) -> list[str]:
    """A working day of the bureau; the steps it took."""
    taken = []
    with clock.at(moment), town.house.base.transaction() as connection:
        office = rounds.office_of(town.house.base, town.catalog)
        table = Table(connection, office, town, desks, chance)
        for course, _ in docket.courses(connection, "owned", owner=BUREAU, phase="adjudicating"):
            can = [one for one in STEPS if one[0] in openings.open_to(course.case, BUREAU)]
            if can and chance.random() < EACH_DAY:
                [(_, _, step)] = chance.choices(can, [weight for _, weight, _ in can])
                taken.append(step(table, course))
    return taken
