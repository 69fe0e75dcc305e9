"""The base library's tables, made from its declaration: an entity's golden rows and its past versions.

Both together are its history, a view; another serves the golden rows with what is doubted
of them. A new element is a new column. A column whose element is no longer declared stays,
for the history's sake. Geometry is PostGIS's where PostGIS is, else WKB.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from onesource.catalog.library import Entity, Library
from onesource.errors import Refused
from onesource.store import sql
from onesource.store.base import Base

TYPES = {  # in the base database
    "text": "text",
    "code": "text",
    "date": "date",
    "integer": "bigint",
    "decimal": "numeric(38,6)",
    "geometry": "bytea",
}
EVERY = ("entity_id", "entity_key", "known_since", "build_id", "valid_from")  # entity's columns
VIEWS = {
    "history": "valid_to",
    "served": "under_recheck",
}  # of an entity, and what each shows besides
POSTGIS = "geometry(Geometry,4490)"
IN_THE_LAKE = TYPES | {"geometry": "varchar"}  # hexadecimal WKB

WRITTEN = {  # a staged value, by the column's type
    POSTGIS: "st_setsrid(st_geomfromwkb(decode({value}, 'hex')), 4490)",
    "bytea": "decode({value}, 'hex')",
}
READ = {  # a column's value as it stands in the lake, by its type
    POSTGIS: "upper(encode(st_asbinary({value}), 'hex'))",
    "bytea": "upper(encode({value}, 'hex'))",
}


@dataclass(frozen=True)
class Table:
    """An entity's golden rows or its past versions; `spatial`: whether new geometries are PostGIS's."""

    schema: str
    name: str
    past: bool
    spatial: bool


def ensure(base: Base, library: Library) -> None:
    """Creates what is missing of the library's schema, tables and columns.

    Raises Refused where an element's type differs from its column's.
    """
    spatial = _is_spatial(library) and _has_postgis(base)
    with base.transaction(lock=f"tables of {library.name}") as connection:
        connection.execute(sa.text(f"create schema if not exists {library.name}"))
        for name, entity in library.entities.items():
            for past in (False, True):
                table = Table(library.name, f"{name}_past" if past else name, past, spatial)
                _ensure(connection, table, entity)
            show(connection, library.name, name)


def written(connection: sa.Connection, library: Library, name: str) -> list[tuple[str, str]]:
    """Each element with its staged value `s.<element>` as SQL of its column's type."""
    return _as_sql(connection, library, name, "s", WRITTEN)


def read(base: Base, library: Library, name: str) -> list[tuple[str, str]]:
    """Each element with its past value `h.<element>` as SQL, as it stands in the lake."""
    with base.transaction() as connection:
        return _as_sql(connection, library, name, "h", READ)


def _as_sql(
    connection: sa.Connection, library: Library, name: str, alias: str, forms: dict[str, str]
) -> list[tuple[str, str]]:
    there = _columns(connection, library.name, name)
    return [
        (element, forms.get(there[element], "{value}").format(value=f"{alias}.{element}"))
        for element in library.entities[name].elements
    ]


def has_postgis(connection: sa.Connection, schema: str, table: str) -> bool:
    """Whether a table has geometries that are PostGIS's."""
    return POSTGIS in _columns(connection, schema, table).values()


def _is_spatial(library: Library) -> bool:
    elements = (e for entity in library.entities.values() for e in entity.elements.values())
    return any(element.type == "geometry" for element in elements)


def _has_postgis(base: Base) -> bool:
    [there] = base.rows(sql.statement("base/mastering/postgis"))
    if there["possible"] and not there["installed"]:
        with base.transaction(lock="extensions") as connection:
            connection.execute(sa.text("create extension if not exists postgis"))
    return bool(there["installed"] or there["possible"])


def _columns(connection: sa.Connection, schema: str, table: str) -> dict[str, str]:
    found = connection.execute(
        sa.text(sql.statement("base/mastering/columns")), {"schema": schema, "table": table}
    )
    return {row.name: row.type for row in found}


def _ensure(connection: sa.Connection, table: Table, entity: Entity) -> None:
    names = {"schema": table.schema, "table": table.name, "past": table.past}
    connection.execute(sa.text(sql.statement("base/mastering/create_table", **names)))
    there = _columns(connection, table.schema, table.name)
    for element, declared in entity.elements.items():
        geometry = declared.type == "geometry"
        wanted = POSTGIS if geometry and table.spatial else TYPES[declared.type]
        if element not in there:
            add = sql.statement("base/mastering/add_element", **names, element=element, type=wanted)
            connection.execute(sa.text(add))
        elif there[element] != wanted and not (geometry and there[element] in WRITTEN):
            raise Refused(
                f"{table.schema}.{table.name}.{element} is {there[element]}, "
                f"libraries/{table.schema}.yaml says {declared.type}; "
                "name a new element instead of changing a type"
            )
        if geometry and not table.past and there.get(element, wanted) == POSTGIS:
            index = sql.statement("base/mastering/index_geometry", **names, element=element)
            connection.execute(sa.text(index))


def show(connection: sa.Connection, schema: str, table: str) -> None:
    """Makes the history, and what consumers are served, show every column; left alone where they do."""
    own = own_columns(connection, schema, table)
    for view, more in VIEWS.items():
        if list(_columns(connection, schema, f"{table}_{view}")) != [*EVERY, more, *own]:
            made = sql.statement(f"base/mastering/{view}", schema=schema, table=table, columns=own)
            connection.execute(sa.text(made))


def own_columns(connection: sa.Connection, schema: str, table: str) -> list[str]:
    """The columns of a golden table's elements, of those no longer declared too."""
    return [name for name in _columns(connection, schema, table) if name not in EVERY]
