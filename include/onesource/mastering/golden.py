"""Chooses, for each element of an entity, the one value that survives, and notes where it came from.

An element has one authority for any key, and its word stands; a fallback is marked as
such, and elements that belong together come from one source. What nobody said anything
new of, and what may stand in a record that was kept back, stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from onesource.catalog.library import Entity, in_force
from onesource.mastering import layers, tables
from onesource.mastering.claims import Bench
from onesource.mastering.plan import Claims, Plan
from onesource.mastering.ruled import Ruled
from onesource.mastering.terms import begins
from onesource.store import sql


@dataclass(frozen=True)
class Source:
    """Where an element's value may come from: a feed's claims, by its number, for keys of a term."""

    claims: Claims
    number: int
    covers: str


Sources = dict[str, list[Source]]  # by element, in the order in which they are asked


def open_parent(bench: Bench, name: str) -> bool:
    """Makes parent_<entity>, what is in force, and gone_<entity>; says whether there is anything.

    It has the columns declared today: an element that is new is null.
    """
    plan, sets = bench.plan, bench.sets
    bench.run("shape", entity=name, elements=_typed(plan.library.entities[name]))
    before, kept = layers.file(plan.parent.folder, name) if plan.parent else None, []
    if before and bench.shop.lake.exists(before):
        layers.show(sets, bench.shop.lake, f"before_{name}", before)
        there = sets.columns(f"before_{name}")
        kept = [one for one in sets.columns(f"shape_{name}") if one in there]
    bench.run("parent", entity=name, kept=kept)
    gone = sql.statement("base/mastering/gone", schema=plan.library.name, table=name)
    sets.give(f"gone_{name}", bench.shop.base.arrow(gone))
    return bench.count(f"parent_{name}") + bench.count(f"gone_{name}") > 0


def sources(bench: Bench, name: str) -> Sources:
    """Where each element's value may come from; also fills the table `source`."""
    plan, found = bench.plan, Sources()
    number = cache(lambda feed, rule: _number(bench, feed, rule))
    for element, declared in plan.library.entities[name].elements.items():
        terms = [(t.provider, t.keys) for t in in_force(declared.authority, plan.day)]
        asked = [(provider, keys, "authority") for provider, keys in terms]
        asked += [(provider, ("",), "fallback") for provider in declared.fallbacks]
        found[element] = [
            Source(claims, number(claims.feed.path, rule), begins("d.entity_key", keys))
            for provider, keys, rule in asked
            for claims in _supplying(plan, name, provider, element)
        ]
    bench.sets.run("create or replace table source as select distinct * from source")
    return found


def build(bench: Bench, name: str, found: Sources, ruled: Ruled, parent: bool) -> None:
    """Makes golden_<entity> of made_<entity> and of parent_<entity> but left_<entity>.

    Also compared_<entity>, of it what is judged; active_<entity> and inactive_<entity>. What
    was not touched, and what may stand in a record kept back, stays as it was.
    Needs the parent's, stays_, judged_ and touched_<entity>, and each feed's claims.
    """
    entity = bench.plan.library.entities[name]
    elements = [
        {
            "name": element,
            "type": tables.IN_THE_LAKE[declared.type],
            "sources": _cases(entity, found, element),
            "ruling": ruled.get(element),
        }
        for element, declared in entity.elements.items()
    ]
    bench.run("former", entity=name, whole=bench.plan.whole)
    views = sorted({one.claims.view for told in found.values() for one in told})
    bench.run(
        "made",
        entity=name,
        elements=elements,
        views=views,
        parent=parent,
        whole=bench.plan.whole,
        day=bench.plan.day,
    )
    bench.run("left", entity=name, whole=bench.plan.whole)
    for view, of in (("golden", "parent"), ("compared", "former")):
        bench.run("golden", entity=name, parent=parent, view=view, of=of)
    _active(bench, name, entity)


def open_past(bench: Bench, name: str) -> bool:
    """Makes past_<entity>, versions ended since the oldest date anything is compared by, or now."""
    plan, entity = bench.plan, bench.plan.library.entities[name]
    claims = plan.of(name)
    if plan.parent is None or not claims:
        return False
    graces = [element.grace_days for element in entity.elements.values()]
    dated = " union all ".join(f"select dated from {one.view}" for one in claims)
    [(oldest,)] = bench.sets.rows(f"select min(dated) from ({dated})")
    statement = sql.statement(
        "base/mastering/past",
        schema=plan.library.name,
        table=name,
        elements=tables.read(bench.shop.base, plan.library, name),
        active=entity.active,
        since=oldest or plan.day,
        days=max([entity.grace_days, *graces]),
    )
    bench.sets.give(f"ended_{name}", bench.shop.base.arrow(statement))
    bench.run(
        "past",
        entity=name,
        elements=_typed(entity),
        active=entity.active,
        whole=plan.whole,
        day=plan.day,
    )
    return True


def _typed(entity: Entity) -> list[tuple[str, str]]:
    return [(name, tables.IN_THE_LAKE[e.type]) for name, e in entity.elements.items()]


def _supplying(plan: Plan, name: str, provider: str, element: str) -> list[Claims]:
    return [
        claims
        for claims in plan.of(name)
        if claims.feed.provider == provider and element in claims.feed.supplies.elements
    ]


def _cases(entity: Entity, found: Sources, element: str) -> list[dict[str, Any]]:
    group = entity.elements[element].together
    members = [e for e, declared in entity.elements.items() if group and declared.together == group]
    order = {
        (one.number, one.covers): one for member in members or [element] for one in found[member]
    }
    cases = []
    for one in order.values():
        view, supplied = one.claims.view, one.claims.feed.supplies.elements
        told = [f"{view}.{e} is not null" for e in members or [element] if e in supplied]
        value = f"{view}.{element}" if element in supplied else "null"
        holds = f"{one.covers} and ({' or '.join(told)})"
        cases.append({"holds": holds, "value": value, "number": one.number})
    return cases


def _number(bench: Bench, path: str, rule: str) -> int:
    feed = bench.shop.catalog.feed(path)
    number = bench.shop.number(feed.provider, feed.name, rule)
    due_feed = None if feed.supplies.dated_by else path
    bench.sets.run("insert into source values (?, ?, ?)", [number, feed.provider, due_feed])
    return number


def _active(bench: Bench, name: str, entity: Entity) -> None:
    condition = "true"
    if entity.active:
        values = ", ".join(sql.literal(value) for value in entity.active.values)
        condition = f"{entity.active.element} in ({values})"
    ended = f"not coalesce({condition}, false)"
    for view, of, told in (("active", "golden", condition), ("inactive", "compared", ended)):
        bench.sets.run(
            f"create or replace view {view}_{name} as select * from {of}_{name} where {told}"
        )
