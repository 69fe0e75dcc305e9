"""The engine for set work: DuckDB in memory, one a task, with the house's macros loaded.

No extensions, and no shared database file but one that is only read (reference.py); what does
not fit in memory spills into a scratch folder that goes with the task.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from onesource import settings
from onesource.store import reference, sql

SHARE = 0.5  # of the machine's memory, for all steps at once
LEAST = 1024  # MiB
CGROUPS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


@contextmanager
def work(prefix: str) -> Iterator[Path]:
    """A scratch folder of one step, removed at its end whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix=f"{prefix}-", dir=settings.scratch()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def duck(spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A fresh in-memory DuckDB that spills into `spill`."""
    connection = duckdb.connect(":memory:")
    try:
        prepare(connection, spill)
        yield connection
    finally:
        connection.close()


def prepare(connection: duckdb.DuckDBPyConnection, spill: Path) -> None:
    """Sets limits from the machine, attaches the macros of sql/lake/standards and what they look up."""
    connection.execute(f"set memory_limit = '{memory_mb()}MiB'")
    connection.execute(f"set temp_directory = {sql.literal(spill)}")
    connection.execute("set timezone = 'Asia/Shanghai'")
    connection.execute("set autoinstall_known_extensions = false")
    connection.execute("set enable_progress_bar = false")  # a task's log is no terminal
    reference.load(connection)


def memory_mb() -> int:
    """What one step may hold in memory, in MiB, before it spills (`ONESOURCE_MEMORY_MB`).

    By default its share of half the machine's memory, or the container's, where as many
    steps run at once as settings.at_once says.
    """
    told = os.environ.get("ONESOURCE_MEMORY_MB")
    if told:
        return int(told)
    there = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for file in map(Path, CGROUPS):
        limit = file.read_text().strip() if file.exists() else "max"
        there += [int(limit)] if limit.isdigit() else []
    return max(LEAST, int(min(there) * SHARE / settings.at_once()) // 2**20)


def has_macro(name: str) -> bool:
    """Whether sql/lake/standards makes a macro of that name."""
    return bool(reference.macros(name))


def macro(name: str) -> str | None:
    """The statement that makes the macro of that name; None where there is none."""
    found = reference.macros(name)
    return sql.statement(f"lake/standards/{found[0].stem}") if found else None


def parquet(file: str, numbered: bool = False) -> str:
    """A Parquet file's rows as SQL; `numbered`: with their row_number from 1, in the file's order."""
    path = sql.literal(file)
    if not numbered:
        return f"(from read_parquet({path}))"
    rows = f"read_parquet({path}, file_row_number = true)"
    return f"(select file_row_number + 1 as row_number, * exclude (file_row_number) from {rows})"


def copy_out(connection: duckdb.DuckDBPyConnection, query: str, file: Path) -> int:
    """Writes a query's rows to a Parquet file and says how many there were.

    A column of more than 500 different values in a row group gets no dictionary: it would be
    given up anyway, late. Version 2's encodings are smaller, and faster to write and to read.
    """
    how = "format parquet, parquet_version v2, dictionary_size_limit 500"
    statement = f"copy ({query}) to {sql.literal(file)} ({how})"
    [(rows,)] = connection.execute(statement).fetchall()
    return int(rows)


def arrow(connection: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    """A query's whole answer as an Arrow table."""
    return connection.sql(query).to_arrow_table()
