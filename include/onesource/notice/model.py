"""What a report is made of: frozen facts, ready to be shown.

Nothing is read, decided or worded here; a report holds what its provider is told,
whatever it is shown as.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from onesource.discrepancy.case import BUREAU, Case

Element = tuple[str, str, str]


@dataclass(frozen=True)
class ProviderFacts:
    """A provider as its report names it: titles for every slug, and where the report goes.

    `entities` and `elements` are keyed by (library, entity) and (library, entity, element),
    `columns` by (provider, feed, column): what a feed calls what is no element of the entity;
    `supplies` tells by (provider, feed) of which (library, entity) a feed speaks;
    `codes` gives the titles of an element's codes; `shared` holds the (provider, library,
    entity) whose values anyone may see; `states` names, by (library, entity), the element
    that tells whether others may refer to one; `keys` names, by (library, entity, element) and by
    (provider, feed, column), the (library, entity) whose key a value is. A slug without
    a title is shown as it is.
    """

    slug: str
    title: str
    feeds: Mapping[str, str]
    providers: Mapping[str, str]
    entities: Mapping[tuple[str, str], str]
    elements: Mapping[Element, str]
    front_end: str
    inbox: str = "inbox"
    answers: str = "answers"
    columns: Mapping[Element, str] = field(default_factory=dict)
    supplies: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    codes: Mapping[Element, Mapping[str, str]] = field(default_factory=dict)
    shared: frozenset[tuple[str, str, str]] = frozenset()
    states: Mapping[tuple[str, str], str] = field(default_factory=dict)
    keys: Mapping[Element, frozenset[tuple[str, str]]] = field(default_factory=dict)
    bureau: str = "市数据资源主管部门"

    def element(self, of: Element, feed: tuple[str, str]) -> str:
        """What an element (library, entity, element) is called where a feed (provider, feed) tells it."""
        return self.elements.get(of) or self.columns.get((*feed, of[2])) or of[2]

    def called(self, actor: str) -> str:
        """What a side is called: a provider, or the bureau."""
        return self.bureau if actor == BUREAU else self.providers.get(actor, actor)


def number(finding_id: str) -> str:
    """The number a person quotes of a finding: its id's first sixteen digits, in groups of four."""
    digits = finding_id.replace("-", "").upper()
    return "-".join(digits[at : at + 4] for at in range(0, 16, 4))


@dataclass(frozen=True, slots=True)
class Finding:
    """One row-level fact the provider is asked about, or one that has been settled."""

    finding_id: str
    kind: str
    severity: str
    feed: str
    library: str | None
    entity: str | None
    entity_key: str | None
    element: str | None
    rule: str
    provider_value: str | None
    golden_value: str | None
    golden_provider: str | None
    detail: Mapping[str, Any]
    row_number: int | None
    opened_at: datetime
    times_opened: int
    closed_at: datetime | None = None
    closed_by: str | None = None
    fresh: bool = False  # opened since the provider was last told
    received_on: date | None = None  # when the row it is about was delivered
    provider: str | None = None  # whose data it is about
    respondent: str | None = None  # who is asked
    case_id: str | None = None
    answer: str | None = None  # what was answered, and stands
    explanation: str | None = None
    authority_wrong: float | None = None  # the estimated probability that the value in force is
    proposed: str | None = None  # the most probable value,
    backer: str | None = None  # of `backers` providers that say so the most reliable
    backers: int | None = None
    says_so: bool = False  # `provider` itself among them

    @property
    def number(self) -> str:
        """The number a person quotes."""
        return number(self.finding_id)

    def section(self, reader: str) -> str:
        """Under which heading `reader` is told: its kind, or that it is another's data or doubt."""
        if self.respondent not in (None, reader):
            return "disputed"
        if self.provider in (None, reader):
            return self.kind
        return "doubted" if self.golden_provider == reader else "given"

    @property
    def group(self) -> str | None:
        """The group it is counted under, such as a level."""
        return self.detail.get("group")

    @property
    def stands_at(self) -> str | None:
        """The other key under which the delivered value stands in the authority's register."""
        return self.detail.get("stands_at")

    @property
    def element_key(self) -> Element:
        """Where its titles are found."""
        return (self.library or "", self.entity or "", self.element or "")


@dataclass(frozen=True)
class Batch:
    """What became of a delivery: the one in force, or a later one that is held."""

    batch_id: str
    feed: str
    as_of: date
    landed_at: datetime
    status: str
    received: int | None
    accepted: int | None
    quarantined: int | None
    duplicates: int | None
    held_kind: str | None
    held_reason: str | None
    mode: str = "snapshot"
    first_at: datetime | None = None  # when its feed first delivered anything


@dataclass(frozen=True)
class Attachment:
    """A list too long for a report's own pages: the file beside it, what it holds, how many rows."""

    name: str
    title: str
    rows: int


@dataclass(frozen=True)
class CaseLine:
    """A case as its report tells it. due: of the next step, also where telling it begins the term."""

    case_id: str
    case: Case
    due: date | None
    provisional: bool
    given: bool = False  # the bureau gave it to its respondent

    @property
    def number(self) -> str:
        """The number a person quotes: the id's first eight digits."""
        return self.case_id[:8].upper()

    def heading(self, reader: str) -> str:
        """Under which heading `reader` finds its rows, as for a single one."""
        cause = self.case.cause
        if cause.respondent != reader:
            return "disputed"
        if cause.provider == reader:
            return cause.kind
        return "given" if self.given else "doubted"


@dataclass(frozen=True)
class Call:
    """A line of a case's log that a provider has to be told of, such as a reminder."""

    entry_id: int
    case_id: str
    step: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """The open findings of one kind."""

    kind: str
    findings: tuple[Finding, ...]

    @property
    def misplaced(self) -> tuple[Finding, ...]:
        """Those whose delivered value stands, in the register, under another key."""
        return tuple(finding for finding in self.findings if finding.stands_at)

    @property
    def in_place(self) -> tuple[Finding, ...]:
        """The others."""
        return tuple(finding for finding in self.findings if not finding.stands_at)


@dataclass(frozen=True)
class Report:
    """What a provider is told in one round.

    `since` is when it was last told something; `closed` is what it was told of then
    and has been settled. `cases` are what these findings make up, `calls` what the cases'
    logs hold for it since. `last_event_id` and `last_entry_id` are the last event and the
    last line of a case's log it tells of. Equal `content_hash` means that nothing has changed.
    """

    provider: ProviderFacts
    round_id: str
    at: datetime
    since: datetime | None
    sections: tuple[Section, ...]
    closed: tuple[Finding, ...]
    batches: tuple[Batch, ...]
    content_hash: str
    last_event_id: int = 0
    last_entry_id: int = 0
    cases: tuple[CaseLine, ...] = ()
    calls: tuple[Call, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    @property
    def findings(self) -> int:
        """How many findings are open."""
        return sum(len(section.findings) for section in self.sections)

    @property
    def opened(self) -> int:
        """How many of them the last report did not have."""
        return sum(map(self.new_in, self.sections))

    def is_new(self, finding: Finding) -> bool:
        """Whether the last report did not have `finding` as open."""
        return self.since is None or finding.fresh

    def new_in(self, section: Section) -> int:
        """How many findings of `section` the last report did not have."""
        return sum(map(self.is_new, section.findings))

    def groups(self, section: Section) -> list[tuple[str, int, int]]:
        """Each group of `section`, shortest keys first: its findings, and how many are new."""
        ordered = sorted(section.findings, key=lambda finding: len(finding.entity_key or ""))
        counts = Counter(finding.group for finding in ordered if finding.group)
        new = Counter(finding.group for finding in section.findings if self.is_new(finding))
        return [(group, count, new[group]) for group, count in counts.items()]

    @property
    def held(self) -> tuple[Batch, ...]:
        """The deliveries that are held."""
        return tuple(batch for batch in self.batches if batch.status == "held")
