"""The discrepancy loop's round: what is judged, the cases raised of it, each provider's report, the sweep.

A report is delivered where it is news. Each step is one call that can be run again.
"""

from __future__ import annotations

import sqlalchemy as sa

from onesource import clock
from onesource.catalog import Catalog
from onesource.discrepancy import actions, findings, lateness, raising
from onesource.discrepancy.findings import Scope
from onesource.discrepancy.raising import Office
from onesource.notice import delivery, files, report
from onesource.notice.model import Element, ProviderFacts
from onesource.pipeline.house import House, staging_table
from onesource.relations.scene import SHARED
from onesource.store import engine, sql
from onesource.store.base import Base

DAY = 86_400.0


def relate(house: House, library: str) -> int | None:
    """Judges what a library's records refer to and where they lie; says how much does not hold.

    None where the library was never built.
    """
    from onesource.relations import judge  # heavy: loads shapely and pyproj
    from onesource.relations.scene import scene

    catalog = Catalog.load()
    seen = scene(catalog, library, house.base, clock.today())
    if seen is None:
        return None
    found = judge.judge(seen, house.base, house.lake)
    declared = [feed.path for feed in catalog.suppliers(library)]
    scope = Scope.relations(library, seen.build_id, declared)
    staged = staging_table("relations", library)
    house.base.stage(staged, found)
    with house.base.transaction(lock=f"relations {library}") as connection:
        findings.end_rules(connection, scope, judge.rules(seen))
        findings.settle(connection, staged, scope)
        house.base.unstage(connection, staged)
    return len(found)


def estimate(house: House, library: str) -> int | None:
    """Estimates how probably each conflict of a library is its authority's error; says how many there are.

    None where nothing has come into force or been settled since the last time.
    """
    from onesource.discrepancy import doubts  # heavy: loads Arrow and DuckDB
    from onesource.mastering.claims import Workshop

    shop = Workshop(Catalog.load(), house.base, house.lake)
    return doubts.estimate(shop, library, staging_table("doubts", library))


def watch(house: House) -> list[str]:
    """Tells every feed that is late, and no more of those that have come; says which are late."""
    feeds = Catalog.readable().feeds
    late = {one.feed.path: one for one in lateness.late(house.base, feeds.values())}
    for path, one in late.items():
        staged = staging_table("late", path)
        house.base.stage(staged, lateness.finding(one))
        with house.base.transaction(lock=f"feed {path}") as connection:
            findings.settle(connection, staged, Scope.arrivals(one.feed))
            house.base.unstage(connection, staged)
    for path in lateness.told(house.base) - set(late):
        if path in feeds:
            with house.base.transaction(lock=f"feed {path}") as connection:
                findings.clear(connection, Scope.arrivals(feeds[path]))
    return sorted(late)


def raise_cases(house: House) -> int:
    """Brings every case up to what is open and to the day; says how many moved."""
    office = office_of(house.base, Catalog.readable())
    with house.base.transaction() as connection:
        return len(raising.raise_all(connection, office))


def notify(house: House, provider: str, round_id: str) -> delivery.Delivered | None:
    """Delivers a provider's report of what is open; None where it would say nothing new.

    Raises Refused or Unreachable as the provider's front-end machine does.
    """
    from onesource.pipeline import channels, enclosures

    catalog = Catalog.readable()
    facts, office = facts_of(catalog, provider), office_of(house.base, catalog)
    with house.base.transaction() as connection:
        collected = report.collect(connection, office, facts, round_id)
        if not delivery.is_news(connection, collected):
            return None
    with engine.work("notice") as folder, engine.duck(folder) as duck:
        shop = enclosures.Shop(house, catalog, collected, duck)
        collected, beside = files.enclose(collected, enclosures.gather(shop), folder)
        own = files.write(collected, folder)
        told = [line.case_id for line in collected.cases]

        def also(connection: sa.Connection, sent: delivery.Delivered) -> None:
            actions.tell(connection, office.now, told, sent.delivery_id)
            channels.owe(connection, catalog.providers[provider], collected, sent, own)

        return delivery.deliver(
            house.base,
            house.connections(facts.front_end),
            collected,
            {**own, **beside},
            also,
        )


def office_of(base: Base, catalog: Catalog) -> Office:
    """What every step of every case is decided by."""
    return Office.at(base, Catalog.load_deadlines(), catalog.feeds.values())


def sweep(house: House, older_than: float = DAY) -> list[str]:
    """Removes what killed steps left in the lake and the scratch folder; says what.

    Also closes what is open about feeds that are no longer declared, and drops the files kept
    for mails they are not to go with any more.
    """
    from onesource.pipeline import channels

    channels.drop_undeclared(house, Catalog.load())
    with house.base.transaction() as connection:
        findings.end(connection, Catalog.load().feeds, "the feed is no longer declared")
    kept = house.base.rows(sql.statement("base/pipeline/folders"))
    return house.lake.sweep((str(row["folder"]) for row in kept), older_than)


def facts_of(catalog: Catalog, slug: str) -> ProviderFacts:
    """What a provider's report needs to know of the catalogue."""
    provider = catalog.providers[slug]
    entities = {
        (library.name, name): entity
        for library in catalog.libraries.values()
        for name, entity in library.entities.items()
    }
    elements: dict[Element, str] = {
        (*key, name): element.title
        for key, entity in entities.items()
        for name, element in entity.elements.items()
    }
    codes: dict[Element, dict[str, str]] = {}
    columns: dict[Element, str] = {}
    for feed in catalog.feeds.values():
        key = (feed.supplies.library, feed.supplies.entity)
        for name, column in feed.contract.columns.items():
            columns[(feed.provider, feed.name, name)] = column.title
            if column.code_list:
                codes[(*key, name)] = catalog.codes[column.code_list]
    return ProviderFacts(
        slug=slug,
        title=provider.title,
        feeds={feed.name: feed.title for feed in catalog.feeds.values() if feed.provider == slug},
        providers={name: other.title for name, other in catalog.providers.items()},
        entities={key: entity.title for key, entity in entities.items()},
        elements=elements,
        columns=columns,
        supplies={
            (feed.provider, feed.name): (feed.supplies.library, feed.supplies.entity)
            for feed in catalog.feeds.values()
        },
        front_end=provider.front_end,
        inbox=provider.inbox,
        answers=provider.answers,
        codes=codes,
        shared=_shared(catalog),
        states={
            key: state.element
            for key, entity in entities.items()
            if (state := entity.living or entity.active)
        },
        keys=_keys(catalog),
    )


def _keys(catalog: Catalog) -> dict[Element, frozenset[tuple[str, str]]]:
    """What is a key: a feed's columns with its entity's, the elements that refer to another's."""
    found = {
        (library.name, name, element): frozenset(map(_entity, one.refers_to.entities))
        for library in catalog.libraries.values()
        for name, entity in library.entities.items()
        for element, one in entity.elements.items()
        if one.refers_to
    }
    for feed in catalog.feeds.values():
        supplies = feed.supplies
        for column in (*supplies.key, *supplies.former_keys):
            told = (feed.provider, feed.name, column)
            found[told] = frozenset({(supplies.library, supplies.entity)})
    return found


def _entity(path: str) -> tuple[str, str]:
    library, _, entity = path.partition(".")
    return library, entity


def _shared(catalog: Catalog) -> frozenset[Element]:
    """The (provider, library, entity) whose every feed is shared with anyone."""
    by: dict[Element, list[bool]] = {}
    for feed in catalog.feeds.values():
        owner = (feed.provider, feed.supplies.library, feed.supplies.entity)
        by.setdefault(owner, []).append(feed.sharing.type in SHARED)
    return frozenset(owner for owner, told in by.items() if all(told))
