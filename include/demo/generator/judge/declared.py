"""The catalogue's declarations as the judge reads them: feeds with columns, libraries with terms."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

CATALOG = Path(__file__).parents[3] / "catalog"


@dataclass(frozen=True)
class Feed:
    """One feed's declaration."""

    provider: str
    name: str
    body: dict[str, Any]

    @property
    def path(self) -> str:
        """`<provider>/<feed>`."""
        return f"{self.provider}/{self.name}"

    @cached_property
    def columns(self) -> dict[str, dict[str, Any]]:
        """The contract's columns."""
        return dict(self.body["contract"]["columns"])

    @cached_property
    def missing(self) -> frozenset[str]:
        """Words that say there is no value."""
        return frozenset(str(word) for word in self.body["contract"].get("missing_words", ()))

    @cached_property
    def supplies(self) -> dict[str, Any]:
        """What it speaks of."""
        return dict(self.body["supplies"])

    @property
    def entity(self) -> str:
        """`<library>.<entity>`."""
        return f"{self.supplies['library']}.{self.supplies['entity']}"

    @property
    def elements(self) -> list[str]:
        """The elements it supplies."""
        return list(self.supplies["elements"])

    @property
    def key(self) -> list[str]:
        """The key's columns."""
        return list(self.supplies["key"])

    @property
    def changed_by(self) -> str | None:
        """The column that says when a row was changed."""
        return self.body.get("changed_by")

    def delivered(self, column: str) -> str:
        """What a column is called over there."""
        return str(self.columns[column].get("from", column))

    def speaks_of(self, key: str) -> bool:
        """Whether a key is within its scope."""
        scope = self.supplies.get("scope", {})
        named = scope.get("prefixes", ())
        return (not named or key.startswith(tuple(named))) and not key.startswith(
            tuple(scope.get("except_prefixes", ())) or ("\0",)
        )


@dataclass(frozen=True)
class Entity:
    """One entity's declaration."""

    name: str  # <library>.<entity>
    body: dict[str, Any]

    @property
    def standard(self) -> str:
        """What its keys are."""
        return str(self.body["key_standard"])

    @property
    def label(self) -> str:
        """The element people know it by."""
        return str(self.body["label"])

    @cached_property
    def _decided(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def _authorized(self) -> dict[tuple[str, str], str | None]:
        return {}

    @property
    def grace(self) -> int:
        """How long others may lag in knowing it."""
        return int(self.body["grace_days"])

    @property
    def mistyped(self) -> int | None:
        """By how many signs a key may be mistyped."""
        return self.body.get("mistyped_key")

    @cached_property
    def elements(self) -> dict[str, dict[str, Any]]:
        """Its elements."""
        return dict(self.body["elements"])

    def decider(self, key: str) -> str | None:
        """The provider whose word decides that it exists."""
        if key[:1] not in self._decided:
            self._decided[key[:1]] = _holder(self.body["existence"], key)
        return self._decided[key[:1]]

    def authority(self, element: str, key: str) -> str | None:
        """The provider whose word stands for an element."""
        if (element, key[:1]) not in self._authorized:
            held = _holder(self.elements[element]["authority"], key)
            self._authorized[element, key[:1]] = held
        return self._authorized[element, key[:1]]

    def sources(self, element: str, key: str) -> list[str]:
        """The authority and then the fallbacks."""
        first = self.authority(element, key)
        return ([first] if first else []) + list(self.elements[element].get("fallbacks", ()))

    def is_active(self, values: dict[str, Any], linked: bool = False) -> bool:
        """Whether it is still owed by all, or may be referred to."""
        told = (self.body.get("living") if linked else None) or self.body.get("active")
        return told is None or values.get(told["element"]) in told["values"]


# Terms hold for keys that begin alike; no declaration tells more than the first sign apart.
def _holder(terms: list[dict[str, Any]], key: str) -> str | None:
    for term in terms:
        assert all(len(head) < 2 for head in term.get("keys", ())), term
        if key.startswith(tuple(term.get("keys", ("",)))):
            return str(term["provider"])
    return None


@dataclass(frozen=True)
class Catalog:
    """All declarations, and the code lists they name."""

    feeds: dict[str, Feed]
    entities: dict[str, Entity]
    codes: dict[str, frozenset[str]]

    def speakers(self, entity: str) -> list[Feed]:
        """The feeds that speak of an entity."""
        return [feed for feed in self.feeds.values() if feed.entity == entity]


def read(paths: list[str], folder: Path = CATALOG) -> Catalog:
    """The declarations of these feeds and of every library."""
    feeds = {}
    for path in paths:
        provider, name = path.split("/")
        body = yaml.safe_load((folder / "feeds" / f"{path}.yaml").read_text())
        feeds[path] = Feed(provider, name, body)
    entities = {}
    for file in sorted((folder / "libraries").glob("*.yaml")):
        for name, body in yaml.safe_load(file.read_text())["entities"].items():
            entities[f"{file.stem}.{name}"] = Entity(f"{file.stem}.{name}", body)
    return Catalog(
        feeds, entities, {file.stem: _codes(file) for file in (folder / "codes").glob("*.csv")}
    )


def _codes(file: Path) -> frozenset[str]:
    with file.open(newline="") as lines:
        return frozenset(row["code"] for row in csv.DictReader(lines))
