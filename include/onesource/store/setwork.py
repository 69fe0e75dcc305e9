"""Set work on one step's own tables, whichever engine does it: the seam between mastering and its engine.

Statements are written once, in DuckDB's SQL. What an engine has to do to run them
is its own affair; the same statements over the same files give the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

import duckdb
import pyarrow as pa

from onesource import settings
from onesource.errors import Refused
from onesource.store import engine
from onesource.store.lake import Lake


class SetWork(Protocol):
    """An engine with the house's macros, in which the tables of one step lie."""

    def run(self, statement: str, values: Sequence[object] = ()) -> None:
        """Runs a statement that makes or fills a table or view; `values` stand for its question marks."""

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query whose answer is small."""

    def columns(self, table: str) -> list[str]:
        """The names of a table's columns, in their order."""

    def open(self, lake: Lake, view: str, name: str, numbered: bool = False) -> None:
        """Makes the lake's Parquet file `name` readable as `view`; numbered: each row with a row_number."""

    def give(self, view: str, rows: pa.Table) -> None:
        """Makes rows that come from elsewhere readable as `view`."""

    def write(self, query: str, file: Path) -> int:
        """Writes a query's rows to one Parquet file, in the query's order; says how many there were."""


@dataclass(frozen=True)
class DuckWork:
    """Set work in an in-memory DuckDB."""

    duck: duckdb.DuckDBPyConnection

    def run(self, statement: str, values: Sequence[object] = ()) -> None:
        """As it is written."""
        self.duck.execute(statement, values or None)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """All of them."""
        return self.duck.execute(query).fetchall()

    def columns(self, table: str) -> list[str]:
        """As DuckDB describes it."""
        return [row[0] for row in self.duck.execute(f"describe {table}").fetchall()]

    def open(self, lake: Lake, view: str, name: str, numbered: bool = False) -> None:
        """Read where it lies; numbered from 1 in the file's order."""
        lake.relation(self.duck, view, name, numbered)

    def give(self, view: str, rows: pa.Table) -> None:
        """Read from Arrow's memory, not copied."""
        self.duck.register(view, rows)

    def write(self, query: str, file: Path) -> int:
        """By DuckDB's own `copy`."""
        return engine.copy_out(self.duck, query, file)


@contextmanager
def opened(folder: Path) -> Iterator[SetWork]:
    """The engine that is set, for one step; `folder` takes what does not fit in memory.

    Raises Refused where Spark is set and not installed.
    """
    if settings.engine() == "spark":
        with _spark().work(folder) as sets:
            yield sets
        return
    with engine.duck(folder) as duck:
        yield DuckWork(duck)


def _spark() -> ModuleType:
    """Spark's module: heavy, and installed only where it is wanted."""
    try:
        from onesource.store import spark
    except ModuleNotFoundError as error:
        raise Refused(
            f"ONESOURCE_ENGINE is spark, but {error.name} is not installed; "
            "install the extra: bash include/setup.sh spark"
        ) from error
    return spark
