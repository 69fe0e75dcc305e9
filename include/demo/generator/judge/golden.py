"""The golden records of one entity, day after day, with the versions that ended."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from demo.generator.judge.declared import Catalog, Entity
from demo.generator.judge.nearness import within
from demo.generator.judge.state import Claim, State
from demo.generator.judge.typed import normal


@dataclass(frozen=True)
class Gold:
    """One golden record in force."""

    values: dict[str, Any]
    since: dict[str, int | None]  # of the row that gave each element
    existing: int | None  # since of the deciding row
    known: int  # the day it was first mastered


@dataclass(frozen=True)
class Past:
    """A version that ended."""

    values: dict[str, Any]
    active: bool
    ended: int


@dataclass
class Library:
    """One entity's golden records and their past."""

    entity: Entity
    catalog: Catalog
    records: dict[str, Gold] = field(default_factory=dict)
    past: dict[str, list[Past]] = field(default_factory=lambda: defaultdict(list))
    crosswalk: dict[str, str] = field(default_factory=dict)

    def build(self, states: dict[str, State], day: int) -> None:
        """Masters what the feeds say at the end of a day."""
        said = self._said(states)
        self._cross(said)
        for old, new in self.crosswalk.items():
            if old not in self.records:
                for provider, claims in said.get(old, {}).items():
                    said[new][provider] += claims
        records = {}
        for key, by in said.items():
            if any(claim.key == key for claim in by.get(self.entity.decider(key) or "", ())):
                records[key] = self._master(key, by, day)
        for key, gold in self.records.items():
            if key not in records:
                deciding = self.deciding(states, key)
                if may_be(self.entity, key, key, gold.values, deciding):
                    records[key] = gold
        self._end(records, day)

    def _said(self, states: dict[str, State]) -> dict[str, dict[str, list[Claim]]]:
        """Every claim by the key it is of and the provider whose it is."""
        said: dict[str, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
        for feed in self.catalog.speakers(self.entity.name):
            for claim in states[feed.path].claims if feed.path in states else ():
                if feed.speaks_of(claim.key):
                    said[claim.key][feed.provider].append(claim)
        return said

    def deciding(self, states: dict[str, State], key: str) -> list[State]:
        """The feeds that decide about a key."""
        decider = self.entity.decider(key)
        return [
            states[feed.path]
            for feed in self.catalog.speakers(self.entity.name)
            if feed.provider == decider and feed.path in states and feed.speaks_of(key)
        ]

    def decided(self, states: dict[str, State], key: str) -> int | None:
        """The day as of which the deciding feed speaks about a key."""
        return max((state.as_of for state in self.deciding(states, key)), default=None)

    def _cross(self, said: dict[str, dict[str, list[Claim]]]) -> None:
        self.crosswalk = {}
        for key, claims in said.items():
            for claim in claims.get(self.entity.decider(key) or "", []):
                for column in claim.feed.supplies.get("former_keys", ()):
                    old = claim.values.get(column)
                    if old:
                        self.crosswalk[old] = key
                if self.entity.standard == "credit_code" and len(key) == 18:
                    self.crosswalk[key[8:17]] = key

    def _master(self, key: str, claims: dict[str, list[Claim]], day: int) -> Gold:
        values: dict[str, Any] = {}
        since: dict[str, int | None] = {}
        for element in self.entity.elements:
            for provider in self.entity.sources(element, key):
                given = [c for c in claims.get(provider, []) if c.values.get(element) is not None
                         and element in c.feed.elements]  # fmt: skip
                if given:
                    values[element], since[element] = given[0].values[element], given[0].since
                    break
        before = self.records.get(key)
        decider = self.entity.decider(key) or ""
        return Gold(values, since, claims[decider][0].since, before.known if before else day)

    def _end(self, records: dict[str, Gold], day: int) -> None:
        for key, gold in self.records.items():
            now = records.get(key)
            if now is None or now.values != gold.values:
                active = self.entity.is_active(gold.values)
                self.past[key].append(Past(gold.values, active, day))
        self.records = records


def may_be(
    entity: Entity, key: str, delivered: str, values: dict[str, Any], states: list[State]
) -> bool:
    """Whether a row kept back may be the entity: by its key, or by its name and nearly its number."""
    label = values.get(entity.label)
    named = (normal(label) if isinstance(label, str) else None) or ""
    for state in states:
        typed = state.labels.get(named, set())
        if key in state.kept_keys or (typed and entity.mistyped is None):
            return True
        limit, ours = entity.mistyped or 0, (delivered.strip(), key)
        if any(within(one, other, limit) for one in typed for other in ours):
            return True
    return False
