"""Judges one library's relations as they stand: every link, every place. The findings come back as one table.

Nothing is written here. A target that was never built judges nothing, and what a
feed has kept back is neither shown nor settled.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import duckdb
import pyarrow as pa

from onesource.catalog.library import Element, Entity
from onesource.errors import Refused
from onesource.quality import contract, state
from onesource.relations import links, places
from onesource.relations.scene import Delivered, Scene
from onesource.store import engine, sql
from onesource.store.base import Base
from onesource.store.lake import Lake
from onesource.store.setwork import DuckWork


class Claim(NamedTuple):
    """One element that one feed states of an entity."""

    delivered: Delivered
    name: str  # of the entity
    entity: Entity
    element: str
    declared: Element


def judge(scene: Scene, base: Base, lake: Lake) -> pa.Table:
    """What of the library's relations does not hold, in the form in which findings are staged.

    With the column `standing`: `raised`, or `waiting` for what may yet be mended elsewhere.
    Raises Refused where a delivery in force was never made ready to be judged.
    """
    with engine.work("relations") as work, engine.duck(work) as duck:
        _open(scene, lake, duck)
        known = links.targets(scene, lake, duck)
        duck.execute(sql.statement("lake/relations/relation"))
        for claim in claims(scene):
            group = contract.titled(
                claim.delivered.feed, claim.entity.group, scene.catalog.codes, "c."
            )
            facts = {
                "feed": claim.delivered.feed,
                "view": claim.delivered.view,
                "library": scene.library,
                "entity": claim.name,
                "element": claim.element,
                "as_of": claim.delivered.as_of,
                "group": group or "cast(null as varchar)",
            }
            if claim.declared.refers_to:
                links.judge(
                    base,
                    duck,
                    [known.get(p) for p in claim.declared.refers_to.entities],
                    claim.declared.refers_to,
                    facts,
                )
            if claim.declared.within or claim.declared.overlap_m2:
                places.judge(scene, duck, claim.entity, claim.declared, facts)
        _withhold(scene, base, duck)
        return engine.arrow(
            duck,
            "select *, standing = 'waiting' as waiting from relation "
            "where standing <> 'excused' order by finding_id",
        )


def claims(scene: Scene) -> Iterator[Claim]:
    """Every element a feed of the library states that refers to something or lies somewhere."""
    entities = scene.catalog.library(scene.library).entities
    for one in scene.own():
        entity = entities[one.feed.supplies.entity]
        for element in one.feed.supplies.elements:
            declared = entity.elements[element]
            if declared.refers_to or declared.within or declared.overlap_m2:
                yield Claim(one, one.feed.supplies.entity, entity, element, declared)


def rules(scene: Scene) -> set[str]:
    """`<provider>/<feed>/<element>` of everything judged: what is not among them is asked no more."""
    return {f"{claim.delivered.feed.path}/{claim.element}" for claim in claims(scene)}


def _open(scene: Scene, lake: Lake, duck: duckdb.DuckDBPyConnection) -> None:
    """Makes every delivery's `state` readable as its view, and its `kept` as <view>_kept."""
    for one in scene.deliveries.values():
        standing = one.file("state")
        if not (state.exists(lake, standing) and lake.exists(one.file("kept"))):
            raise Refused(
                f"{one.feed.path}: batch {one.batch_id} has no state {standing}; "
                "run the feed again, it is checked anew"
            )
        state.show(DuckWork(duck), lake, f"{one.view}_all", standing)
        lake.relation(duck, f"{one.view}_kept_all", one.file("kept"))
        carried = _carried(scene, lake, duck, one)
        for suffix in ("", "_kept"):
            _understood(one, suffix, carried, duck)


def _carried(scene: Scene, lake: Lake, duck: duckdb.DuckDBPyConnection, one: Delivered) -> str:
    """What the library in force carries to other numbers, as a relation of old_key and new_key."""
    target = scene.targets.get(f"{one.feed.supplies.library}.{one.feed.supplies.entity}")
    if target is None or not lake.exists(target.carried):
        return "(select '' as old_key, '' as new_key where false)"
    lake.relation(duck, f"carried_{target.number}", target.carried)
    return f"carried_{target.number}"


def _understood(one: Delivered, suffix: str, carried: str, duck: duckdb.DuckDBPyConnection) -> None:
    """Makes a delivery's view: what is within the feed's scope, under the numbers of today."""
    scope = one.feed.supplies.scope
    wanted = " or ".join(f"starts_with(s.entity_key, {sql.literal(p)})" for p in scope.prefixes)
    unwanted = "".join(
        f" and not starts_with(s.entity_key, {sql.literal(p)})" for p in scope.except_prefixes
    )
    duck.execute(
        f"create view {one.view}{suffix} as select s.* replace "
        f"(coalesce(t.new_key, s.entity_key) as entity_key) from {one.view}{suffix}_all s "
        f"left join {carried} t on t.old_key = s.entity_key "
        f"where s.entity_key is null or (({wanted or 'true'}){unwanted})"
    )


def _withhold(scene: Scene, base: Base, duck: duckdb.DuckDBPyConnection) -> None:
    scope = f"relations:{scene.library}"
    duck.register(
        "open_finding", base.arrow(sql.statement("base/relations/open_findings", scope=scope))
    )
    for one in scene.own():
        names = {"feed": one.feed, "view": one.view, "entity": one.feed.supplies.entity}
        duck.execute(sql.statement("lake/relations/withheld", **names))
