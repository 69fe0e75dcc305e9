"""What a department's people are shown: their open cases; one with its log, rows and open answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from onesource import clock
from onesource.discrepancy import docket
from onesource.discrepancy.case import Case
from onesource.door import looking
from onesource.door.bureau import Bureau
from onesource.door.shapes import CaseTold, Findings, FindingTold
from onesource.notice import wording
from onesource.notice.casewise import REPLIES
from onesource.notice.filled import EXTENSION
from onesource.notice.history import Step, steps
from onesource.notice.kinds import ANSWERS
from onesource.notice.model import CaseLine, ProviderFacts

A_PAGE = 30
SOON = 3  # days
FIELDS = [name for name in FindingTold.model_fields if name not in ("finding", "kind")]


@dataclass(frozen=True)
class Shown:
    """One case. told: as it stands, None once it is closed. columns: what is there of the rows shown.

    answers: what can be answered now; whole: only about all rows alike. key: under which one
    sending is taken once.
    """

    case_id: str
    line: CaseLine
    kind: str
    about: str
    told: CaseTold | None
    log: Sequence[Step]
    found: Findings | None
    columns: Sequence[str]
    answers: Sequence[str]
    whole: bool
    key: str

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.line.case


def overdue(told: CaseTold, today: date) -> bool:
    """Whether a case's term has run out."""
    return told.due is not None and told.due < today


def pressing(cases: Sequence[CaseTold], slug: str) -> Mapping[str, int]:
    """How many cases wait for this provider: in all, overdue, due soon; and how many wait for others."""
    today = clock.today()
    own = [one for one in cases if one.owner == slug or one.phase == "raised"]
    late = [one for one in own if overdue(one, today)]
    soon = [one for one in own if one.due and 0 <= (one.due - today).days <= SOON]
    return {
        "yours": len(own),
        "overdue": len(late),
        "soon": len(soon),
        "others": len(cases) - len(own),
    }


def case(bureau: Bureau, facts: ProviderFacts, case_id: str, cursor: str | None) -> Shown | None:
    """One case of a provider's, open or closed; None where it is none of its own."""
    told, found = looking.case(bureau, facts, case_id, cursor, A_PAGE) or (None, None)
    if told is None and not is_own(bureau, facts, case_id):
        return None
    with bureau.transaction() as connection:
        course, log = docket.find(connection, case_id), docket.log(connection, case_id)
    line = CaseLine(case_id, course.case, course.case.due, False)
    answers, whole = open_answers(told)
    return Shown(
        case_id=case_id,
        line=line,
        kind=told.kind if told else line.heading(facts.slug),
        about=wording.case_about(line, facts),
        told=told,
        log=steps(log, facts.called),
        found=found,
        columns=[one for one in FIELDS if any(getattr(row, one) for row in found.findings)]
        if found
        else [],
        answers=answers,
        whole=whole,
        key=f"page-{uuid4()}",
    )


def is_own(bureau: Bureau, facts: ProviderFacts, case_id: str) -> bool:
    """Whether a case, open or closed, is one of a provider's."""
    with bureau.transaction() as connection:
        return looking.all_own(connection, facts, {case_id})


def open_answers(told: CaseTold | None) -> tuple[list[str], bool]:
    """What a provider can answer about a case now, and whether only about all of its rows alike."""
    may = set(told.steps) if told else set()
    if may & {"propose", "agree"}:
        return list(REPLIES), True
    if "answer" not in may:
        return [EXTENSION] if "extend" in may else [], True
    return [one for one in ANSWERS if one != EXTENSION or "extend" in may], False
