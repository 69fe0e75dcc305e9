"""What the bureau decided about a base library: its entities, their elements, and who is the source of each.

Authority is dated: a change of rule is a new line with its first day, and the old
line gets its end. At any date an element has exactly one authority.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

from onesource.catalog.model import Declaration, Frozen, Slug, Text

KEY_STANDARDS = {
    "division_key": ("code", "level")
}  # macros of sql/lake/standards and what they take


class Term(Declaration):
    """One provider's word deciding, from a first day on, until another day (exclusive)."""

    provider: Slug
    since: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        return self.since <= day and (self.until is None or day < self.until)


Terms = Annotated[tuple[Term, ...], Field(min_length=1)]


def in_force(terms: tuple[Term, ...], day: date) -> Term | None:
    """The term in force on `day`, if any."""
    return next((term for term in terms if term.holds(day)), None)


def contradictions(terms: tuple[Term, ...], subject: str) -> list[str]:
    """What is wrong with a sequence of terms: two at one date, or none between two."""
    faults = []
    for earlier, later in pairwise(sorted(terms, key=lambda term: term.since)):
        if earlier.until is None or earlier.until > later.since:
            faults.append(
                f"{subject} has two authorities from {later.since}, "
                f"{earlier.provider} and {later.provider}; end one of them"
            )
        elif earlier.until < later.since:
            faults.append(f"{subject} has no authority from {earlier.until} to {later.since}")
    if all(term.until is not None for term in terms):
        last = max(term.until for term in terms if term.until)
        faults.append(f"{subject} has no authority from {last} on")
    return faults


class KeyMixup(Declaration):
    """Where a wrong value is a known other entity's: keys were mixed up, the values are right."""

    prefix: Annotated[int, Field(ge=1)]  # within keys that share so many first characters
    reason: Text


class Element(Declaration):
    """One element of an entity: its type, who is its source, how others' values are compared."""

    title: Text
    type: Literal["text", "code", "date", "integer", "decimal"]
    compare: Literal["exact", "normal_text"]
    grace_days: Annotated[int, Field(ge=0)]
    authority: Terms
    fallbacks: tuple[Slug, ...] = ()
    key_mixup: KeyMixup | None = None


class Active(Declaration):
    """Which entities are still owed by everyone: those whose element has one of these values."""

    element: Slug
    values: Annotated[tuple[str, ...], Field(min_length=1)]


class Entity(Declaration):
    """One kind of thing the library holds."""

    title: Text
    key_standard: Literal["division_key"]  # one of KEY_STANDARDS
    label: Slug  # the element people know it by
    group: Slug | None = None  # the element its findings are grouped by
    existence: Terms  # whose word decides that one exists
    grace_days: Annotated[int, Field(ge=0)]  # how long another may lag in knowing it
    active: Active | None = None
    elements: Annotated[Frozen[Slug, Element], Field(min_length=1)]


class Library(Declaration):
    """One base library. `name` comes from its path."""

    name: Slug
    title: Text
    owner: Slug
    entities: Annotated[Frozen[Slug, Entity], Field(min_length=1)]
