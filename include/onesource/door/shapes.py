"""What is posted to the door and what it answers, closed and strict: an unknown field is refused."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from onesource.notice.kinds import ANSWERS

MOST_ROWS = 10_000
LAST = 2**63 - 1
CASE = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
CURSOR = r"^[0-9]{1,18}\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


class Posted(BaseModel):
    """Part of what is posted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Answer(Posted):
    """What is answered, whatever it is about."""

    answer: Annotated[
        str, Field(min_length=1, max_length=20, description=f"答复：{'、'.join(ANSWERS)}")
    ]
    explanation: Annotated[str, Field(max_length=10_000, description="答复说明")] = ""


class ToFinding(Answer):
    """An answer about one finding."""

    finding: Annotated[str, Field(max_length=40, description="编号，如 1A2B-3C4D-5E6F-7A8B")]
    case: ClassVar[None] = None


class ToCase(Answer):
    """One answer about all findings of a case alike."""

    case: Annotated[str, Field(pattern=CASE, description="整案答复：案件的 case")]
    finding: ClassVar[None] = None


def _about(posted: object) -> str:
    return "case" if isinstance(posted, dict) and "case" in posted else "finding"


Either = Annotated[
    Annotated[ToFinding, Tag("finding")] | Annotated[ToCase, Tag("case")], Discriminator(_about)
]


class Answers(Posted):
    """A batch of answers. seen: as it came with the findings that are answered, the least of them."""

    seen: Annotated[int, Field(ge=0, le=LAST)]
    answers: Annotated[list[Either], Field(min_length=1, max_length=MOST_ROWS)]


class CaseTold(BaseModel):
    """A case as its provider is told it. owner: who owes the next step, a provider or `bureau`."""

    case: str
    number: str
    kind: str
    title: str
    about: str
    phase: str
    state: str
    owner: str | None
    owner_title: str | None
    due: date | None
    provisional: bool
    rows: int
    unanswered: int
    contested: int
    extended: bool
    escalated: bool
    steps: list[str]


class Cases(BaseModel):
    """A provider's open cases, the most pressing first. seen: goes along with answers about them."""

    seen: int
    cases: list[CaseTold]


class FindingTold(BaseModel):
    """A row of the report: what is there of it, in the report's own words."""

    finding: str
    kind: str
    severity: str | None = None
    group: str | None = None
    feed: str | None = None
    sender: str | None = None
    received_on: str | None = None
    row_number: int | None = None
    entity: str | None = None
    key: str | None = None
    element: str | None = None
    delivered: str | None = None
    in_force: str | None = None
    in_force_from: str | None = None
    stands_at: str | None = None
    linked: str | None = None
    problem: str | None = None
    estimated: str | None = None
    since: str | None = None
    remedy: str | None = None
    answered: str | None = None
    explanation: str | None = None


class Findings(BaseModel):
    """A page of a case's open findings; next: asks for the next one, null after the last."""

    seen: int
    findings: list[FindingTold]
    next: str | None


class Result(BaseModel):
    """What became of an answer; row: its place among those posted, from 1.

    An answer about a case has a result for each way its findings went: rows, how many
    went so; findings, the first of them.
    """

    row: int
    finding: str | None = None
    case: str | None = None
    answer: str
    taken: bool
    why: str
    rows: int = 1
    findings: list[str] = Field(default_factory=list)


class Moved(BaseModel):
    """A case that moved, what it is about, and what is due next."""

    case: str
    title: str
    state: str
    due: date | None


class Receipt(BaseModel):
    """The receipt (答复回执) for answers. taken, refused: rows."""

    receipt: str
    sha256: str
    at: datetime
    summary: str
    taken: int
    refused: int
    results: list[Result]
    cases: list[Moved]
