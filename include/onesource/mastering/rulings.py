"""The bureau's rulings on a library: one value for one element of one entity, over its source's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from onesource.catalog import Library
from onesource.store import sql
from onesource.store.base import Base


@dataclass(frozen=True)
class Ruling:
    """One ruling. holds: on the build's day; shifted: unlike in the parent build.

    instead_of: what the source says, as the library's value is written as text.
    """

    ruling_id: str
    entity: str
    entity_key: str
    element: str
    value: str
    instead_of: str | None
    holds: bool
    shifted: bool


Rulings = tuple[Ruling, ...]


def of_library(base: Base, library: Library, day: date) -> Rulings:
    """What holds on `day`, and what the build in force bears and does not hold any more.

    What is about an element that is no longer declared does not hold.
    """
    rows = base.rows(sql.statement("base/mastering/rulings"), library=library.name, day=day)
    found = []
    for row in rows:
        entity = library.entities.get(row["entity"])
        holds = row["holds"] and entity is not None and row["element"] in entity.elements
        applied = row.pop("applied")
        if holds or applied:
            found.append(Ruling(**row | {"holds": holds, "shifted": holds != applied}))
    return tuple(found)
