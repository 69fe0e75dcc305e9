"""What can only be wrong between declarations: unknown names, unclear authority, codes nobody listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from onesource import clock
from onesource.catalog import library as libraries
from onesource.catalog.feed import Feed
from onesource.catalog.library import Entity, Library, Terms
from onesource.catalog.load import Catalog, Fault


def contradictions(catalog: Catalog) -> list[Fault]:
    """Every fault between the declarations of `catalog`; empty where they agree."""
    faults = list(_twice_the_same_code(catalog))
    for feed in catalog.feeds.values():
        faults += _feed(catalog, feed)
    for library in catalog.libraries.values():
        faults += _library(catalog, library)
    return faults


def _twice_the_same_code(catalog: Catalog) -> Iterator[Fault]:
    codes = Counter(feed.resource_code for feed in catalog.feeds.values())
    for feed in catalog.feeds.values():
        if codes[feed.resource_code] > 1:
            message = f"{feed.resource_code} stands in more than one feed; give each its own"
            yield _at(feed, "resource_code", message)


def _feed(catalog: Catalog, feed: Feed) -> Iterator[Fault]:
    if feed.provider not in catalog.providers:
        yield _at(feed, "", f"provider {feed.provider} is not in providers.yaml")
    for name, column in feed.contract.columns.items():
        if column.code_list is None:
            continue
        place = f"contract.columns.{name}"
        listed = catalog.codes.get(column.code_list)
        if listed is None:
            yield _at(feed, f"{place}.code_list", f"codes/{column.code_list}.csv does not exist")
        else:
            for code in sorted(column.targets() - set(listed)):
                yield _at(feed, place, f"{code} is not in codes/{column.code_list}.csv")
    yield from _supplies(catalog, feed)


def _supplies(catalog: Catalog, feed: Feed) -> Iterator[Fault]:
    supplies = feed.supplies
    library = catalog.libraries.get(supplies.library)
    if library is None:
        yield _at(feed, "supplies.library", f"{supplies.library} is not declared")
        return
    entity = library.entities.get(supplies.entity)
    if entity is None:
        yield _at(feed, "supplies.entity", f"{supplies.library} has no entity {supplies.entity}")
        return
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


def _library(catalog: Catalog, library: Library) -> Iterator[Fault]:
    if library.owner not in catalog.providers:
        yield _of(library, "owner", f"{library.owner} is not in providers.yaml")
    for name, entity in library.entities.items():
        place = f"entities.{name}"
        yield from _terms(library, entity.existence, f"{place}.existence", f"{name} (existence)")
        for term in entity.existence:
            if not any(f.provider == term.provider for f in catalog.suppliers(library.name, name)):
                message = f"{term.provider} has no feed that supplies {name}"
                yield _of(library, f"{place}.existence", message)
        yield from _named_elements(library, name, entity)
        for element in entity.elements:
            yield from _authority(catalog, library, name, element)


def _named_elements(library: Library, name: str, entity: Entity) -> Iterator[Fault]:
    named = {"label": entity.label, "group": entity.group}
    named["active.element"] = entity.active.element if entity.active else None
    for field, element in named.items():
        if element is not None and element not in entity.elements:
            yield _of(library, f"entities.{name}.{field}", f"{element} is not an element of it")


def _authority(catalog: Catalog, library: Library, name: str, element: str) -> Iterator[Fault]:
    declared = library.entities[name].elements[element]
    place = f"entities.{name}.elements.{element}.authority"
    yield from _terms(library, declared.authority, place, f"{name}.{element}")
    for provider in [*(term.provider for term in declared.authority), *declared.fallbacks]:
        feeds = [
            feed
            for feed in catalog.suppliers(library.name, name)
            if feed.provider == provider and element in feed.supplies.elements
        ]
        if len(feeds) != 1:
            which = ", ".join(feed.path for feed in feeds) or "no feed"
            message = (
                f"{provider} must supply {name}.{element} in exactly one feed; it does in {which}"
            )
            yield _of(library, place, message)


def _terms(library: Library, terms: Terms, place: str, subject: str) -> Iterator[Fault]:
    for message in libraries.contradictions(terms, subject):
        yield _of(library, place, message)
    if libraries.in_force(terms, clock.today()) is None:
        yield _of(library, place, f"{subject} has no authority today, {clock.today()}")


def _at(feed: Feed, field: str, message: str) -> Fault:
    return Fault(f"feeds/{feed.path}.yaml", field, message)


def _of(library: Library, field: str, message: str) -> Fault:
    return Fault(f"libraries/{library.name}.yaml", field, message)
