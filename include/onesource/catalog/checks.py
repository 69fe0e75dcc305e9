"""What can only be wrong between declarations: unknown names, unclear authority, codes nobody listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from onesource import clock
from onesource.catalog import library as libraries
from onesource.catalog.fault import Fault
from onesource.catalog.feed import Feed, KeyRange
from onesource.catalog.library import KEY_STANDARDS, Entity, Library, Terms

if TYPE_CHECKING:
    from onesource.catalog.load import Catalog


@dataclass(frozen=True)
class Seen:
    """A catalogue, and the files of it that were not understood: what they declare is not known."""

    catalog: Catalog
    unread: frozenset[str]

    def lacks_provider(self, slug: str) -> bool:
        """Whether nobody declares the provider."""
        unknown = {"providers.yaml", f"providers.yaml:{slug}"} & self.unread
        return slug not in self.catalog.providers and not unknown

    def may_supply(self, provider: str) -> bool:
        """Whether one of the provider's feeds was not understood."""
        return any(file.startswith(f"feeds/{provider}/") for file in self.unread)


def contradictions(seen: Seen) -> list[Fault]:
    """Every fault between the declarations; none about what an unread file would have declared."""
    catalog = seen.catalog
    faults = [*_twice_the_same_code(catalog), *_twice_the_same_address(catalog)]
    for feed in catalog.feeds.values():
        faults += _feed(seen, feed)
    for library in catalog.libraries.values():
        faults += _library(seen, library)
    return faults


def _twice_the_same_code(catalog: Catalog) -> Iterator[Fault]:
    codes = Counter(feed.resource_code for feed in catalog.feeds.values())
    for feed in catalog.feeds.values():
        if codes[feed.resource_code] > 1:
            message = f"{feed.resource_code} stands in more than one feed; give each its own"
            yield _at(feed, "resource_code", message)


def _twice_the_same_address(catalog: Catalog) -> Iterator[Fault]:
    owners: dict[str, str] = {}
    for slug, provider in catalog.providers.items():
        for address in provider.mail.senders if provider.mail else ():
            other = owners.setdefault(address.lower(), slug)
            if other != slug:
                message = f"{address} is {other}'s already; who a mail is from must be one provider"
                yield Fault("providers.yaml", f"{slug}.mail.senders", message)


def _feed(seen: Seen, feed: Feed) -> Iterator[Fault]:
    if seen.lacks_provider(feed.provider):
        yield _at(feed, "", f"provider {feed.provider} is not in providers.yaml")
    for name, column in feed.contract.columns.items():
        if column.code_list is None:
            continue
        place = f"contract.columns.{name}"
        listed = seen.catalog.codes.get(column.code_list)
        file = f"codes/{column.code_list}.csv"
        if listed is None and file not in seen.unread:
            yield _at(feed, f"{place}.code_list", f"{file} does not exist")
        elif listed is not None:
            for code in sorted(column.targets() - set(listed)):
                yield _at(feed, place, f"{code} is not in {file}")
    yield from _supplies(seen, feed)


def _supplies(seen: Seen, feed: Feed) -> Iterator[Fault]:
    supplies = feed.supplies
    library = seen.catalog.libraries.get(supplies.library)
    if library is None:
        if f"libraries/{supplies.library}.yaml" not in seen.unread:
            yield _at(feed, "supplies.library", f"{supplies.library} is not declared")
        return
    entity = library.entities.get(supplies.entity)
    if entity is None:
        yield _at(feed, "supplies.entity", f"{supplies.library} has no entity {supplies.entity}")
        return
    takes = KEY_STANDARDS[entity.key_standard]
    if len(supplies.key) != len(takes):
        message = (
            f"{entity.key_standard} takes {len(takes)} columns, {', '.join(takes)}; name those"
        )
        yield _at(feed, "supplies.key", message)
    for element in supplies.elements:
        if element not in entity.elements:
            message = f"{supplies.entity} has no element {element}; declare it in the library"
            yield _at(feed, "supplies.elements", message)
        elif entity.elements[element].type != feed.contract.columns[element].type:
            message = (
                f"{element} is {feed.contract.columns[element].type} here "
                f"and {entity.elements[element].type} in the library"
            )
            yield _at(feed, "supplies.elements", message)


def _library(seen: Seen, library: Library) -> Iterator[Fault]:
    if seen.lacks_provider(library.owner):
        yield _of(library, "owner", f"{library.owner} is not in providers.yaml")
    for name, entity in library.entities.items():
        place = f"entities.{name}"
        yield from _terms(library, entity.existence, f"{place}.existence", f"{name} (existence)")
        for term in entity.existence:
            suppliers = seen.catalog.suppliers(library.name, name)
            known = any(feed.provider == term.provider for feed in suppliers)
            if not known and not seen.may_supply(term.provider):
                message = f"{term.provider} has no feed that supplies {name}"
                yield _of(library, f"{place}.existence", message)
        yield from _named_elements(library, name, entity)
        for element in entity.elements:
            yield from _authority(seen, library, name, element)
            yield from _reference(seen, library, name, element)


def _named_elements(library: Library, name: str, entity: Entity) -> Iterator[Fault]:
    named: dict[str, str | None] = {"label": entity.label, "group": entity.group}
    named["active.element"] = entity.active.element if entity.active else None
    named["living.element"] = entity.living.element if entity.living else None
    for element, declared in entity.elements.items():
        named[f"elements.{element}.within"] = declared.within
        if element in libraries.OURS or element.endswith("_source"):
            message = "is a column of our own; call the element otherwise"
            yield _of(library, f"entities.{name}.elements.{element}", message)
    for field, told in named.items():
        if told is not None and told not in entity.elements:
            yield _of(library, f"entities.{name}.{field}", f"{told} is not an element of it")


def _authority(seen: Seen, library: Library, name: str, element: str) -> Iterator[Fault]:
    declared = library.entities[name].elements[element]
    place = f"entities.{name}.elements.{element}.authority"
    yield from _terms(library, declared.authority, place, f"{name}.{element}")
    for provider in [*(term.provider for term in declared.authority), *declared.fallbacks]:
        feeds = [
            feed
            for feed in seen.catalog.suppliers(library.name, name)
            if feed.provider == provider and element in feed.supplies.elements
        ]
        if not (feeds or seen.may_supply(provider)):
            message = f"{provider} must supply {name}.{element}; it does in no feed"
            yield _of(library, place, message)
        for one, other in combinations(feeds, 2):
            if not _apart(one.supplies.scope, other.supplies.scope):
                message = (
                    f"{provider} supplies {name}.{element} in {one.path} and {other.path}; let one "
                    "do so, or give them scopes without a key in common"
                )
                yield _of(library, place, message)


def _apart(one: KeyRange, other: KeyRange) -> bool:
    """Whether no key lies in both ranges: the prefixes of one are all excluded by the other, or differ."""
    return _excludes(one, other) or _excludes(other, one) or _differ(one.prefixes, other.prefixes)


def _excludes(one: KeyRange, other: KeyRange) -> bool:
    return (
        bool(other.prefixes)
        and all(
            prefix.startswith(one.except_prefixes)
            for prefix in other.prefixes
            if one.except_prefixes
        )
        and bool(one.except_prefixes)
    )


def _differ(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return bool(one and other) and not any(
        a.startswith(b) or b.startswith(a) for a in one for b in other
    )


def _reference(seen: Seen, library: Library, name: str, element: str) -> Iterator[Fault]:
    reference = library.entities[name].elements[element].refers_to
    place = f"entities.{name}.elements.{element}.refers_to"
    for target in reference.entities if reference else ():
        there, _, entity = target.partition(".")
        known = seen.catalog.libraries.get(there)
        if known is None and f"libraries/{there}.yaml" in seen.unread:
            continue
        found = known.entities.get(entity) if known else None
        if found is None:
            yield _of(library, place, f"{target} is not declared")
        elif reference and reference.active and not (found.active or found.living):
            yield _of(library, place, f"{target} does not say which ones are active")


def _terms(library: Library, terms: Terms, place: str, subject: str) -> Iterator[Fault]:
    for message in libraries.contradictions(terms, subject):
        yield _of(library, place, message)
    if not libraries.in_force(terms, clock.today()):
        yield _of(library, place, f"{subject} has no authority today, {clock.today()}")


def _at(feed: Feed, field: str, message: str) -> Fault:
    return Fault(f"feeds/{feed.path}.yaml", field, message)


def _of(library: Library, field: str, message: str) -> Fault:
    return Fault(f"libraries/{library.name}.yaml", field, message)
