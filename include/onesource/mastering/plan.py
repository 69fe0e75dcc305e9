"""What a build of a library would be made from, and whether there is anything new to build.

A build's name tells its parent, its claims and its rules: the same three give the
same build, so that a step that is run again finds its own work.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from onesource import clock, settings
from onesource.catalog import Catalog, Feed, Library
from onesource.catalog.library import Terms, in_force
from onesource.store import sql
from onesource.store.base import Base


@dataclass(frozen=True)
class Claims:
    """One feed's batch in force. held: its last delivery was held, so what is missing may come yet."""

    number: int  # among the library's feeds
    feed: Feed
    batch_id: str
    content_hash: str
    folder: str
    rules: str
    as_of: date
    held: bool

    @property
    def view(self) -> str:
        """The name of its view in the engine."""
        return f"claim_{self.number}"


@dataclass(frozen=True)
class Plan:
    """One build to be: `fresh` is false where the library in force is already made of the same."""

    library: Library
    day: date
    claims: tuple[Claims, ...]
    inputs: str
    rules: str
    parent: str | None
    parent_folder: str | None
    fresh: bool
    rule_change: bool  # the rules changed and the claims did not

    @property
    def build_id(self) -> str:
        """`<library>.<16 hex digits>`."""
        told = "|".join((self.library.name, self.parent or "-", self.inputs, self.rules))
        return f"{self.library.name}.{hashlib.sha256(told.encode()).hexdigest()[:16]}"

    @property
    def folder(self) -> str:
        """Its folder in the lake."""
        return f"builds/{self.library.name}/{self.build_id}"

    def of(self, entity: str) -> list[Claims]:
        """The claims about one entity."""
        return [claims for claims in self.claims if claims.feed.supplies.entity == entity]

    def by(self, entity: str, provider: str, element: str | None = None) -> Claims | None:
        """The claims of one provider about an entity (and element), if it has any yet."""
        for claims in self.of(entity):
            speaks = element is None or element in claims.feed.supplies.elements
            if claims.feed.provider == provider and speaks:
                return claims
        return None

    def deciding(self, entity: str) -> Claims | None:
        """The claims of the provider whose word decides that an entity exists."""
        return self.by(entity, decider(self.library.entities[entity].existence, self.day))


def decider(terms: Terms, day: date) -> str:
    """The provider whose term is in force on `day`; the catalogue saw to it that there is one."""
    term = in_force(terms, day)
    if term is None:
        raise AssertionError(f"no term in force on {day} among {terms}")
    return term.provider


def plan(catalog: Catalog, library: Library, base: Base) -> Plan:
    """Plans the library's next build from the batches in force."""
    day = clock.today()
    feeds = {feed.path: feed for feed in catalog.suppliers(library.name)}
    rows = base.rows(sql.statement("base/mastering/claims"), paths=list(feeds))
    claims = tuple(
        Claims(number=number, feed=feeds[row["path"]], **_facts(row))
        for number, row in enumerate(rows)
    )
    last = base.rows(sql.statement("base/mastering/in_force"), library=library.name)
    parent: dict[str, Any] = dict(last[0]) if last else {}
    inputs, rules = _inputs(library, claims, day), _rules(catalog, library, claims, day)
    return Plan(
        library=library,
        day=day,
        claims=claims,
        inputs=inputs,
        rules=rules,
        parent=parent.get("build_id"),
        parent_folder=parent.get("folder"),
        fresh=(parent.get("inputs"), parent.get("rules")) != (inputs, rules),
        rule_change=parent.get("inputs") == inputs and parent.get("rules") != rules,
    )


def _facts(row: Any) -> dict[str, Any]:
    names = ("batch_id", "content_hash", "folder", "rules", "as_of", "held")
    return {key: row[key] for key in names}


def _inputs(library: Library, claims: Iterable[Claims], day: date) -> str:
    """Digest of what was delivered, as far as it counts: content, the date it is compared by, a hold."""
    told: list[object] = []
    for one in claims:
        entity = library.entities[one.feed.supplies.entity]
        decides = decider(entity.existence, day) == one.feed.provider
        compared = not decides or any(
            decider(element.authority, day) != one.feed.provider
            for element in entity.elements.values()
        )
        dated = str(one.as_of) if compared else None
        told.append([one.feed.path, one.content_hash, dated, decides and one.held])
    return _digest(told)


def _rules(catalog: Catalog, library: Library, claims: Iterable[Claims], day: date) -> str:
    """Digest of what is decided: the declarations, the terms in force, how rows are judged, the SQL."""
    supplied = [feed.supplies for feed in catalog.suppliers(library.name)]
    terms = sorted(
        (name, element, decider(declared.authority, day))
        for name, entity in library.entities.items()
        for element, declared in entity.elements.items()
    )
    graced = any(entity.grace_days for entity in library.entities.values())
    files = [
        file.read_text(encoding="utf-8")
        for room in ("standards", "mastering")
        for file in sorted((settings.sql() / "lake" / room).glob("*.sql"))
    ]
    return _digest(
        [
            [declared.model_dump(mode="json") for declared in (library, *supplied)],
            terms,
            [one.rules for one in claims],
            str(day) if graced else None,
            files,
        ]
    )


def _digest(told: object) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]
