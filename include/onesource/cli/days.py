"""Runs the demo's days through the scheduler: which feeds are due, what they wake, then the round.

All feeds of a day are triggered at once; what they renew wakes the libraries. The round
rests meanwhile and runs once when all of them are done, as it does every morning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime

import typer

from onesource import clock
from onesource.catalog import Catalog
from onesource.discrepancy.lateness import CYCLES
from onesource.errors import Refused
from onesource.runtime import Airflow, Change, Stack, wait_for_runs
from onesource.runtime.api import TaskRun
from onesource.runtime.follow import Watch

NATIONAL = ("civil_affairs/divisions", "statistics/divisions")
ROUND = "discrepancies"
QUESTIONS = "adjudications"  # its runs wait for people; no day waits for them
ENDED = ("failed", "upstream_failed", "up_for_retry")


def feed_dag(path: str) -> str:
    """The DAG of the feed `<provider>/<feed>`."""
    return f"feed.{path.replace('/', '.')}"


def library_dags(catalog: Catalog, feeds: Collection[str]) -> list[str]:
    """The DAGs of the libraries that these feeds supply."""
    supplied = {catalog.feed(path).supplies.library for path in feeds}
    return [f"library.{name}" for name in catalog.libraries if name in supplied]


def due(catalog: Catalog, feeds: Collection[str], day: int) -> list[str]:
    """The feeds that deliver on a day, counted from 1: all of them on the first."""
    return [path for path in feeds if (day - 1) % CYCLES[catalog.feed(path).update_cycle][0] == 0]


def longest_first(catalog: Catalog, feeds: Collection[str]) -> list[str]:
    """The feeds in the order to start them: those whose provider bears fewest at once lead."""
    waiting = Counter(catalog.feed(path).provider for path in feeds)

    def queue(path: str) -> float:
        provider = catalog.feed(path).provider
        return waiting[provider] / catalog.providers[provider].parallel

    return sorted(feeds, key=queue, reverse=True)


def one_day(
    stack: Stack, catalog: Catalog, moment: datetime, feeds: Collection[str] = NATIONAL
) -> list[Change]:
    """Runs the feeds for `moment`, waits for the libraries, then runs the round; says what failed."""
    api = stack.api
    api.pause(ROUND)
    wanted = [feed_dag(path) for path in longest_first(catalog, feeds)]
    failed = _run(stack, wanted, library_dags(catalog, feeds), moment)
    api.unpause(ROUND)
    return failed + _run(stack, [ROUND], [], moment)


def _run(stack: Stack, wanted: list[str], woken: list[str], moment: datetime) -> list[Change]:
    api, failed, began = stack.api, [], clock.now()
    for dag_id in wanted:
        api.trigger(dag_id, moment)
    then = f" and what they wake: {', '.join(woken)}" if woken else ""
    named = wanted[0] if len(wanted) == 1 else f"{len(wanted)} feeds"
    typer.echo(f"  waiting for {named}{then}")
    for change in wait_for_runs(api, Watch(wanted, may_run=woken, since=began), stack.check):
        _tell(change)
        if change.task_id and change.after == "failed":
            failed.append(change)
            _show_failure(api, change)
    return failed


def _tell(change: Change) -> None:
    if change.task_id and change.after in ENDED:
        typer.echo(f"    {change.dag_id} {change.task_id}: {change.after}")
    elif change.task_id is None and change.after == "failed":
        typer.echo(f"    {change.dag_id}: failed")


def _show_failure(api: Airflow, change: Change) -> None:
    try:
        for task in _tasks(api, change):
            typer.secho(api.log_tail(task, 12), fg=typer.colors.RED)
    except Refused as error:  # a log that is not there is not what failed
        typer.secho(error.message, fg=typer.colors.RED)


def _tasks(api: Airflow, change: Change) -> list[TaskRun]:
    runs = [run for run in api.runs(change.dag_id) if run.run_id == change.run_id]
    return [task for run in runs for task in api.tasks(run) if task.label == change.task_id]
