"""What a build of a library would be made from, and whether there is anything new to build.

A build's name tells its parent, its claims, its rules and its day: the same give the
same build, so that a step that is run again finds its own work.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from onesource import clock, settings
from onesource.catalog import Catalog, Feed, Library
from onesource.mastering import rulings
from onesource.mastering.rulings import Rulings
from onesource.mastering.terms import Decider, deciders, spoken
from onesource.quality import verdict
from onesource.store import sql
from onesource.store.base import Base


@dataclass(frozen=True)
class Files:
    """A batch's results that libraries read, by their names in the lake."""

    state: str
    kept: str


@dataclass(frozen=True)
class Claims:
    """One feed's records in force.

    content: names what they say. held: its last delivery was held, so what is missing may
    come yet. before: what the parent build was made from.
    """

    number: int  # among the library's feeds
    feed: Feed
    batch_id: str
    content: str
    rules: str
    files: Files
    as_of: date
    held: bool
    before: Files | None

    @property
    def view(self) -> str:
        """The name of its table in the engine: one row an entity."""
        return f"claim_{self.number}"

    @property
    def stated(self) -> str:
        """The name of its view of all records within the feed's scope."""
        return f"stated_{self.number}"

    @property
    def kept(self) -> str:
        """The name of its view of what was kept back."""
        return f"kept_{self.number}"


@dataclass(frozen=True)
class Parent:
    """The build in force. due: feed → the date from which time alone changes a judgement."""

    build_id: str
    folder: str
    inputs: str
    rules: str
    decisions: str
    due: Mapping[str, date]


@dataclass(frozen=True)
class Plan:
    """One build to be: `fresh` is false where the library in force says the same already."""

    library: Library
    day: date
    claims: tuple[Claims, ...]
    deciders: Mapping[str, tuple[Decider, ...]]  # by entity
    inputs: str  # digest of what was delivered
    rules: str  # digest of how it is judged, row by row and here
    decisions: str  # digest of how it is judged here
    parent: Parent | None
    rulings: Rulings = ()

    @property
    def whole(self) -> bool:
        """Whether everything is made anew: there is no parent, or it was decided otherwise."""
        return self.parent is None or self.parent.decisions != self.decisions

    @property
    def fresh(self) -> bool:
        """Whether anything that counts is new: claims, rules, rulings, or a date that was waited for."""
        if self.parent is None:
            return True
        if (self.parent.inputs, self.parent.rules) != (self.inputs, self.rules):
            return True
        if any(one.shifted for one in self.rulings):
            return True
        due = self.parent.due
        return any(one.feed.path in due and due[one.feed.path] <= one.as_of for one in self.claims)

    @property
    def build_id(self) -> str:
        """`<library>.<16 hex digits>`."""
        dates = [(one.feed.path, str(one.as_of)) for one in self.claims]
        parent = self.parent.build_id if self.parent else None
        ruled = [one.ruling_id for one in self.rulings if one.holds]
        said = [self.inputs, self.rules, ruled]
        told = _digest([self.library.name, parent, *said, str(self.day), dates])
        return f"{self.library.name}.{told}"

    @property
    def folder(self) -> str:
        """Its folder in the lake."""
        return f"builds/{self.library.name}/{self.build_id}"

    @property
    def ready(self) -> bool:
        """Whether a provider that decides which entities exist has delivered."""
        return any(self.deciding(entity) for entity in self.library.entities)

    def of(self, entity: str) -> list[Claims]:
        """The claims about one entity."""
        return [claims for claims in self.claims if claims.feed.supplies.entity == entity]

    def by(self, feed: Feed) -> Claims | None:
        """A feed's claims, if it has delivered."""
        return next((one for one in self.claims if one.feed.path == feed.path), None)

    def deciding(self, entity: str) -> list[tuple[Decider, Claims]]:
        """The feeds that decide that an entity exists, of those that have delivered."""
        pairs = [(decider, self.by(decider.feed)) for decider in self.deciders[entity]]
        return [(decider, claims) for decider, claims in pairs if claims is not None]

    def silent(self, entity: str) -> list[Decider]:
        """The feeds that decide that an entity exists and have never delivered."""
        return [decider for decider in self.deciders[entity] if self.by(decider.feed) is None]


def plan(catalog: Catalog, library: Library, base: Base) -> Plan:
    """Plans the library's next build from the batches in force."""
    day = clock.today()
    feeds = {feed.path: feed for feed in catalog.suppliers(library.name)}
    parent = _parent(base, library)
    before = _before(base, parent)
    rows = base.rows(sql.statement("base/mastering/claims"), paths=list(feeds))
    claims = tuple(
        _claims(number, feeds[row["path"]], row, before.get(row["path"]))
        for number, row in enumerate(rows)
    )
    deciding = {name: deciders(catalog, library, name, day) for name in library.entities}
    decisions = _decisions(catalog, library, day)
    return Plan(
        library=library,
        day=day,
        claims=claims,
        deciders=deciding,
        inputs=_inputs(claims, deciding),
        rules=_digest([decisions, [(one.feed.path, one.rules) for one in claims]]),
        decisions=decisions,
        parent=parent,
        rulings=rulings.of_library(base, library, day),
    )


def _parent(base: Base, library: Library) -> Parent | None:
    last = base.rows(sql.statement("base/mastering/in_force"), library=library.name)
    if not last:
        return None
    due = {path: date.fromisoformat(day) for path, day in last[0]["due"].items()}
    return Parent(**{**last[0], "due": due})


def _before(base: Base, parent: Parent | None) -> dict[str, Files]:
    if parent is None:
        return {}
    rows = base.rows(sql.statement("base/mastering/inputs"), build_id=parent.build_id)
    return {row["path"]: Files(row["state"], row["kept"]) for row in rows}


def _claims(number: int, feed: Feed, row: Mapping[str, Any], before: Files | None) -> Claims:
    state, kept = (
        verdict.file(row["folder"], part, row["rules"], row["previous"])
        for part in ("state", "kept")
    )
    told = {name: row[name] for name in ("batch_id", "content", "rules", "as_of", "held")}
    return Claims(number=number, feed=feed, files=Files(state, kept), before=before, **told)


def _inputs(claims: Iterable[Claims], deciding: Mapping[str, tuple[Decider, ...]]) -> str:
    """Digest of what was delivered, as far as it counts: content, and a hold that others wait for."""
    decides = {decider.feed.path for told in deciding.values() for decider in told}
    return _digest(
        [[one.feed.path, one.content, one.feed.path in decides and one.held] for one in claims]
    )


def _decisions(catalog: Catalog, library: Library, day: date) -> str:
    """Digest of what is decided: the declarations, the terms in force, the SQL."""
    supplied = [feed.supplies for feed in catalog.suppliers(library.name)]
    files = [
        file.read_text(encoding="utf-8")
        for room in ("standards", "mastering")
        for file in sorted((settings.sql() / "lake" / room).glob("*.sql"))
    ]
    return _digest(
        [
            [declared.model_dump(mode="json") for declared in (library, *supplied)],
            [spoken(entity, day) for entity in library.entities.values()],
            files,
        ]
    )


def _digest(told: object) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]
