"""Looks at where things lie: outside the division they name, or over another of their kind."""

from __future__ import annotations

import math

import numpy as np
import shapely

from demo.generator.judge.claims import RAISED, Standing
from demo.generator.judge.golden import Library
from demo.generator.judge.state import State, finding

SHARE = 0.99
METRES = 111_195.0


def judge(libraries: dict[str, Library], states: dict[str, State]) -> Standing:
    """Every geometry of every golden record."""
    told: Standing = {}
    for state in states.values():
        library = libraries[state.feed.entity]
        for element in state.feed.elements:
            declared = library.entity.elements[element]
            if declared.get("within") is None and declared.get("overlap_m2") is None:
                continue
            held = {
                key: shapely.from_wkb(gold.values[element])
                for key, gold in library.records.items()
                if gold.values.get(element)
            }
            wrong = _outside(libraries, library, element, held)
            if declared.get("overlap_m2") is not None:
                wrong |= _overlapping(held, float(declared["overlap_m2"]))
            told |= {finding(state.feed, key, element, "geometry"): RAISED for key in wrong}
    return told


def _outside(
    libraries: dict[str, Library], library: Library, element: str, held: dict[str, shapely.Geometry]
) -> set[str]:
    within = library.entity.elements[element].get("within")
    if within is None:
        return set()
    wrong = set()
    for key, shape in held.items():
        around = boundary(libraries["geospatial.division"], library.records[key].values.get(within))
        if around is None:
            continue
        if shape.geom_type == "Point":
            inside = around.covers(shape)
        else:
            inside = shape.intersection(around).area >= SHARE * shape.area
        if not inside:
            wrong.add(key)
    return wrong


def boundary(divisions: Library, code: str | None) -> shapely.Geometry | None:
    """The boundary of a division, or of the nearest above it that has one."""
    for length in (12, 9, 6, 4, 2):
        if code and length <= len(code):
            gold = divisions.records.get(code[:length])
            if gold and gold.values.get("boundary"):
                return shapely.from_wkb(gold.values["boundary"])
    return None


def _overlapping(held: dict[str, shapely.Geometry], allowed: float) -> set[str]:
    keys, shapes = list(held), np.array(list(held.values()), dtype=object)
    if not keys:
        return set()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    wrong = set()
    for at, to in zip(one, other, strict=True):
        if at < to and _metres(shapes[at].intersection(shapes[to])) > allowed:
            wrong |= {keys[at], keys[to]}
    return wrong


def _metres(shape: shapely.Geometry) -> float:
    if shape.is_empty:
        return 0.0
    return float(shape.area * METRES * METRES * math.cos(math.radians(shape.centroid.y)))
