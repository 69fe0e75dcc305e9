"""Holds what an installation found in a made city against what was planted there.

A finding is right when it was expected: the same day at whose end it is open, provider,
feed, library, entity, key, element and kind. The expectation was written with the city, by
other code than judges here. Feeds whose faults nobody planted are left out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from onesource.errors import Refused
from onesource.store import sql
from onesource.store.base import Base

Fact = tuple[Any, ...]  # day, provider, feed, library, entity, entity_key, element, kind
FACT = ("day", "provider", "feed", "library", "entity", "entity_key", "element", "kind")
KIND, PROVIDER = FACT.index("kind"), FACT.index("provider")
APART = ("civil_affairs/divisions", "statistics/divisions")  # real registers
MORE = 1.1  # times what changed: so much may be made and written for it


@dataclass(frozen=True)
class City:
    """A made city's folder, the date of its first day and how many days it has."""

    folder: Path
    first_day: date
    days: int

    @classmethod
    def at(cls, folder: Path) -> City:
        """The city in `folder`. Raises Refused where none was made there."""
        try:
            told = json.loads((folder / "city.json").read_text(encoding="utf-8"))
            return cls(folder, date.fromisoformat(told["first_day"]), int(told["days"]))
        except (OSError, ValueError, KeyError) as error:
            raise Refused(
                f"{folder} holds no made city ({type(error).__name__}: {error}); "
                "run `make demo`, or name the folder with --city"
            ) from error


@dataclass(frozen=True)
class Findings:
    """What was expected and what was found, each fact once."""

    planted: Counter[str]  # faults, by the kind of finding they are to make
    expected: frozenset[Fact]
    found: frozenset[Fact]
    untold: int  # faults planted of which nothing delivered can tell

    @property
    def hits(self) -> frozenset[Fact]:
        return self.expected & self.found

    @property
    def missed(self) -> frozenset[Fact]:
        return self.expected - self.found

    @property
    def false(self) -> frozenset[Fact]:
        return self.found - self.expected

    def scores(self, place: int) -> list[tuple[Any, ...]]:
        """By the fact's part at `place`: expected, found of them, false, recall, precision."""
        counted = [
            Counter(fact[place] for fact in facts)
            for facts in (self.expected, self.hits, self.false)
        ]
        names = sorted({name for counts in counted for name in counts})
        return [_score(name, *(counts[name] for counts in counted)) for name in names]

    def told(self) -> dict[str, dict[str, int]]:
        """By kind: faults planted, facts expected, how many of them found, and false ones."""
        return {
            kind: {
                "planted": self.planted[kind],
                "expected": expected,
                "found": hits,
                "false": false,
            }
            for kind, expected, hits, false, *_ in self.scores(KIND)
        }


def _score(name: str, expected: int, hits: int, false: int) -> tuple[Any, ...]:
    return (name, expected, hits, false, ratio(hits, expected), ratio(hits, hits + false))


def ratio(part: int, whole: int) -> float:
    """The share, 1 of nothing."""
    return part / whole if whole else 1.0


def findings(base: Base, city: City) -> Findings:
    """Compares day by day what was open at its end with what must have been."""
    expected = _expected(city)
    rows = base.rows(
        sql.statement("base/verification/open_findings"),
        days=city.days,
        first_day=city.first_day,
        apart=list(APART),
    )
    planted = Counter(kind for _, kind in {(row["fault_id"], row["kind"]) for row in expected})
    return Findings(planted, _facts(expected), _facts(rows), _untold(city))


def _expected(city: City) -> list[dict[str, Any]]:
    return _read(city, "expected.parquet", ["fault_id", *FACT])


def _untold(city: City) -> int:
    return sum(not row["detectable"] for row in _read(city, "truth.parquet", ["detectable"]))


def _read(city: City, name: str, columns: list[str]) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    file = city.folder / name
    if not file.exists():
        raise Refused(f"{file} is not there; make the city anew with `onesource demo city`")
    listed: list[dict[str, Any]] = pq.read_table(file, columns=columns).to_pylist()
    return listed


def _facts(rows: Iterable[dict[str, Any]]) -> frozenset[Fact]:
    return frozenset(tuple(row[name] for name in FACT) for row in rows)


def unaccounted(base: Base) -> list[tuple[Any, ...]]:
    """Every batch with rows of which nobody can say what became of them."""
    return _rows(base, "unaccounted")


def wasteful(base: Base, city: City) -> list[tuple[Any, ...]]:
    """Every library and later day on which more was made or written than changed."""
    found = _rows(base, "builds", first_day=city.first_day, days=city.days)
    return [row for row in found if max(row[3:]) > MORE * row[2]]


def _rows(base: Base, name: str, **values: Any) -> list[tuple[Any, ...]]:
    found = base.rows(sql.statement(f"base/verification/{name}"), **values)
    return [tuple(row.values()) for row in found]
