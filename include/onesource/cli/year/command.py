"""`onesource demo year --seed S`: plays a year, judges it, tells what happened; ends 0 only if all holds."""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onesource import clock, settings
from onesource.cli import show

if TYPE_CHECKING:
    from onesource.cli.year.evidence import Evidence, Row

FIRST = datetime(2025, 7, 1, tzinfo=clock.BUREAU_TIME)
SHOWN = 20  # violations of a promise that are printed


def year(
    seed: Annotated[int, typer.Option(help="another seed, another year")] = 1,
    people: Annotated[int, typer.Option(min=200, help="size of the city")] = 300,
    days: Annotated[int, typer.Option(min=1, max=365, help="fewer, for a look")] = 365,
    only: Annotated[str, typer.Option(help="departments, by comma; all where none is named")] = "",
    first: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="the first day")] = FIRST,
) -> None:
    """Play a year of the discrepancy loop, day by day, and hold it against what is promised."""
    began = time.monotonic()
    told = play(Asked(people, seed, days, first.date(), tuple(filter(None, only.split(",")))))
    if not conclude(told, {"seed": seed, "seconds": round(time.monotonic() - began, 1)}):
        raise typer.Exit(1)


@dataclass(frozen=True)
class Asked:
    """The year that is asked for. only: the departments that deliver; all where none is named."""

    people: int
    seed: int
    days: int
    first: date
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class Played:
    """A year that is over: its evidence, how each department behaved, what became of deliveries."""

    evidence: Evidence
    manners: Mapping[str, str]
    became: Mapping[str, int]


def play(asked: Asked) -> Played:
    """Plays a year from beginning to end, in a scratch folder of which nothing is left."""
    from demo.generator.command import Wanted
    from demo.generator.living import LivingCity
    from onesource.cli.year.script import Year
    from onesource.cli.year.town import running

    with tempfile.TemporaryDirectory(prefix="year-", dir=settings.scratch()) as folder:
        made = Path(folder) / "city"
        city = LivingCity(Wanted(asked.people, asked.seed, asked.days, asked.first), made)
        with running(asked.first, made, asked.only) as town:
            year = Year(town, city, random.Random(asked.seed), typer.echo)  # noqa: S311
            return Played(year.play(), year.manners, dict(year.became))


def conclude(played: Played, told: Mapping[str, object]) -> bool:
    """Prints what happened, each broken promise with its case's log, and JSON last; whether all holds."""
    from onesource.cli.year.judge import judge, table

    evidence = played.evidence
    found = judge(evidence)
    columns, rows = table(evidence, played.manners)
    show.table("What became of cases, by how providers behave", columns, rows)
    for violations in found.values():
        for one in violations[:SHOWN]:
            typer.secho(f"{one.promise}: {one.of}, {one.day}: {one.how}", fg=typer.colors.RED)
            _log(evidence.log(one.of))
    counts = {
        "rounds": len(evidence.rounds),
        "cases": len(evidence.cases),
        "entries": len(evidence.entries),
        "steps": dict(Counter(one["step"] for one in evidence.entries).most_common()),
        "deliveries": len(evidence.deliveries),
        "answers": len(evidence.handed),
        "open_findings": len(evidence.findings),
        "feeds": dict(played.became),
        "violations": {promise: len(violations) for promise, violations in found.items()},
    }
    typer.echo(json.dumps({**told, **counts}))
    return not any(found.values())


def _log(entries: list[Row]) -> None:
    for one in entries:
        told = (one["step"], one["actor"], one["facts"], one["clock"] or "")
        typer.echo(f"    {one['at']:%Y-%m-%d %H:%M} {' '.join(map(str, told))}")
