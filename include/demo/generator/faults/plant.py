"""Plants every kind of fault: how many of each, in an order in which those with few candidates come first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from demo.generator.book import Book
from demo.generator.city import City
from demo.generator.faults import added, firm_kinds, land_kinds, person_kinds, row_kinds
from demo.generator.faults.cells import plant as plant_cell
from demo.generator.faults.plan import Fault, Planner

USUAL = 66  # of each kind in a city of 20,000
ROW_KINDS = (
    *("hr_former_number", "health_former_number", "tax_registration_number"),
    *("companies_representative_dead", "hr_employer_closed"),
    *("survey_gap", "parcels_overlap", "buildings_overlap"),
)
CELLS = (*person_kinds.KINDS, *firm_kinds.KINDS, *land_kinds.KINDS)
KINDS = (*ROW_KINDS, *(cell.name for cell in CELLS), *(row.name for row in added.KINDS))


def plant(city: City, books: Mapping[str, Book], rates: Mapping[str, float] | None) -> list[Fault]:
    """Spoils the books; `rates` say how many of a kind, or which share of its feed's rows. None: no fault."""
    if rates is None:
        return []
    usual = _usual(len(city.people))

    def wanted(name: str, book: Book) -> int:
        rate = rates.get(name, rates.get("default", usual))
        return round(rate * book.honest) if isinstance(rate, float) else int(rate)

    planner = Planner(city, books, wanted)
    row_kinds.former_numbers(planner)
    row_kinds.the_dead_and_the_closed(planner)
    row_kinds.gaps(planner)
    for cell in CELLS:
        plant_cell(planner, cell)
    row_kinds.overlaps(planner)
    for row in added.KINDS:
        added.plant(planner, row)
    return planner.faults


def _usual(people: int) -> int:
    share = people / 20_000
    return max(1, round(USUAL * min(share, share**0.35)))


def rates(given: str) -> dict[str, float] | None:
    """What `--faults` asks for: the usual numbers, none at all, or a file {kind: rate or count}.

    Raises ValueError for a kind that is none, or a number that is none.
    """
    if given == "none":
        return None
    if given == "default":
        return {}
    told = yaml.safe_load(Path(given).read_text()) or {}
    for name, rate in told.items():
        if name not in (*KINDS, "default"):
            raise ValueError(f"{given}: {name} is no kind of fault; there are {', '.join(KINDS)}")
        if not isinstance(rate, int | float) or rate < 0 or (isinstance(rate, float) and rate > 1):
            raise ValueError(
                f"{given}: {name} is {rate!r}; give a count, or a share between 0.0 and 1.0"
            )
    return dict(told)
