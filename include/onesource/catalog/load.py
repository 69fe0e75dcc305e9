"""Every declaration together: each read, all held against one another, refused with every fault at once.

A catalogue that contradicts itself is refused as a whole, naming file and field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from onesource import settings
from onesource.catalog.checks import Seen, contradictions
from onesource.catalog.deadlines import Deadlines
from onesource.catalog.fault import Faulty
from onesource.catalog.feed import Feed
from onesource.catalog.library import Library
from onesource.catalog.provider import Provider, pool
from onesource.catalog.read import Reader
from onesource.errors import Refused


@dataclass(frozen=True)
class Catalog:
    """Every declaration of the bureau, checked."""

    providers: Mapping[str, Provider]
    feeds: Mapping[str, Feed]  # by "<provider>/<feed>"
    libraries: Mapping[str, Library]
    codes: Mapping[str, dict[str, str]]  # list → code → title

    @classmethod
    def load(cls, folder: Path | None = None) -> Catalog:
        """Reads the catalogue at `folder`. Raises Faulty with every fault found."""
        catalog, reader = cls._all(folder)
        faults = contradictions(Seen(catalog, frozenset(reader.unread)))
        if reader.faults or faults:
            raise Faulty([*reader.faults, *faults])
        return catalog

    @classmethod
    def readable(cls, folder: Path | None = None) -> Catalog:
        """What of the catalogue is without fault: a faulty file leaves out itself alone.

        For collecting, which one department's faulty draft must not stop. Whoever
        needs all that is declared, as mastering does, loads the whole.
        """
        catalog, reader = cls._all(folder)
        return catalog._without_faults(reader)

    @classmethod
    def around(cls, path: str, folder: Path | None = None) -> Catalog:
        """The feed `<provider>/<feed>` and what its rows are judged by: its library and the codes.

        What it costs does not grow with how many feeds there are. As in `readable` a faulty
        file leaves out itself alone; that a code stands in two feeds is not seen.
        """
        reader = Reader(folder or settings.catalog())
        reader.look_around()
        told = {path: reader.feed(path)} if path in reader.names["feeds"] else {}
        feeds = {path: feed for path, feed in told.items() if feed}
        libraries = {feed.supplies.library for feed in feeds.values()}
        found = cls(
            MappingProxyType(reader.providers()),
            MappingProxyType(feeds),
            MappingProxyType(reader.libraries(libraries)),
            MappingProxyType(reader.codes()),
        )
        return found._without_faults(reader, reader.others(feeds, libraries))

    def _without_faults(self, reader: Reader, unread: frozenset[str] = frozenset()) -> Catalog:
        """What of it is without fault; `unread`: files not looked into."""
        faults = contradictions(Seen(self, unread | reader.unread))
        files = {fault.file for fault in (*reader.faults, *faults)}
        return Catalog(
            self.providers,
            {k: v for k, v in self.feeds.items() if f"feeds/{k}.yaml" not in files},
            {k: v for k, v in self.libraries.items() if f"libraries/{k}.yaml" not in files},
            self.codes,
        )

    @classmethod
    def _all(cls, folder: Path | None) -> tuple[Catalog, Reader]:
        reader = Reader(folder or settings.catalog())
        reader.look_around()
        catalog = cls(
            MappingProxyType(reader.providers()),
            MappingProxyType(reader.feeds()),
            MappingProxyType(reader.libraries()),
            MappingProxyType(reader.codes()),
        )
        return catalog, reader

    @staticmethod
    def load_feed(path: str, folder: Path | None = None) -> Feed:
        """Reads the one feed `<provider>/<feed>`. Raises Faulty, or Refused where it is not declared."""
        reader = Reader(folder or settings.catalog())
        file = reader.folder / "feeds" / f"{path}.yaml"
        if not file.exists():
            raise Refused(f"feed {path} is not declared; write {file}")
        feed = reader.feed(path)
        if feed is None or reader.faults:
            raise Faulty(reader.faults)
        return feed

    @staticmethod
    def load_providers(folder: Path | None = None) -> dict[str, Provider]:
        """Reads providers.yaml alone. Raises Faulty."""
        reader = Reader(folder or settings.catalog())
        providers = reader.providers()
        if reader.faults:
            raise Faulty(reader.faults)
        return providers

    @staticmethod
    def load_deadlines(folder: Path | None = None) -> Deadlines:
        """Reads deadlines.yaml alone. Raises Faulty."""
        reader = Reader(folder or settings.catalog())
        deadlines = reader.deadlines()
        if deadlines is None:
            raise Faulty(reader.faults)
        return deadlines

    @staticmethod
    def names(folder: Path | None = None) -> set[str]:
        """`<provider>/<feed>` and `libraries/<library>` of every file that declares one, right or wrong."""
        reader = Reader(folder or settings.catalog())
        reader.look_around()
        return {
            *reader.names["feeds"],
            *(f"libraries/{name}" for name in reader.names["libraries"]),
        }

    def feed(self, path: str) -> Feed:
        """The feed `<provider>/<feed>`. Raises Refused where it is not declared."""
        if path not in self.feeds:
            known = f"; known: {', '.join(sorted(self.feeds))}" if self.feeds else ""
            raise Refused(
                f"feed {path} is not declared{known}; a file with a fault counts as "
                "none, `onesource catalog check` tells"
            )
        return self.feeds[path]

    def library(self, name: str) -> Library:
        """The library `name`. Raises Refused where it is not declared."""
        if name not in self.libraries:
            raise Refused(f"library {name} is not declared; known: {', '.join(self.libraries)}")
        return self.libraries[name]

    def pools(self) -> dict[str, int]:
        """How many tasks at once may ask each provider's systems, by the pool's name."""
        return {pool(slug): provider.parallel for slug, provider in self.providers.items()}

    def suppliers(self, library: str, entity: str | None = None) -> list[Feed]:
        """The feeds that speak of a library, or of one entity of it, in the order of their paths."""
        return [
            feed
            for _, feed in sorted(self.feeds.items())
            if feed.supplies.library == library and entity in (None, feed.supplies.entity)
        ]
