"""Puts an audited build in force: golden rows, history, findings and registry in one transaction.

Bulk rows are copied into staging tables beforehand, so that the lock is short.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pyarrow as pa
import sqlalchemy as sa

from onesource import clock
from onesource.catalog import Library
from onesource.errors import Refused
from onesource.mastering import tables
from onesource.store import engine, sql
from onesource.store.base import Base
from onesource.store.lake import Lake

Settle = Callable[[sa.Connection, str], None]  # (connection, staging table of findings)


def publish(library: Library, base: Base, lake: Lake, build_id: str, settle: Settle) -> bool:
    """Publishes the build; says whether it was not in force already.

    settle: settles the build's findings, staged under the given name, within the transaction.
    Raises Refused where the build is not audited or another was published meanwhile.
    """
    found = base.rows(sql.statement("base/mastering/build"), build_id=build_id)
    if not found or found[0]["status"] not in ("audited", "published"):
        raise Refused(f"build {build_id} is not audited; audit it first")
    folder = str(found[0]["folder"])
    stem = f"build_{build_id.rpartition('.')[2]}"
    staged = [f"{stem}_{name}" for name in (*library.entities, "finding")]
    if found[0]["status"] == "published":
        _unstage(base, staged)
        return False
    with engine.work("publish") as work, engine.duck(work) as duck:
        for name in library.entities:
            rows = _arrow(lake, duck, f"{folder}/changes_{name}.parquet")
            base.stage(f"{stem}_{name}", rows)
        lake.relation(duck, "finding", f"{folder}/findings.parquet")
        findings = engine.arrow(duck, sql.statement("lake/mastering/to_settle"))
        base.stage(f"{stem}_finding", findings)
    try:
        with base.transaction(lock=f"library {library.name}") as connection:
            fresh = _take_force(connection, library, build_id)
            if fresh:
                for name in library.entities:
                    _write(connection, library, name, build_id, f"{stem}_{name}")
                settle(connection, f"{stem}_finding")
            for table in staged:
                base.unstage(connection, table)
            return fresh
    except Refused:
        _unstage(base, staged)
        raise


def _unstage(base: Base, staged: list[str]) -> None:
    with base.transaction() as connection:
        for table in staged:
            base.unstage(connection, table)


def _arrow(lake: Lake, duck: duckdb.DuckDBPyConnection, name: str) -> pa.Table:
    lake.relation(duck, "staged", name)
    return engine.arrow(duck, "from staged")


def _take_force(connection: sa.Connection, library: Library, build_id: str) -> bool:
    """Makes the build the library's; False where it is already. Raises Refused where it came too late."""
    values = {"library": library.name, "build_id": build_id, "at": clock.now()}
    row = connection.execute(sa.text(sql.statement("base/mastering/standing")), values).one()
    if row.in_force == build_id:
        return False
    if row.in_force != row.parent:
        raise Refused(
            f"build {build_id} follows {row.parent}, but {row.in_force} is in force by now; "
            "the next run masters the library anew"
        )
    for step in ("publish_build", "put_in_force"):
        connection.execute(sa.text(sql.statement(f"base/mastering/{step}")), values)
    return True


def _write(
    connection: sa.Connection, library: Library, name: str, build_id: str, staged: str
) -> None:
    """Writes the changes; where many rows are the first, their keys are made once all are there."""
    names = {"schema": library.name, "table": name}
    first = sql.statement("base/mastering/is_first", **names, staged=staged)
    unkeyed = connection.execute(sa.text(first)).scalar()
    write = sql.statement(
        "base/mastering/write_golden",
        **names,
        staged=staged,
        elements=tables.written(connection, library, name),
        columns=tables.own_columns(connection, library.name, name),
        keyed=not unkeyed,
    )
    if unkeyed:
        connection.execute(sa.text(sql.statement("base/mastering/unindex_golden", **names)))
    connection.execute(sa.text(write), {"build_id": build_id, "at": clock.now()})
    if unkeyed:
        connection.execute(sa.text(sql.statement("base/mastering/index_golden", **names)))
