"""Holds the golden values in the base database against the true ones of a made city.

A value counts as right when it is the true one, a geometry when every coordinate is the
same to the ninth decimal of a degree. Compared is what the city tells of; entities of
other origin, such as the national registers', are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from onesource.catalog import Catalog, Library
from onesource.errors import Refused
from onesource.mastering import tables
from onesource.pipeline.verification import City, ratio
from onesource.store import engine, sql
from onesource.store.base import Base

if TYPE_CHECKING:
    import duckdb

PREFIX = "golden_"


@dataclass(frozen=True)
class Golden:
    """How one entity's values compare: how many, how many right, and the first wrong ones."""

    entity: str
    values: int
    right: int
    wrong: list[tuple[str, str, str | None, str | None]]  # key, element, true, in the table

    @property
    def share(self) -> float:
        return ratio(self.right, self.values)


def golden(catalog: Catalog, base: Base, city: City, most: int = 10) -> list[Golden]:
    """Compares every entity that the city tells of."""
    libraries = {
        name: library for library in catalog.libraries.values() for name in library.entities
    }
    with engine.work("verify") as folder, engine.duck(folder) as duck:
        return [
            _compared(duck, base, libraries[file.stem.removeprefix(PREFIX)], file, most)
            for file in sorted(city.folder.glob(f"{PREFIX}*.parquet"))
        ]


def _compared(
    duck: duckdb.DuckDBPyConnection, base: Base, library: Library, file: Path, most: int
) -> Golden:
    entity = file.stem.removeprefix(PREFIX)
    if not base.rows(sql.statement("base/pipeline/built", schema=library.name, table=entity)):
        raise Refused(f"{library.name}.{entity} was never built; run `make demo` first")
    values = dict(tables.read(base, library, entity))
    names = {"library": library.name, "entity": entity, "values": values}
    duck.register("there", base.arrow(sql.statement("base/verification/golden", **names)))
    duck.execute(sql.statement("lake/verification/golden", file=str(file), elements=list(values)))
    [(total, right)] = duck.execute("select count(*), count(*) filter (same) from held").fetchall()
    wrong = duck.execute(sql.statement("lake/verification/wrong", most=most)).fetchall()
    duck.unregister("there")
    return Golden(f"{library.name}.{entity}", total, right, wrong)
