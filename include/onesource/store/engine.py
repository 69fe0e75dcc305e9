"""The engine for set work: DuckDB in memory, one a task, with the house's macros loaded.

No shared database file and no extensions; what does not fit in memory spills
into a scratch folder that goes with the task.
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
    """Sets limits from the machine, loads the reference data and the macros of sql/lake/standards."""
    connection.execute(f"set memory_limit = '{memory_mb()}MiB'")
    connection.execute(f"set temp_directory = {sql.literal(spill)}")
    connection.execute("set timezone = 'Asia/Shanghai'")
    connection.execute("set autoinstall_known_extensions = false")
    reference.load(connection)
    for file in _macros("*"):
        connection.execute(sql.statement(f"lake/standards/{file.stem}"))


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
    return bool(_macros(name))


def macro(name: str) -> str | None:
    """The statement that makes the macro of that name; None where there is none."""
    found = _macros(name)
    return sql.statement(f"lake/standards/{found[0].stem}") if found else None


def _macros(name: str) -> list[Path]:
    """The files of macros, in the order of their numbers: those a macro uses come before it."""
    return sorted((settings.sql() / "lake" / "standards").glob(f"[0-9][0-9]_{name}.sql"))


def parquet(file: str, numbered: bool = False) -> str:
    """A Parquet file's rows as SQL; `numbered`: with their row_number from 1, in the file's order."""
    path = sql.literal(file)
    if not numbered:
        return f"(from read_parquet({path}))"
    rows = f"read_parquet({path}, file_row_number = true)"
    return f"(select file_row_number + 1 as row_number, * exclude (file_row_number) from {rows})"


def copy_out(connection: duckdb.DuckDBPyConnection, query: str, file: Path) -> int:
    """Writes a query's rows to a Parquet file and says how many there were."""
    statement = f"copy ({query}) to {sql.literal(file)} (format parquet)"
    [(rows,)] = connection.execute(statement).fetchall()
    return int(rows)


def arrow(connection: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    """A query's whole answer as an Arrow table."""
    return connection.sql(query).to_arrow_table()
