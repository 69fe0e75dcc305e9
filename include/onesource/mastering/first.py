"""The first publication of an entity: its rows are copied into the table that then becomes the golden one.

They are written once and keyed before the library is locked; putting them in force is a
change of names. Only an empty table that nobody else has built upon gives way to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb
import sqlalchemy as sa

from onesource.catalog import Library
from onesource.mastering import tables
from onesource.store import sql
from onesource.store.base import Base

MANY = 10_000  # rows: fewer are inserted as fast
AT_ONCE = 8_192  # rows: few enough that a batch stays near the processor while it is written


@dataclass(frozen=True)
class Publication:
    """One build to be put in force at a moment."""

    base: Base
    library: Library
    build_id: str
    at: datetime

    def staged(self, name: str) -> str:
        """The staging table of an entity, or of the findings."""
        return f"build_{self.build_id.rpartition('.')[2]}_{name}"


def possible(made: Publication, name: str, rows: int) -> bool:
    """Whether `rows` rows of an entity can come into force this way."""
    if rows < MANY:
        return False
    with made.base.transaction() as connection:
        if tables.has_postgis(connection, made.library.name, name):
            return False  # its geometries are made by the base database
        return _gives_way(connection, made, name)


def _gives_way(connection: sa.Connection, made: Publication, name: str) -> bool:
    query = sql.statement("base/mastering/is_first", schema=made.library.name, table=name)
    return bool(connection.execute(sa.text(query)).scalar())


def stage(made: Publication, duck: duckdb.DuckDBPyConnection, name: str) -> None:
    """Copies an entity's rows, the view `golden` in `duck`, into its staging table and keys them."""
    base, library, staged = made.base, made.library, made.staged(name)
    names = {"schema": library.name, "table": name, "staged": staged}
    with base.transaction() as connection:
        base.unstage(connection, staged)
        connection.execute(sa.text(sql.statement("base/mastering/stage_like", **names)))
    elements = {e: declared.type for e, declared in library.entities[name].elements.items()}
    rows = sql.statement(
        "lake/mastering/first", elements=elements, build_id=made.build_id, at=made.at
    )
    base.fill(staged, duck.sql(rows).to_arrow_reader(AT_ONCE))
    with base.transaction() as connection:
        key = sql.statement(
            "base/mastering/index_golden", **{**names, "schema": "staging", "table": staged}
        )
        connection.execute(sa.text(key))


def put(connection: sa.Connection, made: Publication, name: str) -> None:
    """Puts what was staged in the place of an entity's golden table, within the caller's transaction.

    Its versions are valid from when they were staged: before them there was nothing.
    """
    schema, staged = made.library.name, made.staged(name)
    if not _gives_way(connection, made, name):  # any more: somebody has built upon it meanwhile
        fill = f"insert into {schema}.{name} select * from staging.{staged}"
        connection.execute(sa.text(fill))
        return
    for statement in (
        *(f"drop view {schema}.{name}_{view}" for view in tables.VIEWS),
        f"drop table {schema}.{name}",
        f"alter table staging.{staged} set schema {schema}",
        f"alter table {schema}.{staged} rename to {name}",
        *(
            f"alter table {schema}.{name} rename constraint {staged}_{key} to {name}_{key}"
            for key in ("pkey", "entity_id_key")
        ),
    ):
        connection.execute(sa.text(statement))
    tables.show(connection, schema, name)
