"""Judges places: whether each lies in the division it names, and whether two of a kind lie over each other.

Shares and overlaps are measured on an equal-area map (Albers, on the ellipsoid of
CGCS2000). A place whose division has no boundary, nor any division above it, is not
judged; nor is a shape that is none, which the checks of its feed tell of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import shapely

from onesource.catalog.library import Element, Entity
from onesource.relations import shapes
from onesource.relations.scene import Scene
from onesource.store import engine, sql

LEVELS = (12, 9, 6, 4, 2)  # lengths of a division's key, from village to province
INSIDE = 0.99  # so much of an area lies in its division, at the least
NAMED = 20  # so many others are named
Row = dict[str, object]


def judge(
    scene: Scene,
    duck: duckdb.DuckDBPyConnection,
    entity: Entity,
    declared: Element,
    facts: Mapping[str, Any],
) -> None:
    """Adds to `relation` what one feed states to lie outside its division, or over another."""
    stated = facts["feed"].supplies.elements
    division = f"division_of(c.{declared.within})" if declared.within in stated else None
    stated_places = engine.arrow(
        duck, sql.statement("lake/relations/places", **facts, division=division)
    )
    places = shapes.read(stated_places)
    found: list[Row] = []
    if declared.within and division:
        found += _outside(places, boundaries(scene, duck, entity, declared.within))
    if declared.overlap_m2:
        found += _overlapping(places, declared.overlap_m2)
    if found:
        duck.register("misplaced", pa.Table.from_pylist(found))
        duck.execute(sql.statement("lake/relations/misplaced", **facts))


def boundaries(
    scene: Scene, duck: duckdb.DuckDBPyConnection, entity: Entity, within: str
) -> dict[str, Any]:
    """The boundary of every division that has one, by its key; none where none was ever built."""
    reference = entity.elements[within].refers_to
    target = scene.targets.get(reference.entities[0]) if reference else None
    if target is None:
        return {}
    named = [name for name, one in target.entity.elements.items() if one.type == "geometry"]
    view = f"target_{target.number}_golden"
    if not named or not _there(duck, view, named[0]):
        return {}
    rows = duck.execute(
        f"select entity_key, {named[0]} from {view} where {named[0]} is not null order by 1"
    ).fetchall()
    made = shapes.flat([text for _, text in rows])
    shapely.prepare(made)
    return {key: shape for (key, _), shape in zip(rows, made, strict=True) if shape is not None}


def _there(duck: duckdb.DuckDBPyConnection, view: str, column: str) -> bool:
    asked = "from duckdb_columns() where table_name = ? and column_name = ?"
    return bool(duck.execute(asked, [view, column]).fetchall())


def _outside(places: shapes.Places, boundaries: Mapping[str, Any]) -> list[Row]:
    nearest = {key: _nearest(key, boundaries) for key in set(places.divisions)}
    told = [nearest[key] for key in places.divisions]
    asked = np.array([key is not None for key in told], dtype=bool) & places.there
    if not asked.any():
        return []
    own = np.array([boundaries[key] if key else None for key in told], dtype=object)
    loose = np.flatnonzero(asked)[~shapely.covers(own[asked], places.flat[asked])]
    shares = shapes.share(places.flat[loose], own[loose])
    return [
        places.row(
            int(at),
            "outside_division",
            {
                "message": _outside_words(places.divisions[at], told[at], float(share)),
                "division": places.divisions[at],
                "share": round(float(share), 4),
            },
        )
        for at, share in zip(loose, shares, strict=True)
        if share < INSIDE
    ]


def _nearest(key: str | None, boundaries: Mapping[str, Any]) -> str | None:
    above = (key[:length] for length in LEVELS if key and length <= len(key))
    return next((one for one in above if one in boundaries), None)


def _outside_words(division: str | None, judged_by: str | None, share: float) -> str:
    by = "" if division == judged_by else f"（按上级区划 {judged_by} 的界线判断）"
    part = f"只有 {share:.1%} 位于" if share > 0 else "不在"
    return f"图形{part}所报区划 {division} 的界线之内{by}"


def _overlapping(places: shapes.Places, tolerance: float) -> list[Row]:
    """One finding for each of two that lie over each other by more than `tolerance` square metres."""
    others: dict[int, list[tuple[float, int]]] = {}
    for one, other, area in shapes.overlaps(places, tolerance):
        others.setdefault(one, []).append((area, other))
        others.setdefault(other, []).append((area, one))
    return [
        places.row(at, "overlap", _overlap_detail(places, found))
        for at, found in sorted(others.items())
    ]


def _overlap_detail(places: shapes.Places, found: Iterable[tuple[float, int]]) -> Row:
    largest = sorted(found, key=lambda one: (-one[0], places.keys[one[1]]))
    named = [places.keys[at] for _, at in largest[:NAMED]]
    more = f"等 {len(largest)} 个" if len(largest) > 1 else ""
    return {
        "message": f"与 {named[0]} {more}的图形重叠，最多重叠 {largest[0][0]:,.1f} 平方米",
        "others": named,
        "area": round(largest[0][0], 1),
    }
