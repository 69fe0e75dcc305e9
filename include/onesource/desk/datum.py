"""One entity looked up: each element's value, whose it is and since when, who says otherwise, its course.

What names a person, or leads to one, is masked for who may not see it in clear. Nothing is
answered before the audit log says who looked, and why.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from onesource import audit
from onesource.catalog import Catalog
from onesource.catalog.library import Element, Entity
from onesource.desk.host import Visitor
from onesource.desk.masks import Masks
from onesource.desk.titles import titled
from onesource.door.bureau import Bureau
from onesource.store.base import Base
from onesource.store.sql import statement

CLEAR = "adjudicator"  # who sees what is sensitive in clear
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """What is looked up, and why. entity: `<library>.<entity>`; key: as typed."""

    entity: str
    key: str
    purpose: str


@dataclass(frozen=True)
class Said:
    """What another provider says of an element, in a case."""

    provider: str
    kind: str
    value: str
    case_id: str


@dataclass(frozen=True)
class Ruled:
    """The bureau's ruling on an element."""

    reason: str
    made_by: str
    made_at: datetime
    until: date | None


@dataclass(frozen=True)
class Value:
    """One element as it stands. since: when it came to be so here; batch: of the feed, of the day as_of."""

    element: str
    title: str
    value: str
    provider: str
    feed: str
    rule: str
    batch_id: str | None
    as_of: date | None
    since: datetime
    is_doubted: bool
    said: Sequence[Said]
    ruled: Ruled | None


@dataclass(frozen=True)
class Change:
    """One element that became another, by whose word."""

    title: str
    before: str
    after: str
    provider: str


@dataclass(frozen=True)
class Version:
    """A moment of an entity's course. ended: when it left the library; first: it came into it."""

    at: datetime
    build_id: str
    first: bool
    changes: Sequence[Change]


@dataclass(frozen=True)
class Datum:
    """An entity. ended: when it left the library, none where it is in it; course: the latest first."""

    title: str
    key: str
    entity_id: str
    known_since: date | None
    ended: datetime | None
    values: Sequence[Value]
    about_all: Sequence[Said]
    course: Sequence[Version]


def entities(catalog: Catalog) -> dict[str, str]:
    """What can be looked up: title by `<library>.<entity>`."""
    return {
        f"{library.name}.{name}": f"{library.title} · {entity.title}"
        for library in catalog.libraries.values()
        for name, entity in library.entities.items()
    }


def look_up(bureau: Bureau, visitor: Visitor, asked: Asked) -> Datum | None:
    """The entity that is asked for; None where there is none.

    Raises KeyError where no such entity is declared, Unreachable where the look-up cannot be
    written down: then nothing is answered.
    """
    catalog = bureau.catalog()
    library, _, name = asked.entity.partition(".")
    declared = catalog.libraries[library].entities[name]
    with bureau.base.moment() as base:
        versions = _versions(base, asked)
        seen = _Seen.of(base, library, name, versions[-1]) if versions else None
    found = str(versions[-1]["entity_id"]) if versions else "unknown"
    about = f"{asked.entity} {found}"
    audit.write(
        bureau.base, audit.Entry(visitor.name, visitor.roles, "look_up", about, asked.purpose)
    )
    if seen is None:
        return None
    masks = Masks(catalog, library, declared, CLEAR in visitor.roles)
    return _datum(seen, _Told(catalog, declared, masks), versions)


@dataclass(frozen=True)
class _Seen:
    """What is read of an entity besides its versions."""

    sources: Mapping[int, Row]
    findings: Sequence[Row]
    rulings: Mapping[str, Row]
    doubted: Sequence[str]

    @classmethod
    def of(cls, base: Base, library: str, entity: str, golden: Row) -> _Seen:
        about = {"library": library, "entity": entity, "key": golden["entity_key"]}
        numbers = [value for name, value in golden.items() if name.endswith("_source") and value]
        sources = base.rows(
            statement("base/desk/datum_sources"), build_id=golden["build_id"], sources=numbers
        )
        names = {"schema": library, "table": entity}
        doubts = base.rows(statement("base/desk/datum_doubts", **names), key=about["key"])
        rulings = base.rows(statement("base/desk/datum_rulings"), **about)
        return cls(
            {row["source_id"]: row for row in sources},
            base.rows(statement("base/desk/datum_findings"), **about),
            {row["element"]: row for row in rulings},
            [one for row in doubts for one in row["under_recheck"]],
        )


@dataclass(frozen=True)
class _Told:
    """By what an entity is told."""

    catalog: Catalog
    entity: Entity
    masks: Masks


def _versions(base: Base, asked: Asked) -> list[dict[str, Any]]:
    """Every version of the entity with the key that was typed, however wide and whatever its case."""
    [kept] = base.rows(statement("base/desk/datum_there"), name=f"{asked.entity}_history")
    if not kept["there"]:
        return []
    library, _, name = asked.entity.partition(".")
    query = statement("base/desk/datum_history", schema=library, table=name)
    typed = "".join(unicodedata.normalize("NFKC", asked.key).split())
    for key in dict.fromkeys((typed, typed.upper())):
        if rows := base.rows(query, key=key):
            return rows
    return []


def _datum(seen: _Seen, told: _Told, versions: Sequence[Row]) -> Datum:
    golden = versions[-1]
    said = [(row["element"], _said(row, told)) for row in seen.findings]
    return Datum(
        title=told.entity.title,
        key=told.masks.key(golden["entity_key"]),
        entity_id=str(golden["entity_id"]),
        known_since=golden["known_since"],
        ended=golden["valid_to"],
        values=[
            _value(name, element, seen, told, versions)
            for name, element in told.entity.elements.items()
        ],
        about_all=[one for element, one in said if element not in told.entity.elements],
        course=_course(told, seen, versions),
    )


def _value(name: str, element: Element, seen: _Seen, told: _Told, versions: Sequence[Row]) -> Value:
    golden = versions[-1]
    source: Row = seen.sources.get(golden[f"{name}_source"] or 0, {})
    ruling = seen.rulings.get(name)
    return Value(
        element=name,
        title=element.title,
        value=told.masks.value(name, golden[name]),
        provider=titled(told.catalog, source["provider"]) if source else "",
        feed=f"{source['provider']}/{source['feed']}" if source else "",
        rule=source.get("rule") or "",
        batch_id=source.get("batch_id"),
        as_of=source.get("as_of"),
        since=_since(name, versions),
        is_doubted=name in seen.doubted,
        said=[_said(row, told) for row in seen.findings if row["element"] == name],
        ruled=Ruled(ruling["reason"], ruling["made_by"], ruling["made_at"], ruling["until"])
        if ruling
        else None,
    )


def _said(row: Row, told: _Told) -> Said:
    value = told.masks.value(row["element"] or "", row["provider_value"])
    return Said(titled(told.catalog, row["provider"]), row["kind"], value, row["case_id"])


def _since(name: str, versions: Sequence[Row]) -> datetime:
    """Since when an element's value and its source are what they are."""
    last = versions[-1]
    since: datetime = last["valid_from"]
    for version in reversed(versions):
        if any(version[one] != last[one] for one in (name, f"{name}_source")):
            break
        since = version["valid_from"]
    return since


def _course(told: _Told, seen: _Seen, versions: Sequence[Row]) -> list[Version]:
    course = []
    for before, version in zip((None, *versions), versions, strict=False):
        changes = [] if before is None else _changes(told, seen, before, version)
        course.append(Version(version["valid_from"], version["build_id"], before is None, changes))
    return course[::-1]


def _changes(told: _Told, seen: _Seen, before: Row, after: Row) -> list[Change]:
    return [
        Change(
            element.title,
            told.masks.value(name, before[name]),
            told.masks.value(name, after[name]),
            _whose(told, seen, after[f"{name}_source"]),
        )
        for name, element in told.entity.elements.items()
        if before[name] != after[name]
    ]


def _whose(told: _Told, seen: _Seen, source: int | None) -> str:
    row = seen.sources.get(source or 0)
    return titled(told.catalog, row["provider"]) if row else ""
