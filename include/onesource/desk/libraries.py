"""The libraries as their registry tells them: how large, how fresh, how they grew.

No golden row is counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from onesource.catalog import Catalog
from onesource.catalog import Library as Declared
from onesource.store.base import Base
from onesource.store.sql import statement


@dataclass(frozen=True)
class Library:
    """A library and its build in force, where it has one.

    entities: title → about how many there are, None where the database has no estimate yet.
    oldest, newest: the data days of what the build rests on. trend: sizes of the last
    builds, the oldest first.
    """

    title: str
    golden: int | None
    disagreements: int | None
    published_at: datetime | None
    oldest: date | None
    newest: date | None
    entities: Mapping[str, int | None]
    trend: Sequence[int]


def libraries(base: Base, catalog: Catalog) -> list[Library]:
    """Every declared library."""
    names = list(catalog.libraries)
    builds = {row["library"]: row for row in base.rows(statement("base/desk/libraries"))}
    about = {
        row["entity"]: row["about"]
        for row in base.rows(statement("base/desk/sizes"), schemas=names)
    }
    trends: dict[str, list[int]] = defaultdict(list)
    for row in base.rows(statement("base/desk/trends")):
        trends[row["library"]].append(row["golden"])
    return [
        _library(declared, builds.get(name, {}), about, trends[name])
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
    )
