"""A library built aside by other rules, and its golden values held against those that stand.

From the same batches, the same past and the same day, so that whatever differs is the
rules' doing. Nothing is registered, numbered or put into the lake.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from onesource.catalog import Catalog, Library
from onesource.errors import Refused
from onesource.mastering import layers, tables
from onesource.mastering.claims import Workshop
from onesource.mastering.master import build
from onesource.mastering.plan import Plan
from onesource.store import sql
from onesource.store.aside import Aside
from onesource.store.base import Base
from onesource.store.setwork import DuckWork

SAMPLES = 3  # keys shown of each change

Numbers = dict[tuple[str, str, str], int]  # (provider, feed, rule) → the number of a source


@dataclass(frozen=True)
class Scratch(Workshop):
    """A workshop whose builds nobody is told of; sources without a number get one below zero."""

    lake: Aside
    numbers: Numbers

    @classmethod
    def of(cls, catalog: Catalog, base: Base, lake: Aside) -> Scratch:
        """One in which every source has the number it has."""
        rows = base.rows(sql.statement("base/mastering/sources"))
        numbers = {(r["provider"], r["feed"], r["rule"]): r["source_id"] for r in rows}
        return cls(catalog, base, lake, numbers)

    def number(self, provider: str, feed: str, rule: str) -> int:
        """The one it has, or one that nobody else has."""
        return self.numbers.setdefault((provider, feed, rule), -len(self.numbers) - 1)


class Values(NamedTuple):
    """How many golden values of one element would be others, or the same from another provider."""

    entity: str
    element: str
    was: str | None  # the provider whose values they are; None where there is no value
    becomes: str | None
    other: int
    same: int
    keys: list[str]  # some of them


class Entities(NamedTuple):
    """How many entities would come into the library (`come`), or leave it."""

    entity: str
    come: bool
    rows: int
    keys: list[str]  # some of them


def stand(shop: Scratch, plan: Plan) -> str:
    """Builds what is to be built; says the folder of the library that stands, or would stand, then.

    Raises Refused where nothing is in force, or where nobody who decides has delivered.
    """
    name = plan.library.name
    if plan.parent is None:
        raise Refused(f"library {name} was never published; run library.{name} first")
    if not plan.ready:
        raise Refused(
            f"library {name} would not be mastered: of the providers that decide which entities "
            "exist none has delivered; let one of them deliver first"
        )
    _has_columns(shop.base, plan.library)
    if not plan.fresh:
        return plan.parent.folder
    build(shop, plan)
    return plan.folder


def _has_columns(base: Base, library: Library) -> None:
    with base.transaction() as connection:
        for name, entity in library.entities.items():
            there = tables.own_columns(connection, library.name, name)
            if lacking := [element for element in entity.elements if element not in there]:
                raise Refused(
                    f"{library.name}.{name} has no {', '.join(lacking)} yet: it was not mastered "
                    f"since that was declared; run library.{library.name} first"
                )


def compare(
    shop: Scratch, duck: duckdb.DuckDBPyConnection, library: Library, before: str, after: str
) -> tuple[list[Entities], list[Values]]:
    """What differs between the golden rows of two folders: entities, and values of those in both."""
    numbered = [{"source_id": n, "provider": told[0]} for told, n in shop.numbers.items()]
    schema = pa.schema([("source_id", pa.int16()), ("provider", pa.string())])
    duck.register("named", pa.Table.from_pylist(numbered, schema))
    entities, values = [], []
    for name, entity in library.entities.items():
        for view, folder in (("before", before), ("after", after)):
            file = layers.file(folder, name)
            layers.show(DuckWork(duck), shop.lake, f"{view}_{name}", file)
        entities += [Entities(name, *row) for row in _rows(duck, "come_and_gone", entity=name)]
        for element in entity.elements:
            moved = _rows(duck, "moved", entity=name, element=element)
            values += [Values(name, element, *row) for row in moved]
    return entities, values


def _rows(duck: duckdb.DuckDBPyConnection, statement: str, **names: str) -> list[tuple[Any, ...]]:
    told: Mapping[str, object] = {**names, "samples": SAMPLES}
    return duck.execute(sql.statement(f"lake/mastering/{statement}", **told)).fetchall()
