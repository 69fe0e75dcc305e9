"""What the bureau decided about a base library: its entities, their elements, and who is the source of each.

Authority is dated: a change of rule is a new line with its first day, and the old
line gets its end. At any date an element has exactly one authority.
"""

from __future__ import annotations

from datetime import date
from itertools import combinations, pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from onesource.catalog.model import Declaration, Frozen, Slug, Text, refuse

# Macros of sql/lake/standards that make an entity's key, and what they take.
KEY_STANDARDS: dict[str, tuple[str, ...]] = {
    "division_key": ("code", "level"),
    "citizen_number": ("value",),
    "credit_code": ("value",),
    "unit_code": ("value",),
    "parcel_code": ("value",),
    "license_id": ("value",),
    "address_code": ("value",),
}


def _standard(name: str) -> str:
    known = ", ".join(KEY_STANDARDS)
    refuse(None if name in KEY_STANDARDS else f"{name} is no key standard; known: {known}")
    return name


KeyStandard = Annotated[str, AfterValidator(_standard)]
EntityName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]


class Term(Declaration):
    """One provider's word deciding, from a first day on, until another day (exclusive)."""

    provider: Slug
    since: date
    until: date | None = None
    keys: tuple[str, ...] = ("",)  # for entities whose key begins with one of these

    def holds(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        return self.since <= day and (self.until is None or day < self.until)


Terms = Annotated[tuple[Term, ...], Field(min_length=1)]


def in_force(terms: tuple[Term, ...], day: date) -> tuple[Term, ...]:
    """The terms in force on `day`: at most one for any key."""
    return tuple(term for term in terms if term.holds(day))


def contradictions(terms: tuple[Term, ...], subject: str) -> list[str]:
    """What is wrong with a sequence of terms: two at one date for one key, or none between two."""
    ranges = sorted({prefix for term in terms for prefix in term.keys})
    faults = [
        f"{subject} has terms for keys {one!r} and {other!r}, which overlap; name ranges apart"
        for one, other in combinations(ranges, 2)
        if other.startswith(one)
    ]
    for prefix in ranges:
        about = f"{subject}, keys {prefix}…," if prefix else subject
        faults += _contradictions([term for term in terms if prefix in term.keys], about)
    return faults


def _contradictions(terms: list[Term], subject: str) -> list[str]:
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


class Reference(Declaration):
    """That an element's value is the key of another entity, which must exist (and be active)."""

    entities: Annotated[tuple[EntityName, ...], Field(min_length=1)]  # <library>.<entity>, any of
    active: bool
    grace_days: Annotated[int, Field(ge=0)]  # how long the other may lag, or its end be unknown


class Element(Declaration):
    """One element of an entity: its type, who is its source, how others' values are compared."""

    title: Text
    type: Literal["text", "code", "date", "integer", "decimal", "geometry"]
    compare: Literal["exact", "normal_text", "tolerance", "days"]
    tolerance: Annotated[float, Field(gt=0)] | None = None  # in the element's unit, or days
    grace_days: Annotated[int, Field(ge=0)]
    authority: Terms
    fallbacks: tuple[Slug, ...] = ()
    together: Slug | None = None  # elements of one group come from one source
    key_mixup: KeyMixup | None = None
    refers_to: Reference | None = None
    within: Slug | None = None  # the element with the code of the division a geometry lies in
    overlap_m2: Annotated[float, Field(gt=0)] | None = None  # how far two of a kind may overlap
    sensitive: Literal["name", "phone", "number", "address", "date", "other"] | None = None

    @model_validator(mode="after")
    def _compares_what_it_is(self) -> Element:
        measured = {"tolerance": ("integer", "decimal"), "days": ("date",)}.get(self.compare)
        spatial = self.within is not None or self.overlap_m2 is not None
        refuse(
            f"compare {self.compare} goes with `tolerance`, and only it and the other do"
            if (measured is not None) != (self.tolerance is not None)
            else None,
            f"compare {self.compare} does not fit type {self.type}"
            if measured is not None and self.type not in measured
            else None,
            "`within` and `overlap_m2` are for type geometry"
            if spatial and self.type != "geometry"
            else None,
        )
        return self


class Active(Declaration):
    """A state of an entity: that its element has one of these values."""

    element: Slug
    values: Annotated[tuple[str, ...], Field(min_length=1)]


class Entity(Declaration):
    """One kind of thing the library holds."""

    title: Text
    key_standard: KeyStandard
    label: Slug  # the element people know it by
    group: Slug | None = None  # the element its findings are grouped by
    existence: Terms  # whose word decides that one exists
    grace_days: Annotated[int, Field(ge=0)]  # how long another may lag in knowing it
    mistyped_key: Annotated[int, Field(ge=1)] | None = None  # signs by which a key may be mistyped
    active: Active | None = None  # which entities are still owed by everyone
    living: Active | None = None  # which ones others may refer to, where that is another question
    elements: Annotated[Frozen[Slug, Element], Field(min_length=1)]


OURS = (  # columns of our own in a library's tables and files
    "entity_id",
    "entity_key",
    "known_since",
    "build_id",
    "valid_from",
    "valid_to",
    "under_recheck",
    "gone",
    "row_number",
    "batch_id",
    "as_of",
    "since",
    "record",
)


def _entity(name: str) -> str:
    own = name.endswith(("_past", "_history", "_served"))
    refuse(
        f"{name} would share its table with another's past or view; name it otherwise"
        if own
        else None
    )
    return name


EntitySlug = Annotated[Slug, AfterValidator(_entity)]


class Library(Declaration):
    """One base library. `name` comes from its path."""

    name: Slug
    title: Text
    owner: Slug
    entities: Annotated[Frozen[EntitySlug, Entity], Field(min_length=1)]
