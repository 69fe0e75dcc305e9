"""The base library's tables: one golden table and one history an entity, made from its declaration.

A new element is a new column. A column whose element is no longer declared stays,
for the history's sake.
"""

from __future__ import annotations

import sqlalchemy as sa

from onesource.catalog.library import Entity, Library
from onesource.errors import Refused
from onesource.store import sql
from onesource.store.base import Base

TYPES = {
    "text": "text",
    "code": "text",
    "date": "date",
    "integer": "bigint",
    "decimal": "numeric(38,6)",
}


def ensure(base: Base, library: Library) -> None:
    """Creates what is missing of the library's schema, tables and columns.

    Raises Refused where an element's type differs from its column's.
    """
    with base.transaction(lock=f"tables of {library.name}") as connection:
        connection.execute(sa.text(f"create schema if not exists {library.name}"))
        for name, entity in library.entities.items():
            for table in (name, f"{name}_history"):
                _ensure(connection, library.name, table, entity)


def _ensure(connection: sa.Connection, schema: str, table: str, entity: Entity) -> None:
    names = {"schema": schema, "table": table, "history": table.endswith("_history")}
    connection.execute(sa.text(sql.statement("base/mastering/create_table", **names)))
    rows = connection.execute(
        sa.text(sql.statement("base/mastering/columns")), {"schema": schema, "table": table}
    )
    there = {row.name: row.type for row in rows}
    for element, declared in entity.elements.items():
        wanted = TYPES[declared.type]
        if element in there and there[element] != wanted:
            raise Refused(
                f"{schema}.{table}.{element} is {there[element]}, libraries/{schema}.yaml says "
                f"{declared.type}; name a new element instead of changing a type"
            )
        if element not in there:
            add = sql.statement("base/mastering/add_element", **names, element=element, type=wanted)
            connection.execute(sa.text(add))
