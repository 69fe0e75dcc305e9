"""The discrepancy loop's round: each provider's report, delivered where it is news; and the sweep."""

from __future__ import annotations

from onesource import clock
from onesource.catalog import Catalog
from onesource.discrepancy import findings
from onesource.notice import delivery, files, report
from onesource.notice.model import Element, ProviderFacts
from onesource.pipeline.house import House
from onesource.store import engine, sql

DAY = 86_400.0


def notify(house: House, provider: str, round_id: str) -> delivery.Delivered | None:
    """Delivers a provider's report of what is open; None where it would say nothing new.

    Raises Refused or Unreachable as the provider's front-end machine does.
    """
    facts = facts_of(Catalog.readable(), provider)
    with house.base.transaction() as connection:
        collected = report.collect(connection, facts, round_id, clock.now())
        if not delivery.is_news(connection, collected):
            return None
    with engine.work("notice") as folder:
        written = files.write(collected, folder)
        return delivery.deliver(house.base, house.connections(facts.front_end), collected, written)


def sweep(house: House, older_than: float = DAY) -> list[str]:
    """Removes what killed steps left in the lake and the scratch folder; says what.

    Also closes what is open about feeds that are no longer declared.
    """
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
    for feed in catalog.feeds.values():
        key = (feed.supplies.library, feed.supplies.entity)
        for name, column in feed.contract.columns.items():
            if feed.provider == slug:
                elements.setdefault((*key, name), column.title)
            if column.code_list:
                codes[(*key, name)] = catalog.codes[column.code_list]
    return ProviderFacts(
        slug=slug,
        title=provider.title,
        feeds={feed.name: feed.title for feed in catalog.feeds.values() if feed.provider == slug},
        providers={name: other.title for name, other in catalog.providers.items()},
        entities={key: entity.title for key, entity in entities.items()},
        elements=elements,
        front_end=provider.front_end,
        inbox=provider.inbox,
        codes=codes,
    )
