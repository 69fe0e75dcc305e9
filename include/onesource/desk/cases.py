"""Cases as a steward looks for them: by phase, owner and kind, the most pressing first; one with its log.

No value of anybody's row is read here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import partial
from typing import Any, Literal

from pydantic import BaseModel, Field

from onesource import clock
from onesource.desk.address import query
from onesource.desk.titles import titled
from onesource.discrepancy import docket, openings
from onesource.discrepancy.case import BUREAU, PHASES, Case, Cause
from onesource.discrepancy.docket import Course
from onesource.door.bureau import Bureau
from onesource.errors import Refused
from onesource.notice.history import Step, steps
from onesource.store.sql import statement

A_PAGE = 50
LONGEST = 64  # characters of a provider's or a kind's name
NAME = r"^[a-z0-9_/]*$"


class Wanted(BaseModel, frozen=True):
    """Which cases are looked for. phase: none for all that are open. feed: `<provider>/<feed>`."""

    phase: Literal["", *PHASES] = ""  # type: ignore[valid-type]
    owner: str = Field("", max_length=LONGEST, pattern=NAME)
    kind: str = Field("", max_length=LONGEST, pattern=NAME)
    feed: str = Field("", max_length=2 * LONGEST, pattern=NAME)
    overdue: bool = False
    page: int = Field(1, ge=1, le=100_000)

    def query(self, **other: object) -> str:
        """The address of these, or of others beside them."""
        return query({**self.model_dump(), **other})


@dataclass(frozen=True)
class Line:
    """One case of a list. about: the data and its element; respondent, owner: titles, none for the bureau."""

    case_id: str
    kind: str
    about: str
    respondent: str
    owner: str
    phase: str
    due: date | None
    overdue: bool
    rows: int

    @property
    def number(self) -> str:
        """The number a person quotes."""
        return self.case_id[:8].upper()


@dataclass(frozen=True)
class Found:
    """A page of the cases that were looked for; owners: title by slug, of who owes a step at all."""

    lines: Sequence[Line]
    total: int
    wanted: Wanted
    owners: Mapping[str, str]
    kinds: Sequence[str]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // A_PAGE))


@dataclass(frozen=True)
class Shown:
    """One case. open: the steps that are open, by who may take them, a slug; titles: of the sides."""

    line: Line
    case: Case
    titles: Mapping[str, str]
    open: Mapping[str, Sequence[str]]
    log: Sequence[Step]
    decided_at: str  # the address where it is decided


def found(bureau: Bureau, wanted: Wanted) -> Found:
    """The cases that are looked for."""
    asked = wanted.model_dump(exclude={"page"})
    window = {"most": A_PAGE, "skipped": (wanted.page - 1) * A_PAGE}
    with bureau.base.moment() as base:
        rows = base.rows(statement("base/desk/cases"), **asked, **window, today=clock.today())
        sides = base.rows(statement("base/desk/case_sides"))
    if not rows and wanted.page > 1:  # there are not so many any more
        return found(bureau, wanted.model_copy(update={"page": 1}))
    called = partial(titled, bureau.catalog())
    return Found(
        lines=[_line(_cause(row), row, bureau) for row in rows],
        total=rows[0]["total"] if rows else 0,
        wanted=wanted,
        owners={one: called(one) for one in sorted({row["owner"] for row in sides})},
        kinds=sorted({row["kind"] for row in sides}),
    )


def shown(bureau: Bureau, case_id: str, decided_at: str) -> Shown | None:
    """One case as it stands, with its log; None where there is none."""
    with bureau.base.transaction() as connection:
        try:
            course = docket.find(connection, case_id)
        except Refused:
            return None
        log = docket.log(connection, case_id)
    case, called = course.case, partial(titled, bureau.catalog())
    sides = dict.fromkeys(filter(None, (case.cause.respondent, case.cause.counterparty, BUREAU)))
    return Shown(
        line=line_of(course, bureau),
        case=case,
        titles={side: called(side) for side in sides},
        open={side: may for side in sides if (may := openings.open_to(case, side))},
        log=steps(log, called),
        decided_at=decided_at,
    )


def line_of(course: Course, bureau: Bureau) -> Line:
    """A case as a list tells it."""
    return _line(course.case.cause, _told(course), bureau)


def _cause(row: Mapping[str, Any]) -> Cause:
    return Cause(**{one.name: row[one.name] for one in fields(Cause)})


def _told(course: Course) -> dict[str, Any]:
    case = course.case
    late = case.due is not None and case.due < clock.today() and case.phase != "closed"
    own = ("owner", "phase", "due", "rows")
    return {name: getattr(case, name) for name in own} | {
        "case_id": course.case_id,
        "overdue": late,
    }


def _line(cause: Cause, row: Mapping[str, Any], bureau: Bureau) -> Line:
    called = partial(titled, bureau.catalog())
    return Line(
        case_id=row["case_id"],
        kind=cause.kind,
        about=_about(cause, bureau),
        respondent=called(cause.respondent),
        owner=called(row["owner"] or ""),
        phase=row["phase"],
        due=row["due"],
        overdue=row["overdue"],
        rows=row["rows"],
    )


def _about(cause: Cause, bureau: Bureau) -> str:
    path, own = f"{cause.provider}/{cause.feed}", (cause.provider, cause.feed)
    feeds, facts = bureau.catalog().feeds, bureau.facts(cause.provider)
    title = feeds[path].title if path in feeds else path
    if not cause.element:
        return title
    of = (*(facts.supplies.get(own, ("", "")) if facts else ("", "")), cause.element)
    return f"{title} · {facts.element(of, own) if facts else cause.element}"
