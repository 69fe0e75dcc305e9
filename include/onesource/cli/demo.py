"""`onesource demo …`: the main job through the real scheduler, its city, and its proof.

`run` starts everything, runs the days (every feed, every library, the round of reports),
prints what came of each, holds all of it against what was planted, and stops everything
it started, whatever happens.
"""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import datetime, timedelta
from typing import Annotated

import typer

from onesource import clock
from onesource.catalog import Catalog
from onesource.cli import days as daily
from onesource.cli import local, rehearsal, show, verify
from onesource.cli.days import one_day
from onesource.cli.year.command import year
from onesource.pipeline import summary
from onesource.runtime import Stack, State, made, turn_to

__all__ = ["commands", "one_day"]

# The demo says when a day begins; no declaration changes meanwhile: the files of DAGs are read once.
UNWATCHED = {
    **local.RUN_LIKE_A_DEMO,
    "ONESOURCE_BY_HAND": "1",
    "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "3600",
    "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "3600",
}

commands = typer.Typer(no_args_is_help=True, help="The demo city.")
commands.command("verify")(verify.verify)
commands.command("findings")(rehearsal.findings)
commands.command("year")(year)


@commands.command(
    "city",
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def city(context: typer.Context) -> None:
    """Make a city: what each department holds, day by day (--help tells how)."""
    done = subprocess.run([sys.executable, "-m", "demo", "city", *context.args], check=False)
    raise typer.Exit(done.returncode)


@commands.command("run")
def run(
    people: Annotated[int, typer.Option(help="size of the city; 0: the national registers")] = (
        local.DEFAULT.people
    ),
    seed: Annotated[int, typer.Option(help="another seed, another city")] = local.DEFAULT.seed,
    days: Annotated[int, typer.Option(min=1, help="how many; the last is today")] = (
        local.DEFAULT.days
    ),
    faults: Annotated[str, typer.Option(help="default, none, or a plan's file")] = (
        local.DEFAULT.faults
    ),
) -> None:
    """Run every day and stop; ends with 1 where a step failed or the proof does not hold.

    Asked for the same city again, only today is run once more.
    """
    began, now = time.monotonic(), clock.now()
    catalog, state = Catalog.load(), State.default()
    wanted = made.Wanted(people, seed, days, faults)
    again = made.is_current(state, wanted) and made.is_complete(state)
    if not again:
        local.begin(state, wanted, clock.today())
    with Stack(state, pools=catalog.pools(), extra_env=UNWATCHED, say=typer.echo) as stack:
        feeds = local.prepare(stack, catalog)
        numbers = range(days if again else 1, days + 1) if people else range(1, 2)
        last = numbers[-1]
        moments = {number: now - timedelta(days=last - number) for number in numbers}
        went_well = [_day(stack, catalog, feeds, *day) for day in moments.items()]
        proved = _conclude(catalog, state, people > 0)
    typer.echo(f"reports: {state.demo / 'frontend'}/<provider>/inbox")
    typer.echo('ask more: .venv/bin/onesource query "select * from discrepancy.finding limit 5"')
    typer.echo(f"done in {time.monotonic() - began:.0f} s")
    if all(went_well):
        made.complete(state)
    if not (proved and all(went_well)):
        raise typer.Exit(1)


def _day(stack: Stack, catalog: Catalog, feeds: list[str], number: int, moment: datetime) -> bool:
    """Runs one day and tells what it brought; whether every step succeeded."""
    began = time.monotonic()
    made_city = made.current(stack.state)
    if made_city and made_city.people:
        turn_to(stack, number)
    due = daily.due(catalog, feeds, number)
    date = moment.astimezone(clock.BUREAU_TIME).date()
    typer.echo(f"\nday {number}, {date}: {len(due)} feeds")
    failed = one_day(stack, catalog, moment, due)
    told = summary.day(local.base(), date)
    typer.echo(f"  {told}; {time.monotonic() - began:.0f} s")
    return not failed


def _conclude(catalog: Catalog, state: State, city: bool) -> bool:
    """Prints what is there at the end; whether the proof holds, where there is one."""
    base = local.base()
    for table in summary.tables(catalog, base):
        typer.echo("")
        show.table(table.title, table.columns, table.rows)
    return not city or verify.hold(base, state.city, "table")
