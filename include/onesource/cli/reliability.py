"""`onesource reliability`: who is probably right, from a file of claims alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onesource.cli import show
from onesource.errors import Refused

if TYPE_CHECKING:
    import pyarrow as pa

    from onesource.reliability import Outcome

SHOWN = 20


def reliability(
    claims: Annotated[
        Path, typer.Argument(help="CSV: item, element, provider, value; weight if need be")
    ],
    out: Annotated[Path, typer.Option("--out", help="the folder for values.csv and providers.csv")],
    authority: Annotated[
        Path | None, typer.Option(help="CSV: element, provider that decides it")
    ] = None,
    settled: Annotated[
        Path | None, typer.Option(help="CSV: item, element, value known to be true")
    ] = None,
) -> None:
    """Estimate who is probably right: a value for each item and element, each provider's reliability.

    Equal claims of one provider are one; a provider that states two values of one element of
    one item is refused, with both rows. A row without a value claims nothing.
    """
    from onesource.reliability import files, weigh  # heavy: loads Arrow
    from onesource.reliability.claims import contradiction

    told = files.claims(claims)
    decides = files.authority(authority, told) if authority else None
    outcome = weigh(told, decides, files.settled(settled) if settled else None)
    twice = contradiction(outcome.claims)
    if twice:
        raise _contradicted(claims, told, twice)
    values, providers = outcome.values(), outcome.providers()
    files.write(out, {"values": values, "providers": providers})
    _tell(outcome, values, providers)
    typer.echo(f"written: {out / 'values.csv'}, {out / 'providers.csv'}")


def _contradicted(file: Path, told: pa.Table, rows: tuple[int, int]) -> Refused:
    one, other = (told.slice(row, 1).to_pylist()[0] for row in rows)
    return Refused(
        f"{file.name}, rows {rows[0] + 1} and {rows[1] + 1}, value: {one['provider']} says both "
        f"{one['value']!r} and {other['value']!r} of {one['element']} of {one['item']}; "
        "keep the one that is in force",
        file=file.name,
        row=rows[1] + 1,
        field="value",
    )


def _tell(outcome: Outcome, values: pa.Table, providers: pa.Table) -> None:
    """The most telling rows of the providers' table, and how values differ from vote and authority."""
    rows = sorted(providers.to_pylist(), key=lambda row: -row["claims"])
    cells = [tuple(_cell(cell) for cell in row.values()) for row in rows[:SHOWN]]
    title = (
        "Reliability" if len(rows) <= SHOWN else f"Reliability, {SHOWN} of {len(rows)} by claims"
    )
    show.table(title, providers.column_names, cells)
    chosen, vote = values["value"].to_pylist(), values["vote"].to_pylist()
    word = values["authority_value"].to_pylist()
    differ = sum(one != other for one, other in zip(chosen, vote, strict=True))
    typer.echo(f"{len(chosen):,} values, {differ:,} of them not the vote's")
    if outcome.authorities.any():
        doubted = sum(b is not None and a != b for a, b in zip(chosen, word, strict=True))
        typer.echo(f"{doubted:,} of them not the authority's, whose word stands until it is asked")
    if outcome.claims.stray:
        typer.echo(f"of {outcome.claims.stray:,} settled values nothing is claimed: not used")
    if not outcome.estimate.belief.still:
        typer.echo("the estimate still moved when it was ended: take it with care")


def _cell(cell: object) -> object:
    return round(cell, 3) if isinstance(cell, float) else cell
