"""What an installation holds just now, in a few tables: collected, in the libraries, raised, delivered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from onesource.catalog import Catalog, Library
from onesource.store import sql
from onesource.store.base import Base

LONGEST = 60  # lines of a table that someone still reads


@dataclass(frozen=True)
class Table:
    """One table to show: rows of cells under column names."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def tables(catalog: Catalog, base: Base) -> list[Table]:
    """The four tables, in the order of a datum's way."""
    libraries = [
        (f"{library.name}.{name}", *row)
        for library in catalog.libraries.values()
        for name in library.entities
        for row in _golden(base, library, name)
    ]
    return [
        Table(
            "Collected (each feed's last delivery, and the batch in force)",
            ("feed", "last delivery", "received", "accepted", "quarantined", "duplicates"),
            _rows(base, "collected"),
        ),
        Table("In the base libraries", ("entity", "group", "state", "rows"), libraries),
        Table(
            "Raised (open findings)",
            ("owed by", "kind", "element", "group", "severity", "findings"),
            _raised(base),
        ),
        Table(
            "Reports (last delivery to each provider's front-end machine)",
            ("provider", "delivered at", "findings", "file"),
            _rows(base, "delivered"),
        ),
    ]


def day(base: Base, when: date) -> str:
    """What one day brought, in a line."""
    [row] = base.rows(sql.statement("base/pipeline/day"), day=when)
    told = {name: f"{value or 0:,}" for name, value in row.items()}
    return (
        "{delivered} batches ({held} held), {received} rows received, {quarantined} quarantined; "
        "{published} builds: {changed} entities changed, {mastered} mastered, {written} written; "
        "{opened} findings raised, {closed} settled, {open} open"
    ).format(**told)


def _raised(base: Base) -> list[tuple[Any, ...]]:
    """The open findings by group; where that is long, by kind alone."""
    rows = _rows(base, "raised")
    if len(rows) <= LONGEST:
        return rows
    folded: Counter[tuple[str, str, str]] = Counter()
    for provider, kind, _, _, severity, findings in rows:
        folded[provider, kind, severity] += findings
    return [
        (provider, kind, "all", "all", severity, findings)
        for (provider, kind, severity), findings in sorted(folded.items())
    ]


def _golden(base: Base, library: Library, name: str) -> list[tuple[Any, ...]]:
    where = {"schema": library.name, "table": name}
    if not _rows(base, "built", **where):
        return [("-", "not built yet", None)]
    entity = library.entities[name]
    return _rows(base, "library", **where, group=entity.group, active=entity.active)


def _rows(base: Base, name: str, **names: Any) -> list[tuple[Any, ...]]:
    found = base.rows(sql.statement(f"base/pipeline/{name}", **names))
    return [tuple(row.values()) for row in found]
