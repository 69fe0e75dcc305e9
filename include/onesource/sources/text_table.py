"""Writes rows of text into one Parquet file, so many at a time as fit in memory easily."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from onesource.errors import Refused

AT_ONCE = 20_000  # rows

Rows = Sequence[Sequence[str | None]]


@contextmanager
def written(file: Path, columns: Sequence[str]) -> Iterator[Callable[[Rows], None]]:
    """Gives what adds rows (as wide as `columns`) to `file`; the file is there even without rows."""
    schema = pa.schema([(name, pa.string()) for name in columns])
    with pq.ParquetWriter(file, schema) as writer:

        def add(rows: Rows) -> None:
            listed = list(zip(*rows, strict=True)) or [()] * len(columns)
            arrays = [pa.array(values, pa.string()) for values in listed]
            writer.write_table(pa.table(arrays, schema=schema))

        yield add


def distinct(names: Sequence[str], where: str) -> None:
    """Raises Refused unless every column has a name and no two differ in case alone."""
    folded = [name.casefold() for name in names]
    doubled = [name for name in names if folded.count(name.casefold()) > 1]
    if all(names) and not doubled:
        return
    which = "has a column without a name"
    if len(set(doubled)) == 1:
        which = f"names {doubled[0]} twice"
    elif doubled:
        which = f"names {', '.join(doubled)}, twice the same"
    raise Refused(f"{where}: the header {which}; correct it", rule="header", file=where)
