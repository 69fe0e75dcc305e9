"""Reads the catalogue's folder, file by file, and collects what is wrong with each.

What could not be read is remembered by its place, so that nobody is blamed for
what it would have declared. Whether the declarations agree is decided in checks.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from onesource.catalog import written
from onesource.catalog.deadlines import Deadlines
from onesource.catalog.fault import Fault
from onesource.catalog.feed import Feed
from onesource.catalog.library import Library
from onesource.catalog.model import Declaration
from onesource.catalog.provider import BUREAU, SYSTEM, Provider

Model = TypeVar("Model", bound=Declaration)

PROVIDERS, DEADLINES = "providers.yaml", "deadlines.yaml"
REFERENCE = "reference/"  # tables of the standards, read where they are used
PLACES = {  # kind of declaration → where its files lie
    "feeds": re.compile(r"feeds/(?P<name>[^/]+/[^/]+)\.yaml"),
    "libraries": re.compile(r"libraries/(?P<name>[^/]+)\.yaml"),
    "codes": re.compile(r"codes/(?P<name>[^/]+)\.csv"),
}
ACTORS = (BUREAU, SYSTEM)  # besides the providers
SLUG = re.compile(r"[a-z][a-z0-9_]{0,40}")


def files(folder: Path) -> Iterator[str]:
    """The path of every file below `folder`, but for hidden ones and an editor's copies, in order."""
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        above = Path(parent).relative_to(folder).as_posix()
        found += [
            name if above == "." else f"{above}/{name}"
            for name in names
            if not name.startswith(".") and not name.endswith("~")
        ]
    yield from sorted(found)


class Reader:
    """Reads files into models and keeps what is wrong with them.

    unread: the files not understood, and as `providers.yaml:<slug>` single providers.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []
        self.unread: set[str] = set()
        self.names: dict[str, list[str]] = {kind: [] for kind in PLACES}

    def look_around(self) -> None:
        """Finds every file, by kind and name; one at a place nobody reads is a fault."""
        for file in files(self.folder):
            for kind, place in PLACES.items():
                if match := place.fullmatch(file):
                    self.names[kind].append(match["name"])
                    break
            else:
                if file not in (PROVIDERS, DEADLINES) and not file.startswith(REFERENCE):
                    self._fault(
                        file,
                        "",
                        "lies where nobody reads it; what is read is providers.yaml, deadlines.yaml, "
                        "feeds/<provider>/<feed>.yaml, libraries/<library>.yaml, codes/<list>.csv",
                    )

    def providers(self) -> dict[str, Provider]:
        """Every provider, by its slug."""
        found = {}
        for slug, entry in self._mapping(PROVIDERS).items():
            if not SLUG.fullmatch(str(slug)):
                self._fault(PROVIDERS, str(slug), "is no name; use a-z, 0-9 and _")
            elif slug in ACTORS:
                self._fault(PROVIDERS, str(slug), "acts in cases by this name itself; use another")
            elif provider := self._model(Provider, PROVIDERS, entry, str(slug)):
                found[slug] = provider
        return found

    def deadlines(self) -> Deadlines | None:
        """The terms of cases; None where their file is faulty."""
        entry = self._mapping(DEADLINES)
        return None if DEADLINES in self.unread else self._model(Deadlines, DEADLINES, entry)

    def feeds(self) -> dict[str, Feed]:
        """Every feed, by `<provider>/<feed>`."""
        found = ((path, self.feed(path)) for path in self.names["feeds"])
        return {path: feed for path, feed in found if feed}

    def feed(self, path: str) -> Feed | None:
        """The feed `<provider>/<feed>`; None where its file is faulty."""
        provider, name = path.split("/")
        return self._declared(Feed, f"feeds/{path}.yaml", {"provider": provider, "name": name})

    def libraries(self, only: Collection[str] | None = None) -> dict[str, Library]:
        """Every library, or `only` those, by its name."""
        found = (
            (name, self._declared(Library, f"libraries/{name}.yaml", {"name": name}))
            for name in self.names["libraries"]
            if only is None or name in only
        )
        return {name: library for name, library in found if library}

    def others(self, feeds: Collection[str], libraries: Collection[str]) -> frozenset[str]:
        """The files of all other feeds and libraries."""
        read = {"feeds": feeds, "libraries": libraries}
        return frozenset(
            f"{kind}/{name}.yaml"
            for kind, these in read.items()
            for name in self.names[kind]
            if name not in these
        )

    def codes(self) -> dict[str, dict[str, str]]:
        """Every code list: its codes' titles."""
        lists = {}
        for name in self.names["codes"]:
            file = f"codes/{name}.csv"
            titles, told = written.codes(self.folder / file)
            self._tell(file, told)
            if not SLUG.fullmatch(name):
                self._fault(file, "", "has no name a feed could use; use a-z, 0-9 and _")
            if file not in self.unread:
                lists[name] = titles
        return lists

    def _declared(self, kind: type[Model], file: str, identity: dict[str, str]) -> Model | None:
        entry = self._mapping(file)
        if file in self.unread and not entry:
            return None
        for field in identity:
            if field in entry:
                self._fault(file, field, "is told by the path; remove it")
        model = self._model(kind, file, {**entry, **identity})
        return None if file in self.unread else model

    def _mapping(self, file: str) -> dict[str, Any]:
        entry, told = written.mapping(self.folder / file)
        self._tell(file, told)
        return entry

    def _model(
        self, kind: type[Model], file: str, entry: dict[str, Any], prefix: str = ""
    ) -> Model | None:
        try:
            return kind.model_validate(entry)
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_context=False):
                place = ".".join(str(part) for part in (prefix, *detail["loc"]) if part != "")
                self._fault(file, place, detail["msg"].removeprefix("Value error, "))
            self.unread.add(f"{file}:{prefix}" if prefix else file)
            return None

    def _tell(self, file: str, told: written.Told) -> None:
        for place, message in told:
            self._fault(file, place, message)
            self.unread.add(file)

    def _fault(self, file: str, field: str, message: str) -> None:
        self.faults.append(Fault(file, field, message))
