"""`onesource demo verify`: holds what was found and mastered in a made city against what is true there.

Prints how much of what was planted was found, and how much of what was found was
planted; the golden values; the accounting. Its last line is JSON for a program.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from onesource.catalog import Catalog
from onesource.cli import inspect, show
from onesource.pipeline import truth
from onesource.pipeline import verification as proof
from onesource.pipeline.verification import City, Findings
from onesource.runtime import State
from onesource.store.base import Base

Format = Literal["table", "json"]
SCORE = ("expected", "found", "false", "recall", "precision")
FIRST = 12  # of what is wrong, so many are shown


def verify(
    folder: Annotated[
        Path | None, typer.Option("--city", help="a made city's folder; the demo's own if absent")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="table or json")] = "table",
) -> None:
    """Hold what was found in the demo's city against what was planted; ends with 1 where they differ."""
    with inspect.reading() as base:
        held = hold(base, folder or State.default().city, form)
    if not held:
        raise typer.Exit(1)


def hold(base: Base, folder: Path, form: Format) -> bool:
    """Prints the proof for the city in `folder`; whether all of it holds."""
    city = City.at(folder)
    found = proof.findings(base, city)
    golden = truth.golden(Catalog.load(), base, city, FIRST)
    unaccounted, wasteful = proof.unaccounted(base), proof.wasteful(base, city)
    if form == "table":
        _tables(found, golden)
        _listed("Rows nobody accounts for", unaccounted)
        _listed(
            "Made or written more than changed (library, day, changed, made, written)", wasteful
        )
    wrong = [entity for entity in golden if entity.right != entity.values]
    typer.echo(json.dumps(found.told(), ensure_ascii=False))
    return not (found.missed or found.false or wrong or unaccounted or wasteful)


def _tables(found: Findings, golden: list[truth.Golden]) -> None:
    for title, place in (("kind", proof.KIND), ("provider", proof.PROVIDER)):
        typer.echo("")
        rows = [_rounded(row) for row in found.scores(place)]
        show.table(f"Findings by {title}, over all days", (title, *SCORE), rows)
    typer.echo(f"\n{found.untold:,} faults more were planted of which nothing delivered can tell")
    _listed(f"Not found ({len(found.missed)}), the first", _first(found.missed))
    _listed(f"Found, not planted ({len(found.false)}), the first", _first(found.false))
    rows = [(entity.entity, entity.values, entity.right, _share(entity.share)) for entity in golden]
    typer.echo("")
    show.table("Golden values", ("entity", "values", "right", "share"), rows)
    wrong = [(entity.entity, *row) for entity in golden for row in entity.wrong]
    _listed("Golden values that are not the true ones, the first", wrong)


def _first(facts: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(facts, key=str)[:FIRST]


def _rounded(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(_share(cell) if isinstance(cell, float) else cell for cell in row)


def _share(value: float) -> str:
    """Three places, cut off: only the whole is 1.000."""
    return f"{math.floor(value * 1000) / 1000:.3f}"


def _listed(title: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        typer.echo(f"\n{title}:")
        for row in rows:
            typer.echo("  " + " · ".join("-" if cell is None else str(cell)[:60] for cell in row))
