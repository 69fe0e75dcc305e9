"""Answers where a value comes from: provider, feed, batch, row, spelling, rule, and who says otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from onesource.catalog import Catalog
from onesource.errors import Refused
from onesource.quality import verdict
from onesource.store import sql
from onesource.store.base import Base
from onesource.store.lake import Lake


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
    asked = _Asked(catalog, base, lake, rows[0], dissents)
    return [_origin(asked, element) for element in library.entities[name].elements]


@dataclass(frozen=True)
class _Asked:
    catalog: Catalog
    base: Base
    lake: Lake
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
    row_number, delivered = _row(asked, told, element) if told else (None, None)
    return Origin(
        element=element,
        value=golden[element],
        provider=told.get("provider"),
        feed=told.get("feed"),
        rule=told.get("rule"),
        batch_id=told.get("batch_id"),
        row_number=row_number,
        delivered=delivered,
        since=golden["valid_from"],
        dissents=tuple(
            Dissent(row["provider"], row["kind"], row["provider_value"])
            for row in asked.dissents
            if row["element"] in (element, None)
        ),
    )


def _row(asked: _Asked, told: Mapping[str, Any], element: str) -> tuple[int | None, str | None]:
    contract = asked.catalog.feed(f"{told['provider']}/{told['feed']}").contract
    with duckdb.connect() as duck:
        accepted = verdict.file(told["folder"], "accepted", told["rules"])
        asked.lake.relation(duck, "accepted", accepted)
        asked.lake.relation(duck, "records", f"{told['folder']}/records.parquet")
        statement = sql.statement("lake/mastering/row", delivered=contract.delivered(element))
        found = duck.execute(statement, [asked.golden["entity_key"]]).fetchall()
    return found[0] if found else (None, None)
