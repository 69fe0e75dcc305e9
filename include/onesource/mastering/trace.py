"""Answers where a value comes from: provider, feed, batch, row, spelling, rule, and who says otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from onesource.catalog import Catalog
from onesource.errors import Refused
from onesource.quality import state
from onesource.store import sql
from onesource.store.base import Base
from onesource.store.lake import Lake
from onesource.store.setwork import DuckWork


@dataclass(frozen=True)
class Dissent:
    """Another provider's finding about the value."""

    provider: str
    kind: str
    value: str | None


@dataclass(frozen=True)
class Origin:
    """One element's value and where it comes from."""

    element: str
    value: Any
    provider: str | None
    feed: str | None
    rule: str | None
    batch_id: str | None
    row_number: int | None
    delivered: str | None
    since: datetime
    dissents: tuple[Dissent, ...]


def trace(catalog: Catalog, base: Base, lake: Lake, entity: str, key: str) -> list[Origin]:
    """Where each element of `<library>.<entity>` with that key comes from.

    Raises Refused where there is no such entity.
    """
    library_name, _, name = entity.partition(".")
    library = catalog.library(library_name)
    if name not in library.entities:
        raise Refused(f"{entity} is not declared; {library_name} has {', '.join(library.entities)}")
    names = {"schema": library_name, "table": name}
    rows = base.rows(sql.statement("base/mastering/golden_row", **names), key=key)
    if not rows:
        raise Refused(f"{entity} {key} is not in the library")
    dissents = base.rows(
        sql.statement("base/mastering/dissents"), library=library_name, entity=name, key=key
    )
    asked = _Asked(base, lake, name, rows[0], dissents)
    return [_origin(asked, element) for element in library.entities[name].elements]


@dataclass(frozen=True)
class _Asked:
    base: Base
    lake: Lake
    entity: str
    golden: Mapping[str, Any]
    dissents: Sequence[Mapping[str, Any]]


def _origin(asked: _Asked, element: str) -> Origin:
    golden = asked.golden
    source = asked.base.rows(
        sql.statement("base/mastering/origin"),
        build_id=golden["build_id"],
        source_id=golden[f"{element}_source"],
    )
    told: Mapping[str, Any] = source[0] if source else {}
    batch_id, row_number, delivered = _row(asked, told, element) if told else (None, None, None)
    return Origin(
        element=element,
        value=golden[element],
        provider=told.get("provider"),
        feed=told.get("feed"),
        rule=told.get("rule"),
        batch_id=batch_id,
        row_number=row_number,
        delivered=delivered,
        since=golden["valid_from"],
        dissents=tuple(
            Dissent(row["provider"], row["kind"], row["provider_value"])
            for row in asked.dissents
            if row["element"] in (element, None)
        ),
    )


def _row(
    asked: _Asked, told: Mapping[str, Any], element: str
) -> tuple[str | None, int | None, str | None]:
    """Batch, row and spelling, from the records that the build was made from."""
    if not (told["state"] and state.exists(asked.lake, told["state"])):
        return (None, None, None)
    carried = f"{told['build_folder']}/carried_{asked.entity}.parquet"
    names = {"element": element, "key": asked.golden["entity_key"]}
    with duckdb.connect() as duck:
        state.show(DuckWork(duck), asked.lake, "state", told["state"])
        if there := asked.lake.exists(carried):
            asked.lake.relation(duck, "carried", carried)
        statement = sql.statement("lake/mastering/row", **names, carried=there)
        found = duck.execute(statement).fetchall()
    return found[0] if found else (None, None, None)
