"""Puts an audited build in force: golden rows, history, findings and registry in one transaction.

Bulk rows are copied into staging tables beforehand, so that the lock is short.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import duckdb
import sqlalchemy as sa

from onesource import clock
from onesource.catalog import Library
from onesource.errors import Refused
from onesource.mastering import first, tables
from onesource.mastering.first import Publication
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
    made = Publication(base, library, build_id, clock.now())
    staged = [made.staged(name) for name in (*library.entities, "finding")]
    if found[0]["status"] == "published":
        _unstage(base, staged)
        return False
    firsts = _stage(made, lake, found[0])
    try:
        with base.transaction(lock=f"library {library.name}") as connection:
            fresh = _take_force(connection, library, build_id)
            if fresh:
                for name in library.entities:
                    if name in firsts:
                        first.put(connection, made, name)
                    else:
                        _write(connection, made, name)
                settle(connection, made.staged("finding"))
                ended = {"build_id": build_id, "at": made.at}
                connection.execute(sa.text(sql.statement("base/mastering/end_rulings")), ended)
            for table in staged:
                base.unstage(connection, table)
            return fresh
    except Refused:
        _unstage(base, staged)
        raise


def _stage(made: Publication, lake: Lake, build: Mapping[str, Any]) -> set[str]:
    """Copies what is to be written into staging tables; says which entities' rows come into force at once."""
    folder, firsts = build["folder"], set()
    with engine.work("publish") as work, engine.duck(work) as duck:
        for name in made.library.entities:
            changes = _open(lake, duck, folder, name)
            if build["parent"] and not changes:
                raise Refused(f"the lake lacks {folder}/changes_{name}.parquet; clear `master`")
            [(rows,)] = duck.execute("select count(*) from golden").fetchall()
            if not changes and first.possible(made, name, rows):
                first.stage(made, duck, name)
                firsts.add(name)
            else:
                written = "from changes" if changes else "select false as gone, * from golden"
                _copy(made, duck, name, written)
        lake.relation(duck, "finding", f"{folder}/findings.parquet")
        _copy(made, duck, "finding", sql.statement("lake/mastering/to_settle"))
    return firsts


def _copy(made: Publication, duck: duckdb.DuckDBPyConnection, name: str, query: str) -> None:
    made.base.stage(made.staged(name), duck.sql(query).to_arrow_reader(first.AT_ONCE))


def _unstage(base: Base, staged: list[str]) -> None:
    with base.transaction() as connection:
        for table in staged:
            base.unstage(connection, table)


def _open(lake: Lake, duck: duckdb.DuckDBPyConnection, folder: str, name: str) -> bool:
    """Makes an entity's `golden` rows readable, and its `changes`; says whether there are such.

    At a library's first build all golden rows are new.
    """
    lake.relation(duck, "golden", f"{folder}/golden_{name}.parquet")
    changes = f"{folder}/changes_{name}.parquet"
    if there := lake.exists(changes):
        lake.relation(duck, "changes", changes)
    return there


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


def _write(connection: sa.Connection, made: Publication, name: str) -> None:
    """Writes an entity's staged changes."""
    write = sql.statement(
        "base/mastering/write_golden",
        schema=made.library.name,
        table=name,
        staged=made.staged(name),
        elements=tables.written(connection, made.library, name),
        columns=tables.own_columns(connection, made.library.name, name),
    )
    connection.execute(sa.text(write), {"build_id": made.build_id, "at": clock.now()})
