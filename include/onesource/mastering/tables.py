"""The base library's tables, made from its declaration: an entity's golden rows and its past versions.

Both together are its history, a view. A new element is a new column. A column whose
element is no longer declared stays, for the history's sake. Geometry is PostGIS's
where PostGIS is, else WKB.
"""

from __future__ import annotations

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


def ensure(base: Base, library: Library) -> None:
    """Creates what is missing of the library's schema, tables and columns.

    Raises Refused where an element's type differs from its column's.
    """
    spatial = _is_spatial(library) and _has_postgis(base)
    with base.transaction(lock=f"tables of {library.name}") as connection:
        connection.execute(sa.text(f"create schema if not exists {library.name}"))
        for name, entity in library.entities.items():
            for table in (name, f"{name}_past"):
                _ensure(connection, library.name, table, entity, spatial)
            _show_history(connection, library.name, name)


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


def _ensure(
    connection: sa.Connection, schema: str, table: str, entity: Entity, spatial: bool
) -> None:
    past = table.endswith("_past")
    names = {"schema": schema, "table": table, "past": past}
    connection.execute(sa.text(sql.statement("base/mastering/create_table", **names)))
    there = _columns(connection, schema, table)
    for element, declared in entity.elements.items():
        geometry = declared.type == "geometry"
        wanted = POSTGIS if geometry and spatial else TYPES[declared.type]
        if element not in there:
            add = sql.statement("base/mastering/add_element", **names, element=element, type=wanted)
            connection.execute(sa.text(add))
        elif there[element] != wanted and not (geometry and there[element] in WRITTEN):
            raise Refused(
                f"{schema}.{table}.{element} is {there[element]}, libraries/{schema}.yaml says "
                f"{declared.type}; name a new element instead of changing a type"
            )
        if geometry and not past and there.get(element, wanted) == POSTGIS:
            index = sql.statement("base/mastering/index_geometry", **names, element=element)
            connection.execute(sa.text(index))


def _show_history(connection: sa.Connection, schema: str, table: str) -> None:
    own = [name for name in _columns(connection, schema, table) if name not in EVERY]
    history = sql.statement("base/mastering/history", schema=schema, table=table, columns=own)
    connection.execute(sa.text(history))
