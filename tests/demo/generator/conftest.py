"""Cities made once: a small one over ten days, and one of the usual size over three."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from demo.generator import city, registers
from demo.generator.book import Book
from demo.generator.city import City
from demo.generator.command import Wanted, make
from demo.generator.faults.plan import Fault
from demo.generator.faults.plant import plant

FIRST = date(2026, 11, 2)


@dataclass(frozen=True)
class Made:
    """A city in memory, its faults planted."""

    city: City
    books: dict[str, Book]
    faults: list[Fault]


def built(people: int, days: int, seed: int = 1, rates: dict[str, float] | None = None) -> Made:
    """A city in memory; no rates: no faults."""
    made = city.build(people, seed, FIRST, days)
    books = registers.keep(made)
    faults = plant(made, books, rates)
    for book in books.values():
        book.settle()
    return Made(made, books, faults)


@pytest.fixture(scope="session")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """20,000 people over three days, written."""
    out = tmp_path_factory.mktemp("usual")
    make(Wanted(20_000, 1, 3, FIRST), out)
    return out


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1,500 people over nine days, written."""
    out = tmp_path_factory.mktemp("small")
    make(Wanted(1_500, 5, 9, FIRST), out)
    return out


@pytest.fixture(scope="session")
def held() -> Callable[..., pd.DataFrame]:
    """Reads what a department holds on a day."""

    def read(folder: Path, feed: str, day: int = 1) -> pd.DataFrame:
        return pd.read_parquet(folder / f"day_{day}" / f"{feed}.parquet")

    return read
