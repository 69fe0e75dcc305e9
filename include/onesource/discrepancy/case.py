"""A case and its log: what can be written into the log, and the state that the whole log comes to.

Pure: `replay` folds entries into a state and decides nothing; whether a step is open is
decided in steps. Everything a case is, its due dates included, comes from its log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal

from onesource.catalog import provider

Phase = Literal["raised", "asked", "rechecking", "negotiating", "adjudicating", "closed"]
PHASES: tuple[Phase, ...] = (
    *("raised", "asked", "rechecking", "negotiating", "adjudicating", "closed"),
)
BUREAU, SYSTEM = provider.BUREAU, provider.SYSTEM  # who acts besides the providers


@dataclass(frozen=True)
class Cause:
    """What the rows of one case have in common; `case_id` in the database is made of it."""

    respondent: str  # who is asked
    provider: str  # whose data it is about
    feed: str
    kind: str
    element: str | None = None
    counterparty: str | None = None  # the other side, where there is one


@dataclass(frozen=True)
class Clock:
    """A term that runs: `days` working days after `start`, so due on `due`."""

    start: date
    days: int
    due: date
    provisional: bool = False


@dataclass(frozen=True)
class Entry:
    """One line of a case's log: the step, who took it, when, and what it brought.

    clock: the term that runs from then on. None: as before where the step leaves the owner's
    term alone, no term where it does not.
    """

    step: str
    actor: str
    at: datetime
    facts: dict[str, Any] = field(default_factory=dict)
    clock: Clock | None = None


@dataclass(frozen=True)
class Case:
    """The state of a case.

    owner: who owes the next step: a provider, or the bureau. rows: findings that are open;
    unanswered: those of them without an answer that stands; contested: those whose answer
    says that it is not the respondent who has to mend, and not_ours of these, that neither
    side has to. left: working days left to the
    respondent when its term was set to rest. rung: the last reminder sent for this term.
    """

    cause: Cause
    phase: Phase = "closed"
    owner: str | None = None
    clock: Clock | None = None
    left: int | None = None
    rows: int = 0
    unanswered: int = 0
    contested: int = 0
    not_ours: int = 0
    extended: bool = False
    escalated: bool = False
    rung: int = 0
    times_opened: int = 0
    entries: int = 0
    moved_at: datetime | None = None  # when the phase last changed
    closed_by: str | None = None
    decided: str | None = (
        None  # the reason of what the bureau last decided or ruled since it was opened
    )

    @property
    def due(self) -> date | None:
        """When the next step is due."""
        return self.clock.due if self.clock else None


LEADS_TO: dict[str, Phase] = {
    "raised": "raised",
    "reopened": "raised",
    "resumed": "asked",
    "notified": "asked",
    "asked_again": "asked",
    "promised": "rechecking",
    "agreed": "rechecking",
    "decided": "rechecking",
    "disputed": "negotiating",
    "proposed": "negotiating",
    "referred": "adjudicating",
    "transferred": "closed",
    "closed": "closed",
}
KEEPS = frozenset(
    {
        *("counted", "answered", "extended", "reminded", "escalated", "rescheduled"),
        *("ruled", "ruling_ended"),
    }
)
SETTLES = frozenset({"agreed", "decided"})  # what was contested is so no more
DECIDES = frozenset({"decided", "ruled"})  # by the bureau, with a reason
COUNTS = ("rows", "unanswered", "contested", "not_ours")


def replay(cause: Cause, log: Iterable[Entry]) -> Case:
    """The state that a log comes to, entry by entry in its order. Raises KeyError for an unknown step."""
    case = Case(cause)
    for entry in log:
        case = after(case, entry)
    return case


def after(case: Case, entry: Entry) -> Case:
    """The state after one more entry."""
    facts = entry.facts
    counts = {name: facts[name] for name in COUNTS if name in facts}
    case = replace(case, entries=case.entries + 1, **counts)
    if entry.step in DECIDES:
        case = replace(case, decided=facts["reason"])
    if entry.step in KEEPS:
        return _within(case, entry)
    phase = LEADS_TO[entry.step]
    left = facts.get("left", case.left)
    case = replace(
        case,
        phase=phase,
        clock=entry.clock,
        rung=0,
        escalated=False,
        moved_at=entry.at,
        owner=facts.get("owner"),
    )
    if phase == "closed":
        return replace(case, closed_by=facts["by"], left=left)
    if entry.step in ("raised", "reopened"):
        opened = case.times_opened + 1
        case = replace(case, times_opened=opened, decided=None)
        return replace(case, closed_by=None, left=None, extended=False)
    if entry.step == "resumed":
        return replace(case, times_opened=case.times_opened + 1, closed_by=None, left=None)
    return replace(case, left=None if phase == "asked" else left)


def _within(case: Case, entry: Entry) -> Case:
    """The state after a step that leaves the phase and its owner."""
    if entry.step == "reminded":
        return replace(case, rung=entry.facts["rung"])
    if entry.step == "escalated":
        return replace(case, escalated=True)
    if entry.clock is None:
        return case
    extended = case.extended or entry.step == "extended"
    escalated = case.escalated and entry.step == "rescheduled"
    return replace(case, clock=entry.clock, rung=0, extended=extended, escalated=escalated)
