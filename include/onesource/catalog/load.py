"""Reads every declaration, checks each and all together, and lists all faults at once.

A catalogue that contradicts itself is refused as a whole, naming file and field.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from onesource import settings
from onesource.catalog.feed import Feed
from onesource.catalog.library import Library
from onesource.catalog.model import Declaration, Slug, Text
from onesource.errors import Refused

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Model = TypeVar("Model", bound=Declaration)


class Provider(Declaration):
    """A department that supplies data, where its reports go, and how many calls at once it bears."""

    title: Text
    front_end: Slug  # connection of its front-end machine
    inbox: Text = "inbox"
    parallel: int = 1


def pool(provider: str) -> str:
    """The name of the pool that limits how hard a provider's systems are asked."""
    return f"provider.{provider}"


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the catalogue."""

    file: str
    field: str
    message: str

    def __str__(self) -> str:
        return (
            f"{self.file}: {self.field}: {self.message}"
            if self.field
            else f"{self.file}: {self.message}"
        )


class Faulty(Refused):
    """The catalogue contradicts itself; `faults` lists everything found."""

    def __init__(self, faults: list[Fault]) -> None:
        lines = "\n".join(f"  {fault}" for fault in faults)
        super().__init__(f"the catalogue has {len(faults)} fault(s):\n{lines}")
        self.faults = faults


@dataclass(frozen=True)
class Catalog:
    """Every declaration of the bureau, checked."""

    providers: dict[str, Provider]
    feeds: dict[str, Feed]  # by "<provider>/<feed>"
    libraries: dict[str, Library]
    codes: dict[str, dict[str, str]]  # list → code → title

    @classmethod
    def load(cls, folder: Path | None = None) -> Catalog:
        """Reads the catalogue at `folder`. Raises Faulty with every fault found."""
        from onesource.catalog.checks import contradictions

        reader = _Reader(folder or settings.catalog())
        catalog = cls(reader.providers(), reader.feeds(), reader.libraries(), reader.codes())
        faults = reader.faults or contradictions(catalog)
        if faults:
            raise Faulty(faults)
        return catalog

    @staticmethod
    def load_feed(path: str, folder: Path | None = None) -> Feed:
        """Reads the one feed `<provider>/<feed>`. Raises Faulty, or Refused where it is not declared."""
        reader = _Reader(folder or settings.catalog())
        file = reader.folder / "feeds" / f"{path}.yaml"
        if not file.exists():
            raise Refused(f"feed {path} is not declared; write {file}")
        feed = reader.feed(file)
        if feed is None:
            raise Faulty(reader.faults)
        return feed

    @staticmethod
    def load_providers(folder: Path | None = None) -> dict[str, Provider]:
        """Reads providers.yaml alone. Raises Faulty."""
        reader = _Reader(folder or settings.catalog())
        providers = reader.providers()
        if reader.faults:
            raise Faulty(reader.faults)
        return providers

    def feed(self, path: str) -> Feed:
        """The feed `<provider>/<feed>`. Raises Refused where it is not declared."""
        if path not in self.feeds:
            raise Refused(f"feed {path} is not declared; known: {', '.join(sorted(self.feeds))}")
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

    def supplier(self, provider: str, library: str, entity: str, element: str) -> Feed | None:
        """The feed in which `provider` supplies an element."""
        return next(
            (
                feed
                for feed in self.suppliers(library, entity)
                if feed.provider == provider and element in feed.supplies.elements
            ),
            None,
        )


class _Reader:
    """Reads files into models and collects what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []

    def providers(self) -> dict[str, Provider]:
        file = self.folder / "providers.yaml"
        entries = self._mapping(file)
        found = {slug: self._model(Provider, file, entry, slug) for slug, entry in entries.items()}
        return {slug: provider for slug, provider in found.items() if provider}

    def feeds(self) -> dict[str, Feed]:
        found = (self.feed(file) for file in sorted((self.folder / "feeds").glob("*/*.yaml")))
        return {feed.path: feed for feed in found if feed}

    def feed(self, file: Path) -> Feed | None:
        entry = self._mapping(file, {"provider": file.parent.name, "name": file.stem})
        return self._model(Feed, file, entry) if entry else None

    def libraries(self) -> dict[str, Library]:
        files = sorted((self.folder / "libraries").glob("*.yaml"))
        found = (
            self._model(Library, file, self._mapping(file, {"name": file.stem})) for file in files
        )
        return {library.name: library for library in found if library}

    def codes(self) -> dict[str, dict[str, str]]:
        lists = {}
        for file in sorted((self.folder / "codes").glob("*.csv")):
            with file.open(encoding="utf-8", newline="") as handle:
                lists[file.stem] = {row["code"]: row["title"] for row in csv.DictReader(handle)}
        return lists

    def _mapping(self, file: Path, identity: dict[str, str] | None = None) -> dict[str, Any]:
        try:
            entry = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - safe
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            self._fault(file, "", f"cannot be read: {' '.join(str(error).split())}")
            return {}
        if not isinstance(entry, dict):
            self._fault(file, "", "must be a mapping of fields")
            return {}
        for field in identity or {}:
            if field in entry:
                self._fault(file, field, "is told by the path; remove it")
        return {**entry, **(identity or {})}

    def _model(
        self, kind: type[Model], file: Path, entry: dict[str, Any], prefix: str = ""
    ) -> Model | None:
        try:
            return kind.model_validate(entry)
        except ValidationError as error:
            for fault in _faults(error):
                self._fault(file, ".".join(filter(None, [prefix, fault[0]])), fault[1])
            return None

    def _fault(self, file: Path, field: str, message: str) -> None:
        self.faults.append(Fault(str(file.relative_to(self.folder)), field, message))


def _faults(error: ValidationError) -> Iterator[tuple[str, str]]:
    for detail in error.errors(include_url=False, include_context=False):
        field = ".".join(str(part) for part in detail["loc"])
        yield field, detail["msg"].removeprefix("Value error, ")
