"""`onesource feed try`: what would become of a delivery, without the scheduler and without a trace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onesource.cli import show
from onesource.errors import Refused
from onesource.landing.batch import Held

commands = typer.Typer(no_args_is_help=True, help="One department's feed.")


@commands.callback()
def _feed() -> None:
    """One department's feed."""


@commands.command("try")
def try_feed(
    path: Annotated[str, typer.Argument(help="<provider>/<feed>")],
    file: Annotated[
        Path | None, typer.Option(help="a sample instead of what lies at the source")
    ] = None,
    rows: Annotated[int, typer.Option(help="how many failing rows to show")] = 10,
) -> None:
    """Land a delivery aside, judge it, show the verdict; nothing is written to the base database."""
    from onesource.pipeline import trial  # heavy: loads Great Expectations

    try:
        tried = trial.feed(path, file, rows)
    except Held as held:
        raise Refused(f"{path}: would be held ({held.kind}): {held.cause.message}") from held
    verdict = tried.verdict
    typer.echo(f"{path} {tried.title}: would be accepted")
    typer.echo(
        f"  received {verdict.received:,} = accepted {verdict.accepted:,} + "
        f"quarantined {verdict.quarantined:,} + duplicates {verdict.duplicates:,}; "
        f"{verdict.warnings:,} accepted with a warning"
    )
    if tried.failures:
        columns = ("row", "key", "element", "rule", "severity", "delivered")
        show.table(f"The first {len(tried.failures)} failures", columns, tried.failures)
