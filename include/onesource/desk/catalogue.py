"""The catalogue: the resources that are delivered, how far they cover each entity, and its one-source matrix.

A matrix says which provider is the source of each element of an entity, and who else tells it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from onesource.catalog import Catalog, Feed
from onesource.catalog.library import Element, in_force
from onesource.desk.titles import titled

A_PAGE = 50
Part = Literal["source", "source_of_some", "stands_in", "compared", "silent"]


@dataclass(frozen=True)
class Row:
    """One element. parts: by provider what it is to it; alone: nobody's claim is compared with the source's.

    gap: no feed tells the element for whoever is its source.
    """

    name: str
    title: str
    parts: Mapping[str, Part]
    gap: bool
    alone: bool


@dataclass(frozen=True)
class Matrix:
    """An entity's elements by the providers that tell of it (title by slug); existence: whose word it is."""

    library: str
    entity: str
    title: str
    providers: Mapping[str, str]
    existence: Sequence[str]
    rows: Sequence[Row]

    @property
    def gaps(self) -> int:
        """How many elements have no source that is delivered."""
        return sum(row.gap for row in self.rows)

    @property
    def alone(self) -> int:
        """How many elements nobody's word is compared with."""
        return sum(row.alone for row in self.rows)


@dataclass(frozen=True)
class Resources:
    """A page of the resources whose names, codes or providers hold `words`; providers: title by slug."""

    feeds: Sequence[Feed]
    providers: Mapping[str, str]
    found: int
    words: str
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.found // A_PAGE))


def resources(catalog: Catalog, words: str, page: int) -> Resources:
    """The resources that are looked for, by code."""
    providers = {slug: titled(catalog, slug) for slug in catalog.providers}
    sought = words.casefold()

    def named(feed: Feed) -> str:
        own = (feed.title, feed.path, feed.resource_code, providers.get(feed.provider, ""))
        return "\n".join(own).casefold()

    found = [feed for feed in catalog.feeds.values() if sought in named(feed)]
    found.sort(key=lambda feed: feed.resource_code)
    last = max(1, -(-len(found) // A_PAGE))
    first = (min(page, last) - 1) * A_PAGE
    shown = found[first : first + A_PAGE]
    return Resources(shown, providers, len(found), words, min(page, last))


def matrix(catalog: Catalog, library: str, entity: str, day: date) -> Matrix | None:
    """The matrix of one entity, as it is in force on a day; None where there is no such entity."""
    declared = catalog.libraries.get(library)
    if declared is None or entity not in declared.entities:
        return None
    return _matrix(catalog, library, entity, day)


def matrices(catalog: Catalog, day: date) -> list[Matrix]:
    """The matrix of every entity, as it is in force on a day."""
    return [
        _matrix(catalog, library.name, entity, day)
        for library in catalog.libraries.values()
        for entity in library.entities
    ]


def _matrix(catalog: Catalog, library: str, name: str, day: date) -> Matrix:
    declared, entity = catalog.libraries[library], catalog.libraries[library].entities[name]
    told: dict[str, set[str]] = {}
    for feed in catalog.suppliers(library):
        if feed.supplies.entity == name:
            told.setdefault(feed.provider, set()).update(feed.supplies.elements)
    sources = {
        term.provider for one in entity.elements.values() for term in in_force(one.authority, day)
    }
    speaking = sources | told.keys()
    known = [slug for slug in catalog.providers if slug in speaking]
    named = [*known, *sorted(speaking - set(known))]
    return Matrix(
        library=declared.title,
        entity=f"{library}.{name}",
        title=entity.title,
        providers={slug: titled(catalog, slug) for slug in named},
        existence=[titled(catalog, term.provider) for term in in_force(entity.existence, day)],
        rows=[_row(key, element, named, told, day) for key, element in entity.elements.items()],
    )


def _row(
    name: str, element: Element, providers: Sequence[str], told: Mapping[str, set[str]], day: date
) -> Row:
    terms = in_force(element.authority, day)
    sources = {term.provider for term in terms}
    tells = {slug for slug in providers if name in told.get(slug, ())}

    def part(slug: str) -> Part:
        if slug in sources:
            return "source" if len(sources) == 1 else "source_of_some"
        if slug not in tells:
            return "silent"
        return "stands_in" if slug in element.fallbacks else "compared"

    return Row(
        name=name,
        title=element.title,
        parts={slug: part(slug) for slug in providers},
        gap=not sources or not sources <= tells,
        alone=not tells - sources,
    )
