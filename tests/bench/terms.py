"""What is declared about all feeds and their library, in the words the peers' statements are filled with."""

from __future__ import annotations

import csv
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.contract import CHINA, ENTITY, LIBRARY, MOMENT, Claims
from bench.delivered import FEEDS, Delivered

from onesource import settings
from onesource.catalog import Catalog
from onesource.catalog.library import Element, in_force
from onesource.store.sql import literal, name

TYPES = {"date": "date"}  # all else is text here


class Terms:
    """All that is declared, for the delivery in a folder."""

    def __init__(self, folder: Path) -> None:
        made = Delivered(folder)
        self.catalog = Catalog.load(made.catalog)
        self.entity = self.catalog.library(LIBRARY).entities[ENTITY]
        self.day = MOMENT.astimezone(CHINA).date()
        [existence] = in_force(self.entity.existence, self.day)
        found = [
            Claims(
                short, self.catalog.feed(path), self.catalog.codes, self.entity, made.file(short)
            )
            for path, short in FEEDS.items()
        ]
        # Who decides who exists comes first.
        self.claims = sorted(found, key=lambda one: one.feed.provider != existence.provider)

    @property
    def suite(self) -> Path:
        """The file of the library's suite."""
        return settings.expectations() / "libraries" / f"{LIBRARY}.yaml"

    @property
    def build_id(self) -> str:
        """Which build it is."""
        return f"{LIBRARY}.{MOMENT:%Y%m%d}"

    def divisions(self) -> frozenset[str]:
        """Every six digits that were ever a division's code."""
        file = settings.PROJECT / "include" / "catalog" / "reference" / "division_code_years.csv"
        with file.open(encoding="utf-8", newline="") as rows:
            return frozenset(row["code"] for row in csv.DictReader(rows))

    def divisions_ever(self) -> str:
        """One bit for each number of six digits that was ever a division's, as a bytea literal."""
        bits = bytearray(125_000)
        for code in map(int, self.divisions()):
            bits[code // 8] |= 1 << code % 8
        return f"\\x{bits.hex()}"

    @cached_property
    def sources(self) -> dict[tuple[str, str], int]:
        """Each source of values, a feed by a rule, and its number."""
        told = dict.fromkeys(
            pair for element in self.entity.elements.values() for pair in self._order(element)
        )
        return {pair: number for number, pair in enumerate(told, start=1)}

    @property
    def facts(self) -> dict[str, Any]:
        """What the statements about all feeds are filled with."""
        decider, *others = self.claims
        [key], label = decider.feed.supplies.key, self.entity.label
        return {
            "entity": ENTITY,
            "library": LIBRARY,
            "key": key,
            "label": label,
            "order": [one.name for one in self.claims],
            "others": [one.name for one in others],
            "decider": decider.name,
            "provider": decider.feed.provider,
            "decided_as_of": decider.as_of,
            "former": decider.feed.supplies.former_keys[0],
            "key_delivered": decider.delivered(key),
            "label_delivered": decider.delivered(label),
            "keys_delivered": [f"raw_{one.name}.{name(one.delivered(key))}" for one in others],
            "mistyped": self.entity.mistyped_key,
            "grace_days": self.entity.grace_days,
            "elements": [self._element(*one) for one in self.entity.elements.items()],
            "compared": self._compared(),
            "sources": [(number, feed) for (feed, _), number in self.sources.items()],
            "feeds": [
                {
                    "name": one.name,
                    "path": one.path,
                    "provider": one.feed.provider,
                    "declared": one.feed.name,
                    "batch_id": one.batch_id,
                    "spelt": [(e, one.delivered(e)) for e in (key, *one.feed.supplies.elements)],
                }
                for one in self.claims
            ],
        }

    def _order(self, element: Element) -> list[tuple[str, str]]:
        """Where an element's value may come from, in the order in which it is asked for."""
        asked = [(term.provider, "authority") for term in in_force(element.authority, self.day)]
        asked += [(provider, "fallback") for provider in element.fallbacks]
        names = {e for e, declared in self.entity.elements.items() if declared is element}
        return [
            (one.name, rule)
            for provider, rule in asked
            for one in self.claims
            if one.feed.provider == provider and names & set(one.feed.supplies.elements)
        ]

    def _element(self, element: str, declared: Element) -> dict[str, str]:
        kind, group = TYPES.get(declared.type, "text"), declared.together
        members = [e for e, one in self.entity.elements.items() if group and one.together == group]
        values, numbers = [], []
        for feed, rule in self._order(declared):
            told = " or ".join(f"{feed}.{e} is not null" for e in members or [element])
            own = f"{feed}.{element}"
            values.append(f"when {told} then {own}")
            numbers.append(f"when ({told}) and {own} is not null then {self.sources[feed, rule]}")
        value = f"case {' '.join(values)} end" if values else f"null::{kind}"
        source = f"case {' '.join(numbers)} end" if numbers else "null"
        return {"name": element, "type": kind, "value": value, "source": source}

    def _compared(self) -> list[dict[str, Any]]:
        """Every element that a feed tells which is not its to decide: one bit each."""
        found: list[dict[str, Any]] = []
        by = {one.name: one for one in self.claims}
        for one in self.claims:
            for element in one.feed.supplies.elements:
                declared = self.entity.elements[element]
                terms = in_force(declared.authority, self.day)
                if one.feed.provider in {term.provider for term in terms}:
                    continue
                theirs, source = f"{one.name}_{element}", f"case j.{element}_source "
                differs = f"{theirs} <> {element}"
                if declared.compare == "normal_text":
                    differs += f" and normal_text({theirs}) is distinct from normal_text({element})"
                held = {self.sources[pair]: by[pair[0]] for pair in self._order(declared)}
                cases = [
                    source + " ".join(f"when {n} then {told(c)}" for n, c in held.items()) + " end"
                    for told in (
                        lambda c: literal(c.feed.provider),
                        lambda c: f"j.since_{c.name}",
                        lambda c: f"date '{c.as_of}'",
                    )
                ]
                found.append(
                    {
                        "bit": 1 << len(found),
                        "feed": one.name,
                        "element": element,
                        "differs": differs,
                        "as_of": one.as_of,
                        "grace_days": declared.grace_days,
                    }
                    | dict(zip(("provider", "held_since", "held_as_of"), cases, strict=True))
                )
        return found
