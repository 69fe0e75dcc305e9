"""What a small feed costs on the real scheduler, from its first task to its batch in force.

`python -m bench.small_feeds [--people 300]` starts an installation of its own, lets every
feed of a small city run once, libraries paused, and prints CPU seconds a feed as JSON: those
of Airflow's processes and the tasks they start, less what they use at rest; the
departments' and PostgreSQL's apart.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from onesource import clock
from onesource.catalog import Catalog
from onesource.cli import days as daily
from onesource.cli import local
from onesource.runtime import Stack, State, made, processes
from onesource.runtime.city import turn_to

AIRFLOW = ("api-server", "scheduler", "dag-processor", "triggerer")
REST = 20.0  # seconds watched before


def used(stack: Stack) -> float:
    """CPU seconds of Airflow's processes so far, with those of their children that have ended."""
    seconds = 0.0
    for record in processes.records(stack.state.run):
        if record.name in AIRFLOW:
            process = psutil.Process(record.pid)
            for one in (process, *process.children(recursive=True)):
                try:
                    times = one.cpu_times()
                except psutil.NoSuchProcess:  # ended just now: its parent has its seconds
                    continue
                seconds += times.user + times.system + times.children_user + times.children_system
    return seconds


def measure(people: int) -> dict[str, float]:
    """Runs every feed once; CPU and wall seconds."""
    catalog, state = Catalog.load(), State.default()
    local.begin(state, made.Wanted(people, 7, 1, "default"), clock.today())
    env = local.RUN_LIKE_A_DEMO
    with Stack(state, pools=catalog.pools(), extra_env=env) as stack:
        feeds = local.prepare(stack, catalog)
        turn_to(stack, 1)
        for dag_id in (*daily.library_dags(catalog, feeds), daily.ROUND):
            stack.api.pause(dag_id)
        time.sleep(REST)  # until what was started has settled
        before, began = used(stack), time.monotonic()
        time.sleep(REST)
        rest = (used(stack) - before) / (time.monotonic() - began)
        before, began = used(stack), time.monotonic()
        moment = datetime.now(UTC) - timedelta(minutes=1)
        runs = [stack.api.trigger(daily.feed_dag(path), moment) for path in feeds]
        while any(stack.api.runs(run.dag_id)[0].state not in ("success", "failed") for run in runs):
            time.sleep(1)
        wall = time.monotonic() - began
        busy = used(stack) - before - rest * wall
        failed = sum(stack.api.runs(run.dag_id)[0].state == "failed" for run in runs)
    return {
        "feeds": len(feeds),
        "failed": failed,
        "cpu_s_per_feed": round(busy / len(feeds), 2),
        "wall_s": round(wall, 1),
        "cpu_at_rest": round(rest, 3),
    }


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=300)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="feeds-") as folder:
        os.environ["ONESOURCE_STATE"] = str(Path(folder) / "state")
        told = measure(given.people)
    print(json.dumps(told))
    raise SystemExit(1 if told["failed"] else 0)


if __name__ == "__main__":
    main()
