"""Watches runs until they have settled, and says each change of state once.

Settled: every wanted DAG has a new run, no run of it or of those it may wake is
under way, and no asset event waits to wake one. Prints nothing; the caller words it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from onesource import clock
from onesource.errors import Unreachable
from onesource.runtime.api import Airflow, Run

OVERLAP = timedelta(seconds=5)  # a task's change is stamped a little before it is committed


@dataclass(frozen=True)
class Change:
    """A run, or with `task_id` one task of it, went from one state to another."""

    dag_id: str
    run_id: str
    task_id: str | None
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Watch:
    """What to wait for: the DAGs, since when, the runs that were there before, and how long.

    `may_run`: DAGs that need not run, and are waited for where they do.
    """

    dags: Collection[str]
    known: Collection[tuple[str, str]] = ()
    may_run: Collection[str] = ()
    since: datetime | None = None
    seconds: float = 1800.0
    every: float = 1.5


Seen = dict[tuple[str, str, str | None], str | None]


def wait_for_runs(
    api: Airflow, watch: Watch, check: Callable[[], None] = lambda: None
) -> Iterator[Change]:
    """Yield changes until the watched DAGs have settled.

    `check` is called every round and may raise (a component died). Unreachable,
    naming what is unfinished, after `watch.seconds`.
    """
    deadline = time.monotonic() + watch.seconds
    seen: Seen = {}
    told = watch.since
    while True:
        check()
        asked = clock.now()
        runs = _new_runs(api, watch)
        yield from _changes(api, runs, told, seen)
        told = asked - OVERLAP
        open_dags = _unsettled(api, watch, runs)
        # An event may have become a run while we asked: only the same answer twice is final.
        if not open_dags and _new_runs(api, watch) == runs:
            return
        if time.monotonic() > deadline:
            raise Unreachable(
                f"after {watch.seconds:.0f} s these DAGs have not finished: "
                f"{', '.join(sorted(open_dags))}; look at them in the Airflow UI ({api.url})",
                dags=sorted(open_dags),
            )
        time.sleep(watch.every)


def _new_runs(api: Airflow, watch: Watch) -> list[Run]:
    return [
        run
        for run in api.runs(since=watch.since)
        if run.dag_id in {*watch.dags, *watch.may_run}
        and (run.dag_id, run.run_id) not in watch.known
    ]


def _changes(api: Airflow, runs: list[Run], told: datetime | None, seen: Seen) -> Iterator[Change]:
    """What moved, tasks before their run; asked once for all runs, and for each that has failed."""
    watched = {(run.dag_id, run.run_id) for run in runs}
    ended = [run for run in runs if seen.get((run.dag_id, run.run_id, None)) != run.state]
    moved = api.moved_tasks(told) if told and watched else []
    for run in ended:
        if run.state == "failed" or not told:
            moved += api.tasks(run)
    found: list[tuple[tuple[str, str, str | None], str | None]] = [
        ((task.dag_id, task.run_id, task.label), task.state)
        for task in moved
        if (task.dag_id, task.run_id) in watched
    ]
    for key, state in [*found, *(((r.dag_id, r.run_id, None), r.state) for r in reversed(runs))]:
        if seen.get(key) != state:
            yield Change(*key, seen.get(key), state)
            seen[key] = state


def _unsettled(api: Airflow, watch: Watch, runs: list[Run]) -> set[str]:
    started = {run.dag_id for run in runs}
    under_way = {run.dag_id for run in runs if not run.ended}
    waiting = (set(watch.dags) - started) | under_way
    return waiting or {dag for dag in (*watch.dags, *watch.may_run) if api.waiting_assets(dag)}
