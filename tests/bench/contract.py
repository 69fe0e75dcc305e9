"""What is declared about the four feeds and their library, in the words the peers' statements are filled with."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench.delivered import FEEDS, Delivered

from onesource import settings
from onesource.catalog import Catalog, Feed
from onesource.catalog.contract import Column
from onesource.catalog.library import Element, Entity, in_force
from onesource.quality.words import WORDS
from onesource.store.sql import literal, name

LIBRARY, ENTITY = "population", "person"
MOMENT = datetime.fromisoformat("2026-06-01T20:00:00+08:00")  # of our own run
CHINA = ZoneInfo("Asia/Shanghai")
TYPES = {"date": "date"}  # all else is text here
VALUES = {"date": "as_date({})", "timestamp": "as_timestamp({})", "text": "{}"}


@dataclass
class Claims:
    """One feed: its file, and its contract as SQL over the table of its file."""

    name: str  # as the file is named
    feed: Feed
    codes: dict[str, dict[str, str]]
    entity: Entity
    file: Path
    content_hash: str = ""

    @property
    def path(self) -> str:
        """`<provider>/<feed>`."""
        return self.feed.path

    @property
    def suite(self) -> Path:
        """The file of its suite."""
        return settings.expectations() / f"{self.path}.yaml"

    @property
    def as_of(self) -> str:
        """The day the file was delivered on."""
        return str(datetime.fromtimestamp(self.file.stat().st_mtime, CHINA).date())

    @property
    def batch_id(self) -> str:
        """Which delivery it is."""
        return f"{self.path.replace('/', '.')}.{self.content_hash[:16]}"

    def delivered(self, column: str) -> str:
        """What a column is called over there."""
        return self.feed.contract.delivered(column)

    @cached_property
    def columns(self) -> list[dict[str, str]]:
        """Each column: its name, over there too; without blanks, of the row as delivered; its value."""
        return [self._column(key, column) for key, column in self.feed.contract.columns.items()]

    @property
    def refusals(self) -> list[tuple[str, str, str]]:
        """What a row is refused for: element, rule, and the condition over value and `<name>__clean`."""
        found = []
        for key, column in self.feed.contract.columns.items():
            value, clean = name(key), name(f"{key}__clean")
            if column.type != "text":
                rule = "code_list" if column.type == "code" else "type"
                found.append((key, rule, f"({clean} is not null and {value} is null)"))
            if column.required:
                found.append((key, "required", f"{clean} is null"))
            if column.pattern:
                pattern = literal(f"^(?:{column.pattern})$")
                found.append((key, "pattern", f"({clean} !~ {pattern}) is true"))
        return found

    @property
    def facts(self) -> dict[str, Any]:
        """What the statements about one feed are filled with."""
        feed, [key], [record] = self.feed, self.feed.supplies.key, self.feed.record_key
        cleaned = {column["name"]: column["clean"] for column in self.columns}
        compared = self.entity.elements
        said = {e: f"normal_text({e})" for e in compared if compared[e].compare == "normal_text"}
        return {
            "feed": self.name,
            "provider": feed.provider,
            "declared": feed.name,
            "library": LIBRARY,
            "entity": ENTITY,
            "columns": self.columns,
            "refusals": self.refusals,
            "key": key,
            "key_delivered": self.delivered(key),
            "record_key": record,
            "record_key_clean": cleaned[record],
            "changed_by": feed.changed_by,
            "label": self.entity.label,
            "elements": feed.supplies.elements,
            "said": [said.get(element, element) for element in feed.supplies.elements],
            "words": WORDS,
            "batch_id": self.batch_id,
            "content_hash": self.content_hash,
            "as_of": self.as_of,
            "at": MOMENT,
        }

    def _column(self, key: str, column: Column) -> dict[str, str]:
        clean = raw = f"clean_text({name(self.delivered(key))})"
        for word in self.feed.contract.missing_words:
            clean = f"nullif({clean}, {literal(word)})"
        value = VALUES.get(column.type, "{}").format(name(key))
        if column.type == "code":
            listed = self.codes[column.code_list or ""]
            told = column.values or {code: code for code in listed}
            cases = " ".join(f"when {literal(a)} then {literal(b)}" for a, b in told.items())
            value = f"case {name(key)} {cases} end"
            if not column.values:
                value = f"case when {name(key)} in ({', '.join(map(literal, told))}) then {name(key)} end"
        return {"name": key, "delivered": self.delivered(key), "clean": clean, "value": value, "raw": raw}


class Terms:
    """All that is declared, for the delivery in a folder."""

    def __init__(self, folder: Path) -> None:
        made = Delivered(folder)
        self.catalog = Catalog.load(made.catalog)
        self.entity = self.catalog.library(LIBRARY).entities[ENTITY]
        self.day = MOMENT.astimezone(CHINA).date()
        [existence] = in_force(self.entity.existence, self.day)
        found = [
            Claims(short, self.catalog.feed(path), self.catalog.codes, self.entity, made.file(short))
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

    def divisions_ever(self) -> str:
        """One bit for each number of six digits that was ever a division's, as a bytea literal."""
        bits = bytearray(125_000)
        file = settings.PROJECT / "include" / "catalog" / "reference" / "division_code_years.csv"
        with file.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                code = int(row["code"])
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
