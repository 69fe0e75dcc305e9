"""Runs of the throw-away DAGs, in the real Airflow."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from onesource.runtime import Stack, wait_for_runs
from onesource.runtime.api import Run
from onesource.runtime.follow import Change, Watch


def ready(stack: Stack, dag_id: str) -> None:
    """Waits until the scheduler knows a DAG, and lets it run."""
    deadline = time.monotonic() + 30
    while dag_id not in stack.api.dags() and time.monotonic() < deadline:
        time.sleep(0.3)
    stack.api.unpause(dag_id)


def finish(
    stack: Stack, dag_id: str, day: datetime, conf: dict[str, Any] | None = None
) -> tuple[Run, list[Change]]:
    """Runs a DAG to its end; what changed on the way."""
    known = {(run.dag_id, run.run_id) for run in stack.api.runs()}
    run = stack.api.trigger(dag_id, day, conf)
    return run, list(wait_for_runs(stack.api, Watch([dag_id], known, seconds=90), stack.check))
