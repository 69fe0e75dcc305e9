"""Judges links: whether what a record refers to is known to those who decide that it exists.

Values that are a living key as they stand are let pass in one hash join; only the
rest is normalised, looked up, and held against what may yet come or has just ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from onesource.catalog.library import Reference
from onesource.mastering import layers
from onesource.relations.scene import Decider, Scene, Target
from onesource.store import sql
from onesource.store.base import Base
from onesource.store.lake import Lake
from onesource.store.setwork import DuckWork

ENDED = pa.schema(
    [
        ("target", pa.int32()),
        ("entity_key", pa.string()),
        ("ended_on", pa.date32()),
        ("living", pa.bool_()),
    ]
)

STATE = (
    "select 0 as target, '' as entity_key, date '1949-10-01' as since, true as living where false"
)
KEPT = "select 0 as target, '' as entity_key, '' as key_delivered where false"


def targets(scene: Scene, lake: Lake, duck: duckdb.DuckDBPyConnection) -> Mapping[str, Target]:
    """Makes `target_<number>`, `target`, `decider`, `decider_state` and `decider_kept`.

    Says which targets there are: those whose library in force holds the entity and
    what tells whether one may be referred to.
    """
    duck.execute(
        "create table target (number integer, path varchar, mistyped_key integer);"
        "create table decider (target integer, prefix varchar, excepted varchar[],"
        " provider varchar, as_of date, held boolean, shared boolean)"
    )
    known = {one.path: one for one in scene.targets.values() if _readable(one, lake, duck)}
    for one in known.values():
        row = [one.number, one.path, one.entity.mistyped_key]
        duck.execute("insert into target values (?, ?, ?)", row)
        names = {"number": one.number, "living": one.living, "known_as": one.known_as}
        duck.execute(sql.statement("lake/relations/target", **names, label=one.entity.label))
        for decider in one.deciders:
            _decides(duck, one, decider)
    _stated(duck, known.values())
    return known


def _stated(duck: duckdb.DuckDBPyConnection, known: Iterable[Target]) -> None:
    """Makes `decider_state` and `decider_kept`: what those who decide state, and what they had kept back."""
    states, kept = [STATE], [KEPT]
    for one in known:
        views = {decider.delivered.view: decider.delivered.feed for decider in one.deciders}
        for view, feed in views.items():
            tells = one.told_by in (None, *feed.supplies.elements)
            living = one.living if tells else "false"
            states.append(f"select {one.number}, entity_key, since, {living} from {view}")
            kept.append(f"select {one.number}, entity_key, key_delivered from {view}_kept")
    duck.execute(f"create view decider_state as {' union all '.join(states)}")
    duck.execute(f"create view decider_kept as {' union all '.join(kept)}")


def _readable(target: Target, lake: Lake, duck: duckdb.DuckDBPyConnection) -> bool:
    if not target.deciders or not lake.exists(target.golden):
        return False
    view = f"target_{target.number}_golden"
    layers.show(DuckWork(duck), lake, view, target.golden)
    there = {row[0] for row in duck.execute(f"describe {view}").fetchall()}
    return {target.entity.label, target.told_by or "entity_key"} <= there


def _decides(duck: duckdb.DuckDBPyConnection, target: Target, decider: Decider) -> None:
    said = decider.delivered
    duck.execute(
        "insert into decider values (?, ?, ?, ?, ?, ?, ?)",
        [
            target.number,
            decider.prefix,
            decider.excepted,
            said.feed.provider,
            said.as_of,
            said.held,
            decider.shared,
        ],
    )


def judge(
    base: Base,
    duck: duckdb.DuckDBPyConnection,
    known: Sequence[Target | None],
    reference: Reference,
    facts: Mapping[str, Any],
) -> None:
    """Adds to `relation` the claims of one element whose reference leads nowhere, with their standing.

    Nothing where one of the targets was never built: what it would hold is not known.
    """
    found = [target for target in known if target is not None]
    if len(found) < len(known):
        return
    names = {**facts, "targets": found, "active": reference.active}
    for step in ("unmatched", "missing"):
        duck.execute(sql.statement(f"lake/relations/{step}", **names))
    missing = duck.execute("select distinct target, target_key from missing").fetchall()
    if not missing:
        return
    for step in ("near", "decided"):
        duck.execute(sql.statement(f"lake/relations/{step}", **names))
    _ended(base, duck, found, missing)
    duck.execute(sql.statement("lake/relations/links", **names, grace_days=reference.grace_days))


def _ended(
    base: Base,
    duck: duckdb.DuckDBPyConnection,
    targets: Sequence[Target],
    missing: Sequence[tuple[int, str]],
) -> None:
    """Makes `ended`: when versions of the missing ones ended, as their histories tell."""
    rows = [
        {"target": target.number, **row}
        for target in targets
        for row in base.rows(
            sql.statement(
                "base/relations/ended",
                schema=target.library,
                table=target.name,
                living=target.living,
            ),
            keys=[key for number, key in missing if number == target.number],
        )
    ]
    duck.register("ended_rows", pa.Table.from_pylist(rows, schema=ENDED))
    duck.execute("create or replace table ended as from ended_rows")
