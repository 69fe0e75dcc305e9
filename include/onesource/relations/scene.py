"""What a library's relations are judged by: what is in force, and who decides about each target.

Only what is registered and declared is gathered here; a library that was never
built is no part of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from onesource.catalog import Catalog, Feed
from onesource.catalog.library import Entity, in_force
from onesource.quality import verdict
from onesource.store import sql
from onesource.store.base import Base

SHARED = ("public", "unconditional")


@dataclass(frozen=True)
class Delivered:
    """A feed's batch in force. held: its last delivery was held, so that what is missing may come yet."""

    number: int
    feed: Feed
    batch_id: str
    folder: str
    rules: str
    previous: str | None
    as_of: date
    held: bool

    @property
    def view(self) -> str:
        """The name of its view in the engine: what it states."""
        return f"said_{self.number}"

    def file(self, part: str) -> str:
        """The lake's name of one of its files."""
        return verdict.file(self.folder, part, self.rules, self.previous)


@dataclass(frozen=True)
class Decider:
    """Whose delivery says which entities there are, for keys that begin with `prefix`."""

    prefix: str
    delivered: Delivered

    @property
    def shared(self) -> bool:
        """Whether anyone may see what it says of an entity (the feed's sharing type)."""
        return self.delivered.feed.sharing.type in SHARED

    @property
    def excepted(self) -> list[str]:
        """Keys it does not speak of."""
        return list(self.delivered.feed.supplies.scope.except_prefixes)


@dataclass(frozen=True)
class Target:
    """An entity that others refer to, as its library in force holds it."""

    number: int
    library: str
    name: str
    entity: Entity
    golden: str  # the lake's name of what it holds
    carried: str  # … and of what older numbers it carries to those of today
    deciders: tuple[Decider, ...]

    @property
    def path(self) -> str:
        """`<library>.<entity>`, as it is named in declarations."""
        return f"{self.library}.{self.name}"

    @property
    def living(self) -> str:
        """As SQL: whether others may refer to one."""
        state = self.entity.living or self.entity.active
        if state is None:
            return "true"
        values = ", ".join(sql.literal(value) for value in state.values)
        return f"coalesce({state.element} in ({values}), false)"

    @property
    def known_as(self) -> str:
        """As SQL: the value that tells whether others may refer to one."""
        state = self.entity.living or self.entity.active
        return f"cast({state.element} as varchar)" if state else "cast(null as varchar)"

    @property
    def told_by(self) -> str | None:
        """The element that tells it."""
        state = self.entity.living or self.entity.active
        return state.element if state else None

    @property
    def key(self) -> str:
        """As SQL: a value as this entity's key; null where it is none."""
        standard = self.entity.key_standard
        return f"{'division_of' if standard == 'division_key' else standard}(value)"


@dataclass(frozen=True)
class Scene:
    """All that one library's relations are judged by."""

    catalog: Catalog
    library: str
    build_id: str
    day: date
    deliveries: Mapping[str, Delivered]
    targets: Mapping[str, Target]

    def own(self) -> list[Delivered]:
        """The deliveries in force about the library's own entities."""
        feeds = {feed.path for feed in self.catalog.suppliers(self.library)}
        return [one for path, one in self.deliveries.items() if path in feeds]


def scene(catalog: Catalog, library: str, base: Base, day: date) -> Scene | None:
    """What `library`'s relations are judged by on `day`; None where it was never built."""
    builds = {row["library"]: row for row in base.rows(sql.statement("base/relations/builds"))}
    if library not in builds:
        return None
    rows = base.rows(sql.statement("base/relations/deliveries"))
    deliveries = {
        row["path"]: _delivered(number, catalog.feeds[row["path"]], row)
        for number, row in enumerate(rows)
        if row["path"] in catalog.feeds
    }
    targets = {one.path: one for one in _targets(catalog, builds, deliveries, day)}
    build_id = str(builds[library]["build_id"])
    return Scene(catalog, library, build_id, day, deliveries, targets)


def _delivered(number: int, feed: Feed, row: Mapping[str, Any]) -> Delivered:
    names = ("batch_id", "folder", "rules", "previous", "as_of", "held")
    return Delivered(number=number, feed=feed, **{name: row[name] for name in names})


def _targets(
    catalog: Catalog,
    builds: Mapping[str, Mapping[str, Any]],
    deliveries: Mapping[str, Delivered],
    day: date,
) -> Iterator[Target]:
    number = 0
    for library in catalog.libraries.values():
        for name, entity in library.entities.items():
            number += 1
            if library.name in builds:
                folder = builds[library.name]["folder"]
                golden, carried = (
                    f"{folder}/{part}_{name}.parquet" for part in ("golden", "carried")
                )
                about = [
                    one
                    for one in deliveries.values()
                    if (one.feed.supplies.library, one.feed.supplies.entity) == (library.name, name)
                ]
                deciders = tuple(_deciders(entity, about, day))
                yield Target(number, library.name, name, entity, golden, carried, deciders)


def _deciders(entity: Entity, about: list[Delivered], day: date) -> Iterator[Decider]:
    for term in in_force(entity.existence, day):
        for one in about:
            if one.feed.provider == term.provider:
                for own in one.feed.supplies.scope.prefixes or ("",):
                    for prefix in term.keys:
                        if own.startswith(prefix) or prefix.startswith(own):
                            yield Decider(max(own, prefix, key=len), one)
