"""The libraries as their registry tells them: how large, how fresh, how they grew.

No golden row is counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from onesource.catalog import Catalog
from onesource.catalog import Library as Declared
from onesource.desk.host import Building
from onesource.store.base import Base
from onesource.store.sql import statement


@dataclass(frozen=True)
class Library:
    """A library and its build in force, where it has one.

    entities: title → about how many there are, None where the database has no estimate yet.
    oldest, newest: the data days of what the build rests on. trend: sizes of the last
    builds, the oldest first. complete: about which share of its elements hold a value, weighed
    by how many there are of each entity. building: how far the next build is, if it is made now.
    """

    title: str
    golden: int | None
    disagreements: int | None
    published_at: datetime | None
    oldest: date | None
    newest: date | None
    entities: Mapping[str, int | None]
    trend: Sequence[int]
    complete: float | None
    building: Building | None


def libraries(base: Base, catalog: Catalog, building: Mapping[str, Building]) -> list[Library]:
    """Every declared library."""
    names = list(catalog.libraries)
    builds = {row["library"]: row for row in base.rows(statement("base/desk/libraries"))}
    about = {
        row["entity"]: row["about"]
        for row in base.rows(statement("base/desk/sizes"), schemas=names)
    }
    filled: dict[str, dict[str, float]] = defaultdict(dict)
    for row in base.rows(statement("base/desk/filled"), schemas=names):
        filled[row["entity"]][row["element"]] = row["filled"]
    trends: dict[str, list[int]] = defaultdict(list)
    for row in base.rows(statement("base/desk/trends")):
        trends[row["library"]].append(row["golden"])
    return [
        replace(
            _library(declared, builds.get(name, {}), about, trends[name]),
            complete=_complete(declared, about, filled),
            building=building.get(name),
        )
        for name, declared in catalog.libraries.items()
    ]


def _library(
    declared: Declared, build: Mapping[str, Any], about: Mapping[str, int], trend: list[int]
) -> Library:
    entities = {
        entity.title: about.get(f"{declared.name}.{name}")
        for name, entity in declared.entities.items()
    }
    return Library(
        title=declared.title,
        golden=build.get("golden"),
        disagreements=build.get("disagreements"),
        published_at=build.get("published_at"),
        oldest=build.get("oldest"),
        newest=build.get("newest"),
        entities=entities,
        trend=trend,
        complete=None,
        building=None,
    )


def _complete(
    declared: Declared, about: Mapping[str, int], filled: Mapping[str, Mapping[str, float]]
) -> float | None:
    held = could = 0.0
    for name, entity in declared.entities.items():
        table = f"{declared.name}.{name}"
        known = [filled[table][one] for one in entity.elements if one in filled.get(table, {})]
        held += sum(known) * (about.get(table) or 0)
        could += len(known) * (about.get(table) or 0)
    return held / could if could else None
