"""Watches runs until they have settled, and says each change of state once.

Settled: every wanted DAG has a new run, no run of it or of those it may wake is
under way, and no asset event waits to wake one. Prints nothing; the caller words it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from onesource.errors import Unreachable
from onesource.runtime.api import Airflow, Run


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
    """What to wait for: the DAGs, the runs that were there before, and how long.

    `may_run`: DAGs that need not run, and are waited for where they do.
    """

    dags: Collection[str]
    known: Collection[tuple[str, str]] = ()
    may_run: Collection[str] = ()
    seconds: float = 900.0
    every: float = 0.5


def wait_for_runs(
    api: Airflow, watch: Watch, check: Callable[[], None] = lambda: None
) -> Iterator[Change]:
    """Yield changes until the watched DAGs have settled.

    `check` is called every round and may raise (a component died). Unreachable,
    naming what is unfinished, after `watch.seconds`.
    """
    deadline = time.monotonic() + watch.seconds
    seen: dict[tuple[str, str, str | None], str | None] = {}
    while True:
        check()
        runs = _new_runs(api, watch)
        yield from _changes(api, runs, seen)
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
        for run in api.runs()
        if run.dag_id in {*watch.dags, *watch.may_run}
        and (run.dag_id, run.run_id) not in watch.known
    ]


def _changes(
    api: Airflow, runs: list[Run], seen: dict[tuple[str, str, str | None], str | None]
) -> Iterator[Change]:
    for run in reversed(runs):
        before = seen.get((run.dag_id, run.run_id, None))
        if before in ("success", "failed") and before == run.state:
            continue
        tasks: list[tuple[str | None, str | None]] = [
            (task.label, task.state) for task in api.tasks(run)
        ]
        for task_id, state in [*tasks, (None, run.state)]:
            key = (run.dag_id, run.run_id, task_id)
            if seen.get(key) != state:
                yield Change(run.dag_id, run.run_id, task_id, seen.get(key), state)
                seen[key] = state


def _unsettled(api: Airflow, watch: Watch, runs: list[Run]) -> set[str]:
    started = {run.dag_id for run in runs}
    under_way = {run.dag_id for run in runs if not run.ended}
    waiting = (set(watch.dags) - started) | under_way
    return waiting or {dag for dag in (*watch.dags, *watch.may_run) if api.waiting_assets(dag)}
