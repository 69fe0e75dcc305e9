"""Rulings in a build: the bureau's value over the source's, for one element of one entity.

A ruling was made on what the source said; in a build where the source says otherwise it
holds no more, and publishing that build ends it. Nothing is made anew for a ruling but
its own entity.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from onesource.catalog.provider import BUREAU
from onesource.mastering.claims import Bench, distinct
from onesource.mastering.rulings import Ruling
from onesource.store import sql

Ruled = dict[str, int]  # element → the source's number of what is ruled about it


@dataclass(frozen=True)
class Bearing:
    """Ids of rulings: those that golden records bear, and those whose source says otherwise by now."""

    held: tuple[str, ...] = ()
    overtaken: tuple[str, ...] = ()

    def __add__(self, other: Bearing) -> Bearing:
        return Bearing(self.held + other.held, self.overtaken + other.overtaken)


def touch(bench: Bench, name: str) -> None:
    """Makes ruling_<entity>, and adds to touched_<entity> the keys ruled on unlike in the parent build."""
    own = _of(bench, name)
    if told := [one for one in own if one.holds]:
        bench.sets.give(f"ruling_{name}", _table(told))
    shifted = [one for one in own if one.shifted]
    if shifted and not bench.plan.whole:
        bench.sets.give(f"shifted_ruling_{name}", _table(shifted))
        bench.sets.run(f"insert into touched_{name} select entity_key from shifted_ruling_{name}")
        distinct(bench, name)


def source(bench: Bench, name: str) -> Ruled:
    """The source's number of ruled values, by element ruled on; also in the table `source`."""
    ruled = sorted({one.element for one in _of(bench, name) if one.holds})
    if not ruled:
        return {}
    number = bench.shop.number(BUREAU, "ruling", "ruling")
    bench.sets.run("insert into source values (?, ?, ?)", [number, BUREAU, None])
    bench.sets.run("create or replace table source as select distinct * from source")
    return dict.fromkeys(ruled, number)


def bearing(bench: Bench, name: str) -> Bearing:
    """Which of an entity's rulings its golden records bear, of those that hold. Needs golden_<entity>."""
    own = [one for one in _of(bench, name) if one.holds]
    if not bench.plan.deciding(name):  # all stays as it was, and nothing is said of it
        return Bearing(held=tuple(one.ruling_id for one in own))
    held = {
        ruling_id
        for element in {one.element for one in own}
        for (ruling_id,) in bench.sets.rows(
            f"select r.ruling_id from ruling_{name} r join golden_{name} g using (entity_key) "
            f"join source s on s.source_id = g.{element}_source "
            f"where r.element = {sql.literal(element)} and s.provider = {sql.literal(BUREAU)}"
        )
    }
    ids = [one.ruling_id for one in own]
    return Bearing(
        tuple(one for one in ids if one in held), tuple(one for one in ids if one not in held)
    )


def _of(bench: Bench, name: str) -> list[Ruling]:
    return [one for one in bench.plan.rulings if one.entity == name]


def _table(rulings: list[Ruling]) -> pa.Table:
    names = ("ruling_id", "entity_key", "element", "value", "instead_of")
    return pa.table(
        {name: pa.array([getattr(one, name) for one in rulings], pa.string()) for name in names}
    )
