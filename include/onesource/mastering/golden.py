"""Chooses, for each element of an entity, the one value that survives, and notes where it came from.

An element has one authority, and its word stands; a fallback is marked as such.
What may stand in a row that was kept back stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
import sqlalchemy as sa

from onesource import clock
from onesource.catalog import Catalog, Feed
from onesource.catalog.library import Entity
from onesource.mastering import tables
from onesource.mastering.plan import Plan, decider
from onesource.store import sql
from onesource.store.base import Base
from onesource.store.lake import Lake


@dataclass(frozen=True)
class Workshop:
    """What mastering works with."""

    catalog: Catalog
    base: Base
    lake: Lake


def build(shop: Workshop, plan: Plan, duck: duckdb.DuckDBPyConnection, name: str) -> int:
    """Makes golden_<entity>, active_<entity> and, where there was a build before, past_<entity>.

    Needs each feed's views; says how many golden records there are.
    """
    entity = plan.library.entities[name]
    known = _parent(shop, plan, duck, name, entity)
    deciding = plan.deciding(name)
    if deciding is None:  # nobody has said yet which ones exist: none but those known before
        duck.execute(f"create table golden_{name} as from parent_{name}")
        return 0
    elements = [
        {
            "name": element,
            "type": tables.TYPES[declared.type],
            "sources": _sources(shop.base, plan, duck, name, element),
        }
        for element, declared in entity.elements.items()
    ]
    views = sorted({view for element in elements for view, _ in _pairs(element)})
    names: dict[str, Any] = {
        "entity": name,
        "elements": elements,
        "views": views,
        "deciding": deciding.view,
        "label": entity.label,
        "parent": known,
        "day": plan.day,
    }
    duck.execute(sql.statement("lake/mastering/golden", **names))
    _active(duck, name, entity)
    [(rows,)] = duck.execute(f"select count(*) from golden_{name}").fetchall()
    _past(shop, plan, duck, name)
    return int(rows)


def _parent(
    shop: Workshop, plan: Plan, duck: duckdb.DuckDBPyConnection, name: str, entity: Entity
) -> bool:
    """Makes `parent_<entity>`, what is in force, and `gone_<entity>`; says whether there was any build.

    It has the columns declared today: an element that is new is null.
    """
    elements = [(element, tables.TYPES[e.type]) for element, e in entity.elements.items()]
    duck.execute(sql.statement("lake/mastering/parent", entity=name, elements=elements))
    before = f"{plan.parent_folder}/golden_{name}.parquet" if plan.parent_folder else None
    if before and shop.lake.exists(before):
        shop.lake.relation(duck, f"before_{name}", before)
        there = {row[0] for row in duck.execute(f"describe before_{name}").fetchall()}
        wanted = [row[0] for row in duck.execute(f"describe parent_{name}").fetchall()]
        kept = ", ".join(column for column in wanted if column in there)
        duck.execute(f"insert into parent_{name} by name select {kept} from before_{name}")
    gone = sql.statement("base/mastering/gone", schema=plan.library.name, table=name)
    duck.register(f"gone_{name}", shop.base.arrow(gone))
    return bool(before and shop.lake.exists(before))


def _pairs(element: dict[str, Any]) -> list[tuple[str, int]]:
    return list(element["sources"])


def _sources(
    base: Base, plan: Plan, duck: duckdb.DuckDBPyConnection, entity: str, element: str
) -> list[tuple[str, int]]:
    """Where an element's value is taken from, in order: (view, the source's number)."""
    declared = plan.library.entities[entity].elements[element]
    authority = decider(declared.authority, plan.day)
    order = [(authority, "authority"), *((slug, "fallback") for slug in declared.fallbacks)]
    found = []
    for provider, rule in order:
        claims = plan.by(entity, provider, element)
        if claims is not None:
            number = _source_id(base, claims.feed, rule)
            duck.execute("insert into source values (?, ?)", [number, provider])
            found.append((claims.view, number))
    duck.execute("create or replace table source as select distinct * from source")
    return found


def _source_id(base: Base, feed: Feed, rule: str) -> int:
    values = {"provider": feed.provider, "feed": feed.name, "rule": rule}
    with base.transaction(lock="sources of values") as connection:
        query = sa.text(sql.statement("base/mastering/source"))
        return int(connection.execute(query, values).scalar_one())


def _active(duck: duckdb.DuckDBPyConnection, name: str, entity: Entity) -> None:
    condition = "true"
    if entity.active:
        values = ", ".join(sql.literal(value) for value in entity.active.values)
        condition = f"{entity.active.element} in ({values})"
    duck.execute(f"create view active_{name} as select * from golden_{name} where {condition}")


def _past(shop: Workshop, plan: Plan, duck: duckdb.DuckDBPyConnection, name: str) -> None:
    """Makes `past_<entity>`: versions ended since the oldest date anything is compared by, or now."""
    if plan.parent is None or not plan.of(name):
        return
    entity = plan.library.entities[name]
    graces = [element.grace_days for element in entity.elements.values()]
    statement = sql.statement(
        "base/mastering/past",
        schema=plan.library.name,
        table=f"{name}_history",
        elements=list(entity.elements),
        active=entity.active,
        since=min(claims.as_of for claims in plan.of(name)),
        days=max([entity.grace_days, *graces]),
    )
    duck.register(f"ended_{name}", shop.base.arrow(statement))
    past = sql.statement(
        "lake/mastering/past", entity=name, elements=list(entity.elements), active=entity.active
    )
    duck.execute(past, [clock.now()])
