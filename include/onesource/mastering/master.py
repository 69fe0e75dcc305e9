"""Builds a library aside: golden records and disagreements together, as files in the lake.

For each element the authority's value survives; every other provider's is compared.
No scheduler here: the same claims and rules give the same files.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa

from onesource import clock
from onesource.catalog import Catalog, Feed
from onesource.catalog.library import Entity
from onesource.mastering import disagreements, tables
from onesource.mastering.plan import Claims, Plan, decider
from onesource.quality import verdict
from onesource.store import engine, sql
from onesource.store.base import Base
from onesource.store.lake import Lake


@dataclass(frozen=True)
class Built:
    """One build as it lies in the lake, not in force yet."""

    build_id: str
    golden: int
    changed: int
    disagreements: int


@dataclass(frozen=True)
class Workshop:
    """What mastering works with."""

    catalog: Catalog
    base: Base
    lake: Lake


def master(shop: Workshop, plan: Plan) -> Built:
    """Builds what `plan` says and registers it as built.

    An entity whose deciding provider has no accepted batch yet stays as it is.
    """
    tables.ensure(shop.base, plan.library)
    with engine.work("master") as work, engine.duck(work) as duck:
        _open(shop, plan, duck)
        if plan.parent is not None:
            open_findings = sql.statement(
                "base/mastering/open_findings", scope=f"library:{plan.library.name}"
            )
            duck.register("open_finding", shop.base.arrow(open_findings))
        golden = changed = 0
        for name, entity in plan.library.entities.items():
            golden += _golden(shop, plan, duck, name, entity)
            if plan.deciding(name) is not None:
                disagreements.find(shop.catalog, plan, duck, name)
            changed += _keep(shop.lake, plan, duck, work, name)
        found = engine.copy_out(duck, "from finding order by finding_id", work / "findings")
        shop.lake.put(work / "findings", f"{plan.folder}/findings.parquet")
    built = Built(plan.build_id, golden, changed, found)
    _register(shop.base, plan, built)
    return built


def ready(plan: Plan) -> bool:
    """Whether the deciding provider of any entity has an accepted batch."""
    return any(plan.deciding(entity) for entity in plan.library.entities)


def _open(shop: Workshop, plan: Plan, duck: duckdb.DuckDBPyConnection) -> None:
    """Makes each feed's files readable: <view>_accepted, _records, _quarantine, and <view> itself."""
    for claims in plan.claims:
        view = claims.view
        shop.lake.relation(duck, f"{view}_records", f"{claims.folder}/records.parquet")
        for part in ("accepted", "quarantine"):
            shop.lake.relation(
                duck, f"{view}_{part}", verdict.file(claims.folder, part, claims.rules)
            )
        duck.execute(
            sql.statement(
                "lake/mastering/claims", view=view, elements=claims.feed.supplies.elements
            )
        )
        label = plan.library.entities[claims.feed.supplies.entity].label
        told = label in claims.feed.supplies.elements
        delivered = claims.feed.contract.delivered(label) if told else None
        duck.execute(sql.statement("lake/mastering/kept", view=view, label=delivered))
    duck.execute(sql.statement("lake/mastering/finding"))
    duck.execute("create table source (source_id smallint, provider varchar)")


def _golden(
    shop: Workshop, plan: Plan, duck: duckdb.DuckDBPyConnection, name: str, entity: Entity
) -> int:
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


def _keep(lake: Lake, plan: Plan, duck: duckdb.DuckDBPyConnection, work: Path, name: str) -> int:
    columns = [
        column
        for element in plan.library.entities[name].elements
        for column in (element, f"{element}_source")
    ]
    changes = sql.statement(
        "lake/mastering/changes", entity=name, parent=plan.parent, columns=columns
    )
    changed = engine.copy_out(duck, changes, work / "changes")
    engine.copy_out(duck, f"from golden_{name} order by entity_key", work / "golden")
    for part in ("golden", "changes"):
        lake.put(work / part, f"{plan.folder}/{part}_{name}.parquet")
    return changed


def _register(base: Base, plan: Plan, built: Built) -> None:
    build = {
        "build_id": plan.build_id,
        "library": plan.library.name,
        "parent": plan.parent,
        "inputs": plan.inputs,
        "rules": plan.rules,
        "folder": plan.folder,
        "as_of": plan.day,
        "golden": built.golden,
        "disagreements": built.disagreements,
        "at": clock.now(),
    }
    with base.transaction() as connection:
        connection.execute(sa.text(sql.statement("base/mastering/register_build")), build)
        for claims in plan.claims:
            connection.execute(
                sa.text(sql.statement("base/mastering/register_input")), _input(plan, claims)
            )


def _input(plan: Plan, claims: Claims) -> dict[str, str]:
    return {
        "build_id": plan.build_id,
        "provider": claims.feed.provider,
        "feed": claims.feed.name,
        "batch_id": claims.batch_id,
    }
