"""`python -m demo city`: makes a city and writes everything about it into one folder."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from demo.generator import city, registers
from demo.generator.deliver import deliver
from demo.generator.faults import plant
from demo.generator.record import record

FEWEST = 200  # below, some departments would have nothing to say


@dataclass(frozen=True)
class Wanted:
    """What kind of city: how large, which one, how many days from when, with which faults."""

    people: int
    seed: int
    days: int
    first_day: date
    faults: str = "default"


def arguments(parser: ArgumentParser) -> None:
    """Adds the command's own options."""
    parser.add_argument("--people", type=int, required=True, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--days", type=int, default=3, metavar="D")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--first-day", type=date.fromisoformat, default=date(2026, 11, 2))
    parser.add_argument("--faults", default="default", help="default, none, or a YAML file")


def run(given: Namespace) -> None:
    """Makes the city that the command line asks for."""
    wanted = Wanted(given.people, given.seed, given.days, given.first_day, given.faults)
    make(wanted, given.out)


def make(wanted: Wanted, out: Path) -> None:
    """Writes the city: deliveries, faults, findings due, golden values, and last its parameters.

    Raises ValueError for a city too small, no day, or faults that are none.
    """
    if wanted.people < FEWEST or wanted.days < 1:
        raise ValueError(f"a city needs at least {FEWEST} people and one day")
    rates = plant.rates(wanted.faults)
    made = city.build(wanted.people, wanted.seed, wanted.first_day, wanted.days)
    books = registers.keep(made)
    faults = plant.plant(made, books, rates)
    out.mkdir(parents=True, exist_ok=True)
    (out / "city.json").unlink(missing_ok=True)
    for book in books.values():
        book.settle()
        deliver(book, made.days, out)
    record(made, books, faults, out)
    (out / "city.json").write_text(json.dumps(_parameters(wanted), indent=2) + "\n")


def _parameters(wanted: Wanted) -> dict[str, object]:
    return {
        "people": wanted.people,
        "seed": wanted.seed,
        "days": wanted.days,
        "first_day": wanted.first_day.isoformat(),
        "faults": wanted.faults,
    }
