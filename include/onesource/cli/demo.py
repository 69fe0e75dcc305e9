"""`onesource demo run`: the main job once, through the real scheduler, from delivery to report.

Starts everything, runs a day (every feed, every library, the round of reports),
prints what came of it, stops everything it started, whatever happens.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Annotated

import typer

from onesource import clock
from onesource.catalog import Catalog
from onesource.cli import local, show
from onesource.errors import Refused
from onesource.pipeline import summary
from onesource.runtime import Airflow, Change, Stack, State, wait_for_runs
from onesource.runtime.api import TaskRun
from onesource.runtime.follow import Watch
from onesource.store.base import Base

ENDED = ("success", "failed", "skipped", "upstream_failed", "up_for_retry")

commands = typer.Typer(no_args_is_help=True, help="The demo city.")


@commands.callback()
def _demo() -> None:
    """The demo city."""


@commands.command("run")
def run(
    people: Annotated[int, typer.Option(help="size of the city; 0: the national registers")] = 0,
) -> None:
    """Run the whole way once and stop; ends with 1 where a step failed."""
    if people != 0:
        raise Refused("this version delivers the two national registers alone: PEOPLE=0")
    began, catalog, state = time.monotonic(), Catalog.load(), State.default()
    with Stack(
        state, pools=catalog.pools(), extra_env=local.RUN_LIKE_A_DEMO, say=typer.echo
    ) as stack:
        local.prepare(stack, catalog)
        failed = one_day(stack, catalog, clock.now())
        show_summary(catalog, local.base())
    typer.echo(f"reports: {state.demo / 'frontend'}/<provider>/inbox")
    typer.echo('ask more: .venv/bin/onesource query "select * from discrepancy.finding limit 5"')
    typer.echo(f"done in {time.monotonic() - began:.0f} s")
    if failed:
        raise typer.Exit(1)


def one_day(stack: Stack, catalog: Catalog, day: datetime) -> list[Change]:
    """Runs every feed for `day`, waits for the libraries, then runs the round; says what failed."""
    woken = [*local.library_dags(catalog), local.ROUND]
    failed = _run(stack, local.feed_dags(catalog), woken, day)
    return failed + _run(stack, [local.ROUND], [], day)


def show_summary(catalog: Catalog, base: Base) -> None:
    """Prints what was collected, what survived, what was raised and where the reports are."""
    for table in summary.tables(catalog, base):
        typer.echo("")
        show.table(table.title, table.columns, table.rows)


def _run(stack: Stack, wanted: list[str], woken: list[str], day: datetime) -> list[Change]:
    api, failed = stack.api, []
    known = [(run.dag_id, run.run_id) for run in api.runs()]
    for dag_id in wanted:
        api.trigger(dag_id, day)
    typer.echo(
        f"waiting for {', '.join(wanted)}"
        + (f" and what they wake: {', '.join(woken)}" if woken else "")
    )
    for change in wait_for_runs(api, Watch(wanted, known, may_run=woken), stack.check):
        _tell(change)
        if change.task_id and change.after == "failed":
            failed.append(change)
            _show_failure(api, change)
    return failed


def _tell(change: Change) -> None:
    if change.task_id is None and change.after in ("success", "failed"):
        typer.echo(f"  {change.dag_id}: {change.after}")
    elif change.task_id and change.after in ENDED:
        typer.echo(f"    {change.dag_id} {change.task_id}: {change.after}")


def _show_failure(api: Airflow, change: Change) -> None:
    for task in _tasks(api, change):
        typer.secho(api.log_tail(task, 12), fg=typer.colors.RED)


def _tasks(api: Airflow, change: Change) -> list[TaskRun]:
    runs = [run for run in api.runs(change.dag_id) if run.run_id == change.run_id]
    return [task for run in runs for task in api.tasks(run) if task.label == change.task_id]
