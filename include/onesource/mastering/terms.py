"""Says which provider decides about which keys, and writes it as SQL.

A term holds for keys that begin in a certain way, a feed speaks of keys within its
scope. Where no term holds for a key, nobody decides about it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from onesource.catalog import Catalog, Feed, Library
from onesource.catalog.feed import KeyRange
from onesource.catalog.library import Entity, Term, in_force
from onesource.store import sql


@dataclass(frozen=True)
class Decider:
    """A feed by which a provider says which entities exist, for the keys of its term."""

    feed: Feed
    term: Term

    def covers(self, column: str = "entity_key") -> str:
        """The keys it decides about, as SQL."""
        return f"{begins(column, self.term.keys)} and {within(column, self.feed.supplies.scope)}"


def deciders(catalog: Catalog, library: Library, name: str, day: date) -> tuple[Decider, ...]:
    """The feeds that decide on `day` which entities exist.

    Of a deciding provider's feeds those that name the entity do; all where none does.
    """
    entity = library.entities[name]
    found = []
    for term in in_force(entity.existence, day):
        feeds = [f for f in catalog.suppliers(library.name, name) if f.provider == term.provider]
        naming = [feed for feed in feeds if entity.label in feed.supplies.elements]
        found += [Decider(feed, term) for feed in naming or feeds]
    return tuple(found)


def begins(column: str, prefixes: Iterable[str]) -> str:
    """That a key begins with one of `prefixes`, as SQL."""
    told = [f"starts_with({column}, {sql.literal(prefix)})" for prefix in prefixes if prefix]
    if "" in prefixes or not told:
        return "true"
    return f"({' or '.join(told)})"


def within(column: str, scope: KeyRange) -> str:
    """That a key lies within a feed's scope, as SQL."""
    told = begins(column, scope.prefixes)
    if scope.except_prefixes:
        return f"{told} and not {begins(column, scope.except_prefixes)}"
    return told


def own(terms: Iterable[Term], provider: str, column: str = "entity_key") -> str:
    """That the term in force for a key is the provider's own, as SQL."""
    prefixes = [prefix for term in terms if term.provider == provider for prefix in term.keys]
    return begins(column, prefixes) if prefixes else "false"


def someone(terms: Iterable[Term], column: str = "entity_key") -> str:
    """The provider whose term is in force for a key, as SQL; null where there is none."""
    cases = [
        f"when {begins(column, term.keys)} then {sql.literal(term.provider)}" for term in terms
    ]
    return f"case {' '.join(cases)} end" if cases else "cast(null as varchar)"


def spoken(entity: Entity, day: date) -> list[tuple[str, str, tuple[str, ...]]]:
    """Every element's and the entity's own terms in force on `day`: (about, provider, keys)."""
    told = [("", term) for term in in_force(entity.existence, day)]
    for element, declared in entity.elements.items():
        told += [(element, term) for term in in_force(declared.authority, day)]
    return [(about, term.provider, term.keys) for about, term in told]
